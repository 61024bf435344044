"""What a clerk does with something to be paid: charge it, lower it, withdraw it."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal

from deskapp.errors import DeskError
from deskapp.money.allocations import Share, find_shares, take_back_shares
from deskapp.money.drafts import ChargeDraft
from deskapp.money.model import Charge
from deskapp.money.purposes import purpose_key
from deskapp.money.reasons import give_reason
from deskapp.money.rules import judge_amount, release_latest_first
from deskapp.office.checking import refuse
from deskapp.office.customer.model import Customer
from deskapp.office.deal.model import Deal
from deskapp.office.property.model import Unit
from deskapp.store.work import Work
from deskapp.values.money import from_minor, to_minor


def add_charge(work: Work, draft: ChargeDraft) -> Charge:
    """Something that the customer has to pay, since today unless the draft says another day."""
    draft, faults = draft.checked()
    refuse(faults)
    work.get(Customer, draft.customer_id)
    project = None if draft.unit_id is None else work.get(Unit, draft.unit_id).project_id
    if draft.deal_id is not None:
        project = work.get(Deal, draft.deal_id).project_id
    fields = asdict(draft) | {
        "amount": to_minor(draft.amount, draft.currency),
        "charged_on": draft.charged_on or work.today,
    }
    return work.add(
        Charge(office_id=work.clerk.office_id, project_id=project, entered_at=work.now, clerk=work.clerk.name, **fields)
    )


def withdraw_charge(work: Work, charge_id: int, reason: str) -> Charge:
    """Say that a charge is not owed after all; what was paid on it becomes free, to pay other charges or go back."""
    charge = _get_live(work, charge_id)
    reason = give_reason(work, reason)
    take_back_shares(work, find_shares(work, charge_id=charge_id), reason)
    work.change(charge, {"withdrawn_at": work.now, "withdrawn_reason": reason})
    return charge


def lower_charge(work: Work, charge_id: int, amount: Decimal, reason: str) -> Charge:
    """Make a charge smaller; what was paid beyond it becomes free, the latest receipt's share first."""
    charge = _get_live(work, charge_id)
    reason = give_reason(work, reason)
    if fault := judge_amount(amount, charge.currency):
        raise DeskError(fault.code, "amount", **fault.values)
    lowered = to_minor(amount, charge.currency)
    if lowered >= charge.amount:
        raise DeskError("charge.not_lower", "amount", amount=from_minor(charge.amount, charge.currency))
    shares = {share.receipt_id: Decimal(share.amount) for share in find_shares(work, charge_id=charge_id)}
    taken = release_latest_first(Decimal(charge.paid - lowered), shares)
    take_back_shares(work, [Share(number, charge_id, int(part)) for number, part in taken.items()], reason)
    work.change(charge, {"amount": lowered})
    return charge


def _get_live(work: Work, charge_id: int) -> Charge:
    charge = work.get(Charge, charge_id)
    if charge.withdrawn_at is not None:
        raise DeskError("charge.withdrawn", charge=purpose_key(charge.purpose))
    return charge
