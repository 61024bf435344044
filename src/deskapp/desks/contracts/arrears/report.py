"""欠款账龄 and 欠办手续: money and formalities that are late, by age, with who was asked last and who is in charge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import case, func
from sqlmodel import col, or_, select

from deskapp.cases.periods import Period, periods_of
from deskapp.desks.contracts.arrears.model import Formality
from deskapp.desks.contracts.arrears.queries import ChaseFilter, list_arrears, list_formalities
from deskapp.desks.contracts.arrears.rows import PRICE, Standing
from deskapp.desks.contracts.arrears.rules import BUCKETS, bucket_days
from deskapp.desks.contracts.paying.routing import FORMALITIES, route
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.money.model import Allocation, Charge
from deskapp.office.deal.model import PAYER_CLASSES, Deal
from deskapp.sheets.columns import choice_column
from deskapp.sheets.crosstab import crosstab
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, ReportSource, day_begins, pick
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

PAGE: Final = 500
AGE: Final = choice_column("age", BUCKETS, "arrears_bucket", label="arrears.bucket")
KIND: Final = choice_column("formality", FORMALITIES, "formality", label="arrears.kind")
_PLACE: Final = (
    ReportColumn("room"),
    ReportColumn("buyer", label="arrears.buyer"),
    ReportColumn("payer_class", "choice", "payer_class", label="arrears.class"),
    ReportColumn("contract", "code", label="chase_page.contract"),
)
_ASKED: Final = (
    ReportColumn("last_contact", "day", label="report.arrears_last"),
    ReportColumn("last_way", "choice", "contact_way", label="report.arrears_way"),
    ReportColumn("last_result", "choice", "contact_result", label="report.arrears_result"),
    ReportColumn("promised_on", "day", label="report.arrears_promised"),
    ReportColumn("stopped", "choice", "stop_reason", label="report.arrears_stopped"),
)
_DEPARTMENT: Final = ReportColumn("department", "choice", "desk_department", label="arrears.department")
_PROJECT: Final = ReportColumn("project", label="sheet.project")
_FORMALITY: Final = (
    *_PLACE,
    ReportColumn.of(KIND),
    ReportColumn("due_on", "day", label="report.arrears_due_on"),
    ReportColumn("days_late", "count"),
    ReportColumn("bank", label="report.arrears_bank"),
    ReportColumn("overdue_amount", "money", label="report.arrears_overdue"),
    *_ASKED,
    ReportColumn("note", label="chase_form.note"),
    _DEPARTMENT,
    _PROJECT,
)


def _money_columns(currency: str) -> tuple[ReportColumn, ...]:
    def amount(name: str, label: str) -> ReportColumn:
        return ReportColumn(name, "money", label=label, currency=currency)

    return (
        *_PLACE,
        ReportColumn("due_on", "day", label="report.arrears_due_on"),
        ReportColumn("days_late", "count"),
        ReportColumn("currency", "code"),
        amount("due", "report.arrears_due"),
        amount("paid", "report.arrears_paid"),
        amount("owed", "arrears.owed"),
        *(amount(code, f"arrears_bucket.{code}") for code in BUCKETS),
        *_ASKED,
        amount("penalty", "chase_page.penalty"),
        _DEPARTMENT,
        _PROJECT,
    )


def _only(ask: Ask, **more: str) -> ChaseFilter:
    return ChaseFilter(project_id=ask.project_id, since=ask.since, until=ask.until, **more)


def _asked(standing: Standing) -> Row:
    return [
        standing.last_at.astimezone().date() if standing.last_at is not None else None,
        standing.last_way or None,
        standing.last_result or None,
        standing.promised_on,
        standing.stopped or None,
    ]


# ---- money


def _read_money(reader: Reader, ask: Ask) -> Contents:
    currencies = _currencies(reader, ask)
    tables = [table for one in currencies for table in (_by_class(reader, ask, one), _over_time(reader, ask, one))]
    return Contents(_money_columns(next(iter(currencies), "CNY")), _money(reader, ask), tuple(tables))


def _money(reader: Reader, ask: Ask) -> Iterator[Row]:
    only, after = _only(ask, bucket=ask.state), None
    while rows := list_arrears(reader, ask.today, only, after=after, limit=PAGE):
        after = (rows[-1].due_on, rows[-1].id)
        for one in rows:
            place = one.place
            yield [
                place.room or None, place.names or None, place.payer_class, place.number or None, one.due_on, one.late,
                one.currency, one.due, one.paid, one.owed, *(part or None for part in one.ages),
                *_asked(one.standing), one.penalty, one.department, place.project or None,
            ]  # fmt: skip


def _currencies(reader: Reader, ask: Ask) -> list[str]:
    query = select(SaleContract.currency).where(col(SaleContract.next_due_on) < ask.today).distinct()
    return sorted(reader.session.exec(query))


def _by_class(reader: Reader, ask: Ask, currency: str) -> SummaryTable:
    """What is late now, a class of payers a line, with who is in charge of it."""
    found = _sums(reader, ask, currency, ask.today, by_class=True)
    rows = [one for one in PAYER_CLASSES if any(row == one for row, _ in found)]
    named = {one: f"{ask.words.text(f'payer_class.{one}')} · {_who(ask, one)}" for one in rows}
    figures = {(named[row], bucket): amount for (row, bucket), amount in found.items() if row in named}
    columns = {code: f"arrears_bucket.{code}" for code in BUCKETS}
    first = SummaryColumn("arrears.class", "text")
    title = f"report.arrears_class_{currency}"
    return crosstab(title, first, list(named.values()), columns, figures, shape="money", currency=currency)


def _who(ask: Ask, payer_class: str) -> str:
    return ask.words.text(f"desk_department.{route(payer_class, PRICE, ask.today)}")


def _over_time(reader: Reader, ask: Ask, currency: str) -> SummaryTable:
    """What was late at the end of the period, of the one before, and of the same a year ago, as it stood then."""
    lines = []
    for period, day in _days(ask):
        sums = _sums(reader, ask, currency, day)
        parts = [sums.get(("", code), Decimal()) for code in BUCKETS]
        lines.append((period.code, day, *parts, sum(parts, Decimal())))
    columns = (
        SummaryColumn("column.period", "choice", "period"),
        SummaryColumn("report.arrears_as_of", "day"),
        *(SummaryColumn(f"arrears_bucket.{code}", "money", currency=currency) for code in BUCKETS),
        SummaryColumn("sheet.total", "money", currency=currency),
    )
    return SummaryTable(f"report.arrears_then_{currency}", columns, lines)


def _days(ask: Ask) -> list[tuple[Period, date]]:
    """The day that each period is looked at: its last, the day asked for at most."""
    return [(period, min(period.until, ask.today)) for period in periods_of(ask)]


def _sums(
    reader: Reader, ask: Ask, currency: str, day: date, *, by_class: bool = False
) -> dict[tuple[str, str], Decimal]:
    """What was missing of the price, by age on a day, from the shares that were booked until its evening.

    Later entries for earlier days do not change what was said then.
    """
    evening = day_begins(day + timedelta(days=1))
    shares = (
        select(func.coalesce(func.sum(Allocation.amount), 0))
        .where(col(Allocation.charge_id) == col(Charge.id), col(Allocation.entered_at) < evening)
        .scalar_subquery()
    )
    missing = func.sum(col(Charge.amount) - shares)
    kind: Any = col(Deal.payer_class) if by_class else func.coalesce("", "")
    statement = (
        pick(kind, _age(col(Charge.due_on), day), missing)
        .select_from(Charge)
        .join(Deal, col(Deal.id) == col(Charge.deal_id))
        .join(SaleContract, col(SaleContract.deal_id) == col(Deal.id))
        .where(
            col(Charge.purpose) == PRICE,
            col(Charge.currency) == currency,
            col(Charge.due_on) < day,
            col(Charge.entered_at) < evening,
            or_(col(Charge.withdrawn_at).is_(None), col(Charge.withdrawn_at) >= evening),
            *([] if ask.project_id is None else [col(Deal.project_id) == ask.project_id]),
        )
        .group_by(kind, _age(col(Charge.due_on), day))
    )
    return {(row, bucket): from_minor(total, currency) for row, bucket, total in reader.session.execute(statement)}


def _age(due: Any, day: date) -> Any:
    limits: Mapping[str, date | None] = {code: bucket_days(code, day)[0] for code in BUCKETS}
    young = [(due >= oldest, code) for code, oldest in limits.items() if oldest is not None]
    return case(*young, else_=BUCKETS[-1])


# ---- formalities


def _read_formalities(reader: Reader, ask: Ask) -> Contents:
    query = select(SaleContract.currency).order_by(col(SaleContract.id)).limit(1)
    if ask.project_id is not None:
        query = query.where(col(SaleContract.project_id) == ask.project_id)
    money = reader.session.exec(query).first() or "CNY"
    columns = tuple(replace(column, currency=money) for column in _FORMALITY)
    return Contents(columns, _formalities(reader, ask), (_by_kind(reader, ask), _kinds_over_time(reader, ask)))


def _formalities(reader: Reader, ask: Ask) -> Iterator[Row]:
    only, after = _only(ask, kind=ask.state), None
    while rows := list_formalities(reader, ask.today, only, after=after, limit=PAGE):
        after = (rows[-1].due_on, rows[-1].id)
        for one in rows:
            place = one.place
            yield [
                place.room or None, place.names or None, place.payer_class, place.number or None, one.kind, one.due_on,
                one.late, one.bank or None, one.amount, *_asked(one.standing), one.note or None, one.department,
                place.project or None,
            ]  # fmt: skip


def _by_kind(reader: Reader, ask: Ask) -> SummaryTable:
    """How many are late now, a kind a line."""
    counts = _counts(reader, ask, ask.today)
    rows = [one for one in FORMALITIES if any(row == one for row, _ in counts)]
    columns = {code: f"arrears_bucket.{code}" for code in BUCKETS}
    first = SummaryColumn("arrears.kind", "choice", "formality")
    return crosstab("report.formalities_kind", first, rows, columns, counts)


def _kinds_over_time(reader: Reader, ask: Ask) -> SummaryTable:
    lines = []
    for period, day in _days(ask):
        counts = _counts(reader, ask, day)
        parts = [sum(count for (kind, _), count in counts.items() if kind == one) for one in FORMALITIES]
        lines.append((period.code, day, *parts, sum(parts)))
    columns = (
        SummaryColumn("column.period", "choice", "period"),
        SummaryColumn("report.arrears_as_of", "day"),
        *(SummaryColumn(f"formality.{one}") for one in FORMALITIES),
        SummaryColumn("sheet.total"),
    )
    return SummaryTable("report.formalities_then", columns, lines)


def _counts(reader: Reader, ask: Ask, day: date) -> dict[tuple[str, str], int]:
    """How many were late on a day, by kind and age; what was done since was late then."""
    age = _age(col(Formality.due_on), day)
    statement = (
        pick(Formality.kind, age, func.count())
        .where(
            col(Formality.due_on) < day,
            or_(col(Formality.done_on).is_(None), col(Formality.done_on) > day),
            *([] if ask.project_id is None else [col(Formality.project_id) == ask.project_id]),
        )
        .group_by(Formality.kind, age)
    )
    return {(kind, bucket): count for kind, bucket, count in reader.session.execute(statement)}


ARREARS: Final = ReportSource("arrears", _read_money, day="report.arrears_due_on", state=AGE)
FORMALITIES_LATE: Final = ReportSource("formalities", _read_formalities, day="report.arrears_due_on", state=KIND)
