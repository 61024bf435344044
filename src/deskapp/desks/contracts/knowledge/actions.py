"""What is known of a project, what changed outside, what people say of us: fact sheet, notice board, suggestions."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.desks.contracts.knowledge.model import (
    BOARD_TOPICS,
    SUGGESTION_KINDS,
    SUGGESTION_STATES,
    BoardNote,
    ProjectFact,
    Suggestion,
)
from deskapp.errors import DeskError, Fault
from deskapp.office.checking import Faults, refuse, take_text, wrong_choices
from deskapp.office.customer.rows import get_survivor
from deskapp.office.property.model import Project
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values.text import clean

SHORT: Final = 200
"""Characters of a title, a topic, a source, a name."""


@dataclass(frozen=True, slots=True)
class FactDraft:
    """A line of a project's fact sheet; ``valid_until`` where it will be true no longer (a price list, an offer)."""

    topic: str
    text: str
    source: str = ""
    valid_until: date | None = None

    def checked(self) -> tuple[FactDraft, Faults]:
        """In normal form, with what is wrong by field."""
        return _checked(self, ("topic",), ("source",), "text")


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """A note on the board; without a project it is for everybody of the office."""

    topic: str
    title: str
    text: str = ""
    source: str = ""
    since: date | None = None
    until: date | None = None
    project_id: int | None = None

    def checked(self) -> tuple[NoteDraft, Faults]:
        """In normal form, with what is wrong by field."""
        draft, faults = _checked(self, ("title",), ("source",), "text", needed=False)
        faults |= wrong_choices(self, {"topic": BOARD_TOPICS})
        if self.since is not None and self.until is not None and self.until < self.since:
            faults["until"] = Fault("draft.ends_before_start")
        return draft, faults


@dataclass(frozen=True, slots=True)
class SuggestionDraft:
    """What somebody said: ``said_by`` is their name where they are no customer of ours."""

    kind: str
    text: str
    said_by: str = ""
    customer_id: int | None = None
    said_on: date | None = None
    project_id: int | None = None

    def checked(self) -> tuple[SuggestionDraft, Faults]:
        """In normal form, with what is wrong by field."""
        draft, faults = _checked(self, (), ("said_by",), "text")
        return draft, faults | wrong_choices(self, {"kind": SUGGESTION_KINDS})


def add_fact(work: Work, project_id: int, draft: FactDraft) -> ProjectFact:
    """A new line, below the others."""
    fields = _fields(draft)
    project = work.get(Project, project_id)
    last = work.session.exec(
        select(func.max(col(ProjectFact.position))).where(ProjectFact.project_id == project_id)
    ).one()
    return work.add(ProjectFact(office_id=project.office_id, project_id=project_id, position=(last or 0) + 1, **fields))


def edit_fact(work: Work, number: int, draft: FactDraft, seen: int | None = None) -> ProjectFact:
    """What the form says now."""
    fact = work.get(ProjectFact, number)
    work.change(fact, _fields(draft), seen=seen)
    return fact


def move_fact(work: Work, number: int, step: int) -> bool:
    """Change places with the line above (-1) or below (1); False at the end of the sheet."""
    fact = work.get(ProjectFact, number)
    query = select(ProjectFact).where(ProjectFact.project_id == fact.project_id)
    lines = list(work.session.exec(query.order_by(col(ProjectFact.position), col(ProjectFact.id))))
    place = lines.index(fact)
    other = place + (1 if step > 0 else -1)
    if not 0 <= other < len(lines):
        return False
    lines[place], lines[other] = lines[other], lines[place]
    for position, line in enumerate(lines, start=1):
        work.change(line, {"position": position})
    return True


def drop_fact(work: Work, number: int) -> None:
    """It was never so; the trail keeps what it said."""
    work.remove(work.get(ProjectFact, number))


def add_note(work: Work, draft: NoteDraft) -> BoardNote:
    """Put a note on the board, from today where no day is given."""
    fields = _note_fields(work, draft)
    return work.add(BoardNote(office_id=work.clerk.office_id, clerk=work.clerk.name, **fields))


def edit_note(work: Work, number: int, draft: NoteDraft, seen: int | None = None) -> BoardNote:
    """What the form says now."""
    note = work.get(BoardNote, number)
    work.change(note, _note_fields(work, replace(draft, since=draft.since or note.since)), seen=seen)
    return note


def take_down(work: Work, number: int) -> BoardNote:
    """It holds no longer: yesterday was its last day, or its first where it was put up today."""
    note = work.get(BoardNote, number)
    if note.until is not None and note.until < work.today:
        raise DeskError("board.down", title=note.title)
    work.change(note, {"until": max(work.today - timedelta(days=1), note.since - timedelta(days=1))})
    return note


def add_suggestion(work: Work, draft: SuggestionDraft) -> Suggestion:
    """Note it; it is open until somebody says what becomes of it."""
    fields = _fields(draft)
    if draft.customer_id is not None:
        fields["customer_id"] = record_id(get_survivor(work, draft.customer_id))
    if draft.project_id is not None:
        work.get(Project, draft.project_id)
    fields["said_on"] = draft.said_on or work.today
    return work.add(Suggestion(office_id=work.clerk.office_id, clerk=work.clerk.name, **fields))


def answer_suggestion(work: Work, number: int, state: str, answer: str) -> Suggestion:
    """What becomes of it: passed on (to whom), adopted, declined (why); open again needs no words."""
    suggestion = work.get(Suggestion, number)
    if state not in SUGGESTION_STATES:
        raise DeskError("draft.choice", "state", value=state)
    kept: dict[str, Any] = {}
    faults: Faults = {}
    take_text(kept, faults, "answer", answer)
    refuse(faults)
    if state != "open" and not kept["answer"]:
        raise DeskError("suggestion.answer_needed", "answer")
    work.change(suggestion, {"state": state, "answer": kept["answer"]})
    return suggestion


def _note_fields(work: Work, draft: NoteDraft) -> dict[str, Any]:
    fields = _fields(replace(draft, since=draft.since or work.today))
    if draft.project_id is not None:
        work.get(Project, draft.project_id)
    return fields


def _fields(draft: FactDraft | NoteDraft | SuggestionDraft) -> dict[str, Any]:
    checked, faults = draft.checked()
    refuse(faults)
    return asdict(checked)


def _checked(
    draft: Any, required: tuple[str, ...], short: tuple[str, ...], long: str, *, needed: bool = True
) -> tuple[Any, Faults]:
    """Short texts on one line, the long one with its lines; what is required is there."""
    kept: dict[str, Any] = {}
    faults: Faults = {}
    for name in (*required, *short):
        kept[name] = clean(getattr(draft, name))
        if len(kept[name]) > SHORT:
            faults[name] = Fault("draft.too_long", {"limit": SHORT})
    take_text(kept, faults, long, getattr(draft, long))
    for name in (*required, long) if needed else required:
        if not kept[name]:
            faults[name] = Fault("form.required")
    return replace(draft, **kept), faults
