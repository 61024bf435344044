"""A complaint comes in: one action opens its case, grades it and lets its clocks run."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.engine import Engine
from deskapp.cases.events import kept_text
from deskapp.cases.model import Case
from deskapp.cases.opening import CaseDraft, open_case
from deskapp.cases.recording import open_case_of, record
from deskapp.cases.waiting import WAYS
from deskapp.desks.complaints.taking import facts
from deskapp.desks.complaints.taking.drafts import ComplaintDraft
from deskapp.desks.complaints.taking.events import TITLE_MOST, event_of_both, homes_in
from deskapp.desks.complaints.taking.model import CRISIS, LEVELS, Complaint, MassEvent
from deskapp.desks.complaints.taking.paging import page_crisis
from deskapp.desks.complaints.taking.rules import LevelFacts, propose_level, repeat_days
from deskapp.errors import DeskError
from deskapp.office.checking import refuse
from deskapp.office.customer.rows import get_survivor
from deskapp.office.property.model import Building, Project, Unit
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.values.money import to_minor

PROCEDURE: Final = "complaint"
MOST_REPEATS: Final = 50


def log_complaint(work: Work, draft: ComplaintDraft, *, engine: Engine) -> Complaint:
    """Open its case, grade it, and let its clocks run, all in one.

    ``complaint.outside_known`` where another house's number is here already, ``complaint.crisis_key`` where a level
    from 4 on was asked for without the crisis key.
    """
    draft, faults = draft.checked()
    refuse(faults)
    place = _place(work, draft)
    _refuse_known(work, draft)
    received = (draft.received_at or work.now).astimezone(work.now.tzinfo)
    if draft.outside_due_at is not None and draft.outside_due_at <= received:
        raise DeskError("complaint.due_before", "outside_due_at")
    earlier = find_repeats(work, draft, received)
    draft = _joined(work, draft, engine)
    proposed, _ = propose_level(level_facts(work, draft, len(earlier), received))
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
            repeats_id=earlier[0] if earlier else None,
            **place,
            **_told(draft),
        )
    )


def crisis(work: Work, draft: ComplaintDraft, *, engine: Engine) -> tuple[Complaint, tuple[str, ...]]:
    """The crisis key: taken at level 4, or 5 where it is told, and everybody named in the register is paged."""
    level = draft.level if draft.level is not None and draft.level >= CRISIS else CRISIS
    complaint = log_complaint(work, replace(draft, level=level, crisis=True), engine=engine)
    return complaint, page_crisis(work, complaint, engine=engine)


def raise_crisis(
    work: Work, complaint_id: int, level: int, reason: str, *, engine: Engine
) -> tuple[Complaint, tuple[str, ...]]:
    """The crisis key on a complaint that is here already."""
    if level < CRISIS:
        raise DeskError("draft.choice", "level", value=level)
    complaint = change_level(work, complaint_id, level, reason, crisis=True, engine=engine)
    return complaint, page_crisis(work, complaint, engine=engine)


def add_words(
    work: Work, complaint_id: int, words: str, *, way: str = "phone", engine: Engine | None = None
) -> Complaint:
    """They come again about what is open already: their words go to it, and every pause ends. No second number."""
    complaint = work.get(Complaint, complaint_id)
    case = open_case_of(work, complaint.case_id)
    if way not in WAYS:
        raise DeskError("draft.choice", "way", value=way)
    text = kept_text(words, "words", needed="form.required")
    data = {facts.INCOMING: True}
    record(work, case, facts.CONTACT, code=way, party="customer", text=text, data=data, engine=engine)
    return complaint


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


def level_facts(reader: Reader, draft: ComplaintDraft, repeats: int, received: datetime) -> LevelFacts:
    """What a level is proposed by; the homes of a mass event count as the complaint's own."""
    households = draft.households
    if draft.mass_event_id is not None:
        households = max(households, homes_in(reader, draft.mass_event_id, draft.unit_id) + 1)
    return LevelFacts(
        received.date(),
        draft.words,
        draft.relation,
        households,
        draft.amount,
        draft.currency,
        repeats,
        draft.outside,
        draft.safety,
    )


def propose(reader: Reader, draft: ComplaintDraft, received: datetime) -> tuple[int, tuple[str, ...]]:
    """The level that is proposed for what stands in a form, and by which rules."""
    return propose_level(level_facts(reader, draft, len(find_repeats(reader, draft, received)), received))


def find_repeats(reader: Reader, draft: ComplaintDraft, received: datetime) -> list[int]:
    """Earlier complaints of the same home about the same, near enough to be repeated; the last first."""
    days = repeat_days(received.date())
    if draft.unit_id is None or not days:
        return []
    number, at = col(Complaint.id), col(Complaint.received_at)
    query = select(number).where(
        Complaint.unit_id == draft.unit_id,
        Complaint.category == draft.category,
        at >= received - timedelta(days=days),
        at < received,
    )
    return [int(one or 0) for one in reader.session.exec(query.order_by(at.desc(), number.desc()).limit(MOST_REPEATS))]


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


def _joined(work: Work, draft: ComplaintDraft, engine: Engine) -> ComplaintDraft:
    """The event that it belongs to: the one that was chosen, or that of an open complaint about the same."""
    if draft.mass_event_id is not None:
        event = work.get(MassEvent, draft.mass_event_id)
        if event.closed_at is not None:
            raise DeskError("mass_event.closed", number=event.number)
    elif draft.join_id is not None:
        other = work.get(Complaint, draft.join_id)
        title = work.get(Case, other.case_id).need.splitlines()[0][:TITLE_MOST]
        event = event_of_both(work, draft.join_id, title, engine=engine)
    else:
        return draft
    return replace(draft, mass_event_id=record_id(event))


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
