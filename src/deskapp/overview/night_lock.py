"""One night at a time: a lock that dies with its process, in a file that says whose it is and since when."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from deskapp.errors import DeskError
from deskapp.store.faults import telling_faults

FILE: Final = "nightly.lock"


@contextmanager
def one_night(home: Path, now: datetime) -> Iterator[None]:
    """Hold the night of a home; ``store.night_running`` says since when another one has it.

    The file stays: one that were taken away could be held twice, by its old name and by its new one.
    """
    with telling_faults():
        handle = os.open(home / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DeskError("store.night_running", **_holder(handle)) from None
        with telling_faults():
            _write(handle, {"pid": os.getpid(), "since": now.isoformat(timespec="seconds")})
        try:
            yield
        finally:
            os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _write(handle: int, told: dict[str, object]) -> None:
    os.ftruncate(handle, 0)
    os.pwrite(handle, json.dumps(told).encode(), 0)


def _holder(handle: int) -> dict[str, str]:
    """Since when and which process; a holder that has just begun may not have said so yet."""
    try:
        told = json.loads(os.pread(handle, 1000, 0))
        since = datetime.fromisoformat(told["since"]).astimezone()
        return {"since": f"{since:%Y-%m-%d %H:%M:%S}", "pid": str(int(told["pid"]))}
    except (OSError, ValueError, KeyError, TypeError):
        return {"since": "?", "pid": "?"}
