"""合同台账: sale contracts as their sheet takes them in again, with how each stands and what is paid."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import col

from deskapp.cases.report_parts import Named, name_customers
from deskapp.desks.contracts.sale.model import PAY_METHODS, STATES, SaleContract
from deskapp.desks.contracts.sale.sheet_columns import LAYOUT
from deskapp.desks.contracts.sale.sheet_stored import read_known
from deskapp.office.deal.queries import DealUnitRow, PartyRow, buyers_of, rooms_of
from deskapp.office.property.rules import show_share
from deskapp.sheets.columns import choice_column
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, Query, ReportSource, paged, pick, stream, within_days
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

STATE: Final = choice_column("state", STATES, "sale_contract_state", label="column.contract_state")
NOBODY: Final = "—"
"""Stands where somebody in a cell of several has no number."""


def _follows(currency: str) -> tuple[ReportColumn, ...]:
    return (
        ReportColumn.of(STATE),
        ReportColumn("paid", "money", label="column.contract_paid", currency=currency),
        ReportColumn("open", "money", label="column.contract_open", currency=currency),
        ReportColumn("filing_due_on", "day", label="column.filing_due_on"),
        ReportColumn("cancelled_on", "day", label="column.contract_cancelled_on"),
    )


def _read(reader: Reader, ask: Ask) -> Contents:
    # columns of amounts are written as the only currency writes them; of several they keep the finer decimals
    found = currencies(reader, ask)
    currency = found[0] if len(found) == 1 else "CNY"
    columns = [ReportColumn.of(column, currency) for column in LAYOUT.columns]
    summary = tuple(_by_state(reader, ask, one) for one in found)
    return Contents((*columns, *_follows(currency)), _rows(reader, ask), summary)


def of_project(ask: Ask, statement: Query) -> Query:
    """Contracts, of the project that was asked for; one that is kept by a reservation alone has no number yet."""
    statement = statement.select_from(SaleContract).where(col(SaleContract.number) != "")
    return statement if ask.project_id is None else statement.where(col(SaleContract.project_id) == ask.project_id)


def currencies(reader: Reader, ask: Ask) -> list[str]:
    """In which currencies the asked contracts are."""
    return sorted(code for (code,) in reader.session.execute(of_project(ask, pick(SaleContract.currency)).distinct()))


def _chosen(ask: Ask, statement: Query) -> Query:
    statement = of_project(ask, statement).where(*within_days(col(SaleContract.signed_on), ask))
    return statement.where(col(SaleContract.state) == ask.state) if ask.state else statement


def _rows(reader: Reader, ask: Ask) -> Iterator[Row]:
    for page in paged(stream(reader, _chosen(ask, pick(SaleContract)).order_by(col(SaleContract.id)))):
        contracts: list[SaleContract] = [row[0] for row in page]
        deals = [contract.deal_id for contract in contracts]
        known = read_known(reader, [record_id(contract) for contract in contracts])
        buyers, rooms = buyers_of(reader, deals), rooms_of(reader, deals)
        people = name_customers(reader, ask, (one.customer.id for rows in buyers.values() for one in rows))
        for contract in contracts:
            one = known[record_id(contract)]
            told = {**one.values, "project": one.parts["key"][1], "number": contract.number}
            told["unit"] = say_rooms(rooms.get(contract.deal_id, ()))
            told |= _say_people(buyers.get(contract.deal_id, ()), people)
            paid, asked = (from_minor(amount, contract.currency) for amount in (contract.paid, contract.asked))
            yield [
                *(told.get(name) for name in LAYOUT.names),
                contract.state, paid, asked - paid, contract.filing_due_on, contract.cancelled_on,
            ]  # fmt: skip


def say_rooms(rooms: Collection[DealUnitRow]) -> str | None:
    """The units of a contract as one cell names them."""
    return "、".join(room.code for room in rooms) or None


def _say_people(parties: Collection[PartyRow], people: Mapping[int, Named]) -> dict[str, str | None]:
    """Names, documents, phones and shares, each in the buyers' order; the kind of document where all have the same."""
    named = [people[one.customer.id] for one in parties if one.customer.id in people]
    kinds = {one.id_kind for one in named}
    shares = [show_share(one.share) for one in parties if one.share is not None]
    return {
        "buyers": _joined([one.name for one in named]),
        "id_numbers": _joined([one.id_number for one in named]),
        "phone": _joined([one.phone for one in named]),
        "id_kind": (kinds.pop() or None) if len(kinds) == 1 else None,
        "shares": _joined(shares) if len(shares) == len(parties) else None,
    }


def _joined(texts: Collection[str]) -> str | None:
    return "、".join(text or NOBODY for text in texts) if any(texts) else None


def _by_state(reader: Reader, ask: Ask, currency: str) -> SummaryTable:
    """How many there are, what they come to and what is paid, by state and, below, by way of paying."""
    figures = (func.count(), func.sum(SaleContract.price), func.sum(SaleContract.paid))
    groups = (SaleContract.state, SaleContract.method)
    chosen = _chosen(ask, pick(*groups, *figures)).where(col(SaleContract.currency) == currency).group_by(*groups)
    found = reader.session.execute(chosen).all()
    lines: list[tuple[Any, ...]] = []
    for place, (codes, key) in enumerate(((STATES, "sale_contract_state"), (PAY_METHODS, "pay_method"))):
        for code in codes:
            parts = [row[2:] for row in found if row[place] == code]
            if parts:
                count, price, paid = (sum(column) for column in zip(*parts, strict=True))
                amounts = (from_minor(price, currency), from_minor(paid, currency))
                lines.append((ask.words.text(f"{key}.{code}"), count, *amounts))
    columns = (
        SummaryColumn("report.contracts_group", "text"),
        SummaryColumn("report.contracts_count"),
        SummaryColumn("column.total_price", "money", currency=currency),
        SummaryColumn("column.contract_paid", "money", currency=currency),
    )
    totals = (from_minor(sum((row[place] for row in found), 0), currency) for place in (3, 4))
    total = ("", sum(row[2] for row in found), *totals)
    return SummaryTable(f"report.contracts_sums_{currency}", columns, lines, total)


CONTRACTS: Final = ReportSource("contracts", _read, day="column.contract_signed_on", state=STATE)
