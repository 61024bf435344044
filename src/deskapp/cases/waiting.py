"""Waiting for somebody, notes and contacts, and taking back an event that was wrong."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

from sqlmodel import select

from deskapp.cases.engine import Engine
from deskapp.cases.events import kept_text, read_events
from deskapp.cases.history import standing
from deskapp.cases.model import Case, CaseEvent
from deskapp.cases.people import follow_step
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure import PARTIES
from deskapp.cases.recording import open_case_of, record
from deskapp.errors import DeskError
from deskapp.papers.actions import void_paper
from deskapp.store.base import record_id
from deskapp.store.work import Work

CORRECTABLE: Final = ("step.", "waiting.", "note", "contact", "paper", "authority.", "ended")
"""Beginnings of the kinds that can be taken back; tasks and appointments have a state of their own to change."""
WAYS: Final = ("phone", "visit", "message", "email", "letter", "other")


def begin_waiting(
    work: Work,
    case_id: int,
    reason: str,
    party: str = "",
    *,
    note: str = "",
    happened_at: datetime | None = None,
    engine: Engine | None = None,
) -> CaseEvent:
    """The case waits, for a reason that its procedure knows; the procedure says whose clock stands still."""
    case = open_case_of(work, case_id)
    rule = next((wait for wait in procedure_of(work, case).waits if wait.reason == reason), None)
    if rule is None:
        raise DeskError("case.wait_unknown", "reason", reason=reason)
    if party not in ("", *PARTIES):
        raise DeskError("draft.choice", "party", value=party)
    if case.waiting == reason:
        raise DeskError("case.waits_already", "reason", number=case.number)
    text = kept_text(note, "note")
    return record(
        work,
        case,
        "waiting.began",
        code=reason,
        party=party or rule.party,
        text=text,
        happened_at=happened_at,
        engine=engine,
    )


def end_waiting(
    work: Work,
    case_id: int,
    reason: str = "",
    *,
    note: str = "",
    happened_at: datetime | None = None,
    engine: Engine | None = None,
) -> CaseEvent:
    """What the case waited for is there; without a ``reason`` all waiting ends."""
    case = open_case_of(work, case_id)
    if not case.waiting:
        raise DeskError("case.not_waiting", number=case.number)
    text = kept_text(note, "note")
    return record(work, case, "waiting.ended", code=reason, text=text, happened_at=happened_at, engine=engine)


def add_note(work: Work, case_id: int, text: str, *, happened_at: datetime | None = None) -> CaseEvent:
    """A line in the timeline; a case that has ended takes notes too."""
    case = work.get(Case, case_id)
    return record(work, case, "note", text=kept_text(text, "text", needed="case.note_needed"), happened_at=happened_at)


def note_contact(
    work: Work,
    case_id: int,
    text: str,
    *,
    way: str = "phone",
    party: str = "customer",
    happened_at: datetime | None = None,
    engine: Engine | None = None,
) -> CaseEvent:
    """Somebody spoke with us, by phone, in person or in writing; it ends a waiting that any contact ends."""
    case = work.get(Case, case_id)
    if way not in WAYS:
        raise DeskError("draft.choice", "way", value=way)
    if party not in PARTIES:
        raise DeskError("draft.choice", "party", value=party)
    text = kept_text(text, "text")
    return record(work, case, "contact", code=way, party=party, text=text, happened_at=happened_at, engine=engine)


def correct_event(work: Work, event_id: int, reason: str) -> CaseEvent:
    """Take back an event that was wrong: it stays in the timeline, struck out, and counts no more.

    Taking back the end opens the case again. A paper that the event took into our keeping was never here.
    """
    event = work.get(CaseEvent, event_id)
    case = work.get(Case, event.case_id)
    if not event.kind.startswith(CORRECTABLE):
        raise DeskError("case.not_correctable", "event")
    if work.session.exec(select(CaseEvent.id).where(CaseEvent.corrects == event_id)).first() is not None:
        raise DeskError("case.corrected_already", "event")
    work.reason = kept_text(reason, "reason", needed="case.reason_needed")
    taken = _taken_in(event)
    if taken is not None:
        void_paper(work, taken, work.reason)
    correction = _take_back(work, case, event)
    if not case.outcome and not case.step:
        # a case that had gone all the way stands at its last step again
        _take_back(work, case, _last_end(work, case))
    follow_step(work, case)
    return correction


def _take_back(work: Work, case: Case, event: CaseEvent) -> CaseEvent:
    return record(
        work, case, "corrected", step=event.step, code=event.kind, text=work.reason, corrects=record_id(event)
    )


def _last_end(work: Work, case: Case) -> CaseEvent:
    """The event that ended the last step, or left it out."""
    passed = ("step.ended", "step.skipped")
    events = [one for one in standing(read_events(work, record_id(case))) if one.kind in passed]
    last = procedure_of(work, case).steps[-1].id
    return work.get(CaseEvent, next(one.id for one in reversed(events) if one.step == last))


def _taken_in(event: CaseEvent) -> int | None:
    """The paper that came into our keeping with an event."""
    data = json.loads(event.data)
    return int(data["paper_id"]) if data.get("taken_in") else None
