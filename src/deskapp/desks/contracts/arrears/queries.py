"""Reads of the radar: money that is late by age, formalities that are, and the page of one deal's asking."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, and_, exists, func, literal_column, or_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from deskapp.cases.clock import zone_of
from deskapp.desks.contracts.arrears.actions import contact_facts, country_of_deal
from deskapp.desks.contracts.arrears.model import Chase, ContactAttempt, Formality
from deskapp.desks.contracts.arrears.rows import (
    ArrearsRow,
    FormalityRow,
    Place,
    Standing,
    read_arrears,
    read_formalities,
    read_places,
    read_standings,
)
from deskapp.desks.contracts.arrears.rules import Owed, bucket_days, days_late, judge_contact, reckon_penalty
from deskapp.desks.contracts.paying.routing import classes_of
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.errors import Fault
from deskapp.money.model import Charge
from deskapp.office.deal.model import Deal, DealUnit
from deskapp.office.deal.queries import DealRow, get_deal
from deskapp.office.property.model import Building, Unit
from deskapp.store.base import record_id
from deskapp.store.counting import count_up_to
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

ASKED: Final = ("never", "due", "promised", "broken", "stopped", "open")
"""How the asking stands, as a list may be narrowed by: nobody asked, the next step is due, promised, promise broken,
stopped, and everything that is not stopped."""
ATTEMPTS: Final = 50
Spot = tuple[date, int]
"""Where a row stands: the oldest day, then the record's number."""
_Record = TypeVar("_Record", SaleContract, Formality)
_Bounds = tuple[list[ColumnElement[bool]], list[ColumnElement[bool]]]


@dataclass(frozen=True, slots=True)
class ChaseFilter:
    """What a list of the radar is narrowed to; None and an empty text are no limit.

    ``bucket``: how late (``BUCKETS``); ``asked``: how the asking stands (``ASKED``); ``kind``: which formality;
    ``building``: its code; ``since`` and ``until``: the days, both included, on which it was due.
    """

    project_id: int | None = None
    building: str = ""
    payer_class: str = ""
    department: str = ""
    bucket: str = ""
    asked: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """A charge of a deal on the page of its asking; ``penalty`` an estimate where the contract agrees on one."""

    id: int
    purpose: str
    part: str
    text: str
    amount: Decimal
    paid: Decimal
    open: Decimal
    due_on: date | None
    late: int
    penalty: Decimal | None


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """An attempt on the page, the newest first."""

    id: int
    happened_at: datetime
    about: str
    way: str
    result: str
    promised: Decimal | None
    promised_on: date | None
    note: str
    next_step: str
    next_on: date | None
    clerk: str


@dataclass(frozen=True, slots=True)
class ChasePage:
    """Everything about asking the buyers of one deal; ``against`` is what speaks against calling them now."""

    deal: DealRow
    place: Place
    currency: str
    penalty_rate: int | None
    lines: tuple[MoneyLine, ...]
    formalities: tuple[FormalityRow, ...]
    attempts: tuple[AttemptRow, ...]
    standing: Standing
    stop_note: str
    stopped_on: date | None
    against: tuple[Fault, ...]

    @property
    def owed(self) -> Decimal:
        """What is late of all that is to be paid."""
        return sum((line.open for line in self.lines if line.late), Decimal())

    @property
    def penalty(self) -> Decimal | None:
        """What lateness costs until today, as an estimate."""
        known = [line.penalty for line in self.lines if line.penalty is not None]
        return sum(known, Decimal()) if known else None


def list_arrears(
    reader: Reader,
    today: date,
    only: ChaseFilter | None = None,
    *,
    after: Spot | None = None,
    before: Spot | None = None,
    limit: int = 100,
) -> list[ArrearsRow]:
    """A page of contracts of which money is late, the oldest first; behind ``after``, or just ahead of ``before``."""
    latest, rest = _arrears(today, only or ChaseFilter())
    query, due = select(SaleContract).where(*rest), col(SaleContract.next_due_on)
    found = _page(reader, query, due, col(SaleContract.id), latest, (after, before, today), limit)
    return read_arrears(reader, found, today)


def count_arrears(reader: Reader, today: date, only: ChaseFilter | None = None, *, ahead_of: Spot | None = None) -> int:
    """How many there are; ``ahead_of`` counts those that stand before that place."""
    query = select(func.count()).select_from(SaleContract).where(*arrears_conditions(today, only or ChaseFilter()))
    return reader.session.exec(_ahead(query, col(SaleContract.next_due_on), col(SaleContract.id), ahead_of)).one()


def list_formalities(
    reader: Reader,
    today: date,
    only: ChaseFilter | None = None,
    *,
    after: Spot | None = None,
    before: Spot | None = None,
    limit: int = 100,
) -> list[FormalityRow]:
    """A page of formalities that are late, the oldest first."""
    latest, rest = _formalities(today, only or ChaseFilter())
    query, due = select(Formality).where(*rest), col(Formality.due_on)
    found = _page(reader, query, due, col(Formality.id), latest, (after, before, today), limit)
    return read_formalities(reader, found, today)


def count_formalities(
    reader: Reader, today: date, only: ChaseFilter | None = None, *, ahead_of: Spot | None = None
) -> int:
    """How many of them there are."""
    query = select(func.count()).select_from(Formality).where(*formality_conditions(today, only or ChaseFilter()))
    return reader.session.exec(_ahead(query, col(Formality.due_on), col(Formality.id), ahead_of)).one()


def get_chase_page(reader: Reader, deal_id: int, now: datetime) -> ChasePage:
    """The page of one deal's asking, as it is at a moment."""
    record = reader.get(Deal, deal_id)
    deal, today = get_deal(reader, deal_id), now.date()
    contract = reader.session.exec(select(SaleContract).where(SaleContract.deal_id == deal_id)).first()
    rate = contract.penalty_rate if contract is not None else None
    chase = reader.session.exec(select(Chase).where(Chase.deal_id == deal_id)).first()
    formal = select(Formality).where(Formality.deal_id == deal_id)
    order = (col(Formality.done_on).is_not(None), col(Formality.due_on), col(Formality.id))
    country = country_of_deal(reader, record)
    against = judge_contact(contact_facts(reader, record, now), "phone", now.astimezone(zone_of(country)), country)
    return ChasePage(
        deal,
        read_places(reader, [deal_id])[deal_id],
        deal.currency,
        rate,
        _lines(reader, deal_id, rate, today, deal.currency),
        tuple(read_formalities(reader, reader.session.exec(formal.order_by(*order).limit(ATTEMPTS)), today)),
        _attempts(reader, deal_id, deal.currency),
        read_standings(reader, [deal_id], today)[deal_id],
        chase.stop_note if chase is not None else "",
        chase.stopped_on if chase is not None else None,
        tuple(against),
    )


def next_steps(reader: Reader, today: date, limit: int = 50) -> list[tuple[Place, Standing]]:
    """The deals whose next step is due by today, the longest due first: promises to pay, calls to make again."""
    query = (
        select(Chase.deal_id)
        .where(col(Chase.next_on) <= today, Chase.stop_reason == "")
        .order_by(col(Chase.next_on), col(Chase.id))
        .limit(limit)
    )
    numbers = list(reader.session.exec(query))
    places, standings = read_places(reader, numbers), read_standings(reader, numbers, today)
    return [(places[number], standings[number]) for number in numbers if number in places]


def count_next_steps(reader: Reader, today: date, most: int | None = None) -> int:
    """How many deals that is."""
    query = select(Chase.id).where(col(Chase.next_on) <= today, Chase.stop_reason == "")
    return count_up_to(reader, query, most)


def late_of(reader: Reader, deal_ids: Collection[int], today: date) -> tuple[list[ArrearsRow], list[FormalityRow]]:
    """What is late of these deals, money and formalities, for the pages of their units and buyers."""
    money = select(SaleContract).where(col(SaleContract.deal_id).in_(deal_ids), col(SaleContract.next_due_on) < today)
    formal = select(Formality).where(
        col(Formality.deal_id).in_(deal_ids), col(Formality.done_on).is_(None), col(Formality.due_on) < today
    )
    return (
        read_arrears(reader, reader.session.exec(money.order_by(col(SaleContract.id)).limit(ATTEMPTS)), today),
        read_formalities(reader, reader.session.exec(formal.order_by(col(Formality.id)).limit(ATTEMPTS)), today),
    )


# ---- conditions and places


def arrears_conditions(today: date, only: ChaseFilter) -> list[ColumnElement[bool]]:
    """What makes a contract one of which money is late, in a filter."""
    return [one for bounds in _arrears(today, only) for one in bounds]


def formality_conditions(today: date, only: ChaseFilter) -> list[ColumnElement[bool]]:
    """What makes a formality late, in a filter."""
    return [one for bounds in _formalities(today, only) for one in bounds]


def _arrears(today: date, only: ChaseFilter) -> _Bounds:
    due, deal = col(SaleContract.next_due_on), col(SaleContract.deal_id)
    latest, earliest = _late(due, today, only)
    return latest, [*earliest, *_narrow(SaleContract, deal, "price", today, only)]


def _formalities(today: date, only: ChaseFilter) -> _Bounds:
    latest, earliest = _late(col(Formality.due_on), today, only)
    conditions = [col(Formality.done_on).is_(None), *earliest]
    if only.kind:
        conditions.append(col(Formality.kind) == only.kind)
    if only.department:
        # each kind of formality has a table of its own
        kinds = ("mortgage", "title_papers", "bank_loan")
        theirs = [
            and_(col(Formality.kind) == one, _of_class(col(Formality.deal_id), only.department, one, today))
            for one in kinds
        ]
        conditions.append(or_(*theirs))
    return latest, [*conditions, *_narrow(Formality, col(Formality.deal_id), "", today, only)]


def _late(due: Any, today: date, only: ChaseFilter) -> _Bounds:
    """The day until which something has to be due, and the day from which on: a page bounds the first by its place."""
    oldest, youngest = bucket_days(only.bucket, today) if only.bucket else (None, today - timedelta(days=1))
    latest = min(youngest, only.until or youngest)
    return [due <= latest], [due >= day for day in (oldest, only.since) if day is not None]


def _narrow(model: Any, deal: Any, purpose: str, today: date, only: ChaseFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if only.project_id is not None:
        # "+ 0" keeps the list in the order of its own index
        conditions.append(col(model.project_id).op("+")(0) == only.project_id)
    if only.building:
        inside = (
            select(DealUnit.id)
            .join(Unit, col(Unit.id) == col(DealUnit.unit_id))
            .join(Building, col(Building.id) == col(Unit.building_id))
            .where(col(DealUnit.deal_id) == deal, Building.code == only.building, col(DealUnit.until).is_(None))
        )
        conditions.append(inside.exists())
    if only.payer_class:
        conditions.append(_deal_has(deal, col(Deal.payer_class) == only.payer_class))
    if only.department and purpose:
        conditions.append(_of_class(deal, only.department, purpose, today))
    if only.asked:
        conditions.append(_stands(deal, only.asked, today))
    return conditions


def _of_class(deal: Any, department: str, purpose: str, today: date) -> ColumnElement[bool]:
    return _deal_has(deal, col(Deal.payer_class).in_(sorted(classes_of(department, purpose, today))))


def _deal_has(deal: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(Deal.id).where(col(Deal.id) == deal, condition).exists()


def _stands(deal: Any, asked: str, today: date) -> ColumnElement[bool]:
    def chase(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        return exists(select(Chase.id).where(col(Chase.deal_id) == deal, *conditions))

    # said so that the indexes of those few are used
    blank: ColumnElement[str] = literal_column("''")
    stopped = or_(
        deal.in_(select(Chase.deal_id).where(col(Chase.stop_reason) != blank)),
        deal.in_(select(Deal.id).where(col(Deal.hold_reason) != blank)),
    )
    return {
        "never": ~chase(col(Chase.attempts) > 0),
        "due": chase(col(Chase.next_on) <= today, col(Chase.stop_reason) == ""),
        "promised": chase(col(Chase.promised_on) >= today),
        "broken": chase(col(Chase.promised_on) < today),
        "stopped": stopped,
        "open": ~stopped,
    }[asked]


def _page(
    reader: Reader,
    query: SelectOfScalar[_Record],
    due: Any,
    number: Any,
    latest: list[ColumnElement[bool]],
    where: tuple[Spot | None, Spot | None, date],
    limit: int,
) -> list[_Record]:
    """The rows behind a place or ahead of one (``where``, and today): of its day first, so that no tie is walked.

    Only one bound is said from above: of two, SQLite would take the first and walk from there to the other.
    """
    after, before, today = where
    day, at = before or after or (date.min, 0)
    back = before is not None
    order = (due.desc(), number.desc()) if back else (due, number)
    found: list[_Record] = []
    if date.min < day < today:
        same = query.where(due == day, number < at if back else number > at).order_by(*order)
        found += reader.session.exec(same.limit(limit))
    if len(found) < limit:
        bounds = [due > day, *latest] if not back else [due < day] if day < today else latest
        others = query.where(*bounds).order_by(*order)
        found += reader.session.exec(others.limit(limit - len(found)))
    return found[::-1] if back else found


def _ahead(query: SelectOfScalar[int], due: Any, number: Any, ahead_of: Spot | None) -> SelectOfScalar[int]:
    if ahead_of is None:
        return query
    return query.where(or_(due < ahead_of[0], and_(due == ahead_of[0], number < ahead_of[1])))


def _lines(reader: Reader, deal_id: int, rate: int | None, today: date, currency: str) -> tuple[MoneyLine, ...]:
    query = (
        select(Charge)
        .where(Charge.deal_id == deal_id, col(Charge.withdrawn_at).is_(None), col(Charge.paid) < col(Charge.amount))
        .order_by(func.coalesce(Charge.due_on, Charge.charged_on), col(Charge.id))
        .limit(ATTEMPTS)
    )
    lines = []
    for one in reader.session.exec(query):
        owed = Owed(one.amount, one.paid, one.due_on)
        late = days_late(one.due_on, today)
        agreed = rate if one.purpose == "price" and late else None
        amount, paid, left = (from_minor(each, currency) for each in (one.amount, one.paid, owed.open))
        penalty = reckon_penalty([owed], agreed, today, currency)
        lines.append(
            MoneyLine(record_id(one), one.purpose, one.part, one.text, amount, paid, left, one.due_on, late, penalty)
        )
    return tuple(lines)


def _attempts(reader: Reader, deal_id: int, currency: str) -> tuple[AttemptRow, ...]:
    query = select(ContactAttempt).where(ContactAttempt.deal_id == deal_id)
    order = (col(ContactAttempt.happened_at).desc(), col(ContactAttempt.id).desc())
    return tuple(
        AttemptRow(
            record_id(one),
            one.happened_at,
            one.about,
            one.way,
            one.result,
            None if one.promised is None else from_minor(one.promised, currency),
            one.promised_on,
            one.note,
            one.next_step,
            one.next_on,
            one.clerk,
        )
        for one in reader.session.exec(query.order_by(*order).limit(ATTEMPTS))
    )
