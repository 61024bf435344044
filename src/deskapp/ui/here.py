"""Who else is at a record now: a soft mark that hinders nobody, and that no database hears of.

Each process has one small file in HOME/here/ while it is at some record: who works there, and the records by kind and
number. It holds a lock on it, which the system drops when the process dies: a file without one is swept by whoever
looks next.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from deskapp.ui.live import lock

Place = tuple[str, int]
"""A record: its kind (customer, unit, parcel, case) and its number."""
_SUFFIX: Final = ".here"


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else at a place; ``edits`` where a form lies open there."""

    clerk: str
    place: Place
    edits: bool


class HereBook:
    """The marks of one process and what it sees of the others; called from one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._path = folder / f"{uuid.uuid4().hex}{_SUFFIX}"
        self._file: IO[bytes] | None = None
        self._said = b""

    def say(self, clerk: str, places: Collection[tuple[Place, bool]]) -> None:
        """Be at these places and no others; ``OSError`` is nobody's trouble and passes."""
        told = [[kind, number, edits] for (kind, number), edits in sorted(places)]
        line = json.dumps([clerk, told], ensure_ascii=False).encode() + b"\n"
        if line == self._said or (not told and self._file is None):
            return
        with suppress(OSError):
            if self._file is None:
                self._file = self._begin()
            # in place, so that the lock stays: a reader takes the first line, and of a torn one nothing
            os.pwrite(self._file.fileno(), line, 0)
            self._said = line

    def others(self) -> list[Other]:
        """Everybody else, wherever they are."""
        found: list[Other] = []
        with suppress(OSError):
            for path in sorted(self.folder.glob(f"*{_SUFFIX}")):
                if path != self._path:
                    found += self._read(path)
        return found

    def close(self) -> None:
        """Be nowhere any more."""
        if self._file is not None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
            self._file.close()
            self._file = None

    def _begin(self) -> IO[bytes]:
        """The file appears under its name when it is locked: nobody takes it for a dead one's."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = self._path.with_suffix(".new")
        file = os.fdopen(os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "r+b")
        lock(file)
        new.replace(self._path)
        return file

    def _read(self, path: Path) -> Iterator[Other]:
        # swept by another, or torn in the middle of a write: the next look sees it whole
        with suppress(OSError, ValueError, TypeError):
            with path.open("r+b") as file:
                if lock(file):
                    path.unlink(missing_ok=True)
                    return
                clerk, places = json.loads(file.readline())
            for kind, number, edits in places:
                yield Other(str(clerk), (str(kind), int(number)), bool(edits))
