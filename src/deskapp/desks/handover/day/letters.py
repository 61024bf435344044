"""The letters of a handover day: the flow sheet that an owner carries (接房流程书) and the slip to take home."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.model import Appointment
from deskapp.casework.look import word
from deskapp.desks.handover.day.model import Visit, VisitEvent
from deskapp.desks.handover.day.queries import get_visit, owners_of
from deskapp.desks.handover.day.rules import Stop
from deskapp.desks.handover.giving.queries import given_of
from deskapp.desks.handover.inspecting.queries import defects_of, inspections_of
from deskapp.desks.handover.inspecting.rows import DefectRow
from deskapp.desks.handover.planning.model import Delivery, HandoverBatch, HandoverSlot
from deskapp.desks.handover.planning.plans import refusal_name
from deskapp.desks.handover.settling.payable import Payable, payables_of, say_payable
from deskapp.locale import Words, words
from deskapp.messages.barcode import DELIVERY, make_number
from deskapp.messages.model import PrintJob
from deskapp.messages.printing import PrintDraft, print_letter
from deskapp.office.customer.model import Customer
from deskapp.office.deal.queries import unit_codes
from deskapp.office.property.model import Project
from deskapp.office.staff.model import Office
from deskapp.papers.keys.queries import keys_of
from deskapp.settings import Home
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work

ABOUT: Final = "delivery"
FLOW: Final = "flow_sheet"
SLIP: Final = "handover_slip"


def print_flow(work: Work, home: Home, visit_id: int, counter: str = "") -> PrintJob:
    """Order the flow sheet of a visit: queue number, the stations in their order, what is missing and to be paid."""
    delivery = work.get(Delivery, work.get(Visit, visit_id).delivery_id)
    said = words(language_of(work, delivery))
    data = flow_data(work, visit_id, said, work.now) | {"clerk": work.clerk.name}
    return print_letter(work, PrintDraft(FLOW, said.language, data, (ABOUT, record_id(delivery)), counter), home)


def print_slip(work: Work, home: Home, delivery_id: int, counter: str = "") -> PrintJob:
    """Order the slip that the owner takes home: what became of the day, what is mended by when, what is to be paid."""
    delivery = work.get(Delivery, delivery_id)
    said = words(language_of(work, delivery))
    data = slip_data(work, delivery, said, work.now) | {"clerk": work.clerk.name}
    return print_letter(work, PrintDraft(SLIP, said.language, data, (ABOUT, delivery_id), counter), home)


def language_of(reader: Reader, delivery: Delivery) -> str:
    """The first owner's language, else the office's."""
    owners = owners_of(reader, delivery)
    own = reader.get(Customer, owners[0][0]).language if owners else ""
    return own or reader.get(Office, delivery.office_id).language or "zh"


def flow_data(reader: Reader, visit_id: int, said: Words, now: datetime) -> dict[str, Any]:
    """What the flow sheet says; moments in the zone of ``now``."""
    page = get_visit(reader, visit_id)
    row = page.row
    delivery = reader.get(Delivery, row.delivery_id)
    batch = reader.get(HandoverBatch, row.batch_id)
    arrived = select(VisitEvent.text).where(VisitEvent.visit_id == visit_id, VisitEvent.kind == "arrived")
    return _common(reader, delivery, said) | {
        "ticket": row.ticket,
        "came": f"{row.name} {said.text(f'comes_as.{row.comes_as}')}",
        "arrived_at": said.moment(row.arrived_at.astimezone(now.tzinfo)),
        "batch_place": batch.place,
        "bring": reader.session.exec(arrived.order_by(col(VisitEvent.id).desc())).first() or "",
        "stations": [_station(stop, row.passed, said) for stop in page.route],
        "payable": _payable(reader, row.delivery_id, said, now),
    }


def slip_data(reader: Reader, delivery: Delivery, said: Words, now: datetime) -> dict[str, Any]:
    """What the slip says."""
    number = record_id(delivery)
    open_ones = [one for one in defects_of(reader, delivery.unit_id, closed=False) if not one.wish]
    return _common(reader, delivery, said) | {
        "state": word(said, "delivery_state", delivery.state),
        "told": told_of(reader, delivery, said),
        "defects": [_defect(one, said) for one in open_ones],
        "recheck": _recheck(reader, delivery, said, now),
        "given": _given(reader, number, delivery.unit_id, said, now) if delivery.signed_on is not None else "",
        "payable": _payable(reader, number, said, now),
    }


def told_of(reader: Reader, delivery: Delivery, said: Words) -> str:
    """What became of the day, in one sentence for the owner."""
    if delivery.signed_on is not None:
        key = "handover_slip.signed_with_list" if delivery.with_list else "handover_slip.signed"
        return said.text(key, day=delivery.signed_on)
    if delivery.state.startswith("refused"):
        reason = refusal_name(delivery.refusal_code, said.language)
        if delivery.risk_on is not None and not delivery.refusal_justified:
            return said.text("handover_slip.refused_risk", reason=reason, day=delivery.risk_on)
        return said.text("handover_slip.refused", reason=reason)
    if delivery.state == "rescheduled" and delivery.slot_id is not None:
        slot = reader.get(HandoverSlot, delivery.slot_id)
        return said.text("handover_slip.rescheduled", day=slot.day, at=slot.starts)
    return said.text("handover_slip.later")


def _common(reader: Reader, delivery: Delivery, said: Words) -> dict[str, Any]:
    office = reader.get(Office, delivery.office_id)
    project = reader.session.get(Project, delivery.project_id) if delivery.project_id is not None else None
    batch = reader.session.get(HandoverBatch, delivery.batch_id) if delivery.batch_id is not None else None
    owners = [name for _, name in owners_of(reader, delivery)]
    return {
        "office_name": office.name,
        "office_address": office.address,
        "office_phone": office.phone,
        "place": office.place,
        "barcode_number": make_number(record_id(delivery), DELIVERY),
        "project": project.name if project is not None else "",
        "room": unit_codes(reader, [delivery.unit_id]).get(delivery.unit_id, ""),
        "customer_name": ("、" if said.language == "zh" else ", ").join(owners),
        "contact": (batch.contact if batch is not None else "") or office.phone,
    }


def _station(stop: Stop, passed: Iterable[str], said: Words) -> Mapping[str, str]:
    return {
        "name": stop.name or said.text(f"station.{stop.code}"),
        "what": said.text(f"station_what.{stop.code}"),
        "done": "✓" if stop.code in passed else "",
    }


def _payable(reader: Reader, delivery_id: int, said: Words, now: datetime) -> list[dict[str, str]]:
    lines = payables_of(reader, [delivery_id], now.date())[delivery_id]
    owed = [line for line in lines if line.open > 0]
    if not owed:
        return [{"text": said.text("handover_slip.nothing_owed"), "amount": "", "why": ""}]
    return [
        {
            "text": say_payable(line, said),
            "amount": said.money(line.open, line.currency),
            "why": why_payable(line, said),
        }
        for line in owed
    ]


def why_payable(line: Payable, said: Words) -> str:
    """Why something is to be paid: what it is for, and the rule that says how much."""
    key = f"payable_why.{line.kind}"
    parts = (said.text(key) if key in said else "", line.rule)
    return ("；" if said.language == "zh" else "; ").join(part for part in parts if part)


def _defect(one: DefectRow, said: Words) -> dict[str, str]:
    return {
        "number": one.number,
        "what": one.said(said.language),
        "contractor": one.contractor,
        "agreed_on": said.day(one.agreed_on),
    }


def _recheck(reader: Reader, delivery: Delivery, said: Words, now: datetime) -> str:
    planned = (one for one in inspections_of(reader, delivery.unit_id) if one.kind == "recheck" and not one.begun_at)
    one = next(planned, None)
    if one is None:
        return ""
    if one.appointment_id is not None:
        return said.moment(reader.get(Appointment, one.appointment_id).starts_at.astimezone(now.tzinfo))
    return said.day(one.planned_on) if one.planned_on is not None else ""


def _given(reader: Reader, delivery_id: int, unit_id: int, said: Words, now: datetime) -> str:
    names = [
        one.name if isinstance(one.name, str) else one.name.say(said.language)
        for one in given_of(reader, delivery_id, now.date())
        if one.is_given
    ]
    keys = sum(one.count for one in keys_of(reader, unit_id) if one.is_given)
    if keys:
        names.append(said.text("handover_slip.keys", count=keys))
    return ("、" if said.language == "zh" else ", ").join(names)
