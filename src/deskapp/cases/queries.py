"""Reads about many cases: lists by page, the cases of somebody, one by its number, back-entries."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, true
from sqlmodel import col, select

from deskapp.cases.model import Case, CaseEvent, CasePaper
from deskapp.cases.rows import CaseRow, in_scope, read_rows
from deskapp.messages.barcode import parse_number
from deskapp.money.queries import whole_family
from deskapp.papers.model import Paper
from deskapp.store.base import record_id
from deskapp.store.tables import NumberSeries
from deskapp.store.work import Reader
from deskapp.values.text import clean, compact

STATES: Final = ("open", "ended", "late", "due", "waiting", "stale", "authority", "all")
"""What a list holds: ``late`` and ``due`` (today) by our clock, ``authority``: the authority's day has come."""

_TAIL: Final = re.compile(r"(?:([A-Z]{1,6})-?)?(?:(\d{4}))?(\d{4})-(\d{1,6})")
_FOUND: Final = 20


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list is narrowed to; empty and None are no limit. ``state`` one of ``STATES``, ``outcome`` how ended.

    ``stands_for`` are the people whose deputy the one of ``staff_id`` is.
    """

    state: str = "open"
    procedure: str = ""
    step: str = ""
    outcome: str = ""
    department_id: int | None = None
    staff_id: int | None = None
    party: str = ""
    stands_for: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CasePlace:
    """Where a case stands in the order of a list; what a page after or before it begins with."""

    value: Any
    id: int


@dataclass(frozen=True, slots=True)
class LateEntry:
    """An event that was entered on a later day than it happened."""

    event_id: int
    case_id: int
    number: str
    kind: str
    code: str
    happened_at: datetime
    entered_at: datetime
    clerk: str


def list_cases(
    reader: Reader,
    today: date,
    only: CaseFilter | None = None,
    *,
    after: CasePlace | None = None,
    before: CasePlace | None = None,
    limit: int = 200,
) -> list[CaseRow]:
    """A page of cases: those behind ``after``, or the ones just ahead of ``before``.

    Late, due and authority's lists begin with the earliest day, waiting ones with the longest, others are newest first.
    """
    only = only or CaseFilter()
    query = select(Case).where(*_conditions(reader, today, only)).limit(limit)
    column = _order(only)
    if column is None:
        number = col(Case.id)
        if before is not None:
            query = query.where(number > before.id).order_by(number)
        else:
            query = query.order_by(number.desc())
            query = query if after is None else query.where(number < after.id)
    elif before is not None:
        query = query.where(_behind(column, before, ahead=True)).order_by(column.desc(), col(Case.id).desc())
    else:
        query = query.order_by(column, col(Case.id))
        query = query if after is None else query.where(_behind(column, after, ahead=False))
    found = list(reader.session.exec(query))
    return read_rows(reader, found[::-1] if before is not None else found)


def place_of(row: CaseRow, only: CaseFilter | None = None) -> CasePlace:
    """Where a row stands in the list of that filter."""
    column = _order(only or CaseFilter())
    return CasePlace(None if column is None else getattr(row, column.key), row.id)


def count_cases(
    reader: Reader, today: date, only: CaseFilter | None = None, *, ahead_of: CasePlace | None = None
) -> int:
    """How many a list holds; ``ahead_of`` counts those that stand before that place."""
    only = only or CaseFilter()
    query = select(func.count()).select_from(Case).where(*_conditions(reader, today, only))
    if ahead_of is not None:
        column = _order(only)
        ahead = col(Case.id) > ahead_of.id if column is None else _behind(column, ahead_of, ahead=True)
        query = query.where(ahead)
    return reader.session.exec(query).one()


def cases_of(
    reader: Reader,
    customer_ids: Collection[int] = (),
    *,
    unit_id: int | None = None,
    parcel_id: int | None = None,
    parent_id: int | None = None,
    limit: int = 50,
) -> list[CaseRow]:
    """The cases of customers (merged duplicates' too), of a unit, of a parcel, or under a case; open ones first."""
    family = whole_family(reader, customer_ids) if customer_ids else set()
    wanted: list[ColumnElement[bool]] = []
    if family:
        wanted.append(or_(col(Case.customer_id).in_(family), col(Case.representative_id).in_(family)))
    for name, number in (("unit_id", unit_id), ("parcel_id", parcel_id), ("parent_id", parent_id)):
        if number is not None:
            wanted.append(col(getattr(Case, name)) == number)
    if not wanted:
        return []
    order = (col(Case.outcome) != "", col(Case.id).desc())
    query = select(Case).where(or_(*wanted), *in_scope(reader)).order_by(*order).limit(limit)
    return read_rows(reader, reader.session.exec(query))


def find_case(reader: Reader, text: str, today: date) -> list[CaseRow]:
    """Cases by what a clerk types or scans, the newest first: number (``BY-20261122-0007``), its tail (``1122-7``),
    tracking code, another house's number, the barcode of a letter, the number of a paper that belongs to it. A tail is
    of this year and the last.
    """
    typed = compact(text)
    if not typed:
        return []
    scanned = parse_number(typed)
    conditions: list[ColumnElement[bool]] = [
        col(Case.number) == typed,
        col(Case.tracking_code) == typed,
        col(Case.outside_number).in_({typed, clean(text)} - {""}),
    ]
    if scanned is not None:
        conditions.append(col(Case.id) == scanned)
    numbers = _numbers(reader, typed, today)
    if numbers:
        conditions.append(col(Case.number).in_(numbers))
    papers = select(Paper.id).where(
        or_(col(Paper.register_number) == typed, col(Paper.number).in_({typed, clean(text)}))
    )
    conditions.append(col(Case.id).in_(select(CasePaper.case_id).where(col(CasePaper.paper_id).in_(papers))))
    ids = {
        number
        for condition in conditions
        for number in reader.session.exec(select(Case.id).where(condition, *in_scope(reader)).limit(_FOUND))
    }
    query = select(Case).where(col(Case.id).in_(ids)).order_by(col(Case.id).desc()).limit(_FOUND)
    return read_rows(reader, reader.session.exec(query))


def get_case_rows(reader: Reader, ids: Iterable[int]) -> dict[int, CaseRow]:
    """Rows by id."""
    query = select(Case).where(col(Case.id).in_(list(ids)), *in_scope(reader))
    return {row.id: row for row in read_rows(reader, reader.session.exec(query))}


def list_late_entries(
    reader: Reader, *, since: datetime | None = None, before: int | None = None, limit: int = 200
) -> list[LateEntry]:
    """Back-entries, the newest first, for the supervisor; ``before`` is an event's id to go on from."""
    query = (
        select(CaseEvent, Case.number)
        .join(Case, col(Case.id) == col(CaseEvent.case_id))
        .where(col(CaseEvent.late) == true(), *in_scope(reader))
        .order_by(col(CaseEvent.entered_at).desc(), col(CaseEvent.id).desc())
        .limit(limit)
    )
    query = query if since is None else query.where(col(CaseEvent.entered_at) >= since)
    query = query if before is None else query.where(col(CaseEvent.id) < before)
    return [
        LateEntry(
            record_id(event),
            event.case_id,
            number,
            event.kind,
            event.code,
            event.happened_at,
            event.entered_at,
            event.clerk,
        )
        for event, number in reader.session.exec(query)
    ]


def _numbers(reader: Reader, typed: str, today: date) -> list[str]:
    """The whole numbers that a tail may stand for, by the series that were really given out."""
    match = _TAIL.fullmatch(typed)
    if match is None:
        return []
    prefix, year, day, last = match.groups()
    days = [f"{year}{day}"] if year else [f"{today.year}{day}", f"{today.year - 1}{day}"]
    endings = or_(*(col(NumberSeries.series).endswith(f"-{one}") for one in days))
    series = reader.session.exec(select(NumberSeries.series).where(endings).distinct())
    return [f"{one}-{int(last):04}" for one in series if not prefix or one.startswith(f"{prefix}-")]


def _order(only: CaseFilter) -> Any:
    """The column that a list is sorted by; None is the newest first."""
    columns = {
        "late": Case.due_on,
        "due": Case.due_on,
        "stale": Case.stale_on,
        "waiting": Case.waiting_since,
        "authority": Case.authority_due_on,
    }
    column = columns.get(only.state)
    return None if column is None else col(column)


def of_staff(column: Any, staff_id: int, stands_for: Iterable[int] = ()) -> ColumnElement[bool]:
    """Whose something is: of one person, and of the people whose deputy they are."""
    return col(column).in_((staff_id, *stands_for)) if stands_for else col(column) == staff_id


def _behind(column: Any, place: CasePlace, *, ahead: bool) -> ColumnElement[bool]:
    number = col(Case.id)
    if ahead:
        return or_(column < place.value, and_(column == place.value, number < place.id))
    return or_(column > place.value, and_(column == place.value, number > place.id))


def _conditions(reader: Reader, today: date, only: CaseFilter) -> list[ColumnElement[bool]]:
    conditions = in_scope(reader)
    if only.state == "ended":
        conditions.append(col(Case.outcome) == only.outcome if only.outcome else col(Case.outcome) != "")
    elif only.state != "all":
        conditions.append(col(Case.outcome) == "")
    conditions += {
        "late": [col(Case.due_on) < today, col(Case.due_met_at).is_(None)],
        "due": [col(Case.due_on) == today, col(Case.due_met_at).is_(None)],
        "waiting": [col(Case.waiting) != ""],
        "stale": [col(Case.stale_on) <= today],
        "authority": [col(Case.authority_due_on) <= today],
    }.get(only.state, [])
    for name in ("procedure", "step"):
        if getattr(only, name):
            conditions.append(col(getattr(Case, name)) == getattr(only, name))
    if only.department_id is not None:
        conditions.append(col(Case.department_id) == only.department_id)
    if only.staff_id is not None:
        conditions.append(of_staff(Case.staff_id, only.staff_id, only.stands_for))
    if only.party:
        conditions.append(col(Case.waiting_party) == only.party)
    return conditions
