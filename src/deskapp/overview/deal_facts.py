"""How deals stand, for a page that has a line for each: contract, filing, loans, money, what is open, who was asked.

A handful of statements however many deals there are; what follows from other records is read as it was worked out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.desks.contracts.arrears.model import Chase, Formality
from deskapp.desks.contracts.loans.model import Mortgage
from deskapp.desks.contracts.sale.limits import find_limit
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.desks.contracts.sale.queries import contract_of_deal
from deskapp.desks.contracts.sale.rules import FILING_GATES
from deskapp.money.model import Charge
from deskapp.office.customer.rows import find_family
from deskapp.office.deal.model import Deal, DealParty, DealUnit
from deskapp.office.deal.queries import DealRow, living_deal, read_deals
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

MOST: Final = 50
"""Deals of one page: a bulk buyer has more units than anybody reads."""


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """A contract as far as a line of it goes; amounts in its currency. ``shut`` are the gates that are shut."""

    id: int
    number: str
    state: str
    method: str
    bank: str
    price: Decimal
    paid: Decimal
    asked: Decimal
    gap: Decimal
    signed_on: date | None
    reserved_until: date | None
    filing_number: str
    filed_on: date | None
    filing_due_on: date | None
    next_due_on: date | None
    shut: tuple[str, ...]
    country: str = "CN"

    @property
    def open(self) -> Decimal:
        """What of the price is still to be paid."""
        return self.asked - self.paid

    @property
    def is_filed(self) -> bool:
        """Whether it stands in the ledger."""
        return self.filed_on is not None

    def gates(self) -> tuple[tuple[str, bool], ...]:
        """Each gate of the filing, and whether it is passed."""
        return tuple((gate, gate not in self.shut) for gate in FILING_GATES)

    def is_pressing(self, today: date) -> bool:
        """Whether the filing is due soon and something stands in its way."""
        if self.filing_due_on is None or not self.shut:
            return False
        days = find_limit("filing.warn_days", today, self.country)
        return days is not None and (self.filing_due_on - today).days <= days


@dataclass(frozen=True, slots=True)
class LoanFacts:
    """A loan as far as a line of it goes."""

    id: int
    kind: str
    direct: bool
    bank: str
    amount: Decimal
    state: str
    since: date
    stuck_from: date | None

    def days(self, today: date) -> int:
        """How long it has been in its state."""
        return max(0, (today - self.since).days)

    def is_stuck(self, today: date) -> bool:
        """Whether it waits too long."""
        return self.stuck_from is not None and self.stuck_from <= today


@dataclass(frozen=True, slots=True)
class AskingFacts:
    """How the asking for what is open stands; ``stop_reason`` where nobody asks any more."""

    stop_reason: str
    last_at: datetime | None
    last_way: str
    last_result: str
    next_on: date | None
    next_step: str


@dataclass(frozen=True, slots=True)
class DealFacts:
    """A deal and everything of it that a page tells; ``late`` is what of its money is overdue, since ``late_since``."""

    deal: DealRow
    contract: ContractFacts | None
    loans: tuple[LoanFacts, ...]
    formalities: tuple[tuple[str, date], ...]
    asking: AskingFacts | None
    late: Decimal
    late_since: date | None

    @property
    def currency(self) -> str:
        """Of all its amounts."""
        return self.deal.currency

    @property
    def is_living(self) -> bool:
        """Whether its units are still the parties'."""
        return self.deal.ended_on is None


def facts_of_unit(reader: Reader, unit_id: int, today: date) -> tuple[DealFacts, ...]:
    """The deals of a unit, the living one first, then the newest."""
    mine = select(DealUnit.deal_id).where(DealUnit.unit_id == unit_id)
    return _facts_of(reader, mine, today)


def facts_of_customer(reader: Reader, customer_id: int, today: date) -> tuple[DealFacts, ...]:
    """The deals that a customer is or was party to, also under merged records."""
    family = find_family(reader, customer_id)
    return _facts_of(reader, select(DealParty.deal_id).where(col(DealParty.customer_id).in_(family)), today)


def facts_of_contract(reader: Reader, contract_id: int, today: date) -> DealFacts:
    """The deal of a contract."""
    deal = reader.get(Deal, reader.get(SaleContract, contract_id).deal_id)
    return read_facts(reader, read_deals(reader, [deal]), today)[0]


def deal_of(reader: Reader, kind: str, number: int) -> tuple[int | None, int | None]:
    """The deal and its contract behind a contract or a unit; of a unit its living one."""
    if kind == "contract":
        return reader.get(SaleContract, number).deal_id, number
    deal_id = living_deal(reader, number)
    return deal_id, None if deal_id is None else contract_of_deal(reader, deal_id)


def _facts_of(reader: Reader, mine: object, today: date) -> tuple[DealFacts, ...]:
    order = (col(Deal.ended_on).is_not(None), col(Deal.id).desc())
    query = select(Deal).where(col(Deal.id).in_(mine)).order_by(*order).limit(MOST)  # type: ignore[arg-type]
    return read_facts(reader, read_deals(reader, reader.session.exec(query)), today)


def read_facts(reader: Reader, deals: Sequence[DealRow], today: date) -> tuple[DealFacts, ...]:
    """What there is to say of these deals, in their order."""
    numbers = [deal.id for deal in deals]
    if not numbers:
        return ()
    contracts, loans = _contracts(reader, numbers), _loans(reader, numbers)
    formalities, askings, late = _formalities(reader, numbers), _askings(reader, numbers), _late(reader, numbers, today)
    return tuple(
        DealFacts(
            deal,
            contracts.get(deal.id),
            tuple(loans.get(deal.id, ())),
            tuple(formalities.get(deal.id, ())),
            askings.get(deal.id),
            from_minor(late.get(deal.id, (0, None))[0], deal.currency),
            late.get(deal.id, (0, None))[1],
        )
        for deal in deals
    )


def _contracts(reader: Reader, numbers: Collection[int]) -> dict[int, ContractFacts]:
    found: dict[int, ContractFacts] = {}
    for chunk in in_chunks(numbers):
        for one in reader.session.exec(select(SaleContract).where(col(SaleContract.deal_id).in_(chunk))):
            found[one.deal_id] = contract_facts(one)
    return found


def contract_facts(one: SaleContract) -> ContractFacts:
    """A contract's row as a page tells it."""

    def amount(minor: int) -> Decimal:
        return from_minor(minor, one.currency)

    return ContractFacts(
        record_id(one), one.number, one.state, one.method, one.bank, amount(one.price), amount(one.paid),
        amount(one.asked), amount(one.filing_gap), one.signed_on, one.reserved_until, one.filing_number, one.filed_on,
        one.filing_due_on, one.next_due_on, tuple(filter(None, one.blocked_by.split(","))),
        "VN" if one.currency == "VND" else "CN",
    )  # fmt: skip


def _loans(reader: Reader, numbers: Collection[int]) -> dict[int, list[LoanFacts]]:
    found: dict[int, list[LoanFacts]] = defaultdict(list)
    for chunk in in_chunks(numbers):
        query = select(Mortgage).where(col(Mortgage.deal_id).in_(chunk)).order_by(col(Mortgage.id))
        for one in reader.session.exec(query):
            found[one.deal_id].append(loan_facts(one))
    return found


def loan_facts(one: Mortgage) -> LoanFacts:
    """A loan's row as a page tells it."""
    return LoanFacts(
        record_id(one), one.kind, one.direct, one.bank, from_minor(one.amount, one.currency), one.state,
        one.state_since, one.stuck_from,
    )  # fmt: skip


def _formalities(reader: Reader, numbers: Collection[int]) -> dict[int, list[tuple[str, date]]]:
    found: dict[int, list[tuple[str, date]]] = defaultdict(list)
    for chunk in in_chunks(numbers):
        query = select(Formality)
        query = query.where(col(Formality.deal_id).in_(chunk), col(Formality.done_on).is_(None))
        for one in reader.session.exec(query.order_by(col(Formality.due_on), col(Formality.id))):
            found[one.deal_id].append((one.kind, one.due_on))
    return found


def _askings(reader: Reader, numbers: Collection[int]) -> dict[int, AskingFacts]:
    found: dict[int, AskingFacts] = {}
    for chunk in in_chunks(numbers):
        for one in reader.session.exec(select(Chase).where(col(Chase.deal_id).in_(chunk))):
            found[one.deal_id] = AskingFacts(
                one.stop_reason, one.last_at, one.last_way, one.last_result, one.next_on, one.next_step
            )
    return found


def _late(reader: Reader, numbers: Collection[int], today: date) -> dict[int, tuple[int, date | None]]:
    """What is overdue of each deal in the currency's smallest unit, and the first day of it."""
    found: dict[int, tuple[int, date | None]] = {}
    for chunk in in_chunks(numbers):
        query = (
            select(Charge.deal_id, func.sum(Charge.amount - Charge.paid), func.min(Charge.due_on))
            .where(
                col(Charge.deal_id).in_(chunk),
                col(Charge.withdrawn_at).is_(None),
                col(Charge.due_on) < today,
                col(Charge.paid) < col(Charge.amount),
            )
            .group_by(col(Charge.deal_id))
        )
        for number, amount, since in reader.session.exec(query):
            if number is not None:
                found[number] = int(amount), since
    return found


def living(facts: Iterable[DealFacts]) -> DealFacts | None:
    """The one that is not over."""
    return next((one for one in facts if one.is_living), None)
