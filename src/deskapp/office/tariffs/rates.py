"""Dated rates as data: read from a TOML file, checked when read, looked up by code and day."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from deskapp.errors import DeskError
from deskapp.values.text import fold

CERTAINTIES: Final = ("A", "B", "C", "D")


@dataclass(frozen=True, slots=True)
class Validity:
    """When and where a row holds, what says so, and how sure that is (A the law itself … D custom)."""

    valid_from: date
    valid_to: date | None
    jurisdiction: str
    source: str
    certainty: str

    def holds(self, day: date) -> bool:
        """Whether the row holds on ``day``; both ends are included."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Rate:
    """One number: a rate as a fraction, or an amount."""

    code: str
    value: Decimal
    validity: Validity


@dataclass(frozen=True, slots=True)
class Band:
    """One step of a tariff: from ``above`` (included) on, ``base + value x (amount - above)``."""

    code: str
    above: Decimal
    base: Decimal
    value: Decimal
    validity: Validity


@dataclass(frozen=True, slots=True)
class Exemption:
    """A reason that frees from charges; ``aliases`` are other words for it, folded."""

    charges: tuple[str, ...]
    reason: str
    aliases: frozenset[str]
    validity: Validity


@dataclass(frozen=True, slots=True)
class Tariffs:
    """All rows of a tariff file."""

    rates: tuple[Rate, ...]
    bands: tuple[Band, ...]
    exemptions: tuple[Exemption, ...]

    def rate(self, code: str, day: date, jurisdiction: str = "") -> Decimal:
        """The number that holds on ``day``, in one jurisdiction where that is said, such as a province.

        ``DeskError('tariff.no_rate')`` where none is known.
        """
        for row in self.rates:
            if row.code == code and row.validity.holds(day) and jurisdiction in ("", row.validity.jurisdiction):
                return row.value
        raise DeskError("tariff.no_rate", "date", rate=code, day=day)

    def banded(self, code: str, amount: Decimal, day: date) -> Decimal:
        """What the steps of ``code`` make of ``amount`` on ``day``, unrounded."""
        rows = [row for row in self.bands if row.code == code and row.validity.holds(day) and row.above <= amount]
        if not rows:
            raise DeskError("tariff.no_rate", "date", rate=code, day=day)
        band = max(rows, key=lambda row: row.above)
        return band.base + band.value * (amount - band.above)

    def exemption(self, charge: str, reason: str, day: date) -> Exemption:
        """The exemption that ``reason`` means for ``charge``; any other reason is refused with those that there are."""
        known = [row for row in self.exemptions if charge in row.charges and row.validity.holds(day)]
        wanted = _folded(reason)
        for row in known:
            if wanted == _folded(row.reason) or wanted in row.aliases:
                return row
        raise DeskError("tariff.no_exemption", reason=reason, known=", ".join(row.reason for row in known))


@cache
def shipped_tariffs() -> Tariffs:
    """The tariffs that come with the program."""
    return parse_tariffs((Path(__file__).parent / "rates.toml").read_text(encoding="utf-8"))


def parse_tariffs(text: str) -> Tariffs:
    """Tariffs of a TOML text; ``DeskError('tariff.file')`` names the first row that cannot be used, and why."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DeskError("tariff.file", row=str(error), name="toml") from None
    for name in tables.keys() - {"rate", "band", "exemption"}:
        raise DeskError("tariff.file", row=name, name=name)
    rates = tuple(
        Rate(read_text(row, "code"), _number(row, "value"), read_validity(row)) for row in tables.get("rate", [])
    )
    bands = tuple(_band(row) for row in tables.get("band", []))
    check_overlaps(((row.code,), row.validity) for row in rates)
    check_overlaps(((row.code, row.above), row.validity) for row in bands)
    return Tariffs(rates, bands, tuple(_exemption(row) for row in tables.get("exemption", [])))


def _folded(reason: str) -> str:
    return fold(reason).replace("-", " ").replace("_", " ")


def _band(row: Mapping[str, Any]) -> Band:
    above, base, value = (_number(row, name) for name in ("above", "base", "value"))
    return Band(read_text(row, "code"), above, base, value, read_validity(row))


def _exemption(row: Mapping[str, Any]) -> Exemption:
    charges, aliases = row.get("charges"), row.get("aliases", [])
    if not isinstance(charges, list) or not charges or not isinstance(aliases, list):
        raise DeskError("tariff.file", row=str(row.get("reason")), name="charges")
    return Exemption(
        tuple(charges), read_text(row, "reason"), frozenset(_folded(alias) for alias in aliases), read_validity(row)
    )


def read_validity(row: Mapping[str, Any]) -> Validity:
    """When and where a row of a dated file holds; ``tariff.file`` where it does not say so."""
    first, last = row.get("valid_from"), row.get("valid_to")
    if type(first) is not date:
        raise wrong_row(row, "valid_from")
    if last is not None and (type(last) is not date or last < first):
        raise wrong_row(row, "valid_to")
    if row.get("certainty") not in CERTAINTIES:
        raise wrong_row(row, "certainty")
    return Validity(first, last, read_text(row, "jurisdiction"), read_text(row, "source"), row["certainty"])


def read_text(row: Mapping[str, Any], name: str) -> str:
    """A text that a row must have."""
    value = row.get(name)
    if not isinstance(value, str) or not value:
        raise wrong_row(row, name)
    return value


def _number(row: Mapping[str, Any], name: str) -> Decimal:
    """A number that is written as text, for TOML's own numbers are floats."""
    try:
        number = Decimal(read_text(row, name))
    except InvalidOperation:
        raise wrong_row(row, name) from None
    if not number.is_finite() or number < 0:
        raise wrong_row(row, name)
    return number


def wrong_row(row: Mapping[str, Any], name: str) -> DeskError:
    """What is said of a row that cannot be used: which one, by the first name it has, and which of its values."""
    names = (row.get(one) for one in ("code", "reason", "item", "gate", "kind"))
    return DeskError("tariff.file", row=str(next((one for one in names if one), None)), name=name)


def check_overlaps(rows: Iterable[tuple[tuple[Any, ...], Validity]]) -> None:
    """Two rows of one code may not hold on the same day in the same place."""
    periods = defaultdict(list)
    for key, validity in rows:
        periods[*key, validity.jurisdiction].append((validity.valid_from, validity.valid_to or date.max))
    for key, spans in periods.items():
        if any(second[0] <= first[1] for first, second in pairwise(sorted(spans))):
            raise DeskError("tariff.file", row=str(key[0]), name="valid_from")
