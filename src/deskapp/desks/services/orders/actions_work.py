"""Technicians are sent and come: dispatch in three ways, arrival, parts, finish, three checks, cost, closing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.cases.appointments import keep_appointment
from deskapp.cases.engine import Engine
from deskapp.cases.events import kept_text
from deskapp.cases.model import Case
from deskapp.cases.steps import end_case, end_step, refuse_override
from deskapp.desks.services.orders.actions import live_order, note_order
from deskapp.desks.services.orders.actions_slots import book_slot as book_slot
from deskapp.desks.services.orders.actions_slots import (
    is_free,
    living_dispatch,
    planned_visit,
    refuse_busy,
)
from deskapp.desks.services.orders.drafts import CheckDraft, PartDraft
from deskapp.desks.services.orders.model import CHECKS, Dispatch, OrderPart, Technician, WorkOrder
from deskapp.desks.services.orders.rules import fits, judge_closing, judge_dispatch, limit
from deskapp.desks.services.orders.trades import say_trade
from deskapp.errors import DeskError
from deskapp.money.charges import withdraw_charge
from deskapp.office.staff.model import Staff
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.values.money import from_minor, to_minor
from deskapp.values.text import clean

GATE: Final = "order.sent"
"""What a role's overrides name: somebody sent before it is known who pays, or the price agreed, with a reason."""
ARRIVE_WITHIN: Final = timedelta(minutes=15)
"""How far from its slot an arrival may be and still be on time."""


def set_technician(work: Work, staff_id: int, trades: str = "", note: str = "") -> Technician:
    """Somebody of the staff mends things, of these trades (none: all)."""
    work.get(Staff, staff_id)
    kept = ", ".join(dict.fromkeys(clean(one) for one in trades.split(",") if clean(one)))
    found = work.session.exec(select(Technician).where(Technician.staff_id == staff_id)).one_or_none()
    if found is None:
        return work.add(Technician(office_id=work.clerk.office_id, staff_id=staff_id, trades=kept, note=clean(note)))
    work.change(found, {"trades": kept, "note": clean(note), "until": None})
    return found


def end_technician(work: Work, staff_id: int, last_day: date) -> Technician:
    """They mend nothing any more; what they have is to be given to others before."""
    found = _technician(work, staff_id)
    query = select(func.count()).where(WorkOrder.staff_id == staff_id, col(WorkOrder.open).is_(True))
    if count := work.session.exec(query).one():
        raise DeskError("order.has_work", "staff_id", who=work.get(Staff, staff_id).name, count=count)
    work.change(found, {"until": last_day})
    return found


def dispatch_order(
    work: Work,
    order_id: int,
    staff_id: int,
    way: str = "assigned",
    *,
    engine: Engine,
    overrides: Mapping[str, str] | None = None,
) -> Dispatch:
    """Send somebody; whoever had it before has it no more. ``order.gates_shut`` names what has to be known before."""
    order = live_order(work, order_id)
    technician = _technician(work, staff_id)
    if order.finished_at is not None:
        raise DeskError("order.finished")
    if not fits(technician.trades, order.trade):
        raise DeskError("order.trade", "staff_id", trade=say_trade(order.trade, work.clerk.language))
    missing = [one for one in judge_dispatch(order) if one.code not in (overrides or {})]
    if missing:
        raise DeskError("order.gates_shut", count=len(missing), missing=tuple(missing))
    if overrides:
        refuse_override(work, GATE)
    for code, reason in (overrides or {}).items():
        why = kept_text(reason, "reason", needed="case.reason_needed")
        work.reason = why
        note_order(work, order, "override", engine, code=code, text=why)
    if order.slot_at is not None and order.slot_ends is not None:
        refuse_busy(work, staff_id, order.slot_at, order.slot_ends, order_id)
    end_dispatch(work, order_id, "moved")
    minutes = int(limit(f"order.take.{order.urgency}", work.today))
    given = work.add(
        Dispatch(
            office_id=order.office_id,
            project_id=order.project_id,
            order_id=order_id,
            staff_id=staff_id,
            way=way,
            given_at=work.now,
            given_by=work.clerk.name,
            take_by=work.now + timedelta(minutes=minutes),
            taken_at=work.now if way == "picked" else None,
        )
    )
    work.change(technician, {"turn_at": work.now})
    _leave_report(work, order, engine)
    note_order(work, order, "order.sent", engine, code=way, data={"staff": staff_id})
    return given


def pick_order(work: Work, order_id: int, staff_id: int, *, engine: Engine) -> Dispatch:
    """A technician takes one that nobody has."""
    _refuse_others(work, staff_id)
    if living_dispatch(work, order_id) is not None:
        raise DeskError("order.sent_already")
    return dispatch_order(work, order_id, staff_id, "picked", engine=engine)


def dispatch_in_turn(work: Work, order_id: int, *, engine: Engine) -> Dispatch:
    """Send whoever can do it and has the least open, the longest without a new one first."""
    order = live_order(work, order_id)
    found = [
        (load, technician.turn_at or datetime.min.replace(tzinfo=work.now.tzinfo), technician)
        for technician, load in technicians(work)
        if fits(technician.trades, order.trade) and is_free(work, technician.staff_id, order)
    ]
    if not found:
        raise DeskError("order.nobody_free", trade=say_trade(order.trade, work.clerk.language))
    chosen = min(found, key=lambda one: (one[0], one[1], one[2].staff_id))[2]
    return dispatch_order(work, order_id, chosen.staff_id, "in_turn", engine=engine)


def take_order(work: Work, order_id: int, *, engine: Engine | None = None) -> Dispatch:
    """Whoever it was given to says that they come."""
    sent = _mine(work, order_id)
    if sent.taken_at is not None:
        raise DeskError("order.taken")
    work.change(sent, {"taken_at": work.now})
    note_order(work, live_order(work, order_id), "order.taken", engine)
    return sent


def decline_order(work: Work, order_id: int, reason: str, *, engine: Engine | None = None) -> None:
    """Whoever it was given to cannot come; it is to be dispatched anew."""
    _mine(work, order_id)
    why = kept_text(reason, "reason", needed="case.reason_needed")
    order = live_order(work, order_id)
    if order.arrived_at is not None:
        raise DeskError("order.arrived")
    end_dispatch(work, order_id, "declined", why)
    note_order(work, order, "order.declined", engine, text=why)


def arrive(
    work: Work, order_id: int, *, engine: Engine | None = None, happened_at: datetime | None = None
) -> WorkOrder:
    """They are there; whoever had not said that they come has by coming."""
    sent = _mine(work, order_id)
    order = live_order(work, order_id)
    if order.arrived_at is not None:
        raise DeskError("order.arrived")
    if sent.taken_at is None:
        work.change(sent, {"taken_at": work.now})
    work.change(order, {"arrived_at": happened_at or work.now})
    note_order(work, order, "order.arrived", engine, happened_at=happened_at)
    if (planned := planned_visit(work, order)) is not None:
        keep_appointment(work, record_id(planned), engine=engine)
    return order


def add_part(work: Work, order_id: int, draft: PartDraft) -> OrderPart:
    """Material that went in."""
    order = live_order(work, order_id)
    _mine(work, order_id)
    name = clean(draft.name)
    if not name:
        raise DeskError("form.required", "name")
    if draft.count < 1 or draft.price < 0:
        raise DeskError("order.quantity", "count")
    own = {"office_id": order.office_id, "project_id": order.project_id, "order_id": order_id}
    price = to_minor(draft.price, order.currency)
    return work.add(OrderPart(**own, name=name, count=draft.count, price=price, note=clean(draft.note)))  # type: ignore[arg-type]


def drop_part(work: Work, part_id: int) -> None:
    """It did not go in after all; the trail keeps what it said."""
    part = work.get(OrderPart, part_id)
    live_order(work, part.order_id)
    _mine(work, part.order_id)
    work.remove(part)


def finish(
    work: Work,
    order_id: int,
    done: str,
    *,
    signed_by: str = "",
    cost: Decimal | None = None,
    engine: Engine | None = None,
    happened_at: datetime | None = None,
) -> WorkOrder:
    """What was done, in words, and what it cost; without ``cost`` it is the sum of the parts."""
    order = live_order(work, order_id)
    _mine(work, order_id)
    said = kept_text(done, "done", needed="order.done_words")
    if order.arrived_at is None:
        raise DeskError("order.not_arrived")
    if order.finished_at is not None and order.checked_at is None:
        raise DeskError("order.finished")
    spent = parts_cost(work, order) if cost is None else cost
    if spent < 0:
        raise DeskError("money.negative", "cost", value=str(spent))
    fields: dict[str, Any] = {
        "done": said,
        "signed_by": clean(signed_by),
        "finished_at": happened_at or work.now,
        "cost": to_minor(spent, order.currency),
        "checked_at": None,
        "checked_by": "",
        "material": "",
        "quality": "",
        "safety": "",
    }
    work.change(order, fields)
    note_order(work, order, "order.finished", engine, text=said, happened_at=happened_at)
    return order


def check(work: Work, order_id: int, draft: CheckDraft, *, engine: Engine | None = None) -> WorkOrder:
    """Material, quality and safety [h03], by somebody else than who did it; what is not right goes back to be done."""
    order = live_order(work, order_id)
    if order.finished_at is None:
        raise DeskError("order.missing.finished")
    points = {"material": draft.material, "quality": draft.quality, "safety": draft.safety}
    for name, value in points.items():
        if value not in CHECKS[1:]:
            raise DeskError("draft.choice", name, value=value)
    sent = living_dispatch(work, order_id)
    if sent is not None and sent.staff_id == work.clerk.id:
        raise DeskError("order.check_by_another")
    wrong = [name for name, value in points.items() if value == "not_ok"]
    note = kept_text(draft.note, "check_note", needed="order.check_words" if wrong else "")
    work.change(order, points | {"check_note": note, "checked_at": work.now, "checked_by": work.clerk.name})
    note_order(work, order, "order.checked", engine, code="not_ok" if wrong else "ok", text=note, data={"wrong": wrong})
    return order


def approve_cost(work: Work, order_id: int, *, engine: Engine | None = None) -> WorkOrder:
    """A leader approves what it cost [h05]."""
    order = live_order(work, order_id)
    if order.cost is None:
        raise DeskError("order.missing.finished")
    if order.cost_approved_at is not None:
        raise DeskError("order.approved")
    work.change(order, {"cost_approved_at": work.now, "cost_approved_by": work.clerk.name})
    amount = {"amount": str(from_minor(order.cost, order.currency)), "currency": order.currency}
    note_order(work, order, "order.approved", engine, data=amount)
    return order


def close_order(work: Work, order_id: int, *, engine: Engine) -> WorkOrder:
    """It is done, checked and, where it was dear, approved; ``order.gates_shut`` names what is not."""
    order = live_order(work, order_id)
    cost = None if order.cost is None else from_minor(order.cost, order.currency)
    missing = judge_closing(order, cost, work.today)
    if missing:
        raise DeskError("order.gates_shut", count=len(missing), missing=tuple(missing))
    end_dispatch(work, order_id, "done")
    end_step(work, engine, order.case_id, step="work")
    work.change(order, {"closed_at": work.now})
    # whoever calls afterwards listens to this, and may end the case where nobody can be asked
    note_order(work, order, "order.closed", engine, code=order.kind)
    return order


def work_again(work: Work, order_id: int) -> WorkOrder:
    """Whoever was called about it is not content: it is to be done anew, under its number, at the price agreed."""
    order = work.get(WorkOrder, order_id)
    if order.closed_at is None:
        return order
    empty = dict.fromkeys(("closed_at", "arrived_at", "finished_at", "checked_at", "slot_at", "slot_ends"))
    said = dict.fromkeys(("material", "quality", "safety", "check_note", "checked_by"), "")
    work.change(order, {**empty, **said, "cost": None, "cost_approved_at": None, "cost_approved_by": ""})
    return order


def cancel_order(work: Work, order_id: int, reason: str, *, engine: Engine) -> WorkOrder:
    """It is not to be done: withdrawn by who asked, or refused at its price; nothing is owed."""
    order = live_order(work, order_id)
    why = kept_text(reason, "reason", needed="case.reason_needed")
    if order.charge_id is not None:
        withdraw_charge(work, order.charge_id, why)
    end_dispatch(work, order_id, "taken_back", why)
    end_case(work, engine, order.case_id, "withdrawn", why)
    work.change(order, {"cancelled_at": work.now, "cancel_reason": why})
    return order


def parts_cost(reader: Reader, order: WorkOrder) -> Decimal:
    """What the parts of an order come to."""
    query = select(func.sum(OrderPart.count * OrderPart.price)).where(OrderPart.order_id == order.id)
    return from_minor(int(reader.session.exec(query).one() or 0), order.currency)


def technicians(reader: Reader) -> list[tuple[Technician, int]]:
    """Everybody who can be sent now, with how many open orders they have."""
    loads: dict[int, int] = {}
    query = (
        select(WorkOrder.staff_id, func.count())
        .where(col(WorkOrder.open).is_(True), col(WorkOrder.staff_id).is_not(None))
        .group_by(col(WorkOrder.staff_id))
    )
    loads = {staff or 0: count for staff, count in reader.session.exec(query)}
    found = select(Technician).join(Staff, col(Staff.id) == col(Technician.staff_id))
    found = found.where(col(Technician.until).is_(None), col(Staff.active).is_(True)).order_by(col(Technician.id))
    return [(one, loads.get(one.staff_id, 0)) for one in reader.session.exec(found)]


def end_dispatch(work: Work, order_id: int, result: str, reason: str = "") -> None:
    """Whoever has it has it no more."""
    sent = living_dispatch(work, order_id)
    if sent is not None:
        work.change(sent, {"ended_at": work.now, "result": result, "reason": reason})


def _mine(work: Work, order_id: int) -> Dispatch:
    """The dispatch that it lives by; whoever may send nobody works on what is their own alone."""
    sent = living_dispatch(work, order_id)
    if sent is None:
        raise DeskError("order.not_sent", number=work.get(Case, work.get(WorkOrder, order_id).case_id).number)
    _refuse_others(work, sent.staff_id)
    return sent


def _refuse_others(work: Work, staff_id: int) -> None:
    if staff_id != work.clerk.id and not work.rights.may("order.dispatch"):
        raise DeskError("order.not_yours", who=work.get(Staff, staff_id).name)


def _technician(work: Work, staff_id: int) -> Technician:
    found = work.session.exec(
        select(Technician).where(Technician.staff_id == staff_id, col(Technician.until).is_(None))
    ).one_or_none()
    if found is None:
        raise DeskError("order.no_technician", "staff_id", who=work.get(Staff, staff_id).name)
    return found


def _leave_report(work: Work, order: WorkOrder, engine: Engine) -> None:
    if work.get(Case, order.case_id).step == "report":
        end_step(work, engine, order.case_id, step="report")
