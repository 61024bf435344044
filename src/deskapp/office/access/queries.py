"""Reads about roles: who has which, and what somebody may today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from deskapp.errors import DeskError
from deskapp.office.access.model import StaffRole
from deskapp.office.access.rules import Held, rights_from
from deskapp.office.property.model import Project
from deskapp.office.staff.model import Department, Staff
from deskapp.store.base import record_id
from deskapp.store.rights import Rights
from deskapp.store.work import Reader
from deskapp.values.text import clean

LIST_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A role that somebody has or had; empty ``project`` and ``department`` are all of them."""

    id: int
    staff_id: int
    number: str
    name: str
    role: str
    project: str
    department: str
    since: date
    until: date | None


def rights_of(reader: Reader, staff_id: int, today: date) -> Rights:
    """What somebody may today by their roles; somebody without a role may nothing."""
    rows = reader.session.exec(select(StaffRole).where(StaffRole.staff_id == staff_id))
    held = (Held(row.role, row.project_id, row.department_id, row.since, row.until) for row in rows)
    return rights_from(held, today)


def list_held(reader: Reader, *, staff_id: int | None = None, on: date | None = None) -> list[HeldRow]:
    """Who has which role, by number; of one person, or those that hold on a day, when asked so."""
    query = (
        select(StaffRole, Staff, Project.name, Department.name)
        .join(Staff, col(Staff.id) == col(StaffRole.staff_id))
        .join(Project, col(Project.id) == col(StaffRole.project_id), isouter=True)
        .join(Department, col(Department.id) == col(StaffRole.department_id), isouter=True)
        .order_by(col(Staff.number), col(StaffRole.since), col(StaffRole.id))
        .limit(LIST_LIMIT)
    )
    if staff_id is not None:
        query = query.where(StaffRole.staff_id == staff_id)
    if on is not None:
        until = col(StaffRole.until)
        query = query.where(col(StaffRole.since) <= on, until.is_(None) | (until >= on))
    return [
        HeldRow(
            record_id(held),
            held.staff_id,
            staff.number,
            staff.name,
            held.role,
            project or "",
            department or "",
            held.since,
            held.until,
        )
        for held, staff, project, department in reader.session.exec(query)
    ]


def find_place(reader: Reader, project: str, department: str) -> tuple[int | None, int | None]:
    """The numbers of a project and a department by their names; None for an empty one.

    Raises ``access.no_project``, ``access.no_department``.
    """
    place: list[int | None] = []
    for table, name, code in (
        (Project, project, "access.no_project"),
        (Department, department, "access.no_department"),
    ):
        found = reader.session.exec(select(table.id).where(col(table.name) == clean(name))).first() if name else None
        if name and found is None:
            raise DeskError(code, code.removeprefix("access.no_"), name=name)
        place.append(found)
    return place[0], place[1]
