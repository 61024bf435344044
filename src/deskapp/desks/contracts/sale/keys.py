"""How contracts are found: by their own, their reservation's, their online and their filing number, and by its tail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlmodel import Session, SQLModel, col, select

from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.keys import Indexer
from deskapp.store.search_sources import CONTRACT
from deskapp.store.tables import SearchKey
from deskapp.store.work import Reader
from deskapp.values.finding import BARE, TAIL, TAIL_KEPT, TAIL_SHORTEST, bare_number, match_number

_LAST: Final = "\U0010ffff"
LIMIT: Final = 20


def contract_keys(*numbers: str) -> frozenset[str]:
    """All keys of one contract by its numbers, '' where there is none."""
    keys: set[str] = set()
    for number in filter(None, (bare_number(number.upper()) for number in numbers)):
        keys.add(BARE + number)
        if len(number) >= TAIL_SHORTEST:
            keys.add(TAIL + number[: -TAIL_KEPT - 1 : -1])
    return frozenset(keys)


def make_keys(session: Session, numbers: Iterable[int]) -> dict[int, frozenset[str]]:
    """Keys of these contracts as the database has them now."""
    keys: dict[int, frozenset[str]] = {}
    for chunk in in_chunks(numbers):
        query = (
            select(SaleContract.id, SaleContract.number, SaleContract.reservation_number, SaleContract.online_number)
            .add_columns(col(SaleContract.filing_number))
            .where(col(SaleContract.id).in_(chunk))
        )
        keys.update({row[0]: contract_keys(*row[1:]) for row in session.execute(query)})
    return keys


def find_by_number(reader: Reader, text: str, limit: int = LIMIT) -> list[tuple[int, int]]:
    """Contracts whose number is, begins or ends as what was typed: id and how well it matches, the best first.

    How well: EQUAL, PREFIX, REST of ``values.finding``; the newest of equal ones first.
    """
    word = bare_number(text.upper())
    if not word:
        return []
    key = SearchKey.key
    begins = (col(key) >= BARE + word, col(key) < BARE + word + _LAST)
    tail = TAIL + word[: -TAIL_KEPT - 1 : -1]
    ends = (col(key) >= tail, col(key) < tail + _LAST)
    found: dict[int, int] = {}
    for wanted in ((col(key) == BARE + word,), begins, *((ends,) if len(word) >= TAIL_SHORTEST else ())):
        # in the order of the keys, the highest numbers first, so that no more of them are read than are wanted
        query = (
            select(SaleContract)
            .join(SearchKey, col(SearchKey.id) == col(SaleContract.id))
            .where(SearchKey.kind == CONTRACT, *wanted)
            .order_by(col(key).desc(), col(SearchKey.id).desc())
            .limit(limit)
        )
        for contract in reader.session.exec(query):
            if (how := _match(contract, word)) is not None:
                found[record_id(contract)] = min(how, found.get(record_id(contract), how))
    return sorted(found.items(), key=lambda one: (one[1], -one[0]))[:limit]


def _match(contract: SaleContract, word: str) -> int | None:
    numbers = (contract.number, contract.reservation_number, contract.online_number, contract.filing_number)
    hits = [how for number in numbers if (how := match_number(word, number.upper())) is not None]
    return min(hits, default=None)


def _owner(record: SQLModel) -> int | None:
    return record.id if isinstance(record, SaleContract) else None


INDEXER: Final = Indexer(
    "sale_contract",
    CONTRACT,
    {SaleContract: _owner},
    make_keys,
    frozenset({"number", "reservation_number", "online_number", "filing_number"}),
)
