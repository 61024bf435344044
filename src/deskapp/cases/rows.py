"""Cases as lists name them: a page of rows in a handful of statements, whatever its length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from deskapp.cases.model import Case
from deskapp.cases.pinned import procedures_of
from deskapp.cases.procedure import Procedure, Texts
from deskapp.office.customer.model import Customer
from deskapp.office.customer.rows import find_survivors, shown_name
from deskapp.office.land.model import Parcel
from deskapp.office.land.rules import parcel_code
from deskapp.office.property.model import Building, Unit
from deskapp.office.staff.model import Department, Staff
from deskapp.store.base import Record, record_id
from deskapp.store.work import Reader
from deskapp.values.rooms import unit_code


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list. ``customer`` follows merges, else is the caller; ``place`` is the unit's or parcel's code.

    ``step_name`` and ``waiting_name`` are empty where there is no step or no waiting.
    """

    id: int
    number: str
    tracking_code: str
    outside_number: str
    procedure: str
    name: Texts
    customer_id: int | None
    customer: str
    unit_id: int | None
    parcel_id: int | None
    place: str
    step: str
    step_name: Texts
    step_since: datetime | None
    department: str
    staff: str
    need: str
    waiting: str
    waiting_name: Texts
    waiting_party: str
    waiting_since: datetime | None
    due_on: date | None
    due_at: datetime | None
    due_confirmed: bool
    due_met_at: datetime | None
    authority_state: str
    authority_number: str
    authority_due_on: date | None
    submissions: int
    promised_on: date | None
    stale_on: date | None
    touched_at: datetime | None
    opened_at: datetime
    ended_at: datetime | None
    outcome: str
    parent_id: int | None

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return not self.outcome

    def is_late(self, today: date) -> bool:
        """Whether our clock ran out and was not met."""
        return self.is_open and self.due_met_at is None and self.due_on is not None and self.due_on < today

    def is_stale(self, today: date) -> bool:
        """Whether nobody touched it for longer than its procedure allows."""
        return self.is_open and self.stale_on is not None and self.stale_on <= today


def in_scope(reader: Reader, table: type[Record] = Case) -> list[ColumnElement[bool]]:
    """The conditions that keep a query to the projects that may be seen; a case of none is the office's."""
    if reader.scope.project_ids is None:
        return []
    return [or_(col(table.project_id).is_(None), col(table.project_id).in_(reader.scope.project_ids))]


def read_rows(reader: Reader, cases: Iterable[Case]) -> list[CaseRow]:
    """Rows of these cases in their order."""
    found = list(cases)
    procedures = procedures_of(reader, {case.procedure_text_id for case in found})
    customers = _customers(reader, {case.customer_id for case in found} - {None})
    units = name_units(reader, {case.unit_id for case in found} - {None})
    parcels = name_parcels(reader, {case.parcel_id for case in found} - {None})
    departments = _names(reader, Department, {case.department_id for case in found} - {None})
    staff = _names(reader, Staff, {case.staff_id for case in found} - {None})
    return [
        _row(
            case,
            procedures[case.procedure_text_id],
            customers.get(case.customer_id or 0, (None, case.caller_name)),
            units.get(case.unit_id or 0) or parcels.get(case.parcel_id or 0, ""),
            departments.get(case.department_id or 0, ""),
            staff.get(case.staff_id or 0, ""),
        )
        for case in found
    ]


def name_units(reader: Reader, numbers: Iterable[int | None]) -> dict[int, str]:
    """``3-2-1501`` by the unit's id."""
    query = select(Unit.id, Building.code, Unit.entrance, Unit.room).where(col(Unit.id).in_(list(numbers)))
    rows = reader.session.exec(query.join(Building, col(Building.id) == col(Unit.building_id)))
    return {number: unit_code(*place) for number, *place in rows if number is not None}


def name_parcels(reader: Reader, numbers: Iterable[int | None]) -> dict[int, str]:
    """Commune, map sheet and parcel by the parcel's id."""
    query = select(Parcel.id, Parcel.commune, Parcel.map_sheet, Parcel.parcel)
    rows = reader.session.exec(query.where(col(Parcel.id).in_(list(numbers))))
    return {
        number: f"{commune} {parcel_code(sheet, parcel)}"
        for number, commune, sheet, parcel in rows
        if number is not None
    }


def _row(
    case: Case, procedure: Procedure, customer: tuple[int | None, str], place: str, department: str, staff: str
) -> CaseRow:
    own = {name: getattr(case, name) for name in CaseRow.__dataclass_fields__ if name in Case.model_fields}
    own |= {"id": record_id(case), "customer_id": customer[0] or case.customer_id}
    steps: Mapping[str, Texts] = {step.id: step.name for step in procedure.steps}
    waits: Mapping[str, Texts] = {wait.reason: wait.name for wait in procedure.waits}
    return CaseRow(
        **own,
        name=procedure.name,
        customer=customer[1],
        place=place,
        step_name=steps.get(case.step, Texts()),
        department=department,
        staff=staff,
        waiting_name=waits.get(case.waiting, Texts()),
    )


def _customers(reader: Reader, numbers: set[int | None]) -> dict[int, tuple[int | None, str]]:
    """By the customer that the case names: who that is now, and the name."""
    survivors = find_survivors(reader, [number for number in numbers if number is not None])
    rows = reader.session.exec(
        select(Customer.id, shown_name()).where(col(Customer.id).in_(list(set(survivors.values()))))
    )
    names = {number: name for number, name in rows if number is not None}
    return {number: (survivor, names.get(survivor, "")) for number, survivor in survivors.items()}


def _names(reader: Reader, table: type[Department] | type[Staff], numbers: set[int | None]) -> dict[int, str]:
    rows = reader.session.exec(select(table.id, table.name).where(col(table.id).in_(list(numbers))))
    return {number: name for number, name in rows if number is not None}
