"""A delivery's state, its notices, and what the unit's page says of it: worked out anew whenever a fact changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, SQLModel, col, select

from deskapp.desks.handover.planning.model import Delivery, DeliveryNotice
from deskapp.desks.handover.planning.rules import delivery_state, unit_state
from deskapp.office.property.model import Unit
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.follow import Projector
from deskapp.store.work import Reader, Work

STEP: Final = 500


@dataclass(frozen=True, slots=True)
class DeliveryDrift:
    """A stored figure of a delivery that its facts and notices do not make."""

    id: int
    field: str
    stored: Any
    computed: Any


def figures(reader: Reader, deliveries: Collection[Delivery]) -> dict[int, dict[str, Any]]:
    """The columns that follow, by delivery."""
    notices: dict[int, list[DeliveryNotice]] = {}
    for chunk in in_chunks([record_id(one) for one in deliveries]):
        query = select(DeliveryNotice).where(col(DeliveryNotice.delivery_id).in_(chunk))
        for notice in reader.session.exec(query):
            notices.setdefault(notice.delivery_id, []).append(notice)
    found = {}
    for delivery in deliveries:
        sent = notices.get(record_id(delivery), [])
        notified_on = max((notice.sent_on for notice in sent), default=None)
        state = delivery_state(delivery, notified_on)
        found[record_id(delivery)] = {
            "state": state.code,
            "state_since": state.since,
            "notices": len(sent),
            "notified_on": notified_on,
        }
    return found


def find_drift(reader: Reader) -> list[DeliveryDrift]:
    """Every stored figure that differs from its recomputation, the unit's own among them."""
    found: list[DeliveryDrift] = []
    last = 0
    while True:
        query = select(Delivery).where(col(Delivery.id) > last).order_by(col(Delivery.id)).limit(STEP)
        deliveries = list(reader.session.exec(query))
        if not deliveries:
            return found
        last = record_id(deliveries[-1])
        told = figures(reader, deliveries)
        for delivery in deliveries:
            number = record_id(delivery)
            found += [
                DeliveryDrift(number, name, stored, value)
                for name, value in told[number].items()
                if (stored := getattr(delivery, name)) != value
            ]
        living = {one.unit_id: one for one in deliveries if one.ended_on is None}
        for unit in _units(reader, living):
            delivery = living[record_id(unit)]
            state = unit_state(told[record_id(delivery)]["state"])
            if unit.delivery_state != state:
                found.append(DeliveryDrift(record_id(delivery), "unit.delivery_state", unit.delivery_state, state))


def _units(reader: Reader, unit_ids: Iterable[int]) -> list[Unit]:
    wanted = list(unit_ids)
    return list(reader.session.exec(select(Unit).where(col(Unit.id).in_(wanted)))) if wanted else []


def _delivery(_session: Session, record: SQLModel) -> int | None:
    return record.id if isinstance(record, Delivery) else None


def _noticed(_session: Session, record: SQLModel) -> int | None:
    return record.delivery_id if isinstance(record, DeliveryNotice) else None


def _refresh(work: Work, numbers: Collection[int]) -> None:
    deliveries = list(work.session.exec(select(Delivery).where(col(Delivery.id).in_(numbers))))
    told = figures(work, deliveries)
    work.derive_all((one, told[record_id(one)]) for one in deliveries)
    units = {one.unit_id for one in deliveries}
    # an ended delivery says nothing of its unit where another one began
    living = select(Delivery).where(col(Delivery.unit_id).in_(units), col(Delivery.ended_on).is_(None))
    states = {one.unit_id: one.state for one in work.session.exec(living)}
    work.derive_all(
        (unit, {"delivery_state": unit_state(states.get(record_id(unit), ""))}) for unit in _units(work, units)
    )


DELIVERIES: Final = Projector("deliveries", {Delivery: _delivery, DeliveryNotice: _noticed}, _refresh)
"""Keyed by the delivery."""
