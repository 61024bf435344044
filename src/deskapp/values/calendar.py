"""Working calendars: dated rows of days off and make-up days, working days counted by them, minutes of service.

``工作日 / ngày làm việc`` are counted by the table, never by Monday to Friday alone: a day that falls into a year whose
plan is not published is marked unconfirmed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final, Literal

from deskapp.errors import DeskError
from deskapp.values import Country

DayKind = Literal["holiday", "makeup", "observed"]
Interval = tuple[int, int]
"""Minutes of a day, half open: ``(510, 720)`` is 8:30 to 12:00, ``(0, 1440)`` the whole day."""

WEEKEND: Final = frozenset({5, 6})
WORKING_DAYS_LIMIT: Final = 10_000

_PUBLISHED: Final[dict[Country, range]] = {"CN": range(2018, 2027), "VN": range(2018, 2027)}
_LANGUAGE: Final[dict[Country, str]] = {"CN": "zh_CN", "VN": "vi"}
_MAKEUP_NAME: Final[dict[Country, str]] = {"CN": "调休上班", "VN": "Làm bù"}
_SOURCE: Final[dict[Country, str]] = {"CN": "国务院办公厅", "VN": "Bộ Nội vụ"}


@dataclass(frozen=True, slots=True)
class DayOff:
    """One dated row: a day off (``holiday``, or ``observed`` instead of another day) or a weekend day worked."""

    day: date
    kind: DayKind
    name: str = ""
    source: str = ""
    confirmed: bool = True
    official: bool = False


class WorkCalendar:
    """The working days of a country, or of an organisation with its own weekend and hours.

    ``confirmed_years`` are the years whose plan is published; without it, those of the confirmed rows. ``hours`` gives
    each weekday (0 = Monday) its intervals; a make-up day without its own has those of the week's first working day.
    """

    def __init__(
        self,
        country: Country,
        days: Iterable[DayOff],
        confirmed_years: Iterable[int] | None = None,
        *,
        weekend: frozenset[int] = WEEKEND,
        hours: Mapping[int, Sequence[Interval]] | None = None,
    ) -> None:
        rows = list(days)
        if not rows or weekend >= frozenset(range(7)):
            raise DeskError("calendar.empty", country=country)
        self.country = country
        years = (row.day.year for row in rows if row.confirmed) if confirmed_years is None else confirmed_years
        self.confirmed_years = frozenset(years)
        self._weekend = weekend
        self._worked = frozenset(row.day for row in rows if row.kind == "makeup")
        self._off = frozenset(row.day for row in rows if row.kind != "makeup") - self._worked
        self._hours = {weekday: _checked_hours(spans) for weekday, spans in (hours or {}).items()}

    def without(self, days: Iterable[date]) -> WorkCalendar:
        """The same calendar with further days off, such as one on which the counter stays closed."""
        other = copy(self)
        other._off = self._off | frozenset(days)
        other._worked = self._worked - other._off.difference(self._off)
        return other

    def serving(self, hours: Mapping[int, Sequence[Interval]]) -> WorkCalendar:
        """The same calendar with these hours of service where it was told none of its own."""
        if self._hours:
            return self
        other = copy(self)
        other._hours = {weekday: _checked_hours(spans) for weekday, spans in hours.items()}
        return other

    def is_working_day(self, day: date) -> bool:
        """Whether ``day`` is worked: make-up days are, days off and weekends are not."""
        return day in self._worked or (day.weekday() not in self._weekend and day not in self._off)

    def add_working_days(self, start: date, count: int) -> tuple[date, bool]:
        """The day ``count`` working days after ``start``, which is not counted, and whether all years are published.

        With 0 the start itself or the next working day. Refused below 0 and beyond ``WORKING_DAYS_LIMIT``.
        """
        if not 0 <= count <= WORKING_DAYS_LIMIT:
            raise DeskError("calendar.count", "working_days", count=count, limit=WORKING_DAYS_LIMIT)
        try:
            due = self._due(start, count)
        except OverflowError:
            raise DeskError("calendar.beyond", "start", start=start) from None
        return due, self.confirmed_years.issuperset(range(start.year, due.year + 1))

    def _due(self, start: date, count: int) -> date:
        day = start
        for _ in range(count):
            day += timedelta(days=1)
            while not self.is_working_day(day):
                day += timedelta(days=1)
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def working_minutes_between(self, begin: datetime, end: datetime) -> int:
        """Whole minutes of service between two local moments of one zone; negative when ``end`` is the earlier."""
        if end < begin:
            return -self.working_minutes_between(end, begin)
        if not self._hours:
            raise DeskError("calendar.no_hours", country=self.country)
        total, day = 0, begin.date()
        while day <= end.date():
            first = _minute(begin) if day == begin.date() else 0
            last = _minute(end) if day == end.date() else 24 * 60
            total += sum(max(0, min(last, close) - max(first, opens)) for opens, close in self._intervals(day))
            day += timedelta(days=1)
        return total

    def hours_of(self, day: date) -> Sequence[Interval]:
        """The intervals of service of a day; the whole of a working day where no hours were told."""
        if not self._hours:
            return ((0, 24 * 60),) if self.is_working_day(day) else ()
        return self._intervals(day)

    def _intervals(self, day: date) -> Sequence[Interval]:
        if not self.is_working_day(day):
            return ()
        if day in self._worked and day.weekday() not in self._hours:
            return self._hours.get(min(set(self._hours) - self._weekend, default=-1), ())
        return self._hours.get(day.weekday(), ())


def published_years(country: Country) -> range:
    """The years whose plan of days off was published when the program was made."""
    return _PUBLISHED[country]


def published_days(country: Country, year: int) -> list[DayOff]:
    """The days off and make-up days of a published year, in order; empty for a year that is not published."""
    return list(_plan(country, year))


@cache
def _plan(country: Country, year: int) -> tuple[DayOff, ...]:
    # the library works a year out anew each time, and every clock asks for all of them
    if year not in _PUBLISHED[country]:
        return ()
    import holidays

    plan = holidays.country_holidays(country, years=year, language=_LANGUAGE[country])
    source = _SOURCE[country]
    rows = [
        DayOff(day, "observed" if "(" in name or "（" in name else "holiday", name, source)
        for day, name in plan.items()
    ]
    # the library leaks make-up days of other years
    makeup = [day for day in plan.weekend_workdays if day.year == year]
    rows += [DayOff(day, "makeup", _MAKEUP_NAME[country], source) for day in makeup]
    return tuple(sorted((row for row in rows if row.day.year == year), key=lambda row: row.day))


def shipped_days(country: Country) -> list[DayOff]:
    """The days of all published years, as they come with the program."""
    return [row for year in published_years(country) for row in published_days(country, year)]


def override_days(shipped: Iterable[DayOff], imported: Iterable[DayOff]) -> list[DayOff]:
    """Shipped rows, but for each year that was imported the imported rows alone: the official file wins."""
    ours = list(imported)
    years = {row.day.year for row in ours}
    return sorted([*(row for row in shipped if row.day.year not in years), *ours], key=lambda row: row.day)


def read_official(text: str) -> tuple[int, list[DayOff]]:
    """Year and rows of an official Chinese calendar file (holiday-cn JSON); no rows where it is not published yet.

    Any other content raises ``DeskError('calendar.official_form')``.
    """
    try:
        plan = json.loads(text)
        papers = plan.get("papers") or [plan.get("$id", "")]
        return int(plan["year"]), list(_official_rows(plan["days"], str(papers[0])))
    except (ValueError, TypeError, KeyError, AttributeError, LookupError, RecursionError):
        raise DeskError("calendar.official_form") from None


def _official_rows(days: list[Mapping[str, object]], source: str) -> Iterator[DayOff]:
    for row in days:
        kind: DayKind = "holiday" if row["isOffDay"] is True else "makeup"
        yield DayOff(date.fromisoformat(str(row["date"])), kind, str(row["name"]), source, official=True)


def _checked_hours(spans: Sequence[Interval]) -> tuple[Interval, ...]:
    """The intervals in order; refused where they are empty, overlap or leave the day."""
    ordered = tuple(sorted(spans))
    bounds = [minute for span in ordered for minute in span]
    if bounds != sorted(bounds) or any(opens >= close for opens, close in ordered) or not _within_day(bounds):
        raise DeskError("calendar.hours")
    return ordered


def _within_day(bounds: list[int]) -> bool:
    return all(0 <= minute <= 24 * 60 for minute in bounds)


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute
