"""Compensation [g08]: asked, offered, agreed by whoever may, settled through the money of the counter, or refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from deskapp.cases.engine import Engine
from deskapp.cases.events import kept_text
from deskapp.cases.model import Case
from deskapp.cases.recording import open_case_of, record
from deskapp.desks.complaints.handling.model import Claim
from deskapp.errors import DeskError
from deskapp.money.allocations import find_shares
from deskapp.money.charges import lower_charge, withdraw_charge
from deskapp.money.drafts import RefundDraft
from deskapp.money.model import METHODS, Charge, Payout, Receipt
from deskapp.money.payouts import refund
from deskapp.money.rules import judge_amount
from deskapp.office.customer.rows import find_survivors
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values.money import from_minor, to_minor

LIVING: Final = ("asked", "offered", "agreed")
"""Claims of which something is still to become."""
UNDECIDED: Final = ("asked", "offered")
"""Claims that hold the closing of their complaint: nobody has said yes or no."""


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """What somebody asks for; ``amount`` None where they named none."""

    about: str
    amount: Decimal | None = None
    currency: str = "CNY"
    asked_on: date | None = None


@dataclass(frozen=True, slots=True)
class SettleDraft:
    """How an agreed claim is settled.

    With ``charge_id`` that charge becomes smaller, and what had been paid on it goes back by ``method`` to who paid;
    without one somebody else paid it (finance, the insurer), under the number of ``voucher``.
    """

    charge_id: int | None = None
    method: str = "transfer"
    account: str = ""
    voucher: str = ""


def ask_claim(work: Work, case_id: int, draft: ClaimDraft, *, engine: Engine) -> Claim:
    """Somebody asks for compensation."""
    case = open_case_of(work, case_id)
    about = kept_text(draft.about, "about", needed="claim.words")
    amount = None if draft.amount is None else _minor(draft.amount, draft.currency, "amount")
    claim = work.add(
        Claim(
            office_id=case.office_id,
            project_id=case.project_id,
            case_id=case_id,
            about=about,
            currency=draft.currency,
            asked=amount,
            asked_on=draft.asked_on or work.today,
        )
    )
    _tell(work, case, claim, "asked", about, amount, engine)
    return claim


def offer_claim(work: Work, claim_id: int, amount: Decimal, note: str = "", *, engine: Engine) -> Claim:
    """We offer so much; a newer offer takes the place of the one before."""
    claim, case = _living(work, claim_id)
    if claim.state == "agreed":
        raise DeskError("claim.agreed", number=case.number)
    minor = _minor(amount, claim.currency, "amount")
    work.change(claim, {"offered": minor, "offered_on": work.today, "state": "offered"})
    _tell(work, case, claim, "offered", kept_text(note, "note"), minor, engine)
    return claim


def agree_claim(work: Work, claim_id: int, note: str = "", *, engine: Engine) -> Claim:
    """What was offered is agreed; whoever approves it stands by it."""
    claim, case = _living(work, claim_id)
    if claim.state != "offered":
        raise DeskError("claim.no_offer", number=case.number)
    work.change(claim, {"approved_by": work.clerk.name, "state": "agreed"})
    _tell(work, case, claim, "agreed", kept_text(note, "note"), claim.offered, engine)
    return claim


def settle_claim(work: Work, claim_id: int, draft: SettleDraft, *, engine: Engine) -> Claim:
    """Settle what was agreed: a charge of theirs becomes smaller, or somebody else paid it under a number."""
    claim, case = _living(work, claim_id)
    if claim.state != "agreed" or claim.offered is None:
        raise DeskError("claim.not_agreed", number=case.number)
    told = draft.voucher.strip()
    fields: dict[str, object] = {}
    if draft.charge_id is not None:
        payouts = _on_charge(work, case, claim, draft, draft.charge_id)
        fields = {"charge_id": draft.charge_id, "payout_id": record_id(payouts[0]) if payouts else None}
        told = ", ".join([told, *(one.number for one in payouts)]).strip(", ")
    elif not told:
        raise DeskError("claim.voucher", "voucher")
    work.change(
        claim,
        {**fields, "settled": claim.offered, "settled_on": work.today, "state": "settled", "note": told},
    )
    _tell(work, case, claim, "settled", told, claim.offered, engine)
    return claim


def refuse_claim(work: Work, claim_id: int, reason: str, *, engine: Engine) -> Claim:
    """We do not pay, and why."""
    return _end(work, claim_id, "refused", reason, engine)


def withdraw_claim(work: Work, claim_id: int, reason: str, *, engine: Engine) -> Claim:
    """They do not ask any more."""
    return _end(work, claim_id, "withdrawn", reason, engine)


def _end(work: Work, claim_id: int, state: str, reason: str, engine: Engine) -> Claim:
    claim, case = _living(work, claim_id)
    why = kept_text(reason, "reason", needed="case.reason_needed")
    work.change(claim, {"state": state, "note": why})
    _tell(work, case, claim, state, why, None, engine)
    return claim


def _on_charge(work: Work, case: Case, claim: Claim, draft: SettleDraft, charge_id: int) -> list[Payout]:
    """The charge is so much less; what becomes free of what had been paid on it goes back."""
    charge = work.get(Charge, charge_id)
    if case.customer_id is None or not _same_person(work, charge.customer_id, case.customer_id):
        raise DeskError("claim.others_charge", "charge_id", number=case.number)
    if draft.method not in METHODS:
        raise DeskError("draft.choice", "method", value=draft.method)
    amount = claim.offered or 0
    if charge.currency != claim.currency or charge.amount < amount:
        whole = from_minor(charge.amount, charge.currency)
        raise DeskError("claim.over_charge", "charge_id", amount=whole, currency=charge.currency)
    receipts = {share.receipt_id for share in find_shares(work, charge_id=record_id(charge))}
    before = {number: work.get(Receipt, number).free for number in receipts}
    reason = f"{case.number} {claim.about}"[:200]
    if charge.amount == amount:
        withdraw_charge(work, record_id(charge), reason)
    else:
        lower_charge(work, record_id(charge), from_minor(charge.amount - amount, charge.currency), reason)
    payouts = []
    for number, free in before.items():
        freed = work.get(Receipt, number).free - free
        if freed > 0:
            back = from_minor(freed, claim.currency)
            payouts.append(refund(work, RefundDraft(number, back, draft.method, reason, account=draft.account)))
    return payouts


def _same_person(work: Work, one: int, other: int) -> bool:
    living = find_survivors(work, {one, other})
    return living.get(one, one) == living.get(other, other)


def _living(work: Work, claim_id: int) -> tuple[Claim, Case]:
    claim = work.get(Claim, claim_id)
    case = work.get(Case, claim.case_id)
    if claim.state not in LIVING:
        raise DeskError("claim.over", number=case.number)
    return claim, case


def _minor(amount: Decimal, currency: str, field: str) -> int:
    if fault := judge_amount(amount, currency):
        raise DeskError(fault.code, field, **fault.values)
    return to_minor(amount, currency)


def _tell(work: Work, case: Case, claim: Claim, what: str, text: str, amount: int | None, engine: Engine) -> None:
    told = None if amount is None else str(from_minor(amount, claim.currency))
    data = {"claim": record_id(claim), "amount": told, "currency": claim.currency}
    record(work, case, f"claim.{what}", text=text, data=data, engine=engine)
