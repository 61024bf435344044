"""Seals of the trail: every entry over all that it says and the seal before it, so that none can change unseen.

A seal is the id of its key (four bytes) and HMAC-SHA-256. Imports nothing of the database: checking runs in processes
of its own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

from deskapp.store.seal_keys import ID_BYTES, Key, Ring

COLUMNS: Final = (
    "id", "at", "clerk_id", "clerk", "action", "entity", "entity_id", "office_id", "project_id", "batch_id", "reason",
    "digest",
)  # fmt: skip
# what stands for the seal before: of the first entry; after a head that nobody of us wrote; after a lost key
FIRST: Final = b""
BROKEN: Final = b"broken"
LOST: Final = b"lost"
LOST_ACTION: Final = "key.lost"
ENTRY: Final = "audit entry"
HEAD: Final = "audit head"
ANCHOR: Final = "audit anchor"

_listed = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class Sealer:
    """HMAC-SHA-256 under one key for one purpose, as its two digests: half the time of the library's one call."""

    def __init__(self, key: Key, purpose: str) -> None:
        block = key.derive(purpose).ljust(64, b"\0")
        self._id = key.id
        self._inner = bytes(byte ^ 0x36 for byte in block)
        self._outer = bytes(byte ^ 0x5C for byte in block)

    def seal(self, message: bytes) -> bytes:
        """The seal of a message."""
        return self._id + sha256(self._outer + sha256(self._inner + message).digest()).digest()


def sealers(ring: Ring, purpose: str) -> dict[bytes, Sealer]:
    """The sealer of every key by the key's id."""
    return {key.id: Sealer(key, purpose) for key in ring.keys}


def fits(ring: Ring, purpose: str, message: bytes, seal: bytes) -> bool:
    """Whether a seal is the message's; raises ``store.key_lost`` for one of a key that is not there."""
    return Sealer(ring.find(seal[:ID_BYTES]), purpose).seal(message) == seal


def sealed_text(values: Sequence[Any]) -> bytes:
    """What is sealed: JSON exactly as SQLite's ``json_array`` writes it, which is how checking reads it."""
    return _listed(list(values)).encode()


def payload_digest(before: bytes | None, after: bytes | None) -> str:
    """SHA-256 over both texts of a payload; an absent text differs from an empty one."""
    first = b"-" if before is None else b"+" + before
    return sha256(first + (b"\x00-" if after is None else b"\x00+" + after)).hexdigest()
