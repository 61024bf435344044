"""Tasks: work that a case gives to departments and people, taken within a short limit and done with a result."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlmodel import col, select

from deskapp.cases.clock import find_due, local_day
from deskapp.cases.engine import Engine
from deskapp.cases.events import kept_text, moment_of
from deskapp.cases.model import Case, CaseTask
from deskapp.cases.people import ensure_department
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure import Procedure, Step, TaskRule
from deskapp.cases.projection import calendars_of, country_of
from deskapp.cases.recording import open_case_of, record
from deskapp.errors import DeskError
from deskapp.office.staff.model import Department, Staff
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values.text import clean

TAKE_WITHIN: Final = 1
"""Working days within which somebody has to take a task."""
TITLE_LIMIT: Final = 200


def give_task(
    work: Work,
    case_id: int,
    title: str,
    *,
    department_id: int | None = None,
    staff_id: int | None = None,
    due_on: date | None = None,
    note: str = "",
    take_by: date | None = None,
    happened_at: datetime | None = None,
    engine: Engine | None = None,
) -> CaseTask:
    """Give a task to a department or a person; to be taken by the next working day unless another day is named."""
    case = open_case_of(work, case_id)
    title = clean(title)
    if not title or len(title) > TITLE_LIMIT:
        raise DeskError("case.task_title", "title", limit=TITLE_LIMIT)
    if department_id is None and staff_id is None:
        raise DeskError("case.task_for_whom", "department_id")
    if department_id is not None:
        work.get(Department, department_id)
    if staff_id is not None:
        work.get(Staff, staff_id)
    at = moment_of(work, case, happened_at)
    procedure = procedure_of(work, case)
    if take_by is None:
        given_on = local_day(at, country_of(procedure))
        take_by = calendars_of(work, procedure, work.today)(None).add_working_days(given_on, TAKE_WITHIN)[0]
    task = work.add(
        CaseTask(
            office_id=case.office_id,
            project_id=case.project_id,
            case_id=case_id,
            step=case.step,
            title=title,
            department_id=department_id,
            staff_id=staff_id,
            note=kept_text(note, "note"),
            due_on=due_on,
            take_by=take_by,
            given_at=at,
        )
    )
    record(work, case, "task.given", text=title, data={"task": record_id(task)}, happened_at=at, engine=engine)
    return task


def take_task(
    work: Work, task_id: int, *, happened_at: datetime | None = None, engine: Engine | None = None
) -> CaseTask:
    """Acknowledge a task: the clerk has it from now on (及时转告)."""
    task, case = _task(work, task_id, ("open",))
    at = moment_of(work, case, happened_at)
    work.change(
        task,
        {
            "state": "taken",
            "acknowledged_at": at,
            "acknowledged_by": work.clerk.name,
            "staff_id": task.staff_id or work.clerk.id or None,
        },
    )
    record(
        work, case, "task.taken", step=task.step, text=task.title, data={"task": task_id}, happened_at=at, engine=engine
    )
    return task


def end_task(
    work: Work, task_id: int, result: str = "", *, happened_at: datetime | None = None, engine: Engine | None = None
) -> CaseTask:
    """A task is done; one that nobody took is taken by it."""
    task, case = _task(work, task_id, ("open", "taken"))
    at = moment_of(work, case, happened_at)
    fields = {"state": "done", "done_at": at, "done_by": work.clerk.name, "result": kept_text(result, "result")}
    if task.acknowledged_at is None:
        fields |= {"acknowledged_at": at, "acknowledged_by": work.clerk.name}
    work.change(task, fields)
    record(
        work, case, "task.done", step=task.step, text=task.title, data={"task": task_id}, happened_at=at, engine=engine
    )
    return task


def cancel_task(work: Work, task_id: int, reason: str, *, engine: Engine | None = None) -> CaseTask:
    """A task is not needed after all."""
    task, case = _task(work, task_id, ("open", "taken"))
    _cancel(work, case, task, kept_text(reason, "reason", needed="case.reason_needed"), engine)
    return task


def move_task(
    work: Work,
    task_id: int,
    *,
    department_id: int | None = None,
    staff_id: int | None = None,
    note: str = "",
    seen: int | None = None,
) -> CaseTask:
    """Hand a task to another department or person, who has to take it anew; ``seen`` as in ``Work.change``."""
    task, case = _task(work, task_id, ("open", "taken"))
    if department_id is None and staff_id is None:
        raise DeskError("case.task_for_whom", "department_id")
    fields = {"department_id": department_id, "staff_id": staff_id, "state": "open"}
    work.change(task, fields | {"acknowledged_at": None, "acknowledged_by": ""}, seen=seen)
    text = kept_text(note, "note") or task.title
    record(work, case, "task.moved", step=task.step, text=text, data={"task": task_id})
    return task


def give_step_tasks(
    work: Work, case: Case, procedure: Procedure, step: Step, happened_at: datetime | None = None
) -> list[CaseTask]:
    """The tasks that a step deals out when it begins, each to its department; one that is still open is not doubled."""
    query = select(CaseTask.title).where(
        CaseTask.case_id == record_id(case), CaseTask.step == step.id, col(CaseTask.state).in_(("open", "taken"))
    )
    there = set(work.session.exec(query))
    rules = [rule for rule in step.tasks if not there.intersection(rule.title)]
    return [_deal(work, case, procedure, rule, happened_at) for rule in rules]


def cancel_open_tasks(work: Work, case: Case, reason: str) -> None:
    """A case ends: what nobody did by then is not needed."""
    query = select(CaseTask).where(CaseTask.case_id == record_id(case), col(CaseTask.state).in_(("open", "taken")))
    for task in work.session.exec(query.order_by(col(CaseTask.id))).all():
        _cancel(work, case, task, reason, None)


def _deal(work: Work, case: Case, procedure: Procedure, rule: TaskRule, happened_at: datetime | None) -> CaseTask:
    due_on = None
    if rule.working_days is not None:
        calendar = calendars_of(work, procedure, work.today)(None)
        given_on = local_day(moment_of(work, case, happened_at), country_of(procedure))
        due_on = find_due(given_on, rule.working_days, [], calendar).day
    return give_task(
        work,
        record_id(case),
        rule.title.say(work.clerk.language),
        department_id=ensure_department(work, procedure, rule.department),
        due_on=due_on,
        happened_at=happened_at,
    )


def _cancel(work: Work, case: Case, task: CaseTask, reason: str, engine: Engine | None) -> None:
    work.change(task, {"state": "cancelled", "result": reason})
    data = {"task": record_id(task), "reason": reason}
    record(work, case, "task.cancelled", step=task.step, text=task.title, data=data, engine=engine)


def _task(work: Work, task_id: int, states: tuple[str, ...]) -> tuple[CaseTask, Case]:
    task = work.get(CaseTask, task_id)
    work.rights.refuse_department(task.department_id)
    if task.state not in states:
        raise DeskError("case.task_state", title=task.title, state=task.state)
    return task, open_case_of(work, task.case_id)
