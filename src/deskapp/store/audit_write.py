"""Writing the trail: entries of one unit of work, numbered and sealed together under the write lock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from deskapp.store.audit import digest
from deskapp.store.seal import (
    BROKEN,
    COLUMNS,
    ENTRY,
    FIRST,
    HEAD,
    LOST,
    Sealer,
    fits,
    sealed_text,
)
from deskapp.store.seal_keys import Keys, Ring

PART: Final = 5_000
_INSERT: Final = f"INSERT INTO audit ({', '.join(COLUMNS)}, seal) VALUES ({', '.join('?' * 13)})"
_LISTED: Final = f"json_array({', '.join(COLUMNS)})"


@dataclass(frozen=True, slots=True)
class Head:
    """Where the trail ends: how many entries, and the last one's number, moment and seal."""

    count: int
    last_id: int
    last_at: str
    last_seal: bytes

    @property
    def text(self) -> bytes:
        """What its own seal covers."""
        return sealed_text((self.count, self.last_id, self.last_at, self.last_seal.hex()))


class Trail:
    """The entries of one unit of work, kept until it ends; ``head`` is where the trail ends after them."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.head: Head | None = None
        self._waiting: list[tuple[tuple[Any, ...], str | None, str | None]] = []

    def add(self, columns: tuple[Any, ...], before: str | None, after: str | None) -> None:
        """An entry: the columns between number and digest in the order of ``COLUMNS``, the payload's two texts."""
        self._waiting.append((columns, before, after))

    def write(self, connection: Connection, *, anew: bool = False) -> None:
        """Number, seal and write what waits; ``anew``: the key is lost, and the first of them says so."""
        if not self._waiting:
            return
        ring = self.keys.ring()
        head = read_head(connection, ring, anew=anew)
        sealer = Sealer(ring.newest, ENTRY)
        number, last_at, seal = head.last_id, head.last_at, head.last_seal
        rows, payloads = [], []
        for (at, *rest), before, after in self._waiting:
            # a clock that was set back does not take the trail back with it
            number, last_at = number + 1, max(at, last_at)
            columns = (number, last_at, *rest, digest(before, after))
            seal = sealer.seal(seal + sealed_text(columns))
            rows.append((*columns, seal))
            payloads.append((number, before, after))
        connection.exec_driver_sql(_INSERT, rows)
        connection.exec_driver_sql("INSERT INTO audit_payload (audit_id, before, after) VALUES (?, ?, ?)", payloads)
        self.head = Head(head.count + len(rows), number, last_at, seal)
        write_head(connection, self.head, ring)
        self._waiting.clear()


def read_head(connection: Connection, ring: Ring, *, anew: bool = False) -> Head:
    """Where the trail ends. Raises ``store.key_missing`` or ``store.key_lost``.

    A head that was not written by us is not believed and not mended: the next entry then follows on nothing, which
    checking finds for ever.
    """
    run = connection.exec_driver_sql
    last = int(run("SELECT coalesce(max(id), 0) FROM audit").scalar_one())
    row = run("SELECT count, last_id, last_at, last_seal, seal FROM audit_head WHERE id = 1").first()
    if row is None and not last:
        return Head(0, 0, "", FIRST)
    head = None if row is None or anew else _believed(row, ring)
    if head is not None:
        return Head(head.count, max(last, head.last_id), head.last_at, head.last_seal)
    count, last_at = run("SELECT count(*), coalesce(max(at), '') FROM audit").one()
    return Head(count, last, last_at, LOST if anew else BROKEN)


def _believed(row: Any, ring: Ring) -> Head | None:
    try:
        head = Head(*row[:4])
        return head if fits(ring, HEAD, head.text, row[4]) else None
    except (TypeError, AttributeError):
        # somebody put another kind of value there
        return None


def write_head(connection: Connection, head: Head, ring: Ring) -> None:
    """Keep where the trail ends, sealed."""
    seal = Sealer(ring.newest, HEAD).seal(head.text)
    connection.exec_driver_sql(
        "INSERT INTO audit_head (id, count, last_id, last_at, last_seal, seal) VALUES (1, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET count = excluded.count, last_id = excluded.last_id,"
        " last_at = excluded.last_at, last_seal = excluded.last_seal, seal = excluded.seal",
        (head.count, head.last_id, head.last_at, head.last_seal, seal),
    )


def seal_what_is_there(connection: Connection, keys: Keys) -> Head | None:
    """Seal the entries of a database from before there were seals, and begin its head; once, with the upgrade.

    The head that it began, None where there was one.
    """
    run = connection.exec_driver_sql
    if run("SELECT 1 FROM audit_head").first() is not None:
        return None
    ring = keys.ensure()
    sealer = Sealer(ring.newest, ENTRY)
    head = Head(0, 0, "", FIRST)
    query = f"SELECT id, at, {_LISTED} FROM audit WHERE id > ? ORDER BY id LIMIT {PART}"
    while rows := run(query, (head.last_id,)).all():
        sealed = list(_sealed(sealer, head.last_seal, rows))
        run("UPDATE audit SET seal = ? WHERE id = ?", [(seal, number) for number, seal in sealed])
        last_at = max(head.last_at, *(str(row[1]) for row in rows))
        head = Head(head.count + len(rows), sealed[-1][0], last_at, sealed[-1][1])
    write_head(connection, head, ring)
    return head


def _sealed(sealer: Sealer, seal: bytes, rows: Iterable[Any]) -> Iterable[tuple[int, bytes]]:
    for number, _, text in rows:
        seal = sealer.seal(seal + text.encode())
        yield number, seal
