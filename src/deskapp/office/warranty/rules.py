"""How long each item of a home is mended for nothing: dated terms (``warranty.toml``) and the day they end on."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from deskapp.errors import DeskError
from deskapp.office.property.model import UNIT_KINDS
from deskapp.office.tariffs.rates import Validity, check_overlaps, read_text, read_validity, wrong_row
from deskapp.values.days import add_months
from deskapp.values.text import fold

PARTIES: Final = ("buyer", "builder")
SEASONS: Final = ("heating", "cooling")
SPANS: Final = ("years", "months", "seasons")
_COUNTRY: Final = "CN"


@dataclass(frozen=True, slots=True)
class Item:
    """Something of a home that has a warranty; ``kinds`` are the units that have it."""

    code: str
    kinds: tuple[str, ...]
    aliases: frozenset[str]


@dataclass(frozen=True, slots=True)
class Term:
    """How long an item is mended, from the handover (``buyer``) or from the acceptance (``builder``)."""

    item: str
    party: str
    months: int
    seasons: int
    validity: Validity

    @property
    def name(self) -> str:
        """What a warranty keeps of the row it came from."""
        return f"{self.validity.jurisdiction}/{self.item}/{self.party}/{self.validity.valid_from.isoformat()}"


@dataclass(frozen=True, slots=True)
class Season:
    """When heating or cooling runs in a place; it may begin in one year and end in the next."""

    kind: str
    begins: tuple[int, int]
    ends: tuple[int, int]
    validity: Validity

    def after(self, day: date, count: int) -> date:
        """The last day of so many whole seasons; one that had begun before ``day`` is not a whole one."""
        year = day.year if (day.month, day.day) <= self.begins else day.year + 1
        year += count - 1 + (1 if self.ends < self.begins else 0)
        return date(year, *self.ends)


@dataclass(frozen=True, slots=True)
class Terms:
    """All rows of the file."""

    items: tuple[Item, ...]
    terms: tuple[Term, ...]
    seasons: tuple[Season, ...]

    def term(self, item: str, party: str, day: date, jurisdiction: str) -> Term | None:
        """The row that holds on a day in a country."""
        for row in self.terms:
            wanted = (row.item, row.party, row.validity.jurisdiction) == (item, party, jurisdiction)
            if wanted and row.validity.holds(day):
                return row
        return None

    def season(self, kind: str, day: date, place: str, jurisdiction: str) -> Season:
        """The season of a place, else of its country; ``warranty.no_season`` where neither is known."""
        for wanted in (place, jurisdiction):
            for row in self.seasons:
                if row.kind == kind and row.validity.jurisdiction == wanted and row.validity.holds(day):
                    return row
        raise DeskError("warranty.no_season", place=place or jurisdiction)


@dataclass(frozen=True, slots=True)
class WarrantyEnd:
    """The last day of a warranty, and the row of ``warranty.toml`` behind it (``builder``: the builder's promise)."""

    until: date
    rule: str


def warranty_until(
    item: str,
    handed_over_on: date,
    accepted_on: date | None,
    jurisdiction: str = _COUNTRY,
    *,
    place: str = "",
    builder_months: int | None = None,
) -> WarrantyEnd:
    """The later of the handover with the buyer's term and the acceptance with the builder's, the day included.

    ``builder_months`` is what the builder promised where the law leaves it to the contract. Without a day of acceptance
    the builder's term counts from the handover. ``warranty.no_term`` where no row holds.
    """
    rows = shipped_terms()
    start = accepted_on or handed_over_on
    ends = []
    if term := rows.term(item, "buyer", handed_over_on, jurisdiction):
        ends.append(WarrantyEnd(_end(term, handed_over_on, place), term.name))
    if term := rows.term(item, "builder", start, jurisdiction):
        ends.append(WarrantyEnd(_end(term, start, place), term.name))
    if builder_months is not None:
        ends.append(WarrantyEnd(add_months(start, builder_months), "builder"))
    if not ends:
        raise DeskError("warranty.no_term", "item", item=item, day=handed_over_on, country=jurisdiction)
    return max(ends, key=lambda end: end.until)


def items_of(unit_kind: str, handed_over_on: date, jurisdiction: str = _COUNTRY) -> tuple[str, ...]:
    """The items that a unit of a kind handed over on a day has a warranty for."""
    rows = shipped_terms()
    return tuple(
        one.code
        for one in rows.items
        if unit_kind in one.kinds
        and any(rows.term(one.code, party, handed_over_on, jurisdiction) is not None for party in PARTIES)
    )


def find_item(text: str) -> str:
    """The item that a code or a word of the trade means; any other is refused with those that there are."""
    wanted = _folded(text)
    for item in shipped_terms().items:
        if wanted == _folded(item.code) or wanted in item.aliases:
            return item.code
    raise DeskError("warranty.item", "item", value=text, known=", ".join(all_items()))


def all_items() -> tuple[str, ...]:
    """The codes of all items, in the order of the file."""
    return tuple(item.code for item in shipped_terms().items)


@cache
def shipped_terms() -> Terms:
    """The rows that come with the program."""
    return parse_terms((Path(__file__).parent / "warranty.toml").read_text(encoding="utf-8"))


def parse_terms(text: str) -> Terms:
    """The rows of a TOML text; ``tariff.file`` names the first that cannot be used, and why."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DeskError("tariff.file", row=str(error), name="toml") from None
    items = tuple(_item(row) for row in tables.get("item", []))
    terms = tuple(_term(row, {item.code for item in items}) for row in tables.get("term", []))
    seasons = tuple(_season(row) for row in tables.get("season", []))
    check_overlaps(((term.item, term.party), term.validity) for term in terms)
    check_overlaps(((season.kind,), season.validity) for season in seasons)
    return Terms(items, terms, seasons)


def _end(term: Term, start: date, place: str) -> date:
    if not term.seasons:
        return add_months(start, term.months)
    season = shipped_terms().season(term.item, start, place, term.validity.jurisdiction)
    return season.after(start, term.seasons)


def _folded(text: str) -> str:
    return fold(text).replace("-", " ").replace("_", " ").strip()


def _item(row: Mapping[str, Any]) -> Item:
    kinds, aliases = row.get("kinds"), row.get("aliases", [])
    if not isinstance(kinds, list) or not kinds or not {*kinds} <= {*UNIT_KINDS}:
        raise wrong_row(row, "kinds")
    if not isinstance(aliases, list):
        raise wrong_row(row, "aliases")
    return Item(read_text(row, "code"), tuple(kinds), frozenset(_folded(alias) for alias in aliases))


def _term(row: Mapping[str, Any], known: set[str]) -> Term:
    item, party = read_text(row, "item"), read_text(row, "party")
    if item not in known:
        raise wrong_row(row, "item")
    if party not in PARTIES:
        raise wrong_row(row, "party")
    said = [name for name in SPANS if name in row]
    if len(said) != 1 or type(row[said[0]]) is not int or row[said[0]] < 1:
        raise wrong_row(row, "years")
    if said == ["seasons"] and item not in SEASONS:
        raise wrong_row(row, "seasons")
    months = row.get("years", 0) * 12 + row.get("months", 0)
    return Term(item, party, months, row.get("seasons", 0), read_validity(row))


def _season(row: Mapping[str, Any]) -> Season:
    if row.get("kind") not in SEASONS:
        raise wrong_row(row, "kind")
    return Season(row["kind"], _month_day(row, "begins"), _month_day(row, "ends"), read_validity(row))


def _month_day(row: Mapping[str, Any], name: str) -> tuple[int, int]:
    try:
        month, day = (int(part) for part in read_text(row, name).split("-"))
        # a year without a 29 February: a season's end must be a day of every year
        date(2001, month, day)
    except ValueError:
        raise wrong_row(row, name) from None
    return month, day
