"""投诉台账: every complaint as the sheet takes it in, with where it is and how its clocks stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.cases.clock import zone_of
from deskapp.cases.model import Case
from deskapp.cases.periods import Period, periods_of
from deskapp.cases.sheet_callers import home_codes, said_callers
from deskapp.desks.complaints.taking.model import LEVELS, STATES, Complaint
from deskapp.desks.complaints.taking.sheet_columns import LAYOUT
from deskapp.office.property.model import Project
from deskapp.sheets.columns import choice_column
from deskapp.sheets.crosstab import crosstab
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import (
    Ask,
    Contents,
    Query,
    ReportSource,
    day_begins,
    paged,
    pick,
    shown_phone,
    within_moments,
)
from deskapp.store.bulk import CHUNK
from deskapp.store.work import Reader

STATE: Final = choice_column("state", STATES, "complaint_state", label="column.complaint_state")
_MOMENTS: Final = ("received_at", "closed_at")
_FOLLOWS: Final = (
    ReportColumn("their_number", "code", label="column.complaint_their_number"),
    ReportColumn.of(STATE),
    ReportColumn("next_clock", "choice", "complaint_clock", label="column.complaint_next_clock"),
    ReportColumn("next_due_at", "moment", label="column.complaint_next_due_at"),
    ReportColumn("late", "choice", "settings.is", label="column.complaint_late"),
    ReportColumn("reopened", "count", label="column.complaint_reopened"),
    ReportColumn("validity", "choice", "validity", label="column.complaint_validity"),
    ReportColumn("cause", "choice", "complaint_cause", label="column.complaint_cause"),
    ReportColumn("responsible", label="column.complaint_responsible"),
)
_COLUMNS: Final = (
    *(
        ReportColumn(one.name, "moment", label=one.label) if one.name in _MOMENTS else ReportColumn.of(one)
        for one in LAYOUT.columns
    ),
    *_FOLLOWS,
)


def _read(reader: Reader, ask: Ask) -> Contents:
    return Contents(
        _COLUMNS, _rows(reader, ask), (_by_level(reader, ask), _by_category(reader, ask), _then(reader, ask))
    )


def conditions(ask: Ask) -> list[Any]:
    """Complaints that were asked for: of a project, received in the days, of a state."""
    found: list[Any] = within_moments(col(Complaint.received_at), ask)
    if ask.project_id is not None:
        found.append(col(Complaint.project_id) == ask.project_id)
    return [*found, col(Complaint.state) == ask.state] if ask.state else found


def _rows(reader: Reader, ask: Ask) -> Iterator[Row]:
    query = pick(Complaint, Case).join(Case, col(Case.id) == col(Complaint.case_id))
    query = query.where(*conditions(ask)).order_by(col(Complaint.id)).execution_options(yield_per=CHUNK)
    for page in paged(reader.session.execute(query)):
        yield from _page(reader, ask, [(one, case) for one, case in page])


def _page(reader: Reader, ask: Ask, page: list[tuple[Complaint, Case]]) -> Iterator[Row]:
    callers = said_callers(reader, [case for _, case in page])
    codes = home_codes(reader, {one.unit_id for one, _ in page if one.unit_id is not None})
    projects = project_names(reader)
    for one, case in page:
        name, phone, _ = callers[one.case_id]
        zone = zone_of("VN" if case.procedure.startswith("vn-") else "CN")
        yield [
            case.number, one.received_at.astimezone(zone), name or None,
            shown_phone(phone, ask) if phone else None, one.relation, projects.get(one.project_id or 0),
            codes.get(one.unit_id or 0) or one.unit_text or None, case.need or None, one.category, str(one.level),
            case.channel or None, one.outside_number or None, one.remedy or None,
            _local(one.closed_at, zone), one.result or None,
            case.outside_number if case.outside_number not in ("", one.outside_number) else None,
            one.state, one.next_clock or None, _local(one.next_due_at, zone), "yes" if one.late else "no",
            one.reopened or None, one.validity or None, one.cause or None, one.responsible or None,
        ]  # fmt: skip


def _local(moment: datetime | None, zone: tzinfo) -> datetime | None:
    """A moment in the zone of its procedure, in which the sheet takes it in again."""
    return None if moment is None else moment.astimezone(zone)


def project_names(reader: Reader) -> dict[int, str]:
    """Every project by its number; there are few."""
    return {number: name for number, name in reader.session.exec(select(Project.id, Project.name)) if number}


def _counted(ask: Ask, *columns: Any) -> Query:
    return pick(*columns, func.count()).select_from(Complaint).where(*conditions(ask)).group_by(*columns)


def _by_level(reader: Reader, ask: Ask) -> SummaryTable:
    """A level a line, a state a column."""
    words = ask.words
    found = reader.session.execute(_counted(ask, col(Complaint.level), col(Complaint.state)))
    said = {level: words.text(f"complaint_level.{level}") for level in LEVELS}
    figures = {(said[level], state): count for level, state, count in found}
    columns = {state: f"complaint_state.{state}" for state in STATES}
    first = SummaryColumn("column.complaint_level", "text")
    return crosstab("report.complaints_level", first, list(said.values()), columns, figures, chart="bar-stacked")


def _by_category(reader: Reader, ask: Ask) -> SummaryTable:
    """A category a line, a level a column."""
    words = ask.words
    found = list(reader.session.execute(_counted(ask, col(Complaint.category), col(Complaint.level))))
    totals: dict[str, int] = {}
    for category, _, count in found:
        totals[category] = totals.get(category, 0) + count
    order = sorted(totals, key=lambda code: (-totals[code], code))
    said = {code: words.text(f"complaint_category.{code}") for code in order}
    figures = {(said[category], str(level)): count for category, level, count in found}
    columns = {str(level): f"complaint_level.{level}" for level in LEVELS}
    first = SummaryColumn("column.complaint_category", "text")
    return crosstab("report.complaints_category", first, list(said.values()), columns, figures)


def _then(reader: Reader, ask: Ask) -> SummaryTable:
    """Received, closed, and closed with a clock missed, in the period and the two it is compared with."""

    def count(period: Period) -> list[int]:
        received = _in(col(Complaint.received_at), period)
        closed = _in(col(Complaint.closed_at), period)
        late = col(Complaint.late).is_(True)
        counts = (func.count().filter(received), func.count().filter(closed), func.count().filter(closed & late))
        statement = pick(*counts).select_from(Complaint)
        if ask.project_id is not None:
            statement = statement.where(col(Complaint.project_id) == ask.project_id)
        return list(reader.session.execute(statement).one())

    columns = [SummaryColumn(f"report.complaints_{name}") for name in ("received", "closed", "closed_late")]
    return over_time("report.complaints_then", ask, columns, count)


def _in(column: Any, period: Period) -> Any:
    return (column >= day_begins(period.since)) & (column < day_begins(period.until + timedelta(days=1)))


def over_time(title_key: str, ask: Ask, columns: list[SummaryColumn], count: Any) -> SummaryTable:
    """The period that was asked for (else this month so far), the one before, and the same of last year."""
    first = (
        SummaryColumn("column.period", "choice", "period"),
        SummaryColumn("column.period_since", "day"),
        SummaryColumn("column.period_until", "day"),
    )
    rows = [(period.code, period.since, period.until, *count(period)) for period in periods_of(ask)]
    return SummaryTable(title_key, (*first, *columns), rows)


COMPLAINTS: Final = ReportSource("complaints", _read, day="column.complaint_received_at", state=STATE)
