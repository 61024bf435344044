"""What a row of cases is about: a unit by its number or a parcel by its register, found among those of the office."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from sqlmodel import select

from deskapp.errors import Problem
from deskapp.office.land.sheet import find_parcels, parcel_of
from deskapp.office.property.model import Project
from deskapp.office.property.sheet import find_units, place_of
from deskapp.sheets.judge import Key, Known, Row, Run
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.values.rooms import unit_code

Spot = tuple[str, int]
"""``unit`` or ``parcel``, and its id."""

_UNIT: Final = ("building", "room")
_PARCEL: Final = ("commune", "map_sheet", "parcel")
_AMBIGUOUS: Final = 0


def place_key(run: Run, row: Row) -> tuple[Key, list[Problem]]:
    """The natural key of the unit or parcel that a row names; empty where it names none."""
    unit = [name for name in _UNIT if row.values.get(name)]
    parcel = [name for name in _PARCEL if row.values.get(name)]
    if unit and parcel:
        return (), [run.problem(row, "room", "case.two_places")]
    if unit and len(unit) < len(_UNIT):
        return (), [run.problem(row, "room", "case.half_a_place")]
    if unit:
        return ("unit", row.values.get("project") or run.project, *place_of(row.values)), []
    if parcel:
        key, problems = parcel_of(run, row)
        return ("parcel", *key), problems
    return (), []


def find_places(reader: Reader, run: Run, keys: Collection[Key]) -> dict[Key, Known]:
    """The units and parcels; a room without a project is looked for in all of them, and found where just one has it."""
    del run
    units = {key[1:] for key in keys if key[0] == "unit"}
    found: dict[Key, Known] = {}
    names = list(reader.session.exec(select(Project.name))) if any(not key[0] for key in units) else []
    wanted = {(project, *key[1:]) for key in units for project in ([key[0]] if key[0] else names)}
    for project, building, unit in find_units(reader, wanted) if wanted else ():
        place = (building, unit.entrance, unit.room)
        known = Known(record_id(unit), 1, {})
        found["unit", project, *place] = known
        loose: Key = ("unit", "", *place)
        if loose in keys:
            found[loose] = Known(_AMBIGUOUS, 1, {}) if loose in found else known
    parcels = {key[1:] for key in keys if key[0] == "parcel"}
    if parcels:
        found |= {("parcel", *key): known for key, known in find_parcels(reader, parcels).items()}
    return found


def judge_place(run: Run, row: Row, key: Key, others: Mapping[Key, Known]) -> tuple[Spot | None, list[Problem]]:
    """Where the row is, or that there is no such place."""
    if not key:
        return None, []
    known = others.get(key)
    if known is not None and known.id:
        return (key[0], known.id), []
    if key[0] == "parcel":
        return None, [run.problem(row, "parcel", "case.parcel_unknown", "-".join(key[1:]))]
    code = "unit.unknown" if known is None else "case.unit_in_several"
    return None, [run.problem(row, "room", code, unit_code(*key[2:]))]
