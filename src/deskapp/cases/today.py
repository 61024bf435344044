"""What lies before a clerk today, and the board of cases by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import col, select

from deskapp.cases.agenda import AppointmentRow, TaskRow, appointment_rows, task_rows
from deskapp.cases.clock import zone_of
from deskapp.cases.model import Appointment, Case, CasePaper, CaseTask
from deskapp.cases.pinned import procedure_of, procedures_of
from deskapp.cases.procedure import Texts
from deskapp.cases.queries import CaseFilter, count_cases, list_cases, of_staff
from deskapp.cases.rows import CaseRow, in_scope, read_rows
from deskapp.office.signin.deputies import stood_in_for
from deskapp.office.staff.model import Staff
from deskapp.store.work import Clerk, Reader
from deskapp.values import Country

WHOSE: Final = ("mine", "department", "office")
CASE_LISTS: Final = ("late", "due", "waiting", "stale", "authority")
CARDS: Final = 20
LIST: Final = 50


@dataclass(frozen=True, slots=True)
class PromisedRow:
    """A paper that was promised for a day."""

    case_id: int
    case_number: str
    customer: str
    code: str
    name: Texts | str
    promised_on: date


@dataclass(frozen=True, slots=True)
class TodayLists:
    """The first rows of each list; ``counts`` says how many there are in each, by its name here.

    ``authority``: results due; ``untaken``: tasks that nobody took within their limit; ``tasks``: those to do.
    """

    late: tuple[CaseRow, ...]
    due: tuple[CaseRow, ...]
    waiting: tuple[CaseRow, ...]
    stale: tuple[CaseRow, ...]
    authority: tuple[CaseRow, ...]
    appointments: tuple[AppointmentRow, ...]
    tasks: tuple[TaskRow, ...]
    untaken: tuple[TaskRow, ...]
    promised: tuple[PromisedRow, ...]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A step of the board: how many open cases stand there, how many are late, and the first cards by due day."""

    step: str
    name: Texts
    count: int
    late: int
    cards: tuple[CaseRow, ...]


def today_lists(reader: Reader, clerk: Clerk, today: date, *, whose: str = "office", limit: int = LIST) -> TodayLists:
    """The lists of the day: of the clerk's own cases, their department's, or the office's.

    What is the clerk's own includes what those have who are away, and whose deputy the clerk is.
    """
    staff_id, department_id = _narrow(reader, clerk, whose)
    stands_for = () if staff_id is None else stood_in_for(reader, staff_id, today)
    counts: dict[str, int] = {}
    cases: dict[str, tuple[CaseRow, ...]] = {}
    for name in CASE_LISTS:
        only = CaseFilter(name, staff_id=staff_id, department_id=department_id, stands_for=stands_for)
        counts[name] = count_cases(reader, today, only)
        cases[name] = tuple(list_cases(reader, today, only, limit=limit)) if counts[name] else ()
    todo = _tasks(staff_id, stands_for, department_id, [col(CaseTask.state).in_(("open", "taken"))])
    untaken = _tasks(staff_id, stands_for, department_id, [CaseTask.state == "open", col(CaseTask.take_by) <= today])
    for conditions in (todo, untaken):
        conditions += in_scope(reader, CaseTask)
    met = _appointments(today, clerk, staff_id, stands_for) + in_scope(reader, Appointment)
    promised = _promised(today, staff_id, stands_for, department_id)
    counts["tasks"], tasks = _read_tasks(reader, todo, limit)
    counts["untaken"], late_tasks = _read_tasks(reader, untaken, limit)
    counts["appointments"] = _count(reader, Appointment, met)
    counts["promised"], papers = _read_promised(reader, promised, limit)
    query = select(Appointment).where(*met).order_by(col(Appointment.starts_at), col(Appointment.id)).limit(limit)
    return TodayLists(
        **cases,
        appointments=tuple(appointment_rows(reader, reader.session.exec(query))),
        tasks=tasks,
        untaken=late_tasks,
        promised=papers,
        counts=counts,
    )


def board(reader: Reader, today: date, procedure: str = "", *, cards: int = CARDS) -> list[BoardColumn]:
    """Open cases by step, in the order of the procedure; without one, steps of one id stand together."""
    late = func.count().filter(col(Case.due_on) < today, col(Case.due_met_at).is_(None))
    query = (
        select(Case.procedure, Case.step, func.count(), late)
        .where(col(Case.outcome) == "", *in_scope(reader))
        .group_by(col(Case.procedure), col(Case.step))
    )
    query = query.where(Case.procedure == procedure) if procedure else query
    groups = list(reader.session.exec(query))
    columns: list[tuple[int, BoardColumn]] = []
    for step in dict.fromkeys(group[1] for group in groups):
        own = [group for group in groups if group[1] == step]
        found = _cards(reader, step, [group[0] for group in own], cards)
        if found:
            place, name = _place(reader, found[0])
            count, overdue = sum(group[2] for group in own), sum(group[3] for group in own)
            columns.append((place, BoardColumn(step, name, count, overdue, tuple(read_rows(reader, found)))))
    return [column for _, column in sorted(columns, key=lambda pair: (pair[0], pair[1].step))]


def _cards(reader: Reader, step: str, procedures: Sequence[str], limit: int) -> list[Case]:
    """The first cases of a step by their due day, those without one behind."""
    due = col(Case.due_on)
    query = select(Case).where(
        Case.outcome == "", col(Case.procedure).in_(procedures), Case.step == step, *in_scope(reader)
    )
    found = list(reader.session.exec(query.where(due.is_not(None)).order_by(due, col(Case.id)).limit(limit)))
    if len(found) < limit:
        rest = query.where(due.is_(None)).order_by(col(Case.id)).limit(limit - len(found))
        found += reader.session.exec(rest)
    return found


def _place(reader: Reader, case: Case) -> tuple[int, Texts]:
    """Where a case's step stands in its procedure, and the step's name."""
    steps = procedure_of(reader, case).steps
    return next((place, one.name) for place, one in enumerate(steps) if one.id == case.step)


def _narrow(reader: Reader, clerk: Clerk, whose: str) -> tuple[int | None, int | None]:
    """Whose cases: of the clerk, of their department (the office's where they belong to none), of everybody."""
    if whose == "mine":
        return clerk.id, None
    if whose == "department":
        staff = reader.session.get(Staff, clerk.id)
        return None, staff.department_id if staff else None
    return None, None


def _tasks(
    staff_id: int | None, stands_for: Sequence[int], department_id: int | None, conditions: list[Any]
) -> list[Any]:
    if staff_id is not None:
        conditions.append(of_staff(CaseTask.staff_id, staff_id, stands_for))
    if department_id is not None:
        conditions.append(CaseTask.department_id == department_id)
    return conditions


def _read_tasks(reader: Reader, conditions: list[Any], limit: int) -> tuple[int, tuple[TaskRow, ...]]:
    due = col(CaseTask.due_on)
    query = select(CaseTask).where(*conditions).order_by(due.is_(None), due, col(CaseTask.id)).limit(limit)
    return _count(reader, CaseTask, conditions), tuple(task_rows(reader, reader.session.exec(query)))


def _appointments(
    today: date, clerk: Clerk, staff_id: int | None, stands_for: Sequence[int]
) -> list[ColumnElement[bool]]:
    """Those of today, and earlier ones of which nobody said whether they were kept."""
    country: Country = "VN" if clerk.country == "VN" else "CN"
    tomorrow = datetime.combine(today + timedelta(days=1), time(), zone_of(country))
    conditions = [col(Appointment.state) == "planned", col(Appointment.starts_at) < tomorrow]
    if staff_id is not None:
        mine = of_staff(Appointment.staff_id, staff_id, stands_for)
        conditions.append(or_(mine, col(Appointment.staff_id).is_(None)))
    return conditions


def _promised(today: date, staff_id: int | None, stands_for: Sequence[int], department_id: int | None) -> list[Any]:
    conditions = [
        col(CasePaper.state) == "promised",
        col(CasePaper.promised_on) <= today,
        col(Case.outcome) == "",
    ]
    if staff_id is not None:
        conditions.append(of_staff(Case.staff_id, staff_id, stands_for))
    if department_id is not None:
        conditions.append(col(Case.department_id) == department_id)
    return conditions


def _read_promised(reader: Reader, conditions: list[Any], limit: int) -> tuple[int, tuple[PromisedRow, ...]]:
    where = [*conditions, *in_scope(reader)]
    joined = col(Case.id) == col(CasePaper.case_id)
    total = reader.session.exec(select(func.count()).select_from(CasePaper).join(Case, joined).where(*where)).one()
    query = select(CasePaper, Case).join(Case, joined).where(*where)
    found = list(reader.session.exec(query.order_by(col(CasePaper.promised_on), col(CasePaper.id)).limit(limit)))
    rows = {row.id: row for row in read_rows(reader, {case.id: case for _, case in found}.values())}
    texts = procedures_of(reader, {case.procedure_text_id for _, case in found})
    papers = []
    for line, case in found:
        names = {rule.code: rule.name for rule in texts[case.procedure_text_id].papers}
        row = rows[line.case_id]
        assert line.promised_on is not None
        name = line.name or names.get(line.code, line.code)
        papers.append(PromisedRow(row.id, row.number, row.customer, line.code, name, line.promised_on))
    return total, tuple(papers)


def _count(reader: Reader, table: Any, conditions: list[Any]) -> int:
    return int(reader.session.exec(select(func.count()).select_from(table).where(*conditions)).one())
