"""How an owner's way ends: the home is theirs, with a list or without one; refused; another day; the evening."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlmodel import col, func, select

from deskapp.desks.handover.day.drafts import RefusalDraft, SignDraft
from deskapp.desks.handover.day.gates import pass_gates
from deskapp.desks.handover.day.model import Visit
from deskapp.desks.handover.day.queries import read_route, ticket_of
from deskapp.desks.handover.day.recording import kept_text, moving_visit, passed_of, record
from deskapp.desks.handover.day.rules import SIGNATURE, stops_left
from deskapp.desks.handover.giving.actions import hand_over
from deskapp.desks.handover.inspecting.actions import plan_recheck
from deskapp.desks.handover.inspecting.queries import open_counts
from deskapp.desks.handover.planning.actions_delivery import note_refused, note_signed, refuse_lost_deal, reschedule
from deskapp.desks.handover.planning.drafts import RefusedDraft, SignedDraft
from deskapp.desks.handover.planning.model import Delivery, HandoverBatch
from deskapp.desks.handover.settling.late import daily_percent, late_days, late_penalty
from deskapp.errors import DeskError
from deskapp.locale import Key, words
from deskapp.money.model import Charge
from deskapp.money.moving import OF_PRICE
from deskapp.office.checking import refuse as refuse_faults
from deskapp.office.deal.queries import units_of
from deskapp.store.work import Reader, Work
from deskapp.values.money import from_minor


def sign(
    work: Work, visit_id: int, draft: SignDraft | None = None, overrides: Mapping[str, str] | None = None
) -> Delivery:
    """Both signed the deed: the home is the owner's, its warranties begin, a late delivery has its penalty.

    Every gate of every station is asked once more: ``visit.gates_shut`` as in ``pass_station``; a dangerous defect lets
    nobody sign. With other defects open it is signed with a list, for which the owner's consent is needed.
    """
    visit = moving_visit(work, visit_id)
    draft, faults = (draft or SignDraft()).checked(work.today)
    refuse_faults(faults)
    left = stops_left(read_route(work, visit.batch_id), passed_of(visit), visit.station)
    if left:
        stations = tuple(Key(f"station.{code}") for code in left)
        raise DeskError("visit.stations_left", ticket=ticket_of(visit.queue_number), stations=stations)
    delivery = work.get(Delivery, visit.delivery_id)
    refuse_lost_deal(work, delivery)
    pass_gates(work, visit, overrides or {}, SIGNATURE)
    listed = open_counts(work, [delivery.unit_id])[delivery.unit_id].listed
    if listed and not draft.consent:
        raise DeskError("visit.consent", "consent", count=listed)
    day = draft.signed_on or work.today
    begins_on = work.get(HandoverBatch, visit.batch_id).begins_on
    if day < begins_on:
        # an earlier day would leave out a penalty, and begin a warranty before the home could be had
        raise DeskError("visit.signed_early", "signed_on", day=begins_on)
    late = lateness(work, delivery, day)
    note_signed(
        work,
        visit.delivery_id,
        SignedDraft(
            day,
            draft.signed_by or visit.name,
            draft.signed_as or visit.comes_as,
            with_list=bool(listed),
            consent=draft.consent if listed else "",
            form_file_id=draft.form_file_id,
            late_days=late[0],
            penalty=late[1],
        ),
    )
    hand_over(work, visit.delivery_id, day, visit.customer_id, draft.signed_by or visit.name)
    if draft.recheck_at is not None:
        plan_recheck(work, visit.delivery_id, draft.recheck_at)
    record(work, visit, "signed_with_list" if listed else "signed", visit.station, counter=visit.counter)
    return delivery


def refuse(work: Work, visit_id: int, draft: RefusalDraft) -> Delivery:
    """The owner does not take the home: a reason of ``refusals.toml``. Without a good one the risk passes to them."""
    visit = moving_visit(work, visit_id)
    draft, faults = draft.checked()
    refuse_faults(faults)
    told = RefusedDraft(work.today, draft.code, draft.justified, draft.note, draft.risk_on)
    delivery = note_refused(work, visit.delivery_id, told)
    record(work, visit, "refused", visit.station, counter=visit.counter, text=draft.code)
    return delivery


def reschedule_visit(work: Work, visit_id: int, slot_id: int | None, reason: str) -> Delivery:
    """The owner comes again at another time: a slot of the batch, or none yet; with a reason."""
    visit = moving_visit(work, visit_id)
    why = kept_text(reason, "reason", needed=True)
    delivery = reschedule(work, visit.delivery_id, slot_id, work.today, why)
    record(work, visit, "rescheduled", visit.station, counter=visit.counter, text=why)
    return delivery


def end_day(work: Work, batch_id: int, day: date) -> int:
    """The doors are shut: whoever is still written down as being here has gone home, unfinished; how many they were."""
    query = select(Visit).where(Visit.batch_id == batch_id, Visit.day == day, Visit.ended == "")
    visits = list(work.session.exec(query.order_by(col(Visit.id))))
    why = words(work.clerk.language).text("visit.evening")
    for visit in visits:
        record(work, visit, "left", visit.station, text=why)
    return len(visits)


def lateness(reader: Reader, delivery: Delivery, day: date) -> tuple[int, Decimal | None]:
    """The days by which a delivery is late on a day, and their penalty; None where the contract says no rate.

    From the day on which the risk passed to an owner who stayed away or refused without reason nobody owes for them.
    """
    batch = reader.get(HandoverBatch, delivery.batch_id) if delivery.batch_id is not None else None
    due_on = delivery.due_on or (batch.due_on if batch is not None else None)
    rate = delivery.late_rate if delivery.late_rate is not None else batch.late_rate if batch is not None else None
    until = day if delivery.risk_on is None else min(day, delivery.risk_on)
    days, percent = late_days(due_on, until), daily_percent(rate)
    if not days or percent is None:
        return days, None
    return days, late_penalty(price_paid(reader, delivery), percent, days, delivery.currency)


def price_paid(reader: Reader, delivery: Delivery) -> Decimal:
    """What is paid of a delivery's home, by the buyer or a bank.

    Of a contract about several units each has its part by its price, so that their penalties come to the contract's;
    where one has none, all of it belongs to the first.
    """
    if delivery.deal_id is None:
        return Decimal(0)
    query = select(func.coalesce(func.sum(Charge.paid), 0)).where(
        Charge.deal_id == delivery.deal_id, col(Charge.withdrawn_at).is_(None), col(Charge.purpose).in_(OF_PRICE)
    )
    paid = from_minor(int(reader.session.exec(query).one()), delivery.currency)
    units = units_of(reader, [delivery.deal_id]).get(delivery.deal_id, ())
    prices = [one.price for one in units if one.price]
    if len(units) < 2 or all(one.unit_id != delivery.unit_id for one in units):
        return paid
    if len(prices) < len(units):
        return paid if units[0].unit_id == delivery.unit_id else Decimal(0)
    own = next(one.price for one in units if one.unit_id == delivery.unit_id)
    return paid * (own or Decimal(0)) / sum(prices, Decimal(0))
