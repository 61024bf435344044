"""Defects, inspections and orders as rows: read for many of them in a few statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import col, select

from deskapp.desks.handover.inspecting.lists import say_place
from deskapp.desks.handover.inspecting.model import Defect, Inspection, RectificationOrder
from deskapp.desks.handover.inspecting.rules import OPEN_STATES, is_overdue
from deskapp.office.property.model import Building, Project, Unit
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader
from deskapp.values.money import from_minor
from deskapp.values.rooms import unit_code


@dataclass(frozen=True, slots=True)
class DefectRow:
    """A defect in a list; ``unit`` as everybody says it, ``order`` the number of the order that it was given with."""

    id: int
    version: int
    number: str
    project: str
    unit_id: int
    unit: str
    delivery_id: int | None
    inspection_id: int | None
    origin: str
    room: str
    item: str
    fault: str
    text: str
    trade: str
    severity: str
    wish: bool
    organisation_id: int | None
    contractor: str
    agreed_on: date
    found_on: date
    stored_file_id: int | None
    remark: str
    charged_back: Decimal | None
    currency: str
    order: str
    order_id: int | None
    state: str
    since: date
    assigned_on: date | None
    fixed_on: date | None
    accepted_on: date | None
    reopened: int

    def place(self, language: str) -> str:
        """Where and what, in the words of the list."""
        return say_place(self.room, self.item, self.fault, language)

    def said(self, language: str) -> str:
        """Where and what, with the words that somebody added."""
        return f"{self.place(language)}: {self.text}" if self.text else self.place(language)

    def is_overdue(self, today: date) -> bool:
        """Whether the one who is to mend it is late."""
        return is_overdue(self.state, self.agreed_on, today)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class InspectionRow:
    """A going through a unit; ``number`` counts those of its kind."""

    id: int
    version: int
    unit_id: int
    unit: str
    project: str
    delivery_id: int | None
    kind: str
    number: int
    list_code: str
    planned_on: date | None
    appointment_id: int | None
    begun_at: datetime | None
    done_at: datetime | None
    result: str
    owner_present: bool
    inspector: str
    note: str

    @property
    def is_running(self) -> bool:
        """Whether somebody is at it."""
        return self.begun_at is not None and self.done_at is None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order to a contractor; how many defects it had and how many of them are still open."""

    id: int
    number: str
    contractor: str
    organisation_id: int | None
    given_on: date
    due_on: date | None
    note: str
    clerk: str
    defects: int
    open: int


def defect_rows(reader: Reader, defects: Iterable[Defect]) -> list[DefectRow]:
    """Defects as lists show them, in their order."""
    found = list(defects)
    places = unit_places(reader, {one.unit_id for one in found})
    orders = _order_numbers(reader, {one.order_id for one in found if one.order_id is not None})
    return [
        DefectRow(
            record_id(one),
            one.version,
            one.number,
            places.get(one.unit_id, ("", ""))[0],
            one.unit_id,
            places.get(one.unit_id, ("", ""))[1],
            one.delivery_id,
            one.inspection_id,
            one.origin,
            one.room,
            one.item,
            one.fault,
            one.text,
            one.trade,
            one.severity,
            one.wish,
            one.organisation_id,
            one.contractor,
            one.agreed_on,
            one.found_on,
            one.stored_file_id,
            one.remark,
            None if one.charged_back is None else from_minor(one.charged_back, one.currency),
            one.currency,
            orders.get(one.order_id or 0, ""),
            one.order_id,
            one.state,
            one.state_since,
            one.assigned_on,
            one.fixed_on,
            one.accepted_on,
            one.reopened,
        )
        for one in found
    ]


def inspection_rows(reader: Reader, inspections: Iterable[Inspection]) -> list[InspectionRow]:
    """Inspections as lists show them, in their order."""
    found = list(inspections)
    places = unit_places(reader, {one.unit_id for one in found})
    return [
        InspectionRow(
            record_id(one),
            one.version,
            one.unit_id,
            places.get(one.unit_id, ("", ""))[1],
            places.get(one.unit_id, ("", ""))[0],
            one.delivery_id,
            one.kind,
            one.round,
            one.list_code,
            one.planned_on,
            one.appointment_id,
            one.begun_at,
            one.done_at,
            one.result,
            one.owner_present,
            one.inspector,
            one.note,
        )
        for one in found
    ]


def unit_places(reader: Reader, unit_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """The project's name and the unit's code, by unit."""
    found: dict[int, tuple[str, str]] = {}
    for chunk in in_chunks(unit_ids):
        query = (
            select(Unit, Building.code, Project.name)
            .join(Building, col(Building.id) == col(Unit.building_id))
            .join(Project, col(Project.id) == col(Unit.project_id))
            .where(col(Unit.id).in_(chunk))
        )
        for unit, building, project in reader.session.exec(query):
            found[record_id(unit)] = (project, unit_code(building, unit.entrance, unit.room))
    return found


def _order_numbers(reader: Reader, order_ids: Collection[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for chunk in in_chunks(order_ids):
        query = select(RectificationOrder.id, RectificationOrder.number).where(col(RectificationOrder.id).in_(chunk))
        found |= {number: called for number, called in reader.session.exec(query) if number is not None}
    return found
