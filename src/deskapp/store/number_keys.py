"""Records that are found by the numbers they bear: whole, by the beginning, by the tail, best first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

from sqlmodel import SQLModel, col, select

from deskapp.store.tables import SearchKey
from deskapp.store.work import Reader
from deskapp.values.finding import BARE, TAIL, TAIL_KEPT, TAIL_SHORTEST, bare_number, match_number

LIMIT: Final = 20
_LAST: Final = "\U0010ffff"
Owner = TypeVar("Owner", bound=SQLModel)


def number_keys(*numbers: str) -> frozenset[str]:
    """All keys of one record by its numbers, '' where there is none."""
    keys: set[str] = set()
    for number in filter(None, (bare_number(number.upper()) for number in numbers)):
        keys.add(BARE + number)
        if len(number) >= TAIL_SHORTEST:
            keys.add(TAIL + number[: -TAIL_KEPT - 1 : -1])
    return frozenset(keys)


def find_by_number(
    reader: Reader,
    model: type[Owner],
    kind: int,
    numbers_of: Callable[[Reader, Sequence[Owner]], Mapping[int, Sequence[str]]],
    text: str,
    limit: int = LIMIT,
) -> list[tuple[int, int]]:
    """Records whose number is, begins or ends as what was typed: id and how well it matches, the best first.

    How well: EQUAL, PREFIX, REST of ``values.finding``; the newest of equal ones first. ``numbers_of`` says the
    numbers of some records by their ids: every hit is proved on them.
    """
    word = bare_number(text.upper())
    if not word:
        return []
    key = SearchKey.key
    begins = (col(key) >= BARE + word, col(key) < BARE + word + _LAST)
    tail = TAIL + word[: -TAIL_KEPT - 1 : -1]
    ends = (col(key) >= tail, col(key) < tail + _LAST)
    found: dict[int, int] = {}
    number = model.__table__.c.id  # type: ignore[attr-defined]
    for wanted in ((col(key) == BARE + word,), begins, *((ends,) if len(word) >= TAIL_SHORTEST else ())):
        # in the order of the keys, the highest numbers first, so that no more of them are read than are wanted
        query = (
            select(model)
            .join(SearchKey, col(SearchKey.id) == number)
            .where(SearchKey.kind == kind, *wanted)
            .order_by(col(key).desc(), col(SearchKey.id).desc())
            .limit(limit)
        )
        for owner, numbers in numbers_of(reader, reader.session.exec(query).all()).items():
            hits = [how for one in numbers if (how := match_number(word, one.upper())) is not None]
            if hits:
                found[owner] = min(*hits, found.get(owner, hits[0]))
    return sorted(found.items(), key=lambda one: (one[1], -one[0]))[:limit]
