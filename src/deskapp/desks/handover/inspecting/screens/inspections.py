"""Inspections: what is planned and under way, by its day; those that are done, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.finding import NOWHERE, find_project_ids
from deskapp.casework.screens.long_list import OfficeSource, OrderedTable
from deskapp.desks.handover.inspecting.actions import cancel_inspection
from deskapp.desks.handover.inspecting.model import INSPECTION_KINDS
from deskapp.desks.handover.inspecting.queries_inspections import (
    STANDS,
    InspectionFilter,
    count_inspections,
    list_inspections,
)
from deskapp.desks.handover.inspecting.rows import InspectionRow
from deskapp.desks.handover.inspecting.screens.inspection import InspectionScreen
from deskapp.desks.handover.inspecting.screens.visit_forms import BeginForm
from deskapp.locale import Words
from deskapp.settings import SavedView
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.table import Table, TableOption
from deskapp.ui.work import run

CANCEL: Final = Command("inspections.cancel", "f8", "inspection", priority=True)
SHOW: Final = "5"


class InspectionsSource(OfficeSource[InspectionRow, InspectionFilter]):
    """Open ones by their day; done ones the newest on top."""

    def __init__(self, words: Words, today: date) -> None:
        self.today = today
        super().__init__(words)

    def told(self) -> Iterable[Column]:
        """Where, what kind, when, how it stands."""
        yield self.column("room", 12, weight="strong")
        yield self.codes("kind", "inspection_kind", INSPECTION_KINDS, "inspection.kind")
        yield self.column("planned_on", 10, "inspection.planned_on")
        yield self.codes("stand", "inspection_stand", STANDS, "inspection.stand")
        yield Column("result", label="inspection.result", least=12)
        yield self.column("inspector", 12, "inspection.inspector", weight="muted")
        yield self.column("project", 10, filterable=True, weight="muted")

    def only(self, reader: Reader, filters: Mapping[str, str]) -> InspectionFilter:
        """What was chosen."""
        project = filters.get("project", "")
        known = find_project_ids(reader, project) if project else []
        number = (known[0] if known else NOWHERE) if project else None
        return InspectionFilter(filters.get("stand", "") or "open", filters.get("kind", ""), number)

    def fetch(self, reader: Reader, only: InspectionFilter, n: int, after: Any, before: Any) -> list[InspectionRow]:
        """A page of them."""
        end = (date.max, 0 if only.stand == "done" else 2**62)
        return list_inspections(reader, only, after=after, before=None if before is None else before or end, limit=n)

    def size(self, reader: Reader, only: InspectionFilter, ahead_of: Any) -> int:
        """How many."""
        return count_inspections(reader, only, ahead_of=ahead_of or None)

    def row(self, record: InspectionRow) -> Row:
        """One that somebody is at stands out; one whose day is over warns."""
        day = record.planned_on or date.min
        late = record.done_at is None and not record.is_running and day < self.today
        weight: Any = "accent" if record.is_running else "warning" if late else "plain"
        return Row(record.id, self.cells(record), (day, record.id), weight=weight)

    def cells(self, record: InspectionRow) -> tuple[str, ...]:
        """The columns' texts."""
        words = self.words
        stand = "done" if record.done_at else "running" if record.is_running else "planned"
        result = words.text(f"inspection_result.{record.result}") if record.result else ""
        return (
            record.unit,
            f"{words.text(f'inspection_kind.{record.kind}')} {record.number}",
            words.day(record.planned_on) if record.planned_on else "",
            words.text(f"inspection_stand.{stand}"),
            result,
            record.inspector,
            record.project,
        )


class InspectionsScreen(DeskScreen[None]):
    """Enter goes on with one, F2 begins or plans one, of a home or of a building."""

    TITLE_KEY = "inspections.title"
    TOPIC = "inspections"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, CANCEL)

    def __init__(self, **filters: str) -> None:
        super().__init__()
        self.filters = filters or {"stand": "open"}

    def body(self) -> Iterable[Widget]:
        """The list."""
        source = InspectionsSource(self.words, shell_of(self).now().date())
        view = SavedView("", filters=tuple(self.filters.items()))
        options = (TableOption(SHOW, "command.screen.open"),)
        yield OrderedTable(source, options=options, view=view, blank="inspections.none", id="inspections")

    def reload(self, _: object = None) -> None:
        """Read again what may have been changed."""
        for table in self.query(Table):
            table.reload()

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self._show(event.row)

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        for _, row in reversed(event.choices):
            self._show(row)

    def _show(self, row: Row) -> None:
        assert isinstance(row.key, int)
        self.app.push_screen(InspectionScreen(row.key), self.reload)

    def action_new(self) -> None:
        """Begin or plan; what begins opens at once."""

        def begun(number: int | None) -> None:
            if number:
                self.app.push_screen(InspectionScreen(number), self.reload)
            elif number == 0:
                self.tell("begin_form.planned")
                self.reload()

        self.app.push_screen(BeginForm(), begun)

    def action_cancel(self) -> None:
        """The one under the cursor was planned or begun by mistake."""
        row = self.query_one(Table).window.current
        if row is None:
            return
        number, now = row.key, shell_of(self).now
        assert isinstance(number, int)

        def answered(reason: str | None) -> None:
            if reason:
                run(
                    self,
                    lambda data: data.write(
                        "inspection.cancel", lambda work: cancel_inspection(work, number, reason), now()
                    ),
                    lambda _: self._cancelled(),
                )

        values = {"unit": row.cells[0]}
        self.app.push_screen(AskText("inspections.ask_cancel", parse=parse_reason, values=values), answered)

    def _cancelled(self) -> None:
        self.tell("inspections.cancelled")
        self.reload()
