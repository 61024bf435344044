"""How handovers stand, for pages and lists that have a line for each: where, which notice and day, what is open.

A handful of statements however many there are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.desks.handover.day.model import COMPLAINT, Visit
from deskapp.desks.handover.inspecting.model import Inspection
from deskapp.desks.handover.inspecting.queries import open_counts
from deskapp.desks.handover.inspecting.rules import DefectCounts
from deskapp.desks.handover.planning.model import Delivery, DeliveryNotice, HandoverBatch, HandoverSlot
from deskapp.desks.handover.settling.gates import gates_of_many
from deskapp.office.deal.queries import buyers_of, unit_codes
from deskapp.sheets.reporting import pick
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader

MOST: Final = 50
"""Handovers of one page."""
NOTHING_OPEN: Final = DefectCounts()


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """The last notice that was sent of a handover."""

    number: str
    sent_on: date
    returned_on: date | None = None


@dataclass(frozen=True, slots=True)
class HandoverFacts:
    """A handover as a line tells it.

    ``day`` and ``starts``: when they are to come. ``place``: the station where the owner is now. ``recheck_on``: when
    somebody comes again to look at what was mended. ``shut``: gates of money and papers that are shut, where asked for.
    """

    id: int
    unit_id: int
    deal_id: int | None
    room: str
    owners: tuple[str, ...]
    state: str
    since: date | None
    batch_id: int | None
    batch: str
    day: date | None
    starts: str
    notices: int
    notice: NoticeFacts | None
    due_on: date | None
    risk_on: date | None
    is_living: bool
    place: str = ""
    recheck_on: date | None = None
    open: DefectCounts = field(default=NOTHING_OPEN)
    shut: tuple[str, ...] = ()


def handovers_of_unit(reader: Reader, unit_id: int, today: date) -> tuple[HandoverFacts, ...]:
    """The handovers of a unit, the living one first with its shut gates, then the newest."""
    order = (col(Delivery.ended_on).is_not(None), col(Delivery.id).desc())
    query = select(Delivery).where(Delivery.unit_id == unit_id).order_by(*order).limit(MOST)
    return _facts(reader, reader.session.exec(query).all(), today, gates=True)


def handovers_of_units(reader: Reader, unit_ids: Collection[int], today: date) -> tuple[HandoverFacts, ...]:
    """The living handovers of some units, in the order of their numbers."""
    found: list[Delivery] = []
    for chunk in in_chunks(sorted(set(unit_ids))[:MOST]):
        query = select(Delivery).where(col(Delivery.unit_id).in_(chunk), col(Delivery.ended_on).is_(None))
        found += reader.session.exec(query.order_by(col(Delivery.unit_id)))
    return _facts(reader, found, today)


def read_handovers(reader: Reader, delivery_ids: Collection[int], today: date) -> tuple[HandoverFacts, ...]:
    """These handovers, in this order; those that are not to be seen are left out."""
    found: dict[int, Delivery] = {}
    for chunk in in_chunks(delivery_ids):
        for one in reader.session.exec(select(Delivery).where(col(Delivery.id).in_(chunk))):
            found[record_id(one)] = one
    return _facts(reader, [found[number] for number in delivery_ids if number in found], today)


def _facts(
    reader: Reader, deliveries: Sequence[Delivery], today: date, *, gates: bool = False
) -> tuple[HandoverFacts, ...]:
    if not deliveries:
        return ()
    numbers = [record_id(one) for one in deliveries]
    units = {one.unit_id for one in deliveries}
    deals = {one.deal_id for one in deliveries if one.deal_id is not None}
    codes, buyers, opened = unit_codes(reader, units), buyers_of(reader, deals), open_counts(reader, units)
    batches, slots = _batches(reader, deliveries), _slots(reader, deliveries)
    notices, places, rechecks = _notices(reader, numbers), _places(reader, numbers), _rechecks(reader, units)
    living = [record_id(one) for one in deliveries if one.ended_on is None and one.signed_on is None]
    told = gates_of_many(reader, living, today) if gates and living else {}
    found = []
    for one in deliveries:
        number = record_id(one)
        day, starts = slots.get(one.slot_id, (None, ""))
        shut = [gate.id for gate in told.get(number, ()) if gate.blocks and not gate.is_open]
        owners = () if one.deal_id is None else buyers.get(one.deal_id, ())
        is_living = one.ended_on is None
        found.append(
            HandoverFacts(
                number,
                one.unit_id,
                one.deal_id,
                codes.get(one.unit_id, ""),
                tuple(party.customer.name for party in owners),
                one.state,
                one.state_since,
                one.batch_id,
                batches.get(one.batch_id, ""),
                day,
                starts,
                one.notices,
                notices.get(number),
                one.due_on,
                one.risk_on,
                is_living,
                places.get(number, ""),
                rechecks.get(one.unit_id) if is_living else None,
                opened.get(one.unit_id, NOTHING_OPEN) if is_living else NOTHING_OPEN,
                tuple(shut),
            )
        )
    return tuple(found)


def _batches(reader: Reader, deliveries: Sequence[Delivery]) -> dict[int | None, str]:
    wanted = {one.batch_id for one in deliveries if one.batch_id is not None}
    query = select(HandoverBatch.id, HandoverBatch.name).where(col(HandoverBatch.id).in_(wanted))
    return dict(reader.session.exec(query).all()) if wanted else {}


def _slots(reader: Reader, deliveries: Sequence[Delivery]) -> dict[int | None, tuple[date, str]]:
    found: dict[int | None, tuple[date, str]] = {}
    for chunk in in_chunks({one.slot_id for one in deliveries if one.slot_id is not None}):
        query = pick(col(HandoverSlot.id), col(HandoverSlot.day), col(HandoverSlot.starts))
        for number, day, starts in reader.session.execute(query.where(col(HandoverSlot.id).in_(chunk))):
            found[number] = (day, starts)
    return found


def _notices(reader: Reader, deliveries: Collection[int]) -> dict[int, NoticeFacts]:
    """The last notice of each."""
    found: dict[int, NoticeFacts] = {}
    for chunk in in_chunks(deliveries):
        query = select(DeliveryNotice).where(col(DeliveryNotice.delivery_id).in_(chunk))
        for one in reader.session.exec(query.order_by(col(DeliveryNotice.round), col(DeliveryNotice.id))):
            found[one.delivery_id] = NoticeFacts(one.number, one.sent_on, one.returned_on)
    return found


def _places(reader: Reader, deliveries: Collection[int]) -> dict[int, str]:
    """The station where each owner is who is in their way."""
    found: dict[int, str] = {}
    for chunk in in_chunks(deliveries):
        query = select(Visit.delivery_id, Visit.station, Visit.aside).where(col(Visit.delivery_id).in_(chunk))
        for number, station, aside in reader.session.exec(query.where(Visit.ended == "").order_by(col(Visit.id))):
            found[number] = COMPLAINT if aside else station
    return found


def _rechecks(reader: Reader, units: Collection[int]) -> dict[int, date]:
    """The next re-inspection of each unit that is planned and not done."""
    found: dict[int, date] = {}
    for chunk in in_chunks(units):
        query = (
            select(Inspection.unit_id, func.min(Inspection.planned_on))
            .where(
                col(Inspection.unit_id).in_(chunk),
                Inspection.kind == "recheck",
                col(Inspection.done_at).is_(None),
                col(Inspection.planned_on).is_not(None),
            )
            .group_by(col(Inspection.unit_id))
        )
        found |= {unit: day for unit, day in reader.session.exec(query) if day is not None}
    return found
