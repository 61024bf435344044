"""Why a complaint is due when it is: every clock with each stretch that was counted; and what a closed day would do."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select

from deskapp.cases.model import Case
from deskapp.desks.complaints.taking.clocks import Clock, reckon, stretches_of
from deskapp.desks.complaints.taking.limits import read_limits
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.desks.complaints.taking.projection import Reading, read_clocks
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.values.service_clock import Stretch

STEP = 500


@dataclass(frozen=True, slots=True)
class ExplainedClock:
    """A clock with what it counted: ``minutes`` until it was met, or until now; ``stand`` says how it stands.

    ``stand``: running, late (running, its limit over), held (an open pause), met, missed (met too late), dropped.
    """

    kind: str
    opening: int
    level: int
    begins_at: datetime
    due_at: datetime | None
    met_at: datetime | None
    stand: str
    whole: int
    minutes: int
    amount: str
    unit: str
    hours: str
    source: str
    certainty: str
    own: bool
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """What becomes of an open clock where days are closed: ``after`` its new due time, ``breach`` where nobody could
    meet it any more in time."""

    number: str
    kind: str
    before: datetime
    after: datetime
    breach: bool


def complaint_of_case(reader: Reader, case_id: int) -> Complaint | None:
    """The complaint of a case, if it is one."""
    return reader.session.exec(select(Complaint).where(Complaint.case_id == case_id)).one_or_none()


def explain_complaint(reader: Reader, case_id: int, now: datetime) -> tuple[ExplainedClock, ...]:
    """Every clock of a complaint's case, with each stretch; none where the case is no complaint."""
    complaint = complaint_of_case(reader, case_id)
    if complaint is None:
        return ()
    (reading,) = read_clocks(reader, [complaint])
    local = now.astimezone(reading.facts.received_at.tzinfo)
    return tuple(_explained(one, reading, local) for one in reading.clocks)


def simulate_closed(reader: Reader, days: Collection[date]) -> Iterator[Moved]:
    """Every open clock that these closed days would move, or that falls due on one of them all the same."""
    limits = read_limits(reader)
    after = 0
    while complaints := _some(reader, after):
        numbers = _numbers(reader, [one.case_id for one in complaints])
        for reading in read_clocks(reader, complaints):
            shut = reading.calendar.without(days)
            now = {(one.kind, one.round): one for one in reckon(reading.facts, limits, shut)}
            for clock in reading.clocks:
                other = now[clock.kind, clock.round]
                if not clock.runs or clock.due_at is None or other.due_at is None:
                    continue
                breach = other.due_at.date() in days
                if breach or other.due_at != clock.due_at:
                    number = numbers[reading.complaint.case_id]
                    yield Moved(number, clock.kind, clock.due_at, other.due_at, breach)
        after = record_id(complaints[-1])


def _explained(clock: Clock, reading: Reading, now: datetime) -> ExplainedClock:
    limit = clock.limit
    stretches = stretches_of(clock, now, reading.calendar)
    return ExplainedClock(
        clock.kind,
        clock.round,
        clock.level,
        clock.begins_at,
        clock.due_at,
        clock.met_at,
        stand_of(clock, now),
        clock.whole,
        sum(one.minutes for one in stretches),
        str(limit.amount) if limit else "",
        limit.unit if limit else "",
        limit.hours if limit else "",
        limit.source if limit else "",
        limit.certainty if limit else "",
        limit.own if limit else False,
        stretches,
    )


def stand_of(clock: Clock, now: datetime) -> str:
    """How a clock stands at a moment."""
    if clock.dropped:
        return "dropped"
    if clock.met_at is not None:
        return "missed" if clock.missed else "met"
    if clock.due_at is None:
        return "held"
    return "late" if now > clock.due_at else "running"


def _some(reader: Reader, after: int) -> Sequence[Complaint]:
    query = select(Complaint).where(col(Complaint.open).is_(True), col(Complaint.id) > after)
    return list(reader.session.exec(query.order_by(col(Complaint.id)).limit(STEP)))


def _numbers(reader: Reader, cases: Collection[int]) -> dict[int, str]:
    return dict(reader.session.execute(select(col(Case.id), Case.number).where(col(Case.id).in_(cases))).all())
