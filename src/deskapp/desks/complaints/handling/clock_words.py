"""How much time is left of a clock, as a clerk says it: in minutes and hours near the end, else the day and time."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from deskapp.casework.look import Said, Tone
from deskapp.desks.complaints.taking.explain import ExplainedClock
from deskapp.locale import Words

HOUR: Final = 60
NEAR: Final = 4 * HOUR
"""Minutes before its end from which on the minutes are counted aloud."""
DAY: Final = 24 * HOUR


def left_text(due: datetime | None, now: datetime, words: Words) -> Said:
    """What is left until ``due``, or how much it is over; nothing where no clock runs."""
    if due is None:
        return "", "muted"
    local = due.astimezone(now.tzinfo)
    minutes = int((local - now).total_seconds() // 60)
    if minutes < 0:
        return words.text("left.late", span=span_text(-minutes, words)), "error"
    if minutes <= NEAR:
        return words.text("left.in", span=span_text(minutes, words)), "warning"
    days = (local.date() - now.date()).days
    time = f"{local:%H:%M}"
    if days == 0:
        return words.text("left.today", time=time), "warning"
    if days == 1:
        return words.text("left.tomorrow", time=time), "plain"
    return words.text("left.day", day=local.date(), time=time), "plain"


def span_text(minutes: int, words: Words) -> str:
    """A span in its two largest parts' first: minutes, hours, days."""
    if minutes < HOUR:
        return words.text("span.minutes", count=minutes)
    if minutes < DAY:
        return words.text("span.hours", count=minutes // HOUR)
    return words.text("span.days", count=minutes // DAY)


def clock_text(clock: ExplainedClock, now: datetime, words: Words) -> Said:
    """How a clock stands: what is left of it, or when it was met."""
    if clock.stand in ("running", "late"):
        return left_text(clock.due_at, now, words)
    tones: dict[str, Tone] = {"met": "good", "missed": "error", "held": "warning"}
    stand = words.text(f"clock_stand.{clock.stand}")
    at = clock.met_at.astimezone(now.tzinfo) if clock.met_at is not None else None
    return f"{stand} {words.moment(at)}" if at is not None else stand, tones.get(clock.stand, "muted")
