"""Tasks and appointments as pages and lists show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import col, select

from deskapp.cases.calendar_file import CalendarEntry
from deskapp.cases.model import Appointment, Case, CaseTask
from deskapp.cases.people import name_holders
from deskapp.locale import Words
from deskapp.office.customer.rows import find_rows, find_survivors
from deskapp.office.organisation.model import Organisation
from deskapp.store.base import record_id
from deskapp.store.work import Reader

SOME: Final = 100


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task; ``holder`` is the person, else the department. ``case_number`` for lists of many cases."""

    id: int
    case_id: int
    case_number: str
    title: str
    step: str
    holder: str
    department_id: int | None
    staff_id: int | None
    state: str
    note: str
    result: str
    due_on: date | None
    take_by: date | None
    given_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str
    done_at: datetime | None
    done_by: str

    def is_untaken(self, today: date) -> bool:
        """Whether nobody took it within its limit."""
        return self.state == "open" and self.take_by is not None and self.take_by <= today

    def is_late(self, today: date) -> bool:
        """Whether it should have been done by now."""
        return self.state in ("open", "taken") and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """An appointment; ``with_whom`` is the customer's or the organisation's name."""

    id: int
    uid: str
    case_id: int | None
    case_number: str
    kind: str
    state: str
    starts_at: datetime
    ends_at: datetime | None
    place: str
    note: str
    with_whom: str
    staff_id: int | None
    version: int


def tasks_of(reader: Reader, case_id: int) -> list[TaskRow]:
    """The tasks of a case as they were given."""
    query = select(CaseTask).where(CaseTask.case_id == case_id).order_by(col(CaseTask.id)).limit(SOME)
    return task_rows(reader, list(reader.session.exec(query)))


def appointments_of(reader: Reader, case_id: int) -> list[AppointmentRow]:
    """The appointments of a case, the next first."""
    query = select(Appointment).where(Appointment.case_id == case_id).order_by(col(Appointment.starts_at)).limit(SOME)
    return appointment_rows(reader, reader.session.exec(query))


def calendar_entry(row: AppointmentRow, words: Words) -> CalendarEntry:
    """An appointment as it stands in a calendar file; every change makes it a later one of the same."""
    kind = words.text(f"appointment_kind.{row.kind}")
    return CalendarEntry(
        row.uid,
        row.starts_at,
        row.ends_at,
        " ".join(filter(None, [kind, row.with_whom, row.case_number])),
        row.place,
        row.note,
        row.version - 1,
        row.state == "cancelled",
    )


def task_rows(reader: Reader, tasks: Iterable[CaseTask]) -> list[TaskRow]:
    """Rows of these tasks in their order."""
    found = list(tasks)
    holders = name_holders(reader, found)
    numbers = _numbers(reader, {task.case_id for task in found})
    return [
        TaskRow(
            **{name: getattr(task, name) for name in TaskRow.__dataclass_fields__ if name in CaseTask.model_fields},
            case_number=numbers.get(task.case_id, ""),
            holder=holders[record_id(task)],
        )
        for task in found
    ]


def appointment_rows(reader: Reader, appointments: Iterable[Appointment]) -> list[AppointmentRow]:
    """Rows of these appointments in their order."""
    found = list(appointments)
    numbers = _numbers(reader, {one.case_id for one in found if one.case_id is not None})
    customers = _customers(reader, {one.customer_id for one in found if one.customer_id is not None})
    asked = {one.organisation_id for one in found if one.organisation_id is not None}
    query = select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(asked))
    houses = {number: name for number, name in reader.session.exec(query)} if asked else {}  # noqa: C416 - rows
    return [
        AppointmentRow(
            **{
                name: getattr(one, name)
                for name in AppointmentRow.__dataclass_fields__
                if name in Appointment.model_fields
            },
            case_number=numbers.get(one.case_id or 0, ""),
            with_whom=houses.get(one.organisation_id) or customers.get(one.customer_id or 0, ""),
        )
        for one in found
    ]


def _customers(reader: Reader, numbers: set[int]) -> dict[int, str]:
    survivors = find_survivors(reader, numbers)
    names = {row.id: row.name for row in find_rows(reader, set(survivors.values()))}
    return {number: names.get(survivor, "") for number, survivor in survivors.items()}


def _numbers(reader: Reader, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = reader.session.exec(select(Case.id, Case.number).where(col(Case.id).in_(ids)))
    return {number: text for number, text in rows if number is not None}
