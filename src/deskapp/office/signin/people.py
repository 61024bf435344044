"""The people who work here, as an administrator sees to them: added, ended, given a password."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import col, select

from deskapp.errors import DeskError
from deskapp.office.access.actions import administrators, grant_role
from deskapp.office.access.model import StaffRole
from deskapp.office.access.rules import Held
from deskapp.office.checking import Faults, refuse, take, take_text
from deskapp.office.signin.deputies import list_absences
from deskapp.office.signin.door import make_once_password, password_setter
from deskapp.office.signin.queries import ADMINISTRATOR, home_is_open, list_signers
from deskapp.office.staff.actions import end_staff
from deskapp.office.staff.model import Department, Staff
from deskapp.office.staff.queries import list_staff
from deskapp.store.base import record_id
from deskapp.store.reasons import checked_reason
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Reader, Work
from deskapp.values import Country
from deskapp.values.names import parse_name
from deskapp.values.phones import parse_phone
from deskapp.values.text import clean


@dataclass(frozen=True, slots=True)
class StaffDraft:
    """Somebody who works here; ``login`` is what the computer calls them, where that is wanted."""

    number: str
    name: str
    department_id: int | None = None
    phone: str = ""
    email: str = ""
    login: str = ""

    def checked(self, country: Country) -> tuple[StaffDraft, Faults]:
        """The draft in normal form with its faults by field."""
        faults: Faults = {}
        kept: dict[str, Any] = {"phone": ""}
        for name in ("number", "email", "login"):
            take_text(kept, faults, name, getattr(self, name))
        take(kept, faults, "name", parse_name(self.name))
        if clean(self.phone):
            take(kept, faults, "phone", parse_phone(self.phone, country))
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody as the list of staff shows them: codes of the roles of today, how they sign in, until when away."""

    id: int
    number: str
    name: str
    department: str
    roles: tuple[str, ...]
    has_password: bool
    has_pin: bool
    must_change: bool
    last_in_at: datetime | None
    away_until: date | None
    deputy: str


def list_people(reader: Reader, today: date) -> list[PersonRow]:
    """Everybody who works here, by department and number."""
    signers = {signer.id: signer for signer in list_signers(reader)}
    away = {row.staff_id: row for row in list_absences(reader, today) if row.since <= today}
    held: dict[int, list[str]] = {}
    for row in reader.session.exec(select(StaffRole).order_by(col(StaffRole.id))):
        if Held(row.role, since=row.since, until=row.until).is_on(today):
            held.setdefault(row.staff_id, []).append(row.role)
    rows = []
    for staff in list_staff(reader):
        signer, absence = signers.get(staff.id), away.get(staff.id)
        rows.append(
            PersonRow(
                staff.id,
                staff.number,
                staff.name,
                staff.department,
                tuple(dict.fromkeys(held.get(staff.id, ()))),
                signer is not None,
                signer is not None and signer.has_pin,
                signer is not None and signer.must_change,
                signer.last_in_at if signer else None,
                absence.until if absence else None,
                absence.deputy if absence else "",
            )
        )
    return rows


def find_person(reader: Reader, known_as: str) -> int:
    """Somebody who works here, by number or login; ``staff.unknown`` where nobody has it."""
    said = known_as.strip()
    query = select(Staff).where((col(Staff.number) == said) | (col(Staff.login) == said), col(Staff.active).is_(True))
    found = reader.session.exec(query.limit(1)).first()
    if found is None:
        raise DeskError("staff.unknown", "number", number=said)
    return record_id(found)


def add_staff(work: Work, draft: StaffDraft) -> Staff:
    """Somebody new works here; they have no role and no password yet."""
    country: Country = "VN" if work.clerk.country == "VN" else "CN"
    draft, faults = draft.checked(country)
    refuse(faults)
    if not draft.number:
        raise DeskError("form.required", "number")
    if draft.department_id is not None:
        work.get(Department, draft.department_id)
    for field, column in (("number", col(Staff.number)), ("login", col(Staff.login))):
        said = getattr(draft, field)
        if said and work.session.exec(select(Staff.id).where(column == said)).first() is not None:
            raise DeskError("staff.taken", field, number=said)
    return work.add(
        Staff(
            office_id=work.clerk.office_id,
            number=draft.number,
            name=draft.name,
            department_id=draft.department_id,
            phone=draft.phone or None,
            email=draft.email or None,
            login=draft.login or None,
        )
    )


def end_person(work: Work, staff_id: int) -> Staff:
    """Somebody works here no more; the last administrator stays, or nobody could let anybody in."""
    if administrators(work, work.today) == {staff_id}:
        raise DeskError("access.last_administrator")
    return end_staff(work, staff_id)


def reset_password(store: Store, clerk: Clerk, staff_id: int, reason: str, now: datetime) -> str:
    """Give somebody a password for one time, which is seen here only; they choose their own when they come in."""
    return _give_once(store, clerk, "staff.password", staff_id, reason, now)


def recover(store: Store, clerk: Clerk, staff_id: int, reason: str, now: datetime) -> str:
    """The owner of the files helps an administrator who cannot come in any more; the trail keeps the reason."""
    if staff_id not in store.read_all(lambda reader: administrators(reader, now.date())):
        raise DeskError("staff.no_administrator", "number")
    return _give_once(store, clerk, "staff.recover", staff_id, reason, now)


def _give_once(store: Store, clerk: Clerk, action: str, staff_id: int, reason: str, now: datetime) -> str:
    """A password for one time; whoever knows it can come in as its owner, so the trail keeps why."""
    once = make_once_password()
    staff = store.read_all(lambda reader: reader.get(Staff, staff_id))
    keep = password_setter(store.keys.ensure(), staff, once)

    def do(work: Work) -> None:
        work.reason = checked_reason(reason)
        keep(work, must_change=True)

    store.write(clerk, action, do, now)
    return once


def make_first_administrator(
    store: Store, clerk: Clerk, staff_id: int, password: str, also: str, reason: str, now: datetime
) -> None:
    """From now on people sign in here: somebody becomes administrator with a password, and keeps a role to work in."""
    ring = store.keys.ensure()
    staff = store.read_all(lambda reader: reader.get(Staff, staff_id))
    keep = password_setter(ring, staff, password)

    def do(work: Work) -> None:
        if not home_is_open(work):
            raise DeskError("signin.closed_already")
        grant_role(work, staff_id, ADMINISTRATOR, reason)
        if also and also != ADMINISTRATOR:
            grant_role(work, staff_id, also, reason)
        keep(work)

    store.write(clerk, "staff.administrator", do, now)
