"""Blank forms for a day without the computer, each with a number that nothing else will ever have."""

from __future__ import annotations

from datetime import date
from typing import Final

from deskapp.store.numbering import reserve_numbers
from deskapp.store.work import Work
from deskapp.values import series

COUNT: Final = 30


def reserve_forms(work: Work, day: date, count: int = COUNT) -> list[str]:
    """The numbers of the forms for ``day``, the first ``count``; printed again they are the same.

    What is written on such a form is entered afterwards with its number as the outside number.
    """
    numbers, fresh = reserve_numbers(work.session, work.clerk.office_id, series.BLANK_FORM, day, count)
    if fresh:
        work.entry("number_series", None, after={"first": fresh[0], "last": fresh[-1]})
    return numbers
