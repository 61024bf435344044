"""The entries of a day in the day-book, one by one: what came in, what went out, what was taken back.

What files brought is not among them: it was counted elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import col, select

from deskapp.money.daybook import is_outside
from deskapp.money.model import Charge, Payout, Receipt, Reversal
from deskapp.office.customer.model import Customer
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

LIMIT = 1000


@dataclass(frozen=True, slots=True)
class DayEntry:
    """One entry; ``kind``: receipt, refund, passed_on, reversal. ``amount`` is below zero where money went out.

    ``at`` is when it happened, of a reversal when it was done (UTC); a reversal names what it takes back.
    ``customer_id`` is whose money it is.
    """

    kind: str
    number: str
    name: str
    method: str
    currency: str
    amount: Decimal
    at: datetime
    clerk: str
    customer_id: int
    note: str = ""


def list_entries(reader: Reader, office_id: int, day: date, limit: int = LIMIT) -> list[DayEntry]:
    """Everything booked on a day of an office, in the order in which it was entered."""
    found = [*_receipts(reader, office_id, day), *_payouts(reader, office_id, day), *_reversals(reader, office_id, day)]
    return [entry for _, entry in sorted(found, key=lambda pair: pair[0])[:limit]]


_Placed = tuple[datetime, DayEntry]


def _receipts(reader: Reader, office_id: int, day: date) -> Iterator[_Placed]:
    rows = (
        select(Receipt, Customer.name)
        .join(Customer, col(Receipt.customer_id) == col(Customer.id))
        .where(Receipt.office_id == office_id, Receipt.booked_on == day, ~is_outside())
        .limit(LIMIT)
    )
    for receipt, name in reader.session.exec(rows):
        yield receipt.entered_at, _came(receipt, name)


def _payouts(reader: Reader, office_id: int, day: date) -> Iterator[_Placed]:
    rows = select(Payout).where(Payout.office_id == office_id, Payout.booked_on == day).limit(LIMIT)
    for payout in reader.session.exec(rows).all():
        yield payout.entered_at, _went(reader, payout)


def _reversals(reader: Reader, office_id: int, day: date) -> Iterator[_Placed]:
    rows = select(Reversal).where(Reversal.office_id == office_id, Reversal.booked_on == day).limit(LIMIT)
    for reversal in reader.session.exec(rows).all():
        if reversal.receipt_id is not None:
            receipt = reader.get(Receipt, reversal.receipt_id)
            if receipt.outside_number:
                continue
            taken = _came(receipt, reader.get(Customer, receipt.customer_id).name)
        else:
            taken = _went(reader, reader.get(Payout, reversal.payout_id or 0))
        turned = replace(taken, kind="reversal", amount=-taken.amount, at=reversal.entered_at, clerk=reversal.clerk)
        yield reversal.entered_at, replace(turned, note=reversal.reason)


def _came(receipt: Receipt, name: str) -> DayEntry:
    return DayEntry(
        "receipt",
        receipt.number,
        receipt.payer_name or name,
        receipt.method,
        receipt.currency,
        from_minor(receipt.amount, receipt.currency),
        receipt.received_at,
        receipt.clerk,
        receipt.customer_id,
        receipt.slip,
    )


def _went(reader: Reader, payout: Payout) -> DayEntry:
    whose: Receipt | Charge = (
        reader.get(Receipt, payout.receipt_id)
        if payout.receipt_id is not None
        else reader.get(Charge, payout.charge_id or 0)
    )
    return DayEntry(
        payout.kind,
        payout.number,
        payout.payee_name,
        payout.method,
        payout.currency,
        -from_minor(payout.amount, payout.currency),
        payout.paid_at,
        payout.clerk,
        whose.customer_id,
        payout.reason or payout.slip,
    )
