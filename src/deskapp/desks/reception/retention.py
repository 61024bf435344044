"""Workbooks of refused rows hold whole numbers of people: they go when there was time to mend them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from sqlmodel import col, select

from deskapp.office.privacy.letting_go import MOST, Due, Frame, Kind
from deskapp.sheets.reporting import day_begins
from deskapp.store.base import record_id
from deskapp.store.tables import ImportBatch
from deskapp.store.work import Reader, Work


def _rejects(reader: Reader, frame: Frame) -> Iterator[Due]:
    query = select(ImportBatch).where(
        col(ImportBatch.rejects_file).is_not(None), col(ImportBatch.started_at) < day_begins(frame.cutoff)
    )
    for batch in reader.session.exec(query.order_by(col(ImportBatch.id)).limit(MOST)):
        yield Due(record_id(batch), batch.number)


def _let_go(work: Work, numbers: Sequence[int], frame: Frame) -> Iterable[Path]:
    files = []
    for number in numbers:
        batch = work.get(ImportBatch, number)
        if batch.rejects_file and _is_of_then(Path(batch.rejects_file), frame):
            files.append(Path(batch.rejects_file))
        work.empty(batch, {"rejects_file": None})
    return files


def _is_of_then(path: Path, frame: Frame) -> bool:
    """A clerk may have chosen the name, and written something newer under it since."""
    try:
        return path.stat().st_mtime < day_begins(frame.cutoff).timestamp()
    except OSError:
        return False


REJECTS: Final = Kind("rejects", "import_batch", _rejects, _let_go)
