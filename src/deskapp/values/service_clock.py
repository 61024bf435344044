"""A clock in minutes of service: when a limit is over, and every stretch of time that was counted.

Time counts while the office serves (or day and night) and no pause covers it. Moments are local and aware, of one zone,
and count as the minute that they are in; stretches and pauses are half open, so a day that serves until 24:00 lacks no
minute at midnight.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from deskapp.errors import DeskError
from deskapp.values.calendar import WORKING_DAYS_LIMIT, Interval, WorkCalendar
from deskapp.values.service_minutes import end_minute, minute_of, minutes_between, moment_of

MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)
_ALWAYS: Final[Sequence[Interval]] = ((0, 24 * 60),)


@dataclass(frozen=True, slots=True)
class Stop:
    """A time in which a clock stands still; ``ends`` None while nobody knows, ``why`` the reason's code."""

    begins: datetime
    ends: datetime | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time from ``begins`` until before ``ends``: its minutes count, unless a stop (``why``) covers it.

    ``ends`` None: a stop that has not ended.
    """

    begins: datetime
    ends: datetime | None
    why: str = ""

    @property
    def minutes(self) -> int:
        """Whole minutes that counted."""
        return 0 if self.why or self.ends is None else int((self.ends - self.begins) / MINUTE)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """When a limit is over: ``at`` None while an open stop holds it. ``left`` minutes are then still to come.

    ``stretches`` are those that counted until then, with the stops between them.
    """

    at: datetime | None
    left: int
    stretches: tuple[Stretch, ...]

    @property
    def counted(self) -> int:
        """Minutes that counted."""
        return sum(one.minutes for one in self.stretches)


def floor_minute(moment: datetime) -> datetime:
    """The minute that a moment is in."""
    return moment.replace(second=0, microsecond=0)


def find_end(start: datetime, minutes: int, stops: Iterable[Stop], calendar: WorkCalendar | None) -> Reckoning:
    """When so many minutes of service after ``start`` are over; without a calendar every minute is one.

    A limit of no minutes is over at once. ``DeskError('calendar.beyond')`` where it would take more than
    ``WORKING_DAYS_LIMIT`` days.
    """
    start, left = floor_minute(start), minutes
    if left <= 0:
        return Reckoning(start, 0, ())
    found: list[Stretch] = []
    for one in _walk(start, stops, calendar):
        if one.why:
            found.append(one)
            if one.ends is None:
                return Reckoning(None, left, tuple(found))
            continue
        if one.minutes >= left:
            end = one.begins + left * MINUTE
            return Reckoning(end, 0, (*found, Stretch(one.begins, end)))
        found.append(one)
        left -= one.minutes
    raise DeskError("calendar.beyond", "start", start=start.date())


def end_of(start: datetime, minutes: int, stops: Iterable[Stop], calendar: WorkCalendar | None) -> datetime | None:
    """The moment that ``find_end`` tells, without its stretches."""
    found = end_minute(minute_of(start), minutes, _minutes_of(stops), calendar)
    return None if found is None else moment_of(found, start)


def count_service(start: datetime, until: datetime, stops: Iterable[Stop], calendar: WorkCalendar | None) -> int:
    """Minutes of service behind ``start`` and before ``until`` that no stop covers; none where ``until`` is earlier."""
    return minutes_between(minute_of(start), minute_of(until), _minutes_of(stops), calendar)


def _minutes_of(stops: Iterable[Stop]) -> list[tuple[int, int | None]]:
    return [(minute_of(one.begins), None if one.ends is None else minute_of(one.ends)) for one in stops]


def is_served(moment: datetime, calendar: WorkCalendar | None) -> bool:
    """Whether the office serves in the minute of a moment."""
    minute = moment.hour * 60 + moment.minute
    return any(opens <= minute < closes for opens, closes in _hours(moment, calendar))


def next_served(moment: datetime, calendar: WorkCalendar | None) -> datetime:
    """The first minute from a moment on in which the office serves."""
    return next(iter(_walk(floor_minute(moment), (), calendar))).begins


def last_served(day: datetime, calendar: WorkCalendar | None) -> datetime:
    """When the service of a working day ends; midnight where it serves day and night, or told no hours."""
    hours = _hours(day, calendar)
    midnight = datetime.combine(day.date(), time(), day.tzinfo)
    return midnight + (max(closes for _, closes in hours) if hours else 24 * 60) * MINUTE


def _hours(moment: datetime, calendar: WorkCalendar | None) -> Sequence[Interval]:
    return _ALWAYS if calendar is None else calendar.hours_of(moment.date())


def _walk(start: datetime, stops: Iterable[Stop], calendar: WorkCalendar | None) -> Iterator[Stretch]:
    """Stretches of service and stops in turn, from ``start`` on; a stop is told whole, and once."""
    waiting = _union(start, stops)
    stop, free = next(waiting, None), start
    midnight = datetime.combine(start.date(), time(), start.tzinfo)
    for _ in range(WORKING_DAYS_LIMIT):
        for opens, closes in _hours(midnight, calendar):
            at, shut = max(midnight + opens * MINUTE, free), midnight + closes * MINUTE
            while at < shut:
                while stop is not None and stop.begins <= at:
                    yield stop
                    if stop.ends is None:
                        return
                    free, stop = max(free, stop.ends), next(waiting, None)
                    at = max(at, free)
                end = shut if stop is None else min(shut, stop.begins)
                if at < end:
                    yield Stretch(at, end)
                at = max(at, end)
        midnight += _DAY


def _union(start: datetime, stops: Iterable[Stop]) -> Iterator[Stretch]:
    """The stops behind ``start`` in order, those that touch or overlap made one; empty ones are none."""
    current: Stretch | None = None
    clipped = [
        Stretch(max(floor_minute(one.begins), start), one.ends and floor_minute(one.ends), one.why or "pause")
        for one in stops
    ]
    far = datetime.max.replace(tzinfo=start.tzinfo)
    for one in sorted(clipped, key=lambda one: (one.begins, one.ends or far, one.why)):
        if one.ends is not None and one.ends <= one.begins:
            continue
        if current is None:
            current = one
        elif current.ends is None or one.begins <= current.ends:
            last = None if current.ends is None or one.ends is None else max(current.ends, one.ends)
            reasons = current.why if one.why in current.why.split(" + ") else f"{current.why} + {one.why}"
            current = Stretch(current.begins, last, reasons)
        else:
            yield current
            current = one
    if current is not None:
        yield current
