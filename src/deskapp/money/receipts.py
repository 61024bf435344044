"""What a clerk does with money that comes in: receive it, say what it pays, reverse it, mark the slip of paper."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from sqlmodel import col, select

from deskapp.errors import DeskError
from deskapp.money.allocations import find_shares, give_shares, take_back_shares
from deskapp.money.daybook import book_day
from deskapp.money.drafts import ReceiptDraft
from deskapp.money.kinds import charges_paid
from deskapp.money.model import Payout, Receipt, Reversal
from deskapp.money.projections import refresh_receipts
from deskapp.money.queries import find_deal_charges, find_open_charges, get_charges
from deskapp.money.reasons import give_reason
from deskapp.money.rules import allocate_in_order, allocate_oldest_first
from deskapp.office.checking import refuse
from deskapp.office.customer.model import Customer
from deskapp.office.deal.model import Deal
from deskapp.store.work import Work
from deskapp.values import series
from deskapp.values.money import to_minor
from deskapp.values.text import clean

_SHARED: Final = (
    "customer_id", "deal_id", "paid_for", "currency", "method", "slip", "account", "payer_name", "payer_note",
    "supervised",
)  # fmt: skip


def receive(work: Work, draft: ReceiptDraft) -> Receipt:
    """Money that came in, with its receipt number and its day in the day-book, paying the charges that it should.

    Charges of the customer and of everybody merged with them count, of money for a deal that deal's; what pays none
    stays free on the receipt.
    """
    draft, faults = draft.checked(work.now)
    refuse(faults)
    work.get(Customer, draft.customer_id)
    project = None if draft.deal_id is None else work.get(Deal, draft.deal_id).project_id
    amount, received_at = to_minor(draft.amount, draft.currency), draft.received_at or work.now
    receipt = work.add(
        Receipt(
            office_id=work.clerk.office_id,
            project_id=project,
            number=work.number(series.RECEIPT),
            amount=amount,
            free=amount,
            received_at=received_at,
            booked_on=book_day(work, received_at),
            entered_at=work.now,
            clerk_id=work.clerk.id,
            clerk=work.clerk.name,
            **{name: getattr(draft, name) for name in _SHARED},
        )
    )
    give_shares(work, receipt, _shares_asked(work, draft))
    return receipt


def allocate(work: Work, receipt_id: int, shares: Mapping[int, Decimal]) -> Receipt:
    """Let what a receipt has free pay charges of its customer: charge id -> amount."""
    receipt = get_live_receipt(work, receipt_id)
    give_shares(work, receipt, shares)
    return receipt


def release(work: Work, receipt_id: int, charge_id: int, reason: str) -> Receipt:
    """Take back what a receipt paid on a charge; it is free on the receipt again."""
    receipt = get_live_receipt(work, receipt_id)
    reason = give_reason(work, reason)
    shares = [share for share in find_shares(work, receipt_id=receipt_id) if share.charge_id == charge_id]
    if not shares:
        raise DeskError("receipt.no_share", number=receipt.number)
    take_back_shares(work, shares, reason)
    return receipt


def reverse_receipt(work: Work, receipt_id: int, reason: str) -> Receipt:
    """Take a receipt back: its charges are what they were before it, and the day-book of today says so.

    Refused while a refund of it stands, while it is exchanged for an invoice, and where its money went on already.
    """
    receipt = get_live_receipt(work, receipt_id)
    reason = give_reason(work, reason)
    if receipt.exchanged_at is not None:
        raise DeskError("receipt.exchanged", number=receipt.number, invoice=receipt.invoice)
    refunds = select(Payout.number).where(Payout.receipt_id == receipt_id, col(Payout.reversed_at).is_(None))
    if number := work.session.exec(refunds).first():
        raise DeskError("receipt.refunded", number=receipt.number, payout=number)
    take_back_shares(work, find_shares(work, receipt_id=receipt_id), reason)
    work.change(receipt, {"reversed_at": work.now})
    refresh_receipts(work, [receipt_id])
    work.add(
        Reversal(
            office_id=work.clerk.office_id,
            receipt_id=receipt_id,
            reason=reason,
            booked_on=book_day(work, work.now),
            entered_at=work.now,
            clerk=work.clerk.name,
        )
    )
    return receipt


def mark_exchanged(work: Work, receipt_id: int, invoice: str) -> Receipt:
    """Note the invoice that the receipt was given back for; an empty number takes the note back."""
    receipt, invoice = get_live_receipt(work, receipt_id), clean(invoice)
    work.change(receipt, {"invoice": invoice, "exchanged_at": work.now if invoice else None})
    return receipt


def mark_lost(work: Work, receipt_id: int, note: str) -> Receipt:
    """Note that the customer declares the receipt lost; ``note`` is the declaration."""
    receipt = get_live_receipt(work, receipt_id)
    note = give_reason(work, note)
    work.change(receipt, {"lost_note": note, "lost_at": work.now})
    return receipt


def get_live_receipt(work: Work, receipt_id: int) -> Receipt:
    """The receipt of that id, or ``receipt.void`` where it was reversed."""
    receipt = work.get(Receipt, receipt_id)
    if receipt.reversed_at is not None:
        raise DeskError("receipt.void", number=receipt.number)
    return receipt


def _shares_asked(work: Work, draft: ReceiptDraft) -> Mapping[int, Decimal]:
    if draft.allocate is not None:
        return draft.allocate
    if draft.charges:
        named = get_charges(work, draft.charges)
        charges = [row for row in named if row.currency == draft.currency and row.state != "withdrawn"]
    elif draft.deal_id is not None:
        open_ones = find_deal_charges(work, draft.deal_id, draft.currency)
        return allocate_in_order(draft.amount, charges_paid(draft.paid_for, open_ones))
    else:
        charges = find_open_charges(work, [draft.customer_id], draft.currency)
    return allocate_oldest_first(draft.amount, charges)
