"""What is done with a complaint, step by step; each is an event of its case, from which state and clocks follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from deskapp.cases.engine import Engine
from deskapp.cases.events import kept_text
from deskapp.cases.model import Case
from deskapp.cases.recording import open_case_of, record
from deskapp.cases.steps import end_step, reopen_case
from deskapp.cases.waiting import WAYS
from deskapp.desks.complaints.handling.calls import drop_calls, plan_calls
from deskapp.desks.complaints.taking import facts
from deskapp.desks.complaints.taking.model import VALIDITY, Complaint
from deskapp.desks.complaints.taking.rules import causes
from deskapp.errors import DeskError
from deskapp.store.work import Work

ASSESSED: Final = "complaint.assessed"
FOUND: Final = "complaint.found"
ANSWERED: Final = "complaint.answered"
TAKE: Final = "take"
HANDLE: Final = "handle"
CALL: Final = "call"
AGREED: Final = ("signed", "by_phone", "in_writing", "none")
"""How the complainant agreed to the plan; ``none``: did not, and it is done all the same."""


@dataclass(frozen=True, slots=True)
class CloseDraft:
    """How a complaint ends: the result in words, whether it was right, why it came up, who answers for it."""

    result: str
    validity: str
    cause: str = "other"
    responsible: str = ""


def acknowledge(
    work: Work, complaint_id: int, *, engine: Engine, happened_at: datetime | None = None, note: str = ""
) -> Complaint:
    """Somebody has taken it up and told them so; the first step ends with it."""
    complaint, case = _open(work, complaint_id)
    if complaint.acknowledged_at is not None:
        raise DeskError("complaint.acknowledged", number=case.number)
    record(work, case, facts.ACKNOWLEDGED, text=kept_text(note, "note"), happened_at=happened_at, engine=engine)
    _leave_take(work, case, engine)
    return complaint


def note_contact(
    work: Work,
    complaint_id: int,
    text: str,
    way: str = "phone",
    *,
    engine: Engine,
    happened_at: datetime | None = None,
) -> Complaint:
    """Whoever handles it spoke with them, or was there; it ends every pause, and acknowledges by itself."""
    complaint, case = _open(work, complaint_id)
    if way not in WAYS:
        raise DeskError("draft.choice", "way", value=way)
    said = kept_text(text, "text", needed="complaint.contact_words")
    record(work, case, facts.CONTACT, code=way, party="customer", text=said, happened_at=happened_at, engine=engine)
    _leave_take(work, case, engine)
    return complaint


def assess(work: Work, complaint_id: int, text: str, *, engine: Engine) -> Complaint:
    """How grave it is, whom it concerns, what must be done at once."""
    return _step(work, complaint_id, engine, ASSESSED, {"assessment": text}, "assessed_at")


def note_findings(work: Work, complaint_id: int, text: str, *, engine: Engine) -> Complaint:
    """What the investigation found."""
    return _step(work, complaint_id, engine, FOUND, {"findings": text}, "investigated_at")


def agree_plan(work: Work, complaint_id: int, plan: str, agreed: str, *, engine: Engine) -> Complaint:
    """What is going to be done by when, and how they agreed."""
    if agreed not in AGREED:
        raise DeskError("draft.choice", "plan_agreed", value=agreed)
    complaint = _step(work, complaint_id, engine, facts.PLANNED, {"plan": plan}, "", code=agreed)
    work.change(complaint, {"plan_agreed": agreed})
    return complaint


def answer(work: Work, complaint_id: int, text: str, *, engine: Engine) -> Complaint:
    """What they were told in the end, as it was told."""
    return _step(work, complaint_id, engine, ANSWERED, {"answer": text}, "answered_at")


def close_complaint(
    work: Work,
    complaint_id: int,
    draft: CloseDraft,
    *,
    engine: Engine,
    happened_at: datetime | None = None,
    overrides: Mapping[str, str] | None = None,
) -> Complaint:
    """Close it with a result in words [g01]; open tasks and repairs hold it. The follow-up calls are planned.

    ``complaint.result_words`` without words; ``case.gates_shut`` names what is still open.
    """
    complaint, case = _open(work, complaint_id)
    result = kept_text(draft.result, "result", needed="complaint.result_words")
    if draft.validity not in VALIDITY[1:]:
        raise DeskError("draft.choice", "validity", value=draft.validity)
    if draft.cause not in causes():
        raise DeskError("draft.choice", "cause", value=draft.cause)
    if complaint.state == "closed":
        raise DeskError("complaint.closed", number=case.number)
    _leave_take(work, case, engine)
    end_step(work, engine, complaint.case_id, step=HANDLE, happened_at=happened_at, overrides=overrides)
    fields = {"validity": draft.validity, "cause": draft.cause, "responsible": draft.responsible.strip()}
    work.change(complaint, {**fields, "result": result, "closed_by_id": work.clerk.id or None})
    record(work, case, facts.CLOSED, code=draft.validity, text=result, happened_at=happened_at, engine=engine)
    calls = plan_calls(work, case, opening=complaint.reopened, closed_at=happened_at or work.now, level=complaint.level)
    if all(call.made_at is not None for call in calls):
        # nobody can be asked
        end_step(work, engine, complaint.case_id, step=CALL, happened_at=happened_at)
    return complaint


def reopen(
    work: Work, complaint_id: int, reason: str, *, engine: Engine, happened_at: datetime | None = None
) -> Complaint:
    """It goes on under its number, and the clock of closing counts on."""
    complaint = work.get(Complaint, complaint_id)
    case = work.get(Case, complaint.case_id)
    if complaint.state != "closed":
        raise DeskError("complaint.not_closed", number=case.number)
    why = kept_text(reason, "reason", needed="case.reason_needed")
    drop_calls(work, case)
    reopen_case(work, engine, complaint.case_id, HANDLE, why, happened_at=happened_at)
    record(work, case, facts.REOPENED, text=why, happened_at=happened_at, engine=engine)
    return complaint


def go_outside(work: Work, complaint_id: int, where: str, *, engine: Engine) -> Complaint:
    """They went to an authority or a court: our clocks stop, the case stays to be followed."""
    complaint, case = _open(work, complaint_id)
    said = kept_text(where, "where", needed="complaint.outside_where")
    record(work, case, facts.OUTSIDE, text=said, engine=engine)
    work.change(complaint, {"outside_where": said, "outside_since": work.now})
    return complaint


def _step(
    work: Work,
    complaint_id: int,
    engine: Engine,
    kind: str,
    told: Mapping[str, str],
    moment: str,
    *,
    code: str = "",
) -> Complaint:
    complaint, case = _open(work, complaint_id)
    (field, text), *_ = told.items()
    said = kept_text(text, field, needed="complaint.words_needed")
    record(work, case, kind, code=code, text=said, engine=engine)
    fields: dict[str, Any] = {field: said}
    work.change(complaint, fields | ({moment: work.now} if moment else {}))
    return complaint


def _open(work: Work, complaint_id: int) -> tuple[Complaint, Case]:
    complaint = work.get(Complaint, complaint_id)
    return complaint, open_case_of(work, complaint.case_id)


def _leave_take(work: Work, case: Case, engine: Engine) -> None:
    if case.step == TAKE:
        end_step(work, engine, case.id or 0, step=TAKE)
