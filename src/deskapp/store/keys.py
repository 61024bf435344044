"""Search keys beside the records: made again whenever a record, or a part of it, changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, insert
from sqlmodel import Session, SQLModel

from deskapp.store.tables import SearchKey


@dataclass(frozen=True, eq=False)
class Indexer:
    """How records of one kind are found: ``kind`` is its small number in the key table.

    ``owners`` says, for every table whose rows make keys, to which record of the kind a row belongs;
    ``make`` gives the keys of some records as they stand in the database now. ``made_of``: the columns that say
    anything of it, where a change of any other leaves the keys as they are; None where nobody says so.
    """

    name: str
    kind: int
    owners: Mapping[type[SQLModel], Callable[[SQLModel], int | None]]
    make: Callable[[Session, Iterable[int]], dict[int, frozenset[str]]]
    made_of: frozenset[str] | None = None


class KeyChanges:
    """The records touched in one unit of work, with their keys from before."""

    def __init__(self, session: Session, indexers: Iterable[Indexer]) -> None:
        self._session = session
        self._indexers = tuple(indexers)
        self._before: dict[tuple[Indexer, int], frozenset[str]] = {}

    def touch(self, record: SQLModel, columns: Collection[str] | None = None) -> None:
        """Remember the owners' keys before ``record`` changes in the database, in these ``columns`` alone if told."""
        for indexer in self._indexers:
            if columns is not None and indexer.made_of is not None and indexer.made_of.isdisjoint(columns):
                continue
            owner = indexer.owners.get(type(record))
            number = owner(record) if owner else None
            if number is not None:
                self.touch_owner(indexer, number)

    def touch_owner(self, indexer: Indexer, number: int) -> None:
        """Remember one record's keys; the second touch keeps the first memory."""
        if (indexer, number) not in self._before:
            self._before[indexer, number] = indexer.make(self._session, [number]).get(number, frozenset())

    def write(self) -> None:
        """Put the keys as they are now into the table.

        All of them, not only the new ones: a record of a running import may not have its keys there yet.
        """
        for (indexer, number), before in self._before.items():
            after = indexer.make(self._session, [number]).get(number, frozenset())
            gone = before - after
            if gone:
                table = SearchKey.__table__  # type: ignore[attr-defined]
                self._session.execute(
                    delete(table).where(
                        table.c.kind == indexer.kind, table.c.id == number, table.c.key.in_(sorted(gone))
                    )
                )
            if after:
                rows = [{"kind": indexer.kind, "key": key, "id": number} for key in sorted(after)]
                self._session.execute(insert(SearchKey).prefix_with("OR IGNORE"), rows)
