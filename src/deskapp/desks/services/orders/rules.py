"""What state an order is in, what it needs before somebody is sent, and by when: pure rules over facts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from deskapp.cases.engine import Missing
from deskapp.desks.services.orders.model import WorkOrder
from deskapp.errors import DeskError
from deskapp.office.tariffs.rates import Tariffs, parse_tariffs

FILE: Final = Path(__file__).parent / "limits.toml"
PAYS_NOTHING: Final = ("developer", "contractor", "property")
DONE: Final = ("finished", "checked", "closed", "cancelled")
"""States in which nothing is late any more."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The dispatch that an order lives by now: to whom, since when, taken or not."""

    staff_id: int
    given_at: datetime
    taken_at: datetime | None


@cache
def limits() -> Tariffs:
    """Every row of ``limits.toml``."""
    return parse_tariffs(FILE.read_text(encoding="utf-8"))


def limit(code: str, day: date) -> Decimal:
    """The number that holds on a day; ``tariff.no_rate`` where there is none."""
    return limits().rate(code, day)


def approval_limit(currency: str, day: date) -> Decimal | None:
    """What an order may come to without somebody's approval; None where no row says so."""
    try:
        return limit(f"order.approve.{currency}", day)
    except DeskError:
        return None


def must_approve(cost: Decimal, currency: str, day: date) -> bool:
    """Whether a cost is more than an order may come to without somebody's approval."""
    most = approval_limit(currency, day)
    return most is not None and cost > most


def is_late(state: str, due_at: datetime | None, now: datetime) -> bool:
    """Whether an order should be done by now and is not."""
    return state not in DONE and due_at is not None and due_at < now


def is_untaken(taken_at: datetime | None, take_by: datetime | None, now: datetime) -> bool:
    """Whether whoever was sent should have said by now that they come."""
    return taken_at is None and take_by is not None and take_by < now


def order_state(order: WorkOrder, sent: Sent | None) -> tuple[str, datetime]:
    """The state that the facts make, and since when: the furthest that is true."""
    if order.cancelled_at is not None:
        return "cancelled", order.cancelled_at
    steps: list[tuple[str, datetime | None]] = [
        ("new", order.reported_at),
        ("quoted", order.quoted_at if owner_pays(order) else None),
        ("ready", order.accepted_at),
        ("dispatched", sent.given_at if sent else None),
        ("taken", sent.taken_at if sent else None),
        ("arrived", order.arrived_at),
        ("finished", order.finished_at),
        ("checked", order.checked_at if is_passed(order) else None),
        ("closed", order.closed_at),
    ]
    return next((state, at) for state, at in reversed(steps) if at is not None)


def owner_pays(order: WorkOrder) -> bool:
    """Whether the owner is asked for money."""
    return order.payer == "owner" or order.kind == "service"


def is_passed(order: WorkOrder) -> bool:
    """Whether material, quality and safety were all found right [h03]."""
    return order.material == order.quality == order.safety == "ok"


def judge_dispatch(order: WorkOrder) -> list[Missing]:
    """What has to be known before somebody is sent: who pays, and of what the owner pays the price, agreed [h09]."""
    missing = []
    if order.kind == "repair" and order.warranty == "unknown" and not order.payer:
        missing.append(Missing("order.missing.warranty", {}, "reception"))
    if owner_pays(order):
        if order.quoted is None:
            missing.append(Missing("order.missing.price", {}, "reception"))
        elif order.accepted_at is None:
            missing.append(Missing("order.missing.accepted", {}, "customer"))
    return missing


def judge_closing(order: WorkOrder, cost: Decimal | None, day: date) -> list[Missing]:
    """What has to be there before it is closed: finished, checked in three points, a high cost approved."""
    missing = []
    if order.finished_at is None:
        missing.append(Missing("order.missing.finished", {}, "field"))
    elif not is_passed(order):
        missing.append(Missing("order.missing.checked", {}, "checking"))
    if cost is not None and order.cost_approved_at is None and must_approve(cost, order.currency, day):
        missing.append(Missing("order.missing.approved", {"amount": cost, "currency": order.currency}, "management"))
    return missing


def fits(trades: str, trade: str) -> bool:
    """Whether somebody of these trades can do it; whoever names none can do anything."""
    known = [one.strip() for one in trades.split(",") if one.strip()]
    return not trade or not known or trade in known


def overlaps(begins: datetime, ends: datetime, others: Collection[tuple[datetime, datetime]]) -> bool:
    """Whether a slot runs into one of others; one that begins as another ends does not."""
    return any(begins < end and start < ends for start, end in others)
