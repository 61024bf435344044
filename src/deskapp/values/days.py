"""Days as people write them, in workbooks and at the keyboard."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final
from unicodedata import normalize

from deskapp.errors import Fault
from deskapp.values import Country
from deskapp.values.text import clean

YEARS: Final = range(1900, 2201)
"""Years that a counter can mean; others are slips of the hand."""

_TIME: Final = re.compile(r"(?a)[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_YEAR_FIRST: Final = re.compile(r"(?a)(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?)")
_EIGHT: Final = re.compile(r"(?a)(\d{4})(\d{2})(\d{2})")
_DAY_FIRST: Final = re.compile(r"(?a)(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_AWAY: Final = re.compile(r"(?a)[+-]\d{1,5}")
_FOUR: Final = re.compile(r"(?a)(\d{2})(\d{2})")
_SHORT: Final = re.compile(r"(?a)(\d{1,2})[-/.](\d{1,2})")


def parse_day(text: str, country: Country) -> tuple[date | None, Fault | None]:
    """A day: ``2026-03-05``, ``2026/3/5``, ``2026.3.5``, ``20260305``, ``2026年3月5日``, and ``5/3/2026`` in VN.

    A time behind the day is dropped. A day that no calendar has is refused, and so is a year outside ``YEARS``.
    """
    bare = _TIME.sub("", clean(normalize("NFKC", text)))
    if not bare:
        return None, Fault("day.empty")
    bare = bare.replace(" ", "")
    if match := _YEAR_FIRST.fullmatch(bare):
        return _made(text, match[1], match[3] or match[5], match[4] or match[6])
    if match := _EIGHT.fullmatch(bare):
        return _made(text, match[1], match[2], match[3])
    if country == "VN" and (match := _DAY_FIRST.fullmatch(bare)):
        return _made(text, match[4], match[3], match[1])
    return None, Fault(f"day.form_{country.lower()}", {"value": clean(text)})


def parse_typed_day(text: str, country: Country, *, today: date) -> tuple[date | None, Fault | None]:
    """A day as a clerk types it: as ``parse_day``, and ``t`` for today, ``+7``, ``-1``, ``1122`` or ``11-22``.

    Four figures are month and day of this year in CN, day and month in VN; where only the other order is a day, that.
    """
    bare = clean(normalize("NFKC", text)).replace(" ", "").lower()
    if bare == "t":
        return today, None
    if _AWAY.fullmatch(bare):
        try:
            return today + timedelta(days=int(bare)), None
        except OverflowError:
            return None, Fault("day.impossible", {"value": clean(text)})
    match = _FOUR.fullmatch(bare) or _SHORT.fullmatch(bare)
    if match is None:
        return parse_day(text, country)
    month, day = (match[1], match[2]) if country == "CN" else (match[2], match[1])
    usual = _made(text, str(today.year), month, day)
    return usual if usual[0] else _made(text, str(today.year), day, month)


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or earlier; where that month has no such day, its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _made(text: str, year: str, month: str, day: str) -> tuple[date | None, Fault | None]:
    if int(year) not in YEARS:
        return None, Fault("day.year", {"value": clean(text), "first": str(YEARS[0]), "last": str(YEARS[-1])})
    try:
        return date(int(year), int(month), int(day)), None
    except ValueError:
        return None, Fault("day.impossible", {"value": clean(text)})
