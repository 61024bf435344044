"""Appointments with customers and authorities: made, kept, missed, cancelled, moved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlmodel import col, select

from deskapp.cases.engine import Engine
from deskapp.cases.events import kept_text
from deskapp.cases.model import APPOINTMENT_KINDS, Appointment, Case
from deskapp.cases.recording import record
from deskapp.errors import DeskError
from deskapp.office.customer.rows import get_survivor
from deskapp.office.organisation.model import Organisation
from deskapp.office.staff.model import Staff
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values.text import clean

PLACE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class AppointmentDraft:
    """A time with somebody; of a case, or of a customer alone."""

    starts_at: datetime
    kind: str = "visit"
    ends_at: datetime | None = None
    case_id: int | None = None
    customer_id: int | None = None
    organisation_id: int | None = None
    staff_id: int | None = None
    place: str = ""
    note: str = ""


def add_appointment(work: Work, draft: AppointmentDraft, *, engine: Engine | None = None) -> Appointment:
    """Make an appointment; it may lie in the past only where the clerk enters it late."""
    fields = _checked(work, draft)
    case = work.get(Case, draft.case_id) if draft.case_id is not None else None
    appointment = work.add(
        Appointment(
            office_id=work.clerk.office_id,
            project_id=case.project_id if case else None,
            uid=f"{uuid4()}@deskapp",
            **fields,
        )
    )
    _tell(work, appointment, "made", engine)
    return appointment


def move_appointment(
    work: Work,
    appointment_id: int,
    starts_at: datetime,
    ends_at: datetime | None = None,
    *,
    place: str | None = None,
    reason: str = "",
    engine: Engine | None = None,
    seen: int | None = None,
) -> Appointment:
    """Put an appointment to another time; calendars that took it in move it too, because its uid stays.

    ``seen`` is the version that the clerk moves (``StaleEdit`` where somebody moved it since).
    """
    appointment = _planned(work, appointment_id)
    draft = AppointmentDraft(starts_at, appointment.kind, ends_at, place=appointment.place if place is None else place)
    fields = _checked(work, draft)
    if work.change(appointment, {name: fields[name] for name in ("starts_at", "ends_at", "place")}, seen=seen):
        _tell(work, appointment, "moved", engine, kept_text(reason, "reason"))
    return appointment


def keep_appointment(work: Work, appointment_id: int, *, engine: Engine | None = None) -> Appointment:
    """They came."""
    return _close(work, appointment_id, "kept", "", engine)


def miss_appointment(work: Work, appointment_id: int, note: str = "", *, engine: Engine | None = None) -> Appointment:
    """They did not come."""
    return _close(work, appointment_id, "missed", note, engine)


def cancel_appointment(work: Work, appointment_id: int, reason: str, *, engine: Engine | None = None) -> Appointment:
    """It is off, with a reason."""
    kept_text(reason, "reason", needed="case.reason_needed")
    return _close(work, appointment_id, "cancelled", reason, engine)


def cancel_planned(work: Work, case: Case) -> None:
    """A case ends: appointments that lie ahead are off."""
    query = select(Appointment).where(
        Appointment.case_id == record_id(case), Appointment.state == "planned", col(Appointment.starts_at) > work.now
    )
    for appointment in work.session.exec(query).all():
        _close(work, record_id(appointment), "cancelled", "", None)


def _close(work: Work, appointment_id: int, state: str, note: str, engine: Engine | None) -> Appointment:
    appointment = _planned(work, appointment_id)
    work.change(appointment, {"state": state})
    _tell(work, appointment, state, engine, kept_text(note, "note"))
    return appointment


def _planned(work: Work, appointment_id: int) -> Appointment:
    appointment = work.get(Appointment, appointment_id)
    if appointment.state != "planned":
        raise DeskError("case.appointment_over", state=appointment.state)
    return appointment


def _checked(work: Work, draft: AppointmentDraft) -> dict[str, Any]:
    if draft.kind not in APPOINTMENT_KINDS:
        raise DeskError("draft.choice", "kind", value=draft.kind)
    if draft.ends_at is not None and draft.ends_at <= draft.starts_at:
        raise DeskError("case.appointment_ends", "ends_at")
    if draft.customer_id is not None:
        get_survivor(work, draft.customer_id)
    if draft.organisation_id is not None:
        work.get(Organisation, draft.organisation_id)
    if draft.staff_id is not None:
        work.get(Staff, draft.staff_id)
    place = clean(draft.place)
    if len(place) > PLACE_LIMIT:
        raise DeskError("draft.too_long", "place", limit=PLACE_LIMIT)
    kept = replace(draft, place=place, note=kept_text(draft.note, "note"))
    return {name: getattr(kept, name) for name in AppointmentDraft.__dataclass_fields__}


def _tell(work: Work, appointment: Appointment, what: str, engine: Engine | None, text: str = "") -> None:
    """An appointment of a case stands in its timeline."""
    if appointment.case_id is None:
        return
    case = work.get(Case, appointment.case_id)
    data = {
        "appointment": record_id(appointment),
        "starts_at": appointment.starts_at.isoformat(),
        "place": appointment.place,
    }
    record(work, case, f"appointment.{what}", code=appointment.kind, text=text, data=data, engine=engine)
