"""Whom and what a form may be about: customers, units and parcels found as the clerk types them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from deskapp.office.customer.finding import find_people
from deskapp.office.customer.page import get_customer_page
from deskapp.office.land.queries import get_parcel
from deskapp.office.property.queries import find_projects, list_buildings, unit_code
from deskapp.store.search import SearchCancelledError, open_finder
from deskapp.store.store import Store
from deskapp.store.work import Reader
from deskapp.ui.cells import typed
from deskapp.ui.fields import Load, Option
from deskapp.values.finding import parcel_codes, unit_codes
from deskapp.values.rooms import fold_code, strip_building
from deskapp.values.rooms import unit_code as join_code
from deskapp.values.text import fold

MOST: Final = 9
NOWHERE: Final = -1
"""An id that no record has: a filter by a name that nothing has finds nothing."""
_KINDS: Final = {"unit": ("unit",), "parcel": ("parcel",), "either": ("unit", "parcel")}
_LABEL_MOST: Final = 60


@dataclass(frozen=True, slots=True)
class NamedCustomer:
    """A customer as an option, the language they speak, and the homes they have now."""

    option: Option
    language: str
    units: tuple[Option, ...]

    def only_place(self, subject: str) -> Option | None:
        """The home, where they have just one and it may be what the case is about."""
        return self.units[0] if len(self.units) == 1 and subject in ("unit", "either") else None


def find_customers(today: date) -> Load:
    """Customers by anything the search box takes."""

    def load(data: Any, text: str) -> Sequence[Option]:
        return [
            Option(person.id, _short(person.name, *person.units[:1]), person.phone)
            for person in find_people(data.store, text, today, limit=MOST)
        ]

    return load


def find_places(subject: str, today: date, customer_id: Callable[[], int | None]) -> Load:
    """Units and parcels by their codes; for no text the homes of the customer in the form."""

    def load(data: Any, text: str) -> Sequence[Option]:
        customer = customer_id()
        if text.strip():
            return _found(data.store, text, _KINDS[subject], today)
        if customer is None or "unit" not in _KINDS[subject]:
            return []
        return data.store.read(lambda reader: named_customer(reader, customer, today)).units  # type: ignore[no-any-return]

    return load


def _found(store: Store, text: str, kinds: Sequence[str], today: date) -> list[Option]:
    options: list[Option] = []
    try:
        with open_finder(store, today) as finder:
            if "unit" in kinds:
                units = [hit.row for hit in finder.units(unit_codes(text), MOST)]
                options += [Option(["unit", unit.id], unit.code, unit.project) for unit in units]
            if "parcel" in kinds:
                parcels = [hit.row for hit in finder.parcels(parcel_codes(text), MOST)]
                options += [
                    Option(["parcel", one.id], join_code(one.commune, one.map_sheet, one.parcel), one.land_use)
                    for one in parcels
                ]
    except SearchCancelledError:
        return []
    return options[:MOST]


def named_customer(reader: Reader, number: int, today: date) -> NamedCustomer:
    """A customer as the form shows them, whoever they were merged into."""
    page = get_customer_page(reader, number, today)
    units = tuple(Option(["unit", unit.unit_id], unit.code, unit.project) for unit in page.units if unit.is_current)
    first = units[0].label if units else ""
    return NamedCustomer(Option(page.row.id, _short(page.row.name, first), page.row.number), page.language, units)


def named_place(reader: Reader, kind: str, number: int) -> Option:
    """A unit or parcel as the form shows it."""
    if kind == "unit":
        return Option([kind, number], unit_code(reader, number))
    return Option([kind, number], get_parcel(reader, number).row.code)


def _short(*parts: str) -> str:
    return typed("  ".join(part[:_LABEL_MOST] for part in parts if part)).strip()


def find_project_ids(reader: Reader, begins: str) -> list[int]:
    """Projects whose name begins so, the one of that very name first."""
    wanted = fold(begins)
    named = [(fold(name), number) for number, name in find_projects(reader)]
    found = [(name != wanted, number) for name, number in named if name.startswith(wanted)]
    return [number for _, number in sorted(found)]


def find_building_id(reader: Reader, projects: Iterable[int], code: str) -> int:
    """The building of that code in the first of these projects that has one; ``NOWHERE`` where none has."""
    wanted = fold_code(strip_building(code))
    for project in projects:
        for number, known in list_buildings(reader, project):
            if fold_code(known) == wanted:
                return number
    return NOWHERE
