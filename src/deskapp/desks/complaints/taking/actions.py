"""A complaint comes in: one action opens its case, grades it and lets its clocks run."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.cases.engine import Engine
from deskapp.cases.events import kept_text
from deskapp.cases.model import Case
from deskapp.cases.opening import CaseDraft, open_case
from deskapp.cases.recording import open_case_of, record
from deskapp.desks.complaints.taking import facts
from deskapp.desks.complaints.taking.drafts import ComplaintDraft
from deskapp.desks.complaints.taking.model import CRISIS, LEVELS, Complaint
from deskapp.desks.complaints.taking.rules import LevelFacts, propose_level, repeat_days
from deskapp.errors import DeskError
from deskapp.office.checking import refuse
from deskapp.office.customer.rows import get_survivor
from deskapp.office.property.model import Building, Project, Unit
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values.money import to_minor

PROCEDURE: Final = "complaint"


def log_complaint(work: Work, draft: ComplaintDraft, *, engine: Engine) -> Complaint:
    """Open its case, grade it, and let its clocks run, all in one.

    ``complaint.outside_known`` where another house's number is here already, ``complaint.crisis_key`` where a level
    from 4 on was asked for without the crisis key.
    """
    draft, faults = draft.checked()
    refuse(faults)
    place = _place(work, draft)
    _refuse_known(work, draft)
    received = draft.received_at or work.now
    repeats = count_repeats(work, draft, received)
    proposed, _ = propose_level(
        LevelFacts(
            received.astimezone(work.now.tzinfo).date(),
            draft.words,
            draft.relation,
            draft.households,
            draft.amount,
            draft.currency,
            repeats,
            draft.outside,
            draft.safety,
        )
    )
    level = proposed if draft.level is None else draft.level
    if level != proposed and not draft.level_reason and level < CRISIS:
        raise DeskError("complaint.level_reason", "level_reason", proposed=proposed)
    case = _open(work, draft, place, received, engine)
    return work.add(
        Complaint(
            office_id=case.office_id,
            project_id=case.project_id,
            case_id=record_id(case),
            level=level,
            proposed=proposed,
            received_at=received,
            state_since=received,
            **place,
            **_told(draft),
        )
    )


def change_level(
    work: Work, complaint_id: int, level: int, reason: str, *, crisis: bool = False, engine: Engine | None = None
) -> Complaint:
    """Another level from now on, with the reason; the clocks that run take its limits."""
    complaint = work.get(Complaint, complaint_id)
    if level not in LEVELS:
        raise DeskError("draft.choice", "level", value=level)
    if level >= CRISIS > complaint.level and not crisis:
        raise DeskError("complaint.crisis_key", "level")
    if level == complaint.level:
        raise DeskError("complaint.level_same", "level", level=level)
    text = kept_text(reason, "level_reason", needed="complaint.level_why")
    case = open_case_of(work, complaint.case_id)
    data = {"from": complaint.level, "to": level}
    record(work, case, facts.LEVEL, code=str(level), text=text, data=data, engine=engine)
    work.change(complaint, {"level": level, "level_reason": text})
    return complaint


def count_repeats(work: Work, draft: ComplaintDraft, received: datetime) -> int:
    """Earlier complaints of the same home about the same, near enough to be repeated."""
    days = repeat_days(received.astimezone(work.now.tzinfo).date())
    if draft.unit_id is None or not days:
        return 0
    query = select(func.count()).select_from(Complaint)
    return work.session.exec(
        query.where(
            Complaint.unit_id == draft.unit_id,
            Complaint.category == draft.category,
            col(Complaint.received_at) >= received - timedelta(days=days),
            col(Complaint.received_at) < received,
        )
    ).one()


def complaint_of(work: Work, case_id: int) -> Complaint:
    """The complaint of a case; ``complaint.none`` where the case is none."""
    found = work.session.exec(select(Complaint).where(Complaint.case_id == case_id)).one_or_none()
    if found is None:
        raise DeskError("complaint.none", number=work.get(Case, case_id).number)
    return found


def procedure_at(work: Work, project_id: int | None) -> str:
    """The procedure that complaints of a project follow: its country's, else the office's."""
    country = work.get(Project, project_id).country if project_id is not None else work.clerk.country
    return f"{country.lower()}-{PROCEDURE}"


def _open(work: Work, draft: ComplaintDraft, place: dict[str, Any], received: datetime, engine: Engine) -> Case:
    project_id = draft.project_id
    if place["building_id"] is not None:
        project_id = work.get(Building, place["building_id"]).project_id
    customer = None if draft.customer_id is None else record_id(get_survivor(work, draft.customer_id))
    case = open_case(
        work,
        engine.procedures,
        CaseDraft(
            procedure_at(work, project_id),
            customer_id=customer,
            unit_id=draft.unit_id,
            channel=draft.channel,
            need=draft.words,
            language=draft.language,
            tell_by=draft.tell_by,
            opened_at=received,
            caller_name=draft.caller_name,
            caller_phone=draft.caller_phone,
            outside_number=draft.outside_number,
        ),
        engine=engine,
    )
    if project_id is not None and case.project_id is None:
        work.change(case, {"project_id": project_id})
    return case


def _place(work: Work, draft: ComplaintDraft) -> dict[str, Any]:
    """Where it is: the home's own building and entrance, or what was said."""
    if draft.unit_id is None:
        return {"unit_id": None, "building_id": draft.building_id, "entrance": draft.entrance}
    unit = work.get(Unit, draft.unit_id)
    return {"unit_id": draft.unit_id, "building_id": unit.building_id, "entrance": unit.entrance}


def _told(draft: ComplaintDraft) -> dict[str, Any]:
    names = (
        "relation", "unit_text", "place", "category", "remedy", "level_reason", "safety", "households", "currency",
        "mass_event_id", "outside", "outside_number", "outside_due_at",
    )  # fmt: skip
    amount = None if draft.amount is None else to_minor(draft.amount, draft.currency)
    return {name: getattr(draft, name) for name in names} | {"amount": amount}


def _refuse_known(work: Work, draft: ComplaintDraft) -> None:
    if not draft.outside_number:
        return
    query = select(Complaint.case_id).where(
        Complaint.outside == draft.outside, Complaint.outside_number == draft.outside_number
    )
    known = work.session.exec(query).first()
    if known is not None:
        number = work.get(Case, known).number
        raise DeskError("complaint.outside_known", "outside_number", outside=draft.outside_number, number=number)
