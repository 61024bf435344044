"""The register of a crisis: who is paged, in which order, from which level on, until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from sqlmodel import col, func, or_, select

from deskapp.desks.complaints.taking.model import CRISIS
from deskapp.desks.complaints.taking.model_clock import CrisisContact
from deskapp.errors import Fault
from deskapp.office.checking import Faults, refuse, take, take_text
from deskapp.office.property.model import Project
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.values import Country
from deskapp.values.emails import parse_email
from deskapp.values.phones import parse_phone
from deskapp.values.text import clean

LIMIT: Final = 200
LEVELS: Final = (CRISIS, CRISIS + 1)


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """What the form gives; without phone and e-mail somebody is to be told by hand."""

    name: str
    phone: str = ""
    email: str = ""
    level: int = CRISIS
    project_id: int | None = None
    staff_id: int | None = None

    def checked(self, country: Country) -> tuple[ContactDraft, Faults]:
        """In normal form, with what is wrong by field."""
        kept: dict[str, Any] = {"phone": "", "email": ""}
        faults: Faults = {}
        take_text(kept, faults, "name", self.name)
        if not kept.get("name"):
            faults.setdefault("name", Fault("form.required"))
        if clean(self.phone):
            take(kept, faults, "phone", parse_phone(self.phone, country))
        if clean(self.email):
            take(kept, faults, "email", parse_email(self.email))
        if self.level not in LEVELS:
            faults["level"] = Fault("draft.choice", {"value": self.level})
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class ContactRow:
    """Somebody of the register; ``position`` is their turn."""

    id: int
    position: int
    name: str
    phone: str
    email: str
    level: int
    project: str
    until: date | None


def list_contacts(reader: Reader, today: date) -> list[ContactRow]:
    """Those who are paged from today on, in their order."""
    query = select(CrisisContact, Project.name).outerjoin(Project, col(Project.id) == CrisisContact.project_id)
    still = or_(col(CrisisContact.until).is_(None), col(CrisisContact.until) >= today)
    found = reader.session.exec(
        query.where(still).order_by(col(CrisisContact.position), col(CrisisContact.id)).limit(LIMIT)
    )
    return [
        ContactRow(record_id(one), one.position, one.name, one.phone, one.email, one.level, project or "", one.until)
        for one, project in found
    ]


def add_contact(work: Work, draft: ContactDraft) -> CrisisContact:
    """Somebody more, behind the others."""
    last = work.session.exec(select(func.max(CrisisContact.position))).one() or 0
    return work.add(CrisisContact(office_id=work.clerk.office_id, position=last + 1, **_told(work, draft)))


def edit_contact(work: Work, contact_id: int, draft: ContactDraft, seen: int | None = None) -> CrisisContact:
    """Another phone, another level."""
    contact = work.get(CrisisContact, contact_id)
    work.change(contact, _told(work, draft), seen=seen)
    return contact


def end_contact(work: Work, contact_id: int) -> CrisisContact:
    """Not paged any more from now on; the register keeps who was."""
    contact = work.get(CrisisContact, contact_id)
    work.change(contact, {"until": work.today - timedelta(days=1)})
    return contact


def raise_contact(work: Work, contact_id: int) -> CrisisContact:
    """Paged one earlier than now."""
    contact = work.get(CrisisContact, contact_id)
    rows = list_contacts(work, work.today)
    place = next((place for place, row in enumerate(rows) if row.id == contact_id), 0)
    if place:
        before = work.get(CrisisContact, rows[place - 1].id)
        mine, theirs = contact.position, before.position
        if mine == theirs:
            mine = theirs + 1
        work.change(contact, {"position": theirs})
        work.change(before, {"position": mine})
    return contact


def _told(work: Work, draft: ContactDraft) -> Mapping[str, Any]:
    country: Country = "VN" if work.clerk.country == "VN" else "CN"
    draft, faults = draft.checked(country)
    refuse(faults)
    names = ("name", "phone", "email", "level", "project_id", "staff_id")
    return {name: getattr(draft, name) for name in names}
