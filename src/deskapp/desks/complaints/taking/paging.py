"""The crisis key: everybody named in the register gets a message at once, and every counter shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import col, or_, select

from deskapp.cases.engine import Engine
from deskapp.cases.model import Case
from deskapp.cases.recording import record
from deskapp.desks.complaints.taking.model import CRISIS, Complaint
from deskapp.desks.complaints.taking.model_clock import CrisisContact
from deskapp.locale import words
from deskapp.messages.actions import queue_message
from deskapp.messages.drafts import MessageDraft
from deskapp.office.property.queries import unit_code
from deskapp.office.staff.model import Office
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work

PAGED: Final = "complaint.paged"
MOST: Final = 50
"""People who are paged, and open crises that counters show."""
_WORDS_MOST: Final = 300


@dataclass(frozen=True, slots=True)
class CrisisRow:
    """An open complaint of level 4 or 5 that nobody took up yet."""

    id: int
    case_id: int
    number: str
    level: int
    place: str
    words: str
    received_at: datetime
    staff_id: int | None


def contacts_for(reader: Reader, level: int, project_id: int | None, day: date) -> list[CrisisContact]:
    """Who is paged at a level: those of the project and those of every one, in their order."""
    query = select(CrisisContact).where(
        CrisisContact.level <= level,
        or_(col(CrisisContact.until).is_(None), col(CrisisContact.until) >= day),
        or_(col(CrisisContact.project_id).is_(None), CrisisContact.project_id == project_id),
    )
    return list(reader.session.exec(query.order_by(col(CrisisContact.position), col(CrisisContact.id)).limit(MOST)))


def page_crisis(work: Work, complaint: Complaint, *, engine: Engine | None = None) -> tuple[str, ...]:
    """A message to each of them, in the outbox at once; who has neither phone nor e-mail is to be told by hand.

    Gives their names; nobody where the register is empty, which the timeline says too.
    """
    case = work.get(Case, complaint.case_id)
    people = contacts_for(work, complaint.level, complaint.project_id, work.today)
    said = words(work.get(Office, complaint.office_id).language or work.clerk.language or "zh")
    text = said.text(
        "complaint.page_text",
        number=case.number,
        level=said.text(f"complaint_level.{complaint.level}"),
        place=_place(work, complaint),
        words=case.need[:_WORDS_MOST],
        clerk=work.clerk.name,
        time=f"{work.now:%H:%M}",
    )
    subject = said.text("complaint.page_subject", number=case.number)
    for one in people:
        channel, to = ("sms", one.phone) if one.phone else ("email", one.email) if one.email else ("hand", one.name)
        draft = MessageDraft(None, channel, to, subject, text, said.language, ("case_file", record_id(case)))
        queue_message(work, draft)
    names = tuple(one.name for one in people)
    comma = "、" if said.language == "zh" else ", "
    record(work, case, PAGED, code=str(complaint.level), text=comma.join(names), engine=engine)
    work.change(complaint, {"paged_at": work.now})
    return names


def open_crises(reader: Reader, limit: int = MOST) -> list[CrisisRow]:
    """What every counter shows until somebody took it up, the newest first."""
    query = (
        select(Complaint)
        .where(col(Complaint.open).is_(True), col(Complaint.level) >= CRISIS, col(Complaint.acknowledged_at).is_(None))
        .order_by(col(Complaint.id).desc())
        .limit(limit)
    )
    found: Sequence[Complaint] = reader.session.exec(query).all()
    return [_row(reader, one) for one in found]


def _row(reader: Reader, one: Complaint) -> CrisisRow:
    case = reader.get(Case, one.case_id)
    return CrisisRow(
        record_id(one),
        one.case_id,
        case.number,
        one.level,
        _place(reader, one),
        case.need,
        one.received_at,
        case.staff_id,
    )


def _place(reader: Reader, one: Complaint) -> str:
    room = unit_code(reader, one.unit_id) if one.unit_id is not None else one.unit_text
    return " ".join(part for part in (room, one.place) if part)
