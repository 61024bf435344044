"""Where candidates come from: statements over the key table and the tables' own indexes, in the order of ranks."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any, Final

from deskapp.store.search_rows import find_merged
from deskapp.values.finding import BARE, BEGINS, INSIDE, JOINED, TAIL, TAIL_KEPT, TAIL_SHORTEST, Word
from deskapp.values.names import KEY_LIMIT

CUSTOMER, UNIT, PARCEL = 1, 2, 3
"""Kinds of records in the key table."""


@dataclass(frozen=True, slots=True)
class Source:
    """A statement that gives ids: the column they stand in, the statement behind ``SELECT column``, its values."""

    column: str
    rest: str
    values: tuple[Any, ...]

    @property
    def price(self) -> int:
        """What a row costs: those of keys lie in the key's own order, others are fetched one by one."""
        return 1 if self.column == "id" else 3

    def ids(self, connection: sqlite3.Connection) -> Iterator[int]:
        """The ids, read as they are asked for."""
        return chain.from_iterable(connection.execute(f"SELECT {self.column} {self.rest}", self.values))

    def all_ids(self, connection: sqlite3.Connection) -> list[int]:
        """All ids at once, in one text: a row for each would take five times as long."""
        joined = connection.execute(f"SELECT group_concat({self.column}) {self.rest}", self.values).fetchone()[0]
        return list(json.loads(f"[{joined or ''}]"))

    def count(self, connection: sqlite3.Connection, limit: int) -> int:
        """How many there are, counted up to ``limit``; no row is read beyond its index."""
        statement = f"SELECT count(*) FROM (SELECT 1 {self.rest} LIMIT {limit})"
        return int(connection.execute(statement, self.values).fetchone()[0])


_NUMBERED: Final = ("customer_phone", "customer_document")
_LAST: Final = "\U0010ffff"


def name_sources(word: Word) -> tuple[list[Source], list[Source], list[Source]]:
    """Customers by name: equal, beginning, within."""
    name = word.name[:KEY_LIMIT]
    return [_key(CUSTOMER, BEGINS + name)], [_key_range(BEGINS + name)], [_key_from(INSIDE + name)]


def customer_sources(word: Word) -> tuple[list[Source], list[Source], list[Source]]:
    """Customers by name, phone or document: equal, beginning, rest."""
    equal, begins, rest = name_sources(word)
    number = word.number
    if number:
        equal += [_number(table, number) for table in _NUMBERED]
        equal.append(_key(CUSTOMER, BARE + number))
        begins += [_number_range(table, number) for table in _NUMBERED]
        begins.append(_key_range(BARE + number))
    if len(number) >= TAIL_SHORTEST:
        rest.append(_key_from(tail_key(number)))
    return equal, begins, rest


def key_sources(word: Word, today: date) -> list[Source]:
    """Customers who may match a number by their keys or their home, not by the table of their phone or document."""
    sources = [*_named(word), _key_from(BARE + word.number), *home_sources(word, today)]
    return [*sources, _key_from(tail_key(word.number))] if len(word.number) >= TAIL_SHORTEST else sources


def likely_sources(word: Word, others: Collection[str]) -> list[Source]:
    """Customers whose name is read with this word and then the other ones: few of many, and probably right."""
    if not others:
        return []
    name = word.name[:KEY_LIMIT]
    also = " AND instr(key, ?)" * len(others)
    return [
        Source(
            "id",
            f"FROM search_key WHERE kind = ? AND key >= ? AND key < ?{also}",
            (CUSTOMER, key, key + _LAST, *others),
        )
        for key in (BEGINS + name, INSIDE + name)
    ]


def tail_key(number: str) -> str:
    """The beginning of the keys of numbers that end so."""
    return TAIL + number[: -TAIL_KEPT - 1 : -1]


def code_sources(kind: int, codes: Collection[str]) -> list[list[Source]]:
    """Units or parcels by code: whole, tail, joined tail; the newest first."""

    def by(letter: str) -> list[Source]:
        keys = [letter + code for code in sorted(codes)]
        rest = f"FROM search_key WHERE kind = ? AND key IN ({_places(keys)}) ORDER BY id DESC"
        return [Source("id", rest, (kind, *keys))] if keys else []

    return [by(letter) for letter in (BEGINS, INSIDE, JOINED)]


def home_sources(word: Word, today: date) -> list[Source]:
    """Customers who own or live in a unit of that code on ``today``."""
    keys = [letter + code for code in sorted(word.codes) for letter in (BEGINS, INSIDE, JOINED)]
    rest = (
        "FROM search_key JOIN unit_person AS person ON person.unit_id = search_key.id"
        f" WHERE search_key.kind = {UNIT} AND key IN ({_places(keys)})"
        " AND (person.until IS NULL OR person.until > ?)"
    )
    return [Source("person.customer_id", rest, (*keys, today.isoformat()))] if keys else []


class Sift:
    """Tells quickly which of many customers may match a word: none that does is lost, some that do not may pass."""

    def __init__(self, connection: sqlite3.Connection, today: date) -> None:
        self._connection = connection
        self._today = today

    @cached_property
    def _above(self) -> dict[int, int]:
        return find_merged(self._connection)

    def roots(self, numbers: Iterable[int]) -> set[int]:
        """The customers in whom these live on."""
        asked = set(numbers)
        return {self._above.get(number, number) for number in asked} if asked else asked

    def survivors(self, sources: Iterable[Source]) -> set[int]:
        """All customers that sources give; those whom keys give have not been merged."""
        found: set[int] = set()
        for source in sources:
            numbers = source.all_ids(self._connection)
            found.update(numbers if source.column == "id" else self.roots(numbers))
        return found

    def by_name(self, survivors: set[int], word: Word) -> set[int]:
        """Those of the customers who may match a word that is no number."""
        passed = survivors & self.survivors(home_sources(word, self._today))
        for source in _named(word):
            passed |= survivors.intersection(source.all_ids(self._connection))
        return passed

    def by_number(self, survivors: set[int], number: str) -> set[int]:
        """Those of the customers with a phone or document that begins so."""
        passed: set[int] = set()
        for table in _NUMBERED:
            passed |= self._by_table(survivors - passed, table, number)
        return passed

    def _by_table(self, survivors: set[int], table: str, number: str) -> set[int]:
        """From whichever side has fewer rows."""
        source = _number_from(table, number)
        if source.count(self._connection, len(survivors)) < len(survivors):
            return survivors & self.roots(source.all_ids(self._connection))
        members = [*survivors, *(number for number, root in self._above.items() if root in survivors)]
        rest = (
            f"FROM json_each(?) AS asked CROSS JOIN {table} ON customer_id = asked.value"
            " WHERE number >= ? AND number < ?"
        )
        asked = Source("customer_id", rest, (json.dumps(sorted(members)), number, number + _LAST))
        return self.roots(asked.all_ids(self._connection))


def _named(word: Word) -> list[Source]:
    name = word.name[:KEY_LIMIT]
    return [_key_from(BEGINS + name), _key_from(INSIDE + name)]


def _key(kind: int, key: str) -> Source:
    return Source("id", "FROM search_key WHERE kind = ? AND key = ? ORDER BY id DESC", (kind, key))


def _key_from(key: str) -> Source:
    return Source("id", "FROM search_key WHERE kind = ? AND key >= ? AND key < ?", (CUSTOMER, key, key + _LAST))


def _key_range(key: str) -> Source:
    return Source("id", "FROM search_key WHERE kind = ? AND key > ? AND key < ?", (CUSTOMER, key, key + _LAST))


def _number(table: str, number: str) -> Source:
    return Source("customer_id", f"FROM {table} WHERE number = ?", (number,))


def _number_from(table: str, number: str) -> Source:
    return Source("customer_id", f"FROM {table} WHERE number >= ? AND number < ?", (number, number + _LAST))


def _number_range(table: str, number: str) -> Source:
    return Source("customer_id", f"FROM {table} WHERE number > ? AND number < ?", (number, number + _LAST))


def _places(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))
