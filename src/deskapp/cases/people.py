"""Departments that procedures name by codes, and the names of who has a task."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import col, select

from deskapp.cases.model import Case, CaseTask
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure import Procedure
from deskapp.locale import LANGUAGES, words
from deskapp.office.staff.actions import add_department
from deskapp.office.staff.model import Department, Staff
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work


def find_department(reader: Reader, procedure: Procedure, code: str) -> int | None:
    """The department that a code means, by its name in any language; None where the office has none of them."""
    names = department_names(procedure, code).values()
    query = select(Department.id).where(col(Department.name).in_(list(names))).order_by(col(Department.id))
    return reader.session.exec(query).first()


def ensure_department(work: Work, procedure: Procedure, code: str) -> int:
    """The department that a code means, made under its name in the clerk's language when it is first needed."""
    known = find_department(work, procedure, code)
    if known is not None:
        return known
    names = department_names(procedure, code)
    return record_id(add_department(work, names.get(work.clerk.language) or next(iter(names.values()))))


def follow_step(work: Work, case: Case) -> None:
    """The department of the current step has the case."""
    if case.step:
        procedure = procedure_of(work, case)
        work.derive(case, {"department_id": ensure_department(work, procedure, procedure.step(case.step).department)})


def department_names(procedure: Procedure, code: str) -> dict[str, str]:
    """What a department is called, by language: as the procedure says, else as the catalogues say."""
    own = next((one.name for one in procedure.departments if one.code == code), None)
    if own is not None:
        return {language: own.say(language) for language in LANGUAGES}
    return {language: words(language).text(f"case.department.{code}") for language in LANGUAGES}


def name_holders(reader: Reader, tasks: Iterable[CaseTask]) -> dict[int, str]:
    """Who has each task, by the task's id: the person, else the department."""
    found = list(tasks)
    people = _names(reader, Staff, {task.staff_id for task in found})
    departments = _names(reader, Department, {task.department_id for task in found})
    return {
        record_id(task): people.get(task.staff_id or 0) or departments.get(task.department_id or 0, "")
        for task in found
    }


def _names(reader: Reader, table: type[Staff] | type[Department], numbers: set[int | None]) -> dict[int, str]:
    wanted = sorted(numbers - {None})  # type: ignore[type-var]
    if not wanted:
        return {}
    rows = reader.session.exec(select(table.id, table.name).where(col(table.id).in_(wanted)))
    return {number: name for number, name in rows if number is not None}
