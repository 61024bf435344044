"""Backups: one archive of all that an office cannot make again, proved by opening it before it is called one.

In it: the database by SQLite's online backup, the scans that it names, the office's procedures, letters and settings.
Not in it: the key, unless it is asked for, and then only sealed; drafts, exports and the inbox.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from deskapp import __version__
from deskapp.errors import DeskError
from deskapp.settings import Home
from deskapp.store.audit_verify import verify
from deskapp.store.backup_archive import ANCHORS, DATABASE, KEY, Archive, ArchiveWriter, Contents, open_archive
from deskapp.store.backup_seal import read_passphrase
from deskapp.store.backup_settings import load_backup_settings
from deskapp.store.copying import Inside, copy_database, look_into
from deskapp.store.faults import telling_faults
from deskapp.store.locks import FileLock
from deskapp.store.seal_keys import Keys
from deskapp.store.store import Store
from deskapp.store.work import Clerk

PREFIX: Final = "deskapp-"
PLAIN: Final = ".zip"
SEALED: Final = ".zip.sealed"
_PART: Final = ".part"
_MAKING: Final = ".making"
_LOCK: Final = ".backup.lock"


@dataclass(frozen=True, slots=True)
class BackupMade:
    """An archive that was written, read again to its end, and its database opened and checked.

    ``gone`` are scans that the database names and that are not there, ``changed`` those whose content is another than
    it was: by name. ``broken_links`` counts rows that point to nothing. ``trail_whole`` is None where the key is not
    here, so that nobody could check.
    """

    file: Path
    size: int
    files: int
    gone: tuple[str, ...]
    changed: tuple[str, ...]
    broken_links: int
    entries: int
    trail_whole: bool | None
    sealed: bool
    with_key: bool
    seconds: float

    @property
    def is_sound(self) -> bool:
        """Whether what was backed up was whole."""
        return not (self.gone or self.changed or self.broken_links) and self.trail_whole is not False


def make_backup(
    home: Home,
    now: datetime,
    target: Path | None = None,
    *,
    passphrase_file: Path | None = None,
    with_key: bool | None = None,
) -> BackupMade:
    """Back a home up into a new archive, while counters and imports go on.

    ``target`` is a file or a folder; without it, and for the passphrase and the key, ``backup.toml`` counts. Raises
    ``backup.exists``, ``backup.running``, ``backup.not_written``, ``backup.unsound`` (the database is damaged: no
    archive), ``call.key_in_clear`` and the faults of the database. Nothing that is there is ever replaced.
    """
    started = time.monotonic()
    settings = load_backup_settings(home)
    passphrase = read_passphrase(home, passphrase_file or settings.passphrase_file)
    takes_key = settings.with_key if with_key is None else with_key
    if takes_key and not passphrase:
        raise DeskError("call.key_in_clear")
    if not home.database.exists():
        raise DeskError("store.cannot_open")
    file = _target(target or home.root / settings.folder, now, sealed=bool(passphrase))
    # not where backups go: the copy of the database is open, and that disk may be carried away
    with working(home, home.root / _MAKING) as folder:
        with telling_faults():
            # before the database: a line must never be ahead of it
            anchors = _copied(home.root / ANCHORS, folder / ANCHORS)
            inside = look_into(copy_database(home.database, folder / DATABASE), checking=False)
        with _new_file(file) as out:
            contents = _fill(out, home, now, folder, inside, passphrase, anchors=anchors, takes_key=takes_key)
            # the part is read, not the copy that it was made from
            (folder / DATABASE).unlink()
            broken_links, whole = _prove(Path(str(out.name)), home, folder, passphrase)
    return BackupMade(
        file=file,
        size=file.stat().st_size,
        files=contents.files,
        gone=tuple(contents.gone),
        changed=tuple(contents.changed),
        broken_links=broken_links,
        entries=contents.entries,
        trail_whole=whole,
        sealed=bool(passphrase),
        with_key=contents.with_key,
        seconds=round(time.monotonic() - started, 3),
    )


def note_backup(store: Store, clerk: Clerk, made: BackupMade, now: datetime) -> None:
    """Have it on record that somebody took a copy of everything; a database that takes no entry hinders no backup."""
    told = {"file": made.file.name, "size": made.size, "sealed": made.sealed, "with_key": made.with_key}
    with suppress(DeskError):
        store.write(clerk, "backup.make", lambda work: work.entry("backup", None, after=told), now)


def read_back(archive: Archive, folder: Path) -> Path:
    """Read every part of an archive and compare it with its digest; where its database lies now, to be looked into."""
    database = folder / DATABASE
    for name in archive.contents.parts:
        archive.copy(name, database if name == DATABASE else None)
    return database


def _fill(
    out: IO[bytes],
    home: Home,
    now: datetime,
    folder: Path,
    inside: Inside,
    passphrase: str,
    *,
    anchors: bool,
    takes_key: bool,
) -> Contents:
    contents = Contents(now.isoformat(timespec="seconds"), inside.version, __version__, inside.entries)
    contents.key_ids = [inside.key_id] if inside.key_id else []
    writer = ArchiveWriter(out, passphrase)
    writer.put(contents, DATABASE, folder / DATABASE)
    if anchors:
        writer.put(contents, ANCHORS, folder / ANCHORS)
    if takes_key and (home.root / KEY).exists():
        writer.put(contents, KEY, home.root / KEY)
    for name, source in office_files(home):
        with suppress(FileNotFoundError):
            writer.put(contents, name, source)
    for digest, shown in inside.files.items():
        try:
            if writer.put(contents, f"files/{digest[:2]}/{digest}", home.files / digest[:2] / digest) != digest:
                contents.changed.append(shown)
        except FileNotFoundError:
            contents.gone.append(shown)
    writer.finish(contents)
    out.flush()
    os.fsync(out.fileno())
    return contents


def office_files(home: Home) -> Iterator[tuple[str, Path]]:
    """The office's own files by their names in an archive: settings, procedures, letters. Links are not followed."""
    found = sorted(home.root.glob("*.toml"))
    for folder in (home.procedures, home.letters):
        found += sorted(path for path in folder.rglob("*") if not path.is_symlink())
    for path in found:
        if path.is_file() and not path.is_symlink() and path.name.isprintable():
            yield path.relative_to(home.root).as_posix(), path


def _prove(part: Path, home: Home, folder: Path, passphrase: str) -> tuple[int, bool | None]:
    """Open what was written as a restore would; rows that point to nothing, and whether the trail is whole."""
    with telling_faults(), open_archive(part, passphrase) as archive:
        database = read_back(archive, folder)
        inside = look_into(database)
    if inside.faults:
        raise DeskError("backup.unsound", first=inside.faults[0])
    try:
        return inside.broken_links, verify(database, Keys(home.root).ring(), None).is_whole
    except DeskError as error:
        if not error.code.startswith("store.key"):
            raise
        return inside.broken_links, None


def _target(wanted: Path, now: datetime, *, sealed: bool) -> Path:
    path = wanted.expanduser().absolute()
    if path.is_dir() or not path.suffix:
        path /= f"{PREFIX}{now:%Y%m%d-%H%M%S}{SEALED if sealed else PLAIN}"
    if path.exists():
        raise DeskError("backup.exists", file=str(path))
    return path


@contextmanager
def working(home: Home, folder: Path) -> Iterator[Path]:
    """A folder in the home to copy and unpack into; one backup or restore at a time, else ``backup.running``.

    What one left that was killed is swept: whoever holds the lock is alone.
    """
    lock = FileLock(home.root / _LOCK)
    with telling_faults():
        home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not lock.take():
            raise DeskError("backup.running")
    try:
        with telling_faults():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700, parents=True)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()


@contextmanager
def _new_file(file: Path) -> Iterator[IO[bytes]]:
    """A file that has its name only once it is whole; ``backup.not_written`` for what its disk refuses."""
    part = file.with_name(f".{file.name}{_PART}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(file.parent)
        with open(part, "w+b", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
            # held until it has its name: another backup into this folder does not take it for a dead one's
            fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield out
            if file.exists():
                raise DeskError("backup.exists", file=str(file))
            part.replace(file)
        with suppress(OSError):
            settle(file.parent)
    except OSError as error:
        raise DeskError("backup.not_written", file=str(file), reason=error.strerror or "") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Take away what backups left that were killed here."""
    for part in folder.glob(f".{PREFIX}*{_PART}"):
        with suppress(OSError), part.open("rb") as left:
            fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink()


def settle(folder: Path) -> None:
    """Have the names of a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _copied(source: Path, target: Path) -> bool:
    if not source.exists():
        return False
    shutil.copyfile(source, target)
    return True
