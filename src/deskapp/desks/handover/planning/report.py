"""交付台账: the handover of every unit with all its facts; the columns of the plan go in again as they came out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import and_, func, or_
from sqlmodel import col

from deskapp.cases.periods import Period
from deskapp.cases.procedure import Texts
from deskapp.desks.handover.planning.drafts import rate_from_store
from deskapp.desks.handover.planning.model import DELIVERY_STATES, Delivery, HandoverBatch, HandoverSlot
from deskapp.desks.handover.planning.plans import refusal_name
from deskapp.desks.handover.planning.report_parts import AT, PLACE, in_order_of_rooms, over_time, placed
from deskapp.locale import LANGUAGES
from deskapp.office.deal.queries import buyers_of
from deskapp.office.property.model import Building, Project
from deskapp.office.property.report import building_labels, building_order
from deskapp.sheets.column import Coded
from deskapp.sheets.columns import choice_column
from deskapp.sheets.crosstab import crosstab, in_order
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, Query, ReportSource, paged, pick, stream, within_days
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

STATE: Final = choice_column("state", DELIVERY_STATES, "delivery_state", label="column.handover_state")


def _of(name: str, shape: Any = "text", choice: str = "") -> ReportColumn:
    return ReportColumn(name, shape, choice, label=f"column.handover_{name}")


def _columns(currency: str) -> tuple[ReportColumn, ...]:
    return (
        *PLACE,
        ReportColumn("batch", label="column.plan_batch"),
        ReportColumn("day", "day", label="column.plan_day"),
        ReportColumn("time", "code", label="column.plan_time"),
        ReportColumn("due_on", "day", label="column.plan_due_on"),
        ReportColumn("late_rate", "number", label="column.plan_late_rate"),
        ReportColumn("note", label="column.plan_note"),
        ReportColumn("buyers"),
        ReportColumn.of(STATE),
        _of("state_since", "day"),
        _of("ready_on", "day"),
        _of("notices", "count"),
        _of("notified_on", "day"),
        _of("rescheduled_on", "day"),
        _of("came_on", "day"),
        _of("absent_on", "day"),
        _of("refused_on", "day"),
        _of("refusal", "choice", "refusal"),
        _of("justified", "choice", "answer"),
        _of("refusal_note"),
        _of("risk_on", "day"),
        _of("signed_on", "day"),
        _of("signed_by"),
        _of("signed_as"),
        _of("with_list", "choice", "answer"),
        _of("deemed_on", "day"),
        _of("deemed_notice", "code"),
        _of("late_days", "count"),
        ReportColumn("penalty", "money", label="column.handover_penalty", currency=currency),
        ReportColumn("currency", "code"),
        _of("ended_on", "day"),
        _of("end_reason"),
    )


def _read(reader: Reader, ask: Ask) -> Contents:
    found = reader.session.execute(_deliveries(ask, pick(Delivery.currency).distinct())).scalars()
    currencies = sorted(found)
    tables = (_by_building(reader, ask), _over_time(reader, ask), *_penalties(reader, ask, currencies))
    return Contents(_columns(currencies[0] if len(currencies) == 1 else "CNY"), _rows(reader, ask), tables)


def _deliveries(ask: Ask, statement: Query) -> Query:
    """Deliveries that were asked for; a day limits them by when they came into their state."""
    statement = placed(statement.select_from(Delivery), col(Delivery.unit_id), ask, col(Delivery.project_id))
    statement = statement.where(*within_days(col(Delivery.state_since), ask))
    return statement.where(col(Delivery.state) == ask.state) if ask.state else statement


def _rows(reader: Reader, ask: Ask) -> Iterator[Row]:
    chosen = (
        _deliveries(ask, pick(Delivery, *AT, HandoverBatch.name, HandoverSlot.day, HandoverSlot.starts))
        .outerjoin(HandoverBatch, col(HandoverBatch.id) == col(Delivery.batch_id))
        .outerjoin(HandoverSlot, col(HandoverSlot.id) == col(Delivery.slot_id))
        .order_by(*in_order_of_rooms(), col(Delivery.id))
    )
    for page in paged(stream(reader, chosen)):
        buyers = buyers_of(reader, {one.deal_id for one, *_ in page if one.deal_id is not None})
        for one, project, building, entrance, room, batch, day, starts in page:
            names = ", ".join(buyer.customer.name for buyer in buyers.get(one.deal_id or 0, ()))
            yield [
                project, building, entrance or None, room, batch, day, starts, one.due_on,
                rate_from_store(one.late_rate), one.note or None, names or None, one.state, one.state_since,
                one.ready_on, one.notices or None, one.notified_on, one.rescheduled_on, one.came_on, one.absent_on,
                one.refused_on, say_refusal(one.refusal_code), yes_no(one.refusal_justified),
                one.refusal_note or None, one.risk_on, one.signed_on, one.signed_by or None, one.signed_as or None,
                yes_no(one.with_list if one.signed_on else None), one.deemed_on, one.deemed_notice or None,
                one.late_days, None if one.penalty is None else from_minor(one.penalty, one.currency), one.currency,
                one.ended_on, one.end_reason or None,
            ]  # fmt: skip


def say_refusal(code: str) -> Coded | None:
    """A reason of refusal with its words."""
    return Coded(code, Texts(**{language: refusal_name(code, language) for language in LANGUAGES})) if code else None


def yes_no(value: bool | None) -> str | None:
    """The code of an answer; nothing where nobody asked."""
    return None if value is None else "yes" if value else "no"


def _by_building(reader: Reader, ask: Ask) -> SummaryTable:
    """Units by building and state, as a picture of how far each building is."""
    place = (col(Project.name), col(Building.code), col(Delivery.state))
    counted = _deliveries(ask, pick(*place, func.count())).group_by(col(Building.id), *place)
    found = reader.session.execute(counted.order_by(*building_order())).all()
    label = building_labels(row[0] for row in found)
    figures = {(label(project, building), state): count for project, building, state, count in found}
    columns = {
        state: f"delivery_state.{state}" for state in in_order({state: 0 for _, state in figures}, DELIVERY_STATES)
    }
    rows = list(dict.fromkeys(row for row, _ in figures))
    first = SummaryColumn("column.building", "text")
    return crosstab("report.handovers_buildings", first, rows, columns, figures, chart="bar-stacked")


_EVENTS: Final = {
    "notified": col(Delivery.notified_on),
    "signed": col(Delivery.signed_on),
    "refused": col(Delivery.refused_on),
    "deemed": col(Delivery.deemed_on),
}


def _over_time(reader: Reader, ask: Ask) -> SummaryTable:
    """What happened in the period, in the one before, and in the same of last year."""

    def count(period: Period) -> list[int]:
        counts = [func.count().filter(and_(day >= period.since, day <= period.until)) for day in _EVENTS.values()]
        statement = placed(pick(*counts).select_from(Delivery), col(Delivery.unit_id), ask, col(Delivery.project_id))
        return list(reader.session.execute(statement).one())

    columns = [SummaryColumn(f"report.handovers_{name}") for name in _EVENTS]
    return over_time("report.handovers_then", ask, columns, count)


def _penalties(reader: Reader, ask: Ask, currencies: list[str]) -> Iterator[SummaryTable]:
    """What is owed for lateness, by building; nothing where nobody was late."""
    for currency in currencies:
        late = or_(col(Delivery.late_days) > 0, col(Delivery.penalty) > 0)
        place = (col(Project.name), col(Building.code))
        days, money = func.sum(Delivery.late_days), func.sum(Delivery.penalty)
        chosen = _deliveries(ask, pick(*place, func.count(), days, money)).where(
            late, col(Delivery.currency) == currency
        )
        found = reader.session.execute(chosen.group_by(col(Building.id), *place).order_by(*building_order())).all()
        if not found:
            continue
        label = building_labels(row[0] for row in found)
        rows: list[Row] = [
            (label(project, building), count, late_days or 0, from_minor(penalty or 0, currency))
            for project, building, count, late_days, penalty in found
        ]
        columns = (
            SummaryColumn("column.building", "text"),
            SummaryColumn("report.handovers_late"),
            SummaryColumn("column.handover_late_days"),
            SummaryColumn("column.handover_penalty", "money", currency=currency),
        )
        total = ("", *(sum(row[place] for row in rows) for place in (1, 2, 3)))
        yield SummaryTable(f"report.handovers_penalty_{currency}", columns, rows, total)


HANDOVERS: Final = ReportSource("handovers", _read, day="column.handover_state_since", state=STATE)
