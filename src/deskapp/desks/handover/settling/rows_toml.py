"""Reading dated rows of this room: what every row must have, checked once."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from deskapp.cases.procedure import Texts
from deskapp.errors import DeskError
from deskapp.office.tariffs.rates import CERTAINTIES, Validity

HERE = Path(__file__).parent


class TomlRow:
    """A row of a file with what is asked of it; ``tariff.file`` names the row and what it lacks."""

    def __init__(self, table: str, place: int, row: Mapping[str, Any]) -> None:
        self._name, self._row = f"{table} {place}", row

    def wrong(self, name: str) -> DeskError:
        """The fault of a row."""
        return DeskError("tariff.file", row=self._name, name=name)

    def text(self, name: str, known: Collection[str] | None = None) -> str:
        """A text, one of some where they are known."""
        value = self._row.get(name)
        if not isinstance(value, str) or not value or (known is not None and value not in known):
            raise self.wrong(name)
        return value

    def plain(self, name: str) -> str:
        """A text that may be left out."""
        return self.text(name) if name in self._row else ""

    def texts(self, name: str) -> Texts:
        """A text in all three languages."""
        value = self._row.get(name)
        if not isinstance(value, dict) or not all(value.get(language) for language in ("zh", "vi", "en")):
            raise self.wrong(name)
        return Texts(value["zh"], value["vi"], value["en"])

    def number(self, name: str) -> Decimal:
        """A number that is written as text, for TOML's own are floats."""
        try:
            number = Decimal(self.text(name))
        except InvalidOperation:
            raise self.wrong(name) from None
        if not number.is_finite() or number < 0:
            raise self.wrong(name)
        return number

    def codes(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        """Some codes of a list; none where the row does not name any."""
        value = self._row.get(name, [])
        if not isinstance(value, list) or set(value) - set(known):
            raise self.wrong(name)
        return tuple(value)

    def whole(self, name: str) -> int:
        """A whole number."""
        value = self._row.get(name)
        if type(value) is not int or value < 0:
            raise self.wrong(name)
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """Yes or no."""
        value = self._row.get(name, default)
        if type(value) is not bool:
            raise self.wrong(name)
        return value

    def validity(self, jurisdiction: str = "jurisdiction") -> Validity:
        """When and where the row holds, and what says so."""
        first, last = self._row.get("valid_from"), self._row.get("valid_to")
        if type(first) is not date:
            raise self.wrong("valid_from")
        if last is not None and (type(last) is not date or last < first):
            raise self.wrong("valid_to")
        place = self.text(jurisdiction) if jurisdiction in self._row else "CN"
        return Validity(first, last, place, self.text("source"), self.text("certainty", CERTAINTIES))


def rows_of(text: str, table: str) -> list[TomlRow]:
    """The rows of a table of a TOML text."""
    try:
        found = tomllib.loads(text).get(table, [])
    except tomllib.TOMLDecodeError as error:
        raise DeskError("tariff.file", row=str(error), name="toml") from None
    return [TomlRow(table, place, row) for place, row in enumerate(found, 1)]


def read_file(name: str) -> str:
    """A file of this room."""
    return (HERE / name).read_text(encoding="utf-8")
