"""Connections to the database: one way to open it for reading, one for writing, the same settings everywhere."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import ConnectionPoolEntry

from deskapp.errors import DeskError
from deskapp.store.faults import is_busy

RETRY_PAUSE: Final = 0.002
PATIENCE: Final = 20.0


def connect(database: Path, *, writer: bool) -> sqlite3.Connection:
    """A raw connection in autocommit mode with the house's settings; readers cannot write."""
    connection = _open(database)
    configure(connection, writer=writer)
    return connection


def _open(database: Path) -> sqlite3.Connection:
    # mode=rw: a database that somebody took away must not come back empty
    place = f"{database.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(place, uri=True, timeout=5, isolation_level=None, check_same_thread=False)


def configure(connection: sqlite3.Connection, *, writer: bool) -> None:
    """WAL with a flush at every commit: what a clerk saw saved survives a power cut."""
    # a fresh file turns to WAL under a lock that another starting process may hold for a moment
    connection.execute("PRAGMA busy_timeout = 5000")
    if writer:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # 16 MiB of log before a commit has to tidy up: imports commit often
        connection.execute("PRAGMA wal_autocheckpoint = 4000")
    else:
        connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA cache_size = -32000")
    connection.execute("PRAGMA mmap_size = 268435456")


def begin(connection: sqlite3.Connection | Any, statement: str = "BEGIN IMMEDIATE") -> None:
    """Take the write lock, trying again every 2 ms: SQLite's own waits grow to 100 ms and let others starve."""
    deadline = time.monotonic() + PATIENCE
    connection.execute("PRAGMA busy_timeout = 0")
    while True:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(RETRY_PAUSE)
        else:
            return


def make_engine(database: Path, *, writer: bool) -> Engine:
    """An SQLAlchemy engine on the same settings; writers begin with the lock, readers with a snapshot."""
    # not a text: a folder may be called "a?b"
    engine = create_engine(URL.create("sqlite", database=str(database)), creator=lambda: _open(database))

    @event.listens_for(engine, "connect")
    def on_connect(raw: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        configure(raw, writer=writer)
        record.info["file"] = _file_of(database)

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        raw = connection.connection.driver_connection
        assert raw is not None
        # a connection from before would write into a file that nobody can find again
        there = _file_of(database)
        if writer and there is None:
            raise DeskError("store.cannot_open")
        if there not in (None, connection.info["file"]):
            raise DeskError("store.replaced")
        begin(raw, "BEGIN IMMEDIATE" if writer else "BEGIN")

    return engine


def _file_of(database: Path) -> tuple[int, int] | None:
    """Which file it is, whatever its name; None where there is none."""
    try:
        found = database.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
