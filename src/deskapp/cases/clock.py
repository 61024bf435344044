"""A clock: which day a limit ends, counted day by day over a working calendar, with every interval explained.

The day on which a clock starts is not counted, and neither is the day on which a pause ends; the day on which a pause
begins still is. Intervals are therefore open at their first day and closed at their last: ``(after, through]``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import ROUND_CEILING, Decimal
from typing import Final, Literal

from deskapp.errors import DeskError
from deskapp.values import Country
from deskapp.values.calendar import WORKING_DAYS_LIMIT, WorkCalendar

Unit = Literal["working_days", "days"]

_HOURS: Final[dict[Country, int]] = {"CN": 8, "VN": 7}
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which a clock stands still; ``ends`` None while nobody knows. ``why`` is the reason's code."""

    begins: date
    ends: date | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Days behind ``after``, ``through`` included: ``counted`` of them count; a pause (``why``) counts none.

    ``through`` None: the pause has not ended.
    """

    after: date
    through: date | None
    counted: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a limit; None while a pause is open that the limit does not end before.

    ``half``: by noon of that day. ``confirmed``: all its years are published. ``left`` is what of the limit is still
    to be counted when an open pause ends.
    """

    day: date | None
    half: bool = False
    confirmed: bool = True
    left: Decimal = Decimal()
    spans: tuple[Span, ...] = ()


def zone_of(country: Country) -> tzinfo:
    """The zone in which a country's days begin; neither has summer time."""
    return timezone(timedelta(hours=_HOURS[country]))


def local_day(moment: datetime, country: Country) -> date:
    """The day that it was in the country."""
    return moment.astimezone(zone_of(country)).date()


def find_due(
    start: date, limit: Decimal, pauses: Iterable[Pause], calendar: WorkCalendar, unit: Unit = "working_days"
) -> Due:
    """The day on which ``limit`` days after ``start`` are over, pauses left out; of a half day, noon of the next.

    Limit 0 is the start itself or the next working day. ``days`` counts the calendar's days; one that ends on a day
    off moves to the next working day (民法典 203, BLDS 2015 art. 148.5). Refused beyond ``WORKING_DAYS_LIMIT``.
    """
    if not 0 <= limit <= WORKING_DAYS_LIMIT:
        raise DeskError("calendar.count", "limit", count=limit, limit=WORKING_DAYS_LIMIT)
    whole = int(limit.to_integral_value(ROUND_CEILING))
    half = limit != whole
    counted, spans = 0, list[Span]()
    try:
        for after, through, why in _intervals(start, pauses):
            if why:
                spans.append(Span(after, through, 0, why))
                continue
            days = 0
            day = after
            while counted + days < whole and (through is None or day < through):
                day += _DAY
                days += unit == "days" or calendar.is_working_day(day)
            counted += days
            if counted == whole:
                day = _worked(day, calendar)
                confirmed = calendar.confirmed_years.issuperset(range(start.year, day.year + 1))
                return Due(day, half, confirmed, spans=(*spans, Span(after, day, days)))
            spans.append(Span(after, through, days))
    except OverflowError:
        raise DeskError("calendar.beyond", "start", start=start) from None
    return Due(None, half, left=limit - counted, spans=tuple(spans))


def find_due_at(
    start: datetime, hours: Decimal, pauses: Iterable[tuple[datetime, datetime | None]], calendar: WorkCalendar
) -> datetime | None:
    """The moment when ``hours`` of service after ``start`` are over, in the zone of ``start``, pauses left out.

    None while a pause is open that they do not end before. An office that told no hours serves all day on its
    working days.
    """
    left = int(hours * 60)
    stops = sorted((begin.astimezone(start.tzinfo), end and end.astimezone(start.tzinfo)) for begin, end in pauses)
    day = start.date()
    for _ in range(WORKING_DAYS_LIMIT):
        midnight = datetime.combine(day, time(), start.tzinfo)
        for opens, closes in calendar.hours_of(day):
            at = max(midnight + timedelta(minutes=opens), start)
            shut = midnight + timedelta(minutes=closes)
            while at < shut:
                stop = next(((b, e) for b, e in stops if b < shut and (e is None or e > at)), None)
                until = shut if stop is None else max(at, min(shut, stop[0]))
                free = int((until - at).total_seconds() // 60)
                if left <= free:
                    return at + timedelta(minutes=left)
                left -= free
                if stop is None:
                    break
                if stop[1] is None:
                    return None
                at = max(until, stop[1])
        day += _DAY
    raise DeskError("calendar.beyond", "start", start=start.date())


def count_between(after: date, through: date, pauses: Iterable[Pause], calendar: WorkCalendar) -> int:
    """Working days behind ``after``, ``through`` included, that no pause covers."""
    total = 0
    for begin, end, why in _intervals(after, pauses):
        if not why:
            last = through if end is None else min(end, through)
            total += sum(calendar.is_working_day(begin + _DAY * n) for n in range(1, (last - begin).days + 1))
    return total


def _worked(day: date, calendar: WorkCalendar) -> date:
    while not calendar.is_working_day(day):
        day += _DAY
    return day


def _intervals(start: date, pauses: Iterable[Pause]) -> Iterator[tuple[date, date | None, str]]:
    """Running intervals (no reason) and pauses in turn, from ``start`` on; the last one has no end."""
    after = start
    for begins, ends, why in _union(start, pauses):
        if begins > after:
            yield after, begins, ""
        yield begins, ends, why
        if ends is None:
            return
        after = ends
    yield after, None, ""


def _union(start: date, pauses: Iterable[Pause]) -> Iterator[tuple[date, date | None, str]]:
    """The pauses behind ``start`` in order, those that overlap made one; empty ones are none."""
    current: tuple[date, date | None, str] | None = None
    clipped = [(max(one.begins, start), one.ends, one.why) for one in pauses if one.ends is None or one.ends > start]
    for begins, ends, why in sorted(clipped, key=lambda one: (one[0], one[1] or date.max, one[2])):
        if ends is not None and ends <= begins:
            continue
        if current is None:
            current = begins, ends, why or "pause"
        elif current[1] is None or begins <= current[1]:
            last = None if current[1] is None or ends is None else max(current[1], ends)
            reasons = current[2] if why in current[2].split(" + ") else f"{current[2]} + {why}"
            current = current[0], last, reasons
        else:
            yield current
            current = begins, ends, why or "pause"
    if current is not None:
        yield current
