"""Scans of identity papers: let go when nothing that the customer came for is open any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final, Protocol

from sqlmodel import col, select

from deskapp.office.privacy.letting_go import MOST, Due, Frame, Kind
from deskapp.papers.files import file_path
from deskapp.papers.model import Paper, PaperFile, StoredFile
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work

SCANS: Final = "identity-scans"


class LastNeeded(Protocol):
    """When the office last needed the papers of a customer: None while a case of theirs is open."""

    def __call__(self, reader: Reader, customer_id: int) -> date | None:
        """The day."""


def scans_kind(last_needed: LastNeeded) -> Kind:
    """Scans of the papers that the rule names, of customers whose cases all ended before its time."""

    def find(reader: Reader, frame: Frame) -> Iterator[Due]:
        query = (
            select(PaperFile, Paper)
            .join(Paper, col(Paper.id) == col(PaperFile.paper_id))
            .where(col(Paper.code).in_(frame.rule.papers))
            .order_by(col(PaperFile.id))
            .limit(MOST)
        )
        needed: dict[int, date | None] = {}
        for shown, paper in reader.session.exec(query):
            if paper.customer_id not in needed:
                needed[paper.customer_id] = last_needed(reader, paper.customer_id)
            day = needed[paper.customer_id]
            if day is not None and max(day, shown.attached_at.date()) < frame.cutoff:
                yield Due(record_id(shown), paper.register_number, (paper.customer_id,))

    return Kind(SCANS, "paper_file", find, _let_go)


def _let_go(work: Work, numbers: Sequence[int], frame: Frame) -> Iterable[Path]:
    """The picture goes from its paper; the file goes where no other paper shows it."""
    gone: list[Path] = []
    for number in numbers:
        shown = work.get(PaperFile, number)
        stored = work.get(StoredFile, shown.stored_file_id)
        work.let_go(shown)
        used = work.session.exec(
            select(PaperFile.id).where(PaperFile.stored_file_id == record_id(stored)).limit(1)
        ).first()
        if used is None:
            gone.append(file_path(frame.home.files, stored.digest))
            work.let_go(stored)
    return gone
