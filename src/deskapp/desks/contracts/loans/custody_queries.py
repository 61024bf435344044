"""Originals that are out, page by page: due back first, then those without a day; with room and contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col, select

from deskapp.desks.contracts.loans.report_custody import places_of_papers
from deskapp.papers.model import Paper
from deskapp.papers.queries import PaperRow, get_papers, in_scope, out_condition
from deskapp.store.work import Reader

LAST: Final = date(9999, 12, 31)
"""Where a paper without a day to be back stands."""
_DUE: Final[Any] = func.coalesce(Paper.due_back, LAST)


@dataclass(frozen=True, slots=True)
class CustodyFilter:
    """What is asked for: who has it, and whether it is only what is late."""

    holder: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class CustodyRow:
    """An original that somebody else has; ``room`` and ``contract`` where it belongs to a deal."""

    paper: PaperRow
    room: str
    contract: str

    @property
    def id(self) -> int:
        """The paper's."""
        return self.paper.id

    @property
    def place(self) -> tuple[date, int]:
        """Where it stands in the list."""
        return self.paper.due_back or LAST, self.paper.id


def list_custody(
    reader: Reader,
    today: date,
    only: CustodyFilter | None = None,
    *,
    after: tuple[date, int] | None = None,
    before: tuple[date, int] | None = None,
    limit: int = 200,
) -> list[CustodyRow]:
    """A page of originals that are out; ``before`` gives the rows just ahead of a place, in the list's order."""
    number = col(Paper.id)
    query = select(Paper.id).where(*_conditions(reader, today, only or CustodyFilter())).limit(limit)
    if before is not None:
        query = query.where(_behind(before, ahead=True)).order_by(_DUE.desc(), number.desc())
    else:
        query = query.order_by(_DUE, number)
        query = query if after is None else query.where(_behind(after, ahead=False))
    ids = [one for one in reader.session.exec(query) if one is not None]
    papers = get_papers(reader, ids[::-1] if before is not None else ids)
    places = places_of_papers(reader, ids)
    return [CustodyRow(paper, *places.get(paper.id, ("", ""))) for paper in papers]


def count_custody(
    reader: Reader, today: date, only: CustodyFilter | None = None, *, ahead_of: tuple[date, int] | None = None
) -> int:
    """How many originals are out, or stand ahead of a place."""
    query = select(func.count()).select_from(Paper).where(*_conditions(reader, today, only or CustodyFilter()))
    query = query if ahead_of is None else query.where(_behind(ahead_of, ahead=True))
    return reader.session.exec(query).one()


def _conditions(reader: Reader, today: date, only: CustodyFilter) -> list[ColumnElement[bool]]:
    conditions: list[Any] = [out_condition(), *in_scope(reader)]
    if only.holder:
        conditions.append(col(Paper.holder) == only.holder)
    if only.late:
        conditions.append(col(Paper.due_back) < today)
    return conditions


def _behind(place: tuple[date, int], *, ahead: bool) -> ColumnElement[bool]:
    day, number = place
    if ahead:
        return or_(day > _DUE, and_(day == _DUE, col(Paper.id) < number))
    return or_(day < _DUE, and_(day == _DUE, col(Paper.id) > number))
