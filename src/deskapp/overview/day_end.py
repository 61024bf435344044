"""The end of a day: what is to be counted and closed this evening, and what tomorrow brings.

What needs no screen is here; the same list is shown, printed and handed to scripts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.cases.agenda import AppointmentRow, appointment_rows
from deskapp.cases.clock import zone_of
from deskapp.cases.model import Appointment, Case
from deskapp.cases.rows import CaseRow
from deskapp.cases.today import PromisedRow, today_lists
from deskapp.messages.queries import count_messages
from deskapp.money.daybook import DayBook, get_daybook, next_to_close
from deskapp.office.calendar.queries import load_calendar
from deskapp.office.customer.rows import CustomerRow, find_rows, find_survivors
from deskapp.office.staff.model import Staff
from deskapp.overview.complaint_day_end import ComplaintEvening, get_complaint_evening
from deskapp.overview.deal_day_end import DealEvening, get_deal_evening
from deskapp.overview.handover_day_end import HandoverEvening, get_handover_evening
from deskapp.papers.model import Paper, PaperMove
from deskapp.papers.queries import PaperRow, ShelfCount, count_out, count_shelves, find_out
from deskapp.store.base import record_id
from deskapp.store.work import Clerk, Reader
from deskapp.values import Country

LIMIT: Final = 200
"""Lines of each list; how many more there are is told."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who may have to be called when the computer is dead; ``about`` is the number of their case."""

    name: str
    phone: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class DayEnd:
    """The evening of ``day``. ``next_day`` is the office's next working day, ``tomorrow`` what is met until its end.

    ``unkept``: appointments up to now of which nobody said whether they were kept. ``open_day``: an earlier day of the
    day-book that is not closed. ``counts`` says how many there are of each list, where it is cut.
    """

    day: date
    next_day: date
    messages: dict[str, int]
    book: DayBook
    open_day: date | None
    shelves: tuple[ShelfCount, ...]
    taken_in: int
    given_back: int
    out: tuple[PaperRow, ...]
    promised: tuple[PromisedRow, ...]
    unkept: tuple[AppointmentRow, ...]
    tomorrow: tuple[AppointmentRow, ...]
    due: tuple[CaseRow, ...]
    authority: tuple[CaseRow, ...]
    contacts: tuple[Contact, ...]
    staff: tuple[Contact, ...]
    counts: dict[str, int]
    deals: DealEvening = field(default_factory=DealEvening)
    handovers: HandoverEvening = field(default_factory=HandoverEvening)
    complaints: ComplaintEvening = field(default_factory=ComplaintEvening)


def get_day_end(reader: Reader, clerk: Clerk, now: datetime, *, limit: int = LIMIT) -> DayEnd:
    """Everything of the evening, from one snapshot; tomorrow's lists are those that Today will show."""
    country: Country = "VN" if clerk.country == "VN" else "CN"
    local = now.astimezone(zone_of(country))
    day = local.date()
    next_day = load_calendar(reader, country, today=day).add_working_days(day, 1)[0]
    lists = today_lists(reader, clerk, next_day, limit=limit)
    messages = count_messages(reader)
    begins = datetime.combine(day, time(), local.tzinfo)
    met = _appointments(reader, local, next_day, limit)
    owners = _owners(reader, met)
    people = _people(reader, [*owners.values(), *(row.customer_id for row in (*lists.due, *lists.authority))])
    rows = [
        # one that was made for a case alone is with the case's customer
        replace(row, with_whom=row.with_whom or (people[owners[row.id]].name if row.id in owners else ""))
        for row in appointment_rows(reader, met)
    ]
    every_out, late_out = count_out(reader, next_day)
    to_close = next_to_close(reader, clerk.office_id, day)
    return DayEnd(
        day=day,
        next_day=next_day,
        messages={
            "unsent": messages["waiting"] - messages["hand"],
            "by_hand": messages["hand"],
            "failed": messages["failed"] + messages["unsure"],
        },
        book=get_daybook(reader, clerk.office_id, day),
        open_day=to_close if to_close < day else None,
        shelves=tuple(count_shelves(reader)),
        taken_in=_count_moves(reader, "taken_in", begins),
        given_back=_count_moves(reader, "given_back", begins),
        out=tuple(find_out(reader, limit=limit)),
        promised=lists.promised,
        unkept=tuple(row for row in rows if row.starts_at <= now),
        tomorrow=tuple(row for row in rows if row.starts_at > now),
        due=lists.due,
        authority=lists.authority,
        contacts=tuple(_contacts(rows, owners, people, (*lists.due, *lists.authority))),
        staff=tuple(_staff(reader)),
        counts={
            **{name: lists.counts[name] for name in ("late", "due", "authority", "promised")},
            "appointments": lists.counts["appointments"],
            "out": every_out,
            "out_late": late_out,
        },
        deals=get_deal_evening(reader, day, limit),
        handovers=get_handover_evening(reader, day, limit),
        complaints=get_complaint_evening(reader, local, limit),
    )


def _appointments(reader: Reader, now: datetime, through: date, limit: int) -> list[Appointment]:
    """Planned ones up to the end of that day, those that are past included: nobody said what became of them."""
    ends = datetime.combine(through + timedelta(days=1), time(), now.tzinfo)
    query = select(Appointment).where(Appointment.state == "planned", col(Appointment.starts_at) < ends)
    return list(reader.session.exec(query.order_by(col(Appointment.starts_at), col(Appointment.id)).limit(limit)))


def _count_moves(reader: Reader, kind: str, since: datetime) -> int:
    """Originals that came or went since the morning; a move that was taken back is none."""
    gone = select(PaperMove.cancels).where(col(PaperMove.cancels).is_not(None))
    query = select(func.count()).select_from(PaperMove).join(Paper, col(Paper.id) == col(PaperMove.paper_id))
    query = query.where(Paper.kind == "original", PaperMove.kind == kind, col(PaperMove.happened_at) >= since)
    query = query.where(col(PaperMove.id).not_in(gone))
    return int(reader.session.exec(query).one())


def _owners(reader: Reader, met: Iterable[Appointment]) -> dict[int, int]:
    """Whose each appointment is, by its number: its own customer's, else its case's; of others nobody's."""
    meetings = list(met)
    asked = {one.case_id for one in meetings if one.case_id is not None}
    query = select(Case.id, Case.customer_id).where(col(Case.id).in_(asked))
    of_case = {number: customer for number, customer in reader.session.exec(query)} if asked else {}  # noqa: C416
    found = {record_id(one): one.customer_id or of_case.get(one.case_id) for one in meetings}
    return {number: customer for number, customer in found.items() if customer is not None}


def _people(reader: Reader, numbers: Iterable[int | None]) -> dict[int, CustomerRow]:
    """These customers, each as whom they live on in."""
    survivors = find_survivors(reader, {number for number in numbers if number is not None})
    rows = {row.id: row for row in find_rows(reader, set(survivors.values()))}
    return {number: rows[survivor] for number, survivor in survivors.items()}


def _contacts(
    rows: Iterable[AppointmentRow],
    owners: Mapping[int, int],
    people: Mapping[int, CustomerRow],
    cases: Iterable[CaseRow],
) -> Iterable[Contact]:
    """Whom tomorrow is about, each once, in the order in which they come."""
    about = [(owners[row.id], row.case_number) for row in rows if row.id in owners]
    about += [(row.customer_id, row.number) for row in cases if row.customer_id is not None]
    told: dict[int, Contact] = {}
    for number, text in about:
        person = people[number]
        told.setdefault(person.id, Contact(person.name, person.phone, text))
    return told.values()


def _staff(reader: Reader) -> Iterable[Contact]:
    query = select(Staff).where(col(Staff.active).is_(True), col(Staff.phone).is_not(None))
    return [Contact(one.name, one.phone or "", one.role) for one in reader.session.exec(query.order_by(Staff.name))]
