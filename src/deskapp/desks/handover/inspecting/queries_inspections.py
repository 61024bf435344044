"""Reads about inspections by page: those that are open by their day, those that are done the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from deskapp.desks.handover.inspecting.model import Inspection
from deskapp.desks.handover.inspecting.rows import InspectionRow, inspection_rows
from deskapp.store.counting import count_up_to
from deskapp.store.work import Reader

STANDS: Final = ("open", "planned", "running", "done")
Spot = tuple[date, int]
"""Where an inspection stands in the order of a list: its day, its id."""


@dataclass(frozen=True, slots=True)
class InspectionFilter:
    """What a list is narrowed to: planned or running ones (``open``), one of both, or those that are done."""

    stand: str = "open"
    kind: str = ""
    project_id: int | None = None


def list_inspections(
    reader: Reader,
    only: InspectionFilter | None = None,
    *,
    after: Spot | None = None,
    before: Spot | None = None,
    limit: int = 200,
) -> list[InspectionRow]:
    """A page of inspections; ``before`` gives the rows just ahead of a place."""
    only = only or InspectionFilter()
    query = select(Inspection).where(*_conditions(only)).limit(limit)
    day, number = col(Inspection.planned_on), col(Inspection.id)
    if only.stand == "done":
        if before is not None:
            query = query.where(number > before[1]).order_by(number)
        else:
            query = query.order_by(number.desc())
            query = query if after is None else query.where(number < after[1])
    elif before is not None:
        query = query.where(_beside(before, ahead=True)).order_by(day.desc(), number.desc())
    else:
        query = query.order_by(day, number)
        query = query if after is None else query.where(_beside(after, ahead=False))
    found = list(reader.session.exec(query))
    return inspection_rows(reader, found[::-1] if before is not None else found)


def count_inspections(
    reader: Reader, only: InspectionFilter | None = None, *, ahead_of: Spot | None = None, most: int | None = None
) -> int:
    """How many inspections a list has, or has ahead of a place."""
    only = only or InspectionFilter()
    query = select(Inspection.id).where(*_conditions(only))
    if ahead_of is not None:
        ahead = col(Inspection.id) > ahead_of[1] if only.stand == "done" else _beside(ahead_of, ahead=True)
        query = query.where(ahead)
    return count_up_to(reader, query, most)


def planned_inspections(
    reader: Reader, until: date, *, since: date | None = None, kind: str = "", limit: int = 200
) -> list[InspectionRow]:
    """Inspections that are planned until a day and not done, the earliest first."""
    query = select(Inspection).where(col(Inspection.done_at).is_(None), col(Inspection.planned_on) <= until)
    query = query if since is None else query.where(col(Inspection.planned_on) >= since)
    query = query if not kind else query.where(Inspection.kind == kind)
    query = query.order_by(col(Inspection.planned_on), col(Inspection.id)).limit(limit)
    return inspection_rows(reader, reader.session.exec(query))


def _conditions(only: InspectionFilter) -> list[ColumnElement[bool]]:
    done, begun = col(Inspection.done_at), col(Inspection.begun_at)
    conditions: list[ColumnElement[bool]] = [done.is_not(None) if only.stand == "done" else done.is_(None)]
    if only.stand == "planned":
        conditions.append(begun.is_(None))
    elif only.stand == "running":
        conditions.append(begun.is_not(None))
    if only.kind:
        conditions.append(col(Inspection.kind) == only.kind)
    if only.project_id is not None:
        # "+ 0" keeps the list in the order of its own index
        conditions.append(col(Inspection.project_id).op("+")(0) == only.project_id)
    return conditions


def _beside(place: Spot, *, ahead: bool) -> ColumnElement[bool]:
    day, number = col(Inspection.planned_on), col(Inspection.id)
    bound: Any = place[0]
    if ahead:
        return and_(day <= bound, or_(day < bound, number < place[1]))
    return and_(day >= bound, or_(day > bound, number > place[1]))
