"""Reads about acceptances: what each building has and needs, and what stands between it and its handover."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.office.acceptance.model import Acceptance
from deskapp.office.acceptance.rules import AcceptanceFact, AcceptanceGap, find_gaps, needs_on
from deskapp.office.property.model import Building, Project
from deskapp.office.staff.model import Department
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader


@dataclass(frozen=True, slots=True)
class AcceptanceRow:
    """An acceptance that a building needs or has; ``acceptance_id`` and ``version`` None where nothing is noted yet.

    ``needed``: its country asks for it; ``handover``: without it no home is handed over.
    """

    building_id: int
    building: str
    project_id: int
    project: str
    kind: str
    acceptance_id: int | None
    version: int | None
    owner: str
    department_id: int | None
    department_name: str
    authority: str
    planned_on: date | None
    result: str
    decided_on: date | None
    number: str
    keys_received_on: date | None
    remarks: str
    stored_file_id: int | None
    needed: bool
    handover: bool

    @property
    def id(self) -> str:
        """What tells rows apart, noted or not."""
        return f"{self.building_id}.{self.kind}"

    def is_late(self, today: date) -> bool:
        """Whether it was planned for a day that has gone by."""
        return self.result != "passed" and self.planned_on is not None and self.planned_on < today


@dataclass(frozen=True, slots=True)
class AcceptanceFilter:
    """What the list is narrowed to; ``open`` leaves out what is passed."""

    project_id: int | None = None
    building_id: int | None = None
    open: bool = False


def list_acceptances(reader: Reader, today: date, only: AcceptanceFilter | None = None) -> list[AcceptanceRow]:
    """What every building needs and has, building by building, each in the order of the rows of its country."""
    only = only or AcceptanceFilter()
    rows = [row for one in _buildings(reader, only) for row in _of_building(reader, one, today)]
    return [row for row in rows if not only.open or row.result != "passed"]


def get_acceptance(reader: Reader, building_id: int, kind: str, today: date) -> AcceptanceRow | None:
    """One kind of a building, noted or needed; None where it is neither."""
    rows = list_acceptances(reader, today, AcceptanceFilter(building_id=building_id))
    return next((row for row in rows if row.kind == kind), None)


def acceptance_gaps(reader: Reader, building_ids: Collection[int], today: date) -> dict[int, tuple[AcceptanceGap, ...]]:
    """What these buildings do not have yet of what their country asks for, the initial registration among it."""
    gaps: dict[int, tuple[AcceptanceGap, ...]] = {}
    for chunk in in_chunks(building_ids):
        query = select(Building.id, Project.country).join(Project, col(Project.id) == col(Building.project_id))
        facts = _facts(reader, chunk)
        for number, country in reader.session.exec(query.where(col(Building.id).in_(chunk))):
            gaps[number or 0] = find_gaps(facts.get(number or 0, ()), needs_on(today, country), today)
    return gaps


def accepted_on(reader: Reader, building_ids: Collection[int]) -> dict[int, date]:
    """When the works of these buildings were accepted as completed; warranties of the builder run from that day."""
    found: dict[int, date] = {}
    for chunk in in_chunks(building_ids):
        query = select(Acceptance).where(
            col(Acceptance.building_id).in_(chunk), Acceptance.kind == "completion", Acceptance.result == "passed"
        )
        for one in reader.session.exec(query):
            if one.decided_on is not None:
                found[one.building_id] = one.decided_on
    return found


def count_late(reader: Reader, today: date) -> int:
    """Acceptances that were planned for a day that has gone by, and are not passed."""
    query = select(Acceptance.id).where(col(Acceptance.planned_on) < today, Acceptance.result != "passed")
    return len(reader.session.exec(query).all())


def _facts(reader: Reader, building_ids: Collection[int]) -> dict[int, list[AcceptanceFact]]:
    found: dict[int, list[AcceptanceFact]] = {}
    query = (
        select(Acceptance, Department.name)
        .outerjoin(Department, col(Department.id) == col(Acceptance.department_id))
        .where(col(Acceptance.building_id).in_(building_ids))
    )
    for one, department in reader.session.exec(query):
        found.setdefault(one.building_id, []).append(
            AcceptanceFact(one.kind, one.result, one.planned_on, one.decided_on, department or "")
        )
    return found


def _buildings(reader: Reader, only: AcceptanceFilter) -> list[tuple[int, str, int, str, str]]:
    query = select(Building, Project).join(Project, col(Project.id) == col(Building.project_id))
    if only.project_id is not None:
        query = query.where(Building.project_id == only.project_id)
    if only.building_id is not None:
        query = query.where(Building.id == only.building_id)
    query = query.order_by(col(Project.name), func.length(Building.code), col(Building.code))
    return [
        (record_id(building), building.code, record_id(project), project.name, project.country)
        for building, project in reader.session.exec(query)
    ]


def _of_building(reader: Reader, building: tuple[int, str, int, str, str], today: date) -> list[AcceptanceRow]:
    number, code, project_id, project, country = building
    query = (
        select(Acceptance, Department.name)
        .outerjoin(Department, col(Department.id) == col(Acceptance.department_id))
        .where(Acceptance.building_id == number)
    )
    noted = {one.kind: (one, department or "") for one, department in reader.session.exec(query)}
    needs = {need.kind: need for need in needs_on(today, country)}
    rows = []
    for kind in (*needs, *(kind for kind in noted if kind not in needs)):
        one, department = noted.get(kind, (None, ""))
        need = needs.get(kind)
        rows.append(
            AcceptanceRow(
                number,
                code,
                project_id,
                project,
                kind,
                one.id if one else None,
                one.version if one else None,
                need.owner if need else "",
                one.department_id if one else None,
                department,
                one.authority if one else "",
                one.planned_on if one else None,
                one.result if one else "",
                one.decided_on if one else None,
                one.number if one else "",
                one.keys_received_on if one else None,
                one.remarks if one else "",
                one.stored_file_id if one else None,
                need is not None,
                need is not None and need.handover,
            )
        )
    return rows
