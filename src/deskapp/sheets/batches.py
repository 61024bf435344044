"""The life of a batch: begun with a lock that dies with its process, closed with its counts, listed, taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from deskapp.errors import DeskError
from deskapp.store.audit import to_json
from deskapp.store.base import record_id
from deskapp.store.locks import FileLock
from deskapp.store.store import Store
from deskapp.store.tables import ImportBatch
from deskapp.store.work import Reader, Work
from deskapp.values import series


def lock_path(database: Path, batch_id: int) -> Path:
    """Where the living process of a batch holds its lock."""
    return database.parent / f".import-{batch_id}.lock"


def begin_batch(
    work: Work, *, kind: str, file: Path, digest: str, options: Mapping[str, Any], project_id: int | None
) -> tuple[ImportBatch, FileLock]:
    """A new batch in state *applying*; its lock is held before anybody can see it."""
    batch = work.add(
        ImportBatch(
            office_id=work.clerk.office_id,
            project_id=project_id,
            number=work.number(series.BATCH),
            kind=kind,
            file=file.name,
            digest=digest,
            options=to_json(dict(options)),
            state="applying",
            clerk=work.clerk.name,
            started_at=work.now,
        )
    )
    bind = work.session.get_bind()
    lock = FileLock(lock_path(Path(str(bind.engine.url.database)), record_id(batch)))
    lock.take()
    return batch, lock


def find_batch(reader: Reader, number: str) -> ImportBatch:
    """The batch of that number (DR-20261122-0001), of its tail, or of its plain id; else ``import.no_batch``."""
    batches = reader.session.exec(select(ImportBatch).where(col(ImportBatch.number) == number)).all()
    if not batches and number.isdigit():
        batches = reader.session.exec(select(ImportBatch).where(col(ImportBatch.id) == int(number))).all()
    if len(batches) != 1:
        raise DeskError("import.no_batch", number=number)
    return batches[0]


def list_batches(reader: Reader, limit: int = 50) -> list[ImportBatch]:
    """The latest batches, newest first."""
    return list(reader.session.exec(select(ImportBatch).order_by(col(ImportBatch.id).desc()).limit(limit)).all())


def list_applying(reader: Reader) -> list[ImportBatch]:
    """Batches that go in now, and those that died over it."""
    return list(reader.session.exec(select(ImportBatch).where(col(ImportBatch.state) == "applying")))


def dead_batches(store: Store) -> Iterator[ImportBatch]:
    """Batches that say they are being applied although their process is gone."""
    for batch in store.read_all(list_applying):
        lock = FileLock(lock_path(store.database, record_id(batch)))
        if lock.take():
            lock.release()
            yield batch
