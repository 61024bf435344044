"""How sets of keys are found: by what stands on their label."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlmodel import Session, SQLModel, col, select

from deskapp.papers.keys.model import KeySet
from deskapp.store import number_keys
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.keys import Indexer
from deskapp.store.number_keys import LIMIT
from deskapp.store.search_sources import KEY_SET
from deskapp.store.work import Reader


def make_keys(session: Session, numbers: Iterable[int]) -> dict[int, frozenset[str]]:
    """Keys of these sets as the database has them now."""
    keys: dict[int, frozenset[str]] = {}
    for chunk in in_chunks(numbers):
        query = select(KeySet.id, KeySet.label).where(col(KeySet.id).in_(chunk))
        keys.update({number: number_keys.number_keys(said) for number, said in session.execute(query)})
    return keys


def find_by_number(reader: Reader, text: str, limit: int = LIMIT) -> list[tuple[int, int]]:
    """Sets of keys by what was typed of a label: id and how well it matches (``store.number_keys``)."""
    return number_keys.find_by_number(reader, KeySet, KEY_SET, _numbers_of, text, limit)


def _numbers_of(reader: Reader, found: Sequence[KeySet]) -> dict[int, tuple[str]]:
    del reader
    return {record_id(one): (one.label,) for one in found}


def _owner(record: SQLModel) -> int | None:
    return record.id if isinstance(record, KeySet) else None


INDEXER: Final = Indexer("key_set", KEY_SET, {KeySet: _owner}, make_keys, frozenset({"label"}))
