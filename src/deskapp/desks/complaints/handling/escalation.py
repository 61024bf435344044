"""Clocks that run out are told once at each share of their limit, in working time: handler, supervisor, manager.

One pass over the index of what is due next, some complaints a transaction; what was told is worked into their figures
in the same one, so that a process that dies tells nobody twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import repeat
from typing import Any, Final, NamedTuple

from sqlalchemy import insert, tuple_
from sqlmodel import col, select

from deskapp.cases.clock import zone_of
from deskapp.cases.history import ESCALATED
from deskapp.cases.model import Case, CaseEvent
from deskapp.desks.complaints.handling.escalation_people import (
    People,
    Sent,
    Telling,
    by_person,
    office_words,
    read_people,
    tell_people,
)
from deskapp.desks.complaints.taking.actions import change_level
from deskapp.desks.complaints.taking.clocks import Clock, steps_of
from deskapp.desks.complaints.taking.facts import Calendars
from deskapp.desks.complaints.taking.limits import read_limits
from deskapp.desks.complaints.taking.model import CRISIS, Complaint
from deskapp.desks.complaints.taking.model_clock import Escalation
from deskapp.desks.complaints.taking.paging import page_crisis
from deskapp.desks.complaints.taking.projection import Reading, read_clocks, told_under, write_told
from deskapp.store.audit import to_json
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks, table_of
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Reader, Work
from deskapp.values import Country

SLICE: Final = 500
"""Complaints of one transaction at night."""
TICK: Final = 50
"""Complaints of one transaction while counters are open: clerks do not feel it."""
SLICES: Final = 10
"""So many at a time while counters are open; the rest a minute later."""
WHOM: Final[Mapping[int, str]] = {50: "handler", 100: "supervisor", 150: "manager", 200: "manager"}
RAISES: Final = 200
"""The share from which the level rises by one, up to the first of the crisis levels."""


@dataclass(frozen=True, slots=True)
class Step:
    """A share of a clock's limit that is over and was not told: of which complaint, under which opening."""

    reading: Reading
    clock: Clock
    percent: int
    opening: int


class Told(NamedTuple):
    """What a slice came to: how many of each share and levels that rose, and the messages that people have of it."""

    counts: Counter[str]
    sent: Mapping[int, Sent]


def escalate_complaints(
    store: Store, clerk: Clerk, now: datetime, *, size: int = SLICE, most: int | None = None
) -> dict[str, int]:
    """Tell everything that is due by now, each share once; how many of each share, and levels that rose.

    Each slice stands or falls with its messages: a pass that dies tells the rest when the next one comes. ``most``
    ends it after so many slices.
    """
    counts: Counter[str] = Counter()
    sent: Mapping[int, Sent] = {}
    after: tuple[datetime, int] | None = None
    levels = store.read(partial(levels_told, now=now))
    for _ in range(most) if most is not None else repeat(None):
        due = store.read(partial(due_steps, now=now, after=after, limit=size, levels=levels))
        if not due:
            break
        after = due[-1]
        told = store.write(
            clerk, "escalation.tell", partial(tell, numbers=[number for _, number in due], sent=sent), now
        )
        counts += told.counts
        sent = told.sent
    return {key: counts[key] for key in (*map(str, WHOM), "levels")}


def levels_told(reader: Reader, now: datetime) -> frozenset[int] | None:
    """The levels of which something may be told now: every one (None) where somebody works today, on a day off those
    that have a clock which runs day and night."""
    countries: tuple[Country, ...] = ("CN", "VN")
    calendars = Calendars(reader)
    for country in countries:
        day = now.astimezone(zone_of(country)).date()
        if calendars.of(country, day).is_working_day(day):
            return None
    return frozenset(row.level for row in read_limits(reader).rows if row.hours == "always")


def due_steps(
    reader: Reader,
    now: datetime,
    *,
    after: tuple[datetime, int] | None = None,
    limit: int = SLICE,
    levels: Collection[int] | None = None,
) -> list[tuple[datetime, int]]:
    """Complaints of which something is to be told by now, the longest due first: moment and number."""
    at, number = col(Complaint.next_step_at), col(Complaint.id)
    query = select(at, number).where(at.is_not(None), at <= now)
    if levels is not None:
        query = query.where(col(Complaint.level).in_(levels))
    if after is not None:
        query = query.where(tuple_(at, number) > after)
    found = reader.session.execute(query.order_by(at, number).limit(limit))
    return [(moment, one) for moment, one in found]


def tell(work: Work, numbers: Sequence[int], sent: Mapping[int, Sent] | None = None) -> Told:
    """Note what is due of these complaints in one go and tell people; levels rise by an action of their own."""
    complaints = []
    for chunk in in_chunks(numbers):
        query = select(Complaint).where(col(Complaint.id).in_(chunk), col(Complaint.next_step_at) <= work.now)
        complaints += list(work.session.exec(query.order_by(col(Complaint.id))))
    steps = [step for reading in read_clocks(work, complaints) for step in find_steps(reading, work.now)]
    if not steps:
        return Told(Counter(), sent or {})
    cases = _cases(work, [step.reading.complaint.case_id for step in steps])
    people = read_people(work, work.today)
    connection = work.session.connection()
    connection.execute(insert(table_of(Escalation)), [_row(work, step, cases, people) for step in steps])
    connection.execute(insert(table_of(CaseEvent)), [_event(work, step) for step in steps])
    tellings = [(_telling(step, cases), WHOM[step.percent]) for step in steps]
    now_sent = tell_people(work, by_person(tellings, people), people, sent or {})
    shares = Counter(str(step.percent) for step in steps)
    work.entry("escalation", None, after={"told": len(steps), "shares": dict(shares)})
    rising = _rising(steps)
    write_told(work, _after(step for step in steps if record_id(step.reading.complaint) not in rising))
    return Told(shares + Counter({"levels": _raise_levels(work, rising)}), now_sent)


def find_steps(reading: Reading, now: datetime) -> Iterator[Step]:
    """What is to be told of a complaint now: nothing on a day off, but of what runs day and night."""
    local = now.astimezone(reading.facts.received_at.tzinfo)
    working = reading.calendar.is_working_day(local.date())
    for clock in reading.clocks:
        always = clock.limit is not None and clock.limit.hours == "always"
        if not clock.runs or not (working or always):
            continue
        opening = told_under(clock, reading.opening)
        told = reading.told.get((opening, clock.kind), 0)
        for percent, at in steps_of(clock, reading.calendar, behind=told):
            if at <= local:
                yield Step(reading, clock, percent, opening)


def _after(steps: Iterable[Step]) -> Iterator[Reading]:
    """The readings with what has been told now."""
    told: dict[int, tuple[Reading, dict[tuple[int, str], int]]] = {}
    for step in steps:
        _, shares = told.setdefault(record_id(step.reading.complaint), (step.reading, dict(step.reading.told)))
        key = step.opening, step.clock.kind
        shares[key] = max(step.percent, shares.get(key, 0))
    for reading, shares in told.values():
        yield replace(reading, told=shares)


def _rising(steps: Sequence[Step]) -> dict[int, Step]:
    """Complaints of which a limit is over twice, below the crisis levels: each with what raises it."""
    over = {record_id(step.reading.complaint): step for step in steps if step.percent == RAISES}
    return {number: step for number, step in over.items() if step.reading.complaint.level < CRISIS}


def _raise_levels(work: Work, rising: Mapping[int, Step]) -> int:
    """A level more for each; the first of the crisis levels pages people."""
    said = office_words(work)
    for number, step in rising.items():
        complaint = step.reading.complaint
        clock = said.text(f"complaint_clock.{step.clock.kind}")
        reason = said.text("escalation.raised", clock=clock, percent=RAISES)
        change_level(work, number, complaint.level + 1, reason, crisis=True)
        if complaint.level >= CRISIS:
            page_crisis(work, complaint)
    return len(rising)


def _telling(step: Step, cases: Mapping[int, Case]) -> Telling:
    complaint, clock = step.reading.complaint, step.clock
    always = clock.limit is not None and clock.limit.hours == "always"
    return Telling(complaint, cases[complaint.case_id], clock.kind, step.percent, clock.due_at, always)


def _row(work: Work, step: Step, cases: Mapping[int, Case], people: People) -> dict[str, Any]:
    complaint = step.reading.complaint
    who = people.told(WHOM[step.percent], cases[complaint.case_id])
    rises = step.percent == RAISES and complaint.level < CRISIS
    return {
        "office_id": complaint.office_id,
        "project_id": complaint.project_id,
        "version": 1,
        "edited": "",
        "case_id": complaint.case_id,
        "opening": step.opening,
        "clock": step.clock.kind,
        "percent": step.percent,
        "whom": WHOM[step.percent],
        "staff_id": who[0] if len(who) == 1 else None,
        "due_at": step.clock.due_at,
        "told_at": work.now,
        "level_from": complaint.level if rises else None,
        "level_to": complaint.level + 1 if rises else None,
        "noted_at": None,
        "noted_by": "",
    }


def _event(work: Work, step: Step) -> dict[str, Any]:
    complaint = step.reading.complaint
    due = step.clock.due_at
    data = {"percent": step.percent, "due": due.isoformat() if due else None, "whom": WHOM[step.percent]}
    return {
        "office_id": complaint.office_id,
        "project_id": complaint.project_id,
        "version": 1,
        "edited": "",
        "case_id": complaint.case_id,
        "kind": ESCALATED,
        "step": "",
        "code": f"clock.{step.clock.kind}",
        "party": "",
        "text": "",
        "data": to_json(data),
        "happened_at": work.now,
        "entered_at": work.now,
        "late": False,
        "corrects": None,
        "clerk_id": work.clerk.id or None,
        "clerk": work.clerk.name,
    }


def _cases(work: Work, numbers: Sequence[int]) -> dict[int, Case]:
    found: dict[int, Case] = {}
    for chunk in in_chunks(set(numbers)):
        found |= {record_id(case): case for case in work.session.exec(select(Case).where(col(Case.id).in_(chunk)))}
    return found
