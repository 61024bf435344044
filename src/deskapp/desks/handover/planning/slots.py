"""Times of a handover's days: made by a pattern such as ``9:00-12:00 /30 x5``, so that nobody types them one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from deskapp.desks.handover.planning.drafts import MOST_PLACES, SlotDraft
from deskapp.errors import Fault

_PART: Final = re.compile(
    r"(?P<from>\d{1,2}(?:[:.h]\d{2})?)-(?P<to>\d{1,2}(?:[:.h]\d{2})?)"
    r"(?:/(?P<every>\d{1,3}))?"
    r"(?:[x*](?P<places>\d{1,3}))?"
)
_SIGNS: Final = str.maketrans(
    {"：": ":", "－": "-", "—": "-", "–": "-", "×": "x", "，": ",", "；": ",", ";": ",", "／": "/"}
)
_DAY: Final = 24 * 60
EVERY: Final = 30
PLACES: Final = 5

Pattern = tuple[tuple[str, str, int], ...]
"""Times of one day: from, to, places."""


def parse_pattern(text: str) -> tuple[Pattern | None, Fault | None]:
    """The times that a pattern makes: ``9:00-12:00 /30 x5, 13:30-17 /30 x5``; half an hour and five places untold.

    What does not fill a whole step at the end is left out.
    """
    times: list[tuple[str, str, int]] = []
    # spaces within a part say nothing, and stand where a comma should
    plain = re.sub(r"\s*([-/x*:])\s*", r"\1", text.translate(_SIGNS).casefold().strip())
    parts = [part for part in re.split(r"[,\s]+", re.sub(r"\s+(?=[/x*])", "", plain)) if part]
    for part in parts:
        found = _PART.fullmatch(part)
        if found is None:
            return None, Fault("slot.pattern", {"part": part})
        first, last = _minutes(found["from"]), _minutes(found["to"])
        every, places = int(found["every"] or EVERY), int(found["places"] or PLACES)
        if first is None or last is None or last <= first or not 5 <= every <= _DAY:
            return None, Fault("slot.pattern", {"part": part})
        if not 1 <= places <= MOST_PLACES:
            return None, Fault("slot.places", {"most": MOST_PLACES})
        times += [(clock(start), clock(start + every), places) for start in range(first, last - every + 1, every)]
    if not times:
        return None, Fault("slot.pattern", {"part": text})
    times.sort()
    for (_, ends, _places), (starts, *_rest) in pairwise(times):
        if starts < ends:
            return None, Fault("slot.overlap", {"time": starts})
    return tuple(times), None


def slots_of(days: Iterable[date], pattern: Pattern) -> tuple[SlotDraft, ...]:
    """The slots of these days."""
    return tuple(SlotDraft(day, starts, ends, places) for day in days for starts, ends, places in pattern)


def days_between(first: date, last: date, *, weekends: bool = True) -> tuple[date, ...]:
    """Every day of a span; owners mostly come on Saturdays and Sundays, so these are in unless told."""
    days = (first + timedelta(days=step) for step in range((last - first).days + 1))
    return tuple(day for day in days if weekends or day.isoweekday() < 6)


def parse_time(text: str) -> tuple[str | None, Fault | None]:
    """A time of day as ``09:30``."""
    minutes = _minutes(text.translate(_SIGNS).strip().casefold())
    return (None, Fault("slot.time", {"value": text})) if minutes is None else (clock(minutes), None)


def clock(minutes: int) -> str:
    """Minutes since midnight as ``09:30``."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _minutes(text: str) -> int | None:
    hours, _, rest = re.sub(r"[.h]", ":", text).partition(":")
    if not hours.isdigit() or (rest and not rest.isdigit()):
        return None
    minutes = int(hours) * 60 + int(rest or 0)
    return minutes if int(rest or 0) < 60 and minutes <= _DAY else None
