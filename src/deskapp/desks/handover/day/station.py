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
from deskapp.desks.handover.day.rules import SIGNATURE, Stop
from deskapp.desks.handover.giving.queries import GivenRow, given_of
from deskapp.desks.handover.inspecting.queries import open_counts
from deskapp.desks.handover.inspecting.rules import DefectCounts
from deskapp.desks.handover.planning.model import Delivery, HandoverBatch, HandoverSlot
from deskapp.desks.handover.settling.payable import Payable, payables_of
from deskapp.office.property.model import Project
from deskapp.papers.keys.queries import KeyRow, keys_of
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
    """Whom a counter serves: the visit, whose home it is, what the gates of the station say.

    What the station works with beside: ``payable`` at the payment, ``keys``, ``defects`` at the inspection, ``given``.
    """

    page: VisitPage
    owners: tuple[tuple[int, str], ...]
    gates: tuple[GateResult, ...]
    payable: tuple[Payable, ...] = ()
    keys: tuple[KeyRow, ...] = ()
    defects: DefectCounts | None = None
    given: tuple[GivenRow, ...] = ()

    @property
    def row(self) -> VisitRow:
        """The visit."""
        return self.page.row

    @property
    def overridden(self) -> dict[str, str]:
        """Gates that somebody let them pass today, each with its reason."""
        return overridden(self.page)


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
        name_batch(reader, batch_id),
        stop,
        rows,
        read_hand(reader, chosen.id, today, station) if chosen is not None else None,
    )


def read_hand(reader: Reader, visit_id: int, today: date, station: str = "") -> InHand:
    """A visit with what the gates of a station say, that where it is unless another is told."""
    page = get_visit(reader, visit_id)
    row = page.row
    at = station or row.station
    number = row.delivery_id
    return InHand(
        page,
        tuple(owners_of(reader, reader.get(Delivery, number))),
        () if at == COMPLAINT else gates_at(reader, number, at, today),
        payables_of(reader, [number], today)[number] if at == "payment" else (),
        tuple(keys_of(reader, row.unit_id)) if at in ("keys", SIGNATURE) else (),
        open_counts(reader, [row.unit_id])[row.unit_id] if at in ("inspection", SIGNATURE) else None,
        tuple(one for one in given_of(reader, number, today) if is_given_at(one, at)),
    )


def overridden(page: VisitPage) -> dict[str, str]:
    """Gates of a visit that were passed although something was missing, and why."""
    return {event.text: event.override for event in page.events if event.kind == "overridden"}


def is_given_at(one: GivenRow, station: str) -> bool:
    """Whether a paper, card or gift is handed over at a station."""
    if station == "property_contract":
        return one.code == "property_contract"
    return one.group == {"papers": "document", "owner_card": "card", "gifts": "gift"}.get(station)


def _named(batch: HandoverBatch) -> BatchName:
    return BatchName(record_id(batch), batch.name, batch.place, batch.contact)
