"""What an owner takes home, and which meters are read, as dated rows (``given.toml``) by country and kind of unit."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, Final

from deskapp.cases.procedure import Texts
from deskapp.desks.handover.giving.model import METERS
from deskapp.office.property.model import UNIT_KINDS
from deskapp.office.tariffs.rates import Validity, check_overlaps, read_text, read_validity, wrong_row

GROUPS: Final = ("document", "card", "gift")
_LANGUAGES: Final = ("zh", "vi", "en")


@dataclass(frozen=True, slots=True)
class GivenKind:
    """A document, card or gift; a ``required`` one is asked for before the signature."""

    code: str
    name: Texts
    group: str
    required: bool
    kinds: tuple[str, ...]
    validity: Validity


@dataclass(frozen=True, slots=True)
class MeterKind:
    """A meter of a unit: ``most_a_day`` is how much a home can use, above which a reading is a slip of the hand."""

    code: str
    unit: str
    required: bool
    kinds: tuple[str, ...]
    most_a_day: Decimal
    validity: Validity


@dataclass(frozen=True, slots=True)
class KeyRule:
    """Units of these kinds have keys."""

    kinds: tuple[str, ...]
    validity: Validity


@dataclass(frozen=True, slots=True)
class Given:
    """All rows of the file."""

    items: tuple[GivenKind, ...]
    meters: tuple[MeterKind, ...]
    keys: tuple[KeyRule, ...]


def items_for(unit_kind: str, day: date, jurisdiction: str) -> tuple[GivenKind, ...]:
    """What is handed over with a unit, in the order of the file."""
    return tuple(row for row in shipped_given().items if unit_kind in row.kinds and _holds(row, day, jurisdiction))


def meters_for(unit_kind: str, day: date, jurisdiction: str) -> tuple[MeterKind, ...]:
    """The meters that a unit may have."""
    return tuple(row for row in shipped_given().meters if unit_kind in row.kinds and _holds(row, day, jurisdiction))


def has_keys(unit_kind: str, day: date, jurisdiction: str) -> bool:
    """Whether a unit of a kind has keys."""
    return any(unit_kind in row.kinds and _holds(row, day, jurisdiction) for row in shipped_given().keys)


@cache
def shipped_given() -> Given:
    """The rows that come with the program."""
    return parse_given((Path(__file__).parent / "given.toml").read_text(encoding="utf-8"))


def parse_given(text: str) -> Given:
    """The rows of a TOML text; ``tariff.file`` names the first that cannot be used, and why."""
    tables = tomllib.loads(text)
    items = tuple(_item(row) for row in tables.get("item", []))
    meters = tuple(_meter(row) for row in tables.get("meter", []))
    keys = tuple(KeyRule(_kinds(row), read_validity(row)) for row in tables.get("keys", []))
    check_overlaps(((item.code,), item.validity) for item in items)
    check_overlaps(((meter.code, "meter"), meter.validity) for meter in meters)
    return Given(items, meters, keys)


def _holds(row: GivenKind | MeterKind | KeyRule, day: date, jurisdiction: str) -> bool:
    return row.validity.jurisdiction in (jurisdiction, "*") and row.validity.holds(day)


def _item(row: Mapping[str, Any]) -> GivenKind:
    name = row.get("name")
    if not isinstance(name, dict) or any(not name.get(language) for language in _LANGUAGES):
        raise wrong_row(row, "name")
    if row.get("group") not in GROUPS:
        raise wrong_row(row, "group")
    return GivenKind(
        read_text(row, "code"), Texts(**name), row["group"], _required(row), _kinds(row), read_validity(row)
    )


def _meter(row: Mapping[str, Any]) -> MeterKind:
    code = read_text(row, "code")
    if code not in METERS:
        raise wrong_row(row, "code")
    try:
        most = Decimal(read_text(row, "most_a_day"))
    except InvalidOperation:
        raise wrong_row(row, "most_a_day") from None
    return MeterKind(code, read_text(row, "unit"), _required(row), _kinds(row), most, read_validity(row))


def _required(row: Mapping[str, Any]) -> bool:
    if type(row.get("required")) is not bool:
        raise wrong_row(row, "required")
    return bool(row["required"])


def _kinds(row: Mapping[str, Any]) -> tuple[str, ...]:
    kinds = row.get("kinds")
    if not isinstance(kinds, list) or not kinds or not {*kinds} <= {*UNIT_KINDS}:
        raise wrong_row(row, "kinds")
    return tuple(kinds)
