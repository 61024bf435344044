"""Who is told of a clock that runs out: the handler, supervisors, managers, or whoever stands in for them today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from sqlmodel import col, or_, select

from deskapp.cases.clock import zone_of
from deskapp.cases.model import Case
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.locale import LANGUAGES, Words, words
from deskapp.messages.actions import queue_message
from deskapp.messages.drafts import MessageDraft
from deskapp.messages.model import Message
from deskapp.office.access.model import StaffRole
from deskapp.office.calendar.queries import load_serving
from deskapp.office.signin.deputies import deputies_on
from deskapp.office.staff.model import Office, Staff
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.values import Country
from deskapp.values.calendar import WorkCalendar
from deskapp.values.service_clock import is_served, next_served

ABOUT: Final = "escalation"
LINES: Final = 20
"""Clocks that a message names one by one; of more it says how many."""
ROLES: Final = ("supervisor", "manager")


@dataclass(frozen=True, slots=True)
class People:
    """Who may be told today: those of each role by project (None: of every one), and who stands in for whom."""

    staff: Mapping[int, Staff]
    holders: Mapping[str, Sequence[tuple[int, int | None]]]
    away: Mapping[int, int | None]

    def told(self, whom: str, case: Case) -> tuple[int, ...]:
        """Who is told of a case: nobody has it, or is there for its handler: the supervisors; of these, managers."""
        if whom == "handler":
            found = self._there([case.staff_id] if case.staff_id is not None else [])
            return found or self.told("supervisor", case)
        held = self.holders.get(whom, ())
        found = self._there(number for number, project in held if project in (None, case.project_id))
        return found or (self.told("manager", case) if whom == "supervisor" else ())

    def _there(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Those who are there, deputies for those who are not, each once."""
        there = (self.away.get(number, number) for number in numbers)
        return tuple(dict.fromkeys(number for number in there if number is not None and number in self.staff))


def read_people(reader: Reader, today: date) -> People:
    """Everybody who may be told today."""
    staff = {record_id(one): one for one in reader.session.exec(select(Staff).where(col(Staff.active).is_(True)))}
    query = select(StaffRole).where(
        col(StaffRole.role).in_(ROLES),
        col(StaffRole.since) <= today,
        or_(col(StaffRole.until).is_(None), col(StaffRole.until) >= today),
    )
    holders: dict[str, list[tuple[int, int | None]]] = {}
    for role in reader.session.exec(query.order_by(col(StaffRole.id))):
        holders.setdefault(role.role, []).append((role.staff_id, role.project_id))
    return People(staff, holders, deputies_on(reader, today))


@dataclass(frozen=True, slots=True)
class Telling:
    """A clock that somebody is told of: of which complaint, which share, due when; ``always``: at night, too."""

    complaint: Complaint
    case: Case
    clock: str
    percent: int
    due_at: datetime | None
    always: bool


@dataclass(slots=True)
class Sent:
    """The one message that somebody gets of a pass: its number, its lines, how many clocks it is about."""

    message_id: int
    lines: list[str] = field(default_factory=list)
    count: int = 0


def tell_people(
    work: Work, told: Mapping[int, Sequence[Telling]], people: People, sent: Mapping[int, Sent]
) -> dict[int, Sent]:
    """A message to each of them about all of it, due when the office next serves; what is still there of this pass
    is made longer. Gives what everybody has now. Who has neither e-mail nor phone finds it in the list alone."""
    said = office_words(work)
    calendar, now = _calendar(work)
    opens = now if is_served(now, calendar) else next_served(now, calendar)
    found = dict(sent)
    for number, tellings in told.items():
        staff = people.staff[number]
        channel, to = ("email", staff.email) if staff.email else ("sms", staff.phone) if staff.phone else ("", "")
        if not channel or to is None:
            continue
        before = found.get(number)
        kept = work.session.get(Message, before.message_id) if before else None
        if before is None or kept is None or kept.state != "waiting" or kept.claimed_by:
            before, kept = Sent(0), None
        lines = [*before.lines, *(_line(one, said) for one in tellings[: LINES - len(before.lines)])]
        count = before.count + len(tellings)
        subject, body = _text(lines, count, said)
        if kept is None:
            draft = MessageDraft(None, channel, to, subject, body, said.language, (ABOUT, None))
            kept = queue_message(work, draft)
            if opens > now and not any(one.always for one in tellings):
                work.change(kept, {"due_at": opens})
        else:
            due = {"due_at": work.now} if any(one.always for one in tellings) else {}
            work.change(kept, {"subject": subject, "body": body} | due)
        found[number] = Sent(record_id(kept), lines, count)
    return found


def _text(lines: Sequence[str], count: int, said: Words) -> tuple[str, str]:
    rest = [said.text("escalation.more", count=count - len(lines))] if count > len(lines) else []
    return said.text("escalation.subject", count=count), "\n".join([*lines, *rest])


def _line(one: Telling, said: Words) -> str:
    zone = zone_of("VN" if one.case.procedure.startswith("vn-") else "CN")
    due = "" if one.due_at is None else said.moment(one.due_at.astimezone(zone))
    return said.text(
        "escalation.line",
        number=one.case.number,
        clock=said.text(f"complaint_clock.{one.clock}"),
        percent=one.percent,
        level=said.text(f"complaint_level.{one.complaint.level}"),
        due=due,
    )


def office_words(work: Work) -> Words:
    """The words of the office's language, for what no clerk reads at once."""
    office = work.session.get(Office, work.clerk.office_id)
    language = office.language if office else work.clerk.language
    return words(language if language in LANGUAGES else "zh")


def _calendar(work: Work) -> tuple[WorkCalendar, datetime]:
    country: Country = "VN" if work.clerk.country == "VN" else "CN"
    now = work.now.astimezone(zone_of(country))
    return load_serving(work, country, now.date()), now


def by_person(tellings: Iterable[tuple[Telling, str]], people: People) -> dict[int, list[Telling]]:
    """What each of them is told; ``whom`` of each by its role."""
    found: dict[int, list[Telling]] = {}
    for number, one in _pairs(tellings, people):
        found.setdefault(number, []).append(one)
    return found


def _pairs(tellings: Iterable[tuple[Telling, str]], people: People) -> Iterator[tuple[int, Telling]]:
    for one, whom in tellings:
        for number in people.told(whom, one.case):
            yield number, one
