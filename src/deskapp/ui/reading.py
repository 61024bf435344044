"""What forms read and write alike: days as the clerk's language has them, figures as the record's country does."""

from __future__ import annotations

from datetime import date
from typing import Any

from deskapp.errors import Fault
from deskapp.locale import Words, words
from deskapp.ui.cells import typed
from deskapp.ui.field_row import FieldRow
from deskapp.ui.fields import Field
from deskapp.values import Country
from deskapp.values.days import parse_day, parse_typed_day


def read_typed_day(text: str, language: str, today: date) -> tuple[date | None, Fault | None]:
    """A day as a reader of this language types it; written in full, also as the others write it."""
    own, other = _orders(language)
    day, fault = parse_typed_day(text, own, today=today)
    if day is None:
        day, _ = parse_day(text, other)
    return day, None if day is not None else fault


def _orders(language: str) -> tuple[Country, Country]:
    return ("VN", "CN") if language == "vi" else ("CN", "VN")


def figures_of(country: str) -> Words:
    """Whose figures a field writes: its parser reads thousands and decimals as the record's country does."""
    return words("vi" if country == "VN" else "en")


def stands_for(field: Field, value: Any, language: Words) -> str:
    """What stands in a field that holds a stored value: its text, or the code of a choice."""
    if field.kind in ("choice", "lookup"):
        return _told_code(getattr(value, "code", value) or "")
    return "" if value is None else typed(field.show(value, language))


def stands_in(row: FieldRow) -> str:
    """What stands in a field now, in the same form; a number left alone is the stored one, masked or not."""
    said = row.typed
    if isinstance(said, list):
        code, text = said
        return _told_code(code if code is not None else text)
    return row.meant


def _told_code(code: Any) -> str:
    # a code of several parts comes back from a draft as a list
    return str(list(code)) if isinstance(code, tuple) else str(code)
