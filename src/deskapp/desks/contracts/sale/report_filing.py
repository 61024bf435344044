"""备案台账 and 备案进度: every filing there was, and what is still to be filed with what holds it up."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import and_, func, not_
from sqlmodel import col, select

from deskapp.cases.engine import say_missing
from deskapp.desks.contracts.sale.limits import COUNTRY_OF, days_of
from deskapp.desks.contracts.sale.model import FILED_FROM, PAY_METHODS, Filing, SaleContract
from deskapp.desks.contracts.sale.queries import ContractFilter, QueueRow, filing_queue
from deskapp.desks.contracts.sale.report import say_rooms
from deskapp.desks.contracts.sale.rows import read_contracts
from deskapp.desks.contracts.sale.rules import filing_due
from deskapp.desks.contracts.sale.sheet_doubts import SHUT
from deskapp.locale import Words
from deskapp.money.model import Allocation, Charge, Receipt
from deskapp.office.deal.queries import rooms_of
from deskapp.office.property.model import Project
from deskapp.sheets.columns import choice_column
from deskapp.sheets.crosstab import crosstab
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, Query, ReportSource, paged, pick, stream, within_days
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

STANDS: Final = ("ready", "shut")
STAND: Final = choice_column("stand", STANDS, "filing_stand", label="filing_queue.stand")
TODAYS: Final = ("passes", "shut")
TODAY: Final = choice_column("today", TODAYS, "filing_today", label="column.filing_today")
AGES: Final = ("late", "soon", "later")
_PAGE: Final = 500


# ---- the ledger

_LEDGER: Final = (
    ReportColumn("project", label="sheet.project"),
    ReportColumn("contract", "code", label="column.sale_contract_number"),
    ReportColumn("online_number", "code"),
    ReportColumn("unit", label="column.contract_unit"),
    ReportColumn("buyers"),
    ReportColumn("area", "area"),
    ReportColumn("total_price", "money"),
    ReportColumn("payment_method", "choice", "pay_method", "column.pay_method"),
    ReportColumn("down_paid_on", "day", label="column.down_paid_on"),
    ReportColumn("signed_on", "day", label="column.contract_signed_on"),
    ReportColumn("filing_due_on", "day", label="column.filing_due_on"),
    ReportColumn("filed_on", "day"),
    ReportColumn("filing_number", "code"),
    ReportColumn("days_late", "count"),
    ReportColumn("source", "choice", "filing_source", "column.filing_source"),
    ReportColumn("override_reason", label="column.filing_override"),
    ReportColumn("override_by", label="column.filing_override_by"),
    ReportColumn("cancelled_on", "day", label="column.filing_cancelled_on"),
    ReportColumn("cancel_reason", label="column.filing_cancel_reason"),
    ReportColumn("clerk", label="column.filing_clerk"),
    ReportColumn.of(TODAY),
    ReportColumn("blocked_by", label="column.blocked_by"),
    ReportColumn("gap", "money", label="column.filing_gap"),
)


def _read_ledger(reader: Reader, ask: Ask) -> Contents:
    return Contents(_LEDGER, _ledger(reader, ask), (_by_month(reader, ask), _by_source(reader, ask)))


def _filings(ask: Ask, statement: Query) -> Query:
    statement = statement.select_from(Filing).join(SaleContract, col(SaleContract.id) == col(Filing.contract_id))
    statement = statement.where(*within_days(col(Filing.filed_on), ask))
    if ask.state:
        shut = _is_shut()
        living = col(Filing.cancelled_on).is_(None)
        statement = statement.where(shut if ask.state == "shut" else and_(living, not_(shut)))
    return statement if ask.project_id is None else statement.where(col(Filing.project_id) == ask.project_id)


def _is_shut() -> Any:
    """A living filing of a contract that the gates would not let pass today, as many that files brought."""
    return and_(col(Filing.cancelled_on).is_(None), col(SaleContract.blocked_by) != "")


def _say_today(filing: Filing, contract: SaleContract, words: Words) -> tuple[str | None, str | None, Decimal | None]:
    """Whether a living filing would pass today, which gates are shut, and what is missing of the price for it."""
    if filing.cancelled_on is not None:
        return None, None, None
    shut = [gate for gate in contract.blocked_by.split(",") if gate in SHUT]
    gap = from_minor(contract.filing_gap, contract.currency) if contract.filing_gap else None
    return TODAYS[bool(shut)], "; ".join(words.text(SHUT[gate]) for gate in shut) or None, gap


def _ledger(reader: Reader, ask: Ask) -> Iterator[Row]:
    projects = dict(reader.session.exec(select(Project.id, Project.name)).all())
    chosen = _filings(ask, pick(Filing, SaleContract)).order_by(col(Filing.filed_on), col(Filing.id))
    for page in paged(stream(reader, chosen)):
        contracts: list[SaleContract] = list({record_id(contract): contract for _, contract in page}.values())
        rows = {row.id: row for row in read_contracts(reader, contracts)}
        deals = [contract.deal_id for contract in contracts]
        rooms, paid_on = rooms_of(reader, deals), _down_paid(reader, deals)
        for filing, contract in page:
            row, homes = rows[record_id(contract)], rooms.get(contract.deal_id, ())
            due = filing_due(contract.signed_on, COUNTRY_OF.get(contract.currency, ""))
            late = 0 if due is None else (filing.filed_on - due).days
            yield [
                projects.get(contract.project_id), contract.number, contract.online_number or None,
                say_rooms(homes), row.buyer or None, homes[0].area if homes else None, row.price, row.method,
                paid_on.get(contract.deal_id), contract.signed_on, due, filing.filed_on, filing.number,
                late if late > 0 else None, filing.source, filing.override_reason or None, filing.override_by or None,
                filing.cancelled_on, filing.cancel_reason or None, filing.clerk or None,
                *_say_today(filing, contract, ask.words),
            ]  # fmt: skip


def _down_paid(reader: Reader, deals: Collection[int]) -> dict[int, date]:
    """The day that made the down payment whole, by deal; a deal whose down payment is open has none."""
    found: dict[int, date] = {}
    for part in in_chunks(deals):
        down = (col(Charge.deal_id).in_(part), Charge.part == "down_payment", col(Charge.withdrawn_at).is_(None))
        left = select(Charge.deal_id).where(*down, Charge.paid < Charge.amount)
        last = (
            select(Charge.deal_id, func.max(Receipt.booked_on))
            .join(Allocation, col(Allocation.charge_id) == col(Charge.id))
            .join(Receipt, col(Receipt.id) == col(Allocation.receipt_id))
            .where(*down, col(Charge.deal_id).not_in(left), col(Receipt.reversed_at).is_(None))
            .group_by(col(Charge.deal_id))
        )
        found |= {deal: day for deal, day in reader.session.exec(last) if deal is not None and day is not None}
    return found


def _by_month(reader: Reader, ask: Ask) -> SummaryTable:
    """Filings a month: how many, how many of them behind their last day, how many cancelled since, and their prices."""
    chosen = pick(
        func.strftime("%Y-%m", Filing.filed_on), SaleContract.currency, SaleContract.signed_on, Filing.filed_on,
        Filing.cancelled_on, SaleContract.price,
    )  # fmt: skip
    months: dict[tuple[str, str], list[int]] = {}
    for month, currency, signed_on, filed_on, cancelled_on, price in stream(reader, _filings(ask, chosen)):
        line = months.setdefault((month, currency), [0, 0, 0, 0])
        due = filing_due(signed_on, COUNTRY_OF.get(currency, ""))
        line[0] += 1
        line[1] += due is not None and filed_on > due
        line[2] += cancelled_on is not None
        line[3] += price
    lines = sorted(months.items())
    rows = [(month, *line[:3], currency, from_minor(line[3], currency)) for (month, currency), line in lines]
    columns = (
        SummaryColumn("column.month", "text"),
        SummaryColumn("report.filings_count", charted=True),
        SummaryColumn("report.filings_late"),
        SummaryColumn("report.filings_cancelled"),
        SummaryColumn("column.currency", "text"),
        SummaryColumn("column.total_price", "money"),
    )
    counts = (sum(line[place] for _, line in lines) for place in (0, 1, 2))
    return SummaryTable("report.filings_by_month", columns, rows, ("", *counts, "", None), "column" if rows else None)


def _by_source(reader: Reader, ask: Ask) -> SummaryTable:
    """What came with files and what was filed at the counter: past shut gates then, and what would not pass today."""
    passed = func.count().filter(col(Filing.override_reason) != "")
    shut = func.count().filter(_is_shut())
    counts = _filings(ask, pick(Filing.source, func.count(), passed, shut)).group_by(Filing.source)
    found = {source: figures for source, *figures in reader.session.execute(counts)}
    rows = [(source, *found[source]) for source in FILED_FROM if source in found]
    columns = (
        SummaryColumn("column.filing_source", "choice", "filing_source"),
        SummaryColumn("report.filings_count"),
        SummaryColumn("report.filings_passed"),
        SummaryColumn("report.filings_shut"),
    )
    total = ("", *(sum(row[place] for row in rows) for place in (1, 2, 3)))
    return SummaryTable("report.filings_by_source", columns, rows, total)


# ---- the progress

_PLACE: Final = (
    ReportColumn("room", label="column.contract_unit"),
    ReportColumn("buyer", label="column.buyers"),
    ReportColumn("contract", "code", label="column.sale_contract_number"),
    ReportColumn("signed_on", "day", label="column.contract_signed_on"),
    ReportColumn("filing_due_on", "day", label="column.filing_due_on"),
    ReportColumn("days_left", "count", label="column.days_left"),
    ReportColumn("payment_method", "choice", "pay_method", "column.pay_method"),
)
_STANDS: Final = (
    ReportColumn.of(STAND),
    ReportColumn("blocked_by", label="column.blocked_by"),
    ReportColumn("who", label="column.who_clears"),
    ReportColumn("project", label="sheet.project"),
)


def _progress_columns(currency: str) -> tuple[ReportColumn, ...]:
    amounts = ("due", "paid", "gap")
    money = (ReportColumn(name, "money", label=f"column.filing_{name}", currency=currency) for name in amounts)
    return (*_PLACE, *money, *_STANDS)


def _wanted(ask: Ask) -> ContractFilter:
    return ContractFilter(project_id=ask.project_id, blocked=None if not ask.state else ask.state == "shut")


def _read_progress(reader: Reader, ask: Ask) -> Contents:
    found = reader.session.execute(pick(SaleContract.currency).where(col(SaleContract.filing_due_on).is_not(None)))
    codes = sorted({code for (code,) in found})
    columns = _progress_columns(codes[0] if len(codes) == 1 else "CNY")
    return Contents(columns, _progress(reader, ask), (_by_age(reader, ask), _by_method(reader, ask)))


def _progress(reader: Reader, ask: Ask) -> Iterator[Row]:
    """The soonest due first."""
    projects = dict(reader.session.exec(select(Project.id, Project.name)).all())
    after: tuple[date, int] | None = None
    while rows := filing_queue(reader, ask.today, _wanted(ask), _PAGE, after):
        for row in rows:
            contract, due = row.contract, row.contract.filing_due_on
            assert due is not None  # the queue is of what has one
            after = (due, contract.id)
            if (ask.since is None or due >= ask.since) and (ask.until is None or due <= ask.until):
                yield [
                    contract.room or None, contract.buyer or None, contract.number, contract.signed_on, due,
                    row.days_left, contract.method, row.asked, row.asked - contract.gap, contract.gap or None,
                    STANDS[bool(row.missing)], *_say_missing(row, ask.words), projects.get(contract.project_id),
                ]  # fmt: skip


def _say_missing(row: QueueRow, words: Words) -> tuple[str | None, str | None]:
    """What the shut gates miss, and who can clear it."""
    said = [say_missing(words, one) for one in row.missing]
    clears = dict.fromkeys(one.clears or gate.clears for gate in row.gates for one in gate.missing)
    return "; ".join(said) or None, ", ".join(words.text(f"clears.{code}") for code in clears) or None


def _open(reader: Reader, ask: Ask, *groups: Any) -> Any:
    """Counts of what is to be filed, by groups and by whether a gate is shut."""
    shut = col(SaleContract.blocked_by) != ""
    due = col(SaleContract.filing_due_on)
    query = pick(*groups, shut, func.count()).where(due.is_not(None), *within_days(due, ask)).group_by(*groups, shut)
    query = query if ask.project_id is None else query.where(col(SaleContract.project_id) == ask.project_id)
    rows = reader.session.execute(query)
    return [row for row in rows if not ask.state or bool(row[-2]) == (ask.state == "shut")]


def _by_age(reader: Reader, ask: Ask) -> SummaryTable:
    """By what is left: behind the last day, within the days of warning, later; against ready and shut."""
    soon = ask.today + timedelta(days=days_of("filing.warn_days", ask.today))
    figures: dict[tuple[str, str], int] = {}
    for due, shut, count in _open(reader, ask, col(SaleContract.filing_due_on)):
        age = AGES[0] if due < ask.today else AGES[1] if due <= soon else AGES[2]
        figures[age, STANDS[bool(shut)]] = figures.get((age, STANDS[bool(shut)]), 0) + count
    first = SummaryColumn("column.days_left", "choice", "filing_age")
    rows = [age for age in AGES if any(row == age for row, _ in figures)]
    return crosstab("report.filing_by_age", first, rows, {one: f"filing_stand.{one}" for one in STANDS}, figures)


def _by_method(reader: Reader, ask: Ask) -> SummaryTable:
    """By way of paying."""
    found = _open(reader, ask, col(SaleContract.method))
    figures = {(method, STANDS[bool(shut)]): count for method, shut, count in found}
    first = SummaryColumn("column.pay_method", "choice", "pay_method")
    rows = [method for method in PAY_METHODS if any(row == method for row, _ in figures)]
    return crosstab("report.filing_by_method", first, rows, {one: f"filing_stand.{one}" for one in STANDS}, figures)


FILINGS: Final = ReportSource("filings", _read_ledger, day="column.filed_on", state=TODAY)
PROGRESS: Final = ReportSource("filing-progress", _read_progress, day="column.filing_due_on", state=STAND)
