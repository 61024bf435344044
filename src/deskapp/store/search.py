"""Finding by keys: candidates from the indexes, best first, each judged on the record itself before it is returned.

A word's candidates come in the order equal, beginning, rest. Within each the newest come first among the first
``CAP`` of them; a larger limit raises the cap, so that nothing is lost to whoever asks for everything.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator, Sequence, Sized
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import Final, Generic, TypeVar

from deskapp.store.faults import telling_faults
from deskapp.store.scope import Scope
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
    ask,
    code_sources,
    customer_sources,
    find_merged,
    find_numbered,
    home_probe,
    home_sources,
    likely_sources,
    named_among,
)
from deskapp.store.store import Store
from deskapp.values.finding import (
    EQUAL,
    REST,
    Word,
    as_typed,
    match_code,
    match_name,
    match_number,
)

CAP: Final = 200
_GROUP: Final = 250
"""Customers judged at once."""
_FEW: Final = 400
"""So many candidates are judged as they are."""
_TASTE: Final = 100
_PLAIN: Final = 3
"""So many groups of a common word's candidates are judged as they are, as long as hits come fast enough."""
_PART: Final = 1000
"""Candidates sifted at once."""
_WEIGHED: Final = 30_000
_STEPS: Final = 4000
_FIGURE: Final = re.compile(r"\d")

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
    with telling_faults(), store.borrow() as connection:
        connection.set_progress_handler(cancelled, _STEPS)
        try:
            connection.execute("BEGIN")
            yield Finder(connection, today, store.scope, cancelled)
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
                raise SearchCancelledError from None
            raise
        finally:
            connection.set_progress_handler(None, _STEPS)
            connection.rollback()


class Finder:
    """Finds records of each kind on one connection, as far as ``scope`` lets it see."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        today: date,
        scope: Scope,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self._connection = connection
        self._cancelled = cancelled
        self._today = today
        self._business = scope.business
        self._projects = scope.project_ids
        self._only: Container[int] | None = None

    def among(self, numbers: Iterable[int]) -> Finder:
        """A finder of these records alone: whoever is looked for among a few is not lost behind namesakes."""
        found = copy(self)
        chosen = set(numbers)
        # keys of a customer who was merged lead to the one in whom they live on
        found._only = chosen | set(find_merged(self._connection, chosen))
        return found

    def customers(self, cuts: Iterable[tuple[Word, ...]], limit: int, before: int = REST + 1) -> list[Found[PersonRow]]:
        """Customers by any way to cut the query, the query as one word first; at most ``limit``, with their homes.

        One word is only asked for ranks below ``before``.
        """
        found: list[Found[PersonRow]] = []
        for words in cuts:
            seen = {hit.row.id for hit in found}
            left = limit - len(found)
            if left > 0:
                one = len(words) == 1
                found += self._one(words[0], left, before, seen) if one else self._several(words, left, seen)
        for group in _groups(found):
            load_homes(self._connection, [hit.row for hit in group], self._today, self._projects)
        return found

    def numbered(self, numbers: Iterable[str]) -> list[Found[PersonRow]]:
        """Customers by our own whole numbers, whoever they were merged into, with their homes."""
        people = self._load(list(self._survivors(find_numbered(self._connection, numbers))))
        load_homes(self._connection, people.values(), self._today, self._projects)
        return [Found(EQUAL, person) for person in people.values()]

    def units(self, codes: frozenset[str], limit: int) -> list[Found[UnitRow]]:
        """Units by the codes that a query may stand for; whole codes before tails."""

        def check(numbers: Sequence[int]) -> Iterator[Found[UnitRow]]:
            rows = load_units(self._connection, numbers, self._today)
            for row in (rows[number] for number in numbers if number in rows):
                rank = match_code(codes, row.keys)
                if rank is not None and self._sees(row.project_id):
                    yield Found(rank, row)

        return self._collect(code_sources(UNIT, codes), _newest, check, limit)

    def parcels(self, codes: frozenset[str], limit: int, before: int = REST + 1) -> list[Found[ParcelRow]]:
        """Parcels by the codes that a query may stand for, of ranks below ``before``; whole codes before tails."""

        def check(numbers: Sequence[int]) -> Iterator[Found[ParcelRow]]:
            rows = load_parcels(self._connection, numbers)
            for row in (rows[number] for number in numbers if number in rows):
                rank = match_code(codes, row.keys)
                if rank is not None and (row.project_id is None or self._sees(row.project_id)) and self._business:
                    yield Found(rank, row)

        return self._collect(code_sources(PARCEL, codes)[:before], _newest, check, limit)

    def _one(self, word: Word, limit: int, before: int, seen: set[int]) -> list[Found[PersonRow]]:
        if word.number or word.is_han:
            # whatever matches is as typed: no name has to be read before the newest are taken
            def arrange(numbers: Iterable[int]) -> list[int]:
                return _newest(number for number in numbers if number not in seen)

            def check(numbers: Sequence[int]) -> list[Found[PersonRow]]:
                return self._check([word], self._fresh([word], numbers, seen))
        else:

            def arrange(numbers: Iterable[int]) -> list[int]:
                return self._fresh([word], numbers, seen)

            def check(numbers: Sequence[int]) -> list[Found[PersonRow]]:
                return self._check([word], numbers)

        return self._collect(customer_sources(word)[:before], arrange, check, limit)

    def _several(self, words: Sequence[Word], limit: int, seen: set[int]) -> list[Found[PersonRow]]:
        """The rarest word drives: of its candidates those whom the others' numbers leave are judged for all words."""
        rarest, weight = self._rarest(words)
        others = [word for word in words if word is not rarest]
        sifts = [Sift(self._connection, word, self._today, weight) for word in others if word.number]
        found: list[Found[PersonRow]] = []
        for part in self._candidates(rarest, others, few=weight <= _FEW, limit=limit, found=found):
            numbers: Iterable[int] = part
            if sifts:
                numbers = self._survivors(part) if rarest.number else part
                for sift in sifts:
                    numbers = sift.passing(list(numbers))
            for group in _groups(self._fresh(words, numbers, seen)):
                found += self._check(words, group)
                if len(found) >= limit:
                    # the sort is stable: candidates came newest first
                    return sorted(found, key=lambda hit: hit.rank)[:limit]
        return sorted(found, key=lambda hit: hit.rank)

    def _candidates(
        self, rarest: Word, others: Sequence[Word], *, few: bool, limit: int, found: Sized
    ) -> Iterator[list[int]]:
        """The rarest word's candidates in parts; of many only who has the other names, unless ``found`` grows well."""
        sources = [*chain(*customer_sources(rarest)), *home_sources(rarest, self._today)]
        stream = self._stream(sources)
        names = [word for word in others if not word.number]
        if names and not few:
            yield list(islice(self._stream(likely_sources(rarest, [word.name for word in names])), _TASTE))
            for groups in range(1, _PLAIN + 1):
                yield list(islice(stream, _TASTE))
                if len(found) * _PLAIN < limit * groups:
                    break
            numbers = set(chain.from_iterable(source.all_ids(self._connection) for source in sources))
            numbers = {number for number in numbers if self._only is None or number in self._only}
            for word in names:
                numbers = named_among(self._connection, numbers, word) if len(numbers) > _FEW else numbers
            stream = iter(_newest(numbers))
        while part := list(islice(stream, _PART)):
            yield part

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
        numbers = chain.from_iterable(source.ids(self._connection) for source in sources)
        only = self._only
        return numbers if only is None else (number for number in numbers if number in only)

    def _fresh(self, words: Iterable[Word], numbers: Iterable[int], seen: set[int]) -> list[int]:
        """Survivors not seen before, those who match as typed first, then the newest."""
        names = {number: name for number, name in self._survivors(numbers).items() if number not in seen}
        seen.update(names)
        newest = sorted(names, reverse=True)
        typed = [as_typed(part) for word in words if not word.number for part in word.text.split()]
        if typed and len(newest) > 1:
            lowered = {number: as_typed(name) for number, name in names.items()}
            newest.sort(key=lambda number: -sum([text in lowered[number] for text in typed]))
        return newest

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
        # the connection asks within long statements; between short ones it is asked here
        if self._cancelled is not None and self._cancelled():
            raise SearchCancelledError
        people = self._load(numbers)
        ranks: dict[int, list[int]] = {number: [] for number in people}
        placed = set(people) if len(words) == 1 else set()
        # numbers are judged first: they are cheap, and most candidates end there
        for word in sorted(words, key=lambda word: not word.number):
            lacking = []
            for number in list(ranks):
                rank = _match(word, people[number])
                if rank is not None:
                    ranks[number].append(rank)
                else:
                    lacking.append(number)
            # of several words one may be the room, and no more
            at_home = self._at_home(word, [people[number] for number in lacking if number not in placed])
            for number in lacking:
                if number in at_home:
                    placed.add(number)
                    ranks[number].append(at_home[number])
                else:
                    del ranks[number]
        return [Found(max(found), people[number]) for number, found in ranks.items()]

    def _load(self, numbers: Sequence[int]) -> dict[int, PersonRow]:
        if not self._business:
            return {}
        people = load_people(self._connection, numbers)
        if self._projects is not None:
            for outside in find_outside(self._connection, numbers, self._projects):
                del people[outside]
        return people

    def _sees(self, project_id: int | None) -> bool:
        return self._business and (self._projects is None or project_id in self._projects)

    def _at_home(self, word: Word, people: Sequence[PersonRow]) -> dict[int, int]:
        """Those who own or live in a unit of that code, and how well it matches."""
        if not people or not word.codes:
            return {}
        numbers = [person.id for person in people]
        probe = home_probe(word, self._today)
        roots = ask(self._connection, probe, numbers, find_merged(self._connection, numbers))
        home = [person for person in people if person.id in roots]
        load_homes(self._connection, home, self._today, self._projects)
        ranks = {person.id: _match_homes(word, person) for person in home}
        return {number: rank for number, rank in ranks.items() if rank is not None}

    def _rarest(self, words: Iterable[Word]) -> tuple[Word, int]:
        """The word with the fewest candidates and their count; among very common ones the longest is taken for it."""
        rarest, *others = sorted(words, key=lambda word: -len(word.name))
        least = self._weigh(rarest, _WEIGHED)
        for word in others:
            weight = self._weigh(word, least)
            if weight < least:
                rarest, least = word, weight
        return rarest, least

    def _weigh(self, word: Word, limit: int) -> int:
        """How many candidates a word has, counted up to ``limit``; those that are dear to read count more."""
        total = 0
        for source in (*chain(*customer_sources(word)), *chain(*code_sources(UNIT, word.codes))):
            total += source.price * source.count(self._connection, limit - total)
            if total >= limit:
                break
        return total


def _match(word: Word, person: PersonRow) -> int | None:
    """How a word matches a customer's names and numbers."""
    ranks: list[int | None] = []
    if word.number:
        ranks += [match_number(word.number, number) for number in person.phones]
        ranks += [match_number(word.number, number) for _, number in person.documents]
    ranks += [match_name(word.name, name) for name in person.names if not word.number or _FIGURE.search(name)]
    return min((rank for rank in ranks if rank is not None), default=None)


def _match_homes(word: Word, person: PersonRow) -> int | None:
    ranks = [match_code(word.codes, home.keys) for home in person.homes]
    return min((rank for rank in ranks if rank is not None), default=None)


def _newest(numbers: Iterable[int]) -> list[int]:
    return sorted(set(numbers), reverse=True)


def _groups(items: Sequence[T], size: int = _GROUP) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
