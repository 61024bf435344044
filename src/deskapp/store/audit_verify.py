"""Whether the trail is whole: every entry as it was written, none missing, none added, none from another day."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from deskapp.errors import DeskError
from deskapp.store.audit_anchors import RESTORED, read_anchors
from deskapp.store.audit_check import TOLD, Part, check_part, open_to_check
from deskapp.store.audit_write import Head
from deskapp.store.faults import telling_faults
from deskapp.store.seal import HEAD, fits
from deskapp.store.seal_keys import Ring

# fewer are checked before another process has begun
ALONE: Final = 150_000
HELPERS: Final = 4
# the one head, and nothing beside it
_HEAD: Final = (
    "SELECT count, last_id, last_at, last_seal, seal FROM audit_head"
    " WHERE id = 1 AND typeof(last_at) = 'text' AND (SELECT count(*) FROM audit_head) = 1"
)
_SPAN: Final = "SELECT count(*), min(coalesce(min(id), 1), 1), coalesce(max(id), 0) FROM audit"
_DAYS: Final = (
    "SELECT substr((SELECT at FROM audit ORDER BY id LIMIT 1), 1, 10),"
    " substr((SELECT at FROM audit ORDER BY id DESC LIMIT 1), 1, 10)"
)
_ALONE: Final = (
    f"SELECT audit_id FROM audit_payload WHERE audit_id NOT IN (SELECT id FROM audit) ORDER BY audit_id LIMIT {TOLD}"
)


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that is wrong: the entry (None where it is none's), why (a text of the catalogue), and its values."""

    entry: int | None
    why: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was checked and found; ``broken`` has the first ones, in the order of the entries.

    ``unverified`` entries were sealed with a key that is recorded as lost; ``anchors`` is None where there is no file.
    """

    entries: int
    redacted: int
    unverified: int
    anchors: int | None
    broken: tuple[Broken, ...]
    broken_count: int

    @property
    def is_whole(self) -> bool:
        """True where nothing is wrong."""
        return not self.broken_count


@telling_faults()
def verify(database: Path, ring: Ring, anchors: Path | None, copy: Path | None = None) -> Verdict:
    """Check the whole trail; ``anchors`` None leaves the file out, as for a copy that lies elsewhere.

    ``copy`` is one of the anchors' file that was kept elsewhere: the file must begin with it. Raises
    ``store.key_missing`` where there is no key at all, ``audit.no_copy`` where the copy cannot be read.
    """
    # before the entries: a line that is written meanwhile must not be ahead of them
    lines = _lines(anchors) if anchors else None
    kept = _kept(copy) if copy else None
    with closing(open_to_check(database)) as connection:
        # what is written after this moment is the next check's
        connection.execute("BEGIN")
        row = connection.execute(_HEAD).fetchone()
        count, first, last = connection.execute(_SPAN).fetchone()
        last_seal = connection.execute("SELECT seal FROM audit WHERE id = ?", (last,)).fetchone()
        connection.execute("COMMIT")
        if row or last:
            assert ring.newest
        part = _check(database, ring, first, last, count)
        found = [Broken(number, f"audit.broken_{why}") for number, why in part.broken]
        found += [Broken(number, "audit.broken_payload_alone") for (number,) in connection.execute(_ALONE)]
        found += _given(connection, row, last)
        found += _head_faults(row, count, last, last_seal[0] if last_seal else b"", ring)
        found += _unknown(part)
        redacted = _redactions(connection, part, found)
        if anchors and lines is None:
            found += _missing(connection, anchors)
        if kept is not None:
            lines = _compared(lines or [], kept, found)
        if lines is not None:
            _anchor_faults(connection, lines, ring, last, found)
    known = part.broken_count - len(part.broken)
    found.sort(key=lambda one: last + 1 if one.entry is None else one.entry)
    unverified = 0 if any(one.why == "audit.broken_key" for one in found) else part.unknown_count
    count = None if lines is None else len(lines)
    return Verdict(part.count, redacted, unverified, count, tuple(found[:TOLD]), len(found) + known)


def _check(database: Path, ring: Ring, first: int, last: int, count: int) -> Part:
    """All entries, in several processes where there are many; those that a hand numbered below 1 as well."""
    helpers = min(os.cpu_count() or 1, HELPERS)
    if count < ALONE or helpers < 2:
        return check_part(database, ring, first, last)
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    edges = [first - 1, *(last * n // helpers for n in range(1, helpers + 1))]
    with ProcessPoolExecutor(helpers, mp_context=get_context("spawn")) as pool:
        runs = [pool.submit(check_part, database, ring, low + 1, high) for low, high in pairwise(edges)]
        return _together([run.result() for run in runs])


def _together(parts: list[Part]) -> Part:
    whole = Part()
    for part in parts:
        whole.count += part.count
        whole.broken = [*whole.broken, *part.broken][:TOLD]
        whole.broken_count += part.broken_count
        whole.empty += part.empty
        whole.restarts += part.restarts
        whole.unknown = whole.unknown or part.unknown
        whole.unknown_count += part.unknown_count
        whole.unknown_last = max(whole.unknown_last, part.unknown_last)
    return whole


def _head_faults(row: Any, count: int, last: int, last_seal: bytes, ring: Ring) -> Iterator[Broken]:
    """What the head says against the entries that are there."""
    try:
        head = Head(row[0], row[1], row[2].decode(), row[3])
        good = fits(ring, HEAD, head.text, row[4])
    except DeskError as lost:
        yield Broken(None, "audit.broken_head_key", {"key": lost.values["key"]})
        return
    except (TypeError, AttributeError, UnicodeDecodeError):
        good = False
    if not good:
        yield Broken(None, "audit.broken_head")
    elif head.last_id > last:
        yield Broken(last + 1, "audit.broken_cut", {"until": head.last_id})
    elif head.last_id < last:
        yield Broken(head.last_id + 1, "audit.broken_added")
    elif head.count != count or head.last_seal != last_seal:
        yield Broken(None, "audit.broken_head")


def _given(connection: sqlite3.Connection, row: Any, last: int) -> Iterator[Broken]:
    """The highest number that SQLite ever gave, against the last entry that the head knows or that is there."""
    given = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'audit'").fetchone()
    known = max(last, row[1]) if row and isinstance(row[1], int) else last
    if given and given[0] != known:
        cut = isinstance(given[0], int) and given[0] > known
        yield Broken(known + 1, "audit.broken_cut", {"until": given[0]}) if cut else Broken(None, "audit.broken_head")


def _unknown(part: Part) -> Iterator[Broken]:
    if part.unknown and not any(restart > part.unknown_last for restart in part.restarts):
        yield Broken(part.unknown[0], "audit.broken_key", {"key": part.unknown[1].hex()})


def _redactions(connection: sqlite3.Connection, part: Part, found: list[Broken]) -> int:
    """How many entries were emptied; those without a record of it, and those that say something again, are broken."""
    recorded = {number for (number,) in connection.execute("SELECT entity_id FROM audit WHERE entity = 'audit'")}
    found += [Broken(number, "audit.broken_emptied") for number in part.empty if number not in recorded]
    again = connection.execute(
        "SELECT p.audit_id FROM audit_payload p JOIN audit r ON r.entity_id = p.audit_id WHERE r.entity = 'audit'"
        " AND coalesce(p.before, p.after) IS NOT NULL"
    )
    found += [Broken(number, "audit.broken_filled") for (number,) in again]
    return sum(number in recorded for number in part.empty)


def _lines(file: Path) -> list[bytes] | None:
    try:
        return file.read_bytes().splitlines()
    except FileNotFoundError:
        return None


def _kept(copy: Path) -> list[bytes]:
    try:
        return copy.read_bytes().splitlines()
    except OSError as error:
        raise DeskError("audit.no_copy", file=str(copy)) from error


def _missing(connection: sqlite3.Connection, file: Path) -> Iterator[Broken]:
    """No file of anchors: a save notes its day at once, so one of an earlier day than the last has left its line."""
    first, last = connection.execute(_DAYS).fetchone()
    if first != last:
        yield Broken(None, "audit.broken_no_anchors", {"file": str(file), "at": str(first)})


def _compared(lines: list[bytes], kept: list[bytes], found: list[Broken]) -> list[bytes]:
    """The lines to go by: the home's own, where they go on from the copy's; else the copy's."""
    if lines[: len(kept)] == kept:
        return lines
    same = next((n for n, (one, other) in enumerate(zip(lines, kept, strict=False)) if one != other), len(lines))
    found.append(Broken(None, "audit.broken_copy", {"line": same + 1}))
    return kept


def _anchor_faults(
    connection: sqlite3.Connection, told: list[bytes], ring: Ring, last: int, found: list[Broken]
) -> None:
    """The lines of the file against the entries; a copy put back on purpose excuses what came after it."""
    lines = list(read_anchors(told, ring))
    broken_itself = bool(found)
    excused = [(number, one.last_id) for number, one in lines if one and one.kind == RESTORED]
    for number, one in lines:
        if one is None:
            found.append(Broken(None, "audit.broken_anchor_line", {"line": number}))
        elif any(number < line and one.last_id > end for line, end in excused):
            continue
        elif one.last_id > last:
            found.append(Broken(last + 1, "audit.broken_older", {"at": one.at[:10], "until": one.last_id}))
        elif not broken_itself:
            row = connection.execute("SELECT seal FROM audit WHERE id = ?", (one.last_id,)).fetchone()
            if one.last_id and (row is None or row[0] != one.seal):
                found.append(Broken(one.last_id, "audit.broken_other", {"at": one.at[:10]}))
