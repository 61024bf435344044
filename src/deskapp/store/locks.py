"""A lock that dies with its process: who holds it lives, whoever finds it free may tidy up after the dead."""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path


class FileLock:
    """A file lock that the system gives back when the process dies, however it dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self) -> bool:
        """True where nobody else holds it."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # who held it took the file away meanwhile: a lock on what nobody can find is none
            is_there = os.path.samestat(os.fstat(handle), self._path.stat())
        except OSError:
            os.close(handle)
            return False
        if not is_there:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def release(self) -> None:
        """Give it back and take the file away."""
        if self._handle is not None:
            with contextlib.suppress(FileNotFoundError):
                self._path.unlink()
            os.close(self._handle)
            self._handle = None
