"""How contracts are found: by their own, their reservation's, their online and their filing number, and by its tail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlmodel import Session, SQLModel, col, select

from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.store import number_keys
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.keys import Indexer
from deskapp.store.number_keys import LIMIT
from deskapp.store.search_sources import CONTRACT
from deskapp.store.work import Reader

contract_keys = number_keys.number_keys
"""All keys of one contract by its numbers, '' where there is none."""


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
    """Contracts by what was typed of a number: id and how well it matches (``store.number_keys``)."""
    return number_keys.find_by_number(reader, SaleContract, CONTRACT, _numbers_of, text, limit)


def _numbers_of(reader: Reader, contracts: Sequence[SaleContract]) -> dict[int, tuple[str, ...]]:
    del reader
    return {
        record_id(one): (one.number, one.reservation_number, one.online_number, one.filing_number) for one in contracts
    }


def _owner(record: SQLModel) -> int | None:
    return record.id if isinstance(record, SaleContract) else None


INDEXER: Final = Indexer(
    "sale_contract",
    CONTRACT,
    {SaleContract: _owner},
    make_keys,
    frozenset({"number", "reservation_number", "online_number", "filing_number"}),
)
