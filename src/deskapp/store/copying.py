"""Copies of a database in use, and what can be said of one that was never opened for work."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deskapp.errors import DeskError

TOLD: Final = 20


@dataclass(slots=True)
class Inside:
    """What a database holds: its version, entries of the trail, the key they were sealed with last, scans by digest.

    ``faults`` are SQLite's own words about damage, ``broken_links`` how many rows point to nothing.
    """

    version: str
    entries: int = 0
    key_id: str = ""
    files: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    broken_links: int = 0


def copy_database(database: Path, target: Path) -> Path:
    """A whole copy by SQLite's online backup, of one moment, of the owner alone; it has its name once it is whole."""
    part = target.with_name(f".{target.name}.part")
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        with closing(open_plain(database)) as source, closing(sqlite3.connect(part)) as copy:
            copy.execute("PRAGMA synchronous = OFF")
            source.backup(copy)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def open_plain(database: Path) -> sqlite3.Connection:
    """A connection that changes nothing and makes no file that is not there."""
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=rw", uri=True, timeout=20, isolation_level=None)
    connection.execute("PRAGMA query_only = ON")
    return connection


def look_into(database: Path, *, checking: bool = True) -> Inside:
    """Check a database as SQLite does, and read what a backup has to know. Raises ``store.foreign``."""
    with closing(open_plain(database)) as connection:
        run = connection.execute
        checked = run(f"PRAGMA integrity_check({TOLD})").fetchall() if checking else []
        faults = [str(row[0]) for row in checked if row[0] != "ok"]
        tables = {name for (name,) in run("SELECT name FROM sqlite_master WHERE type = 'table'")}
        row = run("SELECT version_num FROM alembic_version").fetchone() if "alembic_version" in tables else None
        if row is None:
            raise DeskError("store.foreign")
        inside = Inside(str(row[0]), faults=faults)
        if faults:
            return inside
        inside.broken_links = sum(1 for _ in run("PRAGMA foreign_key_check")) if checking else 0
        if "stored_file" in tables:
            inside.files = dict(run("SELECT digest, name FROM stored_file ORDER BY digest"))
        inside.entries = int(run("SELECT count(*) FROM audit").fetchone()[0])
        if "audit_head" in tables and (head := run("SELECT last_seal FROM audit_head").fetchone()):
            inside.key_id = bytes(head[0])[:4].hex()
        return inside
