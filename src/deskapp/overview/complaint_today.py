"""What of complaints and repairs waits for somebody today: crises, what is past its time, calls, who is to be sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, select

from deskapp.casework.look import Line, Said, Tone
from deskapp.desks.complaints.handling.lists import ComplaintFilter, ComplaintRow, count_complaints, list_complaints
from deskapp.desks.complaints.handling.saying import level_said, next_said
from deskapp.desks.complaints.taking.events import list_events
from deskapp.desks.complaints.taking.model_clock import Escalation, FollowUpCall
from deskapp.desks.complaints.taking.rows import EventRow
from deskapp.desks.services.orders.queries import counts
from deskapp.locale import Words
from deskapp.overview.case_words import number_tail
from deskapp.store.counting import count_up_to
from deskapp.store.work import Reader

MOST: Final = 1000
"""So far each is counted; beyond it Today says that there are more."""
SHOWN: Final = 5
"""Complaints that are named one by one, what is due first on top."""
EVENTS: Final = 3
DOOR: Final = "complaints"
EVENT: Final = "mass_event"
COUNTED: Final = ("crisis", "overdue", "today", "told", "calls")
ORDERS: Final = ("late", "untaken", "to_send", "to_check", "to_approve")
"""Views of the dispatcher's board that somebody has to do something about."""
_TONES: Final[dict[str, Tone]] = {"crisis": "error", "overdue": "error", "late": "error", "today": "plain"}


@dataclass(frozen=True, slots=True)
class ComplaintDay:
    """The figures, none above ``MOST``, the complaints that are due first, and mass events whose text is read out.

    ``told``: what was told to supervisors and managers and nobody noted; ``calls`` that are due by this evening.
    ``orders``: of the dispatcher's board by its views.
    """

    crisis: int = 0
    overdue: int = 0
    today: int = 0
    told: int = 0
    calls: int = 0
    first: tuple[ComplaintRow, ...] = ()
    events: tuple[EventRow, ...] = ()
    orders: tuple[tuple[str, int], ...] = ()

    @property
    def is_free(self) -> bool:
        """Whether nothing of complaints and repairs waits."""
        return not (any(getattr(self, name) for name in COUNTED) or any(n for _, n in self.orders) or self.events)


def get_complaint_day(reader: Reader, now: datetime) -> ComplaintDay:
    """All of it, from one snapshot."""
    evening = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    told = select(Escalation.id).where(col(Escalation.noted_at).is_(None), col(Escalation.whom) != "handler")
    calls = select(FollowUpCall.id).where(col(FollowUpCall.made_at).is_(None), col(FollowUpCall.due_at) < evening)
    figures = {
        name: count_complaints(reader, now, ComplaintFilter(name), most=MOST) for name in ("crisis", "overdue", "today")
    }
    orders = counts(reader, now, ORDERS)
    return ComplaintDay(
        **figures,
        told=count_up_to(reader, told, MOST),
        calls=count_up_to(reader, calls, MOST),
        first=tuple(list_complaints(reader, now, ComplaintFilter("today"), limit=SHOWN)) if figures["today"] else (),
        events=tuple(list_events(reader, is_open=True, limit=EVENTS)),
        orders=tuple(orders.items()),
    )


def complaint_day_lines(day: ComplaintDay, words: Words, now: datetime) -> Iterator[Line]:
    """A line a mass event and each figure that is not nothing, under what is due those that come first."""
    for event in day.events:
        said: tuple[Said, ...] = (
            (words.text("today_complaints.event", title=event.title), "warning"),
            (words.text("today_complaints.joined", count=event.complaints), "plain"),
        )
        yield Line(said=said, door=(EVENT, event.id), heading=True)
    for name in COUNTED:
        if count := getattr(day, name):
            yield _counted(name, count, words)
        if name == "today":
            for row in day.first:
                yield _complaint(row, words, now)
    for name, count in day.orders:
        if count:
            yield _counted(name, count, words, "today_orders")


def _counted(name: str, count: int, words: Words, area: str = "today_complaints") -> Line:
    shown = f"{words.number(MOST - 1)}+" if count >= MOST else words.number(count)
    said = words.text("today.label", what=words.text(f"{area}.{name}"), count=shown)
    door = name if area == "today_complaints" else f"order.{name}"
    return Line(said=((said, _TONES.get(name, "warning")),), door=(DOOR, door), heading=True)


def _complaint(row: ComplaintRow, words: Words, now: datetime) -> Line:
    said: tuple[Said, ...] = (
        (number_tail(row.number), "plain"),
        level_said(row.level, words),
        (row.room, "strong"),
        next_said(row, words, now),
        (row.words, "muted"),
    )
    return Line(said=said, table="today-complaints", record=("complaint", row.case_id))
