"""What is overdue is noted once, in the timeline of its case, where everybody who opens the case sees it.

In working time alone: on a day off nobody could act on it, and it is noted on the next working day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.clock import zone_of
from deskapp.cases.history import ESCALATED
from deskapp.cases.model import Case, CaseEvent, CaseTask
from deskapp.cases.recording import record
from deskapp.office.calendar.queries import load_calendar
from deskapp.store.audit import to_json
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Reader, Work
from deskapp.values import Country

SLICE: Final = 20
"""Cases that are noted in one transaction; clerks do not feel it."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """Something that is too late. ``code``: case (our clock ran out), task (not done), untaken (nobody took it)."""

    case_id: int
    code: str
    day: date
    task_id: int | None = None
    title: str = ""

    @property
    def data(self) -> dict[str, Any]:
        """What the timeline keeps of it: a day that was moved is another lateness."""
        told: dict[str, Any] = {"day": self.day.isoformat()}
        return told if self.task_id is None else {**told, "task": self.task_id}


def escalate(store: Store, clerk: Clerk, now: datetime) -> dict[str, int]:
    """Note everything that is overdue and was not noted yet, a few cases at a time; how many of each kind."""
    counts = {"case": 0, "task": 0, "untaken": 0}
    country: Country = "VN" if clerk.country == "VN" else "CN"
    today = now.astimezone(zone_of(country)).date()
    found = store.read(lambda reader: find_unnoted(reader, today) if is_working(reader, country, today) else [])
    by_case: dict[int, list[Overdue]] = {}
    for one in found:
        by_case.setdefault(one.case_id, []).append(one)
    numbers = list(by_case)
    for part in (numbers[start : start + SLICE] for start in range(0, len(numbers), SLICE)):

        def note(work: Work, part: list[int] = part) -> list[Overdue]:
            return [one for number in part for one in _note(work, number, by_case[number])]

        for one in store.write(clerk, "case.escalate", note, now):
            counts[one.code] += 1
    return counts


def is_working(reader: Reader, country: Country, today: date) -> bool:
    """Whether the office works that day."""
    return load_calendar(reader, country, today=today).is_working_day(today)


def find_unnoted(reader: Reader, today: date) -> list[Overdue]:
    """What is overdue on ``today`` and has no note of this lateness yet."""
    found = [*_late_cases(reader, today), *_late_tasks(reader, today)]
    noted = _noted(reader, {one.case_id for one in found})
    return [one for one in found if (one.code, to_json(one.data)) not in noted.get(one.case_id, set())]


def _late_cases(reader: Reader, today: date) -> Iterator[Overdue]:
    query = select(col(Case.id), col(Case.due_on)).where(
        Case.outcome == "", col(Case.due_on) < today, col(Case.due_met_at).is_(None)
    )
    for number, due_on in reader.session.exec(query.order_by(col(Case.due_on), col(Case.id))):
        assert number is not None
        assert due_on is not None
        yield Overdue(number, "case", due_on)


def _late_tasks(reader: Reader, today: date) -> Iterator[Overdue]:
    """Tasks of open cases that should be done, or of which nobody said that they have them."""
    still = select(CaseTask).join(Case, col(Case.id) == col(CaseTask.case_id)).where(Case.outcome == "")
    late = still.where(col(CaseTask.state).in_(("open", "taken")), col(CaseTask.due_on) < today)
    untaken = still.where(CaseTask.state == "open", col(CaseTask.take_by) < today)
    for code, query in (("task", late), ("untaken", untaken)):
        for task in reader.session.exec(query.order_by(col(CaseTask.id))):
            day = task.due_on if code == "task" else task.take_by
            assert day is not None
            yield Overdue(task.case_id, code, day, record_id(task), task.title)


def _noted(reader: Reader, cases: Iterable[int]) -> Mapping[int, set[tuple[str, str]]]:
    noted: dict[int, set[tuple[str, str]]] = {}
    for part in in_chunks(cases):
        query = select(CaseEvent.case_id, CaseEvent.code, CaseEvent.data)
        query = query.where(CaseEvent.kind == ESCALATED, col(CaseEvent.case_id).in_(part))
        for number, code, data in reader.session.exec(query):
            noted.setdefault(number, set()).add((code, data))
    return noted


def _note(work: Work, case_id: int, found: list[Overdue]) -> list[Overdue]:
    """Note them, unless somebody dealt with the case since it was read."""
    case = work.get(Case, case_id)
    if case.outcome:
        return []
    noted = _noted(work, [case_id]).get(case_id, set())
    fresh = [one for one in found if (one.code, to_json(one.data)) not in noted and _still(work, case, one)]
    for one in fresh:
        record(work, case, ESCALATED, code=one.code, text=one.title, data=one.data)
    return fresh


def _still(work: Work, case: Case, one: Overdue) -> bool:
    if one.task_id is None:
        return case.due_on == one.day and case.due_met_at is None
    task = work.get(CaseTask, one.task_id)
    if one.code == "untaken":
        return task.state == "open" and task.take_by == one.day
    return task.state in ("open", "taken") and task.due_on == one.day
