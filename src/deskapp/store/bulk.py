"""Many records at once, for importers: straight to the driver, yet with numbers, versions, before-images and trail."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import Table
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlmodel import SQLModel

from deskapp.store.audit import image, to_json
from deskapp.store.keys import Indexer
from deskapp.store.work import Work

T = TypeVar("T")

# SQLite before 3.32 took 999 places in a statement
CHUNK: Final = 900


class HasEdited(Protocol):
    """A record as an importer holds it: its number, and its hand-edited fields as JSON."""

    @property
    def id(self) -> int | None:
        """Its number."""

    @property
    def edited(self) -> str:
        """Hand-edited fields."""


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model."""
    found: Table = model.__table__  # type: ignore[attr-defined]
    return found


class Slice:
    """One slice of an import inside one unit of work: what it made, what it changed, and the keys still to merge."""

    def __init__(self, work: Work, batch_id: int) -> None:
        self.work = work
        self.batch_id = batch_id
        self.keys: list[tuple[int, int, Collection[str]]] = []
        self.rekeyed: list[tuple[int, int]] = []
        self._made: list[tuple[str, int, int]] = []
        self._changed: list[tuple[str, int, int, str, str]] = []
        self._connection = work.session.connection()
        self._dialect = self._connection.dialect

    def insert(
        self,
        model: type[SQLModel],
        columns: Sequence[str],
        rows: Sequence[Sequence[Any]],
        same: Mapping[str, Any] | None = None,
    ) -> int:
        """Insert rows (Python values in the order of ``columns``); the first of their contiguous numbers.

        Columns that are not named get what ``same`` says for all rows, the office of the work, or the default that the
        model declares.
        """
        table = table_of(model)
        first = self.next_id(table)
        if not rows:
            return first
        fixed = {
            column.name: column.default.arg
            for column in table.columns
            if column.name not in columns and isinstance(column.default, ScalarElementColumnDefault)
        }
        fixed |= {"office_id": self.work.clerk.office_id, **(same or {})}
        names = ("id", *columns, *fixed)
        tail = self._bound(table, tuple(fixed), [tuple(fixed.values())])[0]
        self._write(table, names, [(first + n, *row, *tail) for n, row in enumerate(self._bound(table, columns, rows))])
        self._made.append((str(table.name), first, first + len(rows) - 1))
        return first

    def next_id(self, table: Table) -> int:
        """The number that the next record of a table gets; numbers of records taken away are never given again."""
        row = self._connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,)).first()
        return 1 if row is None else int(row[0]) + 1

    def update(
        self,
        model: type[SQLModel],
        number: int,
        version: int,
        before: Mapping[str, Any],
        fields: Mapping[str, Any],
        told: Mapping[str, tuple[Any, Any]] | None = None,
    ) -> None:
        """Write ``fields`` over the record of that number and version; ``before`` are their values until now.

        ``told`` is what the record's page shows of the change, where that is more than these columns.
        """
        table = table_of(model)
        # a field that came from no clerk's screen: the bookkeeping of edits is the importer's own
        names = (*fields, "version")
        values = self._bound(table, names, [(*fields.values(), version + 1)])[0]
        settings = ", ".join(f'"{name}" = ?' for name in names)
        self._connection.exec_driver_sql(f'UPDATE "{table.name}" SET {settings} WHERE id = ?', (*values, number))
        shown = {name: (before[name], value) for name, value in fields.items()} if told is None else dict(told)
        self._changed.append((str(table.name), number, version + 1, to_json(dict(before)), to_json(shown)))

    def adopt(self, firsts: Mapping[type[SQLModel], int]) -> None:
        """Records that actions made from these numbers (``next_id`` before) on are the batch's, as if inserted here.

        Actions give a record several versions until it is whole; as it came with the batch it is the first.
        """
        for model, first in firsts.items():
            table = table_of(model)
            last = self.next_id(table) - 1
            if last >= first:
                settings = f"UPDATE \"{table.name}\" SET version = 1, edited = '' WHERE id BETWEEN ? AND ?"
                self._connection.exec_driver_sql(settings, (first, last))
                self._made.append((str(table.name), first, last))

    def adopt_change(self, record: SQLModel, before: Mapping[str, Any]) -> None:
        """A record that actions changed: ``before`` is its image from before them, with its bookkeeping of edits.

        All of it is one step of its version, and no clerk's edit.
        """
        table = table_of(type(record))
        number, version = before["id"], before["version"] + 1
        changed = {name: value for name, value in image(record).items() if before[name] != value and name != "version"}
        if changed:
            settings = f'UPDATE "{table.name}" SET version = ?, edited = ? WHERE id = ?'
            self._connection.exec_driver_sql(settings, (version, before["edited"], number))
            self.work.session.expire(record)
            told = {name: (before[name], value) for name, value in changed.items()}
            was = {name: before[name] for name in changed}
            self._changed.append((str(table.name), number, version, to_json(was), to_json(told)))

    def note_edited(self, model: type[SQLModel], records: Iterable[HasEdited]) -> None:
        """Write the bookkeeping of hand-edited fields; neither a version nor an entry."""
        rows = [(record.edited, record.id) for record in records]
        if rows:
            self._many(f'UPDATE "{table_of(model).name}" SET edited = ? WHERE id = ?', rows)

    def rekey(self, indexer: Indexer, before: Mapping[int, frozenset[str]]) -> None:
        """Make the keys of changed records again; ``before`` are their keys from before the change.

        All of them are written: an earlier slice's are not merged yet, and the merge leaves such records out.
        """
        after = indexer.make(self.work.session, list(before))
        gone = [(indexer.kind, key, n) for n, keys in before.items() for key in keys - after.get(n, frozenset())]
        come = [(indexer.kind, key, n) for n, keys in after.items() for key in keys]
        self.rekeyed += [(indexer.kind, number) for number in before]
        if gone:
            self._many("DELETE FROM search_key WHERE kind = ? AND key = ? AND id = ?", gone)
        if come:
            self._many("INSERT OR IGNORE INTO search_key (kind, key, id) VALUES (?, ?, ?)", come)

    def finish(self, summary: Mapping[str, Any], project_id: int | None) -> None:
        """Write what the undo needs and the slice's one entry of the trail."""
        if self._made:
            self._many(
                "INSERT INTO import_range (batch_id, entity, first_id, last_id) VALUES (?, ?, ?, ?)",
                [(self.batch_id, *made) for made in self._made],
            )
        if self._changed:
            self._many(
                "INSERT INTO import_before (batch_id, entity, entity_id, version, before, told)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [(self.batch_id, *changed) for changed in self._changed],
            )
        if self._made or self._changed:
            after = {**summary, "made": self._made, "changed": [changed[:3] for changed in self._changed]}
            self.work.entry("import_batch", self.batch_id, after=after, project_id=project_id, batch_id=self.batch_id)

    def _bound(self, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        binders: list[Callable[[Any], Any] | None] = [
            table.columns[name].type.dialect_impl(self._dialect).bind_processor(self._dialect) for name in columns
        ]
        turned = [
            values if binder is None else [binder(value) for value in values]
            for binder, values in zip(binders, zip(*rows, strict=True), strict=True)
        ]
        return list(zip(*turned, strict=True))

    def _write(self, table: Table, names: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        listed = ", ".join(f'"{name}"' for name in names)
        places = ", ".join("?" * len(names))
        self._many(f'INSERT INTO "{table.name}" ({listed}) VALUES ({places})', rows)

    def _many(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        self._connection.exec_driver_sql(statement, rows)


def in_chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """Values in parts that fit one statement."""
    wanted = list(values)
    for start in range(0, len(wanted), CHUNK):
        yield wanted[start : start + CHUNK]
