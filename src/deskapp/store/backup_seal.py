"""A backup that only its passphrase opens: a stream of pieces, each closed with AES-GCM.

The file is ``MAGIC``, a salt, the cost of the passphrase's derivation, then pieces of a mebibyte, each with its tag.
A piece's nonce is its place and whether it is the last, so that none can be left out, moved or cut off unseen. The key
is of this file alone (its salt), so no nonce is ever used twice.
"""

from __future__ import annotations

import hashlib
import io
import os
import struct
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from deskapp.errors import DeskError
from deskapp.settings import Home

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC: Final = b"deskapp sealed backup 1\n"
PIECE: Final = 1 << 20
VARIABLE: Final = "DESKAPP_BACKUP_KEY"
_TAG: Final = 16
_SALT: Final = 16
_COST: Final = 15
_MOST_COST: Final = 20
_HEAD: Final = len(MAGIC) + _SALT + 1


def read_passphrase(home: Home, file: Path | None) -> str:
    """What opens backups: ``DESKAPP_BACKUP_KEY``, else the first line of the file (relative to the home); "" for none.

    Raises ``backup.passphrase_file`` where it cannot be read or is empty, ``backup.passphrase_seen`` where others can.
    """
    if given := os.environ.get(VARIABLE, "").strip():
        return given
    if file is None:
        return ""
    path = home.root / file.expanduser()
    try:
        if path.stat().st_mode & 0o077:
            raise DeskError("backup.passphrase_seen", file=str(path))
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DeskError("backup.passphrase_file", file=str(path)) from error
    if not lines or not lines[0].strip():
        raise DeskError("backup.passphrase_file", file=str(path))
    return lines[0].strip()


def is_sealed(file: Path) -> bool:
    """Whether a file needs a passphrase."""
    with file.open("rb") as reading:
        return reading.read(len(MAGIC)) == MAGIC


class SealingFile(io.RawIOBase):
    """A file to write into; what is written is closed piece by piece, and whole once this is closed."""

    def __init__(self, out: IO[bytes], passphrase: str) -> None:
        self._out = out
        self._head = MAGIC + os.urandom(_SALT) + bytes([_COST])
        self._cipher = _cipher(self._head, passphrase)
        self._waiting = bytearray()
        self._place = 0
        out.write(self._head)

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Close every piece that is full; the last one is kept until the end, because it is marked as such."""
        view = memoryview(data).cast("B")
        self._waiting += view
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(view)

    def finish(self) -> None:
        """The last piece; without it the file cannot be opened."""
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._place, last=last), piece, self._head))
        self._place += 1


class SealedFile(io.RawIOBase):
    """The content of a sealed file, to read and seek in; nothing of it is ever written anywhere.

    Raises ``backup.passphrase`` where it does not fit, ``backup.broken`` where the file was changed or cut off.
    """

    def __init__(self, file: Path, passphrase: str) -> None:
        self._file = file
        self._in = file.open("rb")
        self._head = self._in.read(_HEAD)
        if len(self._head) < _HEAD or self._head[-1] > _MOST_COST:
            raise DeskError("backup.broken", file=file.name)
        sealed = file.stat().st_size - _HEAD
        self._pieces = max(1, -(-sealed // (PIECE + _TAG)))
        self._size = sealed - self._pieces * _TAG
        if self._size < 0:
            raise DeskError("backup.broken", file=file.name)
        self._cipher = _cipher(self._head, passphrase)
        self._place = 0
        self._open: tuple[int, bytes] = (-1, b"")
        try:
            self._piece(0)
        except DeskError:
            raise DeskError("backup.passphrase", file=file.name) from None
        self._piece(self._pieces - 1)

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Where to read next."""
        self._place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        return self._place

    def tell(self) -> int:
        """Where the next byte comes from."""
        return self._place

    def readinto(self, buffer: Any) -> int:
        """Some bytes of one piece."""
        view = memoryview(buffer).cast("B")
        number, begins = divmod(self._place, PIECE)
        if self._place >= self._size:
            return 0
        got = self._piece(number)[begins : begins + len(view)]
        view[: len(got)] = got
        self._place += len(got)
        return len(got)

    def close(self) -> None:
        """Give the file back."""
        self._in.close()
        super().close()

    def _piece(self, number: int) -> bytes:
        from cryptography.exceptions import InvalidTag

        if self._open[0] != number:
            self._in.seek(_HEAD + number * (PIECE + _TAG))
            nonce = _nonce(number, last=number == self._pieces - 1)
            try:
                self._open = number, self._cipher.decrypt(nonce, self._in.read(PIECE + _TAG), self._head)
            except (InvalidTag, ValueError):
                raise DeskError("backup.broken", file=self._file.name) from None
        return self._open[1]


def _nonce(place: int, *, last: bool) -> bytes:
    return struct.pack(">3xQB", place, last)


def _cipher(head: bytes, passphrase: str) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, cost = head[len(MAGIC) : -1], head[-1]
    # 32 MiB and a tenth of a second for every guess
    key = hashlib.scrypt(passphrase.encode(), salt=salt, n=1 << cost, r=8, p=1, maxmem=256 << 20, dklen=32)
    return AESGCM(key)
