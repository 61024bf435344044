"""Which receipt pays which charge: shares are given and taken back by rows that are only ever added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.errors import DeskError
from deskapp.money.model import Allocation, Charge, Receipt
from deskapp.money.projections import refresh_charges, refresh_receipts
from deskapp.money.purposes import purpose_key
from deskapp.money.rules import judge_amount
from deskapp.office.customer.rows import find_survivors
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.values.money import from_minor, to_minor


@dataclass(frozen=True, slots=True)
class Share:
    """What a receipt has given to a charge and not taken back, in the smallest unit."""

    receipt_id: int
    charge_id: int
    amount: int


def find_shares(reader: Reader, *, receipt_id: int | None = None, charge_id: int | None = None) -> list[Share]:
    """The live shares of a receipt or of a charge, in the order in which they were first given."""
    total = func.sum(col(Allocation.amount))
    rows = (
        select(Allocation.receipt_id, Allocation.charge_id, total)
        .group_by(col(Allocation.receipt_id), col(Allocation.charge_id))
        .having(total > 0)
        .order_by(func.min(col(Allocation.id)))
    )
    if receipt_id is not None:
        rows = rows.where(Allocation.receipt_id == receipt_id)
    if charge_id is not None:
        rows = rows.where(Allocation.charge_id == charge_id)
    return [Share(*row) for row in reader.session.exec(rows)]


def give_shares(work: Work, receipt: Receipt, shares: Mapping[int, Decimal]) -> None:
    """Pay charges from what a receipt has free; none of it is written where one share cannot be."""
    given = {number: _minor(amount, receipt.currency) for number, amount in shares.items()}
    free = from_minor(receipt.free, receipt.currency)
    if sum(given.values()) > receipt.free:
        total = from_minor(sum(given.values()), receipt.currency)
        raise DeskError("receipt.over_allocated", "allocate", number=receipt.number, amount=total, free=free)
    for number, amount in given.items():
        _refuse_share(work, receipt, work.get(Charge, number), amount)
    _write(work, [Share(record_id(receipt), number, amount) for number, amount in given.items()], "")


def take_back_shares(work: Work, shares: Iterable[Share], reason: str) -> None:
    """Free what these shares paid; refused where the money has gone on to the state already."""
    taken = list(shares)
    for number in {share.charge_id for share in taken}:
        charge = work.get(Charge, number)
        left = charge.paid - sum(share.amount for share in taken if share.charge_id == number)
        if left < charge.passed_on:
            raise DeskError(
                "charge.passed_on",
                charge=purpose_key(charge.purpose),
                amount=from_minor(charge.passed_on, charge.currency),
                left=from_minor(left, charge.currency),
            )
    _write(work, [Share(share.receipt_id, share.charge_id, -share.amount) for share in taken], reason)


def _minor(amount: Decimal, currency: str) -> int:
    if fault := judge_amount(amount, currency):
        raise DeskError(fault.code, "allocate", **fault.values)
    return to_minor(amount, currency)


def _refuse_share(work: Work, receipt: Receipt, charge: Charge, amount: int) -> None:
    name = purpose_key(charge.purpose)
    if charge.currency != receipt.currency:
        raise DeskError(
            "charge.other_currency", "allocate", charge=name, currency=charge.currency, paid_in=receipt.currency
        )
    if charge.withdrawn_at is not None:
        raise DeskError("charge.withdrawn", "allocate", charge=name)
    # parties of a deal change, its money stays its own
    is_of_deal = charge.deal_id is not None and charge.deal_id == receipt.deal_id
    if not is_of_deal and len(set(find_survivors(work, {receipt.customer_id, charge.customer_id}).values())) > 1:
        raise DeskError("charge.other_customer", "allocate", charge=name)
    if amount > charge.amount - charge.paid:
        left = from_minor(charge.amount - charge.paid, charge.currency)
        raise DeskError(
            "charge.over_paid", "allocate", charge=name, amount=from_minor(amount, charge.currency), open=left
        )


def _write(work: Work, shares: list[Share], reason: str) -> None:
    for share in shares:
        work.add(
            Allocation(
                office_id=work.clerk.office_id,
                receipt_id=share.receipt_id,
                charge_id=share.charge_id,
                amount=share.amount,
                reason=reason,
                entered_at=work.now,
            )
        )
    refresh_charges(work, {share.charge_id for share in shares})
    refresh_receipts(work, {share.receipt_id for share in shares})
