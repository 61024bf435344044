"""A lock on an open file that the system drops when its process dies, however it dies."""

from __future__ import annotations

import os
from typing import IO


def lock(file: IO[bytes]) -> bool:
    """Take it; False where a living process has it. Where the system has no such locks, everybody gets it."""
    if os.name != "posix":
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
