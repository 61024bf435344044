"""Reads about money as plain rows: amounts are ``Decimal``, and money of merged customers is seen at the survivor."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import and_, func
from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from deskapp.money.allocations import find_shares
from deskapp.money.model import Allocation, Charge, Payout, Receipt, Reversal
from deskapp.money.purposes import find_purpose
from deskapp.money.rules import charge_state, receipt_state
from deskapp.office.customer.rows import find_family, find_survivors
from deskapp.office.staff.model import Office
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

LIMIT = 500


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """Something to be paid. ``open`` is nothing once withdrawn; ``holding`` and ``state`` are codes."""

    id: int
    customer_id: int
    purpose: str
    holding: str
    text: str
    currency: str
    amount: Decimal
    paid: Decimal
    open: Decimal
    passed_on: Decimal
    charged_on: date
    due_on: date | None
    state: str
    withdrawn_reason: str = ""
    unit_id: int | None = None
    deal_id: int | None = None
    part: str = ""

    @property
    def is_of_plan(self) -> bool:
        """Whether it is a part of a deal's price, which the contract's plan says."""
        return self.deal_id is not None and self.purpose == "price"


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """Money that came in; ``received_at`` in UTC, ``booked_on`` its day in the day-book, ``state`` a code."""

    id: int
    number: str
    customer_id: int
    payer_name: str
    currency: str
    amount: Decimal
    free: Decimal
    method: str
    slip: str
    account: str
    supervised: bool
    received_at: datetime
    booked_on: date
    clerk: str
    state: str
    invoice: str = ""
    deal_id: int | None = None
    outside_number: str = ""
    paid_for: str = ""

    @property
    def called(self) -> str:
        """The number on the paper that the customer has: the file's own of what a file brought."""
        return self.outside_number or self.number


@dataclass(frozen=True, slots=True)
class PayoutRow:
    """Money that went out; ``kind``: refund or passed_on."""

    id: int
    number: str
    kind: str
    receipt_id: int | None
    charge_id: int | None
    currency: str
    amount: Decimal
    method: str
    payee_name: str
    slip: str
    reason: str
    paid_at: datetime
    booked_on: date
    clerk: str
    reversed: bool


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """A receipt with what it pays (charge and share), what was given back of it, and why it was reversed."""

    receipt: ReceiptRow
    shares: tuple[tuple[ChargeRow, Decimal], ...]
    refunds: tuple[PayoutRow, ...]
    payer_note: str = ""
    lost_note: str = ""
    reversal_reason: str = ""


@dataclass(slots=True)
class Standing:
    """A customer's money in one currency: what is open, what is free on receipts, what is kept for others.

    ``held`` was paid for the state and has not gone on yet; ``deposits`` are the customer's own.
    """

    charged: Decimal = field(default_factory=Decimal)
    paid: Decimal = field(default_factory=Decimal)
    open: Decimal = field(default_factory=Decimal)
    free: Decimal = field(default_factory=Decimal)
    held: Decimal = field(default_factory=Decimal)
    deposits: Decimal = field(default_factory=Decimal)

    @property
    def balance(self) -> Decimal:
        """What is still owed; below zero where the customer has more here than is open."""
        return self.open - self.free


def whole_family(reader: Reader, customer_ids: Iterable[int]) -> set[int]:
    """These customers with everybody who is merged with them."""
    survivors = set(find_survivors(reader, customer_ids).values())
    return {member for survivor in survivors for member in find_family(reader, survivor)}


def get_charges(reader: Reader, ids: Collection[int]) -> list[ChargeRow]:
    """The charges of these ids, the oldest first."""
    return _charges(reader, select(Charge).where(col(Charge.id).in_(ids)))


def list_charges(reader: Reader, customer_ids: Collection[int], limit: int = LIMIT) -> list[ChargeRow]:
    """Everything that these customers were charged, withdrawn charges among it, the oldest first."""
    family = whole_family(reader, customer_ids)
    return _charges(reader, select(Charge).where(col(Charge.customer_id).in_(family)).limit(limit))


def find_open_charges(
    reader: Reader, customer_ids: Collection[int], currency: str | None = None, limit: int = LIMIT
) -> list[ChargeRow]:
    """What these customers have still to pay, the oldest first."""
    family = whole_family(reader, customer_ids)
    rows = select(Charge).where(
        col(Charge.customer_id).in_(family),
        col(Charge.withdrawn_at).is_(None),
        col(Charge.paid) < col(Charge.amount),
    )
    if currency is not None:
        rows = rows.where(Charge.currency == currency)
    return _charges(reader, rows.limit(limit))


def list_deal_charges(reader: Reader, deal_id: int, limit: int = LIMIT) -> list[ChargeRow]:
    """Everything that was asked for a deal, withdrawn charges among it, the oldest first."""
    return _charges(reader, select(Charge).where(Charge.deal_id == deal_id).limit(limit))


def find_deal_charges(reader: Reader, deal_id: int, currency: str | None = None, limit: int = LIMIT) -> list[ChargeRow]:
    """What is still to be paid for a deal, the oldest first."""
    rows = select(Charge).where(
        Charge.deal_id == deal_id, col(Charge.withdrawn_at).is_(None), col(Charge.paid) < col(Charge.amount)
    )
    if currency is not None:
        rows = rows.where(Charge.currency == currency)
    return _charges(reader, rows.limit(limit))


def list_deal_receipts(reader: Reader, deal_id: int, limit: int = 200) -> list[ReceiptRow]:
    """Receipts for a deal, and those of elsewhere that pay one of its charges (money taken over); the newest first."""
    charges = select(Charge.id).where(Charge.deal_id == deal_id)
    paying = select(Allocation.receipt_id).where(col(Allocation.charge_id).in_(charges))
    rows = (
        select(Receipt)
        .where(or_(Receipt.deal_id == deal_id, col(Receipt.id).in_(paying)))
        .order_by(col(Receipt.received_at).desc(), col(Receipt.id).desc())
        .limit(limit)
    )
    return [receipt_row(receipt) for receipt in reader.session.exec(rows)]


def get_receipt(reader: Reader, receipt_id: int) -> ReceiptPage:
    """A receipt with all that hangs on it."""
    receipt = reader.get(Receipt, receipt_id)
    shares = {share.charge_id: share.amount for share in find_shares(reader, receipt_id=receipt_id)}
    reversal = reader.session.exec(select(Reversal.reason).where(Reversal.receipt_id == receipt_id)).first()
    return ReceiptPage(
        receipt_row(receipt),
        tuple((row, from_minor(shares[row.id], row.currency)) for row in get_charges(reader, shares)),
        tuple(list_payouts(reader, receipt_ids=[receipt_id])),
        receipt.payer_note,
        receipt.lost_note,
        reversal or "",
    )


def find_receipts(
    reader: Reader, numbers: Collection[str] = (), ids: Collection[int] = (), limit: int = 20
) -> list[Receipt]:
    """Receipts by whole numbers (``SJ-20261122-0007``) or by ids, the newest first."""
    wanted = or_(
        # a number is looked up office by office, as its index has them
        and_(col(Receipt.office_id).in_(select(Office.id)), col(Receipt.number).in_(numbers)),
        col(Receipt.id).in_(ids),
    )
    return list(reader.session.exec(select(Receipt).where(wanted).order_by(col(Receipt.id).desc()).limit(limit)))


def list_receipts(
    reader: Reader, customer_ids: Collection[int] = (), charge_ids: Collection[int] = (), limit: int = 200
) -> list[ReceiptRow]:
    """Receipts of these customers, or that pay or paid one of these charges; the newest first."""
    paying = select(Allocation.receipt_id).where(col(Allocation.charge_id).in_(charge_ids))
    family = whole_family(reader, customer_ids)
    rows = (
        select(Receipt)
        .where(or_(col(Receipt.customer_id).in_(family), col(Receipt.id).in_(paying)))
        .order_by(col(Receipt.id).desc())
        .limit(limit)
    )
    return [receipt_row(receipt) for receipt in reader.session.exec(rows)]


def list_payouts(
    reader: Reader, *, receipt_ids: Collection[int] = (), charge_ids: Collection[int] = (), limit: int = 200
) -> list[PayoutRow]:
    """What went out of these receipts and for these charges, reversed ones among it; the newest first."""
    rows = (
        select(Payout)
        .where(or_(col(Payout.receipt_id).in_(receipt_ids), col(Payout.charge_id).in_(charge_ids)))
        .order_by(col(Payout.id).desc())
        .limit(limit)
    )
    return [payout_row(payout) for payout in reader.session.exec(rows)]


def get_standing(reader: Reader, customer_ids: Collection[int]) -> dict[str, Standing]:
    """How these customers stand, by currency; a currency that they never had to do with is left out."""
    family, found = whole_family(reader, customer_ids), dict[str, Standing]()
    live = select(Charge).where(col(Charge.customer_id).in_(family), col(Charge.withdrawn_at).is_(None))
    for charge in _charges(reader, live):
        standing = found.setdefault(charge.currency, Standing())
        standing.charged += charge.amount
        standing.paid += charge.paid
        standing.open += charge.open
        if charge.holding == "held":
            standing.held += charge.paid - charge.passed_on
        elif charge.holding == "deposit":
            standing.deposits += charge.paid
    free = select(Receipt.currency, Receipt.free).where(col(Receipt.customer_id).in_(family))
    for currency, left in reader.session.exec(free):
        found.setdefault(currency, Standing()).free += from_minor(left, currency)
    return found


def balance(reader: Reader, customer_ids: Collection[int]) -> dict[str, Decimal]:
    """What these customers still owe by currency; below zero where they have more here than is open."""
    return {currency: standing.balance for currency, standing in get_standing(reader, customer_ids).items()}


def receipt_row(receipt: Receipt) -> ReceiptRow:
    """A receipt as lists show it."""
    return ReceiptRow(
        record_id(receipt),
        receipt.number,
        receipt.customer_id,
        receipt.payer_name,
        receipt.currency,
        from_minor(receipt.amount, receipt.currency),
        from_minor(receipt.free, receipt.currency),
        receipt.method,
        receipt.slip,
        receipt.account,
        receipt.supervised,
        receipt.received_at,
        receipt.booked_on,
        receipt.clerk,
        receipt_state(receipt.reversed_at, receipt.exchanged_at, receipt.lost_at),
        receipt.invoice,
        receipt.deal_id,
        receipt.outside_number,
        receipt.paid_for,
    )


def payout_row(payout: Payout) -> PayoutRow:
    """A payout as lists show it."""
    return PayoutRow(
        record_id(payout),
        payout.number,
        payout.kind,
        payout.receipt_id,
        payout.charge_id,
        payout.currency,
        from_minor(payout.amount, payout.currency),
        payout.method,
        payout.payee_name,
        payout.slip,
        payout.reason,
        payout.paid_at,
        payout.booked_on,
        payout.clerk,
        payout.reversed_at is not None,
    )


def _charges(reader: Reader, rows: SelectOfScalar[Charge]) -> list[ChargeRow]:
    oldest = rows.order_by(func.coalesce(Charge.due_on, Charge.charged_on), col(Charge.id))
    return [_charge_row(charge) for charge in reader.session.exec(oldest)]


def _charge_row(charge: Charge) -> ChargeRow:
    amount, paid, passed_on = (
        from_minor(figure, charge.currency) for figure in (charge.amount, charge.paid, charge.passed_on)
    )
    state = charge_state(charge.amount, charge.paid, charge.withdrawn_at)
    return ChargeRow(
        record_id(charge),
        charge.customer_id,
        charge.purpose,
        find_purpose(charge.purpose).holding,
        charge.text,
        charge.currency,
        amount,
        paid,
        Decimal(0) if state == "withdrawn" else amount - paid,
        passed_on,
        charge.charged_on,
        charge.due_on,
        state,
        charge.withdrawn_reason,
        charge.unit_id,
        charge.deal_id,
        charge.part,
    )
