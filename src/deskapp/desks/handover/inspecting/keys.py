"""How defects are found: by their number, whole or by its tail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlmodel import Session, SQLModel, col, select

from deskapp.desks.handover.inspecting.model import Defect
from deskapp.store import number_keys
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.keys import Indexer
from deskapp.store.number_keys import LIMIT
from deskapp.store.search_sources import DEFECT
from deskapp.store.work import Reader


def make_keys(session: Session, numbers: Iterable[int]) -> dict[int, frozenset[str]]:
    """Keys of these defects as the database has them now."""
    keys: dict[int, frozenset[str]] = {}
    for chunk in in_chunks(numbers):
        query = select(Defect.id, Defect.number).where(col(Defect.id).in_(chunk))
        keys.update({number: number_keys.number_keys(said) for number, said in session.execute(query)})
    return keys


def find_by_number(reader: Reader, text: str, limit: int = LIMIT) -> list[tuple[int, int]]:
    """Defects by what was typed of a number: id and how well it matches (``store.number_keys``)."""
    return number_keys.find_by_number(reader, Defect, DEFECT, _numbers_of, text, limit)


def _numbers_of(reader: Reader, found: Sequence[Defect]) -> dict[int, tuple[str]]:
    del reader
    return {record_id(one): (one.number,) for one in found}


def _owner(record: SQLModel) -> int | None:
    return record.id if isinstance(record, Defect) else None


INDEXER: Final = Indexer("defect", DEFECT, {Defect: _owner}, make_keys, frozenset({"number"}))
