"""Taking a file in: read and mapped whole first, then judged and written in short slices that clerks do not feel."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

from deskapp.errors import DeskError, Problem
from deskapp.sheets.batches import begin_batch
from deskapp.sheets.column import Country
from deskapp.sheets.judge import Key, Kind, Known, Row, Run, Verdict, judge
from deskapp.store.base import record_id
from deskapp.store.bulk import Slice
from deskapp.store.keymerge import KeyMerge
from deskapp.store.locks import FileLock
from deskapp.store.store import Store
from deskapp.store.tables import ImportBatch
from deskapp.store.work import Reader, Work

PAUSE: Final = 0.001


@dataclass(slots=True)
class Outcome:
    """How a file went in. ``created + updated + unchanged + rejected = rows``; ``batch`` is None on a dry run."""

    kind: str
    file: Path
    batch: str | None = None
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    also: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    rejects_file: Path | None = None
    refused: dict[int, list[Problem]] = field(default_factory=dict)
    refused_cells: dict[int, list[str | None]] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)
    kept: list[tuple[int, str]] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    headings: Mapping[str, str] = field(default_factory=dict)
    unknown_headings: list[str] = field(default_factory=list)
    fault: DeskError | None = None
    country: Country = "CN"
    likely_country: Country | None = None

    @property
    def rejected(self) -> int:
        """Refused rows."""
        return len(self.refused)


@dataclass(frozen=True, slots=True)
class Part:
    """Some cleaned rows, what cleaning has against others, and the cells of each as they were."""

    rows: list[Row]
    problems: Mapping[int, list[Problem]]
    warnings: list[Problem]
    raw: Callable[[int], list[str | None]]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read and mapped and can be walked.

    ``headings`` are the file's words by field, ``kept_headings`` those of the columns that refused rows are shown in.
    """

    path: Path
    digest: str
    parts: Callable[[], Iterator[Part]]
    headings: Mapping[str, str]
    unknown_headings: list[str]
    kept_headings: Sequence[str]


Progress = Callable[[int, int], None]


class Importer:
    """One import of one file."""

    def __init__(self, store: Store, kind: Kind, run: Run, now: Callable[[], datetime]) -> None:
        self._store = store
        self._kind = kind
        self._run = run
        self._now = now
        self._overlay: dict[Key, Known] = {}
        self._seen: set[int] = set()
        self._action = f"import.{kind.layout.kind}"
        self._lock: FileLock | None = None

    def rehearse(self, source: Source, outcome: Outcome, progress: Progress) -> None:
        """Count what would happen; nothing is written, every row is compared with the rows before it."""
        fresh: list[Known] = []
        for rows in self._rows(source, outcome, progress):
            verdict = self._store.read(partial(self._judge, rows=rows))
            fresh += verdict.fresh
            self._count(verdict, outcome)
        outcome.also = self._kind.also(fresh)

    def apply(self, source: Source, outcome: Outcome, progress: Progress, options: Mapping[str, Any]) -> None:
        """Write the file slice by slice, then its search keys; the batch lives on until ``close``."""
        self._begin(source, outcome, options)
        entities = {indexer.name: indexer.kind for indexer in self._store.indexers}
        merge = KeyMerge(self._store, entities)
        collecting = gc.isenabled()
        gc.disable()  # millions of small tuples and no cycles: the collector would only walk them
        try:
            for rows in self._rows(source, outcome, progress):
                verdict, slice_, also = self._write(rows)
                merge.collect(slice_.keys)
                merge.leave_out(slice_.rekeyed)
                self._count(verdict, outcome)
                for name, count in also.items():
                    outcome.also[name] = outcome.also.get(name, 0) + count
                self._overlay.clear()
                time.sleep(PAUSE)
            merge.merge()
        finally:
            if collecting:
                gc.enable()
            merge.close()

    def close_batch(self, outcome: Outcome, project_id: int | None) -> None:
        """Write the counts of a batch that went in whole, and its project, which may be new with it."""
        close = partial(self._close, outcome=outcome, project_id=project_id)
        self._store.write(self._run.clerk, self._action, close, self._now())

    def close(self) -> None:
        """Let the batch go: one that was not closed with its counts is dead from here on, and others take it back."""
        if self._lock is not None:
            self._lock.release()

    def unseen(self) -> list[str]:
        """Records that the file did not mention, for ``--complete``."""
        return list(self._store.read(lambda reader: list(self._kind.unseen(reader, self._run, self._seen))))

    def _rows(self, source: Source, outcome: Outcome, progress: Progress) -> Iterator[list[Row]]:
        for part in source.parts():
            refused_before = set(outcome.refused)
            outcome.refused.update(part.problems)
            outcome.warnings.extend(part.warnings)
            outcome.rows += len(part.rows) + len(part.problems)
            yield from in_slices(part.rows, self._kind.slice_rows)
            outcome.refused_cells.update((row, part.raw(row)) for row in outcome.refused.keys() - refused_before)
            progress(outcome.rows, outcome.rejected)

    def _judge(self, reader: Reader, rows: list[Row]) -> Verdict:
        return judge(self._kind, reader, self._run, rows, self._overlay)

    def _count(self, verdict: Verdict, outcome: Outcome) -> None:
        outcome.created += verdict.created
        outcome.updated += verdict.updated
        outcome.unchanged += verdict.unchanged
        outcome.refused.update(verdict.refused)
        outcome.warnings.extend(verdict.warnings)
        outcome.kept.extend(verdict.kept)
        self._seen.update(verdict.seen)

    def _begin(self, source: Source, outcome: Outcome, options: Mapping[str, Any]) -> None:
        def begin(work: Work) -> tuple[int, str, FileLock]:
            batch, lock = begin_batch(
                work,
                kind=self._kind.layout.kind,
                file=source.path,
                digest=source.digest,
                options=options,
                project_id=self._run.project_id,
            )
            return record_id(batch), batch.number, lock

        self._batch_id, outcome.batch, self._lock = self._store.write(self._run.clerk, self._action, begin, self._now())

    def _write(self, rows: list[Row]) -> tuple[Verdict, Slice, dict[str, int]]:
        return self._store.write(self._run.clerk, self._action, lambda work: self._write_slice(work, rows), self._now())

    def _write_slice(self, work: Work, rows: list[Row]) -> tuple[Verdict, Slice, dict[str, int]]:
        verdict = self._judge(work, rows)
        slice_ = Slice(work, self._batch_id)
        also = self._kind.create(slice_, self._run, verdict.fresh) if verdict.fresh else {}
        if verdict.changes:
            self._kind.update(slice_, self._run, verdict.changes)
        if verdict.marks:
            self._kind.mark(slice_, verdict.marks)
        verdict.seen.update(fresh.id for fresh in verdict.fresh if fresh.id is not None)
        slice_.finish({"rows": [rows[0].number, rows[-1].number]}, self._run.project_id)
        return verdict, slice_, also

    def _close(self, work: Work, outcome: Outcome, project_id: int | None) -> None:
        work.change(
            work.get(ImportBatch, self._batch_id),
            {
                "state": "done",
                "project_id": project_id,
                "ended_at": self._now(),
                "row_count": outcome.rows,
                "created": outcome.created,
                "updated": outcome.updated,
                "unchanged": outcome.unchanged,
                "rejected": outcome.rejected,
                "also": ", ".join(f"{name} {count}" for name, count in sorted(outcome.also.items())),
                "kept": ", ".join(f"{row}:{name}" for row, name in outcome.kept),
                "rejects_file": None if outcome.rejects_file is None else str(outcome.rejects_file),
            },
        )


def in_slices(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Rows in slices of a size that holds the write lock for some hundredths of a second."""
    walk = iter(rows)
    while part := list(islice(walk, size)):
        yield part


def check_balance(outcome: Outcome) -> None:
    """Every row is accounted for, or the program has a fault that must not pass in silence."""
    if outcome.created + outcome.updated + outcome.unchanged + outcome.rejected != outcome.rows:
        raise DeskError("import.unbalanced", rows=outcome.rows)
