"""面积补差 and 代收税费: what the survey makes of each price, and fund, taxes and fees that go with a handover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import col

from deskapp.cases.periods import Period
from deskapp.desks.handover.planning.model import Delivery
from deskapp.desks.handover.planning.report_parts import AT, PLACE, in_order_of_rooms, over_time, placed
from deskapp.desks.handover.settling.model import DUE_KINDS, AreaSettlement, DeliveryDue
from deskapp.desks.handover.settling.rows import AreaRow, DueRow, areas_of, dues_of
from deskapp.money.model import Allocation, Receipt
from deskapp.office.deal.queries import buyers_of
from deskapp.sheets.columns import choice_column
from deskapp.sheets.crosstab import crosstab
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, Query, ReportSource, paged, pick, stream
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

AREA_STATES: Final = ("unpriced", "to_choose", "cancelled", "to_pay", "to_refund", "settled")
DUE_STATES: Final = ("unknown", "open", "charged", "paid", "own", "relieved", "not_due")
BANDS: Final = ("less", "even", "more", "beyond_less", "beyond_more", "unknown")
AREA_STATE: Final = choice_column("state", AREA_STATES, "area_state", label="column.area_state")
DUE_STATE: Final = choice_column("state", DUE_STATES, "due_state", label="column.due_state")


def _of(name: str, shape: Any = "text", choice: str = "", currency: str = "CNY") -> ReportColumn:
    return ReportColumn(name, shape, choice, label=f"column.area_{name}", currency=currency)


def _area_columns(currency: str) -> tuple[ReportColumn, ...]:
    return (
        *PLACE,
        ReportColumn("buyers"),
        _of("priced_by", "choice", "priced_by"),
        _of("contract_area", "area"),
        _of("surveyed_area", "area"),
        _of("ratio", "number"),
        _of("contract_inner_area", "area"),
        _of("surveyed_inner_area", "area"),
        _of("inner_ratio", "number"),
        _of("unit_price", "money", currency=currency),
        _of("amount", "money", currency=currency),
        _of("may_cancel", "choice", "answer"),
        _of("choice", "choice", "area_choice"),
        _of("chosen_on", "day"),
        ReportColumn.of(AREA_STATE),
        _of("open", "money", currency=currency),
        _of("settled_on", "day"),
        _of("rule"),
        ReportColumn("currency", "code"),
    )


def _read_areas(reader: Reader, ask: Ask) -> Contents:
    lines = [line for line in _lines(reader, ask, AreaSettlement, areas_of) if _is_asked(line[1], ask)]
    currencies = sorted({row.currency for _, row in lines}) or ["CNY"]
    money = [_area_money(lines, currency) for currency in currencies if lines]
    tables = (_by_band(lines), *money, _areas_over_time(reader, ask))
    return Contents(_area_columns(currencies[0] if len(currencies) == 1 else "CNY"), _areas(lines), tables)


def _is_asked(row: AreaRow, ask: Ask) -> bool:
    """Whether a settlement stands as it was asked for, and was worked out on one of the days."""
    day = row.worked_out_on
    return ask.state in ("", row.state) and (ask.since or day) <= day <= (ask.until or day)


def _lines(reader: Reader, ask: Ask, model: Any, read: Any) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Deliveries that have a living row of a table, in the order of their rooms, with place and buyers and that row."""
    having = pick(model.delivery_id).where(col(model.ended_on).is_(None))
    chosen = placed(pick(Delivery, *AT).select_from(Delivery), col(Delivery.unit_id), ask, col(Delivery.project_id))
    chosen = chosen.where(col(Delivery.id).in_(having)).order_by(*in_order_of_rooms(), col(Delivery.id))
    for page in paged(stream(reader, chosen)):
        found = read(reader, [record_id(one) for one, *_ in page])
        buyers = buyers_of(reader, {one.deal_id for one, *_ in page if one.deal_id is not None})
        for one, *place in page:
            if (row := found.get(record_id(one))) is not None:
                names = ", ".join(buyer.customer.name for buyer in buyers.get(one.deal_id or 0, ()))
                yield (*place[:2], place[2] or None, place[3], names or None), row


def _areas(lines: Sequence[tuple[tuple[Any, ...], AreaRow]]) -> Iterator[Row]:
    for place, row in lines:
        yield [
            *place, row.priced_by, row.contract_area, row.surveyed_area, row.ratio, row.contract_inner_area,
            row.surveyed_inner_area, row.inner_ratio, row.unit_price, row.amount, "yes" if row.may_cancel else "no",
            row.choice or None, row.chosen_on, row.state, row.open or None, row.settled_on, row.rule or None,
            row.currency,
        ]  # fmt: skip


def _by_band(lines: Sequence[tuple[tuple[Any, ...], AreaRow]]) -> SummaryTable:
    """Homes by building and by how far the survey is from the contract; beyond what the buyer must bear apart."""
    figures: dict[tuple[str, str], int] = {}
    for place, row in lines:
        spot = (str(place[1]), _band(row))
        figures[spot] = figures.get(spot, 0) + 1
    rows = sorted({building for building, _ in figures}, key=lambda code: (len(code), code))
    columns = {band: f"area_band.{band}" for band in BANDS}
    first = SummaryColumn("column.building", "text")
    return crosstab("report.areas_bands", first, rows, columns, figures, chart="bar-stacked")


def _band(row: AreaRow) -> str:
    ratio = row.inner_ratio if row.priced_by == "inner" else row.ratio
    if ratio is None:
        return "unknown"
    side = "more" if ratio > 0 else "less" if ratio < 0 else "even"
    return f"beyond_{side}" if row.may_cancel and side != "even" else side


def _area_money(lines: Sequence[tuple[tuple[Any, ...], AreaRow]], currency: str) -> SummaryTable:
    """What buyers pay and what they get back, by where it stands."""
    rows: list[Row] = []
    for state in AREA_STATES:
        amounts = [row.amount or Decimal(0) for _, row in lines if (row.currency, row.state) == (currency, state)]
        if amounts:
            paid = sum((amount for amount in amounts if amount > 0), Decimal(0))
            back = sum((-amount for amount in amounts if amount < 0), Decimal(0))
            rows.append((state, len(amounts), paid, back))
    columns = (
        SummaryColumn("column.area_state", "choice", "area_state"),
        SummaryColumn("report.areas_count"),
        SummaryColumn("report.areas_buyers_pay", "money", currency=currency),
        SummaryColumn("report.areas_paid_back", "money", currency=currency),
    )
    total = ("", *(sum(row[place] for row in rows) for place in (1, 2, 3)))
    return SummaryTable(f"report.areas_money_{currency}", columns, rows, total)


def _areas_over_time(reader: Reader, ask: Ask) -> SummaryTable:
    """Settlements worked out and settled in the three periods."""

    def count(period: Period) -> list[int]:
        days = (col(AreaSettlement.worked_out_on), col(AreaSettlement.settled_on))
        counts = [func.count().filter(day.between(period.since, period.until)) for day in days]
        statement = pick(*counts).select_from(AreaSettlement).where(col(AreaSettlement.ended_on).is_(None))
        return list(reader.session.execute(_of_project(statement, ask, AreaSettlement)).one())

    columns = [SummaryColumn(f"report.areas_{name}") for name in ("worked_out", "settled")]
    return over_time("report.areas_then", ask, columns, count)


def _of_project(statement: Query, ask: Ask, model: Any) -> Query:
    return statement if ask.project_id is None else statement.where(col(model.project_id) == ask.project_id)


# ---- fund, taxes and fees


def _due_columns(currency: str) -> tuple[ReportColumn, ...]:
    def due(name: str, shape: Any = "text", choice: str = "") -> ReportColumn:
        return ReportColumn(name, shape, choice, label=f"column.due_{name}", currency=currency)

    return (
        *PLACE,
        ReportColumn("buyers"),
        due("kind", "choice", "due_kind"),
        due("amount", "money"),
        due("how", "choice", "how_settled"),
        ReportColumn.of(DUE_STATE),
        due("paid", "money"),
        due("open", "money"),
        due("voucher", "code"),
        due("voucher_on", "day"),
        due("reason"),
        due("settled_on", "day"),
        due("rule"),
        ReportColumn("currency", "code"),
    )


def _read_dues(reader: Reader, ask: Ask) -> Contents:
    lines = [
        (place, row)
        for place, rows in _lines(reader, ask, DeliveryDue, dues_of)
        for row in rows
        if ask.state in ("", row.state) and _is_within(row, ask)
    ]
    currencies = sorted({row.currency for _, row in lines}) or ["CNY"]
    money = [_due_money(lines, currency) for currency in currencies if lines]
    tables = (_by_kind(lines), *money, *(_dues_over_time(reader, ask, currency) for currency in currencies))
    return Contents(_due_columns(currencies[0] if len(currencies) == 1 else "CNY"), _dues(lines), tables)


def _is_within(row: DueRow, ask: Ask) -> bool:
    """Whether the day that settled it lies in what was asked for."""
    if ask.since is None and ask.until is None:
        return True
    day = row.settled_on
    return day is not None and (ask.since or day) <= day <= (ask.until or day)


def _dues(lines: Sequence[tuple[tuple[Any, ...], DueRow]]) -> Iterator[Row]:
    for place, row in lines:
        yield [
            *place, row.kind, row.amount, row.how or None, row.state, row.paid or None, row.open or None,
            row.voucher or None, row.voucher_on, row.reason or None, row.settled_on, row.rule or None, row.currency,
        ]  # fmt: skip


def _by_kind(lines: Sequence[tuple[tuple[Any, ...], DueRow]]) -> SummaryTable:
    """How many of each kind stand where, as a picture."""
    figures: dict[tuple[str, str], int] = {}
    for _, row in lines:
        figures[row.kind, row.state] = figures.get((row.kind, row.state), 0) + 1
    rows = [kind for kind in DUE_KINDS if any(kind == one for one, _ in figures)]
    first = SummaryColumn("column.due_kind", "choice", "due_kind")
    columns = {state: f"due_state.{state}" for state in DUE_STATES}
    return crosstab("report.fees_state", first, rows, columns, figures, chart="bar-stacked")


def _due_money(lines: Sequence[tuple[tuple[Any, ...], DueRow]], currency: str) -> SummaryTable:
    """What each kind comes to: collected by us, paid by owners themselves, relieved, and what is open."""
    rows: list[Row] = []
    for kind in DUE_KINDS:
        mine = [row for _, row in lines if (row.kind, row.currency) == (kind, currency)]
        if not mine:
            continue
        own = _sum(row.amount for row in mine if row.state == "own")
        relieved = _sum(row.amount for row in mine if row.state == "relieved")
        amounts = (_sum(row.amount for row in mine), _sum(row.paid for row in mine), own, relieved)
        rows.append((kind, len(mine), *amounts, _sum(row.open for row in mine)))
    heads = ("amount", "collected", "own", "relieved", "open")
    columns = (
        SummaryColumn("column.due_kind", "choice", "due_kind"),
        SummaryColumn("report.fees_count"),
        *(SummaryColumn(f"report.fees_{name}", "money", currency=currency) for name in heads),
    )
    total = ("", *(sum(row[place] for row in rows) for place in range(1, 7)))
    return SummaryTable(f"report.fees_money_{currency}", columns, rows, total)


def _sum(amounts: Any) -> Decimal:
    return sum((amount or Decimal(0) for amount in amounts), Decimal(0))


def _dues_over_time(reader: Reader, ask: Ask, currency: str) -> SummaryTable:
    """What owners paid in the three periods, at our counter or elsewhere, by kind."""

    def count(period: Period) -> list[Decimal]:
        here = (
            pick(DeliveryDue.kind, func.sum(Allocation.amount))
            .join(Allocation, col(Allocation.charge_id) == col(DeliveryDue.charge_id))
            .join(Receipt, col(Receipt.id) == col(Allocation.receipt_id))
            .where(col(Receipt.booked_on).between(period.since, period.until), col(Receipt.reversed_at).is_(None))
        )
        elsewhere = pick(DeliveryDue.kind, func.sum(DeliveryDue.amount)).where(
            col(DeliveryDue.how) == "own", col(DeliveryDue.settled_on).between(period.since, period.until)
        )
        sums: dict[str, int] = {}
        for statement in (here, elsewhere):
            living = statement.where(col(DeliveryDue.ended_on).is_(None), col(DeliveryDue.currency) == currency)
            grouped = _of_project(living, ask, DeliveryDue).group_by(col(DeliveryDue.kind))
            for kind, amount in reader.session.execute(grouped):
                sums[kind] = sums.get(kind, 0) + (amount or 0)
        return [from_minor(sums.get(kind, 0), currency) for kind in DUE_KINDS]

    columns = [SummaryColumn(f"due_kind.{kind}", "money", currency=currency) for kind in DUE_KINDS]
    return over_time(f"report.fees_then_{currency}", ask, columns, count)


AREAS: Final = ReportSource("area-differences", _read_areas, day="column.area_worked_out_on", state=AREA_STATE)
FEES: Final = ReportSource("fees", _read_dues, day="column.due_settled_on", state=DUE_STATE)
