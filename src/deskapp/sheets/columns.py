"""Builders for columns of the usual shapes, so that a kind's sheet reads like a list of its columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from deskapp.errors import Fault
from deskapp.locale import LANGUAGES, words
from deskapp.sheets.column import Column, Context, Parse
from deskapp.values import Currency
from deskapp.values.areas import parse_area
from deskapp.values.days import parse_day
from deskapp.values.figures import read_figure
from deskapp.values.money import parse_money
from deskapp.values.text import clean, fold, is_masked

CURRENCY: dict[str, Currency] = {"CN": "CNY", "VN": "VND"}


def text_column(name: str, *headings: str, shape: str = "text", limit: int = 10_000, **more: Any) -> Column:
    """A column of words or of codes (``shape='code'``), kept as they are up to ``limit`` characters."""

    def parse(text: str, _context: Context) -> tuple[str | None, Fault | None]:
        if is_masked(text):
            return None, None
        kept = clean(text)
        if len(kept) > limit:
            return None, Fault("cell.long", {"length": len(kept), "limit": limit})
        return kept or None, None

    return Column(name, shape, parse, headings, **more)  # type: ignore[arg-type]


def parsed_column(name: str, parse: Callable[[str], tuple[Any, Fault | None]], *headings: str, **more: Any) -> Column:
    """A column whose cell one parser of ``values/`` reads without knowing the country."""
    return Column(name, more.pop("shape", "code"), lambda text, _context: parse(text), headings, **more)


def area_column(name: str, *headings: str, **more: Any) -> Column:
    """An area in m²."""
    return Column(name, "area", lambda text, context: parse_area(text, context.country), headings, **more)


def money_column(name: str, *headings: str, **more: Any) -> Column:
    """An amount in the currency of the run's country."""

    def parse(text: str, context: Context) -> tuple[Any, Fault | None]:
        return parse_money(text, CURRENCY[context.country])

    return Column(name, "money", parse, headings, **more)


def day_column(name: str, *headings: str, **more: Any) -> Column:
    """A day in any written form."""
    return Column(name, "day", lambda text, context: parse_day(text, context.country), headings, **more)


def whole_column(name: str, *headings: str, **more: Any) -> Column:
    """A whole number, such as a floor; below zero too."""

    def parse(text: str, context: Context) -> tuple[int | None, Fault | None]:
        figure = read_figure(text, context.country)
        if figure is None or figure != int(figure) or abs(figure) > 10_000:
            return None, Fault("cell.not_whole", {"value": text})
        return int(figure), None

    return Column(name, "number", parse, headings, **more)


def choice_column(
    name: str,
    codes: Sequence[str],
    choice_key: str,
    *headings: str,
    also: dict[str, str] | None = None,
    is_open: bool = False,
    **more: Any,
) -> Column:
    """One of some codes, typed as the code or as its word in any language; ``also`` are further words for a code.

    An open choice keeps an office's own word as it is; a closed one refuses it.
    """
    return Column(
        name,
        "choice",
        _choice_parser(tuple(codes), choice_key, tuple((also or {}).items()), is_open),
        headings,
        choices=tuple(codes),
        choice_key=choice_key,
        is_open=is_open,
        **more,
    )


def _choice_parser(codes: tuple[str, ...], choice_key: str, also: tuple[tuple[str, str], ...], is_open: bool) -> Parse:
    def parse(text: str, _context: Context) -> tuple[str | None, Fault | None]:
        if is_masked(text):
            return None, None
        code = _choices(codes, choice_key, also).get(fold(text).replace(" ", ""))
        if code is None and not is_open:
            return None, Fault("cell.no_choice", {"value": text})
        return (code or clean(text)), None

    return parse


@cache
def _choices(codes: tuple[str, ...], choice_key: str, also: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Every way to write a choice, folded, to its code."""
    known = {fold(code).replace(" ", ""): code for code in codes}
    for language in LANGUAGES:
        table = words(language)
        known |= {fold(table.text(f"{choice_key}.{code}")).replace(" ", ""): code for code in codes}
    return known | {fold(word).replace(" ", ""): code for word, code in also}
