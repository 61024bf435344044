"""How an office's own days lie over the published plans."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from deskapp.values.calendar import DayOff, Interval


def find_whole_years(rows: Iterable[DayOff]) -> set[int]:
    """The years of which ``rows`` are the whole plan: an official file's, or one with New Year's Day, as every plan."""
    return {row.day.year for row in rows if row.official or (row.day.month, row.day.day) == (1, 1)}


def lay_over(base: Iterable[DayOff], own: Iterable[DayOff]) -> list[DayOff]:
    """``base`` with ``own`` rows over it, in order: a whole plan replaces its year, a single row only its day.

    So a company's one day off never makes a published year forget its holidays.
    """
    ours = list(own)
    years = find_whole_years(ours)
    days = {row.day: row for row in base if row.day.year not in years}
    days |= {row.day: row for row in ours}
    return [days[day] for day in sorted(days)]


@cache
def usual_hours(day: date) -> dict[int, tuple[Interval, ...]]:
    """The service of a working day where an office told no hours of its own, in minutes, as it holds on a day."""
    rows = tomllib.loads((Path(__file__).parent / "usual_hours.toml").read_text(encoding="utf-8"))["hours"]
    held = max((row for row in rows if row["valid_from"] <= day), key=lambda row: row["valid_from"])
    return dict.fromkeys(range(7), tuple((opens, closes) for opens, closes in held["spans"]))
