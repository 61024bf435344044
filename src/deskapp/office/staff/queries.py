"""Reads about the people who work for the office, and its departments."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from deskapp.office.staff.model import Department, Staff
from deskapp.store.base import record_id
from deskapp.store.work import Reader

LIST_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class StaffRow:
    """Somebody who works here; ``department`` is empty where they belong to none."""

    id: int
    number: str
    name: str
    department: str
    phone: str
    email: str
    role: str
    login: str
    active: bool
    version: int


def list_staff(reader: Reader, *, with_former: bool = False) -> list[StaffRow]:
    """The people of the office by department and number; those who left only when asked for."""
    query = (
        select(Staff, Department)
        .join(Department, col(Department.id) == col(Staff.department_id), isouter=True)
        .order_by(col(Department.name), col(Staff.number))
        .limit(LIST_LIMIT)
    )
    query = query if with_former else query.where(col(Staff.active).is_(True))
    return [
        StaffRow(
            record_id(staff),
            staff.number,
            staff.name,
            department.name if department else "",
            staff.phone or "",
            staff.email or "",
            staff.role,
            staff.login or "",
            staff.active,
            staff.version,
        )
        for staff, department in reader.session.exec(query)
    ]


def list_departments(reader: Reader) -> list[tuple[int, str]]:
    """The departments as id and name, by name."""
    query = select(Department).order_by(col(Department.name)).limit(LIST_LIMIT)
    return [(record_id(department), department.name) for department in reader.session.exec(query)]
