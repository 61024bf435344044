"""Reads about papers: rows with who has them, what is out, what lies on which shelf, and whether projections hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col, select

from deskapp.office.customer.model import Customer
from deskapp.office.customer.rows import find_family, find_survivors, shown_name
from deskapp.papers.files import file_path, holds, list_stored
from deskapp.papers.model import VOID, Paper, PaperFile, PaperMove, StoredFile
from deskapp.papers.rules import AWAY, Custody, count_days_late, find_cancelled, find_custody, is_out
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader

_LIMIT: Final = 500
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper in a list. ``customer_id`` and ``customer`` are whom its customer lives on in; moments are UTC."""

    id: int
    register_number: str
    customer_id: int
    customer: str
    code: str
    name: str
    kind: str
    number: str
    count: int
    note: str
    unit_id: int | None
    parcel_id: int | None
    holder: str
    holder_name: str
    shelf: str
    since: datetime
    due_back: date | None
    lost_at: datetime | None
    lost_note: str
    responsible: str
    next_procedure: str
    files: int = 0

    def days_late(self, today: date) -> int:
        """Days since it was due back; none for one that is back."""
        return count_days_late(self.due_back, today)

    @property
    def is_out(self) -> bool:
        """Whether it is neither with us nor with the customer, or nobody knows where."""
        return is_out(self.holder, self.lost_at)

    @property
    def is_here(self) -> bool:
        """Whether it lies with us."""
        return self.holder == "us" and self.lost_at is None


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A move in a paper's list; ``late`` marks a back-entry, ``cancelled`` one that was taken back."""

    id: int
    kind: str
    holder: str
    holder_name: str
    shelf: str
    slip: str
    due_back: date | None
    note: str
    responsible: str
    next_procedure: str
    happened_at: datetime
    entered_at: datetime
    clerk: str
    cancelled: bool

    @property
    def late(self) -> bool:
        """Whether it was entered after it happened."""
        return self.entered_at > self.happened_at


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that shows a paper."""

    id: int
    name: str
    digest: str
    size: int
    attached_at: datetime


@dataclass(frozen=True, slots=True)
class ShelfCount:
    """What should lie on a shelf."""

    shelf: str
    originals: int
    copies: int


@dataclass(frozen=True, slots=True)
class Drift:
    """A stored projection that its moves do not say."""

    paper_id: int
    field: str
    stored: Any
    reckoned: Any


def get_papers(reader: Reader, ids: Iterable[int]) -> list[PaperRow]:
    """The papers of these numbers in their order; one that is gone or out of scope is left out."""
    wanted = list(ids)
    rows = {
        row.id: row for part in in_chunks(wanted) for row in _rows(reader, [col(Paper.id).in_(part)], limit=len(part))
    }
    return [rows[number] for number in wanted if number in rows]


def list_moves(reader: Reader, paper_id: int) -> list[MoveRow]:
    """What happened to a paper, in that order; cancelled moves stay, marked, and cancellations are told by them."""
    query = select(PaperMove).where(PaperMove.paper_id == paper_id)
    moves = list(reader.session.exec(query.order_by(col(PaperMove.happened_at), col(PaperMove.id))))
    gone = find_cancelled(moves)
    names = [field.name for field in fields(MoveRow) if field.name != "cancelled"]
    return [
        MoveRow(**{name: getattr(move, name) for name in names}, cancelled=move.id in gone)
        for move in moves
        if move.kind != "cancelled"
    ]


def list_files(reader: Reader, paper_id: int) -> list[FileRow]:
    """The files that show a paper, as they were attached."""
    query = select(StoredFile, PaperFile.attached_at).join(
        PaperFile, col(PaperFile.stored_file_id) == col(StoredFile.id)
    )
    found = reader.session.exec(query.where(PaperFile.paper_id == paper_id).order_by(col(PaperFile.id)))
    return [FileRow(record_id(file), file.name, file.digest, file.size, attached) for file, attached in found]


def find_out(reader: Reader, *, late_on: date | None = None, limit: int = _LIMIT) -> list[PaperRow]:
    """原件在外: originals that are neither with us nor with the customer, and lost ones; the first due back lead.

    ``late_on`` asks only for those that were due back before that day.
    """
    conditions = [out_condition(), *([] if late_on is None else [col(Paper.due_back) < late_on])]
    return _rows(reader, conditions, order=(col(Paper.due_back).is_(None), col(Paper.due_back)), limit=limit)


def count_out(reader: Reader, today: date) -> tuple[int, int]:
    """How many originals are out, and how many of them are late."""
    late = func.count().filter(col(Paper.due_back) < today)
    query = select(func.count(), late).select_from(Paper).where(out_condition(), *in_scope(reader))
    every, overdue = reader.session.exec(query).one()
    return every, overdue


def held_of(reader: Reader, customer_ids: Iterable[int], *, limit: int = _LIMIT) -> list[PaperRow]:
    """Papers of these customers that they have not got back: with us, out, or lost. Merged duplicates' are theirs."""
    return list_papers(reader, customer_ids, only=col(Paper.holder).not_in(("customer", VOID)), limit=limit)


def list_papers(
    reader: Reader,
    customer_ids: Iterable[int],
    *,
    only: ColumnElement[bool] | None = None,
    limit: int = _LIMIT,
) -> list[PaperRow]:
    """All papers of these customers, the newest first; those of merged duplicates are the survivor's."""
    survivors = set(find_survivors(reader, customer_ids).values())
    family = sorted({number for survivor in survivors for number in find_family(reader, survivor)})
    conditions = [col(Paper.customer_id).in_(family), *([] if only is None else [only])]
    return _rows(reader, conditions, order=(col(Paper.id).desc(),), limit=limit) if family else []


def find_by_number(reader: Reader, number: str) -> PaperRow | None:
    """The paper of that number of the register."""
    found = _rows(reader, [col(Paper.register_number) == number.strip().upper()], limit=1)
    return found[0] if found else None


def count_shelves(reader: Reader) -> list[ShelfCount]:
    """What should lie in the cabinet, shelf by shelf, for the evening's count."""
    originals, copies = (
        func.coalesce(func.sum(col(Paper.count)).filter(col(Paper.kind) == kind), 0) for kind in ("original", "copy")
    )
    query = select(Paper.shelf, originals, copies).where(*_at_hand(), *in_scope(reader))
    return [ShelfCount(*row) for row in reader.session.exec(query.group_by(Paper.shelf).order_by(Paper.shelf))]


def list_shelf(reader: Reader, shelf: str, *, after: int | None = None, limit: int = _LIMIT) -> list[PaperRow]:
    """What should lie on a shelf, by number; a page of it behind ``after``."""
    conditions = [*_at_hand(), col(Paper.shelf) == shelf]
    if after is not None:
        conditions.append(col(Paper.id) > after)
    return _rows(reader, conditions, limit=limit)


def find_drift(reader: Reader) -> Iterator[Drift]:
    """Every stored projection of a paper that its moves do not say; all papers of the office are recomputed."""
    numbers = list(reader.session.exec(select(Paper.id).order_by(col(Paper.id))))
    for part in in_chunks(number for number in numbers if number is not None):
        moves: dict[int, list[PaperMove]] = {number: [] for number in part}
        for move in reader.session.exec(select(PaperMove).where(col(PaperMove.paper_id).in_(part))):
            moves[move.paper_id].append(move)
        for paper in reader.session.exec(select(Paper).where(col(Paper.id).in_(part))):
            own = moves[record_id(paper)]
            if not own:
                yield Drift(record_id(paper), "paper_move", 0, 1)
                continue
            custody = find_custody(own)
            for field in fields(Custody):
                stored, reckoned = getattr(paper, field.name), getattr(custody, field.name)
                if stored != reckoned:
                    yield Drift(record_id(paper), field.name, stored, reckoned)


def find_orphans(reader: Reader, files: Path) -> list[Path]:
    """Files of the store that no row names: what a crash left between writing a file and its row."""
    known = {file_path(files, digest) for digest in reader.session.exec(select(StoredFile.digest))}
    return [path for path in list_stored(files) if path not in known]


def find_missing(reader: Reader, files: Path) -> list[FileRow]:
    """Rows whose file is not where it should be."""
    found = reader.session.exec(select(StoredFile).order_by(col(StoredFile.id)))
    return [
        FileRow(record_id(row), row.name, row.digest, row.size, row.stored_at)
        for row in found
        if not file_path(files, row.digest).is_file()
    ]


def find_changed(reader: Reader, files: Path) -> Iterator[FileRow]:
    """Rows whose file is there and is not what it was; all of them are read."""
    for row in reader.session.exec(select(StoredFile).order_by(col(StoredFile.id))):
        path = file_path(files, row.digest)
        if path.is_file() and not holds(path, row.digest):
            yield FileRow(record_id(row), row.name, row.digest, row.size, row.stored_at)


def out_condition() -> ColumnElement[bool]:
    """Which papers are 原件在外: originals with a third party, and lost ones."""
    away = col(Paper.holder).in_(AWAY)
    # not "is not null", for which SQLite walks through every paper
    lost = and_(col(Paper.lost_at) > _LONG_AGO, col(Paper.holder) != VOID)
    return and_(col(Paper.kind) == "original", or_(away, lost))


def in_scope(reader: Reader) -> list[ColumnElement[bool]]:
    """Papers of the projects that may be seen; one of no project is the whole office's."""
    own, projects = col(Paper.project_id), reader.scope.project_ids
    return [] if projects is None else [or_(own.is_(None), own.in_(projects))]


def _at_hand() -> list[ColumnElement[bool]]:
    return [col(Paper.holder) == "us", col(Paper.lost_at).is_(None)]


def _rows(
    reader: Reader, conditions: Collection[ColumnElement[bool]], *, order: tuple[Any, ...] = (), limit: int
) -> list[PaperRow]:
    query = select(Paper).where(*conditions, *in_scope(reader)).order_by(*order, col(Paper.id)).limit(limit)
    papers = list(reader.session.exec(query))
    survivors = find_survivors(reader, {paper.customer_id for paper in papers})
    names = _names(reader, set(survivors.values()))
    files = _count_files(reader, [record_id(paper) for paper in papers])
    same = {field.name for field in fields(PaperRow)} & set(Paper.model_fields) - {"id", "customer_id"}
    return [
        PaperRow(
            id=record_id(paper),
            customer_id=survivors[paper.customer_id],
            customer=names[survivors[paper.customer_id]],
            since=paper.holder_since,
            files=files.get(record_id(paper), 0),
            **{name: getattr(paper, name) for name in same},
        )
        for paper in papers
    ]


def _names(reader: Reader, customers: Collection[int]) -> dict[int, str]:
    query = select(Customer.id, shown_name()).where(col(Customer.id).in_(customers))
    return {number: name for number, name in reader.session.exec(query) if number is not None}


def _count_files(reader: Reader, papers: Collection[int]) -> dict[int, int]:
    query = select(PaperFile.paper_id, func.count()).where(col(PaperFile.paper_id).in_(papers))
    return {number: count for number, count in reader.session.exec(query.group_by(col(PaperFile.paper_id)))}  # noqa: C416
