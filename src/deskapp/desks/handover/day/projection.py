"""Where each owner is in their way: worked out anew from what happened whenever something does."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, SQLModel, col, select

from deskapp.desks.handover.day.model import Visit, VisitEvent
from deskapp.desks.handover.day.rules import Happened, Way, follow
from deskapp.store.base import record_id
from deskapp.store.follow import Projector
from deskapp.store.work import Reader, Work


@dataclass(frozen=True, slots=True)
class VisitDrift:
    """A stored figure of a visit that its events do not make."""

    id: int
    field: str
    stored: Any
    computed: Any


def read_ways(reader: Reader, visit_ids: Collection[int]) -> dict[int, Way]:
    """Where these visits are by their events; one without any is nowhere yet."""
    query = select(VisitEvent).where(col(VisitEvent.visit_id).in_(visit_ids)).order_by(col(VisitEvent.id))
    happened: dict[int, list[VisitEvent]] = {number: [] for number in visit_ids}
    for event in reader.session.exec(query):
        happened[event.visit_id].append(event)
    return {number: follow(_facts(events)) for number, events in happened.items()}


def find_drift(reader: Reader) -> list[VisitDrift]:
    """Every stored figure that differs from its recomputation."""
    found: list[VisitDrift] = []
    rows = select(Visit).order_by(col(Visit.id)).execution_options(yield_per=500)
    for chunk in reader.session.exec(rows).partitions(500):
        ways = read_ways(reader, [record_id(visit) for visit in chunk])
        for visit in chunk:
            for name, value in ways[record_id(visit)].figures.items():
                if (stored := getattr(visit, name)) != value:
                    found.append(VisitDrift(record_id(visit), name, stored, value))
    return found


def _facts(events: Iterable[VisitEvent]) -> Iterable[Happened]:
    return (Happened(one.kind, one.station, one.counter, one.happened_at) for one in events)


def _owner(_session: Session, record: SQLModel) -> int | None:
    if isinstance(record, VisitEvent):
        return record.visit_id
    return record.id if isinstance(record, Visit) else None


def refresh(work: Work, numbers: Collection[int]) -> None:
    """Write the figures of these visits anew."""
    ways = read_ways(work, numbers)
    visits = work.session.exec(select(Visit).where(col(Visit.id).in_(numbers))).all()
    work.derive_all((visit, ways[record_id(visit)].figures) for visit in visits)


VISITS: Final = Projector("visits", {Visit: _owner, VisitEvent: _owner}, refresh)
"""Keyed by the visit."""
