"""What was told of clocks that ran out, and who took note: the supervisor's list, and each handler's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from deskapp.cases.model import Case
from deskapp.desks.complaints.handling.escalation_tasks import titles
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.desks.complaints.taking.model_clock import Escalation
from deskapp.errors import DeskError
from deskapp.office.property.queries import unit_code
from deskapp.office.staff.model import Staff
from deskapp.store.base import record_id
from deskapp.store.counting import count_up_to
from deskapp.store.work import Reader, Work

VIEWS: Final = ("leading", "mine", "noted")
"""Told to supervisors and above and not noted; told to somebody as handler and not noted; noted."""
LEADING: Final = ("supervisor", "manager")
LIMIT: Final = 200
COUNTED: Final = 10_000


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A clock that somebody was told of: which share of its limit was over, when it was due, who took note."""

    id: int
    case_id: int
    number: str
    room: str
    words: str
    level: int
    state: str
    clock: str
    task: str
    percent: int
    whom: str
    staff: str
    due_at: datetime | None
    told_at: datetime
    level_to: int | None
    noted_at: datetime | None
    noted_by: str


def list_told(reader: Reader, view: str = "leading", staff_id: int | None = None, limit: int = LIMIT) -> list[ToldRow]:
    """The newest first; ``staff_id`` is whose own ``mine`` are."""
    found: list[Escalation] = []
    for query in _queries(view, staff_id):
        newest = query.with_only_columns(Escalation).order_by(col(Escalation.id).desc()).limit(limit)
        found += reader.session.execute(newest).scalars()
    found.sort(key=record_id, reverse=True)
    return _rows(reader, found[:limit])


def count_told(reader: Reader, view: str = "leading", staff_id: int | None = None) -> int:
    """How many, no further than ``COUNTED`` of each kind."""
    return sum(count_up_to(reader, query, COUNTED) for query in _queries(view, staff_id))


def note_told(work: Work, escalation_id: int) -> Escalation:
    """Somebody whom it concerns has seen it, and sees to it; ``escalation.noted`` where somebody did before."""
    return _note(work, escalation_id)


def note_own(work: Work, escalation_id: int) -> Escalation:
    """The handler has seen what was told to them; ``escalation.not_own`` where it was told to somebody else."""
    told = work.get(Escalation, escalation_id)
    if told.whom != "handler" or told.staff_id not in (None, work.clerk.id):
        raise DeskError("escalation.not_own")
    return _note(work, escalation_id)


def _note(work: Work, escalation_id: int) -> Escalation:
    told = work.get(Escalation, escalation_id)
    if told.noted_at is not None:
        raise DeskError("escalation.noted", by=told.noted_by)
    work.change(told, {"noted_at": work.now, "noted_by": work.clerk.name})
    return told


def _queries(view: str, staff_id: int | None) -> Iterable[SelectOfScalar[Any]]:
    """One a kind of people, so that each goes by its index."""
    if view == "noted":
        yield select(Escalation.id).where(col(Escalation.noted_at).is_not(None))
        return
    still = select(Escalation.id).where(col(Escalation.noted_at).is_(None))
    if view == "mine":
        yield still.where(Escalation.whom == "handler", Escalation.staff_id == staff_id)
        return
    for whom in LEADING:
        yield still.where(Escalation.whom == whom)


def _rows(reader: Reader, found: list[Escalation]) -> list[ToldRow]:
    numbers = {one.case_id for one in found}
    cases = {record_id(one): one for one in reader.session.exec(select(Case).where(col(Case.id).in_(numbers)))}
    query = select(Complaint).where(col(Complaint.case_id).in_(numbers))
    complaints = {one.case_id: one for one in reader.session.exec(query)}
    people = {one.staff_id for one in found if one.staff_id is not None}
    names = {record_id(one): one.name for one in reader.session.exec(select(Staff).where(col(Staff.id).in_(people)))}
    tasks = titles(reader, {one.clock for one in found})
    rows = []
    for one in found:
        case, complaint = cases[one.case_id], complaints[one.case_id]
        room = unit_code(reader, complaint.unit_id) if complaint.unit_id is not None else complaint.unit_text
        rows.append(
            ToldRow(
                id=record_id(one),
                case_id=one.case_id,
                number=case.number,
                room=room or complaint.place,
                words=case.need,
                level=complaint.level,
                state=complaint.state,
                clock=one.clock.partition(".")[0],
                task=tasks.get(one.clock, ""),
                percent=one.percent,
                whom=one.whom,
                staff=names.get(one.staff_id or 0, ""),
                due_at=one.due_at,
                told_at=one.told_at,
                level_to=one.level_to,
                noted_at=one.noted_at,
                noted_by=one.noted_by,
            )
        )
    return rows
