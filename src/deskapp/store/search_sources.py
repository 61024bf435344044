"""Where candidates come from: statements over the key table and the tables' own indexes, in the order of ranks."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Final

from deskapp.store.search_rows import FAMILY
from deskapp.values.finding import BARE, BEGINS, INSIDE, JOINED, TAIL, TAIL_KEPT, TAIL_SHORTEST, Word
from deskapp.values.names import KEY_LIMIT

CUSTOMER, UNIT, PARCEL = 1, 2, 3
"""Kinds of records in the key table."""

Source = tuple[str, tuple[Any, ...]]
"""A statement that gives ids, and the values of its places."""

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
        equal += [_number(table, number) for table in ("customer_phone", "customer_document")]
        equal.append(_key(CUSTOMER, BARE + number))
        begins += [_number_range(table, number) for table in ("customer_phone", "customer_document")]
        begins.append(_key_range(BARE + number))
    if len(number) >= TAIL_SHORTEST:
        rest.append(_key_from(tail_key(number)))
    return equal, begins, rest


def tail_key(number: str) -> str:
    """The beginning of the keys of numbers that end so."""
    return TAIL + number[: -TAIL_KEPT - 1 : -1]


def code_sources(kind: int, codes: Collection[str]) -> list[list[Source]]:
    """Units or parcels by code: whole, tail, joined tail; the newest first."""

    def by(letter: str) -> list[Source]:
        keys = [letter + code for code in sorted(codes)]
        statement = f"SELECT id FROM search_key WHERE kind = ? AND key IN ({_places(keys)}) ORDER BY id DESC"
        return [(statement, (kind, *keys))] if keys else []

    return [by(letter) for letter in (BEGINS, INSIDE, JOINED)]


def home_sources(word: Word, today: date) -> list[Source]:
    """Customers who own or live in a unit of that code on ``today``."""
    keys = [letter + code for code in sorted(word.codes) for letter in (BEGINS, INSIDE, JOINED)]
    statement = (
        "SELECT person.customer_id FROM search_key JOIN unit_person AS person ON person.unit_id = search_key.id"
        f" WHERE search_key.kind = {UNIT} AND key IN ({_places(keys)})"
        " AND (person.until IS NULL OR person.until > ?)"
    )
    return [(statement, (*keys, today.isoformat()))] if keys else []


class Sift:
    """Tells quickly which of many customers may match a word: none that does is lost, some that do not may pass."""

    def __init__(self, connection: sqlite3.Connection, word: Word, today: date) -> None:
        self._connection = connection
        self._word = word
        self._today = today
        self._known: set[int] | None = None

    def passing(self, numbers: Iterable[int]) -> set[int]:
        """Those of ``numbers`` (survivors) who may match."""
        asked = set(numbers)
        passed = asked & self._by_keys()
        left = asked - passed
        if self._word.number and left:
            passed |= self._by_numbers(left)
        return passed

    def _by_keys(self) -> set[int]:
        if self._known is None:
            word = self._word
            _, _, within = name_sources(word)
            sources = [_key_from(BEGINS + word.name[:KEY_LIMIT]), *within]
            if len(word.number) >= TAIL_SHORTEST:
                sources.append(_key_from(tail_key(word.number)))
            self._known = set()
            for statement, values in (*sources, *home_sources(word, self._today)):
                self._known.update(number for (number,) in self._connection.execute(statement, values))
        return self._known

    def _by_numbers(self, numbers: set[int]) -> set[int]:
        number = self._word.number
        within = (number, number + _LAST)
        rows = self._connection.execute(
            f"""{FAMILY}
            SELECT root FROM family WHERE
                EXISTS (SELECT 1 FROM customer_phone AS phone
                    WHERE phone.customer_id = family.id AND phone.number >= ? AND phone.number < ?)
                OR EXISTS (SELECT 1 FROM customer_document AS document
                    WHERE document.customer_id = family.id AND document.number >= ? AND document.number < ?)
            """,
            (json.dumps(sorted(numbers)), *within, *within),
        )
        return {root for (root,) in rows}


def _key(kind: int, key: str) -> Source:
    return "SELECT id FROM search_key WHERE kind = ? AND key = ? ORDER BY id DESC", (kind, key)


def _key_from(key: str) -> Source:
    return f"SELECT id FROM search_key WHERE kind = {CUSTOMER} AND key >= ? AND key < ?", (key, key + _LAST)


def _key_range(key: str) -> Source:
    return f"SELECT id FROM search_key WHERE kind = {CUSTOMER} AND key > ? AND key < ?", (key, key + _LAST)


def _number(table: str, number: str) -> Source:
    return f"SELECT customer_id FROM {table} WHERE number = ?", (number,)


def _number_range(table: str, number: str) -> Source:
    return f"SELECT customer_id FROM {table} WHERE number > ? AND number < ?", (number, number + _LAST)


def _places(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))
