"""What an administrator does with roles: give one, end one, always with a reason that stays in the trail."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import select

from deskapp.errors import DeskError
from deskapp.office.access.model import Credential, StaffRole
from deskapp.office.access.rules import Held, roles
from deskapp.office.property.model import Project
from deskapp.office.staff.model import Department, Staff
from deskapp.store.base import record_id
from deskapp.store.reasons import checked_reason
from deskapp.store.work import Reader, Work

ADMINISTRATOR = "administrator"


def grant_role(
    work: Work,
    staff_id: int,
    role: str,
    reason: str,
    *,
    project_id: int | None = None,
    department_id: int | None = None,
    since: date | None = None,
    until: date | None = None,
) -> StaffRole:
    """Give somebody a role from a day on, for one project and department or for all.

    Raises ``access.no_role``, ``access.reason``, ``access.backwards``, ``access.held``.
    """
    work.reason = checked_reason(reason)
    if role not in roles():
        raise DeskError("access.no_role", "role", role=role, known=", ".join(roles()))
    staff = work.get(Staff, staff_id)
    if not staff.active:
        raise DeskError("staff.left", name=staff.name)
    if project_id is not None:
        work.get(Project, project_id)
    if department_id is not None:
        work.get(Department, department_id)
    begins = since or work.today
    if until is not None and until < begins:
        raise DeskError("access.backwards", "until")
    same = select(StaffRole).where(
        StaffRole.staff_id == staff_id,
        StaffRole.role == role,
        StaffRole.project_id == project_id,
        StaffRole.department_id == department_id,
    )
    if any(row.until is None or row.until >= begins for row in work.session.exec(same)):
        raise DeskError("access.held", "role", name=staff.name)
    return work.add(
        StaffRole(
            office_id=staff.office_id,
            project_id=project_id,
            staff_id=staff_id,
            role=role,
            department_id=department_id,
            since=begins,
            until=until,
        )
    )


def end_role(work: Work, held_id: int, reason: str, seen: int | None = None) -> StaffRole:
    """Take a role away from now on. Raises ``access.reason``, ``access.ended``, ``access.last_administrator``."""
    work.reason = checked_reason(reason)
    held = work.get(StaffRole, held_id)
    yesterday = work.today - timedelta(days=1)
    if held.until is not None and held.until <= yesterday:
        raise DeskError("access.ended")
    if held.role == ADMINISTRATOR and not _other_administrators(work, held):
        raise DeskError("access.last_administrator")
    work.change(held, {"until": yesterday}, seen=seen)
    return held


def end_roles(work: Work, staff_id: int, role: str, reason: str) -> int:
    """Take a role away in every project and department where somebody has it; how many. ``access.not_held``."""
    held = work.session.exec(select(StaffRole).where(StaffRole.staff_id == staff_id, StaffRole.role == role)).all()
    open_ones = [row for row in held if row.until is None or row.until >= work.today]
    if not open_ones:
        raise DeskError("access.not_held", "role", name=work.get(Staff, staff_id).name, role=role)
    for row in open_ones:
        end_role(work, record_id(row), reason)
    return len(open_ones)


def administrators(reader: Reader, today: date) -> set[int]:
    """The people who are administrators today and can sign in with a password."""
    rows = reader.session.exec(
        select(StaffRole)
        .join(Credential, Credential.staff_id == StaffRole.staff_id)  # type: ignore[arg-type]
        .join(Staff, Staff.id == StaffRole.staff_id)  # type: ignore[arg-type]
        .where(StaffRole.role == ADMINISTRATOR, Staff.active, Credential.password_hash != "")
    )
    return {row.staff_id for row in rows if Held(row.role, since=row.since, until=row.until).is_on(today)}


def _other_administrators(work: Work, held: StaffRole) -> set[int]:
    """Without an administrator nobody could give a role again, and the home would open to everybody."""
    there = administrators(work, work.today)
    # somebody who could never sign in as administrator is missed by nobody
    return there - {held.staff_id} if held.staff_id in there else {held.staff_id}
