"""How a complaint is found by the number that another house gave it, whole or by the tail; its own is the case's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlmodel import Session, SQLModel, col, select

from deskapp.desks.complaints.taking.model import Complaint
from deskapp.store import number_keys
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.keys import Indexer
from deskapp.store.number_keys import LIMIT
from deskapp.store.search_sources import COMPLAINT
from deskapp.store.work import Reader


def make_keys(session: Session, numbers: Iterable[int]) -> dict[int, frozenset[str]]:
    """Keys of these complaints as the database has them now."""
    found: dict[int, frozenset[str]] = {}
    for chunk in in_chunks(numbers):
        query = select(Complaint.id, Complaint.outside_number).where(col(Complaint.id).in_(chunk))
        found |= {number: number_keys.number_keys(said) for number, said in session.execute(query)}
    return found


def find_by_number(reader: Reader, text: str, limit: int = LIMIT) -> list[tuple[int, int]]:
    """Complaints by what was typed of an outside number: id and how well it matches (``store.number_keys``)."""
    return number_keys.find_by_number(reader, Complaint, COMPLAINT, _numbers_of, text, limit)


def _numbers_of(_reader: Reader, complaints: Sequence[Complaint]) -> dict[int, list[str]]:
    return {record_id(one): [one.outside_number] for one in complaints}


def _own(record: SQLModel) -> int | None:
    return record.id if isinstance(record, Complaint) else None


INDEXER: Final = Indexer("complaint", COMPLAINT, {Complaint: _own}, make_keys, frozenset({"outside_number"}))
