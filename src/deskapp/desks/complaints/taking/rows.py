"""Rows of mass events: what happened where, what is said of it, and how many complained."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.desks.complaints.taking.model import Complaint, MassEvent
from deskapp.office.property.model import Building, Project
from deskapp.store.base import record_id
from deskapp.store.work import Reader


@dataclass(frozen=True, slots=True)
class EventRow:
    """A mass event; ``said`` is the one text by language, ``complaints`` how many joined it, ``open_ones`` of them
    are not closed, ``homes`` how many homes they are of."""

    id: int
    number: str
    title: str
    category: str
    building_id: int | None
    place: str
    entrance: str
    said: Mapping[str, str]
    cause: str
    begun_at: datetime
    expected_at: datetime | None
    closed_at: datetime | None
    result: str
    clerk: str
    complaints: int
    open_ones: int
    homes: int
    version: int

    @property
    def state(self) -> str:
        """Open or closed."""
        return "open" if self.closed_at is None else "closed"

    def says(self, language: str) -> str:
        """The text to read out in a language; where there is none in it, the first that there is."""
        return self.said.get(language) or next((text for text in self.said.values() if text), "")


def event_rows(reader: Reader, events: Iterable[MassEvent]) -> list[EventRow]:
    """These events with what joined them."""
    found = list(events)
    numbers = [record_id(one) for one in found]
    counts = _counts(reader, numbers)
    places = _places(reader, [one.building_id for one in found if one.building_id is not None])
    return [_row(one, counts.get(record_id(one), (0, 0, 0)), places) for one in found]


def read_said(text: str) -> dict[str, str]:
    """The text by language as it is stored."""
    found = json.loads(text or "{}")
    return {str(language): str(said) for language, said in found.items()} if isinstance(found, dict) else {}


def _counts(reader: Reader, numbers: list[int]) -> dict[int, tuple[int, int, int]]:
    if not numbers:
        return {}
    event = col(Complaint.mass_event_id)
    query = select(
        event,
        func.count(),
        func.count().filter(col(Complaint.open).is_(True)),
        func.count(col(Complaint.unit_id).distinct()),
    )
    found = reader.session.exec(query.where(event.in_(numbers)).group_by(event))
    return {int(number or 0): (every, still, homes) for number, every, still, homes in found}


def _places(reader: Reader, numbers: list[int]) -> dict[int, str]:
    if not numbers:
        return {}
    query = select(Building.id, Building.code, Project.name).join(Project, col(Project.id) == Building.project_id)
    found = reader.session.exec(query.where(col(Building.id).in_(set(numbers))))
    return {int(number or 0): f"{project} {code}" for number, code, project in found}


def _row(one: MassEvent, counts: tuple[int, int, int], places: Mapping[int, str]) -> EventRow:
    place = places.get(one.building_id, "") if one.building_id is not None else ""
    return EventRow(
        id=record_id(one),
        number=one.number,
        title=one.title,
        category=one.category,
        building_id=one.building_id,
        place=f"{place}-{one.entrance}" if place and one.entrance else place,
        entrance=one.entrance,
        said=read_said(one.said),
        cause=one.cause,
        begun_at=one.begun_at,
        expected_at=one.expected_at,
        closed_at=one.closed_at,
        result=one.result,
        clerk=one.clerk,
        complaints=counts[0],
        open_ones=counts[1],
        homes=counts[2],
        version=one.version,
    )
