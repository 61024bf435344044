"""What a clerk does about an area difference: work it out, note the buyer's choice, charge it or pay it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlmodel import col, select

from deskapp.desks.handover.settling.area import AreaResult, Pair, settle_difference
from deskapp.desks.handover.settling.clauses import clause_for
from deskapp.desks.handover.settling.drafts import AreaDraft, RefundedDraft
from deskapp.desks.handover.settling.facts import Settled, load_settled
from deskapp.desks.handover.settling.model import CHOICES, AreaSettlement
from deskapp.desks.handover.settling.money_back import pay_back
from deskapp.desks.handover.settling.payers import payer_of
from deskapp.desks.handover.settling.queries import priced_by
from deskapp.desks.handover.settling.reckoning import rework_dues
from deskapp.desks.handover.settling.rows import AREA_DIFFERENCE
from deskapp.errors import DeskError
from deskapp.money.allocations import Share, find_shares
from deskapp.money.charges import add_charge, withdraw_charge
from deskapp.money.drafts import ChargeDraft
from deskapp.money.model import Charge, Payout, Receipt
from deskapp.money.receipts import allocate
from deskapp.office.checking import refuse
from deskapp.store.base import record_id
from deskapp.store.reasons import checked_reason
from deskapp.store.work import Reader, Work
from deskapp.values.money import from_minor, to_minor
from deskapp.values.text import clean

_KEPT: Final = (
    "priced_by", "contract_area", "contract_inner_area", "surveyed_area", "surveyed_inner_area", "unit_price", "rule",
    "amount", "may_cancel",
)  # fmt: skip


def settle_area(work: Work, delivery_id: int, draft: AreaDraft | None = None) -> AreaSettlement:
    """Work a delivery's area difference out, by the contract's clause first; what the buyer owes is charged at once.

    Where the buyer may cancel, nothing is charged before they chose to keep. Worked out anew (another survey), the row
    before ends, its charge is withdrawn, and fund and tax follow the new area and price. One that was paid back or
    cancelled stays (``settle.area_done``).
    """
    fact = load_settled(work, delivery_id, work.today)
    if fact.is_resettled:
        raise DeskError("settle.area_resettled")
    draft, faults = (draft or AreaDraft(priced_by(work, fact.deal_id))).checked(fact.currency)
    refuse(faults)
    told = _told(fact, draft)
    result = work_out(work, fact, told, work.today)
    columns = {
        **{name: getattr(told, name) for name in _KEPT[:5]},
        "unit_price": None if told.unit_price is None else to_minor(told.unit_price, fact.currency),
        "rule": _rule(work, fact),
        "amount": None if result is None else to_minor(result.amount, fact.currency),
        "may_cancel": result is not None and result.may_cancel,
    }
    living = living_area(work, delivery_id)
    paid: list[Share] = []
    if living is not None:
        if all(getattr(living, name) == columns[name] for name in _KEPT):
            return living
        paid = [] if living.charge_id is None else find_shares(work, charge_id=living.charge_id)
        _end(work, living)
    row = work.add(
        AreaSettlement(
            office_id=work.clerk.office_id,
            project_id=fact.project_id,
            delivery_id=delivery_id,
            deal_id=fact.deal_id,
            currency=fact.currency,
            agreed=draft.note,
            worked_out_on=work.today,
            **columns,
        )
    )
    _follow(work, fact, row)
    _carry_over(work, row, paid)
    return row


def choose_area(work: Work, delivery_id: int, choice: str, agreed: str = "") -> AreaSettlement:
    """Note whether the buyer keeps the home or cancels, where the difference leaves the choice.

    Kept: what follows is charged, or waits to be paid back. Cancelled: everything paid goes back by the procedure of a
    returned home, within the days that the law leaves (``refund_due``).
    """
    row = living_area(work, delivery_id)
    if row is None:
        raise DeskError("settle.no_area")
    if choice not in CHOICES[1:]:
        raise DeskError("draft.choice", "choice", value=choice)
    if not row.may_cancel:
        raise DeskError("settle.no_choice")
    if row.choice == choice:
        return row
    _refuse_done(row)
    if row.charge_id is not None:
        withdraw_charge(work, row.charge_id, checked_reason(agreed or f"area {choice}"))
    changes: dict[str, Any] = {"choice": choice, "chosen_on": work.today, "agreed": clean(agreed), "charge_id": None}
    work.change(row, changes)
    _follow(work, load_settled(work, delivery_id, work.today), row)
    return row


def refund_area(work: Work, delivery_id: int, draft: RefundedDraft | None = None) -> list[Payout]:
    """Pay back what the buyer is owed: the price is lowered by it, what becomes free goes back to who paid it.

    What is still open of the price is lowered first, which may settle it without a payout.
    """
    row = living_area(work, delivery_id)
    if row is None or row.amount is None or row.amount >= 0 or row.deal_id is None:
        raise DeskError("settle.nothing_back")
    if row.may_cancel and row.choice != "keep":
        raise DeskError("settle.choose_first")
    if row.settled_on is not None:
        raise DeskError("settle.area_done", day=row.settled_on)
    amount = from_minor(-row.amount, row.currency)
    payouts = pay_back(work, row.deal_id, amount, row.currency, draft or RefundedDraft())
    note = " ".join(one.number for one in payouts)
    work.change(
        row,
        {
            "settled_on": work.today,
            "payout_id": record_id(payouts[0]) if payouts else None,
            "settled_note": note or "-",
        },
    )
    return payouts


def settle_by_word(work: Work, delivery_id: int, note: str) -> AreaSettlement:
    """The difference is settled in another way (finance, an agreement, the plan of a bulk buyer): ``note`` says how.

    Of one that was paid back, and surveyed anew since, it says how the rest was settled: the new difference counts.
    """
    row = living_area(work, delivery_id)
    if row is None:
        raise DeskError("settle.no_area")
    fact = load_settled(work, delivery_id, work.today)
    if row.choice != "cancel" and row.settled_on is not None and row.amount and _is_surveyed_anew(row, fact):
        row = _renew(work, fact, row)
    _refuse_done(row)
    work.reason = checked_reason(note)
    if row.charge_id is not None:
        withdraw_charge(work, row.charge_id, work.reason)
    work.change(row, {"settled_on": work.today, "settled_note": work.reason, "charge_id": None})
    rework_dues(work, delivery_id)
    return row


def settle_resettled(
    work: Work, delivery_id: int, amount: Decimal, note: str, unit_price: Decimal | None = None
) -> AreaSettlement:
    """The resettlement department settled with a household [e05]: ``amount`` by its agreement, positive: it pays.

    ``settle.not_resettled`` where the household was not resettled.
    """
    fact = load_settled(work, delivery_id, work.today)
    if not fact.is_resettled:
        raise DeskError("settle.not_resettled")
    work.reason = checked_reason(note)
    living = living_area(work, delivery_id)
    if living is not None:
        _end(work, living)
    row = work.add(
        AreaSettlement(
            office_id=work.clerk.office_id,
            project_id=fact.project_id,
            delivery_id=delivery_id,
            deal_id=fact.deal_id,
            contract_area=fact.contract_area,
            contract_inner_area=fact.contract_inner_area,
            surveyed_area=fact.surveyed_area,
            surveyed_inner_area=fact.surveyed_inner_area,
            unit_price=None if unit_price is None else to_minor(unit_price, fact.currency),
            rule="resettlement",
            currency=fact.currency,
            amount=to_minor(amount, fact.currency),
            agreed=work.reason,
            worked_out_on=work.today,
        )
    )
    _follow(work, fact, row)
    return row


def work_out(reader: Reader, fact: Settled, told: AreaDraft, day: date) -> AreaResult | None:
    """What the rule makes of these figures on a day; None where an area or the price is missing."""
    clause = clause_for(reader, fact, day)
    gross, inner = (told.contract_area, told.surveyed_area), (told.contract_inner_area, told.surveyed_inner_area)
    priced, other = (inner, gross) if told.priced_by == "inner" else (gross, inner)
    if priced[0] is None or priced[1] is None:
        return None
    if told.priced_by == "unit" and clause.clause == "law":
        # what is sold by the unit has no price a square metre that a difference could be paid by
        return AreaResult(settle_difference(priced[0], priced[1], Decimal(0)).ratio_percent, Decimal(0), False, "fixed")
    if told.unit_price is None:
        return None
    others: list[Pair] = [(other[0], other[1])] if other[0] is not None and other[1] is not None else []
    return settle_difference(priced[0], priced[1], told.unit_price, clause, others, fact.currency)


def living_area(work: Work, delivery_id: int) -> AreaSettlement | None:
    """The area settlement of a delivery that holds."""
    query = select(AreaSettlement).where(
        AreaSettlement.delivery_id == delivery_id, col(AreaSettlement.ended_on).is_(None)
    )
    return work.session.exec(query.order_by(col(AreaSettlement.id).desc())).first()


def _told(fact: Settled, draft: AreaDraft) -> AreaDraft:
    """The draft with what the deal and the survey say where it says nothing."""
    values = {
        name: getattr(draft, name) if getattr(draft, name) is not None else getattr(fact, name)
        for name in ("contract_area", "contract_inner_area", "surveyed_area", "surveyed_inner_area")
    }
    price = draft.unit_price if draft.unit_price is not None else fact.unit_price
    base = values["contract_inner_area"] if draft.priced_by == "inner" else values["contract_area"]
    if price is None and fact.unit_total is not None and base:
        price = from_minor(to_minor(fact.unit_total / base, fact.currency), fact.currency)
    return AreaDraft(draft.priced_by, **values, unit_price=price, note=draft.note)


def _rule(work: Work, fact: Settled) -> str:
    clause = clause_for(work, fact, work.today)
    return f"{clause.clause} {clause.percent.normalize():f}".strip() if clause.has_threshold else clause.clause


def _follow(work: Work, fact: Settled, row: AreaSettlement) -> None:
    """Charge what is owed, settle what comes to nothing; fund and tax follow the area and the price."""
    may_charge = row.choice == "keep" or not row.may_cancel
    if row.amount is not None and row.choice != "cancel" and may_charge:
        if row.amount > 0 and row.charge_id is None:
            draft = ChargeDraft(
                payer_of(work, fact), AREA_DIFFERENCE, from_minor(row.amount, row.currency), row.currency,
                unit_id=fact.unit_id, deal_id=fact.deal_id,
            )  # fmt: skip
            work.change(row, {"charge_id": record_id(add_charge(work, draft))})
        elif row.amount == 0:
            work.change(row, {"settled_on": work.today})
    rework_dues(work, row.delivery_id)


def _end(work: Work, row: AreaSettlement) -> None:
    """A settlement gives way to another; its charge is not owed any more, what was paid on it is free."""
    _refuse_done(row)
    if row.charge_id is not None and work.get(Charge, row.charge_id).withdrawn_at is None:
        withdraw_charge(work, row.charge_id, f"{row.worked_out_on:%Y-%m-%d}")
    work.change(row, {"ended_on": work.today})


def _carry_over(work: Work, row: AreaSettlement, paid: Sequence[Share]) -> None:
    """What was paid on the settlement before pays what this one asks for; the rest stays free on its receipt."""
    for share in paid:
        charge = None if row.charge_id is None else work.get(Charge, row.charge_id)
        receipt = work.get(Receipt, share.receipt_id)
        amount = 0 if charge is None else min(share.amount, receipt.free, charge.amount - charge.paid)
        if amount > 0:
            allocate(work, share.receipt_id, {row.charge_id or 0: from_minor(amount, row.currency)})


def _is_surveyed_anew(row: AreaSettlement, fact: Settled) -> bool:
    return fact.surveyed_area is not None and row.surveyed_area not in (None, fact.surveyed_area)


def _renew(work: Work, fact: Settled, old: AreaSettlement) -> AreaSettlement:
    """A settlement that was paid back gives way to what the newer survey makes of the same figures."""
    price = None if old.unit_price is None else from_minor(old.unit_price, old.currency)
    told = AreaDraft(
        old.priced_by, old.contract_area, old.contract_inner_area, fact.surveyed_area, fact.surveyed_inner_area, price
    )
    result = work_out(work, fact, told, work.today)
    work.change(old, {"ended_on": work.today})
    kept = ("project_id", "deal_id", "currency", "agreed", "priced_by", "contract_area", "contract_inner_area",
            "unit_price", "rule", "choice", "chosen_on")  # fmt: skip
    return work.add(
        AreaSettlement(
            office_id=work.clerk.office_id,
            delivery_id=old.delivery_id,
            worked_out_on=work.today,
            surveyed_area=fact.surveyed_area,
            surveyed_inner_area=fact.surveyed_inner_area,
            amount=None if result is None else to_minor(result.amount, old.currency),
            may_cancel=result is not None and result.may_cancel,
            **{name: getattr(old, name) for name in kept},
        )
    )


def _refuse_done(row: AreaSettlement) -> None:
    if row.choice == "cancel":
        raise DeskError("settle.area_cancelled", day=row.chosen_on)
    if row.settled_on is not None and row.amount:
        raise DeskError("settle.area_done", day=row.settled_on)
