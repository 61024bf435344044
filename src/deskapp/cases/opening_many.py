"""Many cases at once, for importers: what ``open_case`` makes of each, reckoned here and written whole.

The rows are the same ones, in the same order and with the same numbers; what cases share is read once a slice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import SQLModel, col, select

from deskapp.cases.clock import find_due, local_day
from deskapp.cases.fields import check_fields
from deskapp.cases.history import Event, Line, read_history
from deskapp.cases.model import Case, CaseEvent, CasePaper, CaseTask
from deskapp.cases.opening import CaseDraft, Shelf, asked_papers, told_columns, tracking_codes
from deskapp.cases.people import ensure_department
from deskapp.cases.pinned import pin
from deskapp.cases.procedure import PaperRule, Procedure, Step
from deskapp.cases.projection import Calendars, calendars_of, country_of, project
from deskapp.cases.tasks import TAKE_WITHIN
from deskapp.errors import DeskError
from deskapp.office.customer.model import Customer
from deskapp.office.customer.rows import find_survivors, refuse_blocked
from deskapp.office.land.model import Parcel
from deskapp.office.property.model import Unit
from deskapp.store.audit import to_json
from deskapp.store.bulk import Slice, in_chunks, table_of
from deskapp.store.numbering import take_numbers
from deskapp.store.work import Work

_TABLES: Final[tuple[type[SQLModel], ...]] = (Case, CaseEvent, CasePaper, CaseTask)
_Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Begun:
    """A case as a sheet tells of it: what its form would hold, and the later step at which it stands.

    ``project_id`` where it is about no unit or parcel that is in. ``ended_at``: it was done there, with ``last``, an
    event of its own before the end (kind, code, text).
    """

    draft: CaseDraft
    step: str = ""
    project_id: int | None = None
    ended_at: datetime | None = None
    last: tuple[str, str, str] = ("", "", "")


@dataclass(slots=True)
class _Opened:
    """A case that is being opened, with the events that it has so far."""

    id: int
    project_id: int | None
    procedure: Procedure
    opened_at: datetime
    events: list[Event] = field(default_factory=list)


def open_many(slice_: Slice, procedures: Shelf, begun: Sequence[Begun]) -> list[int]:
    """Open these cases in the slice; their ids in the same order. None has a parent, and nobody listens."""
    opening = _Opening(slice_, procedures, [one.draft for one in begun])
    numbers = [opening.open(one) for one in begun]
    opening.write()
    return numbers


class _Opening:
    """Collects the rows of a slice's cases; what they have in common is worked out once."""

    def __init__(self, slice_: Slice, procedures: Shelf, drafts: Sequence[CaseDraft]) -> None:
        self._slice, self._work, self._procedures = slice_, slice_.work, procedures
        self._firsts = {table: slice_.next_id(table_of(table)) for table in _TABLES}
        self._rows: dict[type[SQLModel], list[_Row]] = {table: [] for table in _TABLES}
        self._projects = _find_projects(slice_.work, drafts)
        _refuse_people(slice_.work, drafts)
        self._prefixes: list[str] = []
        self._texts: dict[str, int] = {}
        self._departments: dict[tuple[str, str], int] = {}
        self._calendars: dict[str, Calendars] = {}
        self._tasks: dict[tuple[str, str, date], list[_Row]] = {}
        self._projected: dict[tuple[Any, ...], Mapping[str, Any]] = {}

    # ---- one case

    def open(self, begun: Begun) -> int:
        """Reckon one."""
        draft, work = begun.draft, self._work
        opened_at = draft.opened_at or work.now
        if opened_at > work.now:
            raise DeskError("case.future", "opened_at")
        day = opened_at.astimezone(work.now.tzinfo).date()
        procedure = self._procedures.find(draft.procedure, day, draft.province, draft.district)
        project_id = self._projects[_place_of(draft)] or begun.project_id
        case = _Opened(self._next_id(Case), project_id, procedure, opened_at)
        first = procedure.steps[0]
        text_id = self._pin(procedure)
        department_id = draft.department_id or self._department(procedure, first.department)
        fields, told = check_fields(procedure, draft.fields, day), told_columns(draft)
        papers = asked_papers(procedure, fields)
        for rule in papers:
            self._add(CasePaper, case, code=rule.code, step=rule.step, required=rule.required, state_since=opened_at)
        self._tell(case, "opened", first.id, code=procedure.id, data={"channel": told["channel"]})
        tasks = self._deal(case, first)
        if begun.step:
            department_id = self._stand_at(case, procedure.step(begun.step), tasks)
        if begun.ended_at is not None:
            self._end(case, begun, tasks)
        self._prefixes.append(procedure.prefix)
        self._rows[Case].append(
            {
                "project_id": case.project_id, "procedure": procedure.id, "procedure_text_id": text_id,
                "department_id": department_id, "staff_id": draft.staff_id or work.clerk.id or None,
                "fields": to_json(fields), "opened_at": opened_at, "entered_at": work.now, **told,
                **self._projection(case, begun, papers),
            }
        )  # fmt: skip
        return case.id

    def _stand_at(self, case: _Opened, step: Step, tasks: Iterable[_Row]) -> int:
        """It began elsewhere: the steps before ended as it began here, their tasks are not needed; who has it now."""
        procedure = case.procedure
        reason = step.name.say(self._work.clerk.language)
        for task in tasks:
            task |= {"state": "cancelled", "result": reason}
            data = {"task": task["id"], "reason": reason}
            self._tell(case, "task.cancelled", task["step"], at=self._work.now, text=task["title"], data=data)
        for before in procedure.steps[: procedure.steps.index(step)]:
            self._tell(case, "step.ended", before.id)
        department_id = self._department(procedure, step.department)
        self._deal(case, step)
        return department_id

    def _end(self, case: _Opened, begun: Begun, tasks: Iterable[_Row]) -> None:
        """It was done elsewhere: every step ended then, and what they deal out is not needed any more."""
        at, (kind, code, text) = begun.ended_at, begun.last
        for task in tasks:
            task |= {"state": "cancelled", "result": text}
            data = {"task": task["id"], "reason": text}
            self._tell(case, "task.cancelled", task["step"], at=at, text=task["title"], data=data)
        for step in case.procedure.steps:
            self._tell(case, "step.ended", step.id, at=at)
        if kind:
            self._tell(case, kind, case.procedure.steps[-1].id, at=at, code=code, text=text)
        self._tell(case, "ended", case.procedure.steps[-1].id, at=at, code="closed")

    def _deal(self, case: _Opened, step: Step) -> list[_Row]:
        """The step's tasks."""
        rows = []
        for task in self._tasks_of(case, step):
            number = self._next_id(CaseTask)
            rows.append(self._add(CaseTask, case, id=number, step=step.id, given_at=case.opened_at, **task))
            self._tell(case, "task.given", step.id, text=task["title"], data={"task": number})
        return rows

    def _tasks_of(self, case: _Opened, step: Step) -> list[_Row]:
        """What a step deals out on a day, the same for every case of that day."""
        given_on = local_day(case.opened_at, country_of(case.procedure))
        key = case.procedure.digest, step.id, given_on
        if key not in self._tasks:
            self._tasks[key] = list(self._reckon_tasks(case.procedure, step, given_on))
        return self._tasks[key]

    def _reckon_tasks(self, procedure: Procedure, step: Step, given_on: date) -> Iterator[_Row]:
        for rule in step.tasks:
            calendar, days = self._calendar(procedure)(None), rule.working_days
            yield {
                "title": rule.title.say(self._work.clerk.language),
                "department_id": self._department(procedure, rule.department),
                "due_on": None if days is None else find_due(given_on, days, [], calendar).day,
                "take_by": calendar.add_working_days(given_on, TAKE_WITHIN)[0],
            }

    def _tell(
        self, case: _Opened, kind: str, step: str, *, at: datetime | None = None, code: str = "", text: str = "",
        data: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """An event, at the case's beginning unless told."""
        at, now, clerk, data = at or case.opened_at, self._work.now, self._work.clerk, dict(data or {})
        country = country_of(case.procedure)
        case.events.append(Event(self._next_id(CaseEvent), kind, at, now, step, code, text=text, data=data))
        self._add(
            CaseEvent, case, kind=kind, step=step, code=code, text=text, data=to_json(data), happened_at=at,
            entered_at=now, late=local_day(at, country) < local_day(now, country), clerk_id=clerk.id or None,
            clerk=clerk.name,
        )  # fmt: skip

    def _projection(self, case: _Opened, begun: Begun, papers: Sequence[PaperRule]) -> Mapping[str, Any]:
        """The projected columns, the same for every case of a procedure that began then with the same papers."""
        procedure = case.procedure
        key = procedure.digest, case.opened_at, begun.step, begun.ended_at, tuple(rule.code for rule in papers)
        if key not in self._projected:
            lines = [Line(number, rule.required, rule.copies) for number, rule in enumerate(papers)]
            history = read_history(procedure, case.opened_at, case.events, lines)
            self._projected[key] = project(procedure, case.opened_at, history, self._calendar(procedure))
        return self._projected[key]

    # ---- what cases share

    def _pin(self, procedure: Procedure) -> int:
        if procedure.digest not in self._texts:
            self._texts[procedure.digest] = pin(self._work, procedure)
        return self._texts[procedure.digest]

    def _department(self, procedure: Procedure, code: str) -> int:
        key = procedure.digest, code
        if key not in self._departments:
            self._departments[key] = ensure_department(self._work, procedure, code)
        return self._departments[key]

    def _calendar(self, procedure: Procedure) -> Calendars:
        if procedure.country not in self._calendars:
            self._calendars[procedure.country] = calendars_of(self._work, procedure, self._work.today)
        return self._calendars[procedure.country]

    # ---- rows

    def _next_id(self, table: type[SQLModel]) -> int:
        return self._firsts[table] + len(self._rows[table])

    def _add(self, table: type[SQLModel], case: _Opened, **values: Any) -> _Row:
        row = {"case_id": case.id, "project_id": case.project_id, **values}
        self._rows[table].append(row)
        return row

    def write(self) -> None:
        """Give numbers and codes, and write everything."""
        work, cases = self._work, self._rows[Case]
        office = work.clerk.office_id
        series = {
            prefix: iter(take_numbers(work.session, office, prefix, work.today, count))
            for prefix, count in Counter(self._prefixes).items()
        }
        codes = tracking_codes(work, len(cases))
        for row, prefix, code in zip(cases, self._prefixes, codes, strict=True):
            row |= {"number": next(series[prefix]), "tracking_code": code}
        for table, rows in self._rows.items():
            columns = sorted({name for row in rows for name in row} - {"id"})
            defaults = {name: table.model_fields[name].default for name in columns}
            self._slice.insert(table, columns, [[row.get(name, defaults[name]) for name in columns] for row in rows])


def _place_of(draft: CaseDraft) -> tuple[str, int]:
    """What a case is about, as ``_find_projects`` names it."""
    if draft.unit_id is not None:
        return "unit", draft.unit_id
    return ("parcel", draft.parcel_id) if draft.parcel_id is not None else ("", 0)


def _find_projects(work: Work, drafts: Iterable[CaseDraft]) -> dict[tuple[str, int], int | None]:
    """The project of each place, whose people may see the case; ``store.gone`` where a place is not there."""
    wanted = {_place_of(draft) for draft in drafts} - {("", 0)}
    found: dict[tuple[str, int], int | None] = {("", 0): None}
    for kind, table in (("unit", Unit), ("parcel", Parcel)):
        for part in in_chunks(number for what, number in wanted if what == kind):
            rows = work.session.exec(select(table.id, table.project_id).where(col(table.id).in_(part)))
            found |= {(kind, number or 0): project for number, project in rows}
    for kind, number in wanted - found.keys():
        raise DeskError("store.gone", entity=kind, number=number)
    for project_id in {project_id for project_id in found.values() if project_id is not None}:
        work.clerk.rights.refuse(work.action, project_id)
    return found


def _refuse_people(work: Work, drafts: Iterable[CaseDraft]) -> None:
    """Everybody whom the drafts name is there, and not blocked."""
    named = {number for draft in drafts for number in (draft.customer_id, draft.representative_id) if number}
    for part in in_chunks(set(find_survivors(work, named).values())):
        for customer in work.session.exec(select(Customer).where(col(Customer.id).in_(part))):
            refuse_blocked(customer)
