"""验收台账: what is noted of each building's acceptances, as the sheet has it, and how far each kind has come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from deskapp.office.acceptance.model import ACCEPTANCE_KINDS
from deskapp.office.acceptance.queries import AcceptanceFilter, AcceptanceRow, list_acceptances
from deskapp.office.acceptance.sheet import LAYOUT
from deskapp.sheets.columns import choice_column
from deskapp.sheets.crosstab import crosstab
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, ReportSource
from deskapp.store.work import Reader

STANDS: Final = ("passed", "failed", "planned", "late", "unknown")
STAND: Final = choice_column("stand", STANDS, "acceptance_stand", label="column.acceptance_stand")


def stand_of(row: AcceptanceRow, today: date) -> str:
    """How far an acceptance has come; without a result and a day nobody knows."""
    if row.result:
        return row.result
    return "unknown" if row.planned_on is None else "late" if row.is_late(today) else "planned"


def _read(reader: Reader, ask: Ask) -> Contents:
    rows = [
        row
        for row in list_acceptances(reader, ask.today, AcceptanceFilter(project_id=ask.project_id))
        if ask.state in ("", stand_of(row, ask.today)) and _is_within(row, ask)
    ]
    columns = (*map(ReportColumn.of, LAYOUT.columns), ReportColumn.of(STAND))
    return Contents(columns, _rows(rows, ask.today), (_by_kind(rows, ask.today),))


def _is_within(row: AcceptanceRow, ask: Ask) -> bool:
    """Whether the day of the result lies in what was asked for."""
    if ask.since is None and ask.until is None:
        return True
    day = row.decided_on
    return day is not None and (ask.since or day) <= day <= (ask.until or day)


def _rows(rows: list[AcceptanceRow], today: date) -> Iterator[Row]:
    """Only what is noted: a row that says nothing would be one more acceptance when the sheet goes in again."""
    for row in rows:
        if row.acceptance_id is not None:
            yield [
                row.project, row.building, row.kind, row.department_name or None, row.authority or None,
                row.planned_on, row.result or None, row.decided_on, row.number or None, row.keys_received_on,
                row.remarks or None, stand_of(row, today),
            ]  # fmt: skip


def _by_kind(rows: list[AcceptanceRow], today: date) -> SummaryTable:
    """Buildings by kind and standing, with those of which nothing is noted yet."""
    figures: dict[tuple[str, str], int] = {}
    for row in rows:
        spot = (row.kind, stand_of(row, today))
        figures[spot] = figures.get(spot, 0) + 1
    kinds = [kind for kind in ACCEPTANCE_KINDS if any(kind == one for one, _ in figures)]
    first = SummaryColumn("column.acceptance_kind", "choice", "acceptance")
    columns = {stand: f"acceptance_stand.{stand}" for stand in STANDS}
    return crosstab("report.acceptances_state", first, kinds, columns, figures, chart="bar-stacked")


ACCEPTANCES: Final = ReportSource("acceptances", _read, day="column.acceptance_decided_on", state=STAND)
