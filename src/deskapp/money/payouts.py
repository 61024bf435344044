"""What a clerk does with money that goes out: refund it to its payer, pass it on to the state, take that back."""

from __future__ import annotations

from typing import Any

from deskapp.errors import DeskError
from deskapp.money.daybook import book_day
from deskapp.money.drafts import PassOnDraft, RefundDraft
from deskapp.money.model import Charge, Payout, Reversal
from deskapp.money.projections import refresh_charges, refresh_receipts
from deskapp.money.purposes import find_purpose, purpose_key
from deskapp.money.reasons import give_reason
from deskapp.money.receipts import get_live_receipt
from deskapp.office.checking import refuse
from deskapp.office.customer.model import Customer
from deskapp.store.work import Work
from deskapp.values import series
from deskapp.values.money import from_minor, to_minor


def refund(work: Work, draft: RefundDraft) -> Payout:
    """Give back what a receipt has free, to its payer unless the draft names another.

    Money that pays a charge is freed first, by ``withdraw_charge``, ``lower_charge`` or ``release``.
    """
    receipt = get_live_receipt(work, draft.receipt_id)
    draft, faults = draft.checked(receipt.currency, work.now)
    refuse(faults)
    amount = to_minor(draft.amount, receipt.currency)
    if amount > receipt.free:
        free = from_minor(receipt.free, receipt.currency)
        raise DeskError("refund.over_free", "amount", number=receipt.number, amount=draft.amount, free=free)
    work.reason = draft.reason
    payer = receipt.payer_name or work.get(Customer, receipt.customer_id).name
    payout = _pay_out(
        work,
        draft,
        kind="refund",
        receipt_id=draft.receipt_id,
        currency=receipt.currency,
        amount=amount,
        reason=draft.reason,
        payee_name=draft.payee_name or payer,
    )
    refresh_receipts(work, [draft.receipt_id])
    return payout


def pass_on(work: Work, draft: PassOnDraft) -> Payout:
    """Hand held money on to whom it is for, at most what was paid on the charge and has not gone on before."""
    charge = work.get(Charge, draft.charge_id)
    name = purpose_key(charge.purpose)
    if find_purpose(charge.purpose).holding != "held":
        raise DeskError("pass_on.not_held", charge=name)
    draft, faults = draft.checked(charge.currency, work.now)
    refuse(faults)
    amount, there = to_minor(draft.amount, charge.currency), charge.paid - charge.passed_on
    if amount > there:
        held = from_minor(there, charge.currency)
        raise DeskError("pass_on.over_held", "amount", charge=name, amount=draft.amount, held=held)
    payout = _pay_out(
        work,
        draft,
        kind="passed_on",
        charge_id=draft.charge_id,
        currency=charge.currency,
        amount=amount,
        payee_name=draft.payee_name,
    )
    refresh_charges(work, [draft.charge_id])
    return payout


def reverse_payout(work: Work, payout_id: int, reason: str) -> Payout:
    """Take a refund or a passing on back: the money is here again, and the day-book of today says so."""
    payout = work.get(Payout, payout_id)
    if payout.reversed_at is not None:
        raise DeskError("payout.void", number=payout.number)
    reason = give_reason(work, reason)
    work.change(payout, {"reversed_at": work.now})
    work.add(
        Reversal(
            office_id=work.clerk.office_id,
            payout_id=payout_id,
            reason=reason,
            booked_on=book_day(work, work.now),
            entered_at=work.now,
            clerk=work.clerk.name,
        )
    )
    if payout.receipt_id is not None:
        refresh_receipts(work, [payout.receipt_id])
    if payout.charge_id is not None:
        refresh_charges(work, [payout.charge_id])
    return payout


def _pay_out(work: Work, draft: RefundDraft | PassOnDraft, **fields: Any) -> Payout:
    paid_at = draft.paid_at or work.now
    return work.add(
        Payout(
            office_id=work.clerk.office_id,
            number=work.number(series.PAYOUT),
            method=draft.method,
            account=draft.account,
            slip=draft.slip,
            paid_at=paid_at,
            booked_on=book_day(work, paid_at),
            entered_at=work.now,
            clerk_id=work.clerk.id,
            clerk=work.clerk.name,
            **fields,
        )
    )
