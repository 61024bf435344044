"""Figures with thousands and decimal signs as China and Vietnam write them; shared by money, areas and shares."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from deskapp.values import Country
from deskapp.values.text import compact

BIGINT: Final = 2**63 - 1
"""The largest amount or area, in its smallest unit, that the database can hold."""

_PLAIN: Final = re.compile(r"\d+")
_DIGITS_LIMIT: Final = 40


def read_figure(text: str, country: Country) -> Decimal | None:
    """The number that is written, or None when it is none: ``1,234.50`` in CN, ``1.234,50`` in VN.

    A comma that is not followed by three figures is a decimal comma anywhere, a full stop likewise a decimal point;
    a sign that stands more than once is a thousands sign anywhere. A leading minus is taken.
    """
    text = compact(text).replace("−", "-").replace("'", "")
    sign = "-" if text.startswith("-") else ""
    body = text.removeprefix("-")
    if len(body) > _DIGITS_LIMIT or not body.isascii():
        return None
    decimal = _decimal_sign(body, country)
    whole, _, places = body.rpartition(decimal) if decimal else (body, "", "")
    thousands = {",": ".", ".": ","}.get(decimal, "." if "." in whole else ",")
    bare = _join_groups(whole, thousands)
    if bare is None or (decimal and not _PLAIN.fullmatch(places)):
        return None
    return Decimal(f"{sign}{bare}.{places or 0}") if decimal else Decimal(f"{sign}{bare}")


def _decimal_sign(body: str, country: Country) -> str:
    """Which sign, if any, stands before the decimals of ``body``."""
    last = max(body.rfind(","), body.rfind("."))
    if last < 0:
        return ""
    sign = body[last]
    if body.count(sign) > 1:
        return ""
    if {",", "."} <= set(body) or len(body) - last - 1 != 3 or body[:last] in ("0", ""):
        return sign
    return sign if sign == ("," if country == "VN" else ".") else ""


def _join_groups(whole: str, sign: str) -> str | None:
    """``1,234,567`` as ``1234567``; None where the groups are not of three figures."""
    first, *groups = whole.split(sign)
    if not _PLAIN.fullmatch(first) or (groups and len(first) > 3):
        return None
    if any(len(group) != 3 or not _PLAIN.fullmatch(group) for group in groups):
        return None
    return first + "".join(groups)
