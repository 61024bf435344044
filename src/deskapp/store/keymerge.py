"""Search keys of an import, merged at its end in the order of the index: far cheaper than slice by slice."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from deskapp.store.engine import begin
from deskapp.store.faults import telling_faults
from deskapp.store.store import Store

PART: Final = 10_000
PAUSE: Final = 0.001
_LISTED: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


class KeyMerge:
    """Collects keys of new records in a temporary table, outside the write lock, and merges them in short slices.

    A record that a clerk edits meanwhile gets its keys from that edit; ``entities`` maps an entity of the trail to
    the kind of its keys, so that such records are left out here.
    """

    @telling_faults()
    def __init__(self, store: Store, entities: Mapping[str, int]) -> None:
        self._connection = store.raw(writer=True)
        self._entities = dict(entities)
        run = self._connection.execute
        run("CREATE TEMP TABLE fresh (kind INTEGER, id INTEGER, keys TEXT)")
        run("CREATE TEMP TABLE sorted (key TEXT, id INTEGER)")
        run("CREATE TEMP TABLE edited (kind INTEGER, id INTEGER, PRIMARY KEY (kind, id)) WITHOUT ROWID")
        self._trail = int(run("SELECT coalesce(max(id), 0) FROM audit").fetchone()[0])

    @telling_faults()
    def collect(self, records: Iterable[tuple[int, int, Collection[str]]]) -> None:
        """Keep the keys of records (kind, id, keys) that were written: one row a record, taken apart by the sort."""
        rows = [(kind, number, _LISTED(list(keys))) for kind, number, keys in records]
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT INTO fresh VALUES (?, ?, ?)", rows)
        self._connection.execute("COMMIT")

    @telling_faults()
    def leave_out(self, records: Iterable[tuple[int, int]]) -> None:
        """Records (kind, id) whose keys were written with a change of theirs."""
        self._connection.executemany("INSERT OR IGNORE INTO edited VALUES (?, ?)", records)

    @telling_faults()
    def merge(self) -> None:
        """Put everything collected into the key table."""
        run = self._connection.execute
        for (kind,) in run("SELECT DISTINCT kind FROM fresh").fetchall():
            # sorted once, outside the lock and kind by kind (a sort that begins with a text takes half as long);
            # then every part is a run of rows
            run("DELETE FROM sorted")
            run(
                "INSERT INTO sorted SELECT one.value, fresh.id FROM fresh, json_each(fresh.keys) AS one"
                " WHERE fresh.kind = ? ORDER BY 1, 2",
                (kind,),
            )
            (count,) = run("SELECT coalesce(max(rowid), 0) FROM sorted").fetchone()
            for start in range(0, int(count), PART):
                self._merge_part(kind, start + 1, start + PART)
                time.sleep(PAUSE)

    def close(self) -> None:
        """Drop the temporary tables with their connection."""
        self._connection.close()

    def _merge_part(self, kind: int, first: int, last: int) -> None:
        run = self._connection.execute
        begin(self._connection)
        try:
            self._note_edits()
            run(
                "INSERT OR IGNORE INTO search_key (kind, key, id) SELECT ?1, key, id FROM sorted"
                " WHERE rowid BETWEEN ?2 AND ?3"
                " AND NOT EXISTS (SELECT 1 FROM edited e WHERE e.kind = ?1 AND e.id = sorted.id)",
                (kind, first, last),
            )
            run("COMMIT")
        except sqlite3.Error:
            run("ROLLBACK")
            raise

    def _note_edits(self) -> None:
        rows = self._connection.execute(
            "SELECT id, entity, entity_id FROM audit WHERE id > ? ORDER BY id", (self._trail,)
        ).fetchall()
        for number, entity, entity_id in rows:
            self._trail = number
            if entity in self._entities and entity_id is not None:
                edited = (self._entities[entity], entity_id)
                self._connection.execute("INSERT OR IGNORE INTO edited VALUES (?, ?)", edited)
