"""The program's words in zh, vi and en: flat JSON catalogues, one file a room, merged into one table a language.

Keys are ``area.name`` and the same in every language; places are ``{name}``. There are no plural forms to choose:
Chinese and Vietnamese have none, and English texts are worded so that none is needed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, get_args

from deskapp.errors import DeskError, Fault, Problem

Language = Literal["zh", "vi", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


class Key(str):
    """A catalogue key as a value inside another text: shown as its words in the reader's language."""

    __slots__ = ()


class _Places(dict[str, str]):
    """What fills a text; a place that nobody filled shows its name, because a sentence must never break a program."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


class Words:
    """The texts and the number and day forms of one language."""

    def __init__(self, language: Language, texts: Mapping[str, str]) -> None:
        self.language: Language = language
        self._texts = texts

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def text(self, key: str, /, **values: Any) -> str:
        """The text for ``key`` with its places filled; an unknown key shows as itself, never as an error."""
        pattern = self._texts.get(key)
        if pattern is None:
            return key if not values else f"{key} {', '.join(str(v) for v in values.values())}"
        if not values:
            return pattern
        if isinstance(currency := values.get("currency"), str):
            # an amount with its currency behind it is said as money is: ¥899,742.00
            for name, amount in values.items():
                if isinstance(amount, Decimal):
                    pattern = pattern.replace(f"{{{name}}} {{currency}}", self.money(amount, currency))
        return pattern.format_map(_Places((name, self.value(value)) for name, value in values.items()))

    def say(self, error: DeskError | Fault | Problem) -> str:
        """The sentence for an error, a parser's fault or a batch problem."""
        return self.text(error.code, **error.values)

    def value(self, value: Any) -> str:
        """A value inside a sentence: days, amounts and numbers as the language writes them."""
        if isinstance(value, Key):
            return self.text(value)
        if isinstance(value, tuple):
            return ("、" if self.language == "zh" else ", ").join(map(self.value, value))
        if isinstance(value, bool):
            return str(value)
        if isinstance(value, (Decimal, int)):
            return self.number(value)
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, date):
            return self.day(value)
        return str(value)

    def number(self, value: Decimal | int, places: int | None = None) -> str:
        """Thousands and decimals: ``1,006,867.00`` in zh and en, ``1.006.867,00`` in vi."""
        text = f"{value:,}" if places is None else f"{value:,.{places}f}"
        return text.translate(str.maketrans(",.", ".,")) if self.language == "vi" else text

    def money(self, value: Decimal, currency: str) -> str:
        """An amount with its sign: ``¥1,006,867.00``; đồng have no decimals and the sign stands behind."""
        if currency == "VND":
            return f"{self.number(value, 0)} ₫"
        return f"¥{self.number(value, 2)}" if currency == "CNY" else f"{self.number(value, 2)} {currency}"

    def area(self, value: Decimal) -> str:
        """An area: ``98.76㎡`` in Chinese, ``98,76 m²`` in Vietnamese."""
        return f"{self.number(value, 2)}㎡" if self.language == "zh" else f"{self.number(value, 2)} m²"

    def day(self, value: date) -> str:
        """A day: 2026-11-22 in zh and en, 22/11/2026 in vi."""
        return value.strftime("%d/%m/%Y") if self.language == "vi" else value.isoformat()

    def moment(self, value: datetime) -> str:
        """A moment to the minute, in the local zone that ``value`` carries."""
        return f"{self.day(value.date())} {value:%H:%M}"


@cache
def words(language: str) -> Words:
    """The words of a language; an unknown language is a wrong call, not a silent English."""
    if language not in LANGUAGES:
        raise DeskError("locale.unknown", language=language)
    merged: dict[str, str] = {}
    for path in sorted((Path(__file__).parent / language).glob("*.json")):
        merged.update(json.loads(path.read_text(encoding="utf-8")))
    return Words(language, merged)
