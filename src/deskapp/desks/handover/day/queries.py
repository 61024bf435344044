"""Reads about the day of a handover: who is at which station, one visit with all that happened, the board."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.desks.handover.day.model import COMPLAINT, Visit, VisitEvent
from deskapp.desks.handover.day.rules import Stop
from deskapp.desks.handover.planning.model import BatchStation, Delivery
from deskapp.errors import DeskError
from deskapp.office.deal.queries import buyers_of, unit_codes
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader

LIMIT: Final = 500


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit in a list; ``code`` is the home, ``state`` that of its delivery."""

    id: int
    version: int
    batch_id: int
    day: date
    delivery_id: int
    unit_id: int
    deal_id: int | None
    project_id: int | None
    code: str
    queue_number: int
    name: str
    comes_as: str
    customer_id: int | None
    arrived_at: datetime
    station: str
    waiting_since: datetime | None
    counter: str
    called_at: datetime | None
    aside: bool
    passed: tuple[str, ...]
    ended: str
    ended_at: datetime | None
    state: str

    @property
    def ticket(self) -> str:
        """The number as it is printed and called."""
        return ticket_of(self.queue_number)

    @property
    def is_living(self) -> bool:
        """Whether the owner is still in their way."""
        return not self.ended

    @property
    def place(self) -> str:
        """Where to find them: the station, or the complaint station beside the way."""
        return COMPLAINT if self.aside else self.station


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened on an owner's way."""

    kind: str
    station: str
    counter: str
    override: str
    text: str
    at: datetime
    clerk: str


@dataclass(frozen=True, slots=True)
class VisitPage:
    """A visit with the stations of its way, in their order, and what happened, the oldest first."""

    row: VisitRow
    route: tuple[Stop, ...]
    events: tuple[EventRow, ...]


@dataclass(frozen=True, slots=True)
class StationCount:
    """A station: how many wait, since when the first of them does, and how many are in a counter's hands."""

    code: str
    name: str = ""
    waiting: int = 0
    called: int = 0
    since: datetime | None = None


def ticket_of(number: int) -> str:
    """A queue number as it is printed and called: ``001``; at least three figures, growing."""
    return f"{number:03}"


def read_route(reader: Reader, batch_id: int) -> tuple[Stop, ...]:
    """The stations of a batch in their order; ``visit.no_route`` where it has none."""
    query = select(BatchStation).where(BatchStation.batch_id == batch_id).order_by(col(BatchStation.position))
    stops = tuple(Stop(one.code, one.name, one.required) for one in reader.session.exec(query))
    if not stops:
        raise DeskError("visit.no_route")
    return stops


def waiting_at(reader: Reader, batch_id: int, day: date, station: str, limit: int = LIMIT) -> list[VisitRow]:
    """Who is at a station: those in a counter's hands first, then who waits, the longest first.

    At ``complaint`` those who stepped aside.
    """
    query = select(Visit).where(Visit.batch_id == batch_id, Visit.day == day, Visit.ended == "")
    if station == COMPLAINT:
        query = query.where(col(Visit.aside).is_(True))
    else:
        query = query.where(Visit.station == station, col(Visit.aside).is_(False))
    order = (col(Visit.counter) == "", col(Visit.waiting_since), col(Visit.id))
    return visit_rows(reader, reader.session.exec(query.order_by(*order).limit(limit)))


def list_visits(
    reader: Reader, batch_id: int, day: date, *, living: bool | None = None, after: int = 0, limit: int = LIMIT
) -> list[VisitRow]:
    """The visits of a day in the order of their numbers; living ones, ended ones, or all."""
    query = select(Visit).where(Visit.batch_id == batch_id, Visit.day == day, Visit.queue_number > after)
    if living is not None:
        query = query.where((col(Visit.ended) == "") if living else (col(Visit.ended) != ""))
    return visit_rows(reader, reader.session.exec(query.order_by(col(Visit.queue_number)).limit(limit)))


def count_visits(reader: Reader, batch_id: int, day: date) -> int:
    """How many came on a day."""
    query = select(func.count()).select_from(Visit).where(Visit.batch_id == batch_id, Visit.day == day)
    return reader.session.exec(query).one()


def visit_of(reader: Reader, delivery_id: int, day: date) -> VisitRow | None:
    """The visit of a delivery on a day: the living one, else the last."""
    query = select(Visit).where(Visit.delivery_id == delivery_id, Visit.day == day)
    order = (col(Visit.ended) != "", col(Visit.id).desc())
    return next(iter(visit_rows(reader, reader.session.exec(query.order_by(*order).limit(1)))), None)


def visits_of(reader: Reader, delivery_id: int, limit: int = 50) -> list[VisitRow]:
    """Every visit of a delivery, the newest first."""
    query = select(Visit).where(Visit.delivery_id == delivery_id).order_by(col(Visit.id).desc()).limit(limit)
    return visit_rows(reader, reader.session.exec(query))


def find_ticket(reader: Reader, batch_id: int, day: date, number: int) -> int | None:
    """The visit of a queue number."""
    query = select(Visit.id).where(Visit.batch_id == batch_id, Visit.day == day, Visit.queue_number == number)
    return reader.session.exec(query).first()


def get_visit(reader: Reader, visit_id: int) -> VisitPage:
    """A visit in full; ``store.gone`` where there is none."""
    row = visit_rows(reader, [reader.get(Visit, visit_id)])[0]
    query = select(VisitEvent).where(VisitEvent.visit_id == visit_id).order_by(col(VisitEvent.id))
    events = tuple(
        EventRow(one.kind, one.station, one.counter, one.override, one.text, one.happened_at, one.clerk)
        for one in reader.session.exec(query)
    )
    return VisitPage(row, read_route(reader, row.batch_id), events)


def visit_rows(reader: Reader, visits: Iterable[Visit]) -> list[VisitRow]:
    """Visits as lists show them, in their order and in two statements for all of them."""
    found = list(visits)
    deliveries: dict[int, tuple[int, int | None, str]] = {}
    for chunk in in_chunks({one.delivery_id for one in found}):
        query = select(Delivery.id, Delivery.unit_id, Delivery.deal_id, Delivery.state)
        for number, unit, deal, state in reader.session.exec(query.where(col(Delivery.id).in_(chunk))):
            deliveries[number or 0] = (unit, deal, state)
    codes = unit_codes(reader, {unit for unit, _, _ in deliveries.values()})
    rows = []
    for one in found:
        unit, deal, state = deliveries[one.delivery_id]
        rows.append(
            VisitRow(
                record_id(one),
                one.version,
                one.batch_id,
                one.day,
                one.delivery_id,
                unit,
                deal,
                one.project_id,
                codes.get(unit, ""),
                one.queue_number,
                one.name,
                one.comes_as,
                one.customer_id,
                one.arrived_at,
                one.station,
                one.waiting_since,
                one.counter,
                one.called_at,
                one.aside,
                tuple(part for part in one.passed.split(",") if part),
                one.ended,
                one.ended_at,
                state,
            )
        )
    return rows


def owners_of(reader: Reader, delivery: Delivery) -> list[tuple[int, str]]:
    """Whose home it is, as number and name: the buyers of its deal, else nobody that is known here."""
    if delivery.deal_id is None:
        return []
    buyers = buyers_of(reader, [delivery.deal_id]).get(delivery.deal_id, ())
    return [(one.customer.id, one.customer.name) for one in buyers]
