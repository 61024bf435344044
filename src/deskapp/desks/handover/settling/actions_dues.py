"""What a clerk does about fund, tax and fees: collect them, note that they are paid elsewhere, relieve them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from sqlmodel import col, select

from deskapp.desks.handover.planning.model import BatchItem, Delivery
from deskapp.desks.handover.settling.deed_tax import reliefs_of
from deskapp.desks.handover.settling.drafts import ReliefDraft
from deskapp.desks.handover.settling.facts import load_settled
from deskapp.desks.handover.settling.model import DUE_KINDS, DeliveryDue
from deskapp.desks.handover.settling.payers import payer_of
from deskapp.desks.handover.settling.reckoning import basis_text, final_price, put_due
from deskapp.desks.handover.settling.rows import PURPOSE_OF, dues_of
from deskapp.errors import DeskError
from deskapp.money.charges import add_charge, withdraw_charge
from deskapp.money.drafts import ChargeDraft
from deskapp.money.model import Charge
from deskapp.store.base import record_id
from deskapp.store.reasons import checked_reason
from deskapp.store.work import Work
from deskapp.values.money import from_minor
from deskapp.values.text import clean

FEES: Final[Mapping[str, str]] = {"property_fee": "property_fee", "certificate_fee": "certificate_fee"}
"""Purposes of announced fees that have a kind of their own; everything else is ``other``."""
_RECKONED: Final = ("maintenance_fund", "deed_tax", "registration_fee", "area_difference", "price")
"""Purposes that are worked out for each unit, whatever was announced of them."""


def add_due(work: Work, delivery_id: int, kind: str, amount: Decimal, text: str = "") -> DeliveryDue:
    """A fee of a delivery whose amount is known: property fee, certificate fee, another one by its name."""
    if kind not in DUE_KINDS:
        raise DeskError("draft.choice", "kind", value=kind)
    fact = load_settled(work, delivery_id, work.today)
    if kind == "other" and not clean(text):
        raise DeskError("form.required", "text")
    return put_due(work, fact, kind, amount, {"text": clean(text)}, "")


def take_fees(work: Work, delivery_id: int) -> list[DeliveryDue]:
    """The fees that the batch announced become dues of a delivery, each once."""
    delivery = work.get(Delivery, delivery_id)
    if delivery.batch_id is None:
        return []
    fact = load_settled(work, delivery_id, work.today)
    query = select(BatchItem).where(
        BatchItem.batch_id == delivery.batch_id, BatchItem.kind == "fee", col(BatchItem.amount).is_not(None)
    )
    added = []
    for item in work.session.exec(query.order_by(col(BatchItem.position), col(BatchItem.id))):
        kind, name = FEES.get(item.code, "other"), item.name or item.code
        known = [one for one in fact.dues if one.kind == kind and (kind != "other" or one.basis.get("text") == name)]
        if item.code not in _RECKONED and not known and item.amount:
            amount = from_minor(item.amount, fact.currency)
            text = name if kind == "other" else item.name
            added.append(put_due(work, fact, kind, amount, {"text": text, "purpose": item.code}, ""))
    return added


def collect_due(work: Work, due_id: int) -> DeliveryDue:
    """We collect it: a charge of the first buyer, to be paid at the cashier's and passed on."""
    due = work.get(DeliveryDue, due_id)
    (row,) = (one for one in dues_of(work, [due.delivery_id])[due.delivery_id] if one.id == due_id)
    if row.amount is None:
        raise DeskError("settle.due_unknown")
    if row.state != "open":
        raise DeskError("settle.due_done")
    fact = load_settled(work, due.delivery_id, work.today)
    purpose = str(row.basis.get("purpose") or PURPOSE_OF[row.kind])
    charge = add_charge(
        work,
        ChargeDraft(
            payer_of(work, fact),
            purpose if purpose in PURPOSE_OF.values() else "other",
            row.open,
            row.currency,
            text=str(row.basis.get("text") or ""),
            unit_id=fact.unit_id,
            deal_id=fact.deal_id,
        ),
    )
    work.change(due, {"how": "collected", "charge_id": record_id(charge), "settled_on": work.today})
    return due


def collect_all(work: Work, delivery_id: int) -> list[DeliveryDue]:
    """Everything that is worked out and open becomes charges in one go, announced fees among it."""
    take_fees(work, delivery_id)
    rows = dues_of(work, [delivery_id]).get(delivery_id, ())
    return [collect_due(work, row.id) for row in rows if row.state == "open" and row.open > 0]


def note_paid_by_owner(work: Work, due_id: int, voucher: str, voucher_on: date | None = None) -> DeliveryDue:
    """The owner paid it themselves; the number of the voucher is kept, a charge of ours is withdrawn."""
    due = _unsettled(work, due_id)
    if not clean(voucher):
        raise DeskError("settle.voucher", "voucher")
    if voucher_on is not None and voucher_on > work.today:
        raise DeskError("money.future", "voucher_on")
    _drop_charge(work, due, clean(voucher))
    changes = {"how": "own", "voucher": clean(voucher), "voucher_on": voucher_on or work.today}
    work.change(due, {**changes, "charge_id": None, "settled_on": work.today})
    return due


def relieve_due(work: Work, delivery_id: int, kind: str, draft: ReliefDraft) -> DeliveryDue:
    """Nothing is owed, or only what is above an exempt amount, for a reason of the law, with its proof [e12]."""
    fact = load_settled(work, delivery_id, work.today)
    reliefs = {one.code: one for one in reliefs_of(kind, fact.country, work.today)}
    relief = reliefs.get(draft.code)
    if relief is None:
        raise DeskError("draft.choice", "code", value=draft.code)
    if not clean(draft.proof):
        raise DeskError("settle.proof", "proof")
    basis = {"relief": draft.code, "proof": clean(draft.proof), "note": clean(draft.note)}
    work.reason = f"{draft.code}: {clean(draft.proof)}"
    known = fact.due(kind)
    if relief.effect == "excess":
        price = final_price(fact)
        if draft.exempt is None or price is None:
            raise DeskError("form.required", "exempt")
        if draft.exempt < 0:
            raise DeskError("money.negative", "exempt", value=draft.exempt)
        if known is None or known.amount is None or "rate" not in known.basis:
            raise DeskError("settle.due_unknown")
        above = max(Decimal(0), Decimal(str(known.basis.get("base", price))) - draft.exempt)
        amount = above * Decimal(str(known.basis["rate"])) / 100
        due = put_due(
            work, fact, kind, amount, {**known.basis, **basis, "exempt": str(draft.exempt)}, relief.validity.source
        )
        if amount > 0:
            return due
    elif known is None:
        due = put_due(work, fact, kind, None, basis, relief.validity.source)
    else:
        due = _unsettled(work, known.id)
        _drop_charge(work, due, draft.code)
    changes = {"how": relief.how, "reason": draft.code, "settled_on": work.today, "charge_id": None}
    work.change(due, {**changes, "basis": basis_text({**json.loads(due.basis), **basis})})
    return due


def reopen_due(work: Work, due_id: int, reason: str) -> DeliveryDue:
    """It was noted as settled by mistake: it is open again, a charge of ours is withdrawn."""
    due = work.get(DeliveryDue, due_id)
    work.reason = checked_reason(reason)
    _drop_charge(work, due, work.reason)
    nothing = {"how": "", "charge_id": None, "voucher": "", "voucher_on": None, "reason": "", "settled_on": None}
    work.change(due, nothing)
    return due


def drop_due(work: Work, due_id: int, reason: str) -> DeliveryDue:
    """It is not asked for at all; the row ends, a charge that nothing was paid on is withdrawn."""
    due = reopen_due(work, due_id, reason)
    work.change(due, {"ended_on": work.today})
    return due


def _unsettled(work: Work, due_id: int) -> DeliveryDue:
    due = work.get(DeliveryDue, due_id)
    if due.ended_on is not None or due.how in ("own", "relieved", "not_due"):
        raise DeskError("settle.due_done")
    return due


def _drop_charge(work: Work, due: DeliveryDue, reason: str) -> None:
    """The charge of a due is not owed any more; refused where something was paid on it."""
    if due.charge_id is None:
        return
    charge = work.get(Charge, due.charge_id)
    if charge.paid:
        raise DeskError("settle.due_paid", amount=from_minor(charge.paid, charge.currency), currency=charge.currency)
    if charge.withdrawn_at is None:
        withdraw_charge(work, due.charge_id, reason)
