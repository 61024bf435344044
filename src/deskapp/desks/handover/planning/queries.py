"""Reads about deliveries: lists page by page, one with everything, found by notice or unit, the notices sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import col, select

from deskapp.desks.handover.planning.drafts import rate_from_store
from deskapp.desks.handover.planning.model import Delivery, DeliveryNotice, HandoverBatch, HandoverSlot
from deskapp.desks.handover.planning.queries_batch import get_batch as get_batch
from deskapp.desks.handover.planning.queries_batch import list_batches as list_batches
from deskapp.desks.handover.planning.queries_batch import publish_faults as publish_faults
from deskapp.desks.handover.planning.queries_batch import stations_of as stations_of
from deskapp.desks.handover.planning.rows import DeliveryRow, NoticeRow
from deskapp.desks.handover.planning.rules import TOLD, WAITED_NOTICES
from deskapp.office.deal.model import Deal
from deskapp.office.deal.queries import buyers_of
from deskapp.office.property.model import Building, Unit
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.counting import count_up_to
from deskapp.store.work import Reader
from deskapp.values.money import from_minor
from deskapp.values.rooms import unit_code

VIEWS: Final = ("open", "deemable", "unslotted", "returned", "all")
"""What a list may hold besides one state: those still to be delivered, those that may be deemed delivered by now, those
without a time, those whose last notice came back, every one."""
OPEN: Final = ("not_ready", "ready", *TOLD)


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """What a list is narrowed to; ``state`` is one of ``VIEWS`` or of the delivery states."""

    batch_id: int | None = None
    project_id: int | None = None
    building_id: int | None = None
    slot_id: int | None = None
    day: date | None = None
    state: str = "open"


def list_deliveries(
    reader: Reader,
    today: date,
    only: DeliveryFilter | None = None,
    *,
    after: int | None = None,
    before: int | None = None,
    limit: int = 200,
) -> list[DeliveryRow]:
    """A page of deliveries in the order in which they began, which is building by building and room by room.

    ``after`` and ``before`` are numbers of deliveries; ``before`` gives the rows just ahead of one.
    """
    number = col(Delivery.id)
    query = select(Delivery).where(*_conditions(today, only or DeliveryFilter())).limit(limit)
    if before is not None:
        found = list(reader.session.exec(query.where(number < before).order_by(number.desc())))[::-1]
    else:
        query = query if after is None else query.where(number > after)
        found = list(reader.session.exec(query.order_by(number)))
    return delivery_rows(reader, found)


def count_deliveries(
    reader: Reader,
    today: date,
    only: DeliveryFilter | None = None,
    *,
    ahead_of: int | None = None,
    most: int | None = None,
) -> int:
    """How many deliveries a list has, or has ahead of one."""
    query = select(Delivery.id).where(*_conditions(today, only or DeliveryFilter()))
    query = query if ahead_of is None else query.where(col(Delivery.id) < ahead_of)
    return count_up_to(reader, query, most)


def find_delivery_ids(reader: Reader, today: date, only: DeliveryFilter | None = None, limit: int = 5_000) -> list[int]:
    """The numbers of a whole list, such as for notices in bulk."""
    query = select(Delivery.id).where(*_conditions(today, only or DeliveryFilter()))
    query = query.order_by(col(Delivery.id)).limit(limit)
    return [number for number in reader.session.exec(query) if number is not None]


def get_delivery(reader: Reader, delivery_id: int) -> DeliveryRow:
    """A delivery in full; ``store.gone`` where there is none."""
    return delivery_rows(reader, [reader.get(Delivery, delivery_id)])[0]


def get_deliveries(reader: Reader, delivery_ids: Collection[int]) -> list[DeliveryRow]:
    """These deliveries in the order in which they began."""
    found: list[Delivery] = []
    for chunk in in_chunks(delivery_ids):
        found += reader.session.exec(select(Delivery).where(col(Delivery.id).in_(chunk)).order_by(col(Delivery.id)))
    return delivery_rows(reader, found)


def living_delivery(reader: Reader, unit_id: int) -> int | None:
    """The delivery of a unit that did not end."""
    query = select(Delivery.id).where(Delivery.unit_id == unit_id, col(Delivery.ended_on).is_(None))
    return reader.session.exec(query).first()


def living_deliveries(reader: Reader, unit_ids: Collection[int]) -> dict[int, int]:
    """The same of many units, by unit."""
    found: dict[int, int] = {}
    for chunk in in_chunks(unit_ids):
        query = select(Delivery.unit_id, Delivery.id).where(
            col(Delivery.unit_id).in_(chunk), col(Delivery.ended_on).is_(None)
        )
        found |= {unit: number for unit, number in reader.session.exec(query) if number is not None}
    return found


def delivery_of_deal(reader: Reader, deal_id: int) -> int | None:
    """The delivery of a deal's home that did not end."""
    query = select(Delivery.id).where(Delivery.deal_id == deal_id, col(Delivery.ended_on).is_(None))
    return reader.session.exec(query.order_by(col(Delivery.id))).first()


def find_delivery(reader: Reader, notice_number: str) -> int | None:
    """The delivery that a notice is of, by its whole number or its tail (``1122-7`` of SF-20261122-0007)."""
    wanted = notice_number.strip().upper()
    exact = select(DeliveryNotice.delivery_id).where(DeliveryNotice.number == wanted)
    if (found := reader.session.exec(exact).first()) is not None:
        return found
    day, _, tail = wanted.rpartition("-")
    if not (tail.isdigit() and day.isdigit() and len(day) in (4, 8)):
        return None
    query = select(DeliveryNotice.delivery_id).where(col(DeliveryNotice.number).endswith(f"{day}-{int(tail):04}"))
    return reader.session.exec(query.order_by(col(DeliveryNotice.id).desc())).first()


def list_notices(
    reader: Reader,
    *,
    batch_id: int | None = None,
    sent_on: date | None = None,
    mail: str = "",
    way: str = "",
    after: int | None = None,
    limit: int = 500,
) -> list[NoticeRow]:
    """The posted list: notices in the order of their numbers; ``mail`` is under_way, received or returned."""
    query = select(DeliveryNotice, Delivery.currency).join(
        Delivery, col(Delivery.id) == col(DeliveryNotice.delivery_id)
    )
    if batch_id is not None:
        query = query.where(Delivery.batch_id == batch_id)
    if sent_on is not None:
        query = query.where(DeliveryNotice.sent_on == sent_on)
    if way:
        query = query.where(DeliveryNotice.way == way)
    returned, received = col(DeliveryNotice.returned_on), col(DeliveryNotice.received_on)
    if mail == "returned":
        query = query.where(returned.is_not(None))
    elif mail == "received":
        query = query.where(received.is_not(None))
    elif mail == "under_way":
        query = query.where(returned.is_(None), received.is_(None))
    query = query if after is None else query.where(col(DeliveryNotice.id) > after)
    return [
        _notice(one, currency)
        for one, currency in reader.session.exec(query.order_by(col(DeliveryNotice.id)).limit(limit))
    ]


def count_returned(reader: Reader, batch_id: int | None = None) -> int:
    """Notices that came back of deliveries that are still open."""
    query = (
        select(func.count())
        .select_from(DeliveryNotice)
        .join(Delivery, col(Delivery.id) == col(DeliveryNotice.delivery_id))
        .where(col(DeliveryNotice.returned_on).is_not(None), col(Delivery.state).in_(OPEN))
    )
    query = query if batch_id is None else query.where(Delivery.batch_id == batch_id)
    return int(reader.session.exec(query).one())


def count_states(reader: Reader, batch_id: int) -> dict[int, dict[str, int]]:
    """The deliveries of a batch by building and state, for its progress."""
    query = (
        select(Unit.building_id, Delivery.state, func.count())
        .join(Unit, col(Unit.id) == col(Delivery.unit_id))
        .where(Delivery.batch_id == batch_id)
        .group_by(col(Unit.building_id), col(Delivery.state))
    )
    found: dict[int, dict[str, int]] = {}
    for building, state, count in reader.session.exec(query):
        found.setdefault(building, {})[state] = count
    return found


def delivery_rows(reader: Reader, deliveries: Iterable[Delivery]) -> list[DeliveryRow]:
    """Deliveries as lists and pages show them, in their order and in a few statements for all of them."""
    found = list(deliveries)
    numbers = [record_id(one) for one in found]
    deals = sorted({one.deal_id for one in found if one.deal_id is not None})
    homes = _homes(reader, {one.unit_id for one in found})
    slots = _by_id(reader, HandoverSlot, {one.slot_id for one in found})
    batches = _by_id(reader, HandoverBatch, {one.batch_id for one in found})
    kinds = _by_id(reader, Deal, set(deals))
    buyers = buyers_of(reader, deals)
    sent = notices_of(reader, numbers)
    rows = []
    for one in found:
        unit, building = homes[one.unit_id]
        slot, batch, deal = slots.get(one.slot_id), batches.get(one.batch_id), kinds.get(one.deal_id)
        people = buyers.get(one.deal_id or 0, ())
        plain = {name: getattr(one, name) for name in _PLAIN}
        rows.append(
            DeliveryRow(
                id=record_id(one),
                project_id=one.project_id or 0,
                building_id=unit.building_id,
                room=unit_code(building, unit.entrance, unit.room),
                kind=unit.kind,
                batch=batch.name if batch else "",
                deal_kind=deal.kind if deal else "",
                buyers=tuple(person.customer.name for person in people),
                customer_ids=tuple(person.customer.id for person in people),
                phone=people[0].customer.phone or "" if people else "",
                slot_day=slot.day if slot else None,
                starts=slot.starts if slot else "",
                ends=slot.ends if slot else "",
                late_rate=rate_from_store(one.late_rate),
                penalty=None if one.penalty is None else from_minor(one.penalty, one.currency),
                sent=sent.get(record_id(one), ()),
                **plain,
            )
        )
    return rows


def notices_of(reader: Reader, delivery_ids: Collection[int]) -> dict[int, tuple[NoticeRow, ...]]:
    """The notices of deliveries, each in the order in which they were sent."""
    found: dict[int, list[NoticeRow]] = {}
    for chunk in in_chunks(delivery_ids):
        query = (
            select(DeliveryNotice, Delivery.currency)
            .join(Delivery, col(Delivery.id) == col(DeliveryNotice.delivery_id))
            .where(col(DeliveryNotice.delivery_id).in_(chunk))
            .order_by(col(DeliveryNotice.round), col(DeliveryNotice.id))
        )
        for one, currency in reader.session.exec(query):
            found.setdefault(one.delivery_id, []).append(_notice(one, currency))
    return {number: tuple(rows) for number, rows in found.items()}


_PLAIN: Final = (
    "version", "unit_id", "batch_id", "deal_id", "currency", "slot_id", "due_on", "note", "ready_on",
    "rescheduled_on", "absent_on", "came_on", "representative_id", "refused_on", "refusal_code", "refusal_justified",
    "refusal_note", "refused_again", "risk_on", "signed_on", "signed_by", "signed_as", "with_list", "consent",
    "form_file_id", "deemed_on", "deemed_notice", "late_days", "ended_on", "end_reason", "state", "state_since",
    "notices", "notified_on",
)  # fmt: skip
"""Columns that a row has as the record does."""


def _homes(reader: Reader, unit_ids: Collection[int]) -> dict[int, tuple[Unit, str]]:
    found: dict[int, tuple[Unit, str]] = {}
    for chunk in in_chunks(unit_ids):
        query = select(Unit, Building.code).join(Building, col(Building.id) == col(Unit.building_id))
        found |= {
            record_id(unit): (unit, code) for unit, code in reader.session.exec(query.where(col(Unit.id).in_(chunk)))
        }
    return found


def _by_id(reader: Reader, table: Any, numbers: Collection[int | None]) -> dict[int | None, Any]:
    found: dict[int | None, Any] = {}
    for chunk in in_chunks(number for number in numbers if number is not None):
        found |= {one.id: one for one in reader.session.exec(select(table).where(col(table.id).in_(chunk)))}
    return found


def _notice(one: DeliveryNotice, currency: str) -> NoticeRow:
    return NoticeRow(
        record_id(one),
        one.delivery_id,
        one.number,
        one.round,
        one.way,
        one.sent_on,
        one.come_on,
        one.come_at,
        one.risk_on,
        one.tracking,
        one.received_on,
        one.returned_on,
        one.return_reason,
        None if one.amount is None else from_minor(one.amount, currency),
    )


def _conditions(today: date, only: DeliveryFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    state = col(Delivery.state)
    if only.state == "open":
        conditions.append(state.in_(OPEN))
    elif only.state == "deemable":
        conditions += [state == "absent", col(Delivery.notices) >= WAITED_NOTICES, _risk_over(today)]
    elif only.state == "unslotted":
        conditions += [state.in_(OPEN), col(Delivery.slot_id).is_(None)]
    elif only.state == "returned":
        conditions += [state.in_(OPEN), _last_returned()]
    elif only.state != "all":
        conditions.append(state == only.state)
    for name in ("batch_id", "project_id", "slot_id"):
        if (value := getattr(only, name)) is not None:
            conditions.append(col(getattr(Delivery, name)) == value)
    if only.building_id is not None:
        units = select(Unit.id).where(Unit.building_id == only.building_id)
        conditions.append(col(Delivery.unit_id).in_(units))
    if only.day is not None:
        conditions.append(col(Delivery.slot_id).in_(select(HandoverSlot.id).where(HandoverSlot.day == only.day)))
    return conditions


def _risk_over(today: date) -> ColumnElement[bool]:
    """The day that the last notice named is over, and the owner was away after that notice."""
    last = (
        select(DeliveryNotice.delivery_id)
        .where(DeliveryNotice.delivery_id == Delivery.id, DeliveryNotice.round == Delivery.notices)
        .where(col(DeliveryNotice.risk_on) <= today, DeliveryNotice.sent_on < col(Delivery.absent_on))
    )
    return last.exists()


def _last_returned() -> ColumnElement[bool]:
    last = select(DeliveryNotice.delivery_id).where(
        DeliveryNotice.delivery_id == Delivery.id,
        DeliveryNotice.round == Delivery.notices,
        col(DeliveryNotice.returned_on).is_not(None),
    )
    return or_(last.exists())
