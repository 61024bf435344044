"""A task of a complaint that its department does not take up is told to the supervisor, once, by a limit of its own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Final

from sqlalchemy import String, cast
from sqlmodel import col, select

from deskapp.cases.clock import zone_of
from deskapp.cases.history import ESCALATED
from deskapp.cases.model import Case, CaseTask
from deskapp.cases.recording import record
from deskapp.desks.complaints.handling.escalation_people import Sent, Telling, by_person, read_people, tell_people
from deskapp.desks.complaints.taking.facts import Calendars
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.desks.complaints.taking.model_clock import Escalation
from deskapp.store.base import record_id
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Reader, Work
from deskapp.values import Country
from deskapp.values.service_clock import end_of

FILE: Final = Path(__file__).parent / "tasks.toml"
TASK: Final = "task"
SLICE: Final = 50
MOST: Final = 500
"""Tasks that are told in one pass; the rest in the next."""


@dataclass(frozen=True, slots=True)
class TaskLimit:
    """How many minutes of service a task of a level may lie, in force from a day on."""

    level: int
    minutes: int
    valid_from: date
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Untaken:
    """A task that nobody took in its time; ``due_at`` when they should have."""

    task_id: int
    case_id: int
    due_at: datetime


@cache
def task_limits() -> tuple[TaskLimit, ...]:
    """The dated rows that come with the program."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["limit"]
    return tuple(TaskLimit(**row) for row in rows)


def limit_minutes(level: int, day: date) -> int | None:
    """The limit of a level on a day: the row that came last."""
    rows = [row for row in task_limits() if row.level == level and row.valid_from <= day]
    return max(rows, key=lambda row: row.valid_from).minutes if rows else None


def escalate_tasks(store: Store, clerk: Clerk, now: datetime) -> int:
    """Tell supervisors of each task that lay too long; on a working day alone. How many were told."""
    found = store.read(partial(find_untaken, now=now))
    count, sent = 0, dict[int, Sent]()
    for start in range(0, len(found), SLICE):
        part = found[start : start + SLICE]
        told, sent = store.write(clerk, "escalation.tell", partial(tell_untaken, found=part, sent=sent), now)
        count += told
    return count


def find_untaken(reader: Reader, now: datetime, limit: int = MOST) -> list[Untaken]:
    """Tasks of open complaints that nobody took within their limit, and of which nobody was told yet."""
    told = select(Escalation.id).where(
        Escalation.case_id == CaseTask.case_id, Escalation.clock == f"{TASK}." + cast(col(CaseTask.id), String)
    )
    query = (
        select(CaseTask, Complaint, Case.procedure)
        .join(Complaint, col(Complaint.case_id) == CaseTask.case_id)
        .join(Case, col(Case.id) == CaseTask.case_id)
        .where(CaseTask.state == "open", col(Complaint.open).is_(True), ~told.exists())
        .order_by(col(CaseTask.id))
    )
    calendars, found = Calendars(reader), []
    for task, complaint, procedure in reader.session.exec(query):
        country: Country = "VN" if procedure.startswith("vn-") else "CN"
        given, local = task.given_at.astimezone(zone_of(country)), now.astimezone(zone_of(country))
        minutes = limit_minutes(complaint.level, given.date())
        calendar = calendars.of(country, local.date())
        if minutes is None or not calendar.is_working_day(local.date()):
            continue
        due = end_of(given, minutes, (), calendar)
        if due is not None and due <= local:
            found.append(Untaken(record_id(task), task.case_id, due))
            if len(found) >= limit:
                break
    return found


def tell_untaken(work: Work, found: Sequence[Untaken], sent: Mapping[int, Sent]) -> tuple[int, dict[int, Sent]]:
    """Note them in the timeline and tell supervisors, unless somebody took them meanwhile, or was told."""
    people = read_people(work, work.today)
    tellings = []
    for one in found:
        task = work.get(CaseTask, one.task_id)
        if task.state != "open" or _was_told(work, one):
            continue
        case = work.get(Case, one.case_id)
        complaint = work.session.exec(select(Complaint).where(Complaint.case_id == one.case_id)).one()
        day = {} if task.take_by is None else {"day": task.take_by.isoformat()}
        record(work, case, ESCALATED, code="untaken", text=task.title, data={**day, "task": one.task_id})
        who = people.told("supervisor", case)
        work.add(
            Escalation(
                office_id=case.office_id,
                project_id=case.project_id,
                case_id=one.case_id,
                opening=complaint.reopened,
                clock=f"{TASK}.{one.task_id}",
                percent=100,
                whom="supervisor",
                staff_id=who[0] if len(who) == 1 else None,
                due_at=one.due_at,
                told_at=work.now,
            )
        )
        tellings.append((Telling(complaint, case, TASK, 100, one.due_at, always=False), "supervisor"))
    return len(tellings), tell_people(work, by_person(tellings, people), people, sent)


def clock_code(clock: str) -> str:
    """The code that a clock has its word by: of a task without its number."""
    return clock.partition(".")[0]


def _was_told(work: Work, one: Untaken) -> bool:
    query = select(Escalation.id).where(Escalation.case_id == one.case_id, Escalation.clock == f"{TASK}.{one.task_id}")
    return work.session.exec(query).first() is not None


def titles(reader: Reader, clocks: Iterable[str]) -> dict[str, str]:
    """What the tasks are called that clocks are about."""
    numbers = [int(clock.partition(".")[2]) for clock in clocks if clock.startswith(f"{TASK}.")]
    if not numbers:
        return {}
    query = select(col(CaseTask.id), CaseTask.title).where(col(CaseTask.id).in_(numbers))
    return {f"{TASK}.{number}": title for number, title in reader.session.exec(query)}
