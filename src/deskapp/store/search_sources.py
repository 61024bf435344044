"""Where candidates come from: statements over the key table and the tables' own indexes, in the order of ranks."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, Final

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

    def all_ids(self, connection: sqlite3.Connection, *values: str) -> list[int]:
        """All ids at once; ``values`` come before its own. In one text: a row for each takes five times as long."""
        statement = f"SELECT group_concat({self.column}) {self.rest}"
        joined = connection.execute(statement, (*values, *self.values)).fetchone()[0]
        return list(json.loads(f"[{joined or ''}]"))

    def count(self, connection: sqlite3.Connection, limit: int) -> int:
        """How many there are, counted up to ``limit``; no row is read beyond its index."""
        statement = f"SELECT count(*) FROM (SELECT 1 {self.rest} LIMIT {limit})"
        return int(connection.execute(statement, self.values).fetchone()[0])


_NUMBERED: Final = ("customer_phone", "customer_document")
_SMALL: Final = 1000
"""So many rows are rather read at once than asked one by one."""
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


def find_merged(connection: sqlite3.Connection) -> dict[int, int]:
    """For every customer that was merged the one it lives on in, through chains of any length."""
    row = connection.execute(
        "SELECT group_concat(id), group_concat(merged_into) FROM customer WHERE merged_into IS NOT NULL"
    ).fetchone()
    below, into = (json.loads(f"[{joined or ''}]") for joined in row)
    above: dict[int, int] = dict(zip(below, into, strict=True))
    for number in above:
        seen = {number}
        while (higher := above.get(above[number])) is not None and higher not in seen:
            seen.add(higher)
            above[number] = higher
    return above


def named_among(connection: sqlite3.Connection, survivors: set[int], word: Word) -> set[int]:
    """Those of many customers who may match a word that is no number."""
    if any(source.count(connection, 1) for source in chain(*code_sources(UNIT, word.codes))):
        return survivors
    return set().union(*(survivors.intersection(source.all_ids(connection)) for source in _named(word)))


class Sift:
    """Tells quickly who of many customers may match a number: none that does is lost, some that do not may pass.

    ``above`` says of those who were merged in whom they live on.
    """

    def __init__(self, connection: sqlite3.Connection, word: Word, today: date, above: Mapping[int, int]) -> None:
        self._connection = connection
        self._above = above
        self._members: dict[int, list[int]] = {}
        for number, root in above.items():
            self._members.setdefault(root, []).append(number)
        readable, self._probes = self._divide(word, today)
        self._known = self._roots(chain.from_iterable(source.all_ids(connection) for source in readable))

    def _divide(self, word: Word, today: date) -> tuple[list[Source], list[Source]]:
        """What is read once, because it is little, and what is asked for the customers at hand."""
        readable, probes = [*_named(word), _key_from(BARE + word.number)], []
        if len(word.number) >= TAIL_SHORTEST:
            readable.append(_key_from(tail_key(word.number)))
        for table in _NUMBERED:
            source = _number_from(table, word.number)
            if source.count(self._connection, _SMALL) < _SMALL:
                readable.append(source)
            else:
                probes.append(_probe(table, "number >= ? AND number < ?", source.values))
        units = [n for source in chain(*code_sources(UNIT, word.codes)) for n in source.all_ids(self._connection)]
        if len(units) < _SMALL // 2:
            readable += home_sources(word, today)
        else:
            current = "(until IS NULL OR until > ?) AND +unit_id IN (SELECT value FROM json_each(?))"
            probes.append(_probe("unit_person", current, (today.isoformat(), json.dumps(units))))
        return readable, probes

    def passing(self, survivors: Iterable[int]) -> set[int]:
        """Those of the customers who may match."""
        left = set(survivors)
        passed = left & self._known
        for probe in self._probes:
            left -= passed
            members = [*left, *(member for root in left & self._members.keys() for member in self._members[root])]
            passed |= self._roots(probe.all_ids(self._connection, json.dumps(sorted(members))))
        return passed

    def _roots(self, numbers: Iterable[int]) -> set[int]:
        return {self._above.get(number, number) for number in numbers}


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


def _probe(table: str, condition: str, values: tuple[Any, ...]) -> Source:
    """Who of some customers, a JSON list as the first value, has a row in ``table``."""
    rest = f"FROM json_each(?) AS asked CROSS JOIN {table} ON customer_id = asked.value WHERE {condition}"
    return Source("customer_id", rest, values)


def _number_range(table: str, number: str) -> Source:
    return Source("customer_id", f"FROM {table} WHERE number > ? AND number < ?", (number, number + _LAST))


def _places(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))
