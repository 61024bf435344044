"""The long list of complaints: open ones by what is due first, narrowed by level, clock, person, department, place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from deskapp.cases.model import Case
from deskapp.desks.complaints.taking.model import CRISIS, Complaint
from deskapp.office.customer.model import Customer
from deskapp.office.property.model import Building, Unit
from deskapp.office.staff.model import Department, Staff
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.counting import count_up_to
from deskapp.store.work import Reader
from deskapp.values.rooms import unit_code as join_code

VIEWS: Final = ("open", "today", "overdue", "late", "held", "reopened", "order", "crisis", "ended", "all")
"""What the list may hold besides one state: everything open, due by this evening, past its time, a clock was missed,
a pause is open, opened again, an order of another house, pages named people, closed or gone elsewhere, every one."""
NEWEST_FIRST: Final = ("ended", "all", "closed", "outside")


@dataclass(frozen=True, slots=True)
class ComplaintFilter:
    """What a list is narrowed to; ``view`` is one of ``VIEWS`` or of the states, ``evening`` the end of its today."""

    view: str = "open"
    level: int | None = None
    category: str = ""
    staff_id: int | None = None
    department_id: int | None = None
    project_id: int | None = None
    building_ids: tuple[int, ...] | None = None
    unit_id: int | None = None
    mass_event_id: int | None = None
    customer_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ComplaintPlace:
    """Where a complaint stands in the order of a list: by what is due, those without behind."""

    due_at: datetime | None
    id: int


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """A complaint as a line: who and where, how bad, how it stands, what is due next and by when."""

    id: int
    case_id: int
    number: str
    who: str
    room: str
    words: str
    relation: str
    category: str
    level: int
    state: str
    state_since: datetime
    channel: str
    received_at: datetime
    closed_at: datetime | None
    clock: str
    due_at: datetime | None
    open: bool
    late: bool
    held: bool
    waiting: str
    reopened: int
    outside: str
    outside_number: str
    mass_event_id: int | None
    unit_id: int | None
    department: str
    handler: str
    staff_id: int | None

    def is_overdue(self, now: datetime) -> bool:
        """Whether what is next should have been done by now."""
        return self.open and self.due_at is not None and self.due_at < now


def list_complaints(
    reader: Reader,
    now: datetime,
    only: ComplaintFilter | None = None,
    *,
    after: ComplaintPlace | None = None,
    before: ComplaintPlace | None = None,
    limit: int = 200,
) -> list[ComplaintRow]:
    """A page of complaints: open ones by the next due time, those that nothing is due of behind; ended ones newest
    first. ``before`` gives the rows just ahead of a place."""
    only = only or ComplaintFilter()
    found = _newest(reader, now, only, after, before, limit) if newest_first(only) else []
    if not newest_first(only):
        found = _by_clock(reader, now, only, after, before, limit)
    return complaint_rows(reader, found)


def count_complaints(
    reader: Reader,
    now: datetime,
    only: ComplaintFilter | None = None,
    *,
    ahead_of: ComplaintPlace | None = None,
    most: int | None = None,
) -> int:
    """How many complaints a list has, or has ahead of a place."""
    only = only or ComplaintFilter()
    query = select(Complaint.id).where(*_conditions(now, only))
    if ahead_of is not None:
        ahead = col(Complaint.id) > ahead_of.id if newest_first(only) else _ahead(ahead_of)
        query = query.where(ahead)
    return count_up_to(reader, query, most)


def newest_first(only: ComplaintFilter) -> bool:
    """Whether a list is by entry, not by what is due."""
    return only.view in NEWEST_FIRST


def get_complaint_rows(reader: Reader, complaint_ids: Collection[int]) -> list[ComplaintRow]:
    """These complaints, in the order of their numbers; those that are not to be seen are left out."""
    found: list[Complaint] = []
    for chunk in in_chunks(sorted(set(complaint_ids))):
        found += reader.session.exec(select(Complaint).where(col(Complaint.id).in_(chunk)).order_by(col(Complaint.id)))
    return complaint_rows(reader, found)


def complaints_of_cases(reader: Reader, case_ids: Collection[int]) -> dict[int, ComplaintRow]:
    """The complaints that these cases are, by case."""
    found: list[Complaint] = []
    for chunk in in_chunks(case_ids):
        found += reader.session.exec(select(Complaint).where(col(Complaint.case_id).in_(chunk)))
    return {row.case_id: row for row in complaint_rows(reader, found)}


def complaint_rows(reader: Reader, complaints: Iterable[Complaint]) -> list[ComplaintRow]:
    """Complaints as lines; a handful of statements however many there are."""
    found = list(complaints)
    cases = _by_id(reader, Case, {one.case_id for one in found})
    units = _units(reader, {one.unit_id for one in found})
    people = _names(reader, Customer, {case.customer_id for case in cases.values()})
    staff = _names(reader, Staff, {case.staff_id for case in cases.values()})
    departments = _names(reader, Department, {case.department_id for case in cases.values()})
    return [_row(one, cases[one.case_id], units, people, staff, departments) for one in found if one.case_id in cases]


def _row(
    one: Complaint,
    case: Case,
    units: Mapping[int, str],
    people: Mapping[int, str],
    staff: Mapping[int, str],
    departments: Mapping[int, str],
) -> ComplaintRow:
    room = units.get(one.unit_id or 0, "") or one.unit_text or one.place
    return ComplaintRow(
        id=record_id(one),
        case_id=one.case_id,
        number=case.number,
        who=people.get(case.customer_id or 0, "") or case.caller_name,
        room=room,
        words=case.need,
        relation=one.relation,
        category=one.category,
        level=one.level,
        state=one.state,
        state_since=one.state_since,
        channel=case.channel,
        received_at=one.received_at,
        closed_at=one.closed_at,
        clock=one.next_clock,
        due_at=one.next_due_at,
        open=one.open,
        late=one.late,
        held=one.held,
        waiting=case.waiting,
        reopened=one.reopened,
        outside=one.outside,
        outside_number=one.outside_number,
        mass_event_id=one.mass_event_id,
        unit_id=one.unit_id,
        department=departments.get(case.department_id or 0, ""),
        handler=staff.get(case.staff_id or 0, ""),
        staff_id=case.staff_id,
    )


def _newest(
    reader: Reader,
    now: datetime,
    only: ComplaintFilter,
    after: ComplaintPlace | None,
    before: ComplaintPlace | None,
    limit: int,
) -> list[Complaint]:
    number = col(Complaint.id)
    query = select(Complaint).where(*_conditions(now, only)).limit(limit)
    if before is not None:
        return list(reader.session.exec(query.where(number > before.id).order_by(number)))[::-1]
    query = query if after is None else query.where(number < after.id)
    return list(reader.session.exec(query.order_by(number.desc())))


def _by_clock(
    reader: Reader,
    now: datetime,
    only: ComplaintFilter,
    after: ComplaintPlace | None,
    before: ComplaintPlace | None,
    limit: int,
) -> list[Complaint]:
    """Two stretches, each in the order of the index: what has a due time, and behind it what is held."""
    due, number = col(Complaint.next_due_at), col(Complaint.id)
    every = select(Complaint).where(*_conditions(now, only))
    timed, untimed = every.where(due.is_not(None)), every.where(due.is_(None))
    if before is not None:
        found: list[Complaint] = []
        if before.due_at is None:
            last = untimed.where(number < before.id).order_by(number.desc()).limit(limit)
            found = list(reader.session.exec(last))
        else:
            timed = timed.where(_before(before))
        if len(found) < limit:
            query = timed.order_by(due.desc(), number.desc()).limit(limit - len(found))
            found += reader.session.exec(query)
        return found[::-1]
    found = []
    if after is None or after.due_at is not None:
        query = timed if after is None else timed.where(_behind(after))
        found = list(reader.session.exec(query.order_by(due, number).limit(limit)))
    if len(found) < limit:
        rest = untimed if after is None or after.due_at is not None else untimed.where(number > after.id)
        found += reader.session.exec(rest.order_by(number).limit(limit - len(found)))
    return found


def _before(place: ComplaintPlace) -> ColumnElement[bool]:
    due, number = col(Complaint.next_due_at), col(Complaint.id)
    return or_(due < place.due_at, and_(due == place.due_at, number < place.id))


def _behind(place: ComplaintPlace) -> ColumnElement[bool]:
    due, number = col(Complaint.next_due_at), col(Complaint.id)
    return or_(due > place.due_at, and_(due == place.due_at, number > place.id))


def _ahead(place: ComplaintPlace) -> ColumnElement[bool]:
    due = col(Complaint.next_due_at)
    if place.due_at is None:
        return or_(due.is_not(None), and_(due.is_(None), col(Complaint.id) < place.id))
    return _before(place)


def _conditions(now: datetime, only: ComplaintFilter) -> list[ColumnElement[bool]]:
    wanted = list(_of_view(now, only.view))
    for column, value in (
        (col(Complaint.level), only.level),
        (col(Complaint.category), only.category or None),
        (col(Complaint.project_id), only.project_id),
        (col(Complaint.unit_id), only.unit_id),
        (col(Complaint.mass_event_id), only.mass_event_id),
    ):
        if value is not None:
            wanted.append(column == value)
    if only.building_ids is not None:
        wanted.append(col(Complaint.building_id).in_(only.building_ids))
    of_case = [
        column == value
        for column, value in ((col(Case.staff_id), only.staff_id), (col(Case.department_id), only.department_id))
        if value is not None
    ]
    if only.customer_ids:
        of_case.append(col(Case.customer_id).in_(only.customer_ids))
    if of_case:
        wanted.append(col(Complaint.case_id).in_(select(Case.id).where(*of_case)))
    return wanted


def _of_view(now: datetime, view: str) -> Iterable[ColumnElement[bool]]:
    opened = col(Complaint.open).is_(True)
    due = col(Complaint.next_due_at)
    evening = now.replace(hour=23, minute=59, second=59, microsecond=999_999)
    more: dict[str, tuple[ColumnElement[bool], ...]] = {
        "open": (),
        "today": (due <= evening,),
        "overdue": (due < now,),
        "late": (col(Complaint.late).is_(True),),
        "held": (col(Complaint.held).is_(True),),
        "reopened": (col(Complaint.reopened) > 0,),
        "order": (col(Complaint.outside_number) != "",),
        "crisis": (col(Complaint.level) >= CRISIS,),
    }
    if view == "all":
        return ()
    if view == "ended":
        return (col(Complaint.open).is_(False),)
    if view in ("closed", "outside"):
        return (col(Complaint.open).is_(False), col(Complaint.state) == view)
    if view in more:
        return (opened, *more[view])
    return (opened, col(Complaint.state) == view)


def find_building_ids(reader: Reader, code: str, project_id: int | None = None) -> tuple[int, ...]:
    """The buildings of a code, of one project or of all."""
    query = select(Building.id).where(Building.code == code)
    query = query if project_id is None else query.where(Building.project_id == project_id)
    return tuple(number for number in reader.session.exec(query.limit(100)) if number is not None)


def find_staff_ids(reader: Reader, name: str) -> tuple[int, ...]:
    """Who is called so, or has this login."""
    query = select(Staff.id).where(or_(col(Staff.name).contains(name, autoescape=True), col(Staff.login) == name))
    return tuple(number for number in reader.session.exec(query.limit(20)) if number is not None)


def find_department_ids(reader: Reader, name: str) -> tuple[int, ...]:
    """Departments called so."""
    query = select(Department.id).where(col(Department.name).contains(name, autoescape=True))
    return tuple(number for number in reader.session.exec(query.limit(20)) if number is not None)


def _by_id(reader: Reader, table: type[Any], numbers: Collection[int | None]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for chunk in in_chunks(sorted({number for number in numbers if number})):
        found |= {record_id(one): one for one in reader.session.exec(select(table).where(col(table.id).in_(chunk)))}
    return found


def _names(reader: Reader, table: type[Any], numbers: Collection[int | None]) -> dict[int, str]:
    return {number: one.name for number, one in _by_id(reader, table, numbers).items()}


def _units(reader: Reader, numbers: Collection[int | None]) -> dict[int, str]:
    units = _by_id(reader, Unit, numbers)
    buildings = _by_id(reader, Building, {one.building_id for one in units.values()})
    return {
        number: join_code(buildings[one.building_id].code, one.entrance, one.room)
        for number, one in units.items()
        if one.building_id in buildings
    }
