"""What a station's screen needs in one snapshot: who waits, who is in hand, and what their gates say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, func, or_, select

from deskapp.cases.gates import GateResult
from deskapp.desks.handover.day.gates import gates_at
from deskapp.desks.handover.day.model import COMPLAINT
from deskapp.desks.handover.day.queries import (
    VisitPage,
    VisitRow,
    get_visit,
    owners_of,
    read_route,
    waiting_at,
)
from deskapp.desks.handover.day.rules import Stop, next_stop
from deskapp.desks.handover.planning.model import Delivery, HandoverBatch, HandoverSlot
from deskapp.office.property.model import Project
from deskapp.store.base import record_id
from deskapp.store.work import Reader


@dataclass(frozen=True, slots=True)
class BatchName:
    """A batch as the screens of its day name it."""

    id: int
    name: str
    place: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class InHand:
    """Whom a counter serves: the visit, whose home it is, what the gates of the station say, where they go next."""

    page: VisitPage
    owners: tuple[tuple[int, str], ...]
    gates: tuple[GateResult, ...]
    following: str | None

    @property
    def row(self) -> VisitRow:
        """The visit."""
        return self.page.row

    @property
    def shut(self) -> tuple[GateResult, ...]:
        """The gates that hold them."""
        return tuple(gate for gate in self.gates if gate.blocks and not gate.is_open)


@dataclass(frozen=True, slots=True)
class StationView:
    """A station as its screen shows it. ``rows``: all who are there, those in hand first."""

    batch: BatchName
    stop: Stop
    rows: tuple[VisitRow, ...]
    hand: InHand | None

    @property
    def waiting(self) -> tuple[VisitRow, ...]:
        """Who is in nobody's hands."""
        return tuple(row for row in self.rows if not row.counter)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of a batch that still has places."""

    id: int
    day: date
    starts: str
    ends: str
    left: int


def free_slots(reader: Reader, batch_id: int, today: date, limit: int = 60) -> list[Slot]:
    """The times after today that have places left, the earliest first."""
    taken = (
        select(col(Delivery.slot_id), func.count().label("taken"))
        .where(col(Delivery.batch_id) == batch_id, col(Delivery.ended_on).is_(None))
        .group_by(col(Delivery.slot_id))
        .subquery()
    )
    left = col(HandoverSlot.places) - func.coalesce(taken.c.taken, 0)
    query = (
        select(HandoverSlot, left)
        .join(taken, taken.c.slot_id == col(HandoverSlot.id), isouter=True)
        .where(col(HandoverSlot.batch_id) == batch_id, col(HandoverSlot.day) > today, left > 0)
        .order_by(col(HandoverSlot.day), col(HandoverSlot.starts))
        .limit(limit)
    )
    return [
        Slot(record_id(slot), slot.day, slot.starts, slot.ends, int(count))
        for slot, count in reader.session.exec(query)
    ]


def country_of(reader: Reader, delivery: Delivery) -> str:
    """Whose rows hold for a delivery."""
    project = reader.session.get(Project, delivery.project_id) if delivery.project_id is not None else None
    return project.country if project is not None else "CN"


def batches_on(reader: Reader, day: date) -> list[BatchName]:
    """The batches that take place on a day, the earliest begun first."""
    query = select(HandoverBatch).where(
        HandoverBatch.begins_on <= day,
        HandoverBatch.ends_on >= day,
        or_(col(HandoverBatch.closed_on).is_(None), col(HandoverBatch.closed_on) > day),
    )
    order = (col(HandoverBatch.begins_on), col(HandoverBatch.id))
    return [_named(batch) for batch in reader.session.exec(query.order_by(*order).limit(50))]


def name_batch(reader: Reader, batch_id: int) -> BatchName:
    """A batch by its number."""
    return _named(reader.get(HandoverBatch, batch_id))


def read_station(
    reader: Reader, batch_id: int, station: str, counter: str, today: date, visit_id: int | None = None
) -> StationView:
    """A station of today as one counter sees it; ``visit_id`` chooses among several whom it has in hand.

    At the complaint station nobody is called: whoever is chosen, else the first, is in hand.
    """
    rows = tuple(waiting_at(reader, batch_id, today, station))
    ours = [row for row in rows if station == COMPLAINT or (counter and row.counter == counter)]
    chosen = next((row for row in ours if row.id == visit_id), ours[0] if ours else None)
    stop = Stop(station)
    if station != COMPLAINT:
        stop = next((one for one in read_route(reader, batch_id) if one.code == station), stop)
    return StationView(
        name_batch(reader, batch_id), stop, rows, read_hand(reader, chosen.id, today) if chosen is not None else None
    )


def read_hand(reader: Reader, visit_id: int, today: date) -> InHand:
    """A visit with what the gates of its station say."""
    page = get_visit(reader, visit_id)
    row = page.row
    return InHand(
        page,
        tuple(owners_of(reader, reader.get(Delivery, row.delivery_id))),
        gates_at(reader, row.delivery_id, row.station, today),
        next_stop(page.route, row.passed, row.station),
    )


def _named(batch: HandoverBatch) -> BatchName:
    return BatchName(record_id(batch), batch.name, batch.place, batch.contact)
