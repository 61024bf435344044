"""Follow-up calls as they are made: whom, about what, with which result, by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.cases.model import Case
from deskapp.cases.rows import read_rows
from deskapp.desks.complaints.handling.calls import due_calls
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.desks.complaints.taking.model_clock import FollowUpCall
from deskapp.office.customer.rows import find_rows
from deskapp.store.base import record_id
from deskapp.store.work import Reader


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call that is to be made; ``phone`` whole, as whoever calls asks for it with a reason."""

    id: int
    case_id: int
    number: str
    about: str
    round: int
    due_at: datetime
    attempts: int
    who: str
    phone: str
    place: str
    words: str
    result: str
    handler_id: int | None
    unsatisfied: int

    def is_own(self, clerk_id: int | None) -> bool:
        """Whether somebody would ask about their own work."""
        return self.handler_id is not None and self.handler_id == clerk_id


def list_calls(
    reader: Reader, *, after: tuple[datetime, int] | None = None, limit: int = 50, not_by: int | None = None
) -> list[CallRow]:
    """Calls that are to be made, the first due on top; ``not_by`` leaves out those about somebody's own work."""
    calls = due_calls(reader, after=after, limit=limit, not_by=not_by)
    numbers = {call.case_id for call in calls}
    if not numbers:
        return []
    cases = list(reader.session.exec(select(Case).where(col(Case.id).in_(numbers))))
    rows = {row.id: row for row in read_rows(reader, cases)}
    callers = {record_id(case): case.caller_phone for case in cases}
    people = {
        row.id: row.phone for row in find_rows(reader, {one.customer_id for one in rows.values() if one.customer_id})
    }
    facts = {
        one.case_id: one for one in reader.session.exec(select(Complaint).where(col(Complaint.case_id).in_(numbers)))
    }
    return [
        CallRow(
            record_id(call),
            call.case_id,
            rows[call.case_id].number,
            call.about,
            call.round,
            call.due_at,
            call.attempts,
            rows[call.case_id].customer,
            callers[call.case_id] or people.get(rows[call.case_id].customer_id or 0, ""),
            rows[call.case_id].place or _place(facts.get(call.case_id)),
            rows[call.case_id].need,
            facts[call.case_id].result if call.case_id in facts else "",
            call.handler_id,
            facts[call.case_id].unsatisfied if call.case_id in facts else 0,
        )
        for call in calls
        if call.case_id in rows
    ]


def count_calls(reader: Reader, now: datetime) -> tuple[int, int]:
    """How many are to be made, and how many of them are late."""
    open_ones = select(func.count()).select_from(FollowUpCall).where(col(FollowUpCall.made_at).is_(None))
    late = open_ones.where(col(FollowUpCall.due_at) < now)
    return reader.session.exec(open_ones).one(), reader.session.exec(late).one()


def _place(complaint: Complaint | None) -> str:
    return "" if complaint is None else complaint.unit_text or complaint.place
