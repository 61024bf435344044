"""Bring a database to the program's version: one row is read at a start, the rest happens only when it differs."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from deskapp.errors import DeskError
from deskapp.migrations import HEAD
from deskapp.store.audit_anchors import DAY, write_anchor
from deskapp.store.audit_anchors import FILE as ANCHORS
from deskapp.store.audit_write import seal_what_is_there
from deskapp.store.copying import copy_database
from deskapp.store.engine import connect, make_engine
from deskapp.store.faults import telling_faults
from deskapp.store.place import refuse_network_share
from deskapp.store.seal_keys import Keys


def prepare_database(database: Path, now: datetime) -> Path | None:
    """Make or upgrade ``database``; the backup's path where one was taken first.

    Raises ``store.newer`` for a database of a later program, ``store.network_share``, and the faults of the disk.
    """
    refuse_network_share(database.parent)
    with telling_faults():
        if is_current(database):
            return None
        backup = back_up(database, now) if database.exists() and database.stat().st_size else None
        _upgrade(database)
    return backup


def refuse_lost(database: Path) -> None:
    """Raise ``store.lost`` where a home that was worked in has no database any more, or an empty file in its place.

    A new one in its place would take today's work and hide that all the rest is gone.
    """
    anchors = database.parent / ANCHORS
    with telling_faults():
        is_there = database.exists() and database.stat().st_size
        if not is_there and anchors.is_file() and anchors.stat().st_size:
            raise DeskError("store.lost", file=str(database), anchors=str(anchors))


def is_current(database: Path) -> bool:
    """True where nothing has to be done; raises ``store.newer``."""
    if not database.exists() or not database.stat().st_size:
        return False
    with closing(connect(database, writer=False)) as connection:
        version = _version(connection)
    return version == HEAD


def back_up(database: Path, now: datetime) -> Path:
    """A copy by SQLite's online backup, beside the database in ``backups/``, mode 0600."""
    folder = database.parent / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    return copy_database(database, folder / f"{database.stem}-{now:%Y%m%d-%H%M%S}-before-{HEAD}.db")


def _version(connection: sqlite3.Connection | Connection) -> str | None:
    run = connection.exec_driver_sql if isinstance(connection, Connection) else connection.execute
    if not run("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
        if run("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            raise DeskError("store.foreign")
        return None
    row = run("SELECT version_num FROM alembic_version").fetchone()
    version = None if row is None else str(row[0])
    if version is not None and version > HEAD:
        raise DeskError("store.newer", version=version, known=HEAD)
    return version


def _upgrade(database: Path) -> None:
    from alembic import command
    from alembic.config import Config

    if not database.exists():
        database.touch(mode=0o600)
    engine = make_engine(database, writer=True)
    keys, begun = Keys(database.parent), None
    config = Config()
    config.set_main_option("script_location", "deskapp:migrations")
    try:
        # the lock is taken before the version is read again: two first starts at once must not both build
        with engine.connect() as connection, connection.begin():
            if _version(connection) != HEAD:
                config.attributes["connection"] = connection
                command.upgrade(config, HEAD)
                begun = seal_what_is_there(connection, keys)
        file = database.parent / ANCHORS
        if begun and begun.last_id and not file.exists():
            # entries of many days, whose saves noted none: the file begins here
            with suppress(OSError):
                write_anchor(file, keys.ring(), begun, DAY)
    finally:
        engine.dispose()
