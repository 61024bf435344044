"""Mass events: begun, told in one text that every clerk reads out, joined by complaints, closed with a result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, tuple_
from sqlmodel import col, select

from deskapp.cases.engine import Engine
from deskapp.cases.events import kept_text
from deskapp.cases.recording import open_case_of, record
from deskapp.desks.complaints.taking.model import Complaint, MassEvent
from deskapp.desks.complaints.taking.rows import EventRow, event_rows
from deskapp.desks.complaints.taking.rules import categories, causes
from deskapp.errors import DeskError, Fault
from deskapp.locale import LANGUAGES
from deskapp.office.checking import Faults, refuse, take_text
from deskapp.office.property.model import Building
from deskapp.store.audit import to_json
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.values.series import MASS_EVENT
from deskapp.values.text import clean

JOINED: Final = "complaint.joined"
LEFT: Final = "complaint.left"
TITLE_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class EventDraft:
    """What the form of a mass event gives; ``said`` by language, ``begun_at`` None is now."""

    title: str
    category: str = ""
    building_id: int | None = None
    project_id: int | None = None
    entrance: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    cause: str = ""
    begun_at: datetime | None = None
    expected_at: datetime | None = None

    def checked(self) -> tuple[EventDraft, Faults]:
        """In normal form, with what is wrong by field."""
        kept: dict[str, Any] = {"title": clean(self.title), "entrance": clean(self.entrance)}
        faults: Faults = {}
        if not kept["title"]:
            faults["title"] = Fault("form.required")
        elif len(kept["title"]) > TITLE_MOST:
            faults["title"] = Fault("draft.too_long", {"limit": TITLE_MOST})
        said: dict[str, str] = {}
        for language, text in self.said.items():
            if language not in LANGUAGES:
                faults["said"] = Fault("draft.choice", {"value": language})
            take_text(said, faults, language, text)
        kept["said"] = {language: text for language, text in said.items() if text}
        for name, codes in (("category", categories()), ("cause", causes())):
            if getattr(self, name) not in ("", *codes):
                faults[name] = Fault("draft.choice", {"value": getattr(self, name)})
        return replace(self, **kept), faults


def open_event(work: Work, draft: EventDraft) -> MassEvent:
    """Many complain of it, or will: from now on it stands before every clerk who takes one like it."""
    draft, faults = draft.checked()
    refuse(faults)
    return work.add(
        MassEvent(
            office_id=work.clerk.office_id,
            number=work.number(MASS_EVENT),
            begun_at=_begun(work, draft),
            clerk=work.clerk.name,
            **_told(work, draft),
        )
    )


def edit_event(work: Work, event_id: int, draft: EventDraft, seen: int | None = None) -> MassEvent:
    """Another text, another hour when it will be over."""
    draft, faults = draft.checked()
    refuse(faults)
    event = _open(work, event_id)
    begun = {"begun_at": _begun(work, draft)} if draft.begun_at is not None else {}
    work.change(event, _told(work, draft) | begun, seen=seen)
    return event


def close_event(work: Work, event_id: int, result: str) -> MassEvent:
    """It is over, with what came of it; its complaints are answered one by one."""
    event = _open(work, event_id)
    text = kept_text(result, "result", needed="mass_event.result_words")
    work.change(event, {"closed_at": work.now, "result": text})
    return event


def reopen_event(work: Work, event_id: int) -> MassEvent:
    """It was not over."""
    event = work.get(MassEvent, event_id)
    if event.closed_at is None:
        raise DeskError("mass_event.open", number=event.number)
    work.change(event, {"closed_at": None})
    return event


def join_event(work: Work, complaint_id: int, event_id: int, *, engine: Engine | None = None) -> Complaint:
    """This complaint is one of the event's."""
    complaint, event = work.get(Complaint, complaint_id), _open(work, event_id)
    case = open_case_of(work, complaint.case_id)
    if complaint.mass_event_id == event_id:
        raise DeskError("mass_event.joined", number=case.number, event=event.number)
    data = {"event": event.number, "title": event.title}
    record(work, case, JOINED, code=event.number, text=event.title, data=data, engine=engine)
    work.change(complaint, {"mass_event_id": event_id})
    return complaint


def leave_event(work: Work, complaint_id: int, reason: str, *, engine: Engine | None = None) -> Complaint:
    """It is something of its own after all, with the reason."""
    complaint = work.get(Complaint, complaint_id)
    case = open_case_of(work, complaint.case_id)
    if complaint.mass_event_id is None:
        raise DeskError("mass_event.none", number=case.number)
    text = kept_text(reason, "reason", needed="case.reason_needed")
    number = work.get(MassEvent, complaint.mass_event_id).number
    record(work, case, LEFT, code=number, text=text, engine=engine)
    work.change(complaint, {"mass_event_id": None})
    return complaint


def event_of_both(work: Work, complaint_id: int, title: str, *, engine: Engine | None = None) -> MassEvent:
    """The event that an open complaint belongs to; begun with it where it belongs to none: now there are two."""
    complaint = work.get(Complaint, complaint_id)
    if complaint.mass_event_id is not None:
        event = work.get(MassEvent, complaint.mass_event_id)
        if event.closed_at is None:
            return event
    event = open_event(
        work,
        EventDraft(
            title,
            complaint.category,
            complaint.building_id,
            complaint.project_id,
            begun_at=complaint.received_at,
        ),
    )
    join_event(work, complaint_id, record_id(event), engine=engine)
    return event


def homes_in(reader: Reader, event_id: int, but: int | None = None) -> int:
    """How many homes complained of an event, one of them left out."""
    unit = col(Complaint.unit_id)
    query = select(func.count(unit.distinct())).where(Complaint.mass_event_id == event_id)
    known = reader.session.exec(query if but is None else query.where(unit != but)).one()
    unknown = select(func.count()).select_from(Complaint)
    return known + reader.session.exec(unknown.where(Complaint.mass_event_id == event_id, unit.is_(None))).one()


# ---- reads


def get_event(reader: Reader, event_id: int) -> EventRow:
    """One event."""
    return event_rows(reader, [reader.get(MassEvent, event_id)])[0]


def list_events(
    reader: Reader,
    *,
    is_open: bool | None = None,
    after: tuple[datetime, int] | None = None,
    before: tuple[datetime, int] | None = None,
    limit: int = 100,
) -> list[EventRow]:
    """Events, the newest first; only open or closed ones where that is told."""
    begun, number = col(MassEvent.begun_at), col(MassEvent.id)
    query = select(MassEvent)
    if is_open is not None:
        query = query.where(col(MassEvent.closed_at).is_(None) == is_open)
    if after is not None:
        query = query.where(tuple_(begun, number) < after)
    if before is not None:
        query = query.where(tuple_(begun, number) > before)
        found = list(reader.session.exec(query.order_by(begun, number).limit(limit)))[::-1]
    else:
        found = list(reader.session.exec(query.order_by(begun.desc(), number.desc()).limit(limit)))
    return event_rows(reader, found)


def _open(work: Work, event_id: int) -> MassEvent:
    event = work.get(MassEvent, event_id)
    if event.closed_at is not None:
        raise DeskError("mass_event.closed", number=event.number)
    return event


def _begun(work: Work, draft: EventDraft) -> datetime:
    begun = draft.begun_at or work.now
    if begun > work.now:
        raise DeskError("case.future", "begun_at")
    if draft.expected_at is not None and draft.expected_at <= begun:
        raise DeskError("mass_event.expected", "expected_at")
    return begun


def _told(work: Work, draft: EventDraft) -> dict[str, Any]:
    project = draft.project_id
    if draft.building_id is not None:
        project = work.get(Building, draft.building_id).project_id
    return {
        "title": draft.title,
        "category": draft.category,
        "building_id": draft.building_id,
        "project_id": project,
        "entrance": draft.entrance,
        "said": to_json(dict(draft.said)),
        "cause": draft.cause,
        "expected_at": draft.expected_at,
    }
