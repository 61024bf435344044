"""How an office's own days lie over the published plans."""

from __future__ import annotations

from collections.abc import Iterable

from deskapp.values.calendar import DayOff


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
