"""Anchors: a line a day, in a file outside the database, of where the trail ended.

A database that is put back whole from an older day is sound in itself; only something outside it can tell. Each line
is sealed with the digest of the line before, so that none is taken out, moved or copied to the end; those of earlier
versions are not, and stand before all others.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
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
    """Where the trail ended at a moment; ``kind`` is ``day``, ``night``, or ``restored`` after a copy was put back.

    ``before`` is the digest of the line before, empty for the first; None in a line of an earlier version.
    """

    at: str
    kind: str
    count: int
    last_id: int
    seal: bytes
    before: str | None = None

    @property
    def text(self) -> bytes:
        """What its own seal covers."""
        said = (self.at, self.kind, self.count, self.last_id, self.seal.hex())
        return sealed_text(said if self.before is None else (*said, self.before))


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
    """One line more, after the one that is the last."""
    handle = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b", buffering=0) as out:
        # two counters that save the first of a day at once: each line knows the one before
        fcntl.flock(out, fcntl.LOCK_EX)
        there = file.read_bytes()
        lines = there.splitlines()
        anchor = Anchor(head.last_at, kind, head.count, head.last_id, head.last_seal, _digest(lines[-1:]))
        told = {"at": anchor.at, "kind": kind, "count": head.count, "id": head.last_id, "seal": head.last_seal.hex()}
        told |= {"before": anchor.before, "mac": Sealer(ring.newest, ANCHOR).seal(anchor.text).hex()}
        # one that a full disk or a power cut left half stays a line by itself
        end = b"" if not there or there.endswith(b"\n") else b"\n"
        out.write(end + json.dumps(told).encode() + b"\n")


def anchor_now(store: Store, kind: str = "night") -> None:
    """A line for this moment: at night, and (``restored``) after an older copy was put back on purpose."""
    ring = store.keys.ring()
    head = store.read(lambda reader: read_head(reader.session.connection(), ring))
    write_anchor(store.anchors.file, ring, head, kind)


def read_anchors(lines: Sequence[bytes], ring: Ring) -> Iterator[tuple[int, Anchor | None]]:
    """Number and anchor of each line, in order; None for a line that nobody of us wrote, or not there.

    One of a key that is lost still says where the trail ended, but excuses nothing.
    """
    known = {key.id for key in ring.keys}
    chained = False
    for number, line in enumerate(lines, 1):
        found = _read(line)
        if found is None or not _follows(found[0], lines[: number - 1], line, chained=chained):
            yield number, None
        elif found[1][:ID_BYTES] not in known:
            yield number, replace(found[0], kind=DAY)
        else:
            yield number, found[0] if fits(ring, ANCHOR, found[0].text, found[1]) else None
        chained = chained or (found is not None and found[0].before is not None)


def _follows(anchor: Anchor, earlier: Sequence[bytes], line: bytes, *, chained: bool) -> bool:
    """Whether a line stands where it was written."""
    if anchor.before is not None:
        return anchor.before == _digest(earlier[-1:])
    # one of an earlier version: before all that are chained, and no restore is noted twice
    return not chained and not (anchor.kind == RESTORED and line in earlier)


def _digest(last: Sequence[bytes]) -> str:
    return sha256(last[0]).hexdigest() if last else ""


def _read(line: bytes) -> tuple[Anchor, bytes] | None:
    try:
        told: dict[str, Any] = json.loads(line)
        seal, mac = bytes.fromhex(told["seal"]), bytes.fromhex(told["mac"])
        before = None if told.get("before") is None else str(told["before"])
        return Anchor(str(told["at"]), str(told["kind"]), int(told["count"]), int(told["id"]), seal, before), mac
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
