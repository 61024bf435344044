"""Hashes of passwords and PINs: Argon2id over the text keyed with the office's key.

A copy of the database without the key file beside it lets nobody try PINs, of which there are few.
"""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deskapp.errors import DeskError
from deskapp.store.seal_keys import Key, Ring

if TYPE_CHECKING:
    from argon2 import PasswordHasher


@dataclass(frozen=True, slots=True)
class Cost:
    """What one hash costs: passes over so many KiB of memory, in so many lanes."""

    passes: int
    memory_kib: int
    lanes: int


COST = Cost(passes=3, memory_kib=64 * 1024, lanes=4)
"""RFC 9106, section 4, second recommendation: some 0.1 s of a counter's computer. Kept here alone."""

_PURPOSE = "sign-in"


def make_hash(ring: Ring, text: str) -> str:
    """The hash of a password or PIN, with the id of the key it was made with."""
    key = ring.newest
    return f"{key.id.hex()}.{_hasher().hash(_keyed(key, text))}"


def is_right(ring: Ring, stored: str, text: str) -> bool:
    """Whether a text is the one that was hashed. Raises ``signin.key_lost`` where its key is gone for good."""
    from argon2.exceptions import InvalidHashError, VerificationError

    key_id, _, hashed = stored.partition(".")
    try:
        key = ring.find(bytes.fromhex(key_id))
    except DeskError as error:
        raise DeskError("signin.key_lost") from error
    try:
        return _hasher().verify(hashed, _keyed(key, text))
    except (VerificationError, InvalidHashError):
        return False


def is_dated(ring: Ring, stored: str) -> bool:
    """Whether a hash should be made anew: with the newest key, and at the cost of now."""
    key_id, _, hashed = stored.partition(".")
    return key_id != ring.newest.id.hex() or _hasher().check_needs_rehash(hashed)


def _keyed(key: Key, text: str) -> bytes:
    # an input method may give figures and letters at full width
    plain = unicodedata.normalize("NFKC", text)
    return hmac.digest(key.derive(_PURPOSE), plain.encode(), "sha256")


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(COST.passes, COST.memory_kib, COST.lanes)
