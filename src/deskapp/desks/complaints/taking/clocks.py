"""The clocks of a complaint, reckoned from what happened: pure, whatever the order in which it was entered.

Every clock has its own limit by level and runs by itself; what must be done first is the earliest that is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import pairwise
from typing import Final

from deskapp.cases.clock import Pause, Unit, find_due
from deskapp.desks.complaints.taking.limits import Limit, Limits
from deskapp.desks.complaints.taking.model_clock import PERCENTS
from deskapp.values.calendar import WorkCalendar
from deskapp.values.service_clock import Stop, Stretch, count_service, end_of, find_end, floor_minute, last_served

CLOSED: Final = "closed"
"""Why the clock of closing stands still between a closing and the reopening: it counts on, with the same number."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What happened to a complaint, moments local and aware, each list in order.

    ``levels``: from when on which level. ``contacts``: somebody spoke with the complainant. ``stops``: times in which
    it waited for a reason that stops our clocks. ``calls``: for each opening the moments at which its calls were due
    and made, the second behind the first.
    """

    received_at: datetime
    levels: Sequence[tuple[datetime, int]]
    acknowledged: Sequence[datetime] = ()
    contacts: Sequence[datetime] = ()
    plans: Sequence[datetime] = ()
    closings: Sequence[datetime] = ()
    reopenings: Sequence[datetime] = ()
    stops: Sequence[Stop] = ()
    calls: Sequence[Call] = ()
    external_due: datetime | None = None
    over_at: datetime | None = None
    procedure: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A follow-up call of an opening: its turn, and when it was made, None while it is not."""

    opening: int
    round: int
    made_at: datetime | None
    result: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock as it stands: ``due_at`` None while an open pause holds it, ``met_at`` None while it runs.

    ``dropped``: nobody asks any more, as the complaint went elsewhere. ``whole`` and ``spent`` in minutes of service.
    """

    kind: str
    round: int
    level: int
    begins_at: datetime
    due_at: datetime | None
    met_at: datetime | None
    dropped: bool
    whole: int
    spent: int | None
    limit: Limit | None
    stops: tuple[Stop, ...] = field(repr=False)

    @property
    def runs(self) -> bool:
        """Whether somebody still has to do something."""
        return self.met_at is None and not self.dropped

    @property
    def missed(self) -> bool:
        """Whether it was met too late."""
        return self.met_at is not None and self.due_at is not None and self.met_at > self.due_at


@dataclass(frozen=True, slots=True)
class _Span:
    """One opening of a complaint: from when, until when."""

    number: int
    begins: datetime
    ends: datetime | None

    def first(self, moments: Iterable[datetime]) -> datetime | None:
        """The first of some moments in it."""
        return next((at for at in moments if self.begins <= at and (self.ends is None or at <= self.ends)), None)


def reckon(facts: Facts, limits: Limits, calendar: WorkCalendar) -> tuple[Clock, ...]:
    """Every clock of a complaint."""
    openings = tuple(_openings(facts))
    found: list[Clock] = []
    for one in openings:
        closed = one.ends
        contact = one.first(facts.contacts)
        plan = one.first(facts.plans)
        if one.number == 0:
            done = [at for at in (one.first(facts.acknowledged), contact, plan, closed) if at is not None]
            found += _clock(facts, limits, calendar, "acknowledge", 0, one.begins, min(done, default=None))
        found += _clock(facts, limits, calendar, "contact", one.number, one.begins, _first(contact, closed))
        found += _clock(facts, limits, calendar, "plan", one.number, one.begins, _first(plan, closed))
    found += _clock(facts, limits, calendar, "close", 0, facts.received_at, openings[-1].ends, more=_between(openings))
    for one in openings:
        found += _calls(facts, limits, calendar, one)
    if facts.external_due is not None:
        found.append(_external(facts, calendar, openings[-1].ends))
    return tuple(found)


def steps_of(clock: Clock, calendar: WorkCalendar, *, behind: int = 0) -> tuple[tuple[int, datetime], ...]:
    """When each share of a clock's limit from ``behind`` on is over, in its own working time; none while it is held or
    does not run."""
    if not clock.runs or clock.due_at is None:
        return ()
    kept = _serving(clock, calendar)
    found = []
    for percent in PERCENTS:
        if percent <= behind:
            continue
        minutes = -(-clock.whole * percent // 100)
        at = clock.due_at if percent == 100 else end_of(clock.begins_at, minutes, clock.stops, kept)
        if at is not None:
            found.append((percent, at))
    return tuple(found)


def stretches_of(clock: Clock, until: datetime, calendar: WorkCalendar) -> tuple[Stretch, ...]:
    """Every stretch that counted, and the stops between, until the clock was met, or until ``until``."""
    end = clock.met_at or until
    kept = _serving(clock, calendar)
    minutes = count_service(clock.begins_at, end, clock.stops, kept)
    found = list(find_end(clock.begins_at, minutes, clock.stops, kept).stretches)
    seen = {(one.begins, one.why) for one in found}
    found += [
        Stretch(max(stop.begins, clock.begins_at), stop.ends, stop.why)
        for stop in clock.stops
        if stop.begins < end
        and (stop.ends is None or stop.ends > clock.begins_at)
        and (max(stop.begins, clock.begins_at), stop.why) not in seen
        and not any(one.why and one.begins <= stop.begins and _covers(one, stop) for one in found)
    ]
    return tuple(sorted(found, key=lambda one: one.begins))


def _covers(one: Stretch, stop: Stop) -> bool:
    return one.ends is None or (stop.ends is not None and stop.ends <= one.ends)


def level_at(facts: Facts, moment: datetime | None) -> int:
    """The level that held at a moment, or holds now."""
    held = [level for at, level in facts.levels if moment is None or at <= moment]
    return held[-1] if held else facts.levels[0][1]


def _openings(facts: Facts) -> Iterator[_Span]:
    begins = facts.received_at
    for number, again in enumerate((*facts.reopenings, None)):
        ends = next((at for at in facts.closings if at >= begins and (again is None or at <= again)), None)
        yield _Span(number, begins, ends)
        if again is None:
            return
        begins = again


def _between(openings: Sequence[_Span]) -> list[Stop]:
    """The times in which it was closed, before it was opened again."""
    return [Stop(one.ends, after.begins, CLOSED) for one, after in pairwise(openings) if one.ends is not None]


def _calls(facts: Facts, limits: Limits, calendar: WorkCalendar, opening: _Span) -> Iterator[Clock]:
    """The calls of an opening: the first from its closing on, the second from the first."""
    begins = opening.ends
    for call in sorted((one for one in facts.calls if one.opening == opening.number), key=lambda one: one.round):
        if begins is None:
            return
        kind = "callback" if call.round == 1 else "callback_again"
        yield from _clock(facts, limits, calendar, kind, opening.number, begins, call.made_at, paused=False)
        begins = call.made_at


def _clock(
    facts: Facts,
    limits: Limits,
    calendar: WorkCalendar,
    kind: str,
    number: int,
    begins: datetime,
    met: datetime | None,
    *,
    more: Sequence[Stop] = (),
    paused: bool = True,
) -> Iterator[Clock]:
    level = level_at(facts, met)
    limit = limits.find(kind, level, facts.received_at.date(), facts.procedure)
    if limit is None:
        return
    stops = (*(facts.stops if paused else ()), *more)
    kept = _kept(limit, calendar)
    due = due_of(begins, limit, stops, calendar)
    whole = _whole(begins, due, limit, stops, kept)
    dropped = met is None and facts.over_at is not None
    spent = None if met is None else count_service(begins, met, stops, kept)
    yield Clock(kind, number, level, floor_minute(begins), due, met, dropped, whole, spent, limit, stops)


def _external(facts: Facts, calendar: WorkCalendar, met: datetime | None) -> Clock:
    """The due time of another house: no pause of ours holds it."""
    due = facts.external_due
    assert due is not None
    begins = facts.received_at
    whole = count_service(begins, due, (), calendar)
    spent = None if met is None else count_service(begins, met, (), calendar)
    dropped = met is None and facts.over_at is not None
    return Clock("external", 0, level_at(facts, met), floor_minute(begins), due, met, dropped, whole, spent, None, ())


def due_of(begins: datetime, limit: Limit, stops: Sequence[Stop], calendar: WorkCalendar) -> datetime | None:
    """When a limit that begins at a moment is over; None while an open stop holds it."""
    if limit.unit == "minutes":
        return end_of(begins, int(limit.amount), stops, _kept(limit, calendar))
    pauses = [Pause(one.begins.date(), None if one.ends is None else one.ends.date(), one.why) for one in stops]
    unit: Unit = "working_days" if limit.unit == "working_days" else "days"
    day = find_due(begins.date(), limit.amount, pauses, calendar, unit).day
    if day is None:
        return None
    closes = last_served(datetime.combine(day, time(), begins.tzinfo), calendar)
    # received after the counter closed, with no day to spare
    return max(closes, floor_minute(begins))


def _whole(
    begins: datetime, due: datetime | None, limit: Limit, stops: Sequence[Stop], kept: WorkCalendar | None
) -> int:
    """Minutes of service that the limit allows; held by an open pause: those of the limit without it."""
    if limit.unit == "minutes":
        return int(limit.amount)
    if due is None:
        closed = [one for one in stops if one.ends is not None]
        end = due_of(begins, limit, closed, kept) if kept is not None else None
        return 0 if end is None else count_service(begins, end, closed, kept)
    return count_service(begins, due, stops, kept)


def _kept(limit: Limit, calendar: WorkCalendar) -> WorkCalendar | None:
    return None if limit.hours == "always" and limit.unit == "minutes" else calendar


def _serving(clock: Clock, calendar: WorkCalendar) -> WorkCalendar | None:
    return calendar if clock.limit is None else _kept(clock.limit, calendar)


def _first(*moments: datetime | None) -> datetime | None:
    return min((at for at in moments if at is not None), default=None)
