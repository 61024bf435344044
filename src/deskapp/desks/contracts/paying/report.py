"""Payments of contracts as the sheet of payments takes them in, with our own number, the unit and how each stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.cases.report_parts import name_customers
from deskapp.desks.contracts.paying.sheet import LAYOUT
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.money.kinds import KINDS
from deskapp.money.model import Receipt
from deskapp.money.rules import receipt_state
from deskapp.office.customer.sheet import NAME
from deskapp.office.deal.queries import rooms_of
from deskapp.office.property.model import Project
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, Query, ReportSource, paged, pick, stream, within_days
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

_FOLLOWS: Final = (
    ReportColumn("number", "code", label="column.payment_number"),
    ReportColumn("unit", label="column.payment_unit"),
    ReportColumn.of(NAME),
    ReportColumn("supervised", "choice", "answer", label="column.supervised"),
    ReportColumn("free", "money", label="column.payment_free"),
    ReportColumn("state", "choice", "receipt_state", "column.payment_state"),
)


def _read(reader: Reader, ask: Ask) -> Contents:
    sums = _sums(reader, ask)
    currencies = sorted({currency for _, currency in sums})
    # columns of amounts are written as the only currency writes them; of several they keep the finer decimals
    currency = currencies[0] if len(currencies) == 1 else "CNY"
    columns = [ReportColumn.of(column, currency) for column in LAYOUT.columns]
    return Contents(
        (*columns, *_FOLLOWS), _rows(reader, ask), tuple(_by_kind(sums, ask, currency) for currency in currencies)
    )


def _of(ask: Ask, statement: Query) -> Query:
    """Receipts for deals, of the days and the project that were asked for."""
    statement = statement.select_from(Receipt).where(
        col(Receipt.deal_id).is_not(None), *within_days(col(Receipt.booked_on), ask)
    )
    return statement if ask.project_id is None else statement.where(col(Receipt.project_id) == ask.project_id)


def _rows(reader: Reader, ask: Ask) -> Iterator[Row]:
    projects = dict(reader.session.exec(select(Project.id, Project.name)).all())
    chosen = _of(ask, pick(Receipt)).order_by(col(Receipt.booked_on), col(Receipt.id))
    for page in paged(stream(reader, chosen)):
        receipts: list[Receipt] = [row[0] for row in page]
        deals = {receipt.deal_id for receipt in receipts if receipt.deal_id is not None}
        contracts, rooms = _numbers(reader, deals), rooms_of(reader, deals)
        people = name_customers(reader, ask, (receipt.customer_id for receipt in receipts))
        for receipt in receipts:
            deal, person = receipt.deal_id or 0, people.get(receipt.customer_id)
            yield [
                projects.get(receipt.project_id), receipt.outside_number or receipt.number, contracts.get(deal),
                receipt.booked_on, receipt.paid_for or None, from_minor(receipt.amount, receipt.currency),
                receipt.method, receipt.payer_name or None, receipt.slip or None, receipt.account or None,
                receipt.number, ", ".join(room.code for room in rooms.get(deal, ())) or None,
                person.name if person else None, "yes" if receipt.supervised else None,
                from_minor(receipt.free, receipt.currency),
                receipt_state(receipt.reversed_at, receipt.exchanged_at, receipt.lost_at),
            ]  # fmt: skip


def _numbers(reader: Reader, deals: Collection[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in in_chunks(deals):
        query = select(SaleContract.deal_id, SaleContract.number).where(col(SaleContract.deal_id).in_(part))
        found |= dict(reader.session.exec(query).all())
    return found


def _sums(reader: Reader, ask: Ask) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Count, sum and what is free, by kind and currency, of receipts that stand."""
    query = _of(
        ask,
        pick(Receipt.paid_for, Receipt.currency, func.count(), func.sum(Receipt.amount), func.sum(Receipt.free)),
    )
    rows: Any = reader.session.execute(
        query.where(col(Receipt.reversed_at).is_(None)).group_by(col(Receipt.paid_for), col(Receipt.currency))
    )
    return {(kind, currency): (count, total, free) for kind, currency, count, total, free in rows}


def _by_kind(sums: dict[tuple[str, str], tuple[int, int, int]], ask: Ask, currency: str) -> SummaryTable:
    """By what the payers said it is for."""
    rows: list[tuple[Any, ...]] = []
    for code in (*KINDS, ""):
        if (found := sums.get((code, currency))) is not None:
            said = ask.words.text(KINDS[code].key) if code else ask.words.text("paid_for.unsaid")
            rows.append((said, found[0], *(from_minor(figure, currency) for figure in found[1:])))
    columns = (
        SummaryColumn("column.payment_kind", "text"),
        SummaryColumn("column.receipt_count"),
        SummaryColumn("column.payment_amount", "money", currency=currency),
        SummaryColumn("column.payment_free", "money", currency=currency),
    )
    amounts = (sum((row[place] for row in rows), Decimal()) for place in (2, 3))
    return SummaryTable(f"report.payments_sums_{currency}", columns, rows, ("", sum(row[1] for row in rows), *amounts))


PAYMENTS: Final = ReportSource("payments", _read, day="column.payment_paid_on")
