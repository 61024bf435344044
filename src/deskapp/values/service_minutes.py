"""Minutes of service added up day by day once, so that what lies between two moments is a difference of two sums.

The same clock as ``service_clock`` walks through, for those who ask for many ends and no stretches. Moments are minutes
behind the midnight that began 1 January of year 1, local time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from weakref import WeakKeyDictionary

from deskapp.errors import DeskError
from deskapp.values.calendar import WORKING_DAYS_LIMIT, Interval, WorkCalendar

A_DAY: Final = 24 * 60
_ZERO: Final = datetime(1, 1, 1)  # noqa: DTZ001 - gets the zone of what is asked


def minute_of(moment: datetime) -> int:
    """The minute that a local moment is in."""
    return moment.toordinal() * A_DAY + moment.hour * 60 + moment.minute - A_DAY


def moment_of(minute: int, like: datetime) -> datetime:
    """The moment at which a minute begins, in the zone of another one."""
    return (_ZERO + timedelta(minutes=minute)).replace(tzinfo=like.tzinfo)


class Service:
    """The minutes of service of a calendar; its days are looked at when somebody first asks so far."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self._calendar = calendar
        self._first = 0
        self._days: list[Sequence[Interval]] = []
        self._sums: list[int] = [0]

    def before(self, minute: int) -> int:
        """Minutes of service before a minute, from some day on that is the same for all that was asked since."""
        day, rest = divmod(minute, A_DAY)
        place = self._reach(day)
        total = self._sums[place]
        for opens, closes in self._days[place]:
            if rest <= opens:
                break
            total += min(rest, closes) - opens
        return total

    def reached(self, total: int) -> int:
        """The first minute before which so many minutes were served; ``before`` was asked for the start of them."""
        while self._sums[-1] < total:
            self._more()
        place = bisect_left(self._sums, total) - 1
        left = total - self._sums[place]
        for opens, closes in self._days[place]:
            if left <= closes - opens:
                return (self._first + place) * A_DAY + opens + left
            left -= closes - opens
        raise AssertionError("a day is as long as its intervals")

    def _reach(self, day: int) -> int:
        if not self._days or day < self._first:
            # from a year's first day on, so that this is seldom done again
            self._first = date(date.fromordinal(day + 1).year, 1, 1).toordinal() - 1
            self._days, self._sums = [], [0]
        while len(self._days) <= day - self._first:
            self._more()
        return day - self._first

    def _more(self) -> None:
        if len(self._days) > 2 * WORKING_DAYS_LIMIT:
            raise DeskError("calendar.beyond", "start", start=date.fromordinal(self._first + 1))
        served = self._calendar.hours_of(date.fromordinal(self._first + len(self._days) + 1))
        self._days.append(served)
        self._sums.append(self._sums[-1] + sum(closes - opens for opens, closes in served))


class _Always:
    """Every minute is one of service."""

    def before(self, minute: int) -> int:
        return minute

    def reached(self, total: int) -> int:
        return total


_ALWAYS: Final = _Always()
_KNOWN: Final[WeakKeyDictionary[WorkCalendar, Service]] = WeakKeyDictionary()


def service_of(calendar: WorkCalendar | None) -> Service | _Always:
    """The sums of a calendar, made when first asked for; without one every minute counts."""
    if calendar is None:
        return _ALWAYS
    known = _KNOWN.get(calendar)
    if known is None:
        known = _KNOWN[calendar] = Service(calendar)
    return known


def merged(start: int, stops: Iterable[tuple[int, int | None]]) -> list[tuple[int, int | None]]:
    """Stops behind a minute in order, those that touch or overlap made one; empty ones are none."""
    found: list[tuple[int, int | None]] = []
    far = 2**62
    clipped = ((max(begins, start), ends) for begins, ends in stops)
    for begins, ends in sorted(clipped, key=lambda one: (one[0], far if one[1] is None else one[1])):
        if ends is not None and ends <= begins:
            continue
        if found:
            last_begins, last_ends = found[-1]
            if last_ends is None:
                break
            if begins <= last_ends:
                found[-1] = last_begins, None if ends is None else max(last_ends, ends)
                continue
        found.append((begins, ends))
    return found


def end_minute(
    start: int, minutes: int, stops: Iterable[tuple[int, int | None]], calendar: WorkCalendar | None
) -> int | None:
    """The minute at which so many minutes of service behind ``start`` are over; None while an open stop holds them."""
    if minutes <= 0:
        return start
    service = service_of(calendar)
    total = service.before(start) + minutes
    for begins, ends in merged(start, stops):
        if begins >= service.reached(total):
            break
        if ends is None:
            return None
        total += service.before(ends) - service.before(begins)
    return service.reached(total)


def minutes_between(
    start: int, until: int, stops: Iterable[tuple[int, int | None]], calendar: WorkCalendar | None
) -> int:
    """Minutes of service from ``start`` until before ``until`` that no stop covers."""
    if until <= start:
        return 0
    service = service_of(calendar)
    # the earlier first: a table may begin anew with it
    before = service.before(start)
    total = service.before(until) - before
    for begins, ends in merged(start, stops):
        if begins >= until:
            break
        total -= service.before(until if ends is None else min(ends, until)) - service.before(begins)
    return total
