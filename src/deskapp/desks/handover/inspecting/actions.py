"""What is done at an inspection: begin it, look at points, end it; and the re-inspection as an appointment."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final, cast

from sqlalchemy import insert
from sqlmodel import col, select

from deskapp.cases.appointments import (
    AppointmentDraft,
    add_appointment,
    cancel_appointment,
    keep_appointment,
    move_appointment,
)
from deskapp.cases.clock import zone_of
from deskapp.cases.model import Appointment
from deskapp.casework.telling import usual_channel
from deskapp.desks.handover.inspecting.drafts import InspectionDraft
from deskapp.desks.handover.inspecting.lists import shipped_lists
from deskapp.desks.handover.inspecting.model import (
    INSPECTION_KINDS,
    INSPECTION_RESULTS,
    Defect,
    Inspection,
    InspectionMark,
)
from deskapp.desks.handover.inspecting.queries import defects_of, open_counts
from deskapp.desks.handover.inspecting.rules import result_of
from deskapp.desks.handover.planning.model import Delivery
from deskapp.errors import DeskError
from deskapp.locale import Key, words
from deskapp.messages.drafts import MessageDraft
from deskapp.office.customer.rows import get_survivor
from deskapp.office.customer.telling import may_be_told, tell_customer
from deskapp.office.deal.queries import buyers_of
from deskapp.office.property.model import Project, Unit
from deskapp.office.property.queries import unit_code
from deskapp.office.staff.model import Office
from deskapp.store.base import record_id
from deskapp.store.bulk import table_of
from deskapp.store.reasons import checked_reason
from deskapp.store.work import Reader, Work
from deskapp.values import Country
from deskapp.values.text import clean

NOTE_LIMIT: Final = 2_000
MARKS: Final = ("ok", "defect", "not_there")
"""What a point of the list may say: right, something is wrong with it, or the unit has no such thing."""


def begin_inspection(work: Work, draft: InspectionDraft) -> Inspection:
    """Begin going through a unit, or plan it (``draft.begin`` False).

    One that somebody is at already, or that was planned, is gone on with; so a counter that died loses nothing.
    """
    if draft.kind not in INSPECTION_KINDS:
        raise DeskError("draft.choice", "kind", value=draft.kind)
    unit = work.get(Unit, draft.unit_id)
    fields: dict[str, Any] = {"begun_at": work.now} if draft.begin else {}
    told: dict[str, Any] = {
        "owner_present": draft.owner_present,
        "inspector": clean(draft.inspector),
        "note": _note(draft.note),
    }
    known = _unfinished(work, draft)
    if known is not None:
        if known.begun_at is None or not draft.begin:
            fields |= {"planned_on": draft.planned_on or known.planned_on}
            work.change(known, fields | {name: value for name, value in told.items() if value} | _by(work, draft))
        return known
    return work.add(
        Inspection(
            office_id=unit.office_id,
            project_id=unit.project_id,
            unit_id=draft.unit_id,
            delivery_id=_delivery(work, draft.unit_id),
            kind=draft.kind,
            round=1 + _done_before(work, draft),
            list_code=_list(work, unit, draft.list_code),
            planned_on=draft.planned_on or work.today,
            **fields,
            **(told | _by(work, draft)),
        )
    )


def plan_many(work: Work, unit_ids: Collection[int], kind: str, day: date, inspector: str = "") -> list[Inspection]:
    """Inspections of homes for a day, such as a building's pre-inspection; one that is planned already moves to it."""
    return [
        begin_inspection(work, InspectionDraft(number, kind, inspector=inspector, planned_on=day, begin=False))
        for number in dict.fromkeys(unit_ids)
    ]


def choose_list(work: Work, inspection_id: int, list_code: str) -> Inspection:
    """Another checklist than the unit's usual one; what was looked at already stays."""
    inspection = running(work, inspection_id)
    work.change(inspection, {"list_code": _list(work, work.get(Unit, inspection.unit_id), list_code)})
    return inspection


def mark_point(work: Work, inspection_id: int, room: str, item: str, result: str = "ok") -> InspectionMark:
    """A point of the list was looked at; marking it once more says what is so now."""
    inspection = running(work, inspection_id)
    if result not in MARKS:
        raise DeskError("draft.choice", "result", value=result)
    if (room, item) not in shipped_lists().points(inspection.list_code):
        raise DeskError("inspection.no_point", "item", room=room, item=item)
    return set_mark(work, inspection, room, item, result)


def mark_rooms(work: Work, inspection_id: int, *rooms: str) -> int:
    """Everything else in these rooms is right (no room: in all of them); how many points that were not looked at.

    What is still open at a point from an earlier inspection is not right by that; the point says so, and counts not.
    One entry of the trail stands for all of them, so that ninety points hold nobody up.
    """
    inspection = running(work, inspection_id)
    marked = {(mark.room, mark.item) for mark in _marks(work, inspection_id)}
    points = shipped_lists().points(inspection.list_code)
    left = [point for point in points if point not in marked and (not rooms or point[0] in rooms)]
    if left:
        own = {"office_id": inspection.office_id, "project_id": inspection.project_id, "version": 1, "edited": ""}
        own |= {"inspection_id": inspection_id}
        known = defects_of(work, inspection.unit_id, closed=False)
        found = {(one.room, one.item) for one in known if not one.wish}
        bad = [point for point in left if point in found]
        left = [point for point in left if point not in found]
        rows = [{**own, "room": room, "item": item, "result": "ok"} for room, item in left]
        rows += [{**own, "room": room, "item": item, "result": "defect"} for room, item in bad]
        work.session.connection().execute(insert(table_of(InspectionMark)), rows)
        told = {"right": [f"{room}.{item}" for room, item in left]}
        told |= {"open": [f"{room}.{item}" for room, item in bad]} if bad else {}
        work.entry("inspection", inspection_id, after=told, project_id=inspection.project_id)
    return len(left)


def unmark_point(work: Work, inspection_id: int, room: str, item: str) -> None:
    """It was not looked at after all; a point at which a defect was found stays."""
    running(work, inspection_id)
    for mark in _marks(work, inspection_id):
        if (mark.room, mark.item) == (room, item) and mark.result != "defect":
            work.remove(mark)


def end_inspection(work: Work, inspection_id: int, result: str = "", note: str = "") -> Inspection:
    """The unit is gone through. Without ``result`` it follows from what is open at the unit.

    A better one than follows is refused: with an open danger nothing has passed.
    """
    inspection = running(work, inspection_id)
    follows = result_of(open_counts(work, [inspection.unit_id])[inspection.unit_id])
    if result and result not in INSPECTION_RESULTS:
        raise DeskError("draft.choice", "result", value=result)
    rank = INSPECTION_RESULTS.index
    if result and rank(result) < rank(follows):
        raise DeskError("inspection.still_open", "result", result=Key(f"inspection_result.{follows}"))
    told = "\n".join(part for part in (inspection.note, _note(note)) if part)
    work.change(inspection, {"done_at": work.now, "result": result or follows, "note": told[:NOTE_LIMIT]})
    if (appointment := _planned_appointment(work, inspection)) is not None:
        keep_appointment(work, appointment)
    return inspection


def cancel_inspection(work: Work, inspection_id: int, reason: str) -> None:
    """An inspection that was planned or begun by mistake goes; what it found stays with the unit."""
    inspection = work.get(Inspection, inspection_id)
    if inspection.done_at is not None:
        raise DeskError("inspection.done")
    if _found_anything(work, inspection_id):
        raise DeskError("inspection.found_something")
    work.reason = checked_reason(reason)
    for mark in _marks(work, inspection_id):
        work.remove(mark)
    appointment = _planned_appointment(work, inspection)
    work.remove(inspection)
    if appointment is not None:
        cancel_appointment(work, appointment, reason)


def plan_recheck(
    work: Work,
    delivery_id: int,
    starts_at: datetime,
    ends_at: datetime | None = None,
    *,
    place: str = "",
    note: str = "",
    tell: bool = True,
) -> Inspection:
    """When the owner comes again to see what was mended: an appointment, and the inspection it is for.

    A re-inspection that is planned already moves to the new time. ``tell`` sends the owner the day by their channel.
    """
    delivery = work.get(Delivery, delivery_id)
    if starts_at < work.now:
        raise DeskError("inspection.recheck_past", "starts_at")
    owner = _owner(work, delivery)
    planned = select(Inspection).where(
        Inspection.delivery_id == delivery_id, Inspection.kind == "recheck", col(Inspection.begun_at).is_(None)
    )
    known = work.session.exec(planned).first()
    if known is not None and (before := _planned_appointment(work, known)) is not None:
        appointment = move_appointment(work, before, starts_at, ends_at, place=place)
    else:
        appointment = add_appointment(
            work, AppointmentDraft(starts_at, "visit", ends_at, customer_id=owner, place=place, note=note)
        )
    here = starts_at.astimezone(zone_of(country_of_project(work, delivery.project_id)))
    day = here.date()
    own = InspectionDraft(delivery.unit_id, "recheck", owner_present=True, planned_on=day, begin=False, note=note)
    inspection = known if known is not None else begin_inspection(work, own)
    work.change(inspection, {"planned_on": day, "appointment_id": record_id(appointment), "delivery_id": delivery_id})
    if tell and owner is not None and may_be_told(work, owner):
        _tell_recheck(work, delivery, owner, here, place)
    return inspection


def running(work: Work, inspection_id: int) -> Inspection:
    """An inspection that is not over, begun by being written in."""
    inspection = work.get(Inspection, inspection_id)
    if inspection.done_at is not None:
        raise DeskError("inspection.done")
    if inspection.begun_at is None:
        work.change(inspection, {"begun_at": work.now})
    return inspection


def set_mark(work: Work, inspection: Inspection, room: str, item: str, result: str) -> InspectionMark:
    """Write what a point says."""
    number = record_id(inspection)
    query = select(InspectionMark).where(
        InspectionMark.inspection_id == number, InspectionMark.room == room, InspectionMark.item == item
    )
    known = work.session.exec(query).first()
    if known is not None:
        work.change(known, {"result": result})
        return known
    return work.add(
        InspectionMark(
            office_id=inspection.office_id,
            project_id=inspection.project_id,
            inspection_id=number,
            room=room,
            item=item,
            result=result,
        )
    )


def country_of_project(reader: Reader, project_id: int | None) -> Country:
    """The country whose lists and days hold."""
    project = reader.session.get(Project, project_id) if project_id is not None else None
    return cast("Country", project.country) if project is not None and project.country == "VN" else "CN"


def _unfinished(work: Work, draft: InspectionDraft) -> Inspection | None:
    query = select(Inspection).where(
        Inspection.unit_id == draft.unit_id, Inspection.kind == draft.kind, col(Inspection.done_at).is_(None)
    )
    return work.session.exec(query.order_by(col(Inspection.begun_at).is_(None), col(Inspection.id))).first()


def _planned_appointment(work: Work, inspection: Inspection) -> int | None:
    number = inspection.appointment_id
    return number if number is not None and work.get(Appointment, number).state == "planned" else None


def _done_before(work: Work, draft: InspectionDraft) -> int:
    query = select(Inspection.id).where(Inspection.unit_id == draft.unit_id, Inspection.kind == draft.kind)
    return len(work.session.exec(query).all())


def _delivery(reader: Reader, unit_id: int) -> int | None:
    living = select(Delivery.id).where(Delivery.unit_id == unit_id, col(Delivery.ended_on).is_(None))
    return reader.session.exec(living).first()


def _owner(reader: Reader, delivery: Delivery) -> int | None:
    if delivery.deal_id is None:
        return None
    buyers = buyers_of(reader, [delivery.deal_id]).get(delivery.deal_id, ())
    return buyers[0].customer.id if buyers else None


def _tell_recheck(work: Work, delivery: Delivery, owner: int, at: datetime, place: str) -> None:
    customer = get_survivor(work, owner)
    said = words(customer.language or work.get(Office, work.clerk.office_id).language or "zh")
    values = {"unit": unit_code(work, delivery.unit_id), "moment": said.moment(at), "place": place}
    body = said.text("inspection.recheck_message_at" if place else "inspection.recheck_message", **values)
    subject = said.text("inspection.recheck_subject", **values)
    channel = usual_channel(work, owner)
    about = ("delivery", record_id(delivery))
    tell_customer(work, MessageDraft(owner, channel, "", subject, body, said.language, about, "recheck"))


def _list(work: Work, unit: Unit, wanted: str) -> str:
    country = country_of_project(work, unit.project_id)
    lists = shipped_lists()
    if not wanted:
        return lists.choose(unit.kind, unit.surveyed_area or unit.contract_area or unit.area, work.today, country)
    if wanted not in {one.code for one in lists.lists.values() if one.holds(work.today, country)}:
        raise DeskError("draft.choice", "list_code", value=wanted)
    return wanted


def _by(work: Work, draft: InspectionDraft) -> dict[str, Any]:
    """Who goes through it; of one that is only planned, whoever was named."""
    named = clean(draft.inspector)
    if not draft.begin:
        return {"inspector": named} if named else {}
    return {"staff_id": work.clerk.id or None, "inspector": named or work.clerk.name}


def _marks(work: Work, inspection_id: int) -> list[InspectionMark]:
    query = select(InspectionMark).where(InspectionMark.inspection_id == inspection_id)
    return list(work.session.exec(query.order_by(col(InspectionMark.id))))


def _found_anything(work: Work, inspection_id: int) -> bool:
    return work.session.exec(select(Defect.id).where(Defect.inspection_id == inspection_id)).first() is not None


def _note(text: str) -> str:
    told = "\n".join(clean(line) for line in text.splitlines()).strip()
    if len(told) > NOTE_LIMIT:
        raise DeskError("draft.too_long", "note", limit=NOTE_LIMIT)
    return told
