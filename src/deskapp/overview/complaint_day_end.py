"""What the evening asks of complaints and repairs: what should be done today and is not, calls, orders under way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from deskapp.casework.look import word
from deskapp.desks.complaints.handling.lists import ComplaintFilter, ComplaintRow, count_complaints, list_complaints
from deskapp.desks.complaints.handling.saying import level_said, next_said
from deskapp.desks.complaints.taking.model_clock import FollowUpCall
from deskapp.desks.services.orders.look import what_said
from deskapp.desks.services.orders.queries import OrderFilter, count_orders, list_orders
from deskapp.desks.services.orders.rows import OrderRow
from deskapp.locale import Words
from deskapp.store.counting import count_up_to
from deskapp.store.work import Reader

if TYPE_CHECKING:
    from deskapp.overview.day_end_words import Entry

SECTIONS = ("complaints_due", "orders_going")


@dataclass(frozen=True, slots=True)
class ComplaintEvening:
    """Complaints with something due by tonight, orders that somebody is at, calls that were due and not made."""

    complaints: tuple[ComplaintRow, ...] = ()
    complaints_count: int = 0
    orders: tuple[OrderRow, ...] = ()
    orders_count: int = 0
    calls: int = 0
    now: datetime | None = None


def get_complaint_evening(reader: Reader, now: datetime, limit: int) -> ComplaintEvening:
    """All of it, from one snapshot."""
    due = ComplaintFilter("today")
    going = OrderFilter("going")
    tomorrow = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    calls = select(FollowUpCall.id).where(col(FollowUpCall.made_at).is_(None), col(FollowUpCall.due_at) < tomorrow)
    return ComplaintEvening(
        tuple(list_complaints(reader, now, due, limit=limit)),
        count_complaints(reader, now, due),
        tuple(list_orders(reader, now, going, limit=limit)),
        count_orders(reader, now, going),
        count_up_to(reader, calls, None),
        now,
    )


def complaint_sections(
    evening: ComplaintEvening, words: Words, make: type[Entry]
) -> Iterator[tuple[str, list[Entry], int]]:
    """Each list with its lines and how many more there are; ``make`` is the line of the day's end."""
    now = evening.now
    if now is None:
        return
    due = [
        make(
            (one.number, level_said(one.level, words)[0], one.room, next_said(one, words, now)[0], one.words),
            "error" if one.is_overdue(now) else "warning",
            record=("complaint", one.case_id),
        )
        for one in evening.complaints
    ]
    yield "complaints_due", due, evening.complaints_count - len(due)
    going = [
        make(
            (one.number, one.where, what_said(one, words) or one.words, one.staff,
             word(words, "order_state", one.state)),
            "error" if one.is_late(now) else "plain",
            record=("order", one.case_id),
        )
        for one in evening.orders
    ]  # fmt: skip
    yield "orders_going", going, evening.orders_count - len(going)


def complaint_evening_json(evening: ComplaintEvening) -> dict[str, Any]:
    """The figures for scripts."""
    return {
        "due_today": evening.complaints_count,
        "orders_going": evening.orders_count,
        "calls_due": evening.calls,
    }
