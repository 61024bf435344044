"""Finding by keys: candidates from the indexes, best first, each judged on the record itself before it is returned.

A word's candidates come in the order equal, beginning, rest. Within each the newest come first among the first
``CAP`` of them; a larger limit raises the cap, so that nothing is lost to whoever asks for everything.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import Final, Generic, TypeVar

from deskapp.store.faults import database_fault
from deskapp.store.search_rows import (
    ParcelRow,
    PersonRow,
    UnitRow,
    find_outside,
    load_homes,
    load_parcels,
    load_people,
    load_units,
)
from deskapp.store.search_sources import (
    PARCEL,
    UNIT,
    Sift,
    Source,
    code_sources,
    customer_sources,
    home_sources,
)
from deskapp.store.store import Store
from deskapp.values.finding import (
    Word,
    is_as_typed,
    match_code,
    match_name,
    match_number,
)

CAP: Final = 200
_GROUP: Final = 250
_FIRST: Final = 256
_NEXT: Final = 4096
_WEIGHED: Final = 4000
_STEPS: Final = 4000

T = TypeVar("T")
Row = TypeVar("Row", PersonRow, UnitRow, ParcelRow)


class SearchCancelledError(Exception):
    """Nobody waits for this result any more."""


@dataclass(frozen=True, slots=True)
class Found(Generic[Row]):
    """A record and how well it matches (``values.finding.EQUAL`` and so on)."""

    rank: int
    row: Row


@contextmanager
def open_finder(store: Store, today: date, cancelled: Callable[[], bool] | None = None) -> Iterator[Finder]:
    """A finder on one snapshot of the database. Once ``cancelled()`` is true it raises ``SearchCancelledError``."""
    with store.borrow() as connection:
        connection.set_progress_handler(cancelled, _STEPS)
        try:
            connection.execute("BEGIN")
            yield Finder(connection, today, store.scope.project_ids)
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
                raise SearchCancelledError from None
            raise database_fault(error) or error from error
        finally:
            connection.set_progress_handler(None, _STEPS)
            connection.rollback()


class Finder:
    """Finds records of each kind on one connection; ``projects`` is the scope, None for everything."""

    def __init__(self, connection: sqlite3.Connection, today: date, projects: frozenset[int] | None) -> None:
        self._connection = connection
        self._today = today
        self._projects = projects

    def customers(self, cuts: Iterable[tuple[Word, ...]], limit: int) -> list[Found[PersonRow]]:
        """Customers by any way to cut the query, the query as one word first; at most ``limit``, with their homes."""
        found: list[Found[PersonRow]] = []
        for words in cuts:
            seen = {hit.row.id for hit in found}
            left = limit - len(found)
            if left > 0:
                found += self._one(words[0], left, seen) if len(words) == 1 else self._several(words, left, seen)
        for group in _groups(found):
            load_homes(self._connection, [hit.row for hit in group], self._today)
        return found

    def units(self, codes: frozenset[str], limit: int) -> list[Found[UnitRow]]:
        """Units by the codes that a query may stand for; whole codes before tails."""

        def check(numbers: Sequence[int]) -> Iterator[Found[UnitRow]]:
            rows = load_units(self._connection, numbers, self._today)
            for row in (rows[number] for number in numbers if number in rows):
                rank = match_code(codes, row.keys)
                if rank is not None and (self._projects is None or row.project_id in self._projects):
                    yield Found(rank, row)

        return self._collect(code_sources(UNIT, codes), _newest, check, limit)

    def parcels(self, codes: frozenset[str], limit: int) -> list[Found[ParcelRow]]:
        """Parcels by the codes that a query may stand for; whole codes before tails."""

        def check(numbers: Sequence[int]) -> Iterator[Found[ParcelRow]]:
            rows = load_parcels(self._connection, numbers)
            for row in (rows[number] for number in numbers if number in rows):
                rank = match_code(codes, row.keys)
                if rank is not None and (self._projects is None or row.project_id in {None, *self._projects}):
                    yield Found(rank, row)

        return self._collect(code_sources(PARCEL, codes), _newest, check, limit)

    def _one(self, word: Word, limit: int, seen: set[int]) -> list[Found[PersonRow]]:
        def arrange(numbers: Iterable[int]) -> list[int]:
            return self._fresh([word], numbers, seen)

        return self._collect(customer_sources(word), arrange, lambda numbers: self._check([word], numbers), limit)

    def _several(self, words: Sequence[Word], limit: int, seen: set[int]) -> list[Found[PersonRow]]:
        """The rarest word drives; its candidates are sifted by the others' keys where they are many, then judged."""
        rarest = min(words, key=self._weigh)
        sifts = [Sift(self._connection, word, self._today) for word in words if word is not rarest]
        stream = self._stream([*chain(*customer_sources(rarest)), *home_sources(rarest, self._today)])
        found: list[Found[PersonRow]] = []
        size = _FIRST
        while len(found) < limit and (numbers := list(islice(stream, size))):
            fresh = self._fresh(words, numbers, seen)
            if size > _FIRST:
                for sift in sifts:
                    passing = sift.passing(fresh)
                    fresh = [number for number in fresh if number in passing]
            for group in _groups(fresh):
                found += self._check(words, group)
            size = _NEXT
        # the sort is stable: candidates came newest first
        return sorted(found, key=lambda hit: hit.rank)[:limit]

    def _collect(
        self,
        sources: Iterable[Iterable[Source]],
        arrange: Callable[[Iterable[int]], list[int]],
        check: Callable[[Sequence[int]], Iterable[Found[Row]]],
        limit: int,
    ) -> list[Found[Row]]:
        """The first ``limit`` that stand the check, source by source; each source's first ``CAP`` are arranged."""
        found: list[Found[Row]] = []
        for level in sources:
            stream = self._stream(level)
            while len(found) < limit and (numbers := list(islice(stream, max(CAP, limit)))):
                for group in _groups(arrange(numbers), min(_GROUP, limit)):
                    found += check(group)
                    if len(found) >= limit:
                        break
        return found[:limit]

    def _stream(self, sources: Iterable[Source]) -> Iterator[int]:
        for statement, values in sources:
            for row in self._connection.execute(statement, values):
                yield row[0]

    def _fresh(self, words: Iterable[Word], numbers: Iterable[int], seen: set[int]) -> list[int]:
        """Survivors not seen before, those who match as typed first, then the newest."""
        names = {number: name for number, name in self._survivors(numbers).items() if number not in seen}
        seen.update(names)
        typed = [word.text for word in words if not word.number]
        return sorted(names, key=lambda number: (-sum(is_as_typed(text, names[number]) for text in typed), -number))

    def _survivors(self, numbers: Iterable[int]) -> dict[int, str]:
        """The customers in whom these live on, with their names."""
        names: dict[int, str] = {}
        asked: set[int] = set()
        wanted = set(numbers)
        while wanted:
            rows = self._connection.execute(
                "SELECT customer.id, merged_into, name FROM json_each(?) AS wanted"
                " JOIN customer ON customer.id = wanted.value",
                (json.dumps(list(wanted)),),
            ).fetchall()
            asked |= wanted
            wanted = {above for _, above, _ in rows if above is not None} - asked
            names.update((number, name) for number, above, name in rows if above is None)
        return names

    def _check(self, words: Sequence[Word], numbers: Sequence[int]) -> list[Found[PersonRow]]:
        people = load_people(self._connection, numbers)
        if self._projects is not None:
            for outside in find_outside(self._connection, numbers, self._projects):
                del people[outside]
        ranks = {number: [_match(word, person) for word in words] for number, person in people.items()}
        # of several words one may be the room: only those who lack just that word are asked for their homes
        lacking = {number: found.index(None) for number, found in ranks.items() if found.count(None) == 1 < len(words)}
        if lacking:
            load_homes(self._connection, [people[number] for number in lacking], self._today)
        for number, place in lacking.items():
            ranks[number][place] = _match_homes(words[place], people[number])
        return [
            Found(max(good), people[number])
            for number, found in ranks.items()
            if len(good := [rank for rank in found if rank is not None]) == len(words)
        ]

    def _weigh(self, word: Word) -> tuple[int, int]:
        """How common a word is; among very common ones the longer is taken for the rarer."""
        total = 0
        for statement, values in (*chain(*customer_sources(word)), *home_sources(word, self._today)):
            counted = f"SELECT count(*) FROM ({statement} LIMIT {_WEIGHED})"
            total += self._connection.execute(counted, values).fetchone()[0]
        return total, -len(word.name)


def _match(word: Word, person: PersonRow) -> int | None:
    """How a word matches a customer's names and numbers."""
    ranks = [match_name(word.name, name) for name in person.names]
    if word.number:
        ranks += [match_number(word.number, number) for number in person.phones]
        ranks += [match_number(word.number, number) for _, number in person.documents]
    return min((rank for rank in ranks if rank is not None), default=None)


def _match_homes(word: Word, person: PersonRow) -> int | None:
    ranks = [match_code(word.codes, home.keys) for home in person.homes]
    return min((rank for rank in ranks if rank is not None), default=None)


def _newest(numbers: Iterable[int]) -> list[int]:
    return sorted(set(numbers), reverse=True)


def _groups(items: Sequence[T], size: int = _GROUP) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
