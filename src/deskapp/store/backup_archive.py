"""The archive of a backup: a zip file with a list of its parts and their SHA-256, sealed where a passphrase is given.

Any program opens one that is not sealed. ``backup.json`` comes last and names every other part: what it does not name,
or names with another digest, is no part of a backup.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Final, cast

from deskapp.errors import DeskError
from deskapp.store.backup_seal import SealedFile, SealingFile, is_sealed

DATABASE: Final = "deskapp.db"
LIST: Final = "backup.json"
FORM: Final = 1
KEY: Final = "key"
ANCHORS: Final = "anchors.log"
# what a part may be called: nothing of an archive ever lands outside the home
_NAMES: Final = re.compile(
    r"deskapp\.db|key|anchors\.log|[^/\\\0]+\.toml|files/[0-9a-f]{2}/[0-9a-f]{64}"
    r"|(procedures|letters)(/(?!\.{1,2}(/|$))[^/\\\0]+)+"
)
_READ: Final = 1 << 20
# the lowest takes most of a database's air out
_LEVEL: Final = 1


@dataclass(slots=True)
class Contents:
    """What an archive says of itself. ``parts`` are (SHA-256, size) by name; ``version`` is the database's.

    ``key_ids`` are the keys that its trail was sealed with; ``gone`` are scans that the database names and that were
    not there, ``changed`` those that are another than their name says.
    """

    made_at: str
    version: str
    program: str
    entries: int = 0
    key_ids: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    parts: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def with_key(self) -> bool:
        """Whether the key file is in it."""
        return KEY in self.parts

    @property
    def files(self) -> int:
        """How many scans are in it."""
        return sum(name.startswith("files/") for name in self.parts)


class ArchiveWriter:
    """Puts parts into an archive that is written from beginning to end."""

    def __init__(self, out: IO[bytes], passphrase: str) -> None:
        self._sealing = SealingFile(out, passphrase) if passphrase else None
        self._zip = zipfile.ZipFile(cast("IO[bytes]", self._sealing or out), "w", compresslevel=_LEVEL)

    def put(self, contents: Contents, name: str, source: Path) -> str:
        """Copy a file in, and note it; its digest."""
        told, size = hashlib.sha256(), 0
        # scans are compressed already
        self._zip.compression = zipfile.ZIP_STORED if name.startswith("files/") else zipfile.ZIP_DEFLATED
        with source.open("rb") as reading, self._zip.open(name, "w", force_zip64=True) as writing:
            while piece := _read(reading, name):
                told.update(piece)
                size += len(piece)
                writing.write(piece)
        contents.parts[name] = told.hexdigest(), size
        return told.hexdigest()

    def finish(self, contents: Contents) -> None:
        """The list, and the archive's end."""
        text = json.dumps({"form": FORM, **asdict(contents)}, ensure_ascii=False)
        self._zip.writestr(zipfile.ZipInfo(LIST), text)
        self._zip.close()
        if self._sealing:
            self._sealing.finish()


class Archive:
    """An archive that is open to be read."""

    def __init__(self, file: Path, opened: zipfile.ZipFile, *, sealed: bool) -> None:
        self.file = file
        self.sealed = sealed
        self._zip = opened
        self.contents = self._list()

    def copy(self, name: str, target: Path | None) -> None:
        """Read a part to its end, into a file of the owner alone where one is wanted; raises ``backup.broken``."""
        told = hashlib.sha256()
        with ExitStack() as stack:
            writing = stack.enter_context(private(target)) if target else None
            try:
                reading = stack.enter_context(self._zip.open(name))
                while piece := reading.read(_READ):
                    told.update(piece)
                    if writing:
                        writing.write(piece)
            except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError) as error:
                raise DeskError("backup.broken", file=self.file.name) from error
        if told.hexdigest() != self.contents.parts[name][0]:
            raise DeskError("backup.broken", file=self.file.name)

    def _list(self) -> Contents:
        try:
            told: dict[str, Any] = json.loads(self._zip.read(LIST))
            if told.pop("form") != FORM:
                raise DeskError("backup.other_form", file=self.file.name)
            contents = Contents(**told)
            parts = {str(name): (str(digest), int(size)) for name, (digest, size) in contents.parts.items()}
        except (KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise DeskError("backup.not_ours", file=self.file.name) from error
        if DATABASE not in parts or not all(_NAMES.fullmatch(name) for name in parts):
            raise DeskError("backup.not_ours", file=self.file.name)
        contents.parts = parts
        return contents


@contextmanager
def open_archive(file: Path, passphrase: str) -> Iterator[Archive]:
    """An archive. Raises ``backup.unreadable``, ``backup.not_ours``, ``backup.sealed`` (no passphrase was given)..."""
    try:
        with ExitStack() as stack:
            sealed = is_sealed(file)
            if sealed and not passphrase:
                raise DeskError("backup.sealed", file=file.name)
            source: Any = stack.enter_context(SealedFile(file, passphrase) if sealed else file.open("rb"))
            try:
                opened = stack.enter_context(zipfile.ZipFile(source))
            except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
                raise DeskError("backup.not_ours", file=file.name) from error
            yield Archive(file, opened, sealed=sealed)
    except FileNotFoundError as error:
        if error.filename not in (None, str(file)):
            raise
        raise DeskError("backup.no_file", file=str(file)) from error
    except (PermissionError, IsADirectoryError) as error:
        if error.filename != str(file):
            raise
        raise DeskError("backup.unreadable", file=str(file), reason=error.strerror or "") from error


def _read(reading: IO[bytes], name: str) -> bytes:
    try:
        return reading.read(_READ)
    except OSError:
        if not name.startswith("files/"):
            raise
        # one scan on a bad place of the disk does not keep all others from being saved: its digest tells it
        return b""


@contextmanager
def private(target: Path) -> Iterator[IO[bytes]]:
    """A new file of its owner alone, on the disk at the end."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        yield out
        out.flush()
        os.fsync(out.fileno())
