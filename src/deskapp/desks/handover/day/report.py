"""交房日报: who came on a day of a handover, how long it took, how it ended, and the money that came in with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import and_, func
from sqlmodel import col

from deskapp.cases.periods import Period
from deskapp.cases.report_parts import local
from deskapp.desks.handover.day.model import ENDS, Visit, VisitEvent
from deskapp.desks.handover.inspecting.model import Defect
from deskapp.desks.handover.planning.model import Delivery, HandoverBatch
from deskapp.desks.handover.planning.report_parts import AT, PLACE, over_time, placed
from deskapp.desks.handover.settling.rows import AREA_DIFFERENCE, PURPOSE_OF
from deskapp.money.model import Allocation, Charge, Receipt
from deskapp.sheets.columns import choice_column
from deskapp.sheets.crosstab import counted, crosstab
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, Query, ReportSource, paged, pick, stream
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

HERE: Final = "here"
STANDS: Final = (HERE, *ENDS)
STAND: Final = choice_column("stand", STANDS, "visit_stand", label="column.visit_stand")
PURPOSES: Final = ("price", AREA_DIFFERENCE, *(one for one in PURPOSE_OF.values() if one != "other"))
"""What owners pay on the day of their handover, as charges call it."""


def _of(name: str, shape: Any = "text", choice: str = "") -> ReportColumn:
    return ReportColumn(name, shape, choice, label=f"column.visit_{name}")


_COLUMNS: Final = (
    _of("day", "day"),
    ReportColumn("batch", label="column.plan_batch"),
    _of("queue_number", "count"),
    *PLACE,
    _of("name"),
    _of("comes_as", "choice", "comes_as"),
    _of("arrived_at", "moment"),
    ReportColumn.of(STAND),
    _of("station", "choice", "station"),
    _of("ended_at", "moment"),
    _of("minutes", "count"),
    _of("complaints", "count"),
    _of("overridden", "count"),
    _of("defects", "count"),
    _of("money", "money"),
)


def _days(ask: Ask) -> tuple[date, date]:
    """The days that were asked for; today where nobody said."""
    until = ask.until or max(ask.today, ask.since or ask.today)
    return ask.since or until, until


def _visits(ask: Ask, statement: Query) -> Query:
    since, until = _days(ask)
    statement = (
        statement.select_from(Visit)
        .join(Delivery, col(Delivery.id) == col(Visit.delivery_id))
        .join(HandoverBatch, col(HandoverBatch.id) == col(Visit.batch_id))
    )
    statement = placed(statement, col(Delivery.unit_id), ask, col(Visit.project_id))
    statement = statement.where(col(Visit.day) >= since, col(Visit.day) <= until)
    return statement.where(col(Visit.ended) == ("" if ask.state == HERE else ask.state)) if ask.state else statement


def _read(reader: Reader, ask: Ask) -> Contents:
    tables = (_by_batch(reader, ask), _by_hour(reader, ask), *_by_purpose(reader, ask), _over_time(reader, ask))
    return Contents(_COLUMNS, _rows(reader, ask), tables)


def _rows(reader: Reader, ask: Ask) -> Iterator[Row]:
    chosen = _visits(ask, pick(Visit, HandoverBatch.name, Delivery, *AT))
    chosen = chosen.order_by(col(Visit.day), col(HandoverBatch.name), col(Visit.queue_number))
    for page in paged(stream(reader, chosen)):
        events = _events(reader, [record_id(visit) for visit, *_ in page])
        defects = _defects(reader, ask, {delivery.unit_id for _, _, delivery, *_ in page})
        money = _money(reader, ask, {delivery.deal_id for _, _, delivery, *_ in page if delivery.deal_id is not None})
        for visit, batch, delivery, project, building, entrance, room in page:
            told = events.get(record_id(visit), {})
            yield [
                visit.day, batch, visit.queue_number, project, building, entrance or None, room, visit.name or None,
                visit.comes_as, local(visit.arrived_at), visit.ended or HERE, None if visit.ended else visit.station,
                local(visit.ended_at), _minutes(visit.arrived_at, visit.ended_at), told.get("complaint"),
                told.get("overridden"), defects.get((delivery.unit_id, visit.day)),
                money.get((delivery.deal_id or 0, visit.day)),
            ]  # fmt: skip


def _minutes(since: datetime, until: datetime | None) -> int | None:
    return None if until is None else round((until - since).total_seconds() / 60)


def _events(reader: Reader, visit_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """How often owners went to the complaint station, and how many shut gates they were let through."""
    found: dict[int, dict[str, int]] = {}
    for part in in_chunks(visit_ids):
        counts = pick(VisitEvent.visit_id, VisitEvent.kind, func.count()).where(
            col(VisitEvent.visit_id).in_(part), col(VisitEvent.kind).in_(("complaint", "overridden"))
        )
        grouped = counts.group_by(col(VisitEvent.visit_id), col(VisitEvent.kind))
        for visit_id, kind, count in reader.session.execute(grouped):
            found.setdefault(visit_id, {})[kind] = count
    return found


def _defects(reader: Reader, ask: Ask, units: Collection[int]) -> dict[tuple[int, date], int]:
    """Defects found on these days, by unit and day."""
    since, until = _days(ask)
    found: dict[tuple[int, date], int] = {}
    for part in in_chunks(units):
        counts = pick(Defect.unit_id, Defect.found_on, func.count()).where(
            col(Defect.unit_id).in_(part), col(Defect.found_on).between(since, until), col(Defect.wish).is_(False)
        )
        grouped = counts.group_by(col(Defect.unit_id), col(Defect.found_on))
        found |= {(unit, day): count for unit, day, count in reader.session.execute(grouped)}
    return found


def _shares(ask: Ask, statement: Query) -> Query:
    """What was paid on these days of what owners pay with their handover."""
    since, until = _days(ask)
    return (
        statement.select_from(Allocation)
        .join(Receipt, col(Receipt.id) == col(Allocation.receipt_id))
        .join(Charge, col(Charge.id) == col(Allocation.charge_id))
        .where(
            col(Receipt.booked_on).between(since, until),
            col(Receipt.reversed_at).is_(None),
            col(Charge.purpose).in_(PURPOSES),
        )
    )


def _money(reader: Reader, ask: Ask, deals: Collection[int]) -> dict[tuple[int, date], Decimal]:
    """The same by deal and day."""
    found: dict[tuple[int, date], Decimal] = {}
    for part in in_chunks(deals):
        sums = pick(Charge.deal_id, Receipt.booked_on, Charge.currency, func.sum(Allocation.amount))
        chosen = _shares(ask, sums).where(col(Charge.deal_id).in_(part))
        grouped = chosen.group_by(col(Charge.deal_id), col(Receipt.booked_on), col(Charge.currency))
        for deal_id, day, currency, amount in reader.session.execute(grouped):
            found[deal_id, day] = from_minor(amount, currency)
    return found


def _by_batch(reader: Reader, ask: Ask) -> SummaryTable:
    """Who came to each batch, and how it ended."""
    place = (col(HandoverBatch.name), col(Visit.ended))
    chosen = _visits(ask, pick(*place, func.count())).group_by(*place).order_by(col(HandoverBatch.name))
    figures = {(batch, ended or HERE): count for batch, ended, count in reader.session.execute(chosen)}
    rows = list(dict.fromkeys(batch for batch, _ in figures))
    columns = {stand: f"visit_stand.{stand}" for stand in STANDS}
    first = SummaryColumn("column.plan_batch", "text")
    return crosstab("report.day_batches", first, rows, columns, figures, chart="bar-stacked")


def _by_hour(reader: Reader, ask: Ask) -> SummaryTable:
    """Arrivals by the hour, so that the next day has its people where they are needed."""
    hours: dict[int, int] = {}
    for (arrived_at,) in reader.session.execute(_visits(ask, pick(Visit.arrived_at))):
        hour = arrived_at.astimezone().hour
        hours[hour] = hours.get(hour, 0) + 1
    rows = [(f"{hour:02}:00", count) for hour, count in sorted(hours.items())]
    first = SummaryColumn("report.day_hour", "text")
    return counted("report.day_arrivals", first, "report.day_came", rows, chart="column" if rows else None)


def _by_purpose(reader: Reader, ask: Ask) -> Iterator[SummaryTable]:
    """What came in, of deals whose owners were here, by purpose."""
    here = _visits(ask, pick(Delivery.deal_id)).where(col(Delivery.deal_id).is_not(None))
    sums = pick(Charge.currency, Charge.purpose, func.count(), func.sum(Allocation.amount))
    chosen = _shares(ask, sums).where(col(Charge.deal_id).in_(here))
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for currency, purpose, count, amount in reader.session.execute(
        chosen.group_by(col(Charge.currency), col(Charge.purpose))
    ):
        found.setdefault(currency, {})[purpose] = (count, amount)
    for currency in sorted(found):
        mine = found[currency]
        rows = [(one, mine[one][0], from_minor(mine[one][1], currency)) for one in PURPOSES if one in mine]
        columns = (
            SummaryColumn("column.money_for", "choice", "purpose"),
            SummaryColumn("report.day_payments"),
            SummaryColumn("column.visit_money", "money", currency=currency),
        )
        total = ("", sum(row[1] for row in rows), sum((row[2] for row in rows), Decimal()))
        yield SummaryTable(f"report.day_money_{currency}", columns, rows, total)


def _over_time(reader: Reader, ask: Ask) -> SummaryTable:
    """Visits of the month so far (or of what was asked for), of the one before, and of the same a year ago."""
    kinds: tuple[Any, ...] = tuple(func.count().filter(col(Visit.ended) == end) for end in ENDS)

    def count(period: Period) -> list[int]:
        statement = pick(func.count(), *kinds).select_from(Visit)
        inside = and_(col(Visit.day) >= period.since, col(Visit.day) <= period.until)
        statement = statement.where(inside)
        if ask.project_id is not None:
            statement = statement.where(col(Visit.project_id) == ask.project_id)
        return list(reader.session.execute(statement).one())

    columns = [SummaryColumn("report.day_came"), *(SummaryColumn(f"visit_stand.{end}") for end in ENDS)]
    return over_time("report.day_then", ask, columns, count)


HANDOVER_DAY: Final = ReportSource("handover-day", _read, day="column.visit_day", state=STAND)
