"""All open work of somebody handed to somebody else at once: their cases, and the tasks that they have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.cases.model import Appointment, Case, CaseTask
from deskapp.cases.recording import record
from deskapp.cases.rows import in_scope
from deskapp.cases.tasks import move_task
from deskapp.errors import DeskError
from deskapp.office.staff.model import Staff
from deskapp.store.base import record_id
from deskapp.store.reasons import checked_reason
from deskapp.store.work import Reader, Work


@dataclass(frozen=True, slots=True)
class OpenWork:
    """How much somebody has in hand: open cases, tasks that are not done, appointments that are planned."""

    cases: int
    tasks: int
    appointments: int

    @property
    def is_nothing(self) -> bool:
        """True where there is nothing to hand over."""
        return not (self.cases or self.tasks or self.appointments)


def count_open_work(reader: Reader, staff_id: int) -> OpenWork:
    """What would be handed over."""
    counts = [
        reader.session.exec(select(func.count()).select_from(table).where(*conditions, *in_scope(reader, table))).one()
        for table, conditions in _open(staff_id)
    ]
    return OpenWork(*counts)


def hand_over(work: Work, staff_id: int, to_id: int, reason: str) -> OpenWork:
    """Hand everything over, in one go or not at all; every case says in its timeline who has it now, and why.

    Raises ``access.reason``, ``handing.oneself``, ``handing.nothing``, ``staff.left``.
    """
    work.reason = checked_reason(reason)
    giver, taker = work.get(Staff, staff_id), work.get(Staff, to_id)
    if staff_id == to_id:
        raise DeskError("handing.oneself", "to")
    if not taker.active:
        raise DeskError("staff.left", "to", name=taker.name)
    found: list[list[Any]] = [
        list(work.session.exec(select(table).where(*conditions, *in_scope(work, table)).order_by(col(table.id))))
        for table, conditions in _open(staff_id)
    ]
    cases, tasks, appointments = found
    if not (cases or tasks or appointments):
        raise DeskError("handing.nothing", name=giver.name)
    for case in cases:
        work.change(case, {"staff_id": to_id})
        record(work, case, "handed", text=work.reason, data={"from": staff_id, "to": to_id, "name": taker.name})
    for task in tasks:
        move_task(work, record_id(task), department_id=task.department_id, staff_id=to_id, note=work.reason)
    for appointment in appointments:
        work.change(appointment, {"staff_id": to_id})
    return OpenWork(len(cases), len(tasks), len(appointments))


def _open(staff_id: int) -> tuple[tuple[Any, list[Any]], ...]:
    return (
        (Case, [Case.staff_id == staff_id, Case.outcome == ""]),
        (CaseTask, [CaseTask.staff_id == staff_id, col(CaseTask.state).in_(("open", "taken"))]),
        (Appointment, [Appointment.staff_id == staff_id, Appointment.state == "planned"]),
    )
