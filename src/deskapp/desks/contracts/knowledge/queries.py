"""Reads of the fact sheets, the notice board and the register of suggestions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import and_, func, or_
from sqlmodel import col, select

from deskapp.desks.contracts.knowledge.actions import FactDraft, NoteDraft, SuggestionDraft
from deskapp.desks.contracts.knowledge.model import SUGGESTION_STATES, BoardNote, ProjectFact, Suggestion
from deskapp.office.customer.rows import find_rows, find_survivors
from deskapp.office.property.model import Project
from deskapp.store.base import record_id
from deskapp.store.work import Reader

MOST: Final = 500
"""Lines of a list: sheets and boards are read, not searched through."""
CLOSED: Final = ("adopted", "declined")


@dataclass(frozen=True, slots=True)
class FactRow:
    """A line of a fact sheet."""

    id: int
    draft: FactDraft
    version: int

    def is_past(self, today: date) -> bool:
        """Whether it has stopped being true."""
        return self.draft.valid_until is not None and self.draft.valid_until < today


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note on the board, with the project that it is about and who put it up."""

    id: int
    draft: NoteDraft
    project: str
    clerk: str
    version: int

    def is_past(self, today: date) -> bool:
        """Whether it was taken down or ran out."""
        return self.draft.until is not None and self.draft.until < today


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """What somebody said, of which project, and what became of it; ``who`` is the customer, or the name given."""

    id: int
    draft: SuggestionDraft
    who: str
    project: str
    state: str
    answer: str
    clerk: str


def list_facts(reader: Reader, project_id: int) -> list[FactRow]:
    """The fact sheet of a project, in its order."""
    query = select(ProjectFact).where(ProjectFact.project_id == project_id)
    ordered = query.order_by(col(ProjectFact.position), col(ProjectFact.id)).limit(MOST)
    return [
        FactRow(record_id(one), FactDraft(one.topic, one.text, one.source, one.valid_until), one.version)
        for one in reader.session.exec(ordered)
    ]


def list_notes(reader: Reader, today: date, *, past: bool = False) -> list[NoteRow]:
    """The board: what holds today and what will, the newest first; ``past`` what was taken down or ran out."""
    until = col(BoardNote.until)
    over = and_(until.is_not(None), until < today)
    standing = or_(until.is_(None), until >= today)
    query = select(BoardNote).where(over if past else standing)
    ordered = query.order_by(col(BoardNote.since).desc(), col(BoardNote.id).desc()).limit(MOST)
    notes = list(reader.session.exec(ordered))
    names = _projects(reader, (one.project_id for one in notes))
    return [
        NoteRow(
            record_id(one),
            NoteDraft(one.topic, one.title, one.text, one.source, one.since, one.until, one.project_id),
            names.get(one.project_id, ""),
            one.clerk,
            one.version,
        )
        for one in notes
    ]


def list_suggestions(reader: Reader, state: str = "") -> list[SuggestionRow]:
    """What people said, the newest first; by ``state``, or everything that is not closed."""
    column = col(Suggestion.state)
    query = select(Suggestion).where(column == state if state else column.not_in(CLOSED))
    found = list(reader.session.exec(query.order_by(col(Suggestion.id).desc()).limit(MOST)))
    names = _projects(reader, (one.project_id for one in found))
    living = find_survivors(reader, {one.customer_id for one in found if one.customer_id is not None})
    people = {row.id: row.name for row in find_rows(reader, set(living.values()))}
    return [
        SuggestionRow(
            record_id(one),
            SuggestionDraft(one.kind, one.text, one.said_by, one.customer_id, one.said_on, one.project_id),
            people.get(living.get(one.customer_id or 0, 0), "") or one.said_by,
            names.get(one.project_id, ""),
            one.state,
            one.answer,
            one.clerk,
        )
        for one in found
    ]


def count_suggestions(reader: Reader) -> dict[str, int]:
    """How many there are of each state."""
    query = select(Suggestion.state, func.count()).group_by(col(Suggestion.state))
    return dict.fromkeys(SUGGESTION_STATES, 0) | dict(reader.session.exec(query).all())


def _projects(reader: Reader, numbers: Iterable[int | None]) -> dict[int | None, str]:
    wanted = {number for number in numbers if number is not None}
    if not wanted:
        return {}
    found = reader.session.exec(select(Project.id, Project.name).where(col(Project.id).in_(wanted)))
    return dict(found.all())
