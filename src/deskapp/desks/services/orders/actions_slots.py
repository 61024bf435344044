"""When somebody comes: a time agreed with the owner, an appointment of the case; nobody is in two places at once."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select

from deskapp.cases.appointments import AppointmentDraft, add_appointment, move_appointment
from deskapp.cases.engine import Engine
from deskapp.cases.model import Appointment
from deskapp.desks.services.orders.actions import live_order
from deskapp.desks.services.orders.model import Dispatch, WorkOrder
from deskapp.desks.services.orders.rules import overlaps
from deskapp.errors import DeskError
from deskapp.office.property.queries import unit_code
from deskapp.office.staff.model import Staff
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work


def book_slot(
    work: Work, order_id: int, begins: datetime, ends: datetime, *, engine: Engine | None = None
) -> WorkOrder:
    """Agree a time with the owner, who is told; nobody is in two places at once."""
    order = live_order(work, order_id)
    if ends <= begins:
        raise DeskError("draft.ends_before_start", "slot_ends")
    sent = living_dispatch(work, order_id)
    if sent is not None:
        refuse_busy(work, sent.staff_id, begins, ends, order_id)
    work.change(order, {"slot_at": begins, "slot_ends": ends})
    if engine is not None:
        _appoint(work, order, begins, ends, engine)
    return order


def _appoint(work: Work, order: WorkOrder, begins: datetime, ends: datetime, engine: Engine) -> None:
    """The time stands among the appointments of its case, which tell the customer; another time moves it."""
    planned = planned_visit(work, order)
    if planned is None:
        where = order.unit_text
        if order.unit_id is not None:
            where = unit_code(work, order.unit_id)
        draft = AppointmentDraft(
            begins, ends_at=ends, case_id=order.case_id, kind="site", staff_id=order.staff_id, place=where
        )
        add_appointment(work, draft, engine=engine)
    elif planned.starts_at != begins or planned.ends_at != ends:
        move_appointment(work, record_id(planned), begins, ends, engine=engine)


def planned_visit(work: Work, order: WorkOrder) -> Appointment | None:
    """The time that is agreed and did not come yet."""
    query = select(Appointment).where(Appointment.case_id == order.case_id, Appointment.state == "planned")
    return work.session.exec(query.order_by(col(Appointment.id).desc())).first()


def living_dispatch(reader: Reader, order_id: int) -> Dispatch | None:
    """The dispatch that an order lives by."""
    query = select(Dispatch).where(Dispatch.order_id == order_id, col(Dispatch.ended_at).is_(None))
    return reader.session.exec(query).one_or_none()


def is_free(work: Work, staff_id: int, order: WorkOrder) -> bool:
    """Whether nothing of somebody's runs into the time of an order."""
    if order.slot_at is None or order.slot_ends is None:
        return True
    return not overlaps(order.slot_at, order.slot_ends, _slots(work, staff_id, record_id(order)))


def refuse_busy(work: Work, staff_id: int, begins: datetime, ends: datetime, order_id: int) -> None:
    """``order.busy`` where somebody is elsewhere then."""
    if overlaps(begins, ends, _slots(work, staff_id, order_id)):
        raise DeskError("order.busy", "slot_at", who=work.get(Staff, staff_id).name)


def _slots(work: Work, staff_id: int, but: int) -> list[tuple[datetime, datetime]]:
    query = select(WorkOrder).where(
        WorkOrder.staff_id == staff_id, col(WorkOrder.open).is_(True), col(WorkOrder.slot_at).is_not(None)
    )
    return [
        (one.slot_at, one.slot_ends)
        for one in work.session.exec(query)
        if one.id != but and one.slot_at is not None and one.slot_ends is not None
    ]
