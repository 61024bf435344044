"""How the handover of a unit is found: by the numbers of the notices that its owner was sent, whole or by the tail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from sqlmodel import Session, SQLModel, col, select

from deskapp.desks.handover.planning.model import Delivery, DeliveryNotice
from deskapp.store import number_keys
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.keys import Indexer
from deskapp.store.number_keys import LIMIT
from deskapp.store.search_sources import DELIVERY
from deskapp.store.work import Reader


def make_keys(session: Session, numbers: Iterable[int]) -> dict[int, frozenset[str]]:
    """Keys of these deliveries as the database has them now."""
    return {number: number_keys.number_keys(*said) for number, said in _numbers(session, numbers).items()}


def find_by_number(reader: Reader, text: str, limit: int = LIMIT) -> list[tuple[int, int]]:
    """Deliveries by what was typed of a notice's number: id and how well it matches (``store.number_keys``)."""
    return number_keys.find_by_number(reader, Delivery, DELIVERY, _numbers_of, text, limit)


def _numbers_of(reader: Reader, deliveries: Sequence[Delivery]) -> dict[int, list[str]]:
    return _numbers(reader.session, map(record_id, deliveries))


def _numbers(session: Session, deliveries: Iterable[int]) -> dict[int, list[str]]:
    said: dict[int, list[str]] = defaultdict(list)
    for chunk in in_chunks(deliveries):
        query = select(DeliveryNotice.delivery_id, DeliveryNotice.number)
        for number, notice in session.execute(query.where(col(DeliveryNotice.delivery_id).in_(chunk))):
            said[number].append(notice)
    return said


def _owner(record: SQLModel) -> int | None:
    return record.delivery_id if isinstance(record, DeliveryNotice) else None


def _own(record: SQLModel) -> int | None:
    return record.id if isinstance(record, Delivery) else None


INDEXER: Final = Indexer(
    "delivery", DELIVERY, {Delivery: _own, DeliveryNotice: _owner}, make_keys, frozenset({"number", "delivery_id"})
)
