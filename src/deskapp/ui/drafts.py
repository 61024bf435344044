"""Half-filled forms on the disk: one file each in HOME/drafts/, at most 300 ms behind the keys, safe from a kill.

A draft is removed only when its save is confirmed or the clerk discards it. It holds full values, so it is sealed with
the office's key (0600, never logged; its name says nothing): a line ``d1 SESSION KEY``, and behind it the sealed JSON.
One that does not open, because the key is gone, is offered all the same, says so, and stays.
A file is *open* while the process that writes it lives (it holds a lock), *parked* when the clerk put it aside, and
*left* when its process died: parked and left ones are offered by F7.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final, Protocol

from deskapp.errors import DeskError
from deskapp.settings import write_whole
from deskapp.ui.live import lock

QUIET: Final = 0.1
LONGEST: Final = 0.25
STALE: Final = 60.0
"""Seconds: written when the keys have been quiet, and at the latest so long after the first unwritten key."""


_FORM: Final = "d1"
_UNFINISHED: Final = (".*.json.*", ".*.draft.*", ".key.*")


class Sealing(Protocol):
    """What seals drafts and opens them; ``about`` is what the content belongs to."""

    def warm(self) -> None:
        """Load what sealing needs."""
        ...

    def close(self, content: bytes, about: str) -> tuple[str, bytes]:
        """The key's id, and the sealed content."""
        ...

    def open(self, key_id: str, sealed: bytes, about: str) -> bytes:
        """The content again; ``DeskError`` where that cannot be."""
        ...


def new_draft_id() -> str:
    """A name for a draft's file; nobody has to read it."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as it stands: ``form`` names the screen, ``about`` what it was opened for (a record's id and version).

    ``title`` is how the clerk knows it again, ``typed`` the texts by field, ``cursor`` the field with the focus.
    ``clerk`` is the system user or who signed in; ``session`` the process that has it open. ``shut`` says why a sealed
    draft does not open: then nothing else is known of it but when it was written.
    """

    id: str
    form: str
    title: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)
    typed: Mapping[str, Any] = field(default_factory=dict)
    cursor: str = ""
    parked: bool = False
    clerk: str = ""
    session: str = ""
    at: datetime | None = None
    shut: DeskError | None = None


class DraftBook:
    """The drafts of one process: ``put`` costs the screen nothing, a thread of its own writes and syncs."""

    def __init__(self, folder: Path, sealing: Sealing) -> None:
        self.folder = folder
        self._sealing = sealing
        self.session = uuid.uuid4().hex
        self.failure: Exception | None = None
        self._waiting: dict[str, Draft | None] = {}
        self._aside: set[str] = set()
        self._first = self._last = 0.0
        self._hurry = self._done = False
        self._turn = threading.Condition()
        self._thread: threading.Thread | None = None
        self._lock: IO[bytes] | None = None

    def put(self, draft: Draft) -> None:
        """Write this state of a draft soon."""
        # what a shut one says of itself cannot be read
        (self._aside.add if draft.parked else self._aside.discard)(draft.id)
        self._wait_for(draft.id, replace(draft, session=self.session))

    def remove(self, draft_id: str) -> None:
        """Forget a draft: its save is confirmed, or the clerk discarded it."""
        self._wait_for(draft_id, None)

    def warm(self) -> None:
        """Be ready for the first key; in a thread."""
        self._sealing.warm()

    def flush(self, seconds: float = 2.0) -> None:
        """Have everything on the disk now."""
        with self._turn:
            self._hurry = True
            self._turn.notify_all()
            self._turn.wait_for(lambda: not self._waiting or self._thread is None, seconds)
            self._hurry = False

    def close(self) -> None:
        """Write what waits and end the thread; drafts that are still open count as left."""
        self.flush()
        with self._turn:
            self._done = True
            self._turn.notify_all()
        if self._thread is not None:
            self._thread.join(2)
        if self._lock is not None:
            self._lock.close()
            Path(self._lock.name).unlink(missing_ok=True)
            self._lock = None

    def offered(self, clerk: str) -> list[Draft]:
        """The drafts of a clerk that can be returned to, the last written first; nobody knows whose a shut one is."""
        with self._turn:
            waiting = dict(self._waiting)
        found = {draft.id: draft for draft in self._stored()} | {key: d for key, d in waiting.items() if d is not None}
        mine = [
            draft
            for draft in found.values()
            if (draft.clerk == clerk or draft.shut is not None)
            and (draft.id not in waiting or waiting[draft.id] is not None)
            and (draft.parked or draft.id in self._aside or not self._is_live(draft.session))
        ]
        return sorted(mine, key=lambda draft: draft.at.timestamp() if draft.at else 0, reverse=True)

    def _stored(self) -> Iterator[Draft]:
        for path in self.folder.glob("*.draft"):
            # taken by another counter between the two steps, or written by a newer program
            with suppress(OSError, ValueError, TypeError, KeyError):
                yield self._opened(path)
        for path in self.folder.glob("*.json"):
            with suppress(OSError, ValueError, TypeError, KeyError):
                draft = _draft(path.read_bytes())
                if draft.parked or not self._is_live(draft.session):
                    with suppress(OSError):
                        self._take_over(path, draft)
                yield draft

    def _opened(self, path: Path) -> Draft:
        head, _, sealed = path.read_bytes().partition(b"\n")
        form, session, key_id = head.decode("ascii").split(" ")
        if form != _FORM:
            raise ValueError(form)
        try:
            return _draft(self._sealing.open(key_id, sealed, f"{path.stem} {session}"))
        except DeskError as shut:
            at = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
            return Draft(path.stem, "", session=session, at=at, shut=shut)

    def _take_over(self, path: Path, draft: Draft) -> None:
        """One that an older program left unsealed; it goes when it is on the disk sealed."""
        self._seal(draft)
        path.unlink(missing_ok=True)

    def _seal(self, draft: Draft) -> None:
        content = {**asdict(draft), "at": draft.at.isoformat() if draft.at else None}
        del content["shut"]
        plain = json.dumps(content, ensure_ascii=False).encode()
        key_id, sealed = self._sealing.close(plain, f"{draft.id} {draft.session}")
        write_whole(self.folder / f"{draft.id}.draft", f"{_FORM} {draft.session} {key_id}\n".encode() + sealed)

    def _wait_for(self, draft_id: str, draft: Draft | None) -> None:
        with self._turn:
            now = time.monotonic()
            if not self._waiting:
                self._first = now
            self._last = now
            self._waiting[draft_id] = draft
            if self._thread is None:
                self._thread = threading.Thread(target=self._write_all, name="drafts", daemon=True)
                self._thread.start()
            self._turn.notify_all()

    def _write_all(self) -> None:
        while True:
            with self._turn:
                while not self._due():
                    if self._done and not self._waiting:
                        return
                    self._turn.wait(self._pause())
                taken = dict(self._waiting)
            try:
                for draft_id, draft in taken.items():
                    self._write(draft_id, draft)
                self.failure = None
            except (OSError, TypeError, ValueError) as error:
                # a disk that refuses, or a draft that is no text: told, and the next one is written all the same
                self.failure = error
            with self._turn:
                # What was typed meanwhile waits on; its clock starts now.
                self._waiting = {key: value for key, value in self._waiting.items() if taken.get(key, 0) is not value}
                self._first = time.monotonic()
                self._turn.notify_all()

    def _due(self) -> bool:
        if not self._waiting:
            return False
        now = time.monotonic()
        return self._hurry or self._done or now - self._last >= QUIET or now - self._first >= LONGEST

    def _pause(self) -> float | None:
        if not self._waiting:
            return None
        now = time.monotonic()
        return max(0.001, min(self._last + QUIET, self._first + LONGEST) - now)

    def _write(self, draft_id: str, draft: Draft | None) -> None:
        if draft is None:
            for kind in ("draft", "json"):
                (self.folder / f"{draft_id}.{kind}").unlink(missing_ok=True)
            return
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._live()
        self._seal(draft)

    def _live(self) -> None:
        """Hold a lock for as long as this process lives; the system drops it when the process is killed."""
        if self._lock is None:
            path = self.folder / f"{self.session}.live"
            self._lock = path.open("wb")
            path.chmod(0o600)
            lock(self._lock)
            self._sweep()

    def _sweep(self) -> None:
        """A process killed in the middle of a write leaves its unfinished file, full of values."""
        for pattern in _UNFINISHED:
            for path in self.folder.glob(pattern):
                with suppress(OSError):
                    if time.time() - path.stat().st_mtime > STALE:
                        path.unlink()

    def _is_live(self, session: str) -> bool:
        if session == self.session:
            return True
        path = self.folder / f"{session}.live"
        try:
            with path.open("rb+") as file:
                if not lock(file):
                    return True
        except OSError:
            return False
        path.unlink(missing_ok=True)
        return False


def _draft(content: bytes) -> Draft:
    data = json.loads(content)
    return Draft(**{**data, "at": datetime.fromisoformat(data["at"]) if data.get("at") else None})
