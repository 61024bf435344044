"""The office and its people: the first of them are made by the first command that writes, without a question."""

from __future__ import annotations

import getpass

from sqlmodel import select

from deskapp.office.staff.model import Office, Staff
from deskapp.store.base import record_id
from deskapp.store.work import Clerk, Reader, Work

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
        office = work.add(Office(name="deskapp", country=country, language=language))
    work.add(Staff(office_id=record_id(office), number=_free_number(work, login), name=login, login=login))
    found = find_clerk(work, login)
    assert found is not None
    return found


def _free_number(work: Work, login: str) -> str:
    taken = set(work.session.exec(select(Staff.number)).all())
    return next(name for n in range(len(taken) + 1) if (name := login if n == 0 else f"{login}-{n + 1}") not in taken)
