"""How units are found: by every written form of their number, and by its tails."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session, SQLModel, col, select

from deskapp.office.property.model import Building, Unit
from deskapp.store.bulk import in_chunks
from deskapp.store.keys import Indexer
from deskapp.store.search_sources import UNIT
from deskapp.values.finding import keys_of_unit


def unit_keys(building: str, entrance: str, room: str, others: Iterable[str] = ()) -> set[str]:
    """All keys of one unit; ``others`` are its sale, surveyed and door numbers, '' where there is none."""
    return keys_of_unit(building, entrance, room, *others)


def make_keys(session: Session, numbers: Iterable[int]) -> dict[int, frozenset[str]]:
    """Keys of these units as the database has them now."""
    keys: dict[int, frozenset[str]] = {}
    for chunk in in_chunks(numbers):
        # columns, not records: a record that the session holds may be older than what an import wrote
        rows = session.execute(
            select(Unit.id, Building.code, Unit.entrance, Unit.room)
            .add_columns(col(Unit.sale_number), col(Unit.surveyed_number), col(Unit.door_number))
            .join(Building, col(Building.id) == Unit.building_id)
            .where(col(Unit.id).in_(chunk))
        )
        keys.update({row[0]: frozenset(keys_of_unit(*row[1:])) for row in rows})
    return keys


def _owner(record: SQLModel) -> int | None:
    return record.id if isinstance(record, Unit) else None


INDEXER = Indexer("unit", UNIT, {Unit: _owner}, make_keys)
