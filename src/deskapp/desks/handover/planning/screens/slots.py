"""The times of a batch's days, each with its places and how many homes have it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.screens.read_list import ReadList
from deskapp.desks.handover.planning.actions import assign_slots
from deskapp.desks.handover.planning.actions_parts import set_slots
from deskapp.desks.handover.planning.drafts import MOST_PLACES, SlotDraft
from deskapp.desks.handover.planning.queries_batch import slots_of
from deskapp.desks.handover.planning.rows import SlotRow
from deskapp.desks.handover.planning.screens.batch_forms import SlotsForm
from deskapp.errors import Fault
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText
from deskapp.ui.lines import Run

HOMES: Final = Command("slots.homes", "1", "slots", priority=True)
ASSIGN: Final = Command("slots.assign", "2", "slots", priority=True)
REMOVE: Final = Command("slots.remove", "4", "slots", priority=True)


class SlotsScreen(ReadList):
    """F2 makes times by a pattern, Enter changes the places of one, 1 shows who has it."""

    TITLE_KEY = "slots.title"
    TOPIC = "handover_slots"
    EMPTY = "slots.empty"
    COLUMNS = (
        Column("day", 22, "slots.day", weight="strong"),
        Column("time", 12, "slots.time"),
        Column("places", 6, "slots.places", align="right"),
        Column("taken", 6, "slots.taken", align="right"),
        Column("left", 6, "slots.left", align="right"),
        Column("note", label="slots.note", weight="muted"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, HOMES, ASSIGN, REMOVE)

    def __init__(self, batch_id: int, name: str) -> None:
        super().__init__()
        self.batch_id, self.name_of_batch = batch_id, name

    def title_text(self) -> str:
        """Of which batch."""
        return self.titled(self.name_of_batch)

    def read(self, reader: Reader) -> Sequence[SlotRow]:
        """The times."""
        return slots_of(reader, self.batch_id)

    def cells(self, row: SlotRow) -> tuple[str, ...]:
        """When, how many, how many are left."""
        return (
            f"{self.words.day(row.day)} {self.text(f'weekday.{row.day.weekday()}')}",
            f"{row.starts}-{row.ends}",
            self.words.number(row.places),
            self.words.number(row.taken),
            self.words.number(row.left),
            "" if row.left else self.text("slots.full"),
        )

    def told(self, row: SlotRow) -> Iterable[Run]:
        """What the day comes to."""
        same = [one for one in self.rows if one.day == row.day]
        said = self.text(
            "slots.of_day", day=row.day, count=len(same), places=sum(one.places for one in same),
            taken=sum(one.taken for one in same),
        )  # fmt: skip
        yield said, "plain"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works on this row."""
        row: SlotRow | None = self.current
        if action == "homes":
            return row is not None and row.taken > 0
        if action == "remove":
            return row is not None and row.taken == 0
        if action == "assign":
            return bool(self.rows)
        return super().check_action(action, parameters)

    def action_new(self) -> None:
        """By a pattern."""
        self.app.push_screen(SlotsForm(batch=self.batch_id, name=self.name_of_batch), self.returned)

    def on_listing_opened(self) -> None:
        """Other places."""
        row: SlotRow = self.current

        def given(answer: str | None) -> None:
            if answer is not None:
                self._set(row, int(answer))

        values = {"time": f"{row.starts}-{row.ends}"}
        self.app.push_screen(AskText("slots.ask_places", value=str(row.places), parse=_places, values=values), given)

    def action_remove(self) -> None:
        """Take a time away."""
        self._set(self.current, 0)

    def action_homes(self) -> None:
        """Who has it."""
        from deskapp.desks.handover.planning.screens.deliveries import DeliveriesScreen

        self.app.push_screen(DeliveriesScreen(self.batch_id, slot_id=self.current.id), self.returned)

    def action_assign(self) -> None:
        """A time for every home that has none."""
        self.write(
            "handover.slots",
            lambda work, _: assign_slots(work, self.batch_id),
            lambda found: self.tell(
                "slots.assigned", "warning" if found[1] else "plain", count=found[0], left=found[1]
            ),
        )

    def _set(self, row: SlotRow, places: int) -> None:
        """The day's times anew, with this one changed."""
        same = [one for one in self.rows if one.day == row.day and (one.id != row.id or places)]
        drafts = [SlotDraft(one.day, one.starts, one.ends, places if one.id == row.id else one.places) for one in same]
        self.write("handover.batch", lambda work, _: set_slots(work, self.batch_id, drafts, [row.day]))


def _places(text: str) -> tuple[Any, Fault | None]:
    """A number of places."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_PLACES:
        return None, Fault("slot.places", {"most": MOST_PLACES})
    return int(text), None
