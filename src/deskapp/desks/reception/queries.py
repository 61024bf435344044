"""Who may be meant: people who may be one person, a resident to be ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.customer.finding import Person, find_people, person_of
from deskapp.office.customer.queries import Duplicate, find_duplicates, get_customer_draft
from deskapp.office.customer.rows import find_rows, find_survivors
from deskapp.office.property.model import UnitPerson
from deskapp.office.property.queries import unit_code
from deskapp.office.property.rules import Share, read_share
from deskapp.store.store import Store
from deskapp.store.work import Reader
from deskapp.values.names import fold_name

LIKELY: Final = 5
_NAMESAKES: Final = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another record that may be of the same person; ``why`` is a code of ``duplicate_why``, empty where searched."""

    person: Person
    why: str = ""


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody's row in a unit: what a clerk must see before ending it."""

    name: str
    unit: str
    role: str
    share: Share | None
    since: date | None
    until: date | None


def find_likely(
    store: Store, draft: CustomerDraft, today: date, *, own_id: int | None = None, unit_id: int | None = None
) -> list[Duplicate]:
    """Customers who may be the one being typed, the surest first; somebody new is also compared by the whole name."""
    judged, _ = draft.checked(today)
    found = store.read(lambda reader: find_duplicates(reader, judged, own_id=own_id, unit_id=unit_id, limit=LIKELY))
    if own_id is None and len(found) < LIKELY:
        known = {likely.customer.id for likely in found}
        found += [row for row in _namesakes(store, draft.name, today) if row.customer.id not in known]
    return found[:LIKELY]


def _namesakes(store: Store, name: str, today: date) -> list[Duplicate]:
    folded = fold_name(name)
    same = [
        person.id for person in find_people(store, name, today, limit=_NAMESAKES) if fold_name(person.name) == folded
    ]
    rows = {row.id: row for row in store.read(lambda reader: find_rows(reader, same))}
    return [Duplicate(rows[number], "name") for number in same if number in rows]


def find_candidates(store: Store, customer_id: int, text: str, today: date) -> list[Candidate]:
    """With whom a customer may be merged: who is likely the same, or by ``text`` anybody but the customer."""
    draft, _ = store.read(lambda reader: get_customer_draft(reader, customer_id))
    own = store.read(lambda reader: find_survivors(reader, [customer_id])[customer_id])
    if text.strip():
        return [Candidate(person) for person in find_people(store, text, today) if person.id != own]
    return [
        Candidate(person_of(likely.customer), likely.why)
        for likely in store.read(lambda reader: find_duplicates(reader, draft, own_id=own, limit=_NAMESAKES))
    ]


def get_resident(reader: Reader, unit_person_id: int) -> Resident:
    """The row of somebody who owns or lives in a unit, with the name of whom they are now."""
    person = reader.get(UnitPerson, unit_person_id)
    survivor = find_survivors(reader, [person.customer_id])[person.customer_id]
    row = find_rows(reader, [survivor])[0]
    return Resident(
        row.name, unit_code(reader, person.unit_id), person.role, read_share(person), person.since, person.until
    )
