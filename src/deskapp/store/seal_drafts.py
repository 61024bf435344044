"""Half-filled forms are sealed like secrets: AES-GCM with the office's key, so that a copied disk tells nobody of them.

Where the office has no key yet, or none that can be read, a key that lies beside the drafts takes its place: nothing
that was typed waits for a key. Imports no database, because the counter seals before it has opened one.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from deskapp.errors import DeskError
from deskapp.store.seal_keys import Key, Keys

_PURPOSE: Final = "half-filled forms"
_NONCE: Final = 12


class DraftSeal:
    """``home`` has the office's key file; ``folder`` is where the drafts lie."""

    def __init__(self, home: Path, folder: Path) -> None:
        self._keys = Keys(home)
        self._own = folder / "key"

    def warm(self) -> None:
        """Load what sealing needs, before the first key waits for it."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        del AESGCM

    def close(self, content: bytes, about: str) -> tuple[str, bytes]:
        """The id of the key, and the sealed content; ``about`` is what it belongs to, without which it does not open.

        Raises ``OSError`` where the key beside the drafts cannot be written.
        """
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key, nonce = self._newest(), os.urandom(_NONCE)
        return key.id.hex(), nonce + AESGCM(key.derive(_PURPOSE)).encrypt(nonce, content, about.encode())

    def open(self, key_id: str, sealed: bytes, about: str) -> bytes:
        """The content again. Raises ``draft.key_lost``, or ``draft.broken``."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            cipher = AESGCM(self._find(key_id).derive(_PURPOSE))
            return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
        except (InvalidTag, ValueError):
            raise DeskError("draft.broken") from None

    def _newest(self) -> Key:
        try:
            return self._keys.ring().newest
        except (DeskError, OSError):
            return self._beside() or self._make()

    def _find(self, key_id: str) -> Key:
        try:
            return self._keys.ring().find(bytes.fromhex(key_id))
        except (DeskError, OSError, ValueError):
            own = self._beside()
            if own is not None and own.id.hex() == key_id:
                return own
        raise DeskError("draft.key_lost", key=key_id, file=str(self._keys.file))

    def _beside(self) -> Key | None:
        try:
            return Key(bytes.fromhex(self._own.read_text(encoding="ascii")))
        except (OSError, ValueError):
            return None

    def _make(self) -> Key:
        """A key beside the drafts; two counters that begin at once end with the same one."""
        from deskapp.settings import write_whole

        new = self._own.with_name(f".key.{secrets.token_hex(8)}")
        write_whole(new, secrets.token_bytes(32).hex().encode())
        try:
            os.link(new, self._own)
        except FileExistsError:
            pass
        finally:
            new.unlink(missing_ok=True)
        found = self._beside()
        if found is None:
            raise OSError(f"no key in {self._own}")
        return found
