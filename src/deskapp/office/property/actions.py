"""What a clerk does with homes: enter and edit them, and say who owns or lives in them, from when until when."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlmodel import col, or_, select

from deskapp.errors import DeskError
from deskapp.office.checking import refuse
from deskapp.office.customer.model import Customer
from deskapp.office.customer.rows import find_family, get_survivor
from deskapp.office.property.drafts import PRICES, ResidentDraft, UnitDraft
from deskapp.office.property.model import Building, Project, Unit, UnitPerson
from deskapp.office.property.rules import judge_shares, read_share, show_share
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values.money import to_minor
from deskapp.values.names import parse_name
from deskapp.values.rooms import strip_building, unit_code


def add_project(work: Work, name: str, *, country: str = "CN", place: str = "") -> Project:
    """A new development; ``project.taken`` where the office has one of that name."""
    kept, fault = parse_name(name)
    if fault or kept is None:
        raise DeskError("project.name", "name")
    if work.session.exec(
        select(Project.id).where(Project.office_id == work.clerk.office_id, Project.name == kept)
    ).first():
        raise DeskError("project.taken", "name", name=kept)
    return work.add(Project(office_id=work.clerk.office_id, name=kept, country=country, place=place))


def add_building(work: Work, project_id: int, code: str) -> Building:
    """A new building of a project, its number bared of its word; ``building.taken`` where there is one."""
    project = work.get(Project, project_id)
    kept = strip_building(code)
    if not kept:
        raise DeskError("building.code", "building")
    if work.session.exec(select(Building.id).where(Building.project_id == project_id, Building.code == kept)).first():
        raise DeskError("building.taken", "building", building=kept, project=project.name)
    return work.add(Building(office_id=project.office_id, project_id=project_id, code=kept))


def add_unit(work: Work, building_id: int, draft: UnitDraft) -> Unit:
    """A new unit of a building; ``unit.taken`` where there is one of that entrance and room."""
    building = work.get(Building, building_id)
    draft = _judge(draft)
    _refuse_taken(work, building, draft, None)
    return work.add(
        Unit(office_id=building.office_id, project_id=building.project_id, building_id=building_id, **_columns(draft))
    )


def edit_unit(work: Work, number: int, draft: UnitDraft, seen: int | None = None) -> Unit:
    """What the form says now; ``seen`` is the version that it was opened with (``StaleEdit`` where it is older)."""
    unit = work.get(Unit, number)
    draft = _judge(draft)
    _refuse_taken(work, work.get(Building, unit.building_id), draft, number)
    work.change(unit, _columns(draft), seen=seen)
    return unit


def add_resident(work: Work, unit_id: int, draft: ResidentDraft) -> UnitPerson:
    """Let somebody own or live in a unit; all owners' shares together never exceed the whole."""
    unit = work.get(Unit, unit_id)
    draft, faults = draft.checked()
    refuse(faults)
    customer = get_survivor(work, draft.customer_id)
    day = max(draft.since or work.today, work.today)
    there = _people_on(work, unit_id, day)
    family = find_family(work, record_id(customer))
    if any(person.customer_id in family and person.role == draft.role for person in there):
        raise DeskError("resident.known", "customer_id", name=customer.name)
    over = judge_shares((read_share(person) for person in there if person.role == "owner"), draft.share)
    if over is not None:
        raise DeskError(over.code, "share", **over.values)
    share_n, share_d = draft.share or (None, None)
    person = work.add(
        UnitPerson(
            office_id=unit.office_id,
            project_id=unit.project_id,
            unit_id=unit_id,
            customer_id=record_id(customer),
            role=draft.role,
            share_n=share_n,
            share_d=share_d,
            since=draft.since,
        )
    )
    _note(work, person, unit, customer, "since", draft.since)
    return person


def end_resident(work: Work, unit_person_id: int, until: date) -> UnitPerson:
    """Note the day from which somebody owns or lives there no more; the row stays as history."""
    person = work.get(UnitPerson, unit_person_id)
    if person.until is not None:
        raise DeskError("resident.ended", "until", day=person.until)
    if person.since is not None and until < person.since:
        raise DeskError("draft.ends_before_start", "until")
    work.change(person, {"until": until})
    _note(work, person, work.get(Unit, person.unit_id), work.get(Customer, person.customer_id), "until", until)
    return person


def _note(work: Work, person: UnitPerson, unit: Unit, customer: Customer, event: str, day: date | None) -> None:
    """Lines for the histories of the unit and of the customer, in words that stay true when either is renamed."""
    share = read_share(person)
    facts: dict[str, Any] = {"role": person.role, event: day}
    if share is not None:
        facts["share"] = show_share(share)
    building = work.get(Building, unit.building_id)
    code = unit_code(building.code, unit.entrance, unit.room)
    work.entry("unit", unit.id, after={"resident": customer.name, **facts}, project_id=unit.project_id)
    work.entry("customer", person.customer_id, after={"unit": code, **facts}, project_id=unit.project_id)


def _people_on(work: Work, unit_id: int, day: date) -> list[UnitPerson]:
    """Who owns or lives there on ``day`` or will later."""
    still = or_(col(UnitPerson.until).is_(None), col(UnitPerson.until) > day)
    return list(work.session.exec(select(UnitPerson).where(UnitPerson.unit_id == unit_id, still)))


def _judge(draft: UnitDraft) -> UnitDraft:
    draft, faults = draft.checked()
    refuse(faults)
    return draft


def _columns(draft: UnitDraft) -> dict[str, Any]:
    columns = asdict(draft)
    for name in PRICES:
        if columns[name] is not None:
            columns[name] = to_minor(columns[name], draft.currency)
    return columns


def _refuse_taken(work: Work, building: Building, draft: UnitDraft, own: int | None) -> None:
    holder = work.session.exec(
        select(Unit.id).where(Unit.building_id == building.id, Unit.entrance == draft.entrance, Unit.room == draft.room)
    ).first()
    if holder is not None and holder != own:
        raise DeskError("unit.taken", "room", unit=unit_code(building.code, draft.entrance, draft.room))
