"""The period of a monthly report, the one before it, and the same of last year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from deskapp.sheets.reporting import Ask
from deskapp.values.days import add_months

PERIODS: Final = ("this", "before", "last_year")


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``since`` to ``until``, both included; ``code`` says which of the three it is."""

    code: str
    since: date
    until: date

    def holds(self, day: date | None) -> bool:
        """Whether a day is one of them."""
        return day is not None and self.since <= day <= self.until


def periods_of(ask: Ask) -> tuple[Period, ...]:
    """What was asked for, else this month so far; then a month and a year earlier.

    Whole months stay whole: before February comes all of January.
    """
    until = ask.until or (ask.today if ask.since is None or ask.since <= ask.today else ask.since)
    since = ask.since or until.replace(day=1)
    return tuple(
        Period(code, back(since, months), _end(since, until, months))
        for code, months in zip(PERIODS, (0, _length(since, until), 12), strict=True)
    )


def back(day: date, months: int) -> date:
    """The same day so many months earlier; where a month has no such day, its last."""
    return add_months(day, -months)


def _length(since: date, until: date) -> int:
    """How many months the period before lies back: as many as the period itself touches."""
    return (until.year - since.year) * 12 + until.month - since.month + 1


def _end(since: date, until: date, months: int) -> date:
    if since.day == 1 and (until + timedelta(days=1)).day == 1:
        after = back(until + timedelta(days=1), months)
        return after - timedelta(days=1)
    return back(until, months)
