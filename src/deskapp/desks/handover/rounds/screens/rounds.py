"""空置房巡查: rounds of vacant homes by day; several at once are noted as right, Enter goes through the points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, Final, NamedTuple

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.finding import NOWHERE, find_project_ids
from deskapp.casework.screens.long_list import OfficeSource, OrderedTable
from deskapp.desks.handover.rounds.actions import do_rounds, plan_rounds, plan_storm
from deskapp.desks.handover.rounds.model import ROUND_KINDS
from deskapp.desks.handover.rounds.queries import RoundFilter, RoundRow, count_rounds, list_rounds
from deskapp.desks.handover.rounds.report import found_words
from deskapp.desks.handover.rounds.screens.round_forms import DoRoundForm, PlanRoundForm
from deskapp.locale import Words
from deskapp.settings import SavedView
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import Confirm
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.table import Table, TableOption
from deskapp.ui.work import run

STORM: Final = Command("rounds.storm", "f8", "rounds")
ALL: Final = Command("rounds.all", "f7", "rounds")
RIGHT: Final = "1"
HOME: Final = "5"
STANDS: Final = ("planned", "done")


class RoundKey(NamedTuple):
    """Which round a row is, of which home, and whether it was made."""

    round_id: int
    unit_id: int
    done: bool


class RoundsSource(OfficeSource[RoundRow, RoundFilter]):
    """Planned rounds, the first due on top; or those that were made, the newest on top."""

    def __init__(self, words: Words, today: date) -> None:
        self.today = today
        super().__init__(words)

    def told(self) -> Iterable[Column]:
        """Where, what kind, when."""
        yield self.column("room", 12, weight="strong")
        yield self.codes("kind", "round_kind", ROUND_KINDS, "rounds.kind")
        yield self.column("planned_on", 10, "rounds.planned_on")
        yield self.column("late", 5, "rounds.late", align="right")
        yield Column("found", label="rounds.found", least=18)
        yield self.column("by", 10, "rounds.by", weight="muted")
        yield self.codes("stand", "round_stand", STANDS, "rounds.stand")
        yield self.column("project", 10, filterable=True, weight="muted")

    def only(self, reader: Reader, filters: Mapping[str, str]) -> RoundFilter:
        """What was chosen."""
        project = filters.get("project", "")
        known = find_project_ids(reader, project) if project else []
        number = (known[0] if known else NOWHERE) if project else None
        return RoundFilter(filters.get("kind", ""), number, done=filters.get("stand") == "done")

    def fetch(self, reader: Reader, only: RoundFilter, n: int, after: Any, before: Any) -> list[RoundRow]:
        """A page of them."""
        end = (date.min, 0) if only.done else (date.max, 2**62)
        return list_rounds(reader, only, after=after, before=None if before is None else before or end, limit=n)

    def size(self, reader: Reader, only: RoundFilter, ahead_of: Any) -> int:
        """How many."""
        return count_rounds(reader, only, ahead_of=ahead_of or None)

    def row(self, record: RoundRow) -> Row:
        """What is late stands out."""
        day = record.done_on or record.planned_on
        key = RoundKey(record.id, record.unit_id, record.done_on is not None)
        return Row(key, self.cells(record), (day, record.id), weight="warning" if record.late(self.today) else "plain")

    def cells(self, record: RoundRow) -> tuple[str, ...]:
        """The columns' texts."""
        late = record.late(self.today)
        return (
            record.code,
            self.words.text(f"round_kind.{record.kind}"),
            self.words.day(record.done_on or record.planned_on),
            self.words.number(late) if late else "",
            found_text(record, self.words),
            record.by,
            self.words.text(f"round_stand.{'done' if record.done_on else 'planned'}"),
            record.project,
        )


class RoundsScreen(DeskScreen[None]):
    """Enter goes through the points of a round; 1 before rows notes that everything was right there."""

    TITLE_KEY = "rounds.title"
    TOPIC = "rounds"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, ALL, STORM)

    def __init__(self, **filters: str) -> None:
        super().__init__()
        self.filters = filters

    def body(self) -> Iterable[Widget]:
        """The list."""
        source = RoundsSource(self.words, shell_of(self).now().date())
        view = SavedView("", filters=tuple(self.filters.items()))
        options = (TableOption(RIGHT, "rounds.right"), TableOption(HOME, "rounds.home"))
        yield OrderedTable(source, options=options, view=view, blank="rounds.none", id="rounds")

    def reload(self, _: object = None) -> None:
        """Read again what may have been changed."""
        for table in self.query(Table):
            table.reload()

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        one = key_of(event.row)
        if one.done:
            self.app.push_screen(shell_of(self).wiring.page(self, "unit", one.unit_id))
        else:
            self.app.push_screen(DoRoundForm(one.round_id, str(event.row.cells[0])), self.reload)

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        chosen = [(sign, key_of(row)) for sign, row in event.choices]
        for one in reversed([one for sign, one in chosen if sign == HOME]):
            self.app.push_screen(shell_of(self).wiring.page(self, "unit", one.unit_id), self.reload)
        numbers = [one.round_id for sign, one in chosen if sign == RIGHT and not one.done]
        if numbers:
            now = shell_of(self).now
            run(
                self,
                lambda data: data.write("round.do", lambda work: do_rounds(work, numbers, now().date()), now()),
                lambda count: self._told("rounds.all_right", count=count),
            )

    def action_new(self) -> None:
        """A round of its own, as before a viewing."""
        self.app.push_screen(PlanRoundForm(), self.reload)

    def action_storm(self) -> None:
        """Every vacant home is looked at by tomorrow."""
        now = shell_of(self).now

        def asked(answer: bool | None) -> None:
            if answer:
                run(
                    self,
                    lambda data: data.write("round.storm", lambda work: plan_storm(work, now().date()), now()),
                    lambda count: self._told("rounds.storm_planned", count=count),
                )

        self.app.push_screen(Confirm("rounds.storm", "rounds.storm_what"), asked)

    def action_all(self) -> None:
        """The next rounds of every vacant home."""
        now = shell_of(self).now
        run(
            self,
            lambda data: data.write("round.plan", lambda work: plan_rounds(work, now().date()), now()),
            lambda done: self._told("rounds.planned", count=done[0], gone=done[1]),
        )

    def _told(self, key: str, **values: Any) -> None:
        self.tell(key, **values)
        self.reload()


def key_of(row: Row) -> RoundKey:
    """What a row of the list is."""
    if not isinstance(row.key, RoundKey):
        raise TypeError(row.key)
    return row.key


def found_text(row: RoundRow, words: Words) -> str:
    """What was wrong; all right where nothing was."""
    return (found_words(row, words) or words.text("rounds.nothing_found")) if row.done_on is not None else ""
