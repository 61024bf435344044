"""Moments as a clerk types them: a time of today, or a day and a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Final
from unicodedata import normalize

from deskapp.errors import Fault
from deskapp.values.text import clean

ReadDay = Callable[[str], tuple[date | None, Fault | None]]

_CLOCK: Final = re.compile(r"(?a)(\d{1,2})(?:[:.h点时](\d{2})?)分?")
_FOUR: Final = re.compile(r"(?a)(\d{2})(\d{2})")


def parse_typed_moment(text: str, read_day: ReadDay, now: datetime) -> tuple[datetime | None, Fault | None]:
    """A moment in the zone of ``now``: ``16:30``, ``9h15``, ``1121 1630``, ``-1 9:00``, a day in full with a time.

    A time alone is of today. ``read_day`` reads the day as the clerk's language writes it.
    """
    bare = clean(normalize("NFKC", text)).lower()
    if not bare:
        return None, Fault("moment.empty")
    day_text, _, clock_text = bare.rpartition(" ")
    at = _clock(clock_text, alone=not day_text)
    if at is None:
        return None, Fault("moment.form", {"value": clean(text)})
    day, fault = read_day(day_text) if day_text else (now.date(), None)
    if day is None:
        return None, fault
    return datetime.combine(day, at, now.tzinfo), None


def _clock(text: str, *, alone: bool) -> time | None:
    """A time; four figures without a sign are one only behind a day, because alone they are a day."""
    match = _CLOCK.fullmatch(text) or (None if alone else _FOUR.fullmatch(text))
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
