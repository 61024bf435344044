"""What lists, pages and reports say of asking: how it stands with a deal, what is late and by how much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeVar

from sqlmodel import col, select

from deskapp.desks.contracts.arrears.model import Chase, Formality
from deskapp.desks.contracts.arrears.rules import Owed, ages, days_late, reckon_penalty, say_promise
from deskapp.desks.contracts.loans.model import BankLoan, Mortgage
from deskapp.desks.contracts.paying.routing import route
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.money.model import Charge
from deskapp.office.deal.model import Deal
from deskapp.office.deal.queries import PartyRow, buyers_of, rooms_of
from deskapp.office.property.model import Project
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

PRICE: Final = "price"


@dataclass(frozen=True, slots=True)
class Standing:
    """How the asking stands with a deal; ``stopped`` is a code of ``STOP_REASONS`` or *hold*, empty where it goes on.

    ``promise``: ``promised`` until its day, ``broken`` after it, empty where nobody promised anything last.
    """

    stopped: str = ""
    attempts: int = 0
    last_at: datetime | None = None
    last_way: str = ""
    last_result: str = ""
    next_step: str = ""
    next_on: date | None = None
    promise: str = ""
    promised_on: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What all rows of the radar say: where it is, who buys, whose business it is."""

    deal_id: int
    project: str
    room: str
    buyers: tuple[PartyRow, ...]
    payer_class: str
    number: str
    contract_id: int | None

    @property
    def names(self) -> str:
        """The buyers' names."""
        return "、".join(one.customer.name for one in self.buyers)


@dataclass(frozen=True, slots=True)
class ArrearsRow:
    """A contract of which money is late. ``due`` is what was to be paid by today, ``owed`` what of it is missing.

    ``ages`` are what is missing by lateness (``BUCKETS``), ``penalty`` an estimate where the contract agrees on one.
    """

    id: int
    place: Place
    department: str
    currency: str
    due_on: date
    late: int
    due: Decimal
    paid: Decimal
    owed: Decimal
    ages: tuple[Decimal, Decimal, Decimal, Decimal]
    penalty: Decimal | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class FormalityRow:
    """Something besides money that is late, or will be; ``bank`` and ``amount`` where a bank's list or a loan says."""

    id: int
    place: Place
    kind: str
    department: str
    due_on: date
    late: int
    done_on: date | None
    by_hand: bool
    note: str
    bank: str
    currency: str
    amount: Decimal | None
    standing: Standing


def read_arrears(reader: Reader, contracts: Iterable[SaleContract], today: date) -> list[ArrearsRow]:
    """Rows of these contracts in their order, a few statements for all of them."""
    found = list(contracts)
    numbers = [one.deal_id for one in found]
    places, standings = read_places(reader, numbers), read_standings(reader, numbers, today)
    owed = owed_of(reader, numbers)
    rows = []
    for one in found:
        place, late = places[one.deal_id], [each for each in owed[one.deal_id] if days_late(each.due_on, today)]
        due = [each for each in owed[one.deal_id] if each.due_on is not None and each.due_on <= today]
        asked, paid = sum(each.amount for each in due), sum(each.paid for each in due)
        # the list is in the order of this day: the row must say the same
        oldest = one.next_due_on
        first, second, third, last = (from_minor(each, one.currency) for each in ages(late, today))
        rows.append(
            ArrearsRow(
                record_id(one),
                place,
                route(place.payer_class, PRICE, today),
                one.currency,
                oldest or today,
                days_late(oldest, today),
                from_minor(asked, one.currency),
                from_minor(paid, one.currency),
                from_minor(asked - paid, one.currency),
                (first, second, third, last),
                reckon_penalty(late, one.penalty_rate, today, one.currency),
                standings[one.deal_id],
            )
        )
    return rows


def read_formalities(reader: Reader, formalities: Iterable[Formality], today: date) -> list[FormalityRow]:
    """Rows of these formalities in their order."""
    found = list(formalities)
    numbers = [one.deal_id for one in found]
    places, standings = read_places(reader, numbers), read_standings(reader, numbers, today)
    loans = _by_id(reader, Mortgage, [one.mortgage_id for one in found])
    lines = _by_id(reader, BankLoan, [one.bank_loan_id for one in found])
    rows = []
    for one in found:
        place = places[one.deal_id]
        line, loan = lines.get(one.bank_loan_id or 0), loans.get(one.mortgage_id or 0)
        amount = line.overdue_amount if line else loan.amount if loan else None
        currency = line.currency if line else loan.currency if loan else "CNY"
        rows.append(
            FormalityRow(
                record_id(one),
                place,
                one.kind,
                route(place.payer_class, one.kind, today),
                one.due_on,
                days_late(one.due_on, today) if one.done_on is None else 0,
                one.done_on,
                one.by_hand,
                one.note,
                line.bank if line else loan.bank if loan else "",
                currency,
                None if amount is None else from_minor(amount, currency),
                standings[one.deal_id],
            )
        )
    return rows


def read_places(reader: Reader, deal_ids: Collection[int]) -> dict[int, Place]:
    """Where these deals are and whose they are."""
    rooms, buyers = rooms_of(reader, deal_ids), buyers_of(reader, deal_ids)
    found: dict[int, Place] = {}
    for chunk in in_chunks(set(deal_ids)):
        contracts = {
            one.deal_id: one
            for one in reader.session.exec(select(SaleContract).where(col(SaleContract.deal_id).in_(chunk)))
        }
        deals = (
            select(Deal, Project)
            .join(Project, col(Project.id) == col(Deal.project_id), isouter=True)
            .where(col(Deal.id).in_(chunk))
        )
        for deal, project in reader.session.exec(deals):
            number = record_id(deal)
            contract = contracts.get(number)
            found[number] = Place(
                number,
                project.name if project is not None else "",
                ", ".join(unit.code for unit in rooms.get(number, ())),
                buyers.get(number, ()),
                deal.payer_class,
                contract.number if contract is not None else "",
                record_id(contract) if contract is not None else None,
            )
    return found


def read_standings(reader: Reader, deal_ids: Collection[int], today: date) -> defaultdict[int, Standing]:
    """How the asking stands with these deals."""
    found: defaultdict[int, Standing] = defaultdict(Standing)
    for chunk in in_chunks(set(deal_ids)):
        held = select(Deal.id).where(col(Deal.id).in_(chunk), Deal.hold_reason != "")
        found.update({number or 0: Standing(stopped="hold") for number in reader.session.exec(held)})
        for one in reader.session.exec(select(Chase).where(col(Chase.deal_id).in_(chunk))):
            found[one.deal_id] = Standing(
                one.stop_reason or found[one.deal_id].stopped,
                one.attempts,
                one.last_at,
                one.last_way,
                one.last_result,
                one.next_step,
                one.next_on,
                say_promise(one.promised_on, today),
                one.promised_on,
            )
    return found


def owed_of(reader: Reader, deal_ids: Collection[int]) -> defaultdict[int, list[Owed]]:
    """The parts of the price of these deals."""
    found: defaultdict[int, list[Owed]] = defaultdict(list)
    for chunk in in_chunks(set(deal_ids)):
        charges = (
            select(Charge)
            .where(col(Charge.deal_id).in_(chunk), Charge.purpose == PRICE, col(Charge.withdrawn_at).is_(None))
            .order_by(col(Charge.due_on), col(Charge.id))
        )
        for one in reader.session.exec(charges):
            found[one.deal_id or 0].append(Owed(one.amount, one.paid, one.due_on))
    return found


_Line = TypeVar("_Line", Mortgage, BankLoan)


def _by_id(reader: Reader, model: type[_Line], ids: Sequence[int | None]) -> dict[int, _Line]:
    wanted = {number for number in ids if number is not None}
    found: dict[int, _Line] = {}
    for chunk in in_chunks(wanted):
        found.update(
            {record_id(one): one for one in reader.session.exec(select(model).where(col(model.id).in_(chunk)))}
        )
    return found
