"""Reads about inspections and defects: the long list by page, those of a unit, what is open, the orders given."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, literal_column, or_
from sqlmodel import col, select

from deskapp.desks.handover.inspecting.model import (
    DEFECT_STATES,
    SEVERITIES,
    Defect,
    DefectEvent,
    Inspection,
    InspectionMark,
    TradeContractor,
)
from deskapp.desks.handover.inspecting.rows import (
    DefectRow,
    InspectionRow,
    defect_rows,
    inspection_rows,
)
from deskapp.desks.handover.inspecting.rules import OPEN_STATES, DefectCounts
from deskapp.desks.handover.planning.model import Delivery
from deskapp.office.property.model import Building, Unit
from deskapp.papers.model import StoredFile
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.counting import count_up_to
from deskapp.store.work import Reader

VIEWS: Final = ("open", "to_give", "with_contractor", "to_recheck", "overdue", "closed", "all")
"""What the list may hold besides one state: everything open, not given to anybody, given and not mended, mended and to
be looked at, beyond the agreed day, done, or every defect."""
_CLOSED: Final = ("accepted", "void")
_VIEW_STATES: Final = {
    "open": OPEN_STATES,
    "to_give": ("open", "reopened"),
    "with_contractor": ("assigned", "reopened"),
    "to_recheck": ("fixed",),
    "overdue": ("open", "assigned", "reopened"),
}


@dataclass(frozen=True, slots=True)
class DefectFilter:
    """What a list is narrowed to; ``state`` is one of ``VIEWS`` or of the states. ``wish``: yes, no, or both."""

    state: str = "open"
    severity: str = ""
    trade: str = ""
    contractor: str = ""
    origin: str = ""
    wish: bool | None = None
    project_id: int | None = None
    building: str = ""
    unit_id: int | None = None
    order_id: int | None = None


@dataclass(frozen=True, slots=True)
class DefectPlace:
    """Where a defect stands in the order of a list; what a page after or before it begins with."""

    agreed_on: date
    id: int


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened to a defect; ``file`` is the name of its photo."""

    kind: str
    text: str
    happened_on: date
    entered_at: datetime
    clerk: str
    stored_file_id: int | None
    file: str
    digest: str


@dataclass(frozen=True, slots=True)
class DefectPage:
    """A defect with everything that happened to it, the oldest first."""

    row: DefectRow
    events: tuple[EventRow, ...]


@dataclass(frozen=True, slots=True)
class InspectionPage:
    """An inspection with what was looked at, what it found, and what was open at the unit from before."""

    row: InspectionRow
    unit_kind: str
    marks: dict[tuple[str, str], str]
    found: tuple[DefectRow, ...]
    before: tuple[DefectRow, ...]
    counts: DefectCounts


def list_defects(
    reader: Reader,
    today: date,
    only: DefectFilter | None = None,
    *,
    after: DefectPlace | None = None,
    before: DefectPlace | None = None,
    limit: int = 200,
) -> list[DefectRow]:
    """A page of defects by the agreed day, the earliest first; closed ones and all of them the newest first.

    ``before`` gives the rows just ahead of a place.
    """
    only = only or DefectFilter()
    query = select(Defect).where(*_conditions(today, only)).limit(limit)
    number, day = col(Defect.id), col(Defect.agreed_on)
    if _newest_first(only):
        if before is not None:
            query = query.where(number > before.id).order_by(number)
        else:
            query = query.order_by(number.desc())
            query = query if after is None else query.where(number < after.id)
    elif before is not None:
        query = query.where(_beside(before, ahead=True)).order_by(day.desc(), number.desc())
    else:
        query = query.order_by(day, number)
        query = query if after is None else query.where(_beside(after, ahead=False))
    found = list(reader.session.exec(query))
    return defect_rows(reader, found[::-1] if before is not None else found)


def count_defects(
    reader: Reader,
    today: date,
    only: DefectFilter | None = None,
    *,
    ahead_of: DefectPlace | None = None,
    most: int | None = None,
) -> int:
    """How many defects a list has, or has ahead of a place."""
    only = only or DefectFilter()
    query = select(Defect.id).where(*_conditions(today, only))
    if ahead_of is not None:
        ahead = col(Defect.id) > ahead_of.id if _newest_first(only) else _beside(ahead_of, ahead=True)
        query = query.where(ahead)
    return count_up_to(reader, query, most)


def defects_of(reader: Reader, unit_id: int, *, closed: bool = True, limit: int = 500) -> list[DefectRow]:
    """The defects of a unit: open ones first, the worst ahead; wishes behind."""
    query = select(Defect).where(Defect.unit_id == unit_id)
    query = query if closed else query.where(col(Defect.state).in_(OPEN_STATES))
    rows = defect_rows(reader, reader.session.exec(query.order_by(col(Defect.id)).limit(limit)))
    return sorted(rows, key=lambda row: (not row.is_open, *_weight(row)))


def open_counts(reader: Reader, unit_ids: Collection[int]) -> dict[int, DefectCounts]:
    """What is open at each of these units; every unit asked for has an answer."""
    found: dict[int, dict[str, int]] = {number: {} for number in unit_ids}
    for chunk in in_chunks(found):
        query = select(Defect.unit_id, Defect.severity, Defect.wish, func.count()).where(
            col(Defect.unit_id).in_(chunk), col(Defect.state).in_(OPEN_STATES)
        )
        for unit_id, severity, wish, count in reader.session.exec(
            query.group_by(col(Defect.unit_id), col(Defect.severity), col(Defect.wish))
        ):
            name = "wishes" if wish else severity
            found[unit_id][name] = found[unit_id].get(name, 0) + count
    return {unit_id: DefectCounts(**counts) for unit_id, counts in found.items()}


def get_defect(reader: Reader, defect_id: int) -> DefectPage:
    """A defect in full; ``store.gone`` where there is none."""
    one = reader.get(Defect, defect_id)
    query = (
        select(DefectEvent, StoredFile)
        .join(StoredFile, col(StoredFile.id) == col(DefectEvent.stored_file_id), isouter=True)
        .where(DefectEvent.defect_id == defect_id)
        .order_by(col(DefectEvent.id))
    )
    events = tuple(
        EventRow(
            event.kind,
            event.text,
            event.happened_on,
            event.entered_at,
            event.clerk,
            event.stored_file_id,
            file.name if file is not None else "",
            file.digest if file is not None else "",
        )
        for event, file in reader.session.exec(query)
    )
    return DefectPage(defect_rows(reader, [one])[0], events)


def get_defects(reader: Reader, defect_ids: Collection[int]) -> list[DefectRow]:
    """These defects, as they were found."""
    query = select(Defect).where(col(Defect.id).in_(defect_ids)).order_by(col(Defect.id))
    return defect_rows(reader, reader.session.exec(query))


def find_defect_number(reader: Reader, number: str) -> int | None:
    """The defect of a whole number (``QX-20261122-0007``)."""
    return reader.session.exec(select(Defect.id).where(Defect.number == number.strip().upper())).first()


def inspections_of(reader: Reader, unit_id: int, limit: int = 100) -> list[InspectionRow]:
    """The inspections of a unit, planned, running and done; the newest first."""
    query = select(Inspection).where(Inspection.unit_id == unit_id).order_by(col(Inspection.id).desc()).limit(limit)
    return inspection_rows(reader, reader.session.exec(query))


def running_inspection(reader: Reader, unit_id: int, kind: str = "") -> int | None:
    """The inspection of a unit that somebody is at."""
    query = select(Inspection.id).where(
        Inspection.unit_id == unit_id, col(Inspection.begun_at).is_not(None), col(Inspection.done_at).is_(None)
    )
    query = query if not kind else query.where(Inspection.kind == kind)
    return reader.session.exec(query.order_by(col(Inspection.id).desc())).first()


def inspection_to_open(reader: Reader, delivery_id: int) -> tuple[int | None, str]:
    """The owner's inspection of a delivery that runs, else None and the kind of the next one: first, then recheck."""
    every = inspected_facts(reader, [delivery_id])[delivery_id]
    running = next((one for one in every if one.begun_at is not None and one.done_at is None), None)
    done = any(one.done_at is not None for one in every)
    return (record_id(running) if running is not None else None), "recheck" if done else "handover"


def get_inspection(reader: Reader, inspection_id: int) -> InspectionPage:
    """An inspection in full; ``store.gone`` where there is none."""
    one = reader.get(Inspection, inspection_id)
    unit = reader.get(Unit, one.unit_id)
    marks = select(InspectionMark).where(InspectionMark.inspection_id == inspection_id)
    rows = defects_of(reader, one.unit_id)
    since = one.begun_at.date() if one.begun_at is not None else date.max
    before = (row for row in rows if row.inspection_id != inspection_id and _is_seen(row, since))
    return InspectionPage(
        inspection_rows(reader, [one])[0],
        unit.kind,
        {(mark.room, mark.item): mark.result for mark in reader.session.exec(marks)},
        tuple(sorted((row for row in rows if row.inspection_id == inspection_id), key=lambda row: row.id)),
        # one that is settled stays in its place, so that the hand goes down the list
        tuple(sorted(before, key=_weight)),
        open_counts(reader, [one.unit_id])[one.unit_id],
    )


def contractors_of(reader: Reader, project_id: int | None) -> dict[str, tuple[str, int | None]]:
    """Who is liable for each trade in a project, by trade."""
    query = select(TradeContractor).where(TradeContractor.project_id == project_id)
    return {one.trade: (one.contractor, one.organisation_id) for one in reader.session.exec(query)}


def count_by_trade(reader: Reader, unit_ids: Collection[int]) -> dict[str, int]:
    """Open defects of these units by trade, the most first; wishes aside."""
    found: dict[str, int] = {}
    for chunk in in_chunks(unit_ids):
        query = select(Defect.trade, func.count()).where(
            col(Defect.unit_id).in_(chunk), col(Defect.state).in_(OPEN_STATES), col(Defect.wish).is_(False)
        )
        for trade, count in reader.session.exec(query.group_by(col(Defect.trade))):
            found[trade] = found.get(trade, 0) + count
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def inspected_facts(reader: Reader, delivery_ids: Collection[int]) -> dict[int, list[Inspection]]:
    """The owner's inspections of these deliveries, rechecks among them, the oldest first."""
    found: dict[int, list[Inspection]] = {number: [] for number in delivery_ids}
    for chunk in in_chunks(found):
        query = select(Inspection).where(
            col(Inspection.delivery_id).in_(chunk), col(Inspection.kind).in_(("handover", "recheck"))
        )
        for one in reader.session.exec(query.order_by(col(Inspection.id))):
            if one.delivery_id is not None:
                found[one.delivery_id].append(one)
    return found


def open_safety(reader: Reader, delivery_ids: Collection[int]) -> dict[int, list[DefectRow]]:
    """The open safety defects of the units of these deliveries, by delivery."""
    units: dict[int, int] = {}
    for chunk in in_chunks(delivery_ids):
        query = select(Delivery.id, Delivery.unit_id).where(col(Delivery.id).in_(chunk))
        units |= {unit_id: number for number, unit_id in reader.session.exec(query) if number is not None}
    found: dict[int, list[DefectRow]] = {number: [] for number in delivery_ids}
    for chunk in in_chunks(units):
        defects = select(Defect).where(
            col(Defect.unit_id).in_(chunk),
            col(Defect.state).in_(OPEN_STATES),
            Defect.severity == "safety",
            col(Defect.wish).is_(False),
        )
        for row in defect_rows(reader, reader.session.exec(defects.order_by(col(Defect.id)))):
            found[units[row.unit_id]].append(row)
    return found


def _weight(row: DefectRow) -> tuple[bool, int, int]:
    """The worst first, wishes behind."""
    return row.wish, SEVERITIES.index(row.severity), row.id


def _is_seen(row: DefectRow, since: date) -> bool:
    """Whether an inspection shows a defect of before: it is open, or was accepted since it began."""
    return row.is_open or (row.accepted_on is not None and row.accepted_on >= since)


def _newest_first(only: DefectFilter) -> bool:
    return only.state in ("closed", "all", *_CLOSED)


def _conditions(today: date, only: DefectFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    state = col(Defect.state)
    if only.state == "closed":
        conditions.append(state.in_(_CLOSED))
    elif only.state in _VIEW_STATES:
        # said as the index of open ones says it, without bound values, so that it is used
        conditions.append(state.not_in([literal_column(f"'{code}'") for code in _CLOSED]))
        if only.state != "open":
            conditions.append(state.in_(_VIEW_STATES[only.state]))
        if only.state == "overdue":
            conditions.append(col(Defect.agreed_on) < today)
    elif only.state in DEFECT_STATES:
        conditions.append(state == only.state)
    chosen = {name: getattr(only, name) for name in ("severity", "trade", "contractor", "origin")}
    conditions += [getattr(Defect, name) == value for name, value in chosen.items() if value]
    if only.wish is not None:
        conditions.append(col(Defect.wish).is_(only.wish))
    if only.project_id is not None:
        # "+ 0" keeps the list in the order of its own index
        conditions.append(col(Defect.project_id).op("+")(0) == only.project_id)
    if only.unit_id is not None:
        conditions.append(col(Defect.unit_id) == only.unit_id)
    if only.order_id is not None:
        conditions.append(col(Defect.order_id) == only.order_id)
    if only.building:
        inside = (
            select(Unit.id)
            .join(Building, col(Building.id) == col(Unit.building_id))
            .where(col(Unit.id) == col(Defect.unit_id), Building.code == only.building)
        )
        conditions.append(inside.exists())
    return conditions


def _beside(place: DefectPlace, *, ahead: bool) -> ColumnElement[bool]:
    day, number = col(Defect.agreed_on), col(Defect.id)
    bound: Any = place.agreed_on
    if ahead:
        # the bound on the column alone is what the index begins with
        return and_(day <= bound, or_(day < bound, number < place.id))
    return and_(day >= bound, or_(day > bound, number > place.id))
