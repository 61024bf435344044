"""The keys of an office: kept in a file of their own beside the database (``HOME/key``), or handed by ``DESKAPP_KEY``.

Each line of the file is one key in hexadecimal, the newest last: it seals and encrypts, the older ones still open what
they closed. A key is known by the first four bytes of a digest of it, which says nothing about the key.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deskapp.errors import DeskError
from deskapp.settings import write_whole

ID_BYTES: Final = 4
_HEAD: Final = "# The keys of deskapp. Keep a copy apart from the backups: without it nothing encrypted can be read.\n"


@dataclass(frozen=True, slots=True)
class Key:
    """One key; never shown, not even in a crash."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> bytes:
        """By which it is found again."""
        return hashlib.sha256(b"deskapp key " + self.secret).digest()[:ID_BYTES]

    def derive(self, purpose: str) -> bytes:
        """The key for one purpose: what seals the trail says nothing about what encrypts."""
        return hmac.digest(self.secret, purpose.encode(), "sha256")


@dataclass(frozen=True, slots=True)
class Ring:
    """All keys of an office, the newest last."""

    keys: tuple[Key, ...] = ()
    source: str = ""

    @property
    def newest(self) -> Key:
        """The one that seals and encrypts; raises ``store.key_missing``."""
        if not self.keys:
            raise DeskError("store.key_missing", file=self.source)
        return self.keys[-1]

    def find(self, key_id: bytes) -> Key:
        """The key of that id; raises ``store.key_missing`` or ``store.key_lost``."""
        for key in self.keys:
            if key.id == key_id:
                return key
        if not self.keys:
            raise DeskError("store.key_missing", file=self.source)
        raise DeskError("store.key_lost", key=key_id.hex(), file=self.source)


class Keys:
    """Where the keys of one home are; read when first asked for, and again when the file has changed."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "key"
        self._seen: tuple[str, int] | None = None
        self._ring = Ring()

    @property
    def from_environment(self) -> bool:
        """True where ``DESKAPP_KEY`` holds them, and no file is looked at."""
        return bool(os.environ.get("DESKAPP_KEY"))

    def ring(self) -> Ring:
        """The keys as they are now; none where there is no file.

        Raises ``store.key_broken`` and ``store.key_unreadable``.
        """
        given = os.environ.get("DESKAPP_KEY", "")
        try:
            seen = (given, 0 if given else self.file.stat().st_mtime_ns)
        except FileNotFoundError:
            return Ring(source=str(self.file))
        if seen != self._seen:
            self._ring = _parse(given, "DESKAPP_KEY") if given else _parse(self._read(), str(self.file))
            self._seen = seen
        return self._ring

    def ensure(self) -> Ring:
        """The keys, with a first one made where there is none yet; for a database that nothing was sealed in."""
        return self.ring() if self.ring().keys else self.add()

    def add(self) -> Ring:
        """Put a new key behind the others, in the file; the file is on the disk when this returns."""
        if self.from_environment:
            raise DeskError("store.key_in_environment")
        keys = (*self.ring().keys, Key(secrets.token_bytes(32)))
        write_whole(self.file, (_HEAD + "".join(f"{key.secret.hex()}\n" for key in keys)).encode())
        self._seen = None
        return self.ring()

    def _read(self) -> str:
        if self.file.stat().st_mode & 0o077:
            with suppress(OSError):
                self.file.chmod(0o600)
        try:
            return self.file.read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            # somebody else's, such as after one call as the system's administrator; or no file at all
            raise DeskError("store.key_unreadable", file=str(self.file)) from error


def _parse(text: str, source: str) -> Ring:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    words = " ".join(lines).replace(",", " ").split()
    try:
        found = tuple(Key(bytes.fromhex(word)) for word in words)
    except ValueError:
        raise DeskError("store.key_broken", file=source) from None
    if not found or any(len(key.secret) != 32 for key in found):
        raise DeskError("store.key_broken", file=source)
    return Ring(found, source)
