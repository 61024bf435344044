"""Putting a backup back: never over the only copy, whole or not at all, and on record.

Everything is laid out and checked beside the home's own before anything of it is touched. What it replaces is moved
aside first, and the database is exchanged last, in one step: whoever is killed in between runs the restore again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from deskapp.errors import DeskError
from deskapp.migrations import HEAD
from deskapp.settings import Home
from deskapp.store.audit_anchors import RESTORED, anchor_now
from deskapp.store.audit_verify import verify
from deskapp.store.backup import settle, working
from deskapp.store.backup_archive import ANCHORS, DATABASE, KEY, Archive, Contents, open_archive
from deskapp.store.backup_seal import read_passphrase
from deskapp.store.backup_settings import BackupSettings, load_backup_settings
from deskapp.store.copying import copy_database, look_into
from deskapp.store.faults import is_busy, telling_faults
from deskapp.store.migrate import prepare_database
from deskapp.store.place import refuse_network_share
from deskapp.store.seal_keys import Keys
from deskapp.store.store import Store

_SQLITE: Final = b"SQLite format 3\0"
_STAGE: Final = ".restoring"
_LOGS: Final = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, or with a rehearsal what would be.

    ``aside`` is where what was there before lies now; None where nothing was. ``replaced`` are the office's own files
    that differed, ``scans`` how many were missing or damaged here. ``trail_whole`` is None where the key is not here;
    then nothing can be saved before it is. ``numbers_known`` is False where the numbers that were given out since could
    not be read, so that some may be given twice.
    """

    file: Path
    made_at: str
    version: str
    entries: int
    scans: int
    replaced: tuple[str, ...]
    aside: Path | None
    trail_whole: bool | None
    key_ids: tuple[str, ...]
    numbers_known: bool


def restore_backup(
    home: Home, file: Path, now: datetime, *, passphrase_file: Path | None = None, rehearse: bool = False
) -> Restored:
    """Put an archive, or a bare copy of a database, into the place of a home; ``rehearse`` only tries.

    Raises ``backup.*`` for what is wrong with the file, ``backup.newer`` for one of a later program, ``store.in_use``
    where a counter is open, and the faults of the disk; then nothing was changed.
    """
    source = file.expanduser().absolute()
    passphrase = read_passphrase(home, passphrase_file or _settings(home).passphrase_file)
    refuse_network_share(_existing(home.root))
    with working(home, home.root / _STAGE) as stage:
        with telling_faults():
            contents = _lay_out(home, source, passphrase, stage)
        whole = _trail(home, stage)
        scans = [name for name in contents.parts if name.startswith("files/") and (stage / name).exists()]
        replaced = [name for name in _office_names(home, contents) if not _same(home.root / name, stage / name)]
        aside = home.root / f"replaced-{now:%Y%m%d-%H%M%S}"
        had_any, known = home.database.exists() or any((home.root / name).exists() for name in replaced), True
        if not rehearse:
            with telling_faults(), _alone(home.database):
                known = _exchange(home, contents, stage, aside, scans, replaced)
    if not rehearse:
        prepare_database(home.database, now)
        if whole is not None:
            with closing(Store(home.database)) as store, telling_faults():
                anchor_now(store, RESTORED)
    return Restored(
        file=source,
        made_at=contents.made_at,
        version=contents.version,
        entries=contents.entries,
        scans=len(scans),
        replaced=tuple(replaced),
        aside=aside if had_any else None,
        trail_whole=whole,
        key_ids=tuple(contents.key_ids),
        numbers_known=known,
    )


def _lay_out(home: Home, source: Path, passphrase: str, stage: Path) -> Contents:
    """Every part of the archive that the home lacks, read to its end and compared; the database opened and checked."""
    if _is_database(source):
        copy_database(source, stage / DATABASE)
        contents = Contents("", "", "", parts={DATABASE: ("", 0)})
    else:
        with open_archive(source, passphrase) as archive:
            contents = archive.contents
            _refuse_newer(contents.version, source)
            _unpack(home, archive, stage)
    inside = look_into(stage / DATABASE)
    _refuse_newer(inside.version, source)
    if inside.faults:
        raise DeskError("backup.broken", file=source.name)
    contents.version, contents.entries = inside.version, inside.entries
    contents.key_ids = [inside.key_id] if inside.key_id else []
    return contents


def _unpack(home: Home, archive: Archive, stage: Path) -> None:
    for name, (digest, _) in archive.contents.parts.items():
        # one that is as it was when it was attached is never replaced, whatever the backup has under its name
        has_it = name.startswith("files/") and _digest(home.root / name) in (digest, Path(name).name)
        archive.copy(name, None if has_it else stage / name)


def _refuse_newer(version: str, source: Path) -> None:
    if version > HEAD:
        raise DeskError("backup.newer", file=source.name, version=version, known=HEAD)


def _trail(home: Home, stage: Path) -> bool | None:
    """Whether the trail of the laid out database is whole, by the home's key or the one that came with it."""
    try:
        folder = stage if (stage / KEY).exists() and not (home.root / KEY).exists() else home.root
        return verify(stage / DATABASE, Keys(folder).ring(), None).is_whole
    except DeskError as error:
        if not error.code.startswith("store.key"):
            raise
        return None


def _exchange(home: Home, contents: Contents, stage: Path, aside: Path, scans: list[str], replaced: list[str]) -> bool:
    """Put everything into its place, the database last: from there on it is done. False where numbers are not known."""
    known = True
    if home.database.exists():
        known = _carry_numbers(home.database, stage / DATABASE)
        _keep(home.database, aside)
    for name in scans:
        _put(stage / name, home.root / name)
    for name in replaced:
        _move(home.root / name, aside / name)
        if (stage / name).exists():
            _put(stage / name, home.root / name)
    for name in (KEY, ANCHORS):
        # what is here knows more than the backup does
        if name in contents.parts and not (home.root / name).exists():
            _put(stage / name, home.root / name)
    for ending in _LOGS:
        # left beside a damaged database; beside another one they would be read into it
        _move(Path(f"{home.database}{ending}"), aside / f"{DATABASE}{ending}")
    _put(stage / DATABASE, home.database)
    return known


@contextmanager
def _alone(database: Path) -> Iterator[None]:
    """Nobody else has the database open, and nobody can; its log is taken in, so that the file is all of it."""
    if not database.exists():
        yield
        return
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=rw", uri=True, timeout=0, isolation_level=None)) as held:
        try:
            # refused while any other connection is open
            held.execute("PRAGMA journal_mode = DELETE")
            held.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if is_busy(error):
                raise DeskError("store.in_use") from error
            # a damaged one cannot be asked; it is moved aside as it is
        yield


def _carry_numbers(old: Path, new: Path) -> bool:
    """Numbers that were given out since the backup are on paper somewhere: none of them is given out again."""
    try:
        given, ids = _numbers_of(old)
    except sqlite3.DatabaseError:
        return False
    with closing(sqlite3.connect(new, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO number_series (office_id, series, last) VALUES (?, ?, ?)"
            " ON CONFLICT (office_id, series) DO UPDATE SET last = max(last, excluded.last)",
            given,
        )
        for name, last in ids:
            connection.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (last, name))
            connection.execute(
                "INSERT INTO sqlite_sequence (name, seq) SELECT ?1, ?2 FROM sqlite_master WHERE name = ?1"
                " AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?1)",
                (name, last),
            )
        connection.execute("COMMIT")
    return True


def _numbers_of(database: Path) -> tuple[list[tuple[int, str, int]], list[tuple[str, int]]]:
    # read past the lock that is held on it: nobody else can change it
    with closing(sqlite3.connect(f"{database.as_uri()}?immutable=1", uri=True)) as connection:
        given = connection.execute("SELECT office_id, series, last FROM number_series").fetchall()
        # the trail numbers its entries one after the other by itself
        ids = connection.execute("SELECT name, seq FROM sqlite_sequence WHERE name <> 'audit'").fetchall()
    return given, ids


def _keep(database: Path, aside: Path) -> None:
    """A second name for what is there, or a copy of it: the place itself is never empty."""
    aside.mkdir(mode=0o700, exist_ok=True)
    try:
        os.link(database, aside / DATABASE)
    except OSError:
        shutil.copy2(database, aside / DATABASE)
    settle(aside)


def _move(source: Path, target: Path) -> None:
    if source.exists():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        source.replace(target)


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    source.replace(target)
    with suppress(OSError):
        settle(target.parent)


def _office_names(home: Home, contents: Contents) -> list[str]:
    """The office's own files of the archive, and those of the home in the same folders, which it did not have then."""
    names = {name for name in contents.parts if name.endswith(".toml") or name.startswith(("procedures/", "letters/"))}
    if contents.made_at:
        for folder in (home.procedures, home.letters):
            found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
            names |= {path.relative_to(home.root).as_posix() for path in found}
    return sorted(names)


def _same(one: Path, other: Path) -> bool:
    return one.exists() == other.exists() and (not one.exists() or _digest(one) == _digest(other))


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as reading:
            return hashlib.file_digest(reading, "sha256").hexdigest()
    except OSError:
        return ""


def _is_database(file: Path) -> bool:
    with suppress(OSError), file.open("rb") as reading:
        return reading.read(len(_SQLITE)) == _SQLITE
    return False


def _settings(home: Home) -> BackupSettings:
    """What ``backup.toml`` says; one that is wrong hinders no restore."""
    with suppress(DeskError):
        return load_backup_settings(home)
    return BackupSettings()


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder
