"""What was imported: every batch with its counts, and the batches by kind and state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import case, func, or_
from sqlmodel import col

from deskapp.office.property.model import Project
from deskapp.sheets.columns import choice_column
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, Query, ReportSource, pick, stream, within_moments
from deskapp.store.tables import ImportBatch
from deskapp.store.work import Reader

BATCH_STATES: Final = ("applying", "done", "partly_undone", "undone")
STATE: Final = choice_column("state", BATCH_STATES, "batch_state")
_COUNTS: Final = ("row_count", "created", "updated", "unchanged", "rejected")
_COLUMNS: Final = (
    ReportColumn("batch", "code", label="column.batch_number"),
    ReportColumn("kind", "choice", "import_kind", "column.import_kind"),
    ReportColumn("project"),
    ReportColumn("file"),
    ReportColumn.of(STATE),
    ReportColumn("clerk"),
    ReportColumn("started_at", "moment"),
    ReportColumn("ended_at", "moment"),
    ReportColumn("rows", "count", label="column.row_count"),
    *(ReportColumn(name, "count") for name in _COUNTS[1:]),
)


def _read(reader: Reader, ask: Ask) -> Contents:
    return Contents(_COLUMNS, _rows(reader, ask), (_by_kind(reader, ask),))


def _rows(reader: Reader, ask: Ask) -> Iterator[Row]:
    names = ("number", "kind", "file", "state", "clerk", "started_at", "ended_at", *_COUNTS)
    chosen = pick(col(Project.name), *(getattr(ImportBatch, name) for name in names))
    for project, number, kind, file, state, clerk, started, ended, *counts in stream(
        reader, _batches(reader, ask, chosen).order_by(col(ImportBatch.id))
    ):
        moments = (moment and moment.astimezone() for moment in (started, ended))
        yield [number, kind, project, file, state, clerk, *moments, *counts]


def _batches(reader: Reader, ask: Ask, statement: Query) -> Query:
    own = col(ImportBatch.project_id)
    statement = statement.select_from(ImportBatch).join(Project, col(Project.id) == own, isouter=True)
    statement = statement.where(*within_moments(col(ImportBatch.started_at), ask))
    if ask.state:
        statement = statement.where(col(ImportBatch.state) == ask.state)
    if ask.project_id is not None:
        statement = statement.where(own == ask.project_id)
    if reader.scope.project_ids is not None:
        statement = statement.where(or_(own.is_(None), own.in_(reader.scope.project_ids)))
    return statement


def _by_kind(reader: Reader, ask: Ask) -> SummaryTable:
    """A kind a line: how many batches in each state, and the rows of all of them."""
    states = [func.sum(case((col(ImportBatch.state) == state, 1), else_=0)) for state in BATCH_STATES]
    rows = [func.sum(getattr(ImportBatch, name)) for name in _COUNTS]
    statement = _batches(reader, ask, pick(col(ImportBatch.kind), *states, func.count(), *rows))
    found = [tuple(row) for row in reader.session.execute(statement.group_by(col(ImportBatch.kind)).order_by("kind"))]
    columns = list(zip(*found, strict=True))[1:] or [()] * (len(BATCH_STATES) + 1 + len(_COUNTS))
    heads = [SummaryColumn(f"batch_state.{state}", band="report.batches") for state in BATCH_STATES]
    heads.append(SummaryColumn("sheet.total", band="report.batches"))
    heads += [SummaryColumn(f"column.{name}", band="column.row_count") for name in _COUNTS]
    kind = SummaryColumn("column.import_kind", "choice", "import_kind")
    return SummaryTable("report.imports_kind", (kind, *heads), found, ("", *map(sum, columns)))


IMPORTS: Final = ReportSource("imports", _read, day="column.started_at", state=STATE)
