"""Money that a home turns out to have cost too much: its price is lowered, what becomes free goes back."""

from __future__ import annotations

from decimal import Decimal

from sqlmodel import col, select

from deskapp.desks.handover.settling.drafts import RefundedDraft
from deskapp.errors import DeskError
from deskapp.money.charges import lower_charge, withdraw_charge
from deskapp.money.drafts import RefundDraft
from deskapp.money.model import Charge, Payout, Receipt
from deskapp.money.moving import LOAN
from deskapp.money.payouts import refund
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values.money import from_minor, to_minor


def pay_back(work: Work, deal_id: int, amount: Decimal, currency: str, draft: RefundedDraft) -> list[Payout]:
    """Lower the price of a deal and give back what becomes free by it, the buyer's own money before a bank's.

    ``settle.no_price_here`` where the deal's price was never asked for here: finance pays it then.
    """
    reason = f"area {from_minor(to_minor(amount, currency), currency)} {currency}"
    before = _free(work, deal_id)
    lower_price(work, deal_id, amount, currency, reason)
    payouts = []
    for receipt in _receipts(work, deal_id):
        freed = receipt.free - before.get(record_id(receipt), 0)
        if freed > 0:
            payouts.append(
                refund(
                    work,
                    RefundDraft(
                        record_id(receipt), from_minor(freed, currency), draft.method, reason, draft.payee_name,
                        draft.account, draft.slip,
                    ),
                )
            )  # fmt: skip
    return payouts


def lower_price(work: Work, deal_id: int, amount: Decimal, currency: str, reason: str) -> None:
    """The price of a deal is so much less: the latest part first, what a bank lends last."""
    left = to_minor(amount, currency)
    query = select(Charge).where(
        Charge.deal_id == deal_id,
        Charge.purpose == "price",
        Charge.currency == currency,
        col(Charge.withdrawn_at).is_(None),
    )
    charges = sorted(
        work.session.exec(query).all(),
        # what is open first: it costs nobody a way to the bank
        key=lambda one: (one.part == LOAN, one.paid >= one.amount, -(record_id(one))),
    )
    if sum(charge.amount for charge in charges) < left:
        raise DeskError("settle.no_price_here", amount=amount)
    for charge in charges:
        taken = min(left, charge.amount)
        if taken == charge.amount:
            withdraw_charge(work, record_id(charge), reason)
        elif taken:
            lower_charge(work, record_id(charge), from_minor(charge.amount - taken, currency), reason)
        left -= taken


def _receipts(work: Work, deal_id: int) -> list[Receipt]:
    query = select(Receipt).where(Receipt.deal_id == deal_id, col(Receipt.reversed_at).is_(None))
    return list(work.session.exec(query.order_by(col(Receipt.id))))


def _free(work: Work, deal_id: int) -> dict[int, int]:
    return {record_id(one): one.free for one in _receipts(work, deal_id)}
