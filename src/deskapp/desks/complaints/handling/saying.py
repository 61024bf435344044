"""What is said of a complaint's next clock in a few cells, the same in lists, on the page and beside other records."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from deskapp.casework.look import Said, Tone
from deskapp.desks.complaints.handling.lists import ComplaintRow
from deskapp.desks.complaints.taking.model import CRISIS
from deskapp.locale import Words

NEAR_HOURS: Final = 48
"""So far it is told in minutes and hours by the wall clock; beyond it the day is told."""
SOON_HOURS: Final = 4
SERIOUS: Final = 3


def due_said(due_at: datetime | None, words: Words, now: datetime, *, held: bool = False) -> Said:
    """When something is due: in how many minutes or hours, how late, or which day; that a pause holds it."""
    if due_at is None:
        return (words.text("complaint_due.held"), "muted") if held else ("", "muted")
    local = due_at.astimezone(now.tzinfo)
    minutes = int((local - now).total_seconds() // 60)
    if minutes < 0:
        return words.text("complaint_due.late", span=span_said(-minutes, words)), "error"
    if minutes < NEAR_HOURS * 60:
        tone: Tone = "warning" if minutes < SOON_HOURS * 60 else "plain"
        return words.text("complaint_due.left", span=span_said(minutes, words)), tone
    return words.day(local.date()), "plain"


def span_said(minutes: int, words: Words) -> str:
    """A span by the wall clock in its largest measure."""
    if minutes < 60:
        return words.text("complaint_due.minutes", count=minutes)
    if minutes < NEAR_HOURS * 60:
        return words.text("complaint_due.hours", count=minutes // 60)
    return words.text("complaint_due.days", count=minutes // (24 * 60))


def next_said(row: ComplaintRow, words: Words, now: datetime) -> Said:
    """What is due next of a complaint, and when; of one that is over, when it was closed."""
    if not row.open:
        ended = row.closed_at or row.state_since
        return words.day(ended.astimezone(now.tzinfo).date()), "muted"
    told, tone = due_said(row.due_at, words, now, held=row.held)
    if row.clock and row.due_at is not None:
        told = f"{words.text(f'complaint_clock.{row.clock}')} {told}"
    return told, tone


def level_said(level: int, words: Words) -> Said:
    """How bad it is."""
    tone: Tone = "error" if level >= CRISIS else "warning" if level >= SERIOUS else "plain"
    return words.text(f"complaint_level.{level}"), tone


def state_said(row: ComplaintRow, words: Words) -> Said:
    """Where it stands, and whether it was opened again."""
    told = words.text(f"complaint_state.{row.state}")
    if row.reopened and row.open and row.state != "reopened":
        told = words.text("complaint_due.again", state=told, count=row.reopened)
    return told, "plain" if row.open else "muted"
