"""Who may have a set of keys: our people, contractors and other firms, the unit's owners, or somebody as typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from deskapp.office.deal.queries import buyers_of, living_deal
from deskapp.office.organisation.queries import find_organisations
from deskapp.office.staff.queries import list_staff
from deskapp.store.work import Reader
from deskapp.values.text import fold

MOST: Final = 9
FIRMS: Final = {"contractor": "contractor", "property_company": "property"}
"""Which holder an organisation of a kind is; any other kind is somebody else."""
AS_TYPED: Final = ("contractor", "property", "builder", "other")


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who may have keys: ``holder`` one of ``KEY_HOLDERS``, with the number of whom it is about."""

    holder: str
    name: str
    staff_id: int | None = None
    organisation_id: int | None = None
    holder_id: int | None = None


def find_holders(reader: Reader, text: str, unit_id: int | None, clerk_name: str = "") -> list[Holder]:
    """Whom a text means: our people by name, firms, the unit's owners; then the text itself, as each kind of firm.

    For no text who works here and the owners.
    """
    wanted = fold(text)
    people = [
        Holder("staff", row.name, staff_id=row.id)
        for row in list_staff(reader)
        if (wanted and wanted in fold(row.name)) or (not wanted and row.name == clerk_name)
    ]
    owners = [one for one in owners_of(reader, unit_id) if not wanted or wanted in fold(one.name)]
    if not wanted:
        return [*people, *owners][:MOST]
    firms = [
        Holder(FIRMS.get(row.kind, "other"), row.name, organisation_id=row.id)
        for row in find_organisations(reader, text, limit=MOST)
    ]
    found = [*people, *firms, *owners][: MOST - len(AS_TYPED)]
    return [*found, *(Holder(kind, text.strip()) for kind in AS_TYPED)]


def owners_of(reader: Reader, unit_id: int | None) -> list[Holder]:
    """Who bought the unit, as its living deal says; nobody where it has none."""
    deal = None if unit_id is None else living_deal(reader, unit_id)
    if deal is None:
        return []
    buyers = buyers_of(reader, [deal]).get(deal, ())
    return [Holder("owner", one.customer.name, holder_id=one.customer.id) for one in buyers]
