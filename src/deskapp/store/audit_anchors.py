"""Anchors: a line a day, in a file outside the database, of where the trail ended.

A database that is put back whole from an older day is sound in itself; only something outside it can tell.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from deskapp.store.audit_write import Head, read_head
from deskapp.store.seal import ANCHOR, Sealer, fits, sealed_text
from deskapp.store.seal_keys import ID_BYTES, Ring

if TYPE_CHECKING:
    from deskapp.store.store import Store

FILE: Final = "anchors.log"
DAY: Final = "day"
RESTORED: Final = "restored"
_TAIL: Final = 1024


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the trail ended at a moment; ``kind`` is ``day``, ``night``, or ``restored`` after a copy was put back."""

    at: str
    kind: str
    count: int
    last_id: int
    seal: bytes

    @property
    def text(self) -> bytes:
        """What its own seal covers."""
        return sealed_text((self.at, self.kind, self.count, self.last_id, self.seal.hex()))


class Anchors:
    """The file of a home; the first write of a day puts its line there."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE
        self._day = ""

    def note(self, head: Head, ring: Ring) -> None:
        """The day's line, where it is not there yet. What was saved is saved: a full disk is no reason to say less."""
        day = head.last_at[:10]
        if day != self._day:
            with suppress(OSError):
                if self._last_day() != day:
                    write_anchor(self.file, ring, head, DAY)
                self._day = day

    def _last_day(self) -> str:
        with suppress(FileNotFoundError), self.file.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
            lines = file.read().splitlines()
            found = _read(lines[-1]) if lines else None
            return found[0].at[:10] if found else ""
        return ""


def write_anchor(file: Path, ring: Ring, head: Head, kind: str) -> None:
    """One line more."""
    anchor = Anchor(head.last_at, kind, head.count, head.last_id, head.last_seal)
    told = {"at": anchor.at, "kind": kind, "count": head.count, "id": head.last_id, "seal": head.last_seal.hex()}
    told["mac"] = Sealer(ring.newest, ANCHOR).seal(anchor.text).hex()
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "ab") as out:
        out.write(json.dumps(told).encode() + b"\n")


def anchor_now(store: Store, kind: str = "night") -> None:
    """A line for this moment: at night, and (``restored``) after an older copy was put back on purpose."""
    ring = store.keys.ring()
    head = store.read(lambda reader: read_head(reader.session.connection(), ring))
    write_anchor(store.anchors.file, ring, head, kind)


def read_anchors(file: Path, ring: Ring) -> Iterator[tuple[int, Anchor | None]]:
    """Line and anchor, in the order of the file; None for a line that nobody of us wrote.

    One of a key that is lost still says where the trail ended, but excuses nothing.
    """
    known = {key.id for key in ring.keys}
    for number, line in enumerate(file.read_bytes().splitlines(), 1):
        found = _read(line)
        if found is None:
            yield number, None
        elif found[1][:ID_BYTES] not in known:
            yield number, replace(found[0], kind=DAY)
        else:
            yield number, found[0] if fits(ring, ANCHOR, found[0].text, found[1]) else None


def _read(line: bytes) -> tuple[Anchor, bytes] | None:
    try:
        told: dict[str, Any] = json.loads(line)
        seal, mac = bytes.fromhex(told["seal"]), bytes.fromhex(told["mac"])
        return Anchor(str(told["at"]), str(told["kind"]), int(told["count"]), int(told["id"]), seal), mac
    except (ValueError, KeyError, TypeError):
        return None
