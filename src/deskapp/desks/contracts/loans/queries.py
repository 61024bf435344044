"""Reads about buyers' loans: the board page by page, those of a deal, one with everything, what banks report."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col, select

from deskapp.desks.contracts.loans.drafts import rate_from_store
from deskapp.desks.contracts.loans.model import BankLoan, Mortgage
from deskapp.desks.contracts.loans.rules import DAY_OF, ENDED, next_notes, open_deposit
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.office.customer.rows import find_rows, find_survivors
from deskapp.office.deal.queries import buyers_of, rooms_of
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.counting import count_up_to
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

VIEWS: Final = ("waiting", "stuck", "all")
"""What a board may hold besides one state: ``waiting`` for something that has a limit, beyond it, or every loan."""


@dataclass(frozen=True, slots=True)
class MortgageFilter:
    """What the board is narrowed to; ``state`` is one of ``VIEWS`` or of ``LOAN_STATES``."""

    state: str = "waiting"
    kind: str = ""
    bank: str = ""


@dataclass(frozen=True, slots=True)
class MortgageRow:
    """A loan in a list; ``room`` and ``buyer`` of its deal now, money in its currency, ``last`` what is lent by now."""

    id: int
    deal_id: int
    contract_id: int | None
    contract: str
    room: str
    buyer: str
    case_id: int | None
    kind: str
    direct: bool
    bank: str
    branch: str
    currency: str
    amount: Decimal
    last: Decimal
    loan_number: str
    state: str
    since: date
    stuck_from: date | None
    next_way: str
    deposit_left: Decimal

    def days(self, today: date) -> int:
        """How long it has been in its state."""
        return (today - self.since).days

    def is_stuck(self, today: date) -> bool:
        """Whether it has been there too long."""
        return self.stuck_from is not None and self.stuck_from <= today

    @property
    def is_living(self) -> bool:
        """Whether something goes on with it."""
        return self.state not in ENDED

    def place(self, only: MortgageFilter) -> LoanPlace:
        """Where it stands in the order of a list."""
        value = {"waiting": self.stuck_from, "stuck": self.stuck_from, "all": None}.get(only.state, self.since)
        return LoanPlace(value, self.id)


@dataclass(frozen=True, slots=True)
class LoanPlace:
    """Where a loan stands in the order of a list; what a page after or before it begins with."""

    value: date | None
    id: int


@dataclass(frozen=True, slots=True)
class BankLoanRow:
    """What a bank reports of a loan."""

    id: int
    bank: str
    loan_number: str
    deal_id: int | None
    mortgage_id: int | None
    borrower: str
    currency: str
    balance: Decimal | None
    overdue_amount: Decimal
    overdue_since: date | None
    months_overdue: int
    as_of: date
    resolved_on: date | None


@dataclass(frozen=True, slots=True)
class MortgagePage:
    """A loan with everything: its facts and their days, what may be noted next, its people, what banks report."""

    row: MortgageRow
    version: int
    facts: tuple[tuple[str, date], ...]
    next: tuple[str, ...]
    borrower: str
    co_borrower: str
    co_borrower_id: int | None
    months: int | None
    rate: Decimal | None
    repayment: str
    approved_amount: Decimal | None
    disbursed: Decimal | None
    voucher: str
    refused_reason: str
    certificate_number: str
    deposit: Decimal | None
    deposit_recovered: Decimal | None
    note: str
    others: tuple[MortgageRow, ...]
    reports: tuple[BankLoanRow, ...]

    def day(self, what: str) -> date | None:
        """The day of a fact."""
        return dict(self.facts).get(what)


def list_mortgages(
    reader: Reader,
    today: date,
    only: MortgageFilter | None = None,
    *,
    after: LoanPlace | None = None,
    before: LoanPlace | None = None,
    limit: int = 200,
) -> list[MortgageRow]:
    """A page of the board: stuck ones lead, then those that will be next; of one state the longest there leads.

    Every loan (``all``) comes the newest first. ``before`` gives the rows just ahead of a place, nearest first.
    """
    only = only or MortgageFilter()
    number, column = col(Mortgage.id), _order(only)
    query = select(Mortgage).where(*_conditions(today, only)).limit(limit)
    if column is None:
        if before is not None:
            query = query.where(number > before.id).order_by(number)
        else:
            query = query.order_by(number.desc())
            query = query if after is None else query.where(number < after.id)
    elif before is not None:
        query = query.where(_behind(column, before, ahead=True)).order_by(column.desc(), number.desc())
    else:
        query = query.order_by(column, number)
        query = query if after is None else query.where(_behind(column, after, ahead=False))
    found = list(reader.session.exec(query))
    return mortgage_rows(reader, found[::-1] if before is not None else found)


def count_mortgages(
    reader: Reader,
    today: date,
    only: MortgageFilter | None = None,
    *,
    ahead_of: LoanPlace | None = None,
    most: int | None = None,
) -> int:
    """How many loans a list has, or has ahead of a place."""
    only = only or MortgageFilter()
    query = select(Mortgage.id).where(*_conditions(today, only))
    if ahead_of is not None:
        column = _order(only)
        query = query.where(col(Mortgage.id) > ahead_of.id if column is None else _behind(column, ahead_of, ahead=True))
    return count_up_to(reader, query, most)


def count_states(reader: Reader, today: date) -> dict[str, tuple[int, int]]:
    """How many loans are in each state, and how many of them too long."""
    late = func.count().filter(col(Mortgage.stuck_from) <= today)
    query = select(Mortgage.state, func.count(), late).group_by(Mortgage.state)
    return {state: (every, stuck) for state, every, stuck in reader.session.exec(query)}


def list_banks(reader: Reader, limit: int = 50) -> list[str]:
    """The banks that loans are with, those with the most first."""
    query = select(Mortgage.bank).group_by(Mortgage.bank).order_by(func.count().desc(), Mortgage.bank).limit(limit)
    return list(reader.session.exec(query))


def mortgages_of(reader: Reader, deal_id: int) -> list[MortgageRow]:
    """The loans of a deal, as they were begun: two living ones are a combined loan."""
    return mortgages_of_deals(reader, [deal_id]).get(deal_id, [])


def mortgages_of_deals(reader: Reader, deal_ids: Collection[int]) -> dict[int, list[MortgageRow]]:
    """The loans of deals, by deal."""
    found: dict[int, list[MortgageRow]] = {}
    for chunk in in_chunks(deal_ids):
        query = select(Mortgage).where(col(Mortgage.deal_id).in_(chunk)).order_by(col(Mortgage.id))
        for row in mortgage_rows(reader, reader.session.exec(query).all()):
            found.setdefault(row.deal_id, []).append(row)
    return found


def get_mortgage(reader: Reader, mortgage_id: int) -> MortgagePage:
    """A loan in full; ``store.gone`` where there is none."""
    one = reader.get(Mortgage, mortgage_id)
    rows = mortgages_of(reader, one.deal_id)
    people = _names(reader, [number for number in (one.borrower_id, one.co_borrower_id) if number is not None])
    facts = [(what, day) for what, name in DAY_OF.items() if (day := getattr(one, name)) is not None]

    def said(minor: int | None) -> Decimal | None:
        return None if minor is None else from_minor(minor, one.currency)

    return MortgagePage(
        next(row for row in rows if row.id == mortgage_id),
        one.version,
        tuple(sorted(facts, key=lambda fact: fact[1])),
        next_notes(one),
        people.get(one.borrower_id or 0, ""),
        people.get(one.co_borrower_id or 0, ""),
        one.co_borrower_id,
        one.months,
        rate_from_store(one.rate),
        one.repayment,
        said(one.approved_amount),
        said(one.disbursed),
        one.voucher,
        one.refused_reason,
        one.certificate_number,
        said(one.deposit),
        said(one.deposit_recovered),
        one.note,
        tuple(row for row in rows if row.id != mortgage_id),
        tuple(bank_loans_of(reader, mortgage_id=mortgage_id)),
    )


def mortgage_of_case(reader: Reader, case_id: int) -> int | None:
    """The loan whose papers a case gathers."""
    return reader.session.exec(select(Mortgage.id).where(Mortgage.case_id == case_id)).first()


def bank_loans_of(
    reader: Reader, *, deal_id: int | None = None, mortgage_id: int | None = None, limit: int = 50
) -> list[BankLoanRow]:
    """What banks report of the loans of a deal, or of one loan; the newest first."""
    query = select(BankLoan)
    query = query if deal_id is None else query.where(BankLoan.deal_id == deal_id)
    query = query if mortgage_id is None else query.where(BankLoan.mortgage_id == mortgage_id)
    return [_bank_loan(one) for one in reader.session.exec(query.order_by(col(BankLoan.id).desc()).limit(limit))]


def mortgage_rows(reader: Reader, mortgages: Iterable[Mortgage]) -> list[MortgageRow]:
    """Loans as lists show them, in their order and in a few statements for all of them."""
    found = list(mortgages)
    deals = sorted({one.deal_id for one in found})
    rooms, buyers, contracts = rooms_of(reader, deals), buyers_of(reader, deals), _contracts(reader, deals)
    rows = []
    for one in found:
        contract_id, number = contracts.get(one.deal_id, (None, ""))
        units, people = rooms.get(one.deal_id, ()), buyers.get(one.deal_id, ())
        last = one.disbursed or one.approved_amount or one.amount
        rows.append(
            MortgageRow(
                record_id(one),
                one.deal_id,
                contract_id,
                number,
                units[0].code if units else "",
                people[0].customer.name if people else "",
                one.case_id,
                one.kind,
                one.direct,
                one.bank,
                one.branch,
                one.currency,
                from_minor(one.amount, one.currency),
                from_minor(last, one.currency),
                one.loan_number,
                one.state,
                one.state_since,
                one.stuck_from,
                one.next_way,
                from_minor(open_deposit(one), one.currency),
            )
        )
    return rows


def _contracts(reader: Reader, deals: Collection[int]) -> dict[int, tuple[int | None, str]]:
    found: dict[int, tuple[int | None, str]] = {}
    for chunk in in_chunks(deals):
        query = select(SaleContract.deal_id, SaleContract.id, SaleContract.number)
        for deal_id, number, called in reader.session.exec(query.where(col(SaleContract.deal_id).in_(chunk))):
            found[deal_id] = (number, called)
    return found


def _names(reader: Reader, numbers: Collection[int]) -> dict[int, str]:
    living = find_survivors(reader, numbers)
    rows = {row.id: row.name for row in find_rows(reader, set(living.values()))}
    return {number: rows.get(survivor, "") for number, survivor in living.items()}


def _bank_loan(one: BankLoan) -> BankLoanRow:
    return BankLoanRow(
        record_id(one),
        one.bank,
        one.loan_number,
        one.deal_id,
        one.mortgage_id,
        one.borrower,
        one.currency,
        None if one.balance is None else from_minor(one.balance, one.currency),
        from_minor(one.overdue_amount, one.currency),
        one.overdue_since,
        one.months_overdue,
        one.as_of,
        one.resolved_on,
    )


def _order(only: MortgageFilter) -> Any:
    """The column that a list is sorted by; None is the newest first."""
    if only.state == "all":
        return None
    return col(Mortgage.stuck_from if only.state in VIEWS else Mortgage.state_since)


def _conditions(today: date, only: MortgageFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if only.state == "stuck":
        conditions.append(col(Mortgage.stuck_from) <= today)
    elif only.state == "waiting":
        conditions.append(col(Mortgage.stuck_from).is_not(None))
    elif only.state != "all":
        conditions.append(col(Mortgage.state) == only.state)
    if only.kind:
        conditions.append(col(Mortgage.kind) == only.kind)
    if only.bank:
        conditions.append(col(Mortgage.bank) == only.bank)
    return conditions


def _behind(column: Any, place: LoanPlace, *, ahead: bool) -> ColumnElement[bool]:
    number = col(Mortgage.id)
    if ahead:
        # the bound on the column alone is what the index begins with
        return and_(column <= place.value, or_(column < place.value, number < place.id))
    return and_(column >= place.value, or_(column > place.value, number > place.id))
