"""What a clerk does with an organisation around the counter: enter it, edit it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Final, cast

from sqlmodel import select

from deskapp.errors import DeskError
from deskapp.office.checking import Faults, refuse, take, wrong_choices
from deskapp.office.organisation.model import Organisation
from deskapp.store.work import Work
from deskapp.values import Country
from deskapp.values.names import parse_name
from deskapp.values.phones import parse_phone
from deskapp.values.text import clean

ORGANISATION_KINDS: Final = (
    "housing_authority",
    "land_office",
    "tax_office",
    "bank",
    "provident_fund",
    "contractor",
    "property_company",
    "court",
    "other",
)


@dataclass(frozen=True, slots=True)
class OrganisationDraft:
    """The form of an organisation; ``alias`` is the short or the former name."""

    name: str
    kind: str = "other"
    alias: str = ""
    phone: str = ""
    address: str = ""

    def checked(self, country: Country) -> tuple[OrganisationDraft, Faults]:
        """The draft in normal form with its faults by field."""
        faults = wrong_choices(self, {"kind": ORGANISATION_KINDS})
        kept: dict[str, Any] = {"alias": clean(self.alias), "phone": "", "address": clean(self.address)}
        take(kept, faults, "name", parse_name(self.name))
        if clean(self.phone):
            take(kept, faults, "phone", parse_phone(self.phone, country))
        return replace(self, **kept), faults


def add_organisation(work: Work, draft: OrganisationDraft) -> Organisation:
    """A new organisation; ``organisation.taken`` where the office has one of that name."""
    return work.add(Organisation(office_id=work.clerk.office_id, **_columns(work, draft, None)))


def edit_organisation(work: Work, number: int, draft: OrganisationDraft, seen: int | None = None) -> Organisation:
    """What the form says now; ``seen`` is the version that it was opened with (``StaleEdit`` where it is older)."""
    organisation = work.get(Organisation, number)
    work.change(organisation, _columns(work, draft, number), seen=seen)
    return organisation


def _columns(work: Work, draft: OrganisationDraft, own: int | None) -> dict[str, Any]:
    draft, faults = draft.checked(cast("Country", work.clerk.country))
    refuse(faults)
    holder = work.session.exec(
        select(Organisation.id).where(Organisation.office_id == work.clerk.office_id, Organisation.name == draft.name)
    ).first()
    if holder is not None and holder != own:
        raise DeskError("organisation.taken", "name", name=draft.name)
    return asdict(draft) | {"phone": draft.phone or None}
