"""Open complaints like the one that is being taken: of the home, the entrance, the building, and what many have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, or_, select

from deskapp.cases.model import Case
from deskapp.desks.complaints.taking.model import Complaint, MassEvent
from deskapp.desks.complaints.taking.rows import EventRow, event_rows
from deskapp.office.property.model import Unit
from deskapp.office.property.queries import unit_code
from deskapp.store.base import record_id
from deskapp.store.counting import count_up_to
from deskapp.store.work import Reader

MOST: Final = 5
"""Rows that are shown before saving."""
COUNTED: Final = 100
"""Counted no further: more than that of one kind is a mass event anyway."""
WHERE: Final = ("unit", "entrance", "building", "category")
"""How near: the same home, its entrance, its building; elsewhere only what is about the same."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a complaint is: what is known of it."""

    unit_id: int | None = None
    building_id: int | None = None
    entrance: str = ""


@dataclass(frozen=True, slots=True)
class SimilarRow:
    """An open complaint that is like it; ``where`` of ``WHERE``."""

    id: int
    case_id: int
    number: str
    where: str
    room: str
    category: str
    level: int
    state: str
    words: str
    received_at: datetime
    next_due_at: datetime | None
    late: bool
    mass_event_id: int | None


@dataclass(frozen=True, slots=True)
class Similar:
    """What is open already: the nearest rows, how many of each kind (no further than ``COUNTED``), open mass events."""

    rows: tuple[SimilarRow, ...] = ()
    counts: Mapping[str, int] | None = None
    events: tuple[EventRow, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rows or self.events)


def place_of(reader: Reader, unit_id: int | None, building_id: int | None = None, entrance: str = "") -> Place:
    """The place of a home, or what was said of it."""
    if unit_id is None:
        return Place(None, building_id, entrance)
    unit = reader.get(Unit, unit_id)
    return Place(unit_id, unit.building_id, unit.entrance)


def find_similar(reader: Reader, place: Place, category: str, *, limit: int = MOST) -> Similar:
    """Open ones of the home about anything, then of its entrance and building about the same; without a place those
    without one about the same. Bounded, however many there are."""
    found: dict[int, tuple[str, Complaint]] = {}
    counts: dict[str, int] = {}
    for where, conditions in _near(place, category):
        counts[where] = count_up_to(reader, select(Complaint.id).where(*conditions), COUNTED)
        if counts[where] and len(found) < limit:
            newest = select(Complaint).where(*conditions).order_by(col(Complaint.id).desc()).limit(limit)
            for one in reader.session.exec(newest):
                found.setdefault(record_id(one), (where, one))
    shown = list(found.values())[:limit]
    cases = _cases(reader, [one.case_id for _, one in shown])
    rows = tuple(_row(reader, where, one, cases[one.case_id]) for where, one in shown)
    return Similar(rows, counts, find_events(reader, place, category))


def find_events(reader: Reader, place: Place, category: str) -> tuple[EventRow, ...]:
    """Open mass events that it may be one of, those of its own place and matter first."""
    query = select(MassEvent).where(
        col(MassEvent.closed_at).is_(None),
        or_(col(MassEvent.building_id).is_(None), MassEvent.building_id == place.building_id),
        col(MassEvent.category).in_(("", category)),
        col(MassEvent.entrance).in_(("", place.entrance)),
    )
    found = list(reader.session.exec(query.order_by(col(MassEvent.id).desc()).limit(COUNTED)))
    found.sort(key=lambda one: (one.building_id is None, one.entrance == "", one.category == "", -record_id(one)))
    return tuple(event_rows(reader, found[:MOST]))


def _near(place: Place, category: str) -> Iterable[tuple[str, list[Any]]]:
    is_open = col(Complaint.open).is_(True)
    same = [is_open, col(Complaint.category) == category]
    if place.unit_id is not None:
        yield "unit", [is_open, col(Complaint.unit_id) == place.unit_id]
    if place.building_id is None:
        # in the order of their entry by the index alone: a list of a city may bring thousands without a place
        unplaced = [col(Complaint.building_id).is_(None), col(Complaint.entrance) == place.entrance]
        yield "category", [*same, *unplaced]
        return
    inside = [*same, col(Complaint.building_id) == place.building_id]
    if place.entrance:
        yield "entrance", [*inside, col(Complaint.entrance) == place.entrance]
    yield "building", inside


def _cases(reader: Reader, numbers: Iterable[int]) -> dict[int, Case]:
    wanted = list(numbers)
    if not wanted:
        return {}
    return {record_id(case): case for case in reader.session.exec(select(Case).where(col(Case.id).in_(wanted)))}


def _row(reader: Reader, where: str, one: Complaint, case: Case) -> SimilarRow:
    return SimilarRow(
        id=record_id(one),
        case_id=one.case_id,
        number=case.number,
        where=where,
        room=unit_code(reader, one.unit_id) if one.unit_id is not None else one.unit_text or one.place,
        category=one.category,
        level=one.level,
        state=one.state,
        words=case.need,
        received_at=one.received_at,
        next_due_at=one.next_due_at,
        late=one.late,
        mass_event_id=one.mass_event_id,
    )
