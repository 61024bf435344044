"""What is noted of one delivery, each fact with its day; the state follows (``rules.delivery_state``)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlmodel import col, select

from deskapp.desks.handover.planning.actions import take_place
from deskapp.desks.handover.planning.drafts import RefusedDraft, SignedDraft
from deskapp.desks.handover.planning.model import Delivery, DeliveryNotice, HandoverSlot
from deskapp.desks.handover.planning.plans import refusal_of
from deskapp.desks.handover.planning.rules import (
    NoticeFact,
    judge_absent,
    judge_day,
    judge_deemed,
    judge_living,
)
from deskapp.errors import DeskError, Fault
from deskapp.office.checking import refuse
from deskapp.office.customer.model import Customer
from deskapp.office.customer.rows import get_survivor
from deskapp.office.deal.queries import living_deal
from deskapp.office.property.model import Project
from deskapp.office.warranty.actions import begin_warranties, end_warranties
from deskapp.store.base import record_id
from deskapp.store.reasons import checked_reason
from deskapp.store.work import Reader, Work
from deskapp.values.money import to_minor


def refuse_lost_deal(reader: Reader, delivery: Delivery) -> None:
    """Raise ``delivery.deal_over`` where the contract of a delivery ended, or is about another home now."""
    if delivery.deal_id is not None and living_deal(reader, delivery.unit_id) != delivery.deal_id:
        raise DeskError("delivery.deal_over")


def note_ready(work: Work, delivery_ids: Collection[int], day: date | None = None) -> int:
    """These homes are ready for their owners: gone through by ourselves and mended; says how many were not before."""
    ready = day or work.today
    _judge_day(ready, work.today)
    query = select(Delivery).where(col(Delivery.id).in_(delivery_ids), col(Delivery.ready_on).is_(None))
    found = [one for one in work.session.exec(query).all() if one.ended_on is None]
    for delivery in found:
        work.change(delivery, {"ready_on": ready})
    return len(found)


def reschedule(
    work: Work, delivery_id: int, slot_id: int | None, day: date | None = None, reason: str = "", *,
    seen: int | None = None,
) -> Delivery:  # fmt: skip
    """The owner comes at another time: a slot of the batch, or none yet; ``day`` is when that was agreed."""
    delivery = _living(work, delivery_id)
    agreed = day or work.today
    _judge_day(agreed, work.today)
    if slot_id is not None and slot_id != delivery.slot_id:
        slot = take_place(work, slot_id, delivery.batch_id)
        if slot.day < agreed:
            raise DeskError("slot.past", "slot_id", day=slot.day)
    work.reason = checked_reason(reason)
    work.change(
        delivery,
        # whoever is to come again is neither here nor away
        {"slot_id": slot_id, "rescheduled_on": agreed, "absent_on": None, "came_on": None},
        seen=seen,
    )
    return delivery


def note_absent(work: Work, delivery_id: int, day: date | None = None) -> Delivery:
    """The owner was told and did not come on their day; refused before it."""
    delivery = _living(work, delivery_id)
    missed = day or work.today
    _judge_day(missed, work.today)
    if fault := judge_absent(delivery.notices, delivery.notified_on, _expected(work, delivery), missed):
        raise _error(fault, "day")
    if delivery.came_on is not None and delivery.came_on >= missed:
        raise DeskError("delivery.came", "day", day=delivery.came_on)
    work.change(delivery, {"absent_on": missed, "rescheduled_on": None})
    return delivery


def note_came(work: Work, delivery_id: int, day: date | None = None, representative_id: int | None = None) -> Delivery:
    """The owner is here, or who comes for them; a second time on one day says nothing new.

    Nobody is turned away for what the plan says: an owner who was not told, or was deemed to have the home, may come.
    """
    delivery = work.get(Delivery, delivery_id)
    came = day or work.today
    _judge_day(came, work.today)
    if delivery.signed_on is not None or delivery.ended_on is not None:
        raise DeskError("delivery.over", state=delivery.state)
    fields: dict[str, Any] = {"came_on": came, "rescheduled_on": None, "absent_on": None}
    if representative_id is not None:
        fields["representative_id"] = record_id(get_survivor(work, representative_id))
    if delivery.refused_on == came:
        # who refused in the morning and is here again in the afternoon has not refused the day
        fields["refused_on"] = None
    work.change(delivery, fields)
    return delivery


def note_signed(work: Work, delivery_id: int, draft: SignedDraft, *, seen: int | None = None) -> Delivery:
    """Both signed: the home is the owner's. With a list: there are minor defects that the owner consented to."""
    delivery = work.get(Delivery, delivery_id)
    if delivery.signed_on is not None or delivery.ended_on is not None:
        raise DeskError("delivery.over", state=delivery.state)
    refuse_lost_deal(work, delivery)
    draft, faults = draft.checked(work.today)
    refuse(faults)
    penalty = None if draft.penalty is None else to_minor(draft.penalty, delivery.currency)
    work.change(
        delivery,
        {
            "signed_on": draft.signed_on,
            "signed_by": draft.signed_by,
            "signed_as": draft.signed_as,
            "with_list": draft.with_list,
            "consent": draft.consent,
            "form_file_id": draft.form_file_id,
            "late_days": draft.late_days,
            "penalty": penalty,
            # it passed before where the owner stayed away or refused for no good reason
            "risk_on": delivery.risk_on or draft.signed_on,
        },
        seen=seen,
    )
    return delivery


def take_back_signature(work: Work, delivery_id: int, reason: str) -> Delivery:
    """The signature was noted by mistake; the facts before it hold again."""
    delivery = work.get(Delivery, delivery_id)
    if delivery.signed_on is None or delivery.ended_on is not None:
        raise DeskError("delivery.not_signed")
    work.reason = checked_reason(reason)
    fields: dict[str, Any] = {
        "signed_on": None, "signed_by": "", "signed_as": "", "with_list": False, "consent": "", "form_file_id": None,
        "late_days": None, "penalty": None,
    }  # fmt: skip
    if delivery.risk_on == delivery.signed_on:
        fields["risk_on"] = None
    work.change(delivery, fields)
    if delivery.deemed_on is None:
        end_warranties(work, delivery.unit_id)
    else:
        begin_warranties(work, delivery.unit_id, delivery.deemed_on)
    return delivery


def note_refused(work: Work, delivery_id: int, draft: RefusedDraft, *, seen: int | None = None) -> Delivery:
    """The owner refused the home: for a good reason, or for none, and then the risk passes on the day of the notice.

    ``risk_on`` None is the day that the last notice fixed, or the day of the refusal where that was earlier.
    """
    delivery = _living(work, delivery_id)
    draft, faults = draft.checked(work.today)
    refuse(faults)
    row = refusal_of(draft.code, draft.refused_on, _country(work, delivery))
    justified = row.justified if draft.justified is None else draft.justified
    risk_on = None
    if not justified:
        risk_on = draft.risk_on or _risk_day(work, delivery) or draft.refused_on
        risk_on = max(risk_on, draft.refused_on)
    work.change(
        delivery,
        {
            "refused_on": draft.refused_on,
            "refusal_code": draft.code,
            "refusal_justified": justified,
            "refusal_note": draft.note,
            "refused_again": delivery.refused_again + (delivery.refusal_code != ""),
            "risk_on": risk_on if delivery.risk_on is None else delivery.risk_on,
            "rescheduled_on": None,
            "absent_on": None,
        },
        seen=seen,
    )
    return delivery


def deem_delivered(work: Work, delivery_id: int, day: date | None = None, notice_number: str = "") -> Delivery:
    """The home counts as delivered (视为交付): a second notice was sent, its day is over, and nobody came.

    ``notice_number`` None is the last notice's, which the delivery names from now on.
    """
    delivery = _living(work, delivery_id)
    refuse_lost_deal(work, delivery)
    deemed = day or work.today
    _judge_day(deemed, work.today)
    sent = notices_of_delivery(work, delivery_id)
    if faults := judge_deemed(delivery.state, sent, delivery.absent_on, deemed):
        raise _error(faults[0], "day")
    last = sent[-1]
    if notice_number and notice_number != last.number:
        raise DeskError("delivery.other_notice", "notice_number", number=last.number)
    risk_on = delivery.risk_on or last.risk_on or deemed
    work.change(delivery, {"deemed_on": deemed, "deemed_notice": last.number, "risk_on": risk_on})
    begin_warranties(work, delivery.unit_id, deemed)
    return delivery


def end_delivery(work: Work, delivery_id: int, reason: str, day: date | None = None) -> Delivery:
    """The delivery is no more: the contract ended, the unit was exchanged; a new one may begin."""
    delivery = work.get(Delivery, delivery_id)
    if delivery.ended_on is not None:
        raise DeskError("delivery.over", state=delivery.state)
    ended = day or work.today
    _judge_day(ended, work.today)
    work.reason = checked_reason(reason)
    work.change(delivery, {"ended_on": ended, "end_reason": work.reason, "slot_id": None})
    end_warranties(work, delivery.unit_id)
    return delivery


def notices_of_delivery(work: Work, delivery_id: int) -> list[NoticeFact]:
    """The notices of a delivery as the gate sees them, in the order in which they were sent."""
    query = select(DeliveryNotice).where(DeliveryNotice.delivery_id == delivery_id)
    found = work.session.exec(query.order_by(col(DeliveryNotice.round), col(DeliveryNotice.id)))
    return [NoticeFact(one.number, one.round, one.sent_on, one.risk_on, one.returned_on) for one in found]


def representative_of(work: Work, delivery: Delivery) -> Customer | None:
    """Who came for the owner the last time."""
    return None if delivery.representative_id is None else get_survivor(work, delivery.representative_id)


def _living(work: Work, delivery_id: int) -> Delivery:
    delivery = work.get(Delivery, delivery_id)
    if fault := judge_living(delivery.state):
        raise _error(fault)
    return delivery


def _expected(work: Work, delivery: Delivery) -> date | None:
    if delivery.slot_id is not None:
        return work.get(HandoverSlot, delivery.slot_id).day
    query = select(DeliveryNotice).where(DeliveryNotice.delivery_id == record_id(delivery))
    last = work.session.exec(query.order_by(col(DeliveryNotice.round).desc())).first()
    return None if last is None else last.come_on


def _risk_day(work: Work, delivery: Delivery) -> date | None:
    sent = notices_of_delivery(work, record_id(delivery))
    return sent[-1].risk_on if sent else None


def _country(work: Work, delivery: Delivery) -> str:
    return work.get(Project, delivery.project_id).country if delivery.project_id is not None else work.clerk.country


def _judge_day(day: date, today: date) -> None:
    if fault := judge_day(day, today):
        raise _error(fault, "day")


def _error(fault: Fault, field: str | None = None) -> DeskError:
    return DeskError(fault.code, field, **fault.values)
