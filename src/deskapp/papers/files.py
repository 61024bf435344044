"""Files of papers by their SHA-256: ``FILES/ab/abcd…``, each content once, readable by its owner alone.

A file is on the disk before its row is in the database, so that no row ever names a file that is not there; one that
lost its row to a crash is harmless, and ``queries.find_orphans`` names it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Final

from deskapp.errors import DeskError
from deskapp.settings import write_whole
from deskapp.values.text import clean

MOST_BYTES: Final = 100 * 1024 * 1024
SETTLED: Final = timedelta(seconds=1)
"""How long a file must have stayed as it is before it counts as written to its end."""

_PIECE: Final = 1024 * 1024
_TEMPORARY: Final = ".part-"
_UNFINISHED_BEGINNINGS: Final = (".", "~$")
_UNFINISHED_ENDINGS: Final = (".part", ".partial", ".crdownload", ".tmp", ".temp")
_NAME_LIMIT: Final = 200
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that lies in the store; ``name`` is what it was called, fit to be shown."""

    digest: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest file of a folder; ``changed`` is aware."""

    path: Path
    size: int
    changed: datetime

    @property
    def name(self) -> str:
        """Its name, fit to be shown."""
        return shown_name(self.path)


def file_path(files: Path, digest: str) -> Path:
    """Where the content of that digest lies."""
    return files / digest[:2] / digest


def store_file(files: Path, source: Path, *, most: int = MOST_BYTES) -> KeptFile:
    """Copy a file into the store; the same content lies there once.

    Refused: what is no plain file (folder, device, link), empty, larger than ``most`` bytes, or still being written.
    """
    name = shown_name(source)
    with _open(source, name) as reading:
        if not stat.S_ISREG(os.fstat(reading.fileno()).st_mode):
            raise DeskError("paper.not_a_file", file=name)
        with _putting():
            files.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(dir=files, prefix=_TEMPORARY)
        try:
            with os.fdopen(handle, "wb") as writing:
                kept = _copy(reading, writing, name, most)
            with _putting():
                _place(Path(part), file_path(files, kept.digest))
        except BaseException:
            with suppress(OSError):
                Path(part).unlink(missing_ok=True)
            raise
    return kept


def holds(file: Path, digest: str) -> bool:
    """Whether the content of a file is the one of that digest; False for one that cannot be read."""
    try:
        with file.open("rb") as reading:
            return hashlib.file_digest(reading, "sha256").hexdigest() == digest
    except OSError:
        return False


def copy_out(files: Path, digest: str, target: Path) -> Path:
    """A copy to look at, readable by its owner alone; what is there already is replaced in one step.

    ``paper.file_gone`` where the store has it no more, ``paper.cannot_copy`` where the folder refuses it.
    """
    try:
        content = file_path(files, digest).read_bytes()
    except OSError as error:
        raise DeskError("paper.file_gone", file=target.name) from error
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(target, content)
    except OSError as error:
        raise DeskError("paper.cannot_copy", folder=str(target.parent)) from error
    return target


def newest_file(folder: Path, since: datetime | None = None) -> Newest | None:
    """The file that came last into a folder, as a document camera fills it; hidden and unfinished ones do not count.

    ``since`` leaves older ones out. Whether it is written to its end says ``is_settled``.
    """
    newest: Newest | None = None
    for entry in _entries(folder):
        with suppress(OSError):
            if not entry.is_file(follow_symlinks=False):
                continue
            state = entry.stat(follow_symlinks=False)
            changed = datetime.fromtimestamp(state.st_mtime).astimezone()
            if (since is None or changed >= since) and (newest is None or changed > newest.changed):
                newest = Newest(Path(entry.path), state.st_size, changed)
    return newest


def is_settled(file: Newest, now: datetime) -> bool:
    """Whether a file has content and stayed as it is for a second; one dated ahead of our clock counts."""
    return file.size > 0 and not timedelta(0) <= now - file.changed < SETTLED


def list_stored(files: Path) -> Iterator[Path]:
    """Every file of the store, those that a crash left half copied among them."""
    for entry in sorted(files.iterdir()) if files.is_dir() else ():
        if entry.is_dir() and not entry.is_symlink():
            yield from sorted(entry.iterdir())
        else:
            yield entry


def shown_name(path: Path) -> str:
    """A file's name as it can be kept and shown, whatever bytes it is made of."""
    return clean(os.fsencode(path.name).decode("utf-8", "replace"))[:_NAME_LIMIT] or "?"


def _open(source: Path, name: str) -> IO[bytes]:
    # a pipe would keep us waiting for its other end, and a link may point to what the clerk never saw
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        return os.fdopen(os.open(source, flags), "rb")
    except IsADirectoryError as error:
        raise DeskError("paper.not_a_file", file=name) from error
    except (OSError, ValueError) as error:
        is_link = getattr(error, "errno", 0) in (errno.ELOOP, errno.EMLINK, errno.ENXIO)
        raise DeskError("paper.not_a_file" if is_link else "paper.file_unreadable", file=name) from error


def _copy(reading: IO[bytes], writing: IO[bytes], name: str, most: int) -> KeptFile:
    """Copy to the disk; refused where it is too large, or changed meanwhile."""
    before = os.fstat(reading.fileno())
    told, size = hashlib.sha256(), 0
    while piece := _read(reading, name):
        size += len(piece)
        if size > most:
            raise DeskError("paper.file_large", file=name, most=most // (1024 * 1024))
        told.update(piece)
        with _putting():
            writing.write(piece)
    if not size:
        raise DeskError("paper.file_empty", file=name)
    after = os.fstat(reading.fileno())
    if before.st_mtime_ns != after.st_mtime_ns or size != after.st_size:
        raise DeskError("paper.file_growing", file=name)
    with _putting():
        writing.flush()
        os.fsync(writing.fileno())
    return KeptFile(told.hexdigest(), name, size)


def _read(reading: IO[bytes], name: str) -> bytes:
    try:
        return reading.read(_PIECE)
    except OSError as error:
        raise DeskError("paper.file_unreadable", file=name) from error


def _place(part: Path, target: Path) -> None:
    """Rename into place, where the same content may lie already, and have the folder on the disk."""
    target.parent.mkdir(mode=0o700, exist_ok=True)
    part.replace(target)
    handle = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _putting() -> Iterator[None]:
    """Whatever the store's disk refuses within comes out as a DeskError."""
    try:
        yield
    except OSError as error:
        raise DeskError("paper.files_full" if error.errno in _FULL else "paper.files_closed") from error


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except (OSError, ValueError) as error:
        raise DeskError("paper.folder_closed", folder=str(folder)) from error
    for entry in entries:
        name = entry.name.lower()
        if not name.startswith(_UNFINISHED_BEGINNINGS) and not name.endswith(_UNFINISHED_ENDINGS):
            yield entry
