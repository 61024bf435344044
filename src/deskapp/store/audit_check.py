"""Checking a run of entries against their seals; made to run in processes of its own, so it loads no SQLAlchemy."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from deskapp.store.seal import COLUMNS, ENTRY, FIRST, LOST, LOST_ACTION, Sealer, payload_digest, sealers
from deskapp.store.seal_keys import ID_BYTES, Ring

TOLD: Final = 20
_LISTED: Final = ", ".join(f"a.{name}" for name in COLUMNS)
_ENTRIES: Final = (
    f"SELECT a.id, a.seal, json_array({_LISTED}), a.digest, p.audit_id IS NULL, p.before, p.after"
    " FROM audit a LEFT JOIN audit_payload p ON p.audit_id = a.id WHERE a.id BETWEEN ? AND ? ORDER BY a.id"
)
_NEXT: Final = "SELECT id, seal FROM audit WHERE id BETWEEN ? AND ? ORDER BY id LIMIT 1"
_BEFORE: Final = "SELECT seal FROM audit WHERE id < ? ORDER BY id DESC LIMIT 1"


@dataclass(slots=True)
class Part:
    """What was found in a run of entries: ``broken`` are (entry, why), at most ``TOLD`` of ``broken_count``.

    ``empty`` say nothing any more, ``unknown`` were sealed with a key that is not there (the first one's entry and
    key; how many; the last), ``restarts`` say that a key was lost. ``place`` is how far it came: an entry and its seal.
    """

    count: int = 0
    broken: list[tuple[int, str]] = field(default_factory=list)
    broken_count: int = 0
    empty: list[int] = field(default_factory=list)
    unknown: tuple[int, bytes] | None = None
    unknown_count: int = 0
    unknown_last: int = 0
    restarts: list[int] = field(default_factory=list)
    place: tuple[int, Any] = (0, FIRST)

    def add(self, number: int, why: str) -> None:
        """One more that is broken."""
        self.broken_count += 1
        if len(self.broken) < TOLD:
            self.broken.append((number, why))


def open_to_check(database: Path) -> sqlite3.Connection:
    """The database for reading alone; texts come as the bytes that are stored, whatever somebody put there."""
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=20, isolation_level=None)
    connection.text_factory = bytes
    connection.execute("PRAGMA mmap_size = 268435456")
    return connection


def check_part(database: Path, ring: Ring, first: int, last: int) -> Part:
    """Check the entries from ``first`` to ``last``, both included, beginning with what the one before says."""
    part = Part()
    known = sealers(ring, ENTRY)
    with closing(open_to_check(database)) as connection:
        before = connection.execute(_BEFORE, (first,)).fetchone()
        part.place = (first - 1, before[0] if before else FIRST)
        while part.place[0] < last:
            try:
                _check_rows(connection, known, part, last)
                part.place = (last, b"")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
                    raise
                odd = _first_odd(connection, part.place[0], last)
                _check_rows(connection, known, part, odd[0] - 1)
                part.add(odd[0], "changed")
                part.count += 1
                part.place = odd
    return part


def _check_rows(connection: sqlite3.Connection, known: dict[bytes, Sealer], part: Part, last: int) -> None:
    """Check from the part's place on; written for speed, as a million entries pass here."""
    number, previous = part.place
    count = 0
    try:
        for id_, seal, text, digest, lacks, before, after in connection.execute(_ENTRIES, (number + 1, last)):
            sealer = known.get(seal[:ID_BYTES]) if type(seal) is bytes else None
            if sealer is None or type(previous) is not bytes or sealer.seal(previous + text) != seal:
                _judge(part, sealer, (id_, seal, text), number)
            number, previous, count = id_, seal, count + 1
            if lacks or payload_digest(before, after).encode() != digest:
                if before is None and after is None and not lacks:
                    part.empty.append(id_)
                else:
                    part.add(id_, "payload")
    finally:
        part.count += count
        part.place = number, previous


def _first_odd(connection: sqlite3.Connection, number: int, last: int) -> tuple[int, Any]:
    """The first entry after ``number`` that SQLite cannot list, because somebody put bytes into a column of text."""
    while True:
        number, seal = connection.execute(_NEXT, (number + 1, last)).fetchone()
        try:
            connection.execute(_ENTRIES, (number, number)).fetchall()
        except sqlite3.OperationalError:
            return number, seal


def _judge(part: Part, sealer: Sealer | None, row: tuple[int, Any, bytes], number: int) -> None:
    """Say what is wrong with an entry whose seal does not follow from the one before."""
    id_, seal, text = row
    if type(seal) is not bytes or len(seal) != ID_BYTES + 32:
        part.add(id_, "unsealed")
    elif sealer is None:
        part.unknown = part.unknown or (id_, seal[:ID_BYTES])
        part.unknown_count += 1
        part.unknown_last = id_
    elif sealer.seal(LOST + text) == seal and json.loads(text)[COLUMNS.index("action")] == LOST_ACTION:
        part.restarts.append(id_)
    else:
        part.add(id_, "changed" if id_ == number + 1 else "missing")
