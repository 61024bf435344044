"""How parcels are found: by commune, map sheet and parcel number in every written form, and by tails."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session, SQLModel, col, select

from deskapp.office.land.model import Parcel
from deskapp.store.bulk import in_chunks
from deskapp.store.keys import Indexer
from deskapp.store.search_sources import PARCEL
from deskapp.values.finding import keys_of_parcel


def parcel_keys(commune: str, map_sheet: str, parcel: str) -> set[str]:
    """All keys of one parcel."""
    return keys_of_parcel(commune, map_sheet, parcel)


def make_keys(session: Session, numbers: Iterable[int]) -> dict[int, frozenset[str]]:
    """Keys of these parcels as the database has them now."""
    keys: dict[int, frozenset[str]] = {}
    for chunk in in_chunks(numbers):
        rows = session.exec(
            select(Parcel.id, Parcel.commune, Parcel.map_sheet, Parcel.parcel).where(col(Parcel.id).in_(chunk))
        )
        keys.update({number: frozenset(keys_of_parcel(*parts)) for number, *parts in rows if number is not None})
    return keys


def _owner(record: SQLModel) -> int | None:
    return record.id if isinstance(record, Parcel) else None


INDEXER = Indexer("parcel", PARCEL, {Parcel: _owner}, make_keys)
