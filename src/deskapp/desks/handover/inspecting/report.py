"""质量问题清单 and 整改按单位: every defect as the sheet has it, and how each contractor keeps up with theirs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Float, and_, cast, func
from sqlmodel import col

from deskapp.cases.periods import Period
from deskapp.desks.handover.inspecting.lists import say_trade, shipped_lists
from deskapp.desks.handover.inspecting.model import DEFECT_STATES, SEVERITIES, Defect, RectificationOrder
from deskapp.desks.handover.inspecting.rules import OPEN_STATES, is_overdue
from deskapp.desks.handover.inspecting.sheet_columns import LAYOUT, coded
from deskapp.desks.handover.planning.report_parts import AT, in_order_of_rooms, over_time, placed
from deskapp.sheets.columns import choice_column
from deskapp.sheets.crosstab import crosstab, in_order
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, Query, ReportSource, pick, stream, within_days
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

STATE: Final = choice_column("state", DEFECT_STATES, "defect_state", label="column.defect_state")
_FOLLOWS: Final = (
    ReportColumn.of(STATE),
    ReportColumn("state_since", "day", label="column.defect_state_since"),
    ReportColumn("days_late", "count"),
    ReportColumn("reopened", "count", label="column.defect_reopened"),
    ReportColumn("order", "code", label="column.defect_order"),
)
_LATE_STATES: Final = ("open", "assigned", "reopened")


def _read(reader: Reader, ask: Ask) -> Contents:
    currency = _currencies(reader, ask)[0]
    columns = (*(ReportColumn.of(column, currency) for column in LAYOUT.columns), *_FOLLOWS)
    return Contents(columns, _rows(reader, ask), (_by_trade(reader, ask), _over_time(reader, ask)))


def _currencies(reader: Reader, ask: Ask) -> list[str]:
    return sorted(reader.session.execute(_defects(ask, pick(Defect.currency).distinct())).scalars()) or ["CNY"]


def _defects(ask: Ask, statement: Query) -> Query:
    statement = placed(statement.select_from(Defect), col(Defect.unit_id), ask, col(Defect.project_id))
    statement = statement.where(*within_days(col(Defect.found_on), ask))
    return statement.where(col(Defect.state) == ask.state) if ask.state else statement


def order_source(order_id: int) -> ReportSource:
    """What is still open of one order, as the same sheet: the contractor writes days into it and it is read back."""

    def read(reader: Reader, ask: Ask) -> Contents:
        columns = (*(ReportColumn.of(column, _currencies(reader, ask)[0]) for column in LAYOUT.columns), *_FOLLOWS)
        of_order = col(Defect.order_id) == order_id
        return Contents(columns, _rows(reader, ask, of_order, col(Defect.state).in_(OPEN_STATES)), ())

    return ReportSource("defects", read)


def _rows(reader: Reader, ask: Ask, *conditions: ColumnElement[bool]) -> Iterator[Row]:
    chosen = _defects(ask, pick(Defect, *AT, RectificationOrder.number)).outerjoin(
        RectificationOrder, col(RectificationOrder.id) == col(Defect.order_id)
    )
    chosen = chosen.where(*conditions)
    chosen = chosen.order_by(*in_order_of_rooms(), col(Defect.id))
    for one, project, building, entrance, room, order in stream(reader, chosen):
        late = is_overdue(one.state, one.agreed_on, ask.today)
        yield [
            project, one.number, building, entrance or None, room, coded("rooms", one.room), coded("items", one.item),
            coded("faults", one.fault), one.text or None, coded("trades", one.trade), one.severity,
            "yes" if one.wish else "no", one.origin, one.found_on, one.contractor or None, one.agreed_on, one.fixed_on,
            one.accepted_on, None if one.charged_back is None else from_minor(one.charged_back, one.currency),
            one.remark or None, one.state, one.state_since, (ask.today - one.agreed_on).days if late else None,
            one.reopened or None, order,
        ]  # fmt: skip


def _by_trade(reader: Reader, ask: Ask) -> SummaryTable:
    """What was found, by trade and severity; wishes are no defects and are left out."""
    place = (col(Defect.trade), col(Defect.severity))
    counted = _defects(ask, pick(*place, func.count())).where(col(Defect.wish).is_(False)).group_by(*place)
    found = {(trade, severity): count for trade, severity, count in reader.session.execute(counted)}
    language = ask.words.language
    trades = in_order({trade: 0 for trade, _ in found}, tuple(shipped_lists().trades))
    said = {trade: say_trade(trade, language) or "—" for trade in trades}
    figures = {(said[trade], severity): count for (trade, severity), count in found.items()}
    columns = {severity: f"severity.{severity}" for severity in SEVERITIES}
    first = SummaryColumn("column.defect_trade", "text")
    return crosstab("report.defects_trades", first, list(said.values()), columns, figures, chart="bar-stacked")


def _over_time(reader: Reader, ask: Ask) -> SummaryTable:
    """Found, mended, accepted and what was past its day, in the period and the two it is compared with."""

    def count(period: Period) -> list[int]:
        days = (col(Defect.found_on), col(Defect.fixed_on), col(Defect.accepted_on))
        counts = [func.count().filter(and_(day >= period.since, day <= period.until)) for day in days]
        late = func.count().filter(_was_late(min(period.until, ask.today)))
        statement = pick(*counts, late).select_from(Defect).where(col(Defect.wish).is_(False))
        return list(reader.session.execute(placed(statement, col(Defect.unit_id), ask, col(Defect.project_id))).one())

    columns = [SummaryColumn(f"report.defects_{name}") for name in ("found", "fixed", "accepted", "late")]
    return over_time("report.defects_then", ask, columns, count)


def _was_late(day: date) -> ColumnElement[bool]:
    """Past its agreed day on a day, and not mended by then."""
    mended = func.coalesce(Defect.fixed_on, Defect.accepted_on)
    return and_(
        col(Defect.found_on) <= day,
        col(Defect.agreed_on) < day,
        col(Defect.state) != "void",
        func.coalesce(mended, date.max) > day,
    )


# ---- by contractor


_CONTRACTOR: Final = (
    ReportColumn("contractor", label="column.defect_contractor"),
    ReportColumn("trade", "choice", label="column.defect_trade"),
    ReportColumn("total", "count", label="report.rectification_total"),
    ReportColumn("safety", "count", label="severity.safety"),
    ReportColumn("open", "count", label="report.rectification_open"),
    ReportColumn("fixed", "count", label="report.rectification_fixed"),
    ReportColumn("accepted", "count", label="report.rectification_accepted"),
    ReportColumn("returned", "count", label="report.rectification_returned"),
    ReportColumn("overdue", "count", label="report.rectification_overdue"),
    ReportColumn("mean_days", "number", label="report.rectification_days"),
)


def _contractor_columns(currency: str) -> tuple[ReportColumn, ...]:
    return (
        *_CONTRACTOR,
        ReportColumn("charged_back", "money", label="column.defect_charged_back", currency=currency),
        ReportColumn("currency", "code"),
    )


def _read_contractors(reader: Reader, ask: Ask) -> Contents:
    currency = _currencies(reader, ask)[0]
    tables = (_by_contractor(reader, ask), _contractors_over_time(reader, ask))
    return Contents(_contractor_columns(currency), _contractors(reader, ask), tables)


def _given(ask: Ask, statement: Query) -> Query:
    """Defects that somebody has to answer for: no wishes, nothing void."""
    return _defects(ask, statement).where(col(Defect.wish).is_(False), col(Defect.state) != "void")


def _counts(today: date) -> tuple[Any, ...]:
    state = col(Defect.state)
    late = and_(state.in_(_LATE_STATES), col(Defect.agreed_on) < today)
    return (
        func.count(),
        func.count().filter(col(Defect.severity) == "safety"),
        func.count().filter(state.in_(OPEN_STATES)),
        func.count().filter(state == "fixed"),
        func.count().filter(state == "accepted"),
        func.count().filter(col(Defect.reopened) > 0),
        func.count().filter(late),
    )


def _contractors(reader: Reader, ask: Ask) -> Iterator[Row]:
    """A contractor and trade a line, who has most first."""
    place = (col(Defect.contractor), col(Defect.trade), col(Defect.currency))
    days = func.avg(cast(func.julianday(Defect.fixed_on) - func.julianday(Defect.found_on), Float))
    charged = func.coalesce(func.sum(Defect.charged_back), 0)
    chosen = _given(ask, pick(*place, *_counts(ask.today), days, charged)).group_by(*place)
    for row in reader.session.execute(chosen.order_by(func.count().desc(), *place)):
        contractor, trade, currency, *counts, mean, back = row
        yield [
            contractor or None, coded("trades", trade), *counts,
            None if mean is None else Decimal(str(mean)).quantize(Decimal("0.1")), from_minor(back, currency), currency,
        ]  # fmt: skip


def _by_contractor(reader: Reader, ask: Ask) -> SummaryTable:
    """Each contractor's defects by where they stand, as a picture."""
    place = (col(Defect.contractor), col(Defect.state))
    chosen = _given(ask, pick(*place, func.count())).group_by(*place)
    figures = {(name or "—", state): count for name, state, count in reader.session.execute(chosen)}
    totals: dict[str, int] = {}
    for (name, _), count in figures.items():
        totals[name] = totals.get(name, 0) + count
    rows = sorted(totals, key=lambda name: (-totals[name], name))
    columns = {state: f"defect_state.{state}" for state in DEFECT_STATES if state != "void"}
    first = SummaryColumn("column.defect_contractor", "text")
    return crosstab("report.rectification_state", first, rows, columns, figures, chart="bar-stacked")


def _contractors_over_time(reader: Reader, ask: Ask) -> SummaryTable:
    """What was given out, mended and accepted in the three periods, and how long mending took."""

    def count(period: Period) -> list[Any]:
        days = (col(Defect.assigned_on), col(Defect.fixed_on), col(Defect.accepted_on))
        inside = [and_(day >= period.since, day <= period.until) for day in days]
        took = cast(func.julianday(Defect.fixed_on) - func.julianday(Defect.found_on), Float)
        statement = pick(*(func.count().filter(one) for one in inside), func.avg(took).filter(inside[1]))
        statement = statement.select_from(Defect).where(col(Defect.wish).is_(False), col(Defect.state) != "void")
        statement = placed(statement, col(Defect.unit_id), ask, col(Defect.project_id))
        *counts, mean = reader.session.execute(statement).one()
        return [*counts, None if mean is None else Decimal(str(mean)).quantize(Decimal("0.1"))]

    columns = [SummaryColumn(f"report.rectification_{name}") for name in ("given", "fixed", "accepted")]
    columns.append(SummaryColumn("report.rectification_days", "number"))
    return over_time("report.rectification_then", ask, columns, count)


DEFECTS: Final = ReportSource("defects", _read, day="column.defect_found_on", state=STATE)
RECTIFICATION: Final = ReportSource("rectification", _read_contractors, day="column.defect_found_on", state=STATE)
