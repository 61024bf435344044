"""Money that follows a deal: somebody else owes it, it is not owed after all, or it goes over to another deal."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Final

from sqlmodel import col, select

from deskapp.money.charges import add_charge, withdraw_charge
from deskapp.money.drafts import ChargeDraft
from deskapp.money.kinds import EARNEST, PRICE, charges_paid
from deskapp.money.model import Charge, Receipt
from deskapp.money.queries import get_charges
from deskapp.money.receipts import allocate
from deskapp.money.rules import allocate_in_order
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.values.money import from_minor

OF_PRICE: Final = (PRICE, EARNEST)
"""Purposes that fall away with the contract."""
LOAN: Final = "loan"


def hand_over_charges(work: Work, deal_id: int, customer_id: int) -> int:
    """What is still open of a deal is owed by somebody else from now on; how many charges that were."""
    found = [charge for charge in _living(work, deal_id) if charge.paid < charge.amount]
    return sum(work.change(charge, {"customer_id": customer_id}) for charge in found)


def withdraw_price(work: Work, deal_id: int, reason: str) -> None:
    """The price of a deal is not owed any more; what was paid on it is free on its receipts."""
    for charge in _living(work, deal_id, OF_PRICE):
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


def carry_money(work: Work, from_deal: int, to_deal: int, reason: str) -> Decimal:
    """The price of a deal falls away and what was paid on it pays another deal; what is left over stays free there.

    Returns what was carried, in the deal's currency.
    """
    withdraw_price(work, from_deal, reason)
    carried = Decimal(0)
    for receipt in _free_receipts(work, from_deal):
        carried += from_minor(receipt.free, receipt.currency)
        work.change(receipt, {"deal_id": to_deal})
        numbers = [record_id(charge) for charge in _living(work, to_deal) if charge.currency == receipt.currency]
        charges = charges_paid("", [row for row in get_charges(work, numbers) if row.open > 0])
        shares = allocate_in_order(from_minor(receipt.free, receipt.currency), charges)
        if shares:
            allocate(work, record_id(receipt), shares)
    return carried


def _living(reader: Reader, deal_id: int, purposes: Collection[str] = ()) -> list[Charge]:
    query = select(Charge).where(Charge.deal_id == deal_id, col(Charge.withdrawn_at).is_(None))
    if purposes:
        query = query.where(col(Charge.purpose).in_(purposes))
    return list(reader.session.exec(query.order_by(col(Charge.id))))


def _free_receipts(reader: Reader, deal_id: int, currency: str = "") -> list[Receipt]:
    query = select(Receipt).where(Receipt.deal_id == deal_id, col(Receipt.reversed_at).is_(None), Receipt.free > 0)
    if currency:
        query = query.where(Receipt.currency == currency)
    return list(reader.session.exec(query.order_by(col(Receipt.received_at), col(Receipt.id))))
