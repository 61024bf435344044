"""Money of a deal that is dissolved: its price is not owed any more, a penalty is kept, the rest goes over or back."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from sqlmodel import col, select

from deskapp.money.charges import add_charge, withdraw_charge
from deskapp.money.drafts import ChargeDraft
from deskapp.money.kinds import EARNEST, PRICE
from deskapp.money.model import Charge, Receipt
from deskapp.money.receipts import allocate
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.values.money import from_minor

OF_PRICE: Final = (PRICE, EARNEST)
"""Purposes that fall away with the contract."""
LOAN: Final = "loan"


def withdraw_price(work: Work, deal_id: int, reason: str) -> None:
    """The price of a deal is not owed any more; what was paid on it is free on its receipts."""
    query = select(Charge).where(
        Charge.deal_id == deal_id, col(Charge.withdrawn_at).is_(None), col(Charge.purpose).in_(OF_PRICE)
    )
    for charge in work.session.exec(query.order_by(col(Charge.id))).all():
        withdraw_charge(work, record_id(charge), reason)


def keep_penalty(work: Work, deal_id: int, customer_id: int, amount: Decimal, currency: str, text: str) -> Charge:
    """Charge what is kept of a dissolved deal and pay it from what its receipts have free, the oldest first.

    What a bank lent goes back to the bank, and pays none of it.
    """
    charge = add_charge(work, ChargeDraft(customer_id, "penalty", amount, currency, text=text, deal_id=deal_id))
    for receipt in _free_receipts(work, deal_id, currency):
        if receipt.paid_for == LOAN or charge.paid == charge.amount:
            continue
        left = from_minor(min(receipt.free, charge.amount - charge.paid), currency)
        allocate(work, record_id(receipt), {record_id(charge): left})
    return charge


def carry_receipts(work: Work, from_deal: int, to_deal: int) -> list[int]:
    """What is free of a deal belongs to another one from now on; the ids of the receipts."""
    found = _free_receipts(work, from_deal)
    for receipt in found:
        work.change(receipt, {"deal_id": to_deal})
    return [record_id(receipt) for receipt in found]


def _free_receipts(reader: Reader, deal_id: int, currency: str = "") -> list[Receipt]:
    query = select(Receipt).where(Receipt.deal_id == deal_id, col(Receipt.reversed_at).is_(None), Receipt.free > 0)
    if currency:
        query = query.where(Receipt.currency == currency)
    return list(reader.session.exec(query.order_by(col(Receipt.received_at), col(Receipt.id))))
