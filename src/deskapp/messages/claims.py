"""Who holds a piece of work: a name whose lock file dies with its process, so that the claims of the dead are known."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from deskapp.store.locks import FileLock
from deskapp.store.store import Store


@contextmanager
def claimant(store: Store) -> Iterator[str]:
    """A name under which work may be claimed for as long as this lasts and the process lives."""
    name = f"{os.getpid()}-{uuid4().hex[:12]}"
    lock = FileLock(_lock_path(store, name))
    lock.take()
    try:
        yield name
    finally:
        lock.release()


def dead_claimants(store: Store, names: Iterable[str]) -> list[str]:
    """Those of the names whose process is gone."""
    return [name for name in names if not _lives(store, name)]


def _lives(store: Store, name: str) -> bool:
    path = _lock_path(store, name)
    if not path.exists():
        return False
    lock = FileLock(path)
    if not lock.take():
        return True
    lock.release()
    return False


def _lock_path(store: Store, name: str) -> Path:
    return store.database.parent / f".claim-{name}.lock"
