"""Customers found as a clerk types them, at any desk: a few to choose from, masked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import cast

from deskapp.office.customer.rows import CustomerRow
from deskapp.store.search import SearchCancelledError, open_finder
from deskapp.store.store import Store
from deskapp.values.finding import parse_query
from deskapp.values.identity import IdentityKind, mask_identity
from deskapp.values.phones import mask_phone


@dataclass(frozen=True, slots=True)
class Person:
    """A customer in a list to choose from; ``phone`` and ``document`` are masked, ``units`` are their homes now."""

    id: int
    number: str
    name: str
    phone: str
    document: str
    units: tuple[str, ...]


def find_people(
    store: Store, text: str, today: date, *, limit: int = 9, cancelled: Callable[[], bool] | None = None
) -> list[Person]:
    """Customers by name, initials, number, phone or room, the best first; nobody for an empty text."""
    cuts = parse_query(text)
    if not cuts:
        return []
    try:
        with open_finder(store, today, cancelled) as finder:
            found = [hit.row for hit in finder.customers(cuts, limit)]
    except SearchCancelledError:
        return []
    return [
        Person(
            row.id,
            row.number,
            row.names[0],
            mask_phone(row.phones[0]) if row.phones else "",
            _masked(*row.documents[0]) if row.documents else "",
            tuple(home.code for home in row.homes),
        )
        for row in found
    ]


def person_of(row: CustomerRow) -> Person:
    """A customer's row as one to choose from, without homes."""
    return Person(row.id, row.number, row.name, mask_phone(row.phone), _masked(row.id_kind, row.id_number), ())


def _masked(kind: str, number: str) -> str:
    return mask_identity(number, cast("IdentityKind", kind)) if number else ""
