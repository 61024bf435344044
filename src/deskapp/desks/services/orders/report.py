"""维修台账: every repair and special service as the sheet takes it in, with where it is and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import col

from deskapp.cases.clock import zone_of
from deskapp.cases.model import Case
from deskapp.cases.periods import Period, periods_of
from deskapp.cases.report_parts import staff_names
from deskapp.cases.sheet_callers import home_codes, said_callers
from deskapp.desks.services.orders.model import ORDER_STATES, URGENCIES, WorkOrder
from deskapp.desks.services.orders.sheet import LAYOUT
from deskapp.office.property.model import Project
from deskapp.sheets.columns import choice_column
from deskapp.sheets.crosstab import crosstab
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import (
    Ask,
    Contents,
    ReportSource,
    day_begins,
    paged,
    pick,
    shown_phone,
    within_moments,
)
from deskapp.store.bulk import CHUNK
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

STATE: Final = choice_column("state", ORDER_STATES, "order_state", label="column.order_state")
_MOMENTS: Final = ("reported_at", "finished_at")
_FOLLOWS: Final = (
    ReportColumn("kind", "choice", "order_kind", label="column.order_kind"),
    ReportColumn("their_number", "code", label="column.order_their_number"),
    ReportColumn.of(STATE),
    ReportColumn("warranty", "choice", "warranty_state", label="column.order_warranty"),
    ReportColumn("technician", label="column.order_technician"),
    ReportColumn("due_at", "moment", label="column.order_due_at"),
    ReportColumn("quoted", "money", label="column.order_quoted"),
    ReportColumn("cost", "money", label="column.order_cost"),
    ReportColumn("currency", "code"),
)
_COLUMNS: Final = (
    *(
        ReportColumn(one.name, "moment", label=one.label) if one.name in _MOMENTS else ReportColumn.of(one)
        for one in LAYOUT.columns
    ),
    *_FOLLOWS,
)


def _read(reader: Reader, ask: Ask) -> Contents:
    return Contents(_COLUMNS, _rows(reader, ask), (_by_state(reader, ask), _then(reader, ask)))


def _conditions(ask: Ask) -> list[Any]:
    found: list[Any] = within_moments(col(WorkOrder.reported_at), ask)
    if ask.project_id is not None:
        found.append(col(WorkOrder.project_id) == ask.project_id)
    return [*found, col(WorkOrder.state) == ask.state] if ask.state else found


def _rows(reader: Reader, ask: Ask) -> Iterator[Row]:
    query = pick(WorkOrder, Case).join(Case, col(Case.id) == col(WorkOrder.case_id))
    query = query.where(*_conditions(ask)).order_by(col(WorkOrder.id)).execution_options(yield_per=CHUNK)
    for page in paged(reader.session.execute(query)):
        yield from _page(reader, ask, [(one, case) for one, case in page])


def _page(reader: Reader, ask: Ask, page: list[tuple[WorkOrder, Case]]) -> Iterator[Row]:
    callers = said_callers(reader, [case for _, case in page])
    codes = home_codes(reader, {one.unit_id for one, _ in page if one.unit_id is not None})
    projects = dict(tuple(row) for row in reader.session.execute(pick(Project.id, Project.name)))
    people = staff_names(reader)
    for one, case in page:
        name, phone, _ = callers[one.case_id]
        zone = zone_of("VN" if case.procedure.startswith("vn-") else "CN")
        yield [
            case.number, one.reported_at.astimezone(zone), name or None, shown_phone(phone, ask) if phone else None,
            projects.get(one.project_id), codes.get(one.unit_id or 0) or one.unit_text or None, one.place or None,
            case.need or None, one.urgency, one.payer or None, _local(one.finished_at, zone), one.done or None,
            one.kind, case.outside_number or None, one.state, one.warranty, people.get(one.staff_id or 0),
            _local(one.due_at, zone), _amount(one.quoted, one.currency), _amount(one.cost, one.currency), one.currency,
        ]  # fmt: skip


def _amount(minor: int | None, currency: str) -> Any:
    return None if minor is None else from_minor(minor, currency)


def _local(moment: datetime | None, zone: tzinfo) -> datetime | None:
    return None if moment is None else moment.astimezone(zone)


def _by_state(reader: Reader, ask: Ask) -> SummaryTable:
    """A state a line, an urgency a column."""
    words = ask.words
    place = (col(WorkOrder.state), col(WorkOrder.urgency))
    counted = pick(*place, func.count()).select_from(WorkOrder).where(*_conditions(ask)).group_by(*place)
    found = list(reader.session.execute(counted))
    there = {state for state, _, _ in found}
    said = {state: words.text(f"order_state.{state}") for state in ORDER_STATES if state in there}
    figures = {(said[state], urgency): count for state, urgency, count in found}
    columns = {urgency: f"urgency.{urgency}" for urgency in URGENCIES}
    first = SummaryColumn("column.order_state", "text")
    return crosstab("report.repairs_state", first, list(said.values()), columns, figures, chart="bar-stacked")


def _then(reader: Reader, ask: Ask) -> SummaryTable:
    """Reported, finished, and what was in warranty, in the period and the two it is compared with."""

    def count(period: Period) -> list[int]:
        since, until = day_begins(period.since), day_begins(period.until + timedelta(days=1))
        moments = (col(WorkOrder.reported_at), col(WorkOrder.finished_at))
        reported, finished = ((at >= since) & (at < until) for at in moments)
        in_warranty = reported & (col(WorkOrder.warranty) == "in")
        statement = pick(*(func.count().filter(one) for one in (reported, finished, in_warranty)))
        statement = statement.select_from(WorkOrder)
        if ask.project_id is not None:
            statement = statement.where(col(WorkOrder.project_id) == ask.project_id)
        return list(reader.session.execute(statement).one())

    first = (
        SummaryColumn("column.period", "choice", "period"),
        SummaryColumn("column.period_since", "day"),
        SummaryColumn("column.period_until", "day"),
    )
    columns = (SummaryColumn(f"report.repairs_{name}") for name in ("reported", "finished", "in_warranty"))
    rows = [(period.code, period.since, period.until, *count(period)) for period in periods_of(ask)]
    return SummaryTable("report.repairs_then", (*first, *columns), rows)


REPAIRS: Final = ReportSource("repairs", _read, day="column.order_reported_at", state=STATE)
