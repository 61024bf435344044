"""Both clocks of a case as a page shows them, with every interval that was counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from deskapp.cases.clock import Due, Span, count_between, local_day
from deskapp.cases.history import History
from deskapp.cases.model import Case
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure import Procedure
from deskapp.cases.projection import (
    Calendars,
    Clocks,
    calendars_of,
    country_of,
    history_of,
    lines_of,
    pauses_of,
    run_clocks,
)
from deskapp.store.work import Reader


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A clock: last day, days left (working days, below zero late), and each interval that was counted.

    ``day`` None: not begun, or an open pause stops it (``paused``); then ``left`` is what will still be to count.
    ``half``: by noon. ``confirmed``: the years' plans are published. ``by_hand``: the day on a receipt, not counted.
    """

    begins: date | None = None
    day: date | None = None
    half: bool = False
    at: datetime | None = None
    confirmed: bool = True
    days_left: int | None = None
    left: Decimal = Decimal()
    paused: bool = False
    met_at: datetime | None = None
    by_hand: bool = False
    spans: tuple[Span, ...] = ()


def explain_clock(reader: Reader, case_id: int, today: date) -> dict[str, ClockRow]:
    """Both clocks, ``ours`` and ``authority``, with every counted interval."""
    case = reader.get(Case, case_id)
    procedure = procedure_of(reader, case)
    history = history_of(reader, case, procedure, lines_of(reader, case_id))
    calendars = calendars_of(reader, procedure, today)
    clocks = run_clocks(procedure, case.opened_at, history, calendars)
    return {
        "ours": our_clock(procedure, history, clocks, calendars, today),
        "authority": authority_clock(procedure, history, clocks, calendars, today),
    }


def our_clock(procedure: Procedure, history: History, clocks: Clocks, calendars: Calendars, today: date) -> ClockRow:
    """Our own clock; where the procedure has no limit of its own, that of the current step."""
    due = clocks.ours if procedure.limit else clocks.step
    country = country_of(procedure)
    begins = clocks.ours_from if procedure.limit else local_day(history.step_since, country)
    pauses = pauses_of(history.waits, "ours", country)
    left = _days_left(due, today, clocks.met_at, lambda a, b: count_between(a, b, pauses, calendars(None)))
    return _clock(due, begins, left, at=clocks.due_at, met_at=clocks.met_at)


def authority_clock(
    procedure: Procedure, history: History, clocks: Clocks, calendars: Calendars, today: date
) -> ClockRow:
    """The authority's clock: the day on its receipt, else its days counted from the last submission."""
    now, day = history.authority, clocks.authority_due_on
    if now.since is None:
        return ClockRow()
    country = country_of(procedure)
    begins = local_day(now.since, country)
    pauses = pauses_of(history.waits, "authority", country)
    calendar = calendars(now.organisation_id)
    if now.appointed_on is not None:
        due = Due(day, spans=clocks.authority.spans if clocks.authority else ())
        left = _days_left(due, today, None, lambda a, b: count_between(a, b, [], calendar))
        return _clock(due, begins, left, by_hand=True)
    due_counted = clocks.authority if now.is_open else None
    left = _days_left(due_counted, today, None, lambda a, b: count_between(a, b, pauses, calendar))
    return _clock(due_counted, begins, left)


def _clock(
    due: Due | None,
    begins: date | None,
    days_left: int | None,
    *,
    at: datetime | None = None,
    met_at: datetime | None = None,
    by_hand: bool = False,
) -> ClockRow:
    if due is None:
        return ClockRow(begins=begins, met_at=met_at)
    return ClockRow(
        begins=begins,
        day=due.day,
        half=due.half,
        at=at,
        confirmed=due.confirmed,
        days_left=days_left,
        left=due.left,
        paused=due.day is None,
        met_at=met_at,
        by_hand=by_hand,
        spans=due.spans,
    )


def _days_left(due: Due | None, today: date, met_at: datetime | None, count: Callable[[date, date], int]) -> int | None:
    """Working days until the last day; below zero, since when it is over; none once the clock was met."""
    if due is None or due.day is None or met_at is not None:
        return None
    return count(today, due.day) if due.day >= today else -count(due.day, today)
