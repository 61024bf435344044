"""A case begins: the procedure is pinned, the checklist made, number and tracking code given, the first tasks dealt."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Protocol

from sqlmodel import col, select

from deskapp.cases.engine import Engine
from deskapp.cases.events import kept_text
from deskapp.cases.fields import check_fields, read_fields
from deskapp.cases.model import TELL_BY, Case, CasePaper
from deskapp.cases.people import ensure_department
from deskapp.cases.pinned import pin
from deskapp.cases.procedure import PaperRule, Procedure
from deskapp.cases.recording import open_case_of, record
from deskapp.cases.tasks import give_step_tasks
from deskapp.errors import DeskError
from deskapp.locale import LANGUAGES
from deskapp.office.customer.rows import get_survivor, refuse_blocked
from deskapp.office.land.model import Parcel
from deskapp.office.property.model import Unit
from deskapp.store.audit import to_json
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values.text import clean

CODE_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters and figures that nobody takes for one another (no 0 O, 1 I L)."""
CODE_LENGTH: Final = 8
LINE_LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """What the form of a new case holds. ``fields`` by code as typed; ``opened_at`` where it began earlier.

    ``province`` and ``district`` choose among procedures of one id; an anonymous one has no customer, but perhaps a
    caller. ``outside_number`` is the number that another house gave it (12345).
    """

    procedure: str
    customer_id: int | None = None
    representative_id: int | None = None
    unit_id: int | None = None
    parcel_id: int | None = None
    channel: str = ""
    need: str = ""
    language: str = ""
    tell_by: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    parent_id: int | None = None
    opened_at: datetime | None = None
    caller_name: str = ""
    caller_phone: str = ""
    outside_number: str = ""
    department_id: int | None = None
    staff_id: int | None = None
    province: str = ""
    district: str = ""


class Shelf(Protocol):
    """Where the procedure in force on a day at a place is found (``procedure_load.Procedures``)."""

    def find(self, procedure_id: str, day: date, province: str = "", district: str = "") -> Procedure:
        """The procedure of that id."""


def open_case(work: Work, procedures: Shelf, draft: CaseDraft, *, engine: Engine | None = None) -> Case:
    """A new case of the procedure that is in force on its day: number, tracking code, checklist, first tasks."""
    opened_at = draft.opened_at or work.now
    if opened_at > work.now:
        raise DeskError("case.future", "opened_at")
    day = opened_at.astimezone(work.now.tzinfo).date()
    procedure = procedures.find(draft.procedure, day, draft.province, draft.district)
    first = procedure.steps[0]
    case = work.add(
        Case(
            office_id=work.clerk.office_id,
            project_id=_project_of(work, draft),
            number=work.number(procedure.prefix),
            tracking_code=tracking_codes(work, 1)[0],
            procedure=procedure.id,
            procedure_text_id=pin(work, procedure),
            department_id=draft.department_id or ensure_department(work, procedure, first.department),
            staff_id=draft.staff_id or work.clerk.id or None,
            fields=to_json(check_fields(procedure, draft.fields, day)),
            opened_at=opened_at,
            entered_at=work.now,
            step=first.id,
            step_since=opened_at,
            **_told(work, draft),
        )
    )
    add_lines(work, case, procedure)
    data = {"channel": case.channel}
    record(work, case, "opened", code=procedure.id, data=data, happened_at=opened_at, engine=engine)
    give_step_tasks(work, case, procedure, first, opened_at)
    return case


def add_lines(work: Work, case: Case, procedure: Procedure) -> list[CasePaper]:
    """The checklist's lines that the procedure and the case's fields ask for and that are not there yet."""
    values = read_fields(case)
    there = set(work.session.exec(select(CasePaper.code).where(CasePaper.case_id == record_id(case))))
    return [
        work.add(
            CasePaper(
                office_id=case.office_id,
                project_id=case.project_id,
                case_id=record_id(case),
                code=rule.code,
                step=rule.step,
                required=rule.required,
                state_since=case.opened_at,
            )
        )
        for rule in asked_papers(procedure, values)
        if rule.code not in there
    ]


def asked_papers(procedure: Procedure, values: Mapping[str, str]) -> list[PaperRule]:
    """The papers that a procedure asks for where its fields have these values."""
    return [rule for rule in procedure.papers if rule.when is None or rule.when.holds(values)]


def edit_case(work: Work, case_id: int, changes: Mapping[str, Any], seen: int | None = None) -> Case:
    """Change who and what a case is about: the columns of ``CaseDraft`` that have no rule of their own."""
    allowed = {
        "customer_id", "representative_id", "unit_id", "parcel_id", "channel", "need", "language", "tell_by",
        "caller_name", "caller_phone", "outside_number", "staff_id", "department_id",
    }  # fmt: skip
    case = open_case_of(work, case_id)
    unknown = set(changes) - allowed
    if unknown:
        raise DeskError("case.no_such_field", min(unknown), name=min(unknown))
    current = {name: getattr(case, name) for name in allowed}
    draft = CaseDraft(case.procedure, **{**current, **changes})
    told = _told(work, draft) | {"staff_id": draft.staff_id, "department_id": draft.department_id}
    work.change(case, told | {"project_id": _project_of(work, draft)}, seen=seen)
    return case


def _told(work: Work, draft: CaseDraft) -> dict[str, Any]:
    """The columns that the draft fills as it is, checked; whom and what it names is there."""
    told = told_columns(draft)
    for name in ("customer_id", "representative_id"):
        if getattr(draft, name) is not None:
            refuse_blocked(get_survivor(work, getattr(draft, name)))
    if draft.parent_id is not None:
        open_case_of(work, draft.parent_id)
    return told


def told_columns(draft: CaseDraft) -> dict[str, Any]:
    """The columns that the draft fills as it is, each checked by itself."""
    if draft.tell_by not in TELL_BY:
        raise DeskError("draft.choice", "tell_by", value=draft.tell_by)
    if draft.language not in ("", *LANGUAGES):
        raise DeskError("draft.choice", "language", value=draft.language)
    lines = {name: clean(getattr(draft, name)) for name in ("channel", "caller_name", "caller_phone", "outside_number")}
    for name, line in lines.items():
        if len(line) > LINE_LIMIT:
            raise DeskError("draft.too_long", name, limit=LINE_LIMIT)
    kept = ("customer_id", "representative_id", "unit_id", "parcel_id", "parent_id", "language", "tell_by")
    return {name: getattr(draft, name) for name in kept} | lines | {"need": kept_text(draft.need, "need")}


def _project_of(work: Work, draft: CaseDraft) -> int | None:
    """The project whose people may see the case: the unit's, else the parcel's, else the parent's."""
    if draft.unit_id is not None:
        return work.get(Unit, draft.unit_id).project_id
    if draft.parcel_id is not None:
        return work.get(Parcel, draft.parcel_id).project_id
    return work.get(Case, draft.parent_id).project_id if draft.parent_id is not None else None


def tracking_codes(work: Work, count: int) -> list[str]:
    """Codes that nobody guesses and no case has, for customers to ask by."""
    codes: set[str] = set()
    while len(codes) < count:
        fresh = {"".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)) for _ in range(count - len(codes))}
        given = select(Case.tracking_code).where(col(Case.tracking_code).in_(fresh))
        codes |= fresh - {*work.session.exec(given)}
    return list(codes)
