"""What lists of orders sort by, worked out anew from their facts and dispatches."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, SQLModel, col, select

from deskapp.cases.clock import find_due, zone_of
from deskapp.desks.services.orders.model import Dispatch, WorkOrder
from deskapp.desks.services.orders.rules import Sent, limit, order_state
from deskapp.office.calendar.queries import load_serving
from deskapp.office.property.model import Project
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.follow import Projector
from deskapp.store.work import Reader, Work
from deskapp.values import Country
from deskapp.values.calendar import WorkCalendar
from deskapp.values.service_clock import MINUTE, last_served

STEP: Final = 2_000


@dataclass(frozen=True, slots=True)
class OrderDrift:
    """A stored figure of an order that its facts do not make."""

    id: int
    field: str
    stored: Any
    told: Any


def refresh_orders(work: Work, order_ids: Collection[int]) -> None:
    """Write what follows of these orders."""
    orders = list(work.session.exec(select(WorkOrder).where(col(WorkOrder.id).in_(order_ids))))
    work.derive_all(list(zip(orders, work_out(work, orders), strict=True)))


def work_out(reader: Reader, orders: Sequence[WorkOrder]) -> list[dict[str, Any]]:
    """The figures of these orders, in their order."""
    sent = living(reader, [record_id(one) for one in orders])
    due = Dues(reader)
    found = []
    for one in orders:
        mine = sent.get(record_id(one))
        state, since = order_state(one, mine)
        found.append(
            {
                "state": state,
                "state_since": since,
                "open": state not in ("closed", "cancelled"),
                "staff_id": mine.staff_id if mine else None,
                "due_at": due.of(one),
            }
        )
    return found


class Dues:
    """By when orders are done: an emergency day and night, the others by the working day of their project's country."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._countries: dict[int | None, Country] = {None: "CN"}
        self._calendars: dict[Country, WorkCalendar] = {}

    def of(self, order: WorkOrder) -> datetime:
        """When an order is due; an agreed slot is its end."""
        country = self._country(order.project_id)
        local = order.reported_at.astimezone(zone_of(country))
        if order.slot_ends is not None:
            return order.slot_ends
        value = limit(f"order.done.{order.urgency}", local.date())
        if order.urgency == "emergency":
            return local.replace(second=0, microsecond=0) + int(value) * MINUTE
        if country not in self._calendars:
            self._calendars[country] = load_serving(self._reader, country, local.date())
        calendar = self._calendars[country]
        day = find_due(local.date(), value, (), calendar).day or local.date()
        return last_served(datetime.combine(day, local.timetz()), calendar)

    def _country(self, project_id: int | None) -> Country:
        if project_id not in self._countries:
            project = self._reader.session.get(Project, project_id)
            self._countries[project_id] = "VN" if project is not None and project.country == "VN" else "CN"
        return self._countries[project_id]


def living(reader: Reader, orders: Collection[int]) -> dict[int, Sent]:
    """The dispatch that each of these orders lives by."""
    found: dict[int, Sent] = {}
    for chunk in in_chunks(orders):
        query = select(Dispatch).where(col(Dispatch.order_id).in_(chunk), col(Dispatch.ended_at).is_(None))
        found |= {one.order_id: Sent(one.staff_id, one.given_at, one.taken_at) for one in reader.session.exec(query)}
    return found


def find_drift(reader: Reader) -> Iterator[OrderDrift]:
    """Every stored figure of an order that differs from its recomputation."""
    after = 0
    while orders := _some(reader, after):
        for one, told in zip(orders, work_out(reader, orders), strict=True):
            for name, value in told.items():
                if getattr(one, name) != value:
                    yield OrderDrift(record_id(one), name, getattr(one, name), value)
        after = record_id(orders[-1])


def _some(reader: Reader, after: int) -> list[WorkOrder]:
    query = select(WorkOrder).where(col(WorkOrder.id) > after)
    return list(reader.session.exec(query.order_by(col(WorkOrder.id)).limit(STEP)))


def _own(_session: Session, record: SQLModel) -> int | None:
    return record.id if isinstance(record, WorkOrder) else None


def _of_dispatch(_session: Session, record: SQLModel) -> int | None:
    return record.order_id if isinstance(record, Dispatch) else None


ORDERS: Final = Projector("orders", {WorkOrder: _own, Dispatch: _of_dispatch}, refresh_orders)
"""Keyed by the order."""
