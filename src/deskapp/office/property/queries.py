"""Reads about homes: one unit in all it is to the office, and lists by page in the order of the house."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col, select

from deskapp.office.customer.rows import CustomerRow, find_rows, find_survivors
from deskapp.office.property.drafts import PRICES, UnitDraft
from deskapp.office.property.model import Building, Project, Unit, UnitPerson
from deskapp.office.property.rules import Share, is_current, read_share
from deskapp.store.base import record_id
from deskapp.store.trail import Change, changes_of
from deskapp.store.work import Reader
from deskapp.values.money import from_minor
from deskapp.values.rooms import unit_code as join_code

PEOPLE_LIMIT: Final = 200
"""Current and former people that a unit's page reads at most."""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in a list; ``price`` is the list price in ``currency``."""

    id: int
    project: str
    code: str
    kind: str
    area: Decimal | None
    price: Decimal | None
    currency: str
    sale_state: str
    delivery_state: str
    occupation_state: str
    decoration_state: str


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """Where a unit stands in the order of lists; what a page after or before it begins with."""

    building_id: int
    entrance: str
    room: str


@dataclass(frozen=True, slots=True)
class UnitFilter:
    """What a list is narrowed to; None and an empty text are no limit."""

    project_id: int | None = None
    building_id: int | None = None
    kind: str = ""
    sale_state: str = ""
    delivery_state: str = ""
    occupation_state: str = ""


@dataclass(frozen=True, slots=True)
class PagePerson:
    """Who owns or lives there; ``id`` is the row to end, ``customer`` who they are now (merges followed)."""

    id: int
    customer: CustomerRow
    role: str
    share: Share | None
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class UnitPage:
    """Everything known of a unit in one look; ``draft`` holds its fields, ``previous`` and ``next`` its neighbours."""

    id: int
    version: int
    code: str
    place: UnitPlace
    project_id: int
    project: str
    building: str
    country: str
    draft: UnitDraft
    people: tuple[PagePerson, ...]
    former: tuple[PagePerson, ...]
    previous: int | None
    next: int | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project with the number of its units."""

    id: int
    name: str
    country: str
    place: str
    units: int


def get_unit_page(reader: Reader, unit_id: int, today: date) -> UnitPage:
    """The page of a unit; ``store.gone`` where there is none."""
    unit = reader.get(Unit, unit_id)
    building = reader.get(Building, unit.building_id)
    project = reader.get(Project, _project_of(building))
    place = UnitPlace(unit.building_id, unit.entrance, unit.room)
    people = _people(reader, unit_id)
    return UnitPage(
        id=unit_id,
        version=unit.version,
        code=join_code(building.code, unit.entrance, unit.room),
        place=place,
        project_id=record_id(project),
        project=project.name,
        building=building.code,
        country=project.country,
        draft=read_draft(unit),
        people=tuple(person for person in people if is_current(person.until, today)),
        former=tuple(person for person in people if not is_current(person.until, today)),
        previous=_neighbour(reader, place, ahead=True),
        next=_neighbour(reader, place, ahead=False),
        changes=tuple(_in_money(change, unit.currency) for change in changes_of(reader, "unit", unit_id)),
    )


def read_draft(unit: Unit) -> UnitDraft:
    """What the form opens with: the record's fields, prices as amounts."""
    fields: dict[str, Any] = {name: getattr(unit, name) for name in UnitDraft.__dataclass_fields__}
    for name in PRICES:
        if fields[name] is not None:
            fields[name] = from_minor(fields[name], unit.currency)
    return UnitDraft(**fields)


def unit_code(reader: Reader, unit_id: int) -> str:
    """The code that everybody says: ``3-2-1501``."""
    unit = reader.get(Unit, unit_id)
    return join_code(reader.get(Building, unit.building_id).code, unit.entrance, unit.room)


def list_units(
    reader: Reader,
    *,
    after: UnitPlace | None = None,
    before: UnitPlace | None = None,
    limit: int = 200,
    only: UnitFilter | None = None,
) -> list[UnitRow]:
    """A page of units, building by building: those behind ``after``, or the ones just ahead of ``before``."""
    query = (
        select(Unit, Building, Project)
        .join(Building, col(Building.id) == col(Unit.building_id))
        .join(Project, col(Project.id) == col(Building.project_id))
        .where(*_conditions(reader, only or UnitFilter()))
        .limit(limit)
    )
    order = _order()
    if before is not None:
        query = query.where(_beside(before, ahead=True)).order_by(*(column.desc() for column in order))
    else:
        query = query.order_by(*order)
        query = query if after is None else query.where(_beside(after, ahead=False))
    rows = [_row(*found) for found in reader.session.exec(query)]
    return rows[::-1] if before is not None else rows


def count_units(reader: Reader, only: UnitFilter | None = None, *, ahead_of: UnitPlace | None = None) -> int:
    """How many a list holds; ``ahead_of`` counts those that stand before that place."""
    query = select(func.count()).select_from(Unit).where(*_conditions(reader, only or UnitFilter()))
    return reader.session.exec(query if ahead_of is None else query.where(_beside(ahead_of, ahead=True))).one()


def get_place(reader: Reader, unit_id: int) -> UnitPlace:
    """Where a unit stands in the order of lists."""
    unit = reader.get(Unit, unit_id)
    return UnitPlace(unit.building_id, unit.entrance, unit.room)


def list_projects(reader: Reader) -> list[ProjectRow]:
    """The projects in scope with the number of their units, by name."""
    query = (
        select(Project, func.count(col(Unit.id)))
        .join(Unit, col(Unit.project_id) == col(Project.id), isouter=True)
        .group_by(col(Project.id))
        .order_by(col(Project.name))
    )
    if reader.scope.project_ids is not None:
        query = query.where(col(Project.id).in_(reader.scope.project_ids))
    return [
        ProjectRow(record_id(project), project.name, project.country, project.place, units)
        for project, units in reader.session.exec(query)
    ]


def find_projects(reader: Reader) -> list[tuple[int, str]]:
    """The projects in scope as id and name, by name, without counting anything."""
    query = select(Project.id, Project.name).order_by(col(Project.name))
    if reader.scope.project_ids is not None:
        query = query.where(col(Project.id).in_(reader.scope.project_ids))
    return [(number, name) for number, name in reader.session.exec(query) if number is not None]


def list_buildings(reader: Reader, project_id: int) -> list[tuple[int, str]]:
    """The buildings of a project as id and number, short numbers first (2 before 10)."""
    code = col(Building.code)
    query = select(Building).where(Building.project_id == project_id).order_by(func.length(code), code)
    return [(record_id(building), building.code) for building in reader.session.exec(query)]


def _people(reader: Reader, unit_id: int) -> list[PagePerson]:
    found = list(
        reader.session.exec(
            select(UnitPerson)
            .where(UnitPerson.unit_id == unit_id)
            .order_by(col(UnitPerson.until).is_not(None), col(UnitPerson.until).desc(), col(UnitPerson.id))
            .limit(PEOPLE_LIMIT)
        )
    )
    survivors = find_survivors(reader, {person.customer_id for person in found})
    rows = {row.id: row for row in find_rows(reader, set(survivors.values()))}
    return [
        PagePerson(
            record_id(person),
            rows[survivors[person.customer_id]],
            person.role,
            read_share(person),
            person.since,
            person.until,
        )
        for person in found
    ]


def _in_money(change: Change, currency: str) -> Change:
    """A change with its prices as amounts; the trail has them as the database does."""

    def amount(minor: Any) -> Any:
        return from_minor(minor, currency) if isinstance(minor, int) else minor

    fields = (
        replace(field, before=amount(field.before), after=amount(field.after)) if field.field in PRICES else field
        for field in change.fields
    )
    return replace(change, fields=tuple(fields))


def _neighbour(reader: Reader, place: UnitPlace, *, ahead: bool) -> int | None:
    """The unit next to a place in its building."""
    order: Iterable[ColumnElement[Any]] = _order()
    query = select(Unit.id).where(Unit.building_id == place.building_id).where(_beside(place, ahead=ahead)).limit(1)
    return reader.session.exec(query.order_by(*(column.desc() if ahead else column for column in order))).first()


def _order() -> tuple[ColumnElement[Any], ...]:
    """Short room numbers first, so that 315 stands before 1501."""
    room: Any = col(Unit.room)
    building: Any = col(Unit.building_id)
    entrance: Any = col(Unit.entrance)
    return building, entrance, func.length(room), room


def _beside(place: UnitPlace, *, ahead: bool) -> ColumnElement[bool]:
    """Whether a unit stands before (``ahead``) or behind a place in that order."""
    values: tuple[Any, ...] = (place.building_id, place.entrance, len(place.room), place.room)
    order = _order()
    steps = []
    for depth, (column, value) in enumerate(zip(order, values, strict=True)):
        equal = [order[level] == values[level] for level in range(depth)]
        steps.append(and_(*equal, column < value if ahead else column > value))
    # the first term again by itself: an OR alone cannot be sought in the index
    bound = order[0] <= values[0] if ahead else order[0] >= values[0]
    return and_(bound, or_(*steps))


def _conditions(reader: Reader, only: UnitFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        col(getattr(Unit, name)) == value for name in UnitFilter.__dataclass_fields__ if (value := getattr(only, name))
    ]
    if reader.scope.project_ids is not None:
        conditions.append(col(Unit.project_id).in_(reader.scope.project_ids))
    return conditions


def _project_of(building: Building) -> int:
    if building.project_id is None:
        raise ValueError("a building belongs to a project")
    return building.project_id


def _row(unit: Unit, building: Building, project: Project) -> UnitRow:
    return UnitRow(
        id=record_id(unit),
        project=project.name,
        code=join_code(building.code, unit.entrance, unit.room),
        kind=unit.kind,
        area=unit.area,
        price=None if unit.total_price is None else from_minor(unit.total_price, unit.currency),
        currency=unit.currency,
        sale_state=unit.sale_state,
        delivery_state=unit.delivery_state,
        occupation_state=unit.occupation_state,
        decoration_state=unit.decoration_state,
    )


def find_counter_place(reader: Reader) -> str:
    """What the counter calls its place: the project where there is just one, else nothing."""
    names = reader.session.exec(select(Project.name).limit(2)).all()
    return names[0] if len(names) == 1 else ""
