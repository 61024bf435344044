"""Reads about orders: the board by page, a technician's list, who can be sent, one with everything."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from deskapp.cases.model import Case
from deskapp.desks.handover.inspecting.queries import get_defect
from deskapp.desks.services.orders.model import ORDER_STATES, Dispatch, OrderPart, Technician, WorkOrder
from deskapp.desks.services.orders.rows import OrderRow, order_rows
from deskapp.desks.services.orders.rules import approval_limit, fits, overlaps
from deskapp.desks.services.orders.trades import split_trades
from deskapp.office.property.model import Building
from deskapp.office.staff.model import Staff
from deskapp.store.base import record_id
from deskapp.store.counting import count_up_to
from deskapp.store.work import Reader
from deskapp.values.money import from_minor, to_minor

VIEWS: Final = (
    "to_send", "waiting", "untaken", "going", "to_check", "to_approve", "to_close", "late", "open", "ended", "all",
)  # fmt: skip
"""What the board may hold besides one state: nobody was sent and somebody can be, no price agreed or nobody known who
pays, sent and not taken in time, on the way or there, done and to be checked, dear and not approved, to be closed,
beyond its time, everything open, ended, every one."""
SENT: Final = ("dispatched", "taken", "arrived")
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What a list is narrowed to; ``state`` is one of ``VIEWS`` or of the states."""

    state: str = "open"
    urgency: str = ""
    trade: str = ""
    kind: str = ""
    staff_id: int | None = None
    project_id: int | None = None
    building: str = ""
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class OrderPlace:
    """Where an order stands in a list: by when it is due, then its number."""

    due_at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class TechnicianRow:
    """Somebody who can be sent: what they can do, how much they have, when they are next somewhere."""

    id: int
    version: int
    staff_id: int
    name: str
    trades: str
    load: int
    waiting: int
    next_at: datetime | None
    next_ends: datetime | None
    turn_at: datetime | None
    until: date | None
    note: str
    slots: tuple[tuple[datetime, datetime], ...]

    def fits(self, trade: str) -> bool:
        """Whether it is work of theirs."""
        return fits(self.trades, trade)

    def is_free(self, order: OrderRow) -> bool:
        """Whether nothing of theirs runs into an order's slot."""
        if order.slot_at is None or order.slot_ends is None or order.staff_id == self.staff_id:
            return True
        return not overlaps(order.slot_at, order.slot_ends, self.slots)


@dataclass(frozen=True, slots=True)
class PartRow:
    """Material that went in, with the price of one."""

    id: int
    name: str
    count: int
    price: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class DispatchRow:
    """Somebody who was sent, and what became of it."""

    id: int
    who: str
    way: str
    given_at: datetime
    given_by: str
    taken_at: datetime | None
    ended_at: datetime | None
    result: str
    reason: str


@dataclass(frozen=True, slots=True)
class OrderPage:
    """An order with its parts and everybody who was sent; ``parent`` the number of the complaint that it came from.

    ``defect`` is the number of the handover's defect that it mends, ``is_dear`` that its cost is to be approved.
    """

    row: OrderRow
    parts: tuple[PartRow, ...]
    sent: tuple[DispatchRow, ...]
    parent: str
    step: str
    is_dear: bool
    defect: str = ""


def list_orders(
    reader: Reader,
    now: datetime,
    only: OrderFilter | None = None,
    *,
    after: OrderPlace | None = None,
    before: OrderPlace | None = None,
    limit: int = MOST,
) -> list[OrderRow]:
    """A page of orders, the first due on top, which puts what is urgent first; ended ones and all the newest first."""
    only = only or OrderFilter()
    query = select(WorkOrder).where(*_conditions(now, only)).limit(limit)
    due, number = col(WorkOrder.due_at), col(WorkOrder.id)
    if newest_first(only):
        if before is not None:
            query = query.where(number > before.id).order_by(number)
        else:
            query = query.order_by(number.desc())
            query = query if after is None else query.where(number < after.id)
    elif before is not None:
        query = query.where(_beside(before, ahead=True)).order_by(due.desc(), number.desc())
    else:
        query = query.order_by(due, number)
        query = query if after is None else query.where(_beside(after, ahead=False))
    found = list(reader.session.exec(query))
    return order_rows(reader, found[::-1] if before is not None else found)


def count_orders(
    reader: Reader,
    now: datetime,
    only: OrderFilter | None = None,
    *,
    ahead_of: OrderPlace | None = None,
    most: int | None = None,
) -> int:
    """How many a list has, or has ahead of a place."""
    only = only or OrderFilter()
    query = select(WorkOrder.id).where(*_conditions(now, only))
    if ahead_of is not None:
        query = query.where(col(WorkOrder.id) > ahead_of.id if newest_first(only) else _beside(ahead_of, ahead=True))
    return count_up_to(reader, query, most)


def newest_first(only: OrderFilter) -> bool:
    """Whether a list has ended ones in it, which are due no more."""
    return only.state in ("ended", "all", "closed", "cancelled")


def board(reader: Reader) -> list[TechnicianRow]:
    """Everybody who can be sent now, by name: their load, their slots, what they did not take yet."""
    found = select(Technician, Staff).join(Staff, col(Staff.id) == col(Technician.staff_id))
    found = found.where(col(Technician.until).is_(None), col(Staff.active).is_(True)).order_by(col(Technician.id))
    return _technicians(reader, list(reader.session.exec(found)))


def list_technicians(reader: Reader) -> list[TechnicianRow]:
    """Everybody who mends things, those who did behind."""
    found = select(Technician, Staff).join(Staff, col(Staff.id) == col(Technician.staff_id))
    found = found.order_by(col(Technician.until).is_not(None), col(Technician.id))
    return _technicians(reader, list(reader.session.exec(found)))


def technician_list(reader: Reader, staff_id: int) -> list[OrderRow]:
    """What a technician has to do: those with a slot as it comes, then by when they are due; finished ones behind."""
    query = select(WorkOrder).where(WorkOrder.staff_id == staff_id, col(WorkOrder.open).is_(True))
    rows = order_rows(reader, reader.session.exec(query.order_by(col(WorkOrder.due_at)).limit(MOST)))
    return sorted(rows, key=lambda row: (row.finished_at is not None, row.slot_at or row.due_at, row.id))


def free_orders(reader: Reader, staff_id: int, limit: int = 20) -> list[OrderRow]:
    """What nobody has and a technician can take themselves: ready to be done, of a trade of theirs."""
    mine = reader.session.exec(
        select(Technician).where(Technician.staff_id == staff_id, col(Technician.until).is_(None))
    ).first()
    if mine is None:
        return []
    query = select(WorkOrder).where(*_sendable(emergencies=False))
    if known := split_trades(mine.trades):
        query = query.where(or_(col(WorkOrder.trade).in_(known), col(WorkOrder.trade) == ""))
    query = query.order_by(col(WorkOrder.due_at), col(WorkOrder.id)).limit(limit)
    return order_rows(reader, reader.session.exec(query))


def orders_of_unit(reader: Reader, unit_id: int, *, ended: bool = True, limit: int = 50) -> list[OrderRow]:
    """The orders of a home: open ones first, then the newest."""
    query = select(WorkOrder).where(WorkOrder.unit_id == unit_id)
    query = query if ended else query.where(col(WorkOrder.open).is_(True))
    query = query.order_by(col(WorkOrder.open).desc(), col(WorkOrder.id).desc()).limit(limit)
    return order_rows(reader, reader.session.exec(query))


def orders_of_cases(reader: Reader, case_ids: Collection[int]) -> list[OrderRow]:
    """The orders of these cases, such as the children of a complaint."""
    query = select(WorkOrder).where(col(WorkOrder.case_id).in_(list(case_ids)[:MOST])).order_by(col(WorkOrder.id))
    return order_rows(reader, reader.session.exec(query))


def order_of_case(reader: Reader, case_id: int) -> int | None:
    """The order that a case is about."""
    return reader.session.exec(select(WorkOrder.id).where(WorkOrder.case_id == case_id)).first()


def get_rows(reader: Reader, order_ids: Collection[int]) -> list[OrderRow]:
    """These orders."""
    query = select(WorkOrder).where(col(WorkOrder.id).in_(list(order_ids)[:500])).order_by(col(WorkOrder.id))
    return order_rows(reader, reader.session.exec(query))


def get_order(reader: Reader, order_id: int, today: date) -> OrderPage:
    """An order in full; ``store.gone`` where there is none."""
    order = reader.get(WorkOrder, order_id)
    (row,) = order_rows(reader, [order])
    parts = tuple(
        PartRow(record_id(one), one.name, one.count, from_minor(one.price, order.currency), one.note)
        for one in reader.session.exec(
            select(OrderPart).where(OrderPart.order_id == order_id).order_by(col(OrderPart.id))
        )
    )
    query = select(Dispatch, Staff).join(Staff, col(Staff.id) == col(Dispatch.staff_id))
    query = query.where(Dispatch.order_id == order_id).order_by(col(Dispatch.id))
    sent = tuple(
        DispatchRow(
            record_id(one), staff.name, one.way, one.given_at, one.given_by, one.taken_at, one.ended_at, one.result,
            one.reason,
        )
        for one, staff in reader.session.exec(query)
    )  # fmt: skip
    parent = "" if row.parent_id is None else reader.get(Case, row.parent_id).number
    limit = approval_limit(order.currency, today)
    dear = row.cost is not None and limit is not None and row.cost > limit and row.cost_approved_at is None
    defect = "" if row.defect_id is None else get_defect(reader, row.defect_id).row.number
    return OrderPage(row, parts, sent, parent, reader.get(Case, order.case_id).step, dear, defect)


def _technicians(reader: Reader, found: list[tuple[Technician, Staff]]) -> list[TechnicianRow]:
    numbers = [one.staff_id for one, _ in found]
    query = select(WorkOrder.staff_id, WorkOrder.state, WorkOrder.slot_at, WorkOrder.slot_ends).where(
        col(WorkOrder.open).is_(True), col(WorkOrder.staff_id).in_(numbers)
    )
    mine: dict[int, list[tuple[str, datetime | None, datetime | None]]] = {}
    for staff_id, state, begins, ends in reader.session.exec(query):
        mine.setdefault(staff_id or 0, []).append((state, begins, ends))
    rows = []
    for one, staff in found:
        orders = mine.get(one.staff_id, [])
        slots = sorted((begins, ends) for _, begins, ends in orders if begins is not None and ends is not None)
        to_do = sorted(
            (begins, ends)
            for state, begins, ends in orders
            if begins is not None and ends is not None and state in ("dispatched", "taken")
        )
        following = to_do[0] if to_do else (None, None)
        rows.append(
            TechnicianRow(
                record_id(one), one.version, one.staff_id, staff.name, one.trades, len(orders),
                sum(state == "dispatched" for state, *_ in orders), following[0], following[1], one.turn_at, one.until,
                one.note, tuple(slots),
            )
        )  # fmt: skip
    return rows


def _sendable(*, emergencies: bool = True) -> list[ColumnElement[bool]]:
    """Nobody has it, and nothing that has to be known before is missing; emergencies do not wait for that."""
    paid = and_(col(WorkOrder.payer) != "owner", col(WorkOrder.kind) == "repair")
    agreed = col(WorkOrder.accepted_at).is_not(None)
    known = or_(col(WorkOrder.warranty) != "unknown", col(WorkOrder.payer) != "", col(WorkOrder.kind) == "service")
    ready = and_(or_(paid, agreed), known)
    if emergencies:
        ready = or_(ready, col(WorkOrder.urgency) == "emergency")
    unsent = [col(WorkOrder.staff_id).is_(None), col(WorkOrder.finished_at).is_(None)]
    return [col(WorkOrder.open).is_(True), *unsent, ready]


def _conditions(now: datetime, only: OrderFilter) -> list[ColumnElement[bool]]:
    found = _state(now, only.state)
    for name in ("urgency", "trade", "kind"):
        if told := getattr(only, name):
            found.append(col(getattr(WorkOrder, name)) == told)
    for name in ("staff_id", "project_id", "unit_id"):
        if (told := getattr(only, name)) is not None:
            found.append(col(getattr(WorkOrder, name)) == told)
    if only.building:
        found.append(col(WorkOrder.building_id).in_(select(Building.id).where(Building.code == only.building)))
    return found


def _state(now: datetime, state: str) -> list[ColumnElement[bool]]:
    opened, stored = col(WorkOrder.open).is_(True), col(WorkOrder.state)
    if state in ORDER_STATES:
        return [col(WorkOrder.open).is_(state not in ("closed", "cancelled")), stored == state]
    if state == "all":
        return []
    if state == "ended":
        return [col(WorkOrder.open).is_(False)]
    if state == "to_send":
        return _sendable()
    if state == "waiting":
        unsent = [col(WorkOrder.staff_id).is_(None), stored.in_(("new", "quoted", "ready"))]
        return [opened, *unsent, ~and_(*_sendable())]
    if state == "untaken":
        late = select(Dispatch.order_id).where(
            col(Dispatch.ended_at).is_(None), col(Dispatch.taken_at).is_(None), col(Dispatch.take_by) < now
        )
        return [opened, stored == "dispatched", col(WorkOrder.id).in_(late)]
    if state == "going":
        return [opened, stored.in_(SENT)]
    if state == "to_check":
        return [opened, stored == "finished"]
    if state == "to_approve":
        dear = [
            and_(col(WorkOrder.currency) == currency, col(WorkOrder.cost) > to_minor(limit, currency))
            for currency in ("CNY", "VND")
            if (limit := approval_limit(currency, now.date())) is not None
        ]
        return [opened, col(WorkOrder.cost_approved_at).is_(None), or_(*dear)]
    if state == "to_close":
        return [opened, stored == "checked"]
    if state == "late":
        return [opened, stored.not_in(("finished", "checked")), col(WorkOrder.due_at) < now]
    return [opened]


def _beside(place: OrderPlace, *, ahead: bool) -> Any:
    due, number = col(WorkOrder.due_at), col(WorkOrder.id)
    if ahead:
        return or_(due < place.due_at, and_(due == place.due_at, number < place.id))
    return or_(due > place.due_at, and_(due == place.due_at, number > place.id))


def counts(reader: Reader, now: datetime, views: Collection[str] = VIEWS[:8]) -> dict[str, int]:
    """How many are in each of these views."""
    return {view: count_orders(reader, now, OrderFilter(view), most=1000) for view in views}
