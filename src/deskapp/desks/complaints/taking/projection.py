"""What lists of complaints sort by: state and clocks, worked out anew in the transaction that adds an event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, insert, or_, update
from sqlmodel import Session, SQLModel, col, select

from deskapp.cases.model import CaseEvent
from deskapp.desks.complaints.taking.clocks import Clock, Facts, level_at, reckon, steps_of
from deskapp.desks.complaints.taking.facts import Calendars, read_facts
from deskapp.desks.complaints.taking.limits import read_limits
from deskapp.desks.complaints.taking.model import CLOCKS, Complaint
from deskapp.desks.complaints.taking.model_clock import ComplaintClock, Escalation, FollowUpCall
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks, table_of
from deskapp.store.follow import Projector
from deskapp.store.work import Reader, Work
from deskapp.values import Country
from deskapp.values.calendar import WorkCalendar

STEP: Final = 2_000
_ROW: Final = ("level", "limit_text", "begins_at", "due_at", "met_at", "dropped", "whole", "spent", "told")
Told = Mapping[tuple[int, str], int]
"""The last share that was told, by opening and clock."""


@dataclass(frozen=True, slots=True)
class ComplaintDrift:
    """A stored figure of a complaint, or of one of its clocks, that its facts do not make."""

    id: int
    field: str
    stored: Any
    told: Any


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a complaint's figures and its clocks are, each clock by kind and opening."""

    figures: dict[str, Any]
    clocks: dict[tuple[str, int], dict[str, Any]]


def refresh_complaints(work: Work, complaint_ids: Collection[int]) -> None:
    """Write what follows of these complaints."""
    found = list(work.session.exec(select(Complaint).where(col(Complaint.id).in_(complaint_ids))))
    reckoned = work_out(work, found)
    rows = _rows(work, complaint_ids)
    fresh: list[dict[str, Any]] = []
    gone: list[int] = []
    changed: list[tuple[SQLModel, dict[str, Any]]] = []
    for one in found:
        number, told = record_id(one), reckoned[record_id(one)]
        changed.append((one, told.figures))
        stored = rows[number]
        changed += [(stored[key], figures) for key, figures in told.clocks.items() if key in stored]
        fresh += [_row(one, key, figures) for key, figures in told.clocks.items() if key not in stored]
        gone += [record_id(row) for key, row in stored.items() if key not in told.clocks]
    work.derive_all(changed)
    # what was taken back takes its clocks along
    there = {record_id(one) for one in found}
    gone += [record_id(row) for number, stored in rows.items() if number not in there for row in stored.values()]
    connection = work.session.connection()
    if gone:
        connection.execute(delete(table_of(ComplaintClock)).where(col(ComplaintClock.id).in_(gone)))
    if fresh:
        connection.execute(insert(table_of(ComplaintClock)), fresh)


def _row(one: Complaint, key: tuple[str, int], figures: Mapping[str, Any]) -> dict[str, Any]:
    """A clock as a row: what follows has no version of its own and no entry in the trail."""
    own = {"office_id": one.office_id, "project_id": one.project_id, "version": 1, "edited": ""}
    return {**own, "complaint_id": record_id(one), "kind": key[0], "round": key[1], **figures}


@dataclass(frozen=True, slots=True)
class Reading:
    """A complaint with its facts and its clocks, the calendar they run by, and what was told of them."""

    complaint: Complaint
    facts: Facts
    clocks: tuple[Clock, ...]
    calendar: WorkCalendar
    told: Told

    @property
    def opening(self) -> int:
        """The number of the present opening."""
        return len(self.facts.reopenings)


def read_clocks(reader: Reader, complaints: Sequence[Complaint]) -> Iterator[Reading]:
    """The clocks of these complaints, reckoned from their facts."""
    facts = read_facts(reader, complaints)
    limits, calendars = read_limits(reader), Calendars(reader)
    told = _told(reader, [one.case_id for one in complaints])
    for one in complaints:
        mine = facts[record_id(one)]
        calendar = calendars.of(_country(mine), mine.received_at.date())
        yield Reading(one, mine, reckon(mine, limits, calendar), calendar, told[one.case_id])


def work_out(reader: Reader, complaints: Sequence[Complaint]) -> dict[int, Reckoned]:
    """The figures and clocks of these complaints, by their number."""
    return {record_id(one.complaint): reckon_figures(one) for one in read_clocks(reader, complaints)}


def find_drift(reader: Reader) -> Iterator[ComplaintDrift]:
    """Every stored figure of a complaint or a clock that differs from its recomputation."""
    after = 0
    while complaints := _some(reader, after):
        reckoned = work_out(reader, complaints)
        rows = _rows(reader, [record_id(one) for one in complaints])
        for one in complaints:
            yield from _differences(one, reckoned[record_id(one)], rows)
        after = record_id(complaints[-1])


def find_drifted(reader: Reader, after: int) -> tuple[list[int], int | None]:
    """Complaints behind a number of which a clock may still run, and stands otherwise than the calendar has it now."""
    query = select(Complaint).where(
        col(Complaint.id) > after, or_(col(Complaint.open).is_(True), col(Complaint.next_due_at).is_not(None))
    )
    found = list(reader.session.exec(query.order_by(col(Complaint.id)).limit(STEP)))
    if not found:
        return [], None
    reckoned = work_out(reader, found)
    rows = _rows(reader, [record_id(one) for one in found])
    drifted = [record_id(one) for one in found if any(_differences(one, reckoned[record_id(one)], rows))]
    return drifted, record_id(found[-1])


def _differences(
    one: Complaint, told: Reckoned, rows: Mapping[int, Mapping[tuple[str, int], ComplaintClock]]
) -> Iterator[ComplaintDrift]:
    """Every figure of a complaint and its clocks that is stored otherwise."""
    number, stored = record_id(one), rows[record_id(one)]
    yield from _compare(number, "", one, told.figures)
    for key in told.clocks.keys() | stored.keys():
        name = f"{key[0]}.{key[1]}."
        if key not in stored or key not in told.clocks:
            yield ComplaintDrift(number, name.rstrip("."), key in stored, key in told.clocks)
        else:
            yield from _compare(number, name, stored[key], told.clocks[key])


def state_of(complaint: Complaint, facts: Facts) -> tuple[str, datetime]:
    """The state that the facts make, and since when: the furthest step of the present opening."""
    since = facts.reopenings[-1] if facts.reopenings else facts.received_at
    steps = [("reopened" if facts.reopenings else "received", since)]
    contact = (*facts.acknowledged, *facts.contacts)
    for state, moments in (
        ("acknowledged", contact),
        ("assessed", _moment(complaint.assessed_at, since)),
        ("investigated", _moment(complaint.investigated_at, since)),
        ("planned", facts.plans),
        ("answered", _moment(complaint.answered_at, since)),
        ("closed", facts.closings),
    ):
        steps += [(state, at) for at in sorted(moments) if at >= since][:1]
    if facts.over_at is not None and steps[-1][0] != "closed":
        return "outside", facts.over_at
    return steps[-1]


def reckon_figures(reading: Reading) -> Reckoned:
    """What follows from the facts of one."""
    complaint, facts, clocks = reading.complaint, reading.facts, reading.clocks
    opening, told = reading.opening, reading.told
    running = [one for one in clocks if one.runs]
    timed = sorted((one for one in running if one.due_at is not None), key=lambda one: (one.due_at, one.kind))
    state, since = state_of(complaint, facts)
    figures = {
        "state": state,
        "state_since": since,
        "open": state not in ("closed", "outside"),
        "closed_at": facts.closings[-1] if state == "closed" else None,
        "acknowledged_at": min((*facts.acknowledged, *facts.contacts), default=None),
        "contacted_at": facts.contacts[-1] if facts.contacts else None,
        "planned_at": facts.plans[-1] if facts.plans else None,
        "level": level_at(facts, None),
        "next_clock": timed[0].kind if timed else "",
        "next_due_at": timed[0].due_at if timed else None,
        "held": any(stop.ends is None for stop in facts.stops),
        "reopened": opening,
        "unsatisfied": sum(call.result == "unsatisfied" for call in facts.calls),
        **_told_figures(reading),
    }
    return Reckoned(figures, {(one.kind, one.round): _clock_row(one, told, opening) for one in clocks})


def _told_figures(reading: Reading) -> dict[str, Any]:
    """What follows from what was told, too."""
    told, opening = reading.told, reading.opening
    steps = (
        at
        for one in reading.clocks
        for percent, at in steps_of(one, reading.calendar, behind=told.get((told_under(one, opening), one.kind), 0))
    )
    later = (percent >= 100 and clock in CLOCKS for (_, clock), percent in told.items())
    return {"next_step_at": min(steps, default=None), "late": any(one.missed for one in reading.clocks) or any(later)}


def write_told(work: Work, readings: Iterable[Reading]) -> None:
    """Write what follows where nothing changed but that something was told: ``told`` of each reading says what now.

    In the same transaction as the rows that say so, and for complaints that nothing else changes in it: everything
    else of them stands as it was reckoned, and nobody works it out again.
    """
    every = list(readings)
    if not every:
        return
    whole = [{"owner": record_id(one.complaint), **_told_figures(one)} for one in every]
    rows = [
        {"owner": record_id(one.complaint), "of": clock.kind, "turn": clock.round, "share": share}
        for one in every
        for clock in one.clocks
        if (share := one.told.get((told_under(clock, one.opening), clock.kind), 0))
    ]
    connection, owners, clocks = work.session.connection(), table_of(Complaint), table_of(ComplaintClock)
    figures: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("next_step_at", "late")}
    connection.execute(
        update(owners).where(owners.c.id == bindparam("owner")).values(**figures),
        [{"owner": one["owner"], **{f"new_{name}": one[name] for name in figures}} for one in whole],
    )
    same = (clocks.c.complaint_id == bindparam("owner"), clocks.c.kind == bindparam("of"))
    query = update(clocks).where(*same, clocks.c.round == bindparam("turn")).values(told=bindparam("share"))
    connection.execute(query, rows)


def told_under(clock: Clock, opening: int) -> int:
    """Under which opening a clock is told: the one of closing counts on, and is told anew in each."""
    return opening if clock.kind in ("close", "external") else clock.round


def _clock_row(clock: Clock, told: Told, opening: int) -> dict[str, Any]:
    values = {
        "level": clock.level,
        "limit_text": clock.limit.text if clock.limit else "",
        "begins_at": clock.begins_at,
        "due_at": clock.due_at,
        "met_at": clock.met_at,
        "dropped": clock.dropped,
        "whole": clock.whole,
        "spent": clock.spent,
        "told": told.get((told_under(clock, opening), clock.kind), 0),
    }
    return {name: values[name] for name in _ROW}


def _country(facts: Facts) -> Country:
    offset = facts.received_at.utcoffset()
    return "VN" if offset is not None and offset.total_seconds() == 7 * 3600 else "CN"


def _moment(moment: datetime | None, since: datetime) -> tuple[datetime, ...]:
    return () if moment is None else (moment.astimezone(since.tzinfo),)


def _told(reader: Reader, cases: Collection[int]) -> defaultdict[int, dict[tuple[int, str], int]]:
    found: defaultdict[int, dict[tuple[int, str], int]] = defaultdict(dict)
    for chunk in in_chunks(cases):
        for row in reader.session.exec(select(Escalation).where(col(Escalation.case_id).in_(chunk))):
            key = row.opening, row.clock
            found[row.case_id][key] = max(row.percent, found[row.case_id].get(key, 0))
    return found


def _rows(reader: Reader, numbers: Collection[int]) -> defaultdict[int, dict[tuple[str, int], ComplaintClock]]:
    found: defaultdict[int, dict[tuple[str, int], ComplaintClock]] = defaultdict(dict)
    for chunk in in_chunks(numbers):
        query = select(ComplaintClock).where(col(ComplaintClock.complaint_id).in_(chunk))
        for row in reader.session.exec(query):
            found[row.complaint_id][row.kind, row.round] = row
    return found


def _some(reader: Reader, after: int) -> list[Complaint]:
    query = select(Complaint).where(col(Complaint.id) > after)
    return list(reader.session.exec(query.order_by(col(Complaint.id)).limit(STEP)))


def _compare(number: int, name: str, record: SQLModel, told: Mapping[str, Any]) -> Iterator[ComplaintDrift]:
    for field, value in told.items():
        stored = getattr(record, field)
        if stored != value:
            yield ComplaintDrift(number, f"{name}{field}", stored, value)


def _of_case(session: Session, record: SQLModel) -> int | None:
    case_id = getattr(record, "case_id", None)
    return session.exec(select(Complaint.id).where(Complaint.case_id == case_id)).first()


def _own(_session: Session, record: SQLModel) -> int | None:
    return record.id if isinstance(record, Complaint) else None


COMPLAINTS: Final = Projector(
    "complaints",
    {Complaint: _own, CaseEvent: _of_case, FollowUpCall: _of_case, Escalation: _of_case},
    refresh_complaints,
    {"complaint_clock": col(ComplaintClock.id).is_not(None)},
    find_drifted,
)
"""Keyed by the complaint."""
