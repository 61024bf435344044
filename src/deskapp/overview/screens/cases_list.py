"""The list of cases: by clock, step, department or who waits; filters are saved under a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, ClassVar, Final

from sqlmodel import col, select
from textual.screen import Screen

from deskapp.cases.model import OUTCOMES, ProcedureText
from deskapp.cases.procedure import PARTIES, Procedure, Texts
from deskapp.cases.procedure_load import read_pinned
from deskapp.cases.queries import STATES, CaseFilter, CasePlace, count_cases, list_cases, place_of
from deskapp.cases.rows import CaseRow
from deskapp.casework.screens.long_list import OfficeSource, RecordTable
from deskapp.locale import Words
from deskapp.overview.case_words import due_text, state_text
from deskapp.overview.recent import Recent
from deskapp.overview.screens.lists import PRINT, ListScreen
from deskapp.settings import SavedView
from deskapp.store.work import Reader
from deskapp.ui.columns import Column, Row
from deskapp.ui.lines import shell_of
from deskapp.ui.table import TableOption
from deskapp.values.finding import match_name
from deskapp.values.text import fold

_NEVER: Final = "-"
"""A procedure and a step that no case has: a filter by a name that nothing has finds nothing."""


class CaseSource(OfficeSource[CaseRow, CaseFilter]):
    """Cases, the newest first, or by the clock that the chosen state is about."""

    def __init__(self, words: Words, today: date) -> None:
        self.today = today
        super().__init__(words)

    def told(self) -> Iterable[Column]:
        """What tells cases apart, and where they are."""
        yield self.column("number", 17, "case_list.number", weight="strong")
        yield self.column("customer", 16, "case_list.customer")
        yield self.column("step", 14, "case_list.step", filterable=True)
        yield self.column("due", 16, "case_list.due")
        yield self.column("procedure", 20, "case_list.procedure", filterable=True)
        yield self.column("place", 12, "case_list.place")
        yield self.codes("state", "case_list.state", STATES, "case_list.state")
        yield self.codes("party", "party", PARTIES, "case_list.waits_for")
        yield self.codes("outcome", "outcome", OUTCOMES, "case_list.outcome")
        yield self.column("department", 10, "case_list.department")

    def only(self, reader: Reader, filters: Mapping[str, str]) -> CaseFilter:
        """What was chosen; an outcome asks for cases that have ended."""
        procedure, step, outcome = (filters.get(name, "") for name in ("procedure", "step", "outcome"))
        state = filters.get("state", "ended" if outcome else "all")
        procedures = _pinned(reader) if procedure or step else []
        return CaseFilter(
            state,
            procedure=_named(procedure, {one.id: one.name for one in procedures}),
            step=_named(step, {one.id: one.name for found in procedures for one in found.steps}),
            outcome=outcome,
            party=filters.get("party", ""),
        )

    def fetch(self, reader: Reader, only: CaseFilter, n: int, after: Any, before: Any) -> list[CaseRow]:
        """A page of cases."""
        behind = CasePlace(*after) if after else None
        ahead = None if before is None else CasePlace(*before) if before else _end(only)
        return list_cases(reader, self.today, only, after=behind, before=ahead, limit=n)

    def size(self, reader: Reader, only: CaseFilter, ahead_of: Any) -> int:
        """How many cases."""
        return count_cases(reader, self.today, only, ahead_of=CasePlace(*ahead_of) if ahead_of else None)

    def page(
        self, data: Any, view: SavedView, n: int, *, after: tuple[Any, ...] | None, before: tuple[Any, ...] | None
    ) -> Sequence[Row]:
        """The rows next to a place, which depends on what the list is sorted by."""
        if view.descending:
            after, before = before, after

        def read(reader: Reader) -> list[Row]:
            only = self.only(reader, dict(view.filters))
            found = self.fetch(reader, only, n, after or None, before)
            places = [place_of(row, only) for row in found]
            return [
                Row(row.id, self.cells(row), (place.value, place.id)) for row, place in zip(found, places, strict=True)
            ]

        rows: list[Row] = data.store.read(read)
        return rows[::-1] if view.descending else rows

    def cells(self, record: CaseRow) -> tuple[str, ...]:
        """The columns' texts."""
        language = self.words.language
        return (
            record.number,
            record.customer,
            record.step_name.say(language),
            due_text(record, self.words, self.today)[0],
            record.name.say(language),
            record.place,
            state_text(record, self.words),
            self.words.text(f"party.{record.waiting_party}") if record.waiting_party else "",
            self.words.text(f"outcome.{record.outcome}") if record.outcome else "",
            record.department,
        )


def _end(only: CaseFilter) -> CasePlace:
    """Behind the last row of the list of a filter."""
    if only.state == "waiting":
        return CasePlace(datetime(9999, 1, 1, tzinfo=UTC), 0)
    return CasePlace(date.max, 0)


def _pinned(reader: Reader) -> list[Procedure]:
    """The procedures that cases follow."""
    return [
        read_pinned(text) for text in reader.session.exec(select(ProcedureText.text).order_by(col(ProcedureText.id)))
    ]


def _named(typed: str, names: Mapping[str, Texts]) -> str:
    """The id of what is called so, the last one begun first; no filter where nothing is typed."""
    if not typed:
        return ""
    wanted = fold(typed).replace(" ", "")
    found = [number for number, texts in names.items() if any(match_name(wanted, name) is not None for name in texts)]
    return found[-1] if found else _NEVER


class CaseList(ListScreen):
    """Cases; opened with a filter where it comes from a line of the day."""

    KIND = "case"
    TITLE_KEY = "lists.case"
    TOPIC = "case_list"
    OPTIONS: ClassVar[tuple[TableOption, ...]] = (
        *ListScreen.OPTIONS,
        TableOption(PRINT, "case_list.print"),
    )

    def __init__(self, recent: Recent, **filters: str) -> None:
        super().__init__(recent)
        self.filters = filters or {"state": "open"}

    def source(self) -> CaseSource:
        """Cases."""
        return CaseSource(self.words, shell_of(self).now().date())

    def table(self) -> RecordTable:
        """The list, filtered from the start where it was asked so."""
        view = SavedView("", filters=tuple(self.filters.items()))
        return RecordTable(self.source(), options=self.OPTIONS, view=view, blank="lists.no_case", id="case")

    def form_of(self, row: Row) -> Screen[Any]:
        """Who and what the case is about, and its fields."""
        from deskapp.desks.intake.screens.fields_edit import EditCaseForm

        return EditCaseForm(int(str(row.key)), str(row.cells[0]))

    def print_row(self, number: int) -> None:
        """The slip with what was taken in and when to come again."""
        from deskapp.casework.screens.letters import print_letter_of

        print_letter_of(self, number, "receipt_slip")
