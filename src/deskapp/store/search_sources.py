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

CUSTOMER, UNIT, PARCEL, CONTRACT, DELIVERY, DEFECT, KEY_SET, COMPLAINT = range(1, 9)
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
    keys = _home_keys(word)
    rest = (
        "FROM search_key JOIN unit_person AS person ON person.unit_id = search_key.id"
        f" WHERE search_key.kind = {UNIT} AND key IN ({_places(keys)})"
        " AND (person.until IS NULL OR person.until > ?)"
    )
    return [Source("person.customer_id", rest, (*keys, today.isoformat()))] if keys else []


def named_among(connection: sqlite3.Connection, numbers: set[int], word: Word) -> set[int]:
    """Those of many customers who may match a word that is no number."""
    if any(source.count(connection, 1) for source in chain(*code_sources(UNIT, word.codes))):
        return numbers
    # of those who were merged their own keys say nothing
    merged = Source("id", "FROM customer WHERE merged_into IS NOT NULL", ())
    return set().union(*(numbers.intersection(source.all_ids(connection)) for source in (*_named(word), merged)))


class Sift:
    """Tells quickly who of many customers may match a number: none that does is lost, some that do not may pass.

    ``many`` is how many customers will be asked about: what has fewer rows than that is read at once.
    """

    def __init__(self, connection: sqlite3.Connection, word: Word, today: date, many: int) -> None:
        self._connection = connection
        self._many = many
        self._known: set[int] = set()
        self._probes: list[Source] = []
        for source in _named(word):
            self._read(source)
        if len(word.number) >= TAIL_SHORTEST:
            self._read(_key_from(tail_key(word.number)))
        self._add_beginnings(word.number)
        for source in home_sources(word, today):
            if self._is_few(source):
                self._read(source)
            else:
                self._probes.append(home_probe(word, today))

    def _add_beginnings(self, number: str) -> None:
        begins = "number >= ? AND number < ?"
        signed = _key_from(BARE + number)
        if self._is_few(signed):
            self._read(signed)
        else:
            # a number that is kept with other signs than letters and figures passes, whatever it is
            begins = f"({begins} OR number GLOB '*[^0-9A-Z]*')"
        for table in _NUMBERED:
            source = _number_from(table, number)
            if "GLOB" not in begins and self._is_few(source):
                self._read(source)
            else:
                self._probes.append(_probe(table, begins, source.values))

    def _is_few(self, source: Source) -> bool:
        return source.count(self._connection, self._many) < self._many

    def _read(self, source: Source) -> None:
        self._known.update(source.all_ids(self._connection))

    def passing(self, numbers: Collection[int]) -> set[int]:
        """Those of the customers who may match."""
        passed = self._known.intersection(numbers)
        merged = find_merged(self._connection, numbers)
        passed.update(root for number, root in merged.items() if number in self._known)
        for probe in self._probes:
            passed |= ask(self._connection, probe, [number for number in numbers if number not in passed], merged)
        return passed


def ask(connection: sqlite3.Connection, probe: Source, numbers: Iterable[int], merged: Mapping[int, int]) -> set[int]:
    """For whom of some customers a probe has a row, of their own or of one who was ``merged`` into them."""
    # in their order the rows lie side by side
    found = probe.all_ids(connection, json.dumps(sorted([*numbers, *merged])))
    return {merged.get(number, number) for number in found}


def find_merged(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, int]:
    """All customers who live on in ``numbers``, each with the one it lives on in, through chains of any length."""
    merged: dict[int, int] = {}
    roots = {number: number for number in numbers}
    while roots:
        rows = connection.execute(
            "SELECT customer.id, merged_into FROM json_each(?) AS asked"
            " CROSS JOIN customer ON merged_into = asked.value",
            (json.dumps(list(roots)),),
        )
        roots = {number: roots[into] for number, into in rows if number not in merged}
        merged.update(roots)
    return merged


def find_numbered(connection: sqlite3.Connection, numbers: Iterable[str]) -> list[int]:
    """Customers by our own whole numbers; the index begins with the office."""
    rows = connection.execute(
        "SELECT customer.id FROM office CROSS JOIN json_each(?) AS asked"
        " CROSS JOIN customer ON customer.office_id = office.id AND customer.number = asked.value ORDER BY 1 DESC",
        (json.dumps(list(numbers)),),
    )
    return [number for (number,) in rows]


def home_probe(word: Word, today: date) -> Source:
    """Who of some customers, a JSON list as the first value, owns or lives in a unit of that code on ``today``."""
    keys = _home_keys(word)
    rest = (
        "FROM json_each(?) AS asked CROSS JOIN unit_person AS person ON person.customer_id = asked.value"
        f" CROSS JOIN search_key ON search_key.kind = {UNIT} AND search_key.key IN ({_places(keys)})"
        " AND search_key.id = person.unit_id"
        " WHERE person.until IS NULL OR person.until > ?"
    )
    return Source("person.customer_id", rest, (*keys, today.isoformat()))


def _home_keys(word: Word) -> list[str]:
    return [letter + code for code in sorted(word.codes) for letter in (BEGINS, INSIDE, JOINED)]


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
