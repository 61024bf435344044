"""Complaints and repairs of a home or of somebody, a line each; ended ones are folded into how many there were."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from deskapp.casework.look import Line, Said, under
from deskapp.desks.complaints.handling.lists import ComplaintRow
from deskapp.desks.complaints.handling.saying import level_said, next_said, state_said
from deskapp.desks.services.orders.look import state_said as order_state
from deskapp.desks.services.orders.look import what_said
from deskapp.desks.services.orders.rows import OrderRow
from deskapp.locale import Words
from deskapp.overview.case_words import number_tail
from deskapp.overview.complaint_facts import Grievances

COMPLAINT: Final = "complaint"
ORDER: Final = "order"
"""What Enter opens on such a line, by the case."""


def grievance_lines(found: Grievances, words: Words, now: datetime, *, unfolded: bool = False) -> Iterator[Line]:
    """Open ones, and how many there were before; ``unfolded`` shows these, too."""
    label = words.text("complaint_look.complaints")
    yield from under(label, (_complaint(one, words, now) for one in found.complaints if one.open or unfolded))
    ended = sum(not one.open for one in found.complaints)
    if ended and not unfolded:
        yield Line(label if ended == len(found.complaints) else "", _before(ended, words))
    label = words.text("complaint_look.orders")
    yield from under(label, (_order(one, words, now) for one in found.orders if one.open or unfolded))
    ended = sum(not one.open for one in found.orders)
    if ended and not unfolded:
        yield Line(label if ended == len(found.orders) else "", _before(ended, words))


def _before(count: int, words: Words) -> tuple[Said, ...]:
    return ((words.text("complaint_look.before", count=count), "muted"),)


def _complaint(one: ComplaintRow, words: Words, now: datetime) -> Line:
    said: tuple[Said, ...] = (
        (number_tail(one.number), "plain"),
        level_said(one.level, words),
        (one.words, "strong" if one.open else "muted"),
        state_said(one, words),
        next_said(one, words, now),
    )
    return Line(said=said, table="complaints", door=(COMPLAINT, one.case_id))


def _order(one: OrderRow, words: Words, now: datetime) -> Line:
    said = (
        (number_tail(one.number), "plain"),
        (what_said(one, words), "strong" if one.open else "muted"),
        *order_state(one, words, now),
    )
    return Line(said=said, table="orders", door=(ORDER, one.case_id))  # type: ignore[arg-type]
