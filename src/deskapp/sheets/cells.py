"""Cells as text: what a spreadsheet or a CSV file holds becomes the text that a person would have typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from unicodedata import category, is_normalized, normalize

from deskapp.sheets.column import Country

DIGITS_KEPT: Final = 10**15
"""Spreadsheets keep 15 figures of a number: from here on the last ones are lost."""

_LINE_END: Final = re.compile(r"\r\n?")
_PROTECTED: Final = re.compile(r"'[=+\-@\t\r]")
_AS_TEXT: Final = re.compile(r'="([^"]*)"')


def texts(cells: Sequence[Any], country: Country) -> tuple[list[str | None], list[int]]:
    """A column as text, empty cells as None; and the places of numbers that lost their last figures.

    Text is NFC, trimmed, without control and zero-width characters (line ends stay); numbers stand without ``.0``
    and never with an exponent; days and moments are ISO, a moment at midnight is a day.
    """
    kinds = set(map(type, cells))
    if not kinds - {str}:
        return tidy(cells), []
    lost: list[int] = []
    if _may_lose_digits(cells, kinds):
        lost = [place for place, cell in enumerate(cells) if _has_lost_digits(cell)]
    others = kinds - {str}
    if len(others) == 1:
        written = iter(_write_all([cell for cell in cells if cell.__class__ is not str], others.pop(), country))
        return tidy([cell if cell.__class__ is str else next(written) for cell in cells]), lost
    return tidy([cell if cell.__class__ is str else _write(cell, country) for cell in cells]), lost


def tidy(cells: Sequence[str]) -> list[str | None]:
    """Texts without what nobody typed: as ``texts`` says."""
    joined = " ".join(cells)
    if joined.isprintable() and is_normalized("NFC", joined):
        return [cell.strip() or None for cell in cells]
    known = {cell: _tidy_one(cell) for cell in set(cells)}
    return [known[cell] for cell in cells]


def unprotect(cells: Sequence[str]) -> list[str]:
    """Texts of a CSV file without the signs that keep spreadsheets from computing: ``'=1+1`` and ``="007"``."""
    joined = "\n".join(cells)
    if "'" not in joined and '="' not in joined:
        return list(cells)
    return [_unprotect_one(cell) for cell in cells]


def _unprotect_one(cell: str) -> str:
    if _PROTECTED.match(cell):
        return cell[1:]
    as_text = _AS_TEXT.fullmatch(cell)
    return as_text[1] if as_text else cell


def _tidy_one(cell: str) -> str | None:
    if not cell.isprintable():
        cell = "".join(filter(None, map(_keep, _LINE_END.sub("\n", cell))))
    return normalize("NFC", cell).strip() or None


def _keep(char: str) -> str:
    if char == "\n":
        return char
    kind = category(char)
    if char.isspace():
        return " " if kind == "Cc" else char
    return "" if kind in ("Cc", "Cf", "Cs") else char


def _may_lose_digits(cells: Sequence[Any], kinds: set[type]) -> bool:
    if kinds == {float}:
        return bool(max(cells) >= DIGITS_KEPT or min(cells) <= -DIGITS_KEPT)
    return float in kinds or int in kinds


def _has_lost_digits(cell: Any) -> bool:
    return (cell.__class__ is float or cell.__class__ is int) and not -DIGITS_KEPT < cell < DIGITS_KEPT


def _write_all(values: list[Any], kind: type, country: Country) -> list[str]:
    """Values of one kind; figures at the speed of one ``repr``, for they are most of a large sheet."""
    if kind is float and country != "VN":
        joined = "\n".join(map(repr, values)) + "\n"
        if "e" not in joined and "n" not in joined:
            return joined.replace(".0\n", "\n").split("\n")[:-1]
    known = {value: _write(value, country) for value in set(values)}
    return [known[value] for value in values]


def _write(cell: Any, country: Country) -> str:
    kind = cell.__class__
    if kind is float:
        return _write_number(cell, country)
    if kind is datetime:
        return _write_moment(cell)
    if kind is date:
        return str(cell.isoformat())
    if kind is bool:
        return "TRUE" if cell else "FALSE"
    if kind is time:
        return str(cell.replace(microsecond=0).isoformat())
    if kind is timedelta:
        return _write_span(cell)
    return "" if cell is None else str(cell)


def _write_number(number: float, country: Country) -> str:
    """Figures; in VN three decimals are written as four, or a parser would take 98.765 for 98765."""
    text = repr(number)
    if text[-2:] == ".0":
        return text[:-2]
    if "e" in text or "n" in text:
        text = format(Decimal(text), "f")
    return f"{text}0" if country == "VN" and text[-4:-3] == "." else text


def _write_moment(moment: datetime) -> str:
    moment = (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat(" ")


def _write_span(span: timedelta) -> str:
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
