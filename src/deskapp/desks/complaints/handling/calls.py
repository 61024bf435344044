"""Follow-up calls: planned when something is closed, made by somebody else than who handled it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import func, tuple_
from sqlmodel import col, select

from deskapp.cases.clock import zone_of
from deskapp.cases.engine import Engine
from deskapp.cases.events import kept_text
from deskapp.cases.model import Case
from deskapp.cases.pinned import procedure_of
from deskapp.cases.projection import country_of
from deskapp.cases.recording import record
from deskapp.cases.steps import end_step, reopen_case
from deskapp.desks.complaints.taking import facts
from deskapp.desks.complaints.taking.actions import change_level
from deskapp.desks.complaints.taking.clocks import due_of
from deskapp.desks.complaints.taking.facts import Calendars
from deskapp.desks.complaints.taking.limits import read_limits
from deskapp.desks.complaints.taking.model import CRISIS, Complaint
from deskapp.desks.complaints.taking.model_clock import CALL_RESULTS, Escalation, FollowUpCall
from deskapp.desks.complaints.taking.paging import page_crisis
from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work

CALLED: Final = "call"
TRIED: Final = "call.tried"
UNSATISFIED: Final = "unsatisfied"
SECOND: Final = 2
"""How many times not satisfied raise the level."""
NO_PHONE: Final = "no_phone"
ENDS: Final = ("satisfied", "neutral", "refused", NO_PHONE)
"""Results after which nobody calls any more."""


@dataclass(frozen=True, slots=True)
class CallDraft:
    """What came of a call: ``result`` of ``CALL_RESULTS``, 1 to 5 where they said so, and their words."""

    result: str
    score: int | None = None
    said: str = ""


@cache
def rounds_of(about: str) -> int:
    """How many calls a matter of a kind gets."""
    text = (Path(__file__).parent / "calls.toml").read_text(encoding="utf-8")
    return next((int(row["rounds"]) for row in tomllib.loads(text)["call"] if row["about"] == about), 1)


def plan_calls(
    work: Work, case: Case, *, about: str = "complaint", opening: int = 0, closed_at: datetime, level: int = 1
) -> list[FollowUpCall]:
    """The first call after a closing; the one after it is planned when it was made.

    Who left no phone is asked nothing: their call is noted as not to be made.
    """
    phone = bool(case.caller_phone) or case.customer_id is not None
    call = _plan(work, case, about, opening, 1, closed_at, level)
    if not phone:
        work.change(call, {"result": NO_PHONE, "made_at": closed_at, "clerk": work.clerk.name})
    return [call]


def make_call(work: Work, call_id: int, draft: CallDraft, *, engine: Engine) -> FollowUpCall:
    """Note what came of it. Not satisfied opens the matter again; nobody answered leaves it to be made.

    ``call.by_handler`` where who handled it would ask about their own work, ``call.made`` where it was made.
    """
    call = work.get(FollowUpCall, call_id)
    case = work.get(Case, call.case_id)
    if call.made_at is not None:
        raise DeskError("call.made", number=case.number)
    if draft.result not in CALL_RESULTS[1:]:
        raise DeskError("draft.choice", "result", value=draft.result)
    if draft.score is not None and not 1 <= draft.score <= 5:
        raise DeskError("draft.choice", "score", value=draft.score)
    if call.handler_id is not None and call.handler_id == work.clerk.id:
        raise DeskError("call.by_handler", number=case.number)
    said = kept_text(draft.said, "said", needed="call.words" if draft.result == UNSATISFIED else "")
    if draft.result == "no_answer":
        work.change(call, {"attempts": call.attempts + 1})
        record(work, case, TRIED, text=said, engine=engine)
        return call
    who = {"staff_id": work.clerk.id or None, "clerk": work.clerk.name}
    work.change(call, {"result": draft.result, "score": draft.score, "said": said, "made_at": work.now, **who})
    record(work, case, CALLED, code=draft.result, party="customer", text=said, engine=engine)
    if draft.result == UNSATISFIED:
        _reopen(work, case, said, engine)
        _raise_level(work, case, call, engine)
    elif call.round < rounds_of(call.about):
        _plan(work, case, call.about, call.opening, call.round + 1, work.now, _level(work, case))
    elif not case.outcome and case.step == "call":
        end_step(work, engine, record_id(case), step="call")
    return call


def next_opening(reader: Reader, case: Case) -> int:
    """Which opening the next calls of a case are of: one more than those that were planned."""
    query = select(func.max(FollowUpCall.opening)).where(FollowUpCall.case_id == case.id)
    last = reader.session.exec(query).one_or_none()
    return 0 if last is None else int(last) + 1


def drop_calls(work: Work, case: Case) -> None:
    """A matter goes on before it was asked about: nobody asks about what was not the end."""
    query = select(FollowUpCall).where(FollowUpCall.case_id == case.id, col(FollowUpCall.made_at).is_(None))
    for call in work.session.exec(query).all():
        work.remove(call)


def due_calls(
    reader: Reader, *, after: tuple[datetime, int] | None = None, limit: int = 50, not_by: int | None = None
) -> list[FollowUpCall]:
    """Calls to be made, the first due on top; ``not_by`` leaves out those about somebody's own work."""
    query = select(FollowUpCall).where(col(FollowUpCall.made_at).is_(None))
    if not_by is not None:
        query = query.where(col(FollowUpCall.handler_id).is_distinct_from(not_by))
    if after is not None:
        query = query.where(tuple_(col(FollowUpCall.due_at), col(FollowUpCall.id)) > after)
    return list(reader.session.exec(query.order_by(col(FollowUpCall.due_at), col(FollowUpCall.id)).limit(limit)))


def _reopen(work: Work, case: Case, why: str, engine: Engine) -> None:
    complaint = work.session.exec(select(Complaint).where(Complaint.case_id == case.id)).one_or_none()
    step = "handle" if complaint is not None else procedure_of(work, case).steps[0].id
    reopen_case(work, engine, record_id(case), step, why)
    if complaint is not None:
        record(work, case, facts.REOPENED, text=why, engine=engine)


def _raise_level(work: Work, case: Case, call: FollowUpCall, engine: Engine) -> None:
    """Not satisfied a second time: a level more, told to the manager; the first crisis level pages people."""
    complaint = work.session.exec(select(Complaint).where(Complaint.case_id == case.id)).one_or_none()
    if complaint is None or complaint.level >= CRISIS:
        return
    said_no = (FollowUpCall.case_id == case.id, FollowUpCall.result == UNSATISFIED)
    if work.session.exec(select(func.count()).select_from(FollowUpCall).where(*said_no)).one() < SECOND:
        return
    before = complaint.level
    reason = words(work.clerk.language or "zh").text("complaint.second_unsatisfied")
    change_level(work, record_id(complaint), before + 1, reason, crisis=True, engine=engine)
    work.add(
        Escalation(
            office_id=case.office_id,
            project_id=case.project_id,
            case_id=record_id(case),
            opening=call.opening + 1,
            clock="callback",
            percent=0,
            whom="manager",
            told_at=work.now,
            level_from=before,
            level_to=before + 1,
        )
    )
    if before + 1 >= CRISIS:
        page_crisis(work, complaint, engine=engine)


def _plan(work: Work, case: Case, about: str, opening: int, turn: int, begins: datetime, level: int) -> FollowUpCall:
    country = country_of(procedure_of(work, case))
    local = begins.astimezone(zone_of(country))
    kind = "callback" if turn == 1 else "callback_again"
    limit = read_limits(work).find(kind, level, local.date(), case.procedure)
    calendar = Calendars(work).of(country, local.date())
    due = None if limit is None else due_of(local, limit, (), calendar)
    return work.add(
        FollowUpCall(
            office_id=case.office_id,
            project_id=case.project_id,
            case_id=record_id(case),
            about=about,
            opening=opening,
            round=turn,
            due_at=due or local,
            handler_id=work.clerk.id or None if turn == 1 else _handler(work, case, opening),
        )
    )


def _handler(work: Work, case: Case, opening: int) -> int | None:
    query = select(FollowUpCall.handler_id).where(
        FollowUpCall.case_id == case.id, FollowUpCall.opening == opening, FollowUpCall.round == 1
    )
    return work.session.exec(query).first()


def _level(work: Work, case: Case) -> int:
    return work.session.exec(select(Complaint.level).where(Complaint.case_id == case.id)).first() or 1
