"""交付: what an owner takes home, on one screen: the papers in one key, keys, meters, and the form that both sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.cases.engine import Missing, say_missing
from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.papers_parts import PapersList
from deskapp.casework.screens.printing import print_ordered
from deskapp.desks.handover.giving.actions import give_all, give_item, take_back_item
from deskapp.desks.handover.giving.letters import handover_deed
from deskapp.desks.handover.giving.look import say_place
from deskapp.desks.handover.giving.queries import GivenRow, MeterRow, given_of, meters_of, missing_of
from deskapp.desks.handover.giving.screens.giving_forms import ItemForm, MeterForm
from deskapp.desks.handover.giving.screens.key_forms import KeyMoveForm
from deskapp.desks.handover.giving.screens.key_moves import KeyMovesScreen
from deskapp.desks.handover.giving.screens.key_set_forms import KeySetForm
from deskapp.desks.handover.giving.screens.warranty import WarrantyScreen
from deskapp.desks.handover.planning.queries import get_delivery
from deskapp.desks.handover.planning.rows import DeliveryRow
from deskapp.papers.keys.actions import move_keys
from deskapp.papers.keys.drafts import KeyMoveDraft
from deskapp.papers.keys.queries import KeyRow, keys_of
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import Run, Weight, shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.work import run

TICK: Final = Command("giving.tick", "1", "giving", priority=True)
ALL: Final = Command("giving.all", "2", "giving", priority=True)
METERS: Final = Command("giving.meters", "3", "giving", priority=True)
DRAW: Final = Command("giving.draw", "4", "giving", priority=True)
COUNT: Final = Command("giving.count", "5", "giving", priority=True)
OTHER: Final = Command("giving.other", "6", "giving", priority=True)
KEYS: Final = Command("giving.keys", "7", "giving", priority=True)
DEED: Final = Command("giving.deed", "8", "giving", priority=True)
WARRANTY: Final = Command("giving.warranty", "9", "giving", priority=True)


@dataclass(frozen=True, slots=True)
class Page:
    """A delivery with everything that is handed over, and what is still missing for the signature."""

    delivery: DeliveryRow
    given: Sequence[GivenRow]
    meters: Sequence[MeterRow]
    keys: Sequence[KeyRow]
    missing: Sequence[Missing]


class GivingScreen(PapersList):
    """Papers, cards and gifts are ticked, meters read, keys drawn and moved; Enter opens the row."""

    TITLE_KEY = "giving.title"
    TOPIC = "giving"
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        commands.OPEN, TICK, ALL, METERS, DRAW, COUNT, OTHER, KEYS, DEED, WARRANTY
    )

    def __init__(self, delivery_id: int) -> None:
        super().__init__()
        self.delivery_id = delivery_id
        self.page: Page | None = None

    def title_text(self) -> str:
        """Of which home, whose."""
        if self.page is None:
            return self.text(self.TITLE_KEY)
        delivery = self.page.delivery
        return f" {shell_of(self).glyphs.dot} ".join((self.text(self.TITLE_KEY), delivery.room, *delivery.buyers[:2]))

    def body(self) -> Iterable[Widget]:
        """What is missing, then everything there is."""
        yield Facts()
        columns = (
            Column("done", 3, label="giving.done", weight="strong"),
            Column("group", 10, label="giving.group", weight="muted"),
            Column("name", label="giving.name", least=24, weight="strong"),
            Column("count", 4, label="key_form.count_short", align="right"),
            Column("told", label="giving.told", least=24),
        )
        yield Listing(columns, blank="giving.none", id="giving")

    def on_mount(self) -> None:
        """Keys wait until it is there."""
        self.load()

    def load(self) -> None:
        """Read it all in one snapshot."""
        number, today = self.delivery_id, shell_of(self).now().date()

        def read(reader: Reader) -> Page:
            delivery = get_delivery(reader, number)
            gates = missing_of(reader, [number], today)[number]
            return Page(
                delivery,
                given_of(reader, number, today),
                meters_of(reader, delivery.unit_id, today),
                keys_of(reader, delivery.unit_id),
                [one for missing in gates.values() for one in missing],
            )

        run(self, lambda data: data.store.read(read), self._show, group="giving")

    def _show(self, page: Page) -> None:
        self.page = page
        listing = self.query_one(Listing)
        place = listing.cursor
        # what the signature asks for first, then what there is besides
        needed, more = ([one for one in page.given if one.required is wanted] for wanted in (True, False))
        items = self._item_rows
        listing.show([*items(needed), *self._key_rows(page.keys), *self._meter_rows(page.meters), *items(more)])
        listing.move(min(place, max(0, len(listing.rows) - 1)) - listing.cursor)
        bad = shell_of(self).glyphs.bad
        said: list[Run] = [(f"{bad} {say_missing(self.words, one)}", "warning") for one in page.missing[:3]]
        if len(page.missing) > len(said):
            said.append((self.text("giving.more", count=len(page.missing) - len(said)), "warning"))
        self.query_one(Facts).show(said or [(self.text("giving.complete"), "good")])
        for line in self.query("TopLine"):
            line.refresh()
        self.loaded()

    def _item_rows(self, given: Iterable[GivenRow]) -> Iterable[Row]:
        for item in given:
            name = item.name if isinstance(item.name, str) else item.name.say(self.words.language)
            told = self.text("giving.by", day=item.given_on, clerk=item.clerk) if item.given_on is not None else ""
            parts = (told or self.text("giving.required" if item.required else "giving.optional"), item.edition)
            yield self._row(
                ("item", item.code), item.is_given, f"given_group.{item.group}", name,
                str(item.count) if item.is_given else "", "  ".join(part for part in parts if part),
                missing=item.required,
            )  # fmt: skip

    def _meter_rows(self, meters: Iterable[MeterRow]) -> Iterable[Row]:
        for meter in sorted(meters, key=lambda one: not one.kind.required):
            told = self.text("giving.to_read" if meter.kind.required else "giving.optional")
            if meter.reading is not None:
                figure = f"{self.words.number(meter.reading)} {meter.kind.unit}"
                told = self.text("giving.read", reading=figure, day=meter.read_on)
            yield self._row(
                ("meter", meter.meter), meter.reading is not None, "given_group.meter",
                self.text(f"meter.{meter.meter}"), "", told, missing=meter.kind.required,
            )  # fmt: skip

    def _key_rows(self, sets: Iterable[KeyRow]) -> Iterable[Row]:
        for keys in sets:
            name = f"{keys.label}  {self.text(f'key_kind.{keys.kind}')} {keys.contents}".rstrip()
            yield self._row(
                ("key", keys.id), keys.is_given or bool(keys.consent), "given_group.key", name,
                str(keys.count - keys.missing), say_place(keys, self.text, self.words.day),
                missing=keys.lost_at is not None,
            )  # fmt: skip

    def _row(
        self, key: tuple[str, Any], done: bool, group: str, name: str, count: str, told: str, *, missing: bool
    ) -> Row:
        glyphs = shell_of(self).glyphs
        sign = glyphs.good if done else glyphs.bad if missing else ""
        weight: Weight = "plain" if done or not missing else "warning"
        return Row(key, (sign, self.text(group), name, count, told), weight=weight)

    @property
    def current(self) -> tuple[str, Any] | None:
        """What the row under the cursor is: item, meter or key, and which."""
        row = next((listing.current for listing in self.query(Listing)), None)
        return row.key if row is not None and isinstance(row.key, tuple) else None

    @on(Listing.Moved)
    def _moved(self) -> None:
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key or a meter is not ticked; without keys there is nothing to draw."""
        if action in ("tick", "count"):
            return self.current is not None and self.current[0] == "item"
        if action == "draw":
            return self.page is not None and any(row.is_here or row.holder == "staff" for row in self.page.keys)
        return super().check_action(action, parameters)

    def action_open(self) -> None:
        """The form of what the cursor is on."""
        if self.current is None:
            return
        kind, which = self.current
        if kind == "item":
            self.action_count()
        elif kind == "meter":
            self.action_meters()
        else:
            self.app.push_screen(KeyMovesScreen(int(which)), self.returned)

    def action_tick(self) -> None:
        """It is handed over, one of it; or it is not after all."""
        if self.current is None or self.page is None:
            return
        code, number = str(self.current[1]), self.delivery_id
        if any(item.code == code and item.is_given for item in self.page.given):
            self.write("delivery.give", lambda work, _: take_back_item(work, number, code))
        else:
            self.write("delivery.give", lambda work, _: give_item(work, number, code))

    def action_all(self) -> None:
        """All papers at once; what was not handed over is ticked off again."""
        number = self.delivery_id
        self.write("delivery.give", lambda work, _: give_all(work, number), self._given)

    def _given(self, count: int) -> None:
        self.tell("giving.given_all", count=count)

    def action_meters(self) -> None:
        """Read them."""
        if self.page is not None:
            delivery = self.page.delivery
            self.app.push_screen(
                MeterForm(delivery.unit_id, delivery.room, delivery_id=self.delivery_id), self.returned
            )

    def action_draw(self) -> None:
        """Our own people take every set for the inspection, or bring them back."""
        if self.page is None:
            return
        drawn = [row.id for row in self.page.keys if row.holder == "staff" and row.due_back is not None]
        here = [row.id for row in self.page.keys if row.is_here]
        if drawn:
            self.write("keyset.move", lambda work, _: move_keys(work, drawn, KeyMoveDraft("back")), self._moved_keys)
        elif here:
            self.write("keyset.move", lambda work, _: _draw(work, here), self._moved_keys)

    def _moved_keys(self, rows: Sequence[Any]) -> None:
        key = "giving.drawn" if rows and rows[0].holder == "staff" else "giving.brought_back"
        self.tell(key, labels=", ".join(row.label for row in rows))

    def action_count(self) -> None:
        """How many, which edition, when."""
        if self.current is not None and self.page is not None:
            code = str(self.current[1])
            item = next(one for one in self.page.given if one.code == code)
            name = item.name if isinstance(item.name, str) else item.name.say(self.words.language)
            self.app.push_screen(ItemForm(self.delivery_id, code, name), self.returned)

    def action_other(self) -> None:
        """Something that no list has."""
        self.app.push_screen(ItemForm(self.delivery_id), self.returned)

    def action_keys(self) -> None:
        """The set under the cursor, or every one, goes somewhere; without one a set is labelled."""
        if self.page is None:
            return
        current = self.current
        if current is not None and current[0] == "key":
            self.app.push_screen(KeyMoveForm(int(current[1])), self.returned)
        elif self.page.keys:
            self.app.push_screen(KeyMoveForm(keys=[row.id for row in self.page.keys]), self.returned)
        else:
            self.app.push_screen(KeySetForm(self.page.delivery.unit_id, self.page.delivery.room), self.returned)

    def action_deed(self) -> None:
        """The form that both sign; keys that are out for this home go with their own slip."""
        number, today = self.delivery_id, shell_of(self).now().date()
        counter = shell_of(self).settings.counter
        print_ordered(self, lambda work, data: handover_deed(work, data.home, number, today, counter))

    def action_warranty(self) -> None:
        """What is mended for nothing, and until when."""
        if self.page is not None:
            self.app.push_screen(WarrantyScreen(self.page.delivery.unit_id, self.page.delivery.room))


def _draw(work: Any, numbers: Sequence[int]) -> Any:
    clerk = work.clerk
    return move_keys(work, numbers, KeyMoveDraft("out", "staff", clerk.name, staff_id=clerk.id, purpose="inspection"))
