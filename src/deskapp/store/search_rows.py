"""What the search shows of a record, and by which it is judged whether it was really meant."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from deskapp.values.finding import keys_of_parcel, keys_of_unit
from deskapp.values.rooms import unit_code


def shown(customer: str) -> str:
    """The name for a list of hits: of a blocked customer only its first sign."""
    return f"CASE {customer}.blocked_why WHEN '' THEN {customer}.name ELSE substr({customer}.name, 1, 1) || '**' END"


def open_only(root: str) -> str:
    """Nothing more of one whose data are blocked."""
    return f"WHERE NOT EXISTS (SELECT 1 FROM customer WHERE customer.id = {root} AND customer.blocked_why <> '')"


FAMILY: Final = """
    WITH RECURSIVE family (root, id) AS (
        SELECT value, value FROM json_each(?)
        UNION
        SELECT family.root, merged.id FROM family JOIN customer AS merged ON merged.merged_into = family.id
    )
"""
"""Customers given as a JSON list, each with all that were merged into it; UNION, so that even a ring of merges ends."""

_PEOPLE: Final = f"""{FAMILY}
    SELECT root, 0, {shown("own")}, own.id, own.number, own.kind, own.category
        FROM family JOIN customer AS own ON own.id = family.id
    UNION ALL SELECT root, 1, other.name, NULL, NULL, NULL, NULL
        FROM family JOIN customer_name AS other ON other.customer_id = family.id {open_only("root")}
    UNION ALL SELECT root, 2, phone.number, family.id, phone.is_main, phone.is_former, NULL
        FROM family JOIN customer_phone AS phone ON phone.customer_id = family.id {open_only("root")}
    UNION ALL SELECT root, 3, document.number, family.id, document.is_main, document.kind, NULL
        FROM family JOIN customer_document AS document ON document.customer_id = family.id {open_only("root")}
"""
_HOMES: Final = f"""{FAMILY}
    SELECT DISTINCT family.root, unit.id, coalesce(project.name, ''), building.code, unit.entrance, unit.room,
            unit.kind, unit.area, unit.sale_state, unit.project_id,
            unit.sale_number, unit.surveyed_number, unit.door_number
        FROM family
        JOIN unit_person AS person ON person.customer_id = family.id AND (person.until IS NULL OR person.until > ?)
        JOIN unit ON unit.id = person.unit_id
        JOIN building ON building.id = unit.building_id
        LEFT JOIN project ON project.id = unit.project_id
        ORDER BY family.root, person.role <> 'owner', unit.id
"""
_OUTSIDE: Final = f"""{FAMILY}, tie (root, project_id) AS (
        SELECT root, own.project_id FROM family JOIN customer AS own ON own.id = family.id
        UNION ALL SELECT root, home.project_id FROM family JOIN unit_person AS home ON home.customer_id = family.id
        UNION ALL SELECT root, theirs.project_id FROM family JOIN case_file AS theirs ON theirs.customer_id = family.id
        UNION ALL SELECT root, theirs.project_id
            FROM family JOIN case_file AS theirs ON theirs.representative_id = family.id
    )
    SELECT root FROM tie WHERE project_id IS NOT NULL
        GROUP BY root
        HAVING NOT max(project_id IN (SELECT value FROM json_each(?)))
"""
_UNITS: Final = f"""
    SELECT unit.id, coalesce(project.name, ''), building.code, unit.entrance, unit.room,
            unit.kind, unit.area, unit.sale_state, unit.project_id,
            unit.sale_number, unit.surveyed_number, unit.door_number,
            (SELECT json_group_array({shown("customer")}) FROM unit_person AS person
                JOIN customer ON customer.id = person.customer_id
                WHERE person.unit_id = unit.id AND (person.until IS NULL OR person.until > ?))
        FROM json_each(?) AS wanted
        JOIN unit ON unit.id = wanted.value
        JOIN building ON building.id = unit.building_id
        LEFT JOIN project ON project.id = unit.project_id
"""
_PARCELS: Final = """
    SELECT parcel.id, parcel.commune, parcel.map_sheet, parcel.parcel, parcel.area, parcel.land_use,
            parcel.legal_status, parcel.project_id
        FROM json_each(?) AS wanted JOIN parcel ON parcel.id = wanted.value
"""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in a list of hits. ``area`` in 0.01 m²; ``others`` are its sale, surveyed and door numbers.

    ``people`` own or live there now; they are left out where the unit stands for a customer's home.
    """

    id: int
    project: str
    building: str
    entrance: str
    room: str
    kind: str
    area: int | None
    sale_state: str
    project_id: int | None
    others: tuple[str, ...]
    people: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """``3-2-1501``."""
        return unit_code(self.building, self.entrance, self.room)

    @property
    def keys(self) -> set[str]:
        """The search keys that it should have."""
        return keys_of_unit(self.building, self.entrance, self.room, *self.others)


@dataclass(slots=True)
class PersonRow:
    """A customer with everything it is found by, its own and that of customers merged into it.

    ``names`` begin with its own; ``phones`` and ``documents`` (kind, number) with the main ones; ``homes`` are the
    units it owns or lives in now.
    """

    id: int
    number: str = ""
    kind: str = ""
    category: str = ""
    names: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    documents: list[tuple[str, str]] = field(default_factory=list)
    homes: list[UnitRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """A parcel in a list of hits; ``area`` in 0.01 m²."""

    id: int
    commune: str
    map_sheet: str
    parcel: str
    area: int | None
    land_use: str
    legal_status: str
    project_id: int | None

    @property
    def keys(self) -> set[str]:
        """The search keys that it should have."""
        return keys_of_parcel(self.commune, self.map_sheet, self.parcel)


def load_people(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, PersonRow]:
    """These customers, which must be survivors, in the order asked; their homes are not loaded."""
    people = {number: PersonRow(number) for number in numbers}
    phones: dict[int, list[tuple[bool, bool, bool, str]]] = {}
    documents: dict[int, list[tuple[bool, bool, str, str]]] = {}
    for root, what, text, member, a, b, c in connection.execute(_PEOPLE, (json.dumps(list(people)),)):
        person = people[root]
        if what == 0 and member == root:
            person.names.insert(0, text)
            person.number, person.kind, person.category = a, b, c
        elif what <= 1:
            person.names.append(text)
        elif what == 2:
            phones.setdefault(root, []).append((member != root, bool(b), not a, text))
        else:
            documents.setdefault(root, []).append((member != root, not a, b, text))
    for root, found in phones.items():
        people[root].phones = [number for *_, number in sorted(found)]
    for root, papers in documents.items():
        people[root].documents = [(kind, number) for *_, kind, number in sorted(papers)]
    return people


def load_homes(
    connection: sqlite3.Connection, people: Iterable[PersonRow], today: date, projects: frozenset[int] | None = None
) -> None:
    """Fill in the units of ``projects`` (None: of any) that these customers own or live in on ``today``."""
    by_id = {person.id: person for person in people}
    for person in by_id.values():
        person.homes = []
    for root, *rest in connection.execute(_HOMES, (json.dumps(list(by_id)), today.isoformat())):
        home = _unit(rest)
        if projects is None or home.project_id in projects:
            by_id[root].homes.append(home)


def find_outside(connection: sqlite3.Connection, numbers: Iterable[int], projects: frozenset[int]) -> set[int]:
    """Those of these customers who are linked to projects, but to none of ``projects``."""
    rows = connection.execute(_OUTSIDE, (json.dumps(list(numbers)), json.dumps(sorted(projects))))
    return {root for (root,) in rows}


def load_units(connection: sqlite3.Connection, numbers: Iterable[int], today: date) -> dict[int, UnitRow]:
    """These units with the people of ``today``."""
    rows = connection.execute(_UNITS, (today.isoformat(), json.dumps(list(numbers))))
    return {row[0]: _unit(row[:-1], tuple(dict.fromkeys(json.loads(row[-1])))) for row in rows}


def load_parcels(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, ParcelRow]:
    """These parcels."""
    return {row[0]: ParcelRow(*row) for row in connection.execute(_PARCELS, (json.dumps(list(numbers)),))}


def _unit(row: Any, people: tuple[str, ...] = ()) -> UnitRow:
    number, project, building, entrance, room, kind, area, sale_state, project_id, *others = row
    return UnitRow(number, project, building, entrance, room, kind, area, sale_state, project_id, tuple(others), people)
