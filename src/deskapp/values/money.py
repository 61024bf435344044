"""Amounts of money: exact decimals in Python, integers of the smallest unit in the database, rounded once."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from unicodedata import normalize

from deskapp.errors import Fault
from deskapp.values import Country, Currency
from deskapp.values.figures import BIGINT, read_figure
from deskapp.values.text import clean

PLACES: Final[dict[str, int]] = {"CNY": 2, "VND": 0}
"""Decimals of each currency."""

_COUNTRY: Final[dict[str, Country]] = {"CNY": "CN", "VND": "VN"}
_SIGNS: Final = re.compile(r"^(¥|RMB|CNY|人民币)|(元|RMB|CNY)$|^(₫|VN[DĐ])|(₫|VN[DĐ]|ĐỒNG|Đ)$", re.IGNORECASE)
_WORDS: Final = re.compile("[零〇一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬億两兆]")
_VND_THOUSANDS: Final = re.compile(r"-?\d{1,3},\d{3}")
_UNITS: Final[dict[str, int]] = {
    **dict.fromkeys(("K", "NGHÌN", "NGÀN", "千"), 3),
    **dict.fromkeys(("W", "万"), 4),
    **dict.fromkeys(("TR", "TRIỆU", "TRIEU"), 6),
    "亿": 8,
    **dict.fromkeys(("TY", "TỶ", "TỈ"), 9),
}
_TYPED: Final = re.compile(rf"(.*?)({'|'.join(sorted(_UNITS, key=len, reverse=True))})$", re.IGNORECASE | re.DOTALL)


def parse_money(text: str, currency: Currency, *, signed: bool = False) -> tuple[Decimal | None, Fault | None]:
    """An amount in figures: currency and thousands signs are taken away, ``壹拾万`` and other words are refused.

    Rounded half up to the currency's decimals; below zero only with ``signed``. A single comma before three figures
    is a thousands sign for đồng too, which have no decimals.
    """
    figures = _bare(text)
    if not figures:
        return None, Fault("money.empty")
    if _WORDS.search(figures):
        return None, Fault("money.words", {"value": clean(text)})
    if currency == "VND" and _VND_THOUSANDS.fullmatch(figures):
        figures = figures.replace(",", "")
    amount = read_figure(figures, _COUNTRY[currency])
    if amount is None:
        return None, Fault("money.form", {"value": clean(text)})
    return _checked(amount, currency, signed)


def parse_typed_money(text: str, currency: Currency, *, signed: bool = False) -> tuple[Decimal | None, Fault | None]:
    """An amount as a clerk types it: as ``parse_money``, and with ``12w``, ``12万``, ``500k``, ``20tr``, ``1,5 tỷ``."""
    typed = _TYPED.fullmatch(_bare(text))
    if typed is None:
        return parse_money(text, currency, signed=signed)
    amount = read_figure(typed[1], _COUNTRY[currency])
    if amount is None:
        return None, Fault("money.form", {"value": clean(text)})
    return _checked(amount.scaleb(_UNITS[typed[2].upper()]), currency, signed)


def round_money(amount: Decimal, currency: str) -> Decimal:
    """``amount`` rounded half up to the decimals of its currency."""
    return amount.quantize(Decimal(1).scaleb(-PLACES[currency]), ROUND_HALF_UP)


def to_minor(amount: Decimal, currency: str) -> int:
    """Amount as an integer of the smallest unit (fen, đồng), rounded half up; ``OverflowError`` beyond 64 bits."""
    minor = int(round_money(amount, currency).scaleb(PLACES[currency]))
    if abs(minor) > BIGINT:
        raise OverflowError(minor)
    return minor


def from_minor(minor: int, currency: str) -> Decimal:
    """The amount that an integer of the smallest unit stands for, with the currency's decimals."""
    return Decimal(minor).scaleb(-PLACES[currency])


def _bare(text: str) -> str:
    """The amount without blanks and currency signs, composed and in its own letters' case."""
    bare = "".join(normalize("NFKC", clean(text)).split())
    sign = "-" if bare.startswith(("-", "−")) else ""
    for _ in range(2):
        bare = _SIGNS.sub("", bare.lstrip("-−") if sign else bare)
    return sign + bare


def _checked(amount: Decimal, currency: Currency, signed: bool) -> tuple[Decimal | None, Fault | None]:
    if amount < 0 and not signed:
        return None, Fault("money.negative", {"value": amount})
    rounded = round_money(amount, currency) if amount.adjusted() < 20 else amount
    if abs(rounded.scaleb(PLACES[currency])) > BIGINT:
        return None, Fault("money.too_large", {"value": amount})
    return rounded, None
