"""The improvement register [g11]: proposals to do better, from causes that came again, and what they brought."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.cases.events import kept_text
from deskapp.cases.model import Case
from deskapp.desks.complaints.handling.model import IMPROVEMENT_STATES, Improvement, ImprovementCase
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.desks.complaints.taking.rules import causes
from deskapp.errors import DeskError
from deskapp.office.staff.model import Department
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.values import series
from deskapp.values.text import clean

MOST: Final = 200
TITLE_LIMIT: Final = 200
LIVING: Final = ("proposed", "accepted", "doing")
_NEXT: Final = {"accepted": ("proposed",), "doing": ("accepted",), "refused": ("proposed", "accepted"),
                "done": ("accepted", "doing")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImprovementDraft:
    """What somebody proposes: in a line and in whole, why, who does it by when, and from which cases it follows."""

    title: str
    text: str = ""
    cause: str = ""
    department_id: int | None = None
    due_on: date | None = None
    cases: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ImprovementRow:
    """A proposal of the register; ``cases`` how many complaints it follows from."""

    id: int
    number: str
    title: str
    cause: str
    text: str
    proposed_on: date
    proposed_by: str
    department: str
    state: str
    due_on: date | None
    decided_on: date | None
    decided_by: str
    done_on: date | None
    effect: str
    cases: int
    version: int

    def is_late(self, today: date) -> bool:
        """Whether it should be done by now."""
        return self.state in LIVING and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class CauseCount:
    """A cause of complaints closed in a span, and how many proposals about it live: what to propose next."""

    cause: str
    count: int
    proposals: int


def propose_improvement(work: Work, draft: ImprovementDraft) -> Improvement:
    """Take a proposal into the register."""
    title = clean(draft.title)
    if not title:
        raise DeskError("form.required", "title")
    if len(title) > TITLE_LIMIT:
        raise DeskError("draft.too_long", "title", limit=TITLE_LIMIT)
    if draft.cause not in ("", *causes()):
        raise DeskError("draft.choice", "cause", value=draft.cause)
    improvement = work.add(
        Improvement(
            office_id=work.clerk.office_id,
            number=work.number(series.IMPROVEMENT),
            title=title,
            cause=draft.cause,
            text=kept_text(draft.text, "text"),
            proposed_on=work.today,
            proposed_by=work.clerk.name,
            department_id=draft.department_id,
            due_on=draft.due_on,
        )
    )
    for case_id in draft.cases:
        link_case(work, record_id(improvement), case_id)
    return improvement


def link_case(work: Work, improvement_id: int, case_id: int) -> ImprovementCase:
    """A proposal follows from another case, too."""
    improvement, case = work.get(Improvement, improvement_id), work.get(Case, case_id)
    query = select(ImprovementCase).where(
        ImprovementCase.improvement_id == improvement_id, ImprovementCase.case_id == case_id
    )
    known = work.session.exec(query).first()
    if known is not None:
        return known
    return work.add(
        ImprovementCase(
            office_id=improvement.office_id,
            project_id=case.project_id,
            improvement_id=improvement_id,
            case_id=case_id,
        )
    )


def move_improvement(work: Work, improvement_id: int, state: str, text: str = "") -> Improvement:
    """Accept it, begin it, finish it with what it brought, or refuse it with a reason."""
    improvement = work.get(Improvement, improvement_id)
    if state not in IMPROVEMENT_STATES[1:]:
        raise DeskError("draft.choice", "state", value=state)
    if improvement.state not in _NEXT[state]:
        raise DeskError("improvement.not_now", number=improvement.number)
    told: dict[str, Any] = {"state": state}
    if state in ("accepted", "refused"):
        told |= {"decided_on": work.today, "decided_by": work.clerk.name}
    if state == "refused":
        told["effect"] = kept_text(text, "reason", needed="case.reason_needed")
    if state == "done":
        told |= {"done_on": work.today, "effect": kept_text(text, "effect", needed="improvement.effect")}
    work.change(improvement, told)
    return improvement


def list_improvements(reader: Reader, state: str = "") -> list[ImprovementRow]:
    """The register, the newest first; without a state what lives."""
    column = col(Improvement.state)
    query = select(Improvement).where(column == state if state else column.in_(LIVING))
    found = list(reader.session.exec(query.order_by(col(Improvement.id).desc()).limit(MOST)))
    counts = _counts(reader, [record_id(one) for one in found])
    names = _departments(reader, (one.department_id for one in found))
    return [
        ImprovementRow(
            record_id(one),
            one.number,
            one.title,
            one.cause,
            one.text,
            one.proposed_on,
            one.proposed_by,
            names.get(one.department_id or 0, ""),
            one.state,
            one.due_on,
            one.decided_on,
            one.decided_by,
            one.done_on,
            one.effect,
            counts.get(record_id(one), 0),
            one.version,
        )
        for one in found
    ]


def cases_behind(reader: Reader, improvement_id: int) -> list[tuple[int, str]]:
    """The cases that a proposal follows from, by id and number."""
    query = select(Case.id, Case.number).join(ImprovementCase, col(ImprovementCase.case_id) == Case.id)
    found = reader.session.exec(query.where(ImprovementCase.improvement_id == improvement_id).limit(MOST))
    return [(int(number or 0), told) for number, told in found]


def count_causes(reader: Reader, since: date, until: date) -> list[CauseCount]:
    """Why complaints came up that were closed in a span of days, the commonest first."""
    closed = func.date(col(Complaint.closed_at))
    query = select(Complaint.cause, func.count()).where(
        Complaint.cause != "", closed >= since.isoformat(), closed <= until.isoformat()
    )
    found = reader.session.exec(query.group_by(col(Complaint.cause))).all()
    living = select(Improvement.cause, func.count()).where(col(Improvement.state).in_(LIVING))
    proposals = dict(reader.session.exec(living.group_by(col(Improvement.cause))).all())
    rows = [CauseCount(cause, count, proposals.get(cause, 0)) for cause, count in found]
    return sorted(rows, key=lambda row: (-row.count, row.cause))


def _counts(reader: Reader, numbers: Collection[int]) -> dict[int, int]:
    if not numbers:
        return {}
    column = col(ImprovementCase.improvement_id)
    query = select(column, func.count()).where(column.in_(numbers)).group_by(column)
    return {int(number): count for number, count in reader.session.exec(query)}


def _departments(reader: Reader, numbers: Iterable[int | None]) -> dict[int, str]:
    wanted = {number for number in numbers if number is not None}
    if not wanted:
        return {}
    found = reader.session.exec(select(Department).where(col(Department.id).in_(wanted)))
    return {record_id(one): one.name for one in found}
