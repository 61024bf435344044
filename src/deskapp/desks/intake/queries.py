"""Reads of the intake desk: the queue and its board, enquiries by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select

from deskapp.cases.model import Case
from deskapp.cases.rows import read_rows
from deskapp.desks.intake.gates import judge_people, load_check, load_people
from deskapp.desks.intake.model import CHECK_RESULTS, Enquiry, QueueTicket
from deskapp.desks.intake.rules import SERVICES, mask_name, ticket_code
from deskapp.desks.intake.seen import PersonSeen as PersonSeen
from deskapp.desks.intake.seen import people_seen as people_seen
from deskapp.office.customer.rows import find_family, find_rows, find_survivors, get_survivor
from deskapp.office.land.model import Parcel
from deskapp.store.base import record_id
from deskapp.store.trail import changes_of
from deskapp.store.work import Reader

BOARD_LINES = 6


@dataclass(frozen=True, slots=True)
class Ticket:
    """A queue number; ``name`` is the customer's whole name where it is known: boards show ``masked``."""

    id: int
    code: str
    service: str
    state: str
    drawn_at: datetime
    called_at: datetime | None
    counter: str
    name: str = ""
    customer_id: int | None = None
    case_id: int | None = None

    @property
    def masked(self) -> str:
        """The name as everybody may read it."""
        return mask_name(self.name) if self.name else ""


@dataclass(frozen=True, slots=True)
class QueueState:
    """The queue of a day: who was called, latest first; who waits, longest first; who was skipped; served so far."""

    called: tuple[Ticket, ...]
    waiting: tuple[Ticket, ...]
    skipped: tuple[Ticket, ...]
    served: int

    def waiting_by_service(self) -> dict[str, int]:
        """How many wait for each service."""
        return {service: sum(ticket.service == service for ticket in self.waiting) for service in SERVICES}


@dataclass(frozen=True, slots=True)
class EnquiryRow:
    """An enquiry in a list; ``who`` is the customer's or the caller's name, empty for nobody known."""

    id: int
    number: str
    asked_at: datetime
    who: str
    phone: str
    channel: str
    topic: str
    question: str
    answer: str
    case_id: int | None
    clerk: str
    customer_id: int | None = None
    language: str = ""
    caller_name: str = ""


def get_queue(reader: Reader, day: date, *, limit: int = 200) -> QueueState:
    """The queue of a day."""
    query = select(QueueTicket).where(QueueTicket.day == day)
    open_ones = query.where(col(QueueTicket.state).in_(("called", "waiting", "skipped")))
    rows = list(reader.session.exec(open_ones.order_by(col(QueueTicket.id)).limit(limit * 3)))
    names = _names(reader, [row.customer_id for row in rows])
    tickets = [
        Ticket(
            record_id(row),
            ticket_code(row.service, row.position),
            row.service,
            row.state,
            row.drawn_at,
            row.called_at,
            row.counter,
            names.get(row.customer_id or 0, ""),
            row.customer_id,
            row.case_id,
        )
        for row in rows
    ]
    called = sorted((ticket for ticket in tickets if ticket.state == "called"), key=_latest, reverse=True)
    served = select(func.count()).select_from(QueueTicket).where(QueueTicket.day == day, QueueTicket.state == "served")
    return QueueState(
        tuple(called),
        tuple(ticket for ticket in tickets if ticket.state == "waiting")[:limit],
        tuple(ticket for ticket in tickets if ticket.state == "skipped")[:limit],
        reader.session.exec(served).one(),
    )


def _latest(ticket: Ticket) -> tuple[datetime, int]:
    return ticket.called_at or ticket.drawn_at, ticket.id


@dataclass(frozen=True, slots=True)
class EnquiryFilter:
    """What a list of enquiries is narrowed to. ``open``: yes, those that became no case; no, those that did."""

    customer_id: int | None = None
    topic: str = ""
    channel: str = ""
    open: str = ""


EnquiryPlace = tuple[datetime, int]
"""Where an enquiry stands in the list: when it was asked, and its id."""


def list_enquiries(
    reader: Reader,
    only: EnquiryFilter | None = None,
    *,
    after: EnquiryPlace | None = None,
    before: EnquiryPlace | None = None,
    limit: int = 200,
) -> list[EnquiryRow]:
    """A page of enquiries, latest first: those behind ``after``, or the ones just ahead of ``before``."""
    query = select(Enquiry).where(*_enquiry_conditions(reader, only or EnquiryFilter()))
    asked, number = col(Enquiry.asked_at), col(Enquiry.id)
    if before is not None:
        later = (asked > before[0]) | ((asked == before[0]) & (number > before[1]))
        found = list(reader.session.exec(query.where(later).order_by(asked, number).limit(limit)))[::-1]
    else:
        if after is not None:
            query = query.where((asked < after[0]) | ((asked == after[0]) & (number < after[1])))
        found = list(reader.session.exec(query.order_by(asked.desc(), number.desc()).limit(limit)))
    return _enquiry_rows(reader, found)


def count_enquiries(reader: Reader, only: EnquiryFilter | None = None, *, ahead_of: EnquiryPlace | None = None) -> int:
    """How many a list holds; ``ahead_of`` counts those that stand before that place."""
    query = select(func.count()).select_from(Enquiry).where(*_enquiry_conditions(reader, only or EnquiryFilter()))
    if ahead_of is not None:
        asked, number = col(Enquiry.asked_at), col(Enquiry.id)
        query = query.where((asked > ahead_of[0]) | ((asked == ahead_of[0]) & (number > ahead_of[1])))
    return reader.session.exec(query).one()


def get_enquiry(reader: Reader, number: int) -> EnquiryRow:
    """One enquiry."""
    return _enquiry_rows(reader, [reader.get(Enquiry, number)])[0]


def _enquiry_conditions(reader: Reader, only: EnquiryFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if only.customer_id is not None:
        family = find_family(reader, record_id(get_survivor(reader, only.customer_id)))
        conditions.append(col(Enquiry.customer_id).in_(family))
    conditions += [
        col(getattr(Enquiry, name)) == getattr(only, name) for name in ("topic", "channel") if getattr(only, name)
    ]
    if only.open:
        conditions.append(col(Enquiry.case_id).is_(None) if only.open == "yes" else col(Enquiry.case_id).is_not(None))
    return conditions


def _enquiry_rows(reader: Reader, rows: list[Enquiry]) -> list[EnquiryRow]:
    names = _names(reader, [row.customer_id for row in rows])
    return [
        EnquiryRow(
            record_id(row),
            row.number,
            row.asked_at,
            names.get(row.customer_id or 0, "") or row.caller_name,
            row.caller_phone,
            row.channel,
            row.topic,
            row.question,
            row.answer,
            row.case_id,
            row.clerk,
            row.customer_id,
            row.language,
            row.caller_name,
        )
        for row in rows
    ]


def _names(reader: Reader, numbers: list[int | None]) -> dict[int, str]:
    """The names of customers by the ids that rows carry; a merged one has the name of whom they live on in."""
    asked = {number for number in numbers if number is not None}
    survivors = find_survivors(reader, asked)
    names = {row.id: row.name for row in find_rows(reader, list(set(survivors.values())))}
    return {number: names.get(survivor, "") for number, survivor in survivors.items()}


@dataclass(frozen=True, slots=True)
class Checking:
    """What a verification begins with: who acts and by which document, and what the imported register says.

    ``result`` is empty where it says nothing that we understand; ``as_of`` is the day of its import.
    """

    who: str
    id_kind: str
    id_number: str
    place: str
    source: str
    result: str
    as_of: date | None
    needs_register: bool
    person_seen: bool
    register_seen: bool


def get_checking(reader: Reader, case_id: int) -> Checking:
    """What is known of the person and the land of a case before somebody looks."""
    case = reader.get(Case, case_id)
    fact = load_check(reader, case)
    people = judge_people(load_people(reader, case))
    acting = case.representative_id or case.customer_id
    row = None
    if acting is not None:
        row = next(iter(find_rows(reader, find_survivors(reader, [acting]).values())), None)
    result, as_of = "", None
    if case.parcel_id is not None:
        status = reader.get(Parcel, case.parcel_id).legal_status
        result = status if status in CHECK_RESULTS else ""
        changes = changes_of(reader, "parcel", case.parcel_id, limit=1)
        as_of = changes[0].at.date() if changes else None
    places = read_rows(reader, [case])[0].place
    return Checking(
        row.name if row else "",
        row.id_kind if row else "",
        row.id_number if row else "",
        places,
        "",
        result,
        as_of,
        fact.needed,
        acting is not None and not people,
        bool(fact.result),
    )
