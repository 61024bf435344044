"""What charges and receipts carry for lists: sums over their events, written anew in the transaction of each event."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func
from sqlmodel import col, select

from deskapp.money.model import Allocation, Charge, Payout, Receipt
from deskapp.store.follow import Owner, Projector
from deskapp.store.work import Work


def _sum_of(amount: Any, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.coalesce(func.sum(amount), 0)).where(*conditions).scalar_subquery()


PAID: Final = _sum_of(col(Allocation.amount), col(Allocation.charge_id) == col(Charge.id))
PASSED_ON: Final = _sum_of(
    col(Payout.amount),
    col(Payout.charge_id) == col(Charge.id),
    col(Payout.kind) == "passed_on",
    col(Payout.reversed_at).is_(None),
)
_GIVEN_OUT: Final = _sum_of(col(Allocation.amount), col(Allocation.receipt_id) == col(Receipt.id))
_GIVEN_BACK: Final = _sum_of(
    col(Payout.amount),
    col(Payout.receipt_id) == col(Receipt.id),
    col(Payout.kind) == "refund",
    col(Payout.reversed_at).is_(None),
)
FREE: Final = case((col(Receipt.reversed_at).is_not(None), 0), else_=col(Receipt.amount) - _GIVEN_OUT - _GIVEN_BACK)


def refresh_charges(work: Work, numbers: Collection[int]) -> None:
    """Write ``paid`` and ``passed_on`` of these charges anew from their events."""
    rows = select(Charge, PAID, PASSED_ON).where(col(Charge.id).in_(numbers))
    found = work.session.exec(rows).all()
    work.derive_all((charge, {"paid": paid, "passed_on": passed_on}) for charge, paid, passed_on in found)


def refresh_receipts(work: Work, numbers: Collection[int]) -> None:
    """Write ``free`` of these receipts anew from their events."""
    rows = select(Receipt, FREE).where(col(Receipt.id).in_(numbers))
    work.derive_all((receipt, {"free": free}) for receipt, free in work.session.exec(rows).all())


def _charge_of(_session: Any, record: Any) -> int | None:
    """The charge that a share or a payout is of."""
    number: int | None = record.charge_id
    return number


def _receipt_of(_session: Any, record: Any) -> int | None:
    """The receipt that a share or a payout is of."""
    number: int | None = record.receipt_id
    return number


def _of_both(owner: Owner) -> dict[Any, Owner]:
    return {Allocation: owner, Payout: owner}


CHARGES: Final = Projector("charges", _of_both(_charge_of), refresh_charges)
RECEIPTS: Final = Projector("receipts", _of_both(_receipt_of), refresh_receipts)
