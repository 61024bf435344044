"""An owner's way through the stations of a day: checked in, called, passed on, sent back, heard, gone.

Several counters work on one database: the write lock of the unit of work (``BEGIN IMMEDIATE``) makes sure that no
queue number is given twice, that nobody is called to two counters, and that a station is passed once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from sqlmodel import col, func, select

from deskapp.desks.handover.day.drafts import CheckInDraft
from deskapp.desks.handover.day.gates import pass_gates
from deskapp.desks.handover.day.model import COMPLAINT, Visit
from deskapp.desks.handover.day.queries import owners_of, read_route, ticket_of
from deskapp.desks.handover.day.recording import (
    kept_counter,
    kept_text,
    living_visit,
    moving_visit,
    passed_of,
    record,
    todays_visit,
)
from deskapp.desks.handover.day.rules import MANY_IN_HAND, next_stop
from deskapp.desks.handover.planning.actions_delivery import note_came, refuse_lost_deal
from deskapp.desks.handover.planning.model import Delivery, HandoverBatch
from deskapp.errors import DeskError
from deskapp.locale import Key, words
from deskapp.office.checking import refuse
from deskapp.office.customer.rows import get_survivor
from deskapp.store.base import record_id
from deskapp.store.work import Work

DELIVERED: Final = ("signed", "signed_with_list", "ended")
"""States of a delivery for which nobody has to come any more."""


def check_in(work: Work, delivery_id: int, draft: CheckInDraft | None = None) -> Visit:
    """An owner is here, under the next number of the batch's day; whoever has one already keeps it.

    ``visit.delivered`` where the home is theirs already, ``visit.no_batch`` where no batch is made for it.
    """
    draft, faults = (draft or CheckInDraft()).checked()
    refuse(faults)
    delivery = work.get(Delivery, delivery_id)
    living = _living_visits(work, delivery_id)
    for visit in living:
        if visit.day == work.today:
            return visit
        # nobody ended it on its day: they went home, and are here again
        record(work, visit, "left", visit.station, text=words(work.clerk.language).text("visit.evening"))
    batch = _open_batch(work, delivery)
    customer_id, name = _who(work, delivery, draft)
    number = work.session.exec(
        select(func.max(Visit.queue_number)).where(Visit.batch_id == record_id(batch), Visit.day == work.today)
    ).one()
    visit = work.add(
        Visit(
            office_id=delivery.office_id,
            project_id=delivery.project_id,
            delivery_id=delivery_id,
            batch_id=record_id(batch),
            day=work.today,
            queue_number=(number or 0) + 1,
            arrived_at=work.now,
            customer_id=customer_id,
            comes_as=draft.comes_as,
            name=name,
        )
    )
    first = read_route(work, record_id(batch))[0].code
    note_came(work, delivery_id, work.today, customer_id if draft.comes_as == "representative" else None)
    record(work, visit, "arrived", first, text=draft.note)
    if draft.counter:
        record(work, visit, "called", first, counter=draft.counter)
    return visit


def name_who(work: Work, visit_id: int, draft: CheckInDraft) -> Visit:
    """Somebody else came than was written down at the check-in; the old name stays among what happened."""
    draft, faults = draft.checked()
    refuse(faults)
    visit = todays_visit(work, visit_id)
    customer_id, name = _who(work, work.get(Delivery, visit.delivery_id), draft)
    if draft.comes_as == "representative" and customer_id is not None:
        note_came(work, visit.delivery_id, work.today, customer_id)
    before = visit.name
    if work.change(visit, {"customer_id": customer_id, "name": name, "comes_as": draft.comes_as}):
        record(work, visit, "noted", visit.station, text=before)
    return visit


def call_next(work: Work, batch_id: int, day: date, station: str, counter: str) -> Visit | None:
    """Call who waits longest at a station; None where nobody waits.

    Whom the counter has in hand already comes back instead, so that a counter that broke off finds them again.
    """
    counter = kept_counter(counter)
    living = select(Visit).where(
        Visit.batch_id == batch_id, Visit.day == day, Visit.ended == "", Visit.station == station,
        col(Visit.aside).is_(False),
    )  # fmt: skip
    order = (col(Visit.waiting_since), col(Visit.id))
    if station not in MANY_IN_HAND:
        held = work.session.exec(living.where(Visit.counter == counter).order_by(*order).limit(1)).first()
        if held is not None:
            return held
    waiting = work.session.exec(living.where(Visit.counter == "").order_by(*order).limit(1)).first()
    if waiting is not None:
        record(work, waiting, "called", station, counter=counter)
    return waiting


def call(work: Work, visit_id: int, counter: str, *, take_over: bool = False) -> Visit:
    """Call somebody out of turn; ``visit.elsewhere`` where another counter has them, unless it hands them over."""
    counter, visit = kept_counter(counter), moving_visit(work, visit_id)
    if visit.counter == counter:
        return visit
    if visit.counter and not take_over:
        raise DeskError("visit.elsewhere", ticket=ticket_of(visit.queue_number), counter=visit.counter)
    record(work, visit, "called", visit.station, counter=counter)
    return visit


def note_missed(work: Work, visit_id: int) -> Visit:
    """Called, and nobody came: to the end of the line of their station."""
    visit = moving_visit(work, visit_id)
    if not visit.counter:
        raise DeskError("visit.not_called", ticket=ticket_of(visit.queue_number))
    record(work, visit, "missed", visit.station)
    return visit


def pass_station(work: Work, visit_id: int, overrides: Mapping[str, str] | None = None, *, station: str = "") -> Visit:
    """Judge the gates of the station and send the owner on to the next.

    ``station`` is the one that the clerk sees: ``visit.moved_on`` where another counter passed them on meanwhile.
    ``visit.gates_shut`` carries ``missing`` and ``gates``; ``overrides`` has a reason for each gate that is passed.
    """
    visit = moving_visit(work, visit_id, station)
    following = next_stop(read_route(work, visit.batch_id), passed_of(visit), visit.station)
    if following is None:
        raise DeskError("visit.last", ticket=ticket_of(visit.queue_number))
    pass_gates(work, visit, overrides or {})
    record(work, visit, "passed", following, counter=visit.counter)
    return visit


def skip_station(work: Work, visit_id: int, *, station: str = "") -> Visit:
    """Leave out a station that the batch does not require, such as gifts."""
    visit = moving_visit(work, visit_id, station)
    route = read_route(work, visit.batch_id)
    if any(stop.required for stop in route if stop.code == visit.station):
        raise DeskError("visit.required", station=Key(f"station.{visit.station}"))
    following = next_stop(route, passed_of(visit), visit.station)
    if following is None:
        raise DeskError("visit.last", ticket=ticket_of(visit.queue_number))
    record(work, visit, "skipped", following, counter=visit.counter)
    return visit


def send_back(work: Work, visit_id: int, station: str, reason: str) -> Visit:
    """Send an owner to another station of the batch, which is passed anew; with a reason."""
    visit = moving_visit(work, visit_id)
    if station not in {stop.code for stop in read_route(work, visit.batch_id)}:
        raise DeskError("visit.no_station", "station", station=Key(f"station.{station}"))
    record(work, visit, "sent_back", station, text=kept_text(reason, "reason", needed=True))
    return visit


def go_to_complaint(work: Work, visit_id: int, text: str = "") -> Visit:
    """The owner has something to say: to the complaint station, their place in the queue kept."""
    visit = moving_visit(work, visit_id)
    record(work, visit, COMPLAINT, visit.station, text=kept_text(text))
    return visit


def return_from_complaint(work: Work, visit_id: int, text: str = "") -> Visit:
    """Heard, and back to the place they had."""
    visit = todays_visit(work, visit_id)
    if not visit.aside:
        raise DeskError("visit.not_aside", ticket=ticket_of(visit.queue_number))
    record(work, visit, "returned", visit.station, text=kept_text(text))
    return visit


def note_visit(work: Work, visit_id: int, text: str) -> Visit:
    """Something to know of a visit."""
    visit = todays_visit(work, visit_id)
    record(work, visit, "noted", visit.station, text=kept_text(text, needed=True))
    return visit


def leave(work: Work, visit_id: int, reason: str = "") -> Visit:
    """The owner goes home without a signature; they may come again."""
    visit = living_visit(work, visit_id)
    record(work, visit, "left", visit.station, text=kept_text(reason, "reason"))
    return visit


def _living_visits(work: Work, delivery_id: int) -> list[Visit]:
    query = select(Visit).where(Visit.delivery_id == delivery_id, Visit.ended == "").order_by(col(Visit.id))
    return list(work.session.exec(query))


def _open_batch(work: Work, delivery: Delivery) -> HandoverBatch:
    """The batch under whose numbers an owner comes, or why they cannot come."""
    if delivery.state in DELIVERED or delivery.ended_on is not None:
        raise DeskError("visit.delivered", state=Key(f"delivery_state.{delivery.state}"))
    refuse_lost_deal(work, delivery)
    if delivery.batch_id is None:
        raise DeskError("visit.no_batch")
    batch = work.get(HandoverBatch, delivery.batch_id)
    if batch.closed_on is not None:
        raise DeskError("visit.batch_closed", batch=batch.name, day=batch.closed_on)
    if work.today < batch.begins_on:
        raise DeskError("visit.too_early", batch=batch.name, day=batch.begins_on)
    return batch


def _who(work: Work, delivery: Delivery, draft: CheckInDraft) -> tuple[int | None, str]:
    """Who came, as number and name; the first owner where nobody was named."""
    owners = owners_of(work, delivery)
    if draft.customer_id is not None:
        customer = get_survivor(work, draft.customer_id)
        return record_id(customer), draft.name or customer.name
    if draft.comes_as == "owner" and not draft.name and owners:
        return owners[0]
    if not draft.name:
        raise DeskError("visit.who", "name")
    return None, draft.name
