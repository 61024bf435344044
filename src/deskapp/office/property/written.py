"""Units by their number as one cell of a sheet has it: ``3-2-1501``, ``3栋2单元1501``, ``地下车库-B1-044``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from sqlmodel import col, select

from deskapp.office.property.model import Building, Project, Unit
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader
from deskapp.values.rooms import Place, parse_unit_code, unit_code

Written = tuple[str, str]
"""A project's name and a unit's number as it was written."""


class FoundUnit(NamedTuple):
    """A unit as sheets of contracts need it."""

    id: int
    version: int
    project_id: int
    building: str
    entrance: str
    room: str
    sale_state: str
    contract_area: Decimal | None
    contract_inner_area: Decimal | None

    @property
    def code(self) -> str:
        """The number that everybody says."""
        return unit_code(self.building, self.entrance, self.room)


def find_written(reader: Reader, wanted: Collection[Written]) -> dict[Written, list[FoundUnit]]:
    """The unit that each text means in its project; several where it names no entrance and more than one has the room.

    What means none is left out.
    """
    meant = {written: parse_unit_code(written[1]) for written in wanted}
    units = _units(reader, {project for project, _ in wanted}, [place for places in meant.values() for place in places])
    found: dict[Written, list[FoundUnit]] = {}
    for written, places in meant.items():
        unclear: list[FoundUnit] = []
        for place in places:
            there = units.get((written[0], place.building, place.room), [])
            fitting = [unit for unit in there if unit.entrance == (place.entrance or "")]
            if place.entrance is None and not fitting:
                fitting = there
            if len(fitting) == 1:
                found[written] = fitting
                break
            unclear = unclear or fitting
        else:
            if unclear:
                found[written] = unclear
    return found


def _units(
    reader: Reader, projects: Collection[str], places: Collection[Place]
) -> dict[tuple[str, str, str], list[FoundUnit]]:
    """By project, building and room, whatever the entrance."""
    codes, rooms = {place.building for place in places}, {place.room for place in places}
    names = (Unit.id, Unit.version, Unit.project_id, Building.code, Unit.entrance, Unit.room, Unit.sale_state)
    units: dict[tuple[str, str, str], list[FoundUnit]] = defaultdict(list)
    for project, number in reader.session.exec(select(Project.name, Project.id).where(col(Project.name).in_(projects))):
        buildings = [
            building
            for part in in_chunks(codes)
            for building in reader.session.exec(
                select(Building.id).where(Building.project_id == number, col(Building.code).in_(part))
            )
        ]
        for part in in_chunks(rooms):
            statement = (
                select(*names)  # type: ignore[call-overload]
                .add_columns(Unit.contract_area, Unit.contract_inner_area)
                .join(Building, col(Building.id) == col(Unit.building_id))
                .where(col(Unit.building_id).in_(buildings), col(Unit.room).in_(part))
            )
            for row in reader.session.execute(statement):
                unit = FoundUnit(*row)
                units[project, unit.building, unit.room].append(unit)
    return units
