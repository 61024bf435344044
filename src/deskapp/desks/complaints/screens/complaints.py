"""投诉清单: open complaints by what is due first, narrowed and saved under a name; Enter opens one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final, NamedTuple

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.finding import NOWHERE, find_project_ids
from deskapp.casework.screens.long_list import OfficeSource, OrderedTable
from deskapp.desks.complaints.handling.lists import (
    VIEWS,
    ComplaintFilter,
    ComplaintPlace,
    ComplaintRow,
    count_complaints,
    find_building_ids,
    find_department_ids,
    find_staff_ids,
    list_complaints,
    newest_first,
)
from deskapp.desks.complaints.handling.saying import next_said, state_said
from deskapp.desks.complaints.taking.model import CRISIS, LEVELS, STATES
from deskapp.locale import Words
from deskapp.settings import SavedView
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import Weight, shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.table import Table, TableOption
from deskapp.values.rooms import strip_building

CALLS: Final = Command("complaints.calls", "f8", "complaint", priority=True)
DASHBOARD: Final = Command("complaints.dashboard", "f9", "complaint", priority=True)
EVENTS: Final = Command("complaints.events", "f5", "complaint", priority=True)
SHOW: Final = "5"
MINE: Final = "mine"
YES: Final = ("yes",)


class ComplaintKey(NamedTuple):
    """Which complaint a row is, and its case."""

    id: int
    case_id: int


class ComplaintSource(OfficeSource[ComplaintRow, ComplaintFilter]):
    """Open ones by the next due time; ended ones and all of them the newest on top."""

    def __init__(self, words: Words, now: datetime) -> None:
        self.now = now
        self.staff_id = NOWHERE
        super().__init__(words)

    def page(self, data: Any, view: SavedView, n: int, **places: Any) -> Sequence[Row]:
        """The rows next to a place; "mine" are those of whoever works at the counter now."""
        self.staff_id = data.clerk.id or NOWHERE
        return super().page(data, view, n, **places)

    def count(self, data: Any, view: SavedView) -> int:
        """How many rows the view has."""
        self.staff_id = data.clerk.id or NOWHERE
        return super().count(data, view)

    def told(self) -> Iterable[Column]:
        """Where, what is due, how bad, how it stands, what it is about, whose."""
        yield self.column("room", 10, weight="strong")
        yield self.column("due", 22, "complaints.due")
        levels = tuple(map(str, LEVELS))
        yield self.column("level", 4, "complaints.level", filterable=True, choices=levels, choice_key="complaint_level")
        yield Column("words", label="complaints.words", least=14)
        yield self.codes("state", "complaint_view", (*VIEWS, *STATES), "complaints.state")
        yield self.column("who", 8, "complaints.who")
        yield self.codes("mine", "complaints.mine", YES, "complaints.mine_only")
        yield self.column("handler", 8, "complaints.handler", filterable=True)
        yield self.column("department", 8, "complaints.department", filterable=True)
        yield self.column("category", 8, "complaints.category")
        yield self.column("building", 6, filterable=True)
        yield self.column("project", 10, filterable=True, weight="muted")
        yield self.column("received", 10, "complaints.received", weight="muted")
        yield self.column("number", 16, "complaints.number", weight="muted")

    def only(self, reader: Reader, filters: Mapping[str, str]) -> ComplaintFilter:
        """What was chosen; a name that nobody has finds nothing."""
        project, building = filters.get("project", ""), filters.get("building", "")
        known = find_project_ids(reader, project) if project else []
        project_id = (known[0] if known else NOWHERE) if project else None
        staff_id = self.staff_id if filters.get("mine") else None
        if handler := filters.get("handler", ""):
            staff_id = next(iter(find_staff_ids(reader, handler)), NOWHERE)
        department = filters.get("department", "")
        return ComplaintFilter(
            filters.get("state", "") or "open",
            int(filters["level"]) if filters.get("level") else None,
            staff_id=staff_id,
            department_id=next(iter(find_department_ids(reader, department)), NOWHERE) if department else None,
            project_id=project_id,
            building_ids=find_building_ids(reader, strip_building(building), project_id) if building else None,
            category=filters.get("category", ""),
        )

    def fetch(self, reader: Reader, only: ComplaintFilter, n: int, after: Any, before: Any) -> list[ComplaintRow]:
        """A page of them; the list that is turned round ends where this one begins."""
        behind = ComplaintPlace(*after) if after else None
        ahead = None if before is None else ComplaintPlace(*before) if before else _end(only)
        return list_complaints(reader, self.now, only, after=behind, before=ahead, limit=n)

    def size(self, reader: Reader, only: ComplaintFilter, ahead_of: Any) -> int:
        """How many."""
        return count_complaints(reader, self.now, only, ahead_of=ComplaintPlace(*ahead_of) if ahead_of else None)

    def row(self, record: ComplaintRow) -> Row:
        """What is late, and what pages people, stand out."""
        weight = weight_of(record, self.now)
        return Row(ComplaintKey(record.id, record.case_id), self.cells(record), (record.due_at, record.id), weight)

    def cells(self, record: ComplaintRow) -> tuple[str, ...]:
        """The columns' texts."""
        words = self.words
        return (
            record.room or words.text("complaints.nowhere"),
            next_said(record, words, self.now)[0],
            str(record.level),
            record.words,
            state_said(record, words)[0],
            record.who or words.text(f"complaint_relation.{record.relation}"),
            "",
            record.handler,
            record.department,
            words.text(f"complaint_category.{record.category}"),
            record.room.partition("-")[0] if record.unit_id else "",
            "",
            words.day(record.received_at.astimezone(self.now.tzinfo).date()),
            record.number,
        )


def weight_of(row: ComplaintRow, now: datetime) -> Weight:
    """How a complaint stands out in a list."""
    if not row.open:
        return "muted"
    if row.level >= CRISIS or row.is_overdue(now):
        return "error"
    return "warning" if row.late else "plain"


def _end(only: ComplaintFilter) -> ComplaintPlace:
    """Behind the last row."""
    return ComplaintPlace(None, 0 if newest_first(only) else 2**62)


class ComplaintsScreen(DeskScreen[None]):
    """Enter opens a complaint, F2 takes a new one; filters lie under F4 and are saved there under a name."""

    TITLE_KEY = "complaints.title"
    TOPIC = "complaints"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, EVENTS, CALLS, DASHBOARD)
    OPTIONS: ClassVar[tuple[TableOption, ...]] = (TableOption(SHOW, "command.screen.open"),)

    def __init__(self, **filters: str) -> None:
        super().__init__()
        self.filters = filters or {"state": "open"}

    def body(self) -> Iterable[Widget]:
        """The list."""
        source = ComplaintSource(self.words, shell_of(self).now())
        view = SavedView("", filters=tuple(self.filters.items()))
        yield OrderedTable(source, options=self.OPTIONS, view=view, blank="complaints.none", id="complaints")

    def reload(self, _: object = None) -> None:
        """Read again what may have been changed."""
        for table in self.query(Table):
            if isinstance(table.source, ComplaintSource):
                table.source.now = shell_of(self).now()
            table.reload()

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self._show(event.row)

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        for _, row in reversed(event.choices):
            self._show(row)

    def _show(self, row: Row) -> None:
        from deskapp.desks.complaints.handling.screens.complaint import ComplaintScreen

        assert isinstance(row.key, ComplaintKey)
        self.app.push_screen(ComplaintScreen(row.key.case_id), self.reload)

    def action_new(self) -> None:
        """Somebody complains."""
        from deskapp.desks.complaints.taking.screens.log import LogForm

        self.app.push_screen(LogForm(), self.reload)

    def action_events(self) -> None:
        """What many complain of."""
        from deskapp.desks.complaints.taking.screens.events import EventsScreen

        self.app.push_screen(EventsScreen(), self.reload)

    def action_calls(self) -> None:
        """Calls that are due."""
        from deskapp.desks.complaints.handling.screens.calls import CallsScreen

        self.app.push_screen(CallsScreen(), self.reload)

    def action_dashboard(self) -> None:
        """How the desk does."""
        from deskapp.desks.complaints.figures.screens.dashboard import DashboardScreen

        self.app.push_screen(DashboardScreen())
