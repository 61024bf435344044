"""Notices of the handover to owners (收房通知书): sent many at once under letter numbers, received, come back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from sqlmodel import col, select

from deskapp.desks.handover.planning.drafts import LINE_LIMIT, NoticeDraft
from deskapp.desks.handover.planning.model import Delivery, DeliveryNotice, HandoverBatch, HandoverSlot
from deskapp.desks.handover.planning.rules import DONE
from deskapp.errors import DeskError
from deskapp.office.checking import refuse
from deskapp.office.deal.model import DealUnit
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.numbering import take_numbers
from deskapp.store.work import Work
from deskapp.values import series
from deskapp.values.money import to_minor
from deskapp.values.text import clean


def send_notices(
    work: Work,
    delivery_ids: Collection[int],
    draft: NoticeDraft,
    amounts: Mapping[int, Decimal] | None = None,
) -> list[DeliveryNotice]:
    """A notice for each of these deliveries, numbered in their order; the round is one more than was sent before.

    One that is over is passed over, and so is one that was told today already: a second press sends nothing twice; one
    whose contract ended, too.
    ``batch.unpublished`` where a batch is not announced yet. ``amounts``: what each letter says is payable.
    """
    draft, faults = draft.checked(work.today)
    refuse(faults)
    sent_on = draft.sent_on or work.today
    wanted: list[Delivery] = []
    for chunk in in_chunks(dict.fromkeys(delivery_ids)):
        query = select(Delivery).where(col(Delivery.id).in_(chunk)).order_by(col(Delivery.id))
        wanted += [
            one for one in work.session.exec(query) if one.state not in DONE and one.notified_on != sent_on
        ]  # fmt: skip
    held = _living_deals(work, wanted)
    wanted = [one for one in wanted if one.deal_id is None or held.get(one.unit_id) == one.deal_id]
    batches = _batches(work, wanted)
    slots = _slots(work, wanted)
    numbers = take_numbers(work.session, work.clerk.office_id, series.HANDOVER_NOTICE, work.today, len(wanted))
    sent = []
    for delivery, number in zip(wanted, numbers, strict=True):
        batch = batches.get(delivery.batch_id or 0)
        slot = slots.get(delivery.slot_id or 0)
        amount = (amounts or {}).get(record_id(delivery))
        come_on = draft.come_on or (slot.day if slot else batch.begins_on if batch else None)
        risk_on = draft.risk_on or (batch.risk_on if batch else None)
        if come_on is not None and come_on < sent_on:
            # a second notice after the days that were planned names none of them again
            come_on = None
        if risk_on is not None and risk_on < (come_on or sent_on):
            raise DeskError("batch.risk_before", "risk_on", day=come_on or sent_on)
        sent.append(
            work.add(
                DeliveryNotice(
                    office_id=delivery.office_id,
                    project_id=delivery.project_id,
                    delivery_id=record_id(delivery),
                    number=number,
                    round=delivery.notices + 1,
                    way=draft.way,
                    sent_on=sent_on,
                    come_on=come_on,
                    come_at=draft.come_at or (f"{slot.starts}-{slot.ends}" if slot and slot.day == come_on else ""),
                    risk_on=risk_on,
                    tracking=draft.tracking,
                    amount=None if amount is None else to_minor(amount, delivery.currency),
                    entered_at=work.now,
                    clerk=work.clerk.name,
                )
            )
        )
    return sent


def note_returned(work: Work, notice_id: int, day: date | None = None, reason: str = "") -> DeliveryNotice:
    """The mail came back; the notice stays sent, for it went to the agreed address."""
    notice = work.get(DeliveryNotice, notice_id)
    returned = day or work.today
    _judge(work, notice, returned, "returned_on")
    if notice.received_on is not None:
        raise DeskError("handover_notice.received", "returned_on", day=notice.received_on)
    work.change(notice, {"returned_on": returned, "return_reason": clean(reason)[:LINE_LIMIT]})
    return notice


def note_received(work: Work, notice_id: int, day: date | None = None) -> DeliveryNotice:
    """The owner has the notice: signed for, or said so."""
    notice = work.get(DeliveryNotice, notice_id)
    received = day or work.today
    _judge(work, notice, received, "received_on")
    if notice.returned_on is not None:
        raise DeskError("handover_notice.returned", "received_on", day=notice.returned_on)
    work.change(notice, {"received_on": received})
    return notice


def note_tracking(work: Work, notice_id: int, tracking: str) -> DeliveryNotice:
    """The post's number of a letter."""
    notice = work.get(DeliveryNotice, notice_id)
    work.change(notice, {"tracking": clean(tracking)[:LINE_LIMIT]})
    return notice


def undo_mail(work: Work, notice_id: int) -> DeliveryNotice:
    """What was noted of the mail was a slip: it is under way again."""
    notice = work.get(DeliveryNotice, notice_id)
    work.change(notice, {"returned_on": None, "return_reason": "", "received_on": None})
    return notice


def _judge(work: Work, notice: DeliveryNotice, day: date, field: str) -> None:
    if day > work.today:
        raise DeskError("delivery.future", field, day=day)
    if day < notice.sent_on:
        raise DeskError("handover_notice.before", field, day=notice.sent_on)


def _living_deals(work: Work, deliveries: Collection[Delivery]) -> dict[int, int]:
    """The deal that each of these units is in now."""
    found: dict[int, int] = {}
    for chunk in in_chunks({one.unit_id for one in deliveries}):
        query = select(DealUnit.unit_id, DealUnit.deal_id).where(
            col(DealUnit.unit_id).in_(chunk), col(DealUnit.until).is_(None)
        )
        found |= dict(work.session.exec(query).all())
    return found


def _batches(work: Work, deliveries: Collection[Delivery]) -> dict[int, HandoverBatch]:
    numbers = {one.batch_id for one in deliveries if one.batch_id is not None}
    found = {
        record_id(one): one
        for one in work.session.exec(select(HandoverBatch).where(col(HandoverBatch.id).in_(numbers)))
    }
    for batch in found.values():
        if batch.published_on is None:
            raise DeskError("batch.unpublished", "batch_id", batch=batch.name)
    return found


def _slots(work: Work, deliveries: Collection[Delivery]) -> dict[int, HandoverSlot]:
    found: dict[int, HandoverSlot] = {}
    for chunk in in_chunks({one.slot_id for one in deliveries if one.slot_id is not None}):
        query = select(HandoverSlot).where(col(HandoverSlot.id).in_(chunk))
        found |= {record_id(slot): slot for slot in work.session.exec(query)}
    return found
