"""The office and its people: the first of them are made by the first command that writes, without a question."""

from __future__ import annotations

import getpass

from sqlmodel import select

from deskapp.errors import DeskError
from deskapp.office.staff.model import UNNAMED, Department, Office, Staff
from deskapp.store.base import record_id
from deskapp.store.work import Clerk, Reader, Work
from deskapp.values.names import parse_name

NOBODY = Clerk(id=0, name="deskapp", office_id=0)


def system_user() -> str:
    """The name the computer knows; ``clerk`` where it knows none (containers)."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "clerk"


def find_clerk(reader: Reader, login: str) -> Clerk | None:
    """The clerk who signs in with the computer under ``login``; None before the first write."""
    row = reader.session.exec(
        select(Staff, Office).join(Office, Staff.office_id == Office.id).where(Staff.login == login)  # type: ignore[arg-type]
    ).first()
    if row is None:
        return None
    staff, office = row
    return Clerk(record_id(staff), staff.name, record_id(office), office.country, office.language)


def ensure_clerk(work: Work, login: str, *, country: str = "CN", language: str = "zh") -> Clerk:
    """The clerk of that login; an empty home gets an office and its first clerk."""
    known = find_clerk(work, login)
    if known is not None:
        return known
    office = work.session.exec(select(Office).order_by("id")).first()
    if office is None:
        office = work.add(Office(name=UNNAMED, country=country, language=language))
    work.add(Staff(office_id=record_id(office), number=_free_number(work, login), name=login, login=login))
    found = find_clerk(work, login)
    assert found is not None
    return found


def add_department(work: Work, name: str) -> Department:
    """A new department; ``department.taken`` where the office has one of that name."""
    kept, fault = parse_name(name)
    if kept is None or fault is not None:
        raise DeskError("department.name", "name")
    same = select(Department.id).where(Department.office_id == work.clerk.office_id, Department.name == kept)
    if work.session.exec(same).first() is not None:
        raise DeskError("department.taken", "name", name=kept)
    return work.add(Department(office_id=work.clerk.office_id, name=kept))


def move_staff(work: Work, staff_id: int, department_id: int | None, seen: int | None = None) -> Staff:
    """Put somebody into a department, or into none."""
    staff = work.get(Staff, staff_id)
    if department_id is not None:
        work.get(Department, department_id)
    work.change(staff, {"department_id": department_id}, seen=seen)
    return staff


def end_staff(work: Work, staff_id: int) -> Staff:
    """Note that somebody works here no more; what they did keeps their name, their login opens nothing."""
    staff = work.get(Staff, staff_id)
    if staff_id == work.clerk.id:
        raise DeskError("staff.oneself", name=staff.name)
    work.change(staff, {"active": False, "login": None})
    return staff


def _free_number(work: Work, login: str) -> str:
    taken = set(work.session.exec(select(Staff.number)).all())
    return next(name for n in range(len(taken) + 1) if (name := login if n == 0 else f"{login}-{n + 1}") not in taken)
