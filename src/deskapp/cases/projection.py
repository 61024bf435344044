"""What lists sort a case by, worked out of its events anew in the transaction that adds one; nothing is added up.

``project`` is pure. ``refresh`` writes what it says; ``find_drift`` compares the whole database with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final, cast

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from deskapp.cases.clock import Due, Pause, Unit, find_due, find_due_at, local_day, zone_of
from deskapp.cases.events import read_events
from deskapp.cases.history import History, Line, Waiting, read_history
from deskapp.cases.model import Case, CasePaper
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure import Procedure
from deskapp.office.calendar.queries import load_calendar
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.values import Country
from deskapp.values.calendar import WorkCalendar

Calendars = Callable[[int | None], WorkCalendar]
"""The calendar of the procedure's country, or of an organisation."""

NOON: Final = time(12)
LINE_COLUMNS: Final = ("state", "promised_on", "reason", "originals", "copies", "slips", "paper_id")


@dataclass(frozen=True, slots=True)
class Clocks:
    """Both clocks of a case and that of its step; None where the procedure gives no limit or it has not begun."""

    ours: Due | None
    ours_from: date | None
    due_at: datetime | None
    met_at: datetime | None
    authority: Due | None
    authority_due_on: date | None
    step: Due | None


@dataclass(frozen=True, slots=True)
class Drift:
    """A projection that is not what the events say."""

    case_id: int
    table: str
    id: int
    column: str
    stored: Any
    told: Any


def country_of(procedure: Procedure) -> Country:
    """The country whose calendar and zone the procedure's clocks keep to."""
    return cast("Country", procedure.country)


def calendars_of(reader: Reader, procedure: Procedure, today: date) -> Calendars:
    """Calendars by organisation, each read once."""
    read: dict[int | None, WorkCalendar] = {}

    def calendar(organisation_id: int | None) -> WorkCalendar:
        if organisation_id not in read:
            read[organisation_id] = load_calendar(reader, country_of(procedure), organisation_id, today=today)
        return read[organisation_id]

    return calendar


def run_clocks(procedure: Procedure, opened_at: datetime, history: History, calendars: Calendars) -> Clocks:
    """What the clocks say of a history."""
    country = country_of(procedure)
    begun = _begun(procedure, opened_at, history)
    pauses = pauses_of(history.waits, "ours", country)
    ours, by_hour = _our_due(procedure, begun, history, pauses, calendars)
    step = _step_due(procedure, history, pauses, calendars)
    authority = _authority_due(procedure, history, calendars)
    return Clocks(
        ours=ours,
        ours_from=local_day(begun, country) if begun else None,
        due_at=by_hour or _noon(ours if procedure.limit else step, country),
        met_at=_met(procedure, history),
        authority=authority,
        authority_due_on=_authority_day(history, authority),
        step=step,
    )


def pauses_of(waits: tuple[Waiting, ...], clock: str, country: Country) -> list[Pause]:
    """The days on which ``clock`` (ours, authority) stands still."""
    return [
        Pause(local_day(one.begins, country), local_day(one.ends, country) if one.ends else None, one.reason)
        for one in waits
        if one.stops in (clock, "both")
    ]


def project(procedure: Procedure, opened_at: datetime, history: History, calendars: Calendars) -> dict[str, Any]:
    """The projected columns of ``Case``."""
    clocks = run_clocks(procedure, opened_at, history, calendars)
    due = clocks.ours if procedure.limit else clocks.step
    waiting = history.waiting
    promised = [
        state.promised_on for state in history.lines.values() if state.state == "promised" and state.promised_on
    ]
    columns = {
        "step": history.step,
        "step_since": history.step_since,
        "outcome": history.outcome,
        "ended_at": history.ended_at,
        "waiting": waiting.reason if waiting else "",
        "waiting_party": waiting.party if waiting else "",
        "waiting_since": waiting.begins if waiting else None,
        "due_on": due.day if due else None,
        "due_at": clocks.due_at,
        "due_confirmed": due.confirmed if due else True,
        "due_met_at": clocks.met_at,
        "authority_state": history.authority.state,
        "authority_number": history.authority.number,
        "authority_due_on": clocks.authority_due_on,
        "submissions": history.authority.submissions,
        "promised_on": min(promised, default=None),
        "touched_at": history.touched_at,
    }
    return columns | {"stale_on": _stale(procedure, columns, calendars(None))}


def lines_of(reader: Reader, case_id: int) -> list[CasePaper]:
    """The checklist of a case, in the order in which it was made."""
    query = select(CasePaper).where(CasePaper.case_id == case_id).order_by(col(CasePaper.id))
    return list(reader.session.exec(query))


def history_of(reader: Reader, case: Case, procedure: Procedure, lines: list[CasePaper]) -> History:
    """The history of a case as it is stored."""
    rules = {rule.code: rule.copies for rule in procedure.papers}
    asked = [Line(record_id(line), line.required, rules.get(line.code, "any")) for line in lines]
    return read_history(procedure, case.opened_at, read_events(reader, record_id(case)), asked)


def refresh(work: Work, case: Case) -> History:
    """Write what the events say now into the case and its checklist."""
    procedure = procedure_of(work, case)
    lines = lines_of(work, record_id(case))
    history = history_of(work, case, procedure, lines)
    for line in lines:
        work.derive(line, line_columns(history, line, case.opened_at))
    work.derive(case, project(procedure, case.opened_at, history, calendars_of(work, procedure, work.today)))
    return history


def line_columns(history: History, line: CasePaper, opened_at: datetime) -> dict[str, Any]:
    """The projected columns of a checklist line."""
    state = history.lines[record_id(line)]
    return {name: getattr(state, name) for name in LINE_COLUMNS} | {"state_since": state.since or opened_at}


def find_drift(reader: Reader, today: date, *, after: int = 0, limit: int = 500) -> tuple[list[Drift], int | None]:
    """Of the ``limit`` cases behind id ``after`` every projection that its events do not say, and where to go on."""
    weighed = list(_weigh(reader, today, select(Case), after, limit))
    drifts = [drift for _, found in weighed for drift in found]
    return drifts, weighed[-1][0] if len(weighed) == limit else None


def find_drifted(reader: Reader, today: date, *, after: int = 0, limit: int = 200) -> tuple[list[int], int | None]:
    """Of the ``limit`` open cases behind ``after`` those that are not what their events say, and where to go on."""
    weighed = list(_weigh(reader, today, select(Case).where(Case.outcome == ""), after, limit))
    drifted = [number for number, drifts in weighed if drifts]
    return drifted, weighed[-1][0] if len(weighed) == limit else None


def refresh_cases(work: Work, case_ids: Iterable[int]) -> None:
    """Work the projections of these cases out anew."""
    for number in case_ids:
        refresh(work, work.get(Case, number))


def _weigh(
    reader: Reader, today: date, query: SelectOfScalar[Case], after: int, limit: int
) -> Iterator[tuple[int, list[Drift]]]:
    known: dict[int, tuple[Procedure, Calendars]] = {}
    query = query.where(col(Case.id) > after).order_by(col(Case.id)).limit(limit)
    for case in reader.session.exec(query).all():
        number = record_id(case)
        if case.procedure_text_id not in known:
            procedure = procedure_of(reader, case)
            known[case.procedure_text_id] = procedure, calendars_of(reader, procedure, today)
        procedure, calendars = known[case.procedure_text_id]
        lines = lines_of(reader, number)
        history = history_of(reader, case, procedure, lines)
        drifts = list(_compare(number, "case_file", case, project(procedure, case.opened_at, history, calendars)))
        for line in lines:
            drifts += _compare(number, "case_paper", line, line_columns(history, line, case.opened_at))
        yield number, drifts


def _compare(case_id: int, table: str, record: Case | CasePaper, told: Mapping[str, Any]) -> Iterator[Drift]:
    for column, value in told.items():
        stored = getattr(record, column)
        if stored != value:
            yield Drift(case_id, table, record_id(record), column, stored, value)


def _begun(procedure: Procedure, opened_at: datetime, history: History) -> datetime | None:
    starts = {
        "opened": opened_at,
        "papers_complete": history.complete_at,
        "submitted": history.authority.first_at,
    }
    since = procedure.limit.runs_from
    return starts[since] if since in starts else history.first_ended.get(since)


def _our_due(
    procedure: Procedure, begun: datetime | None, history: History, pauses: list[Pause], calendars: Calendars
) -> tuple[Due | None, datetime | None]:
    """The last day of the procedure's own limit, and the moment where that is counted in hours."""
    limit, country = procedure.limit, country_of(procedure)
    days = limit.working_days if limit.days is None else limit.days
    if history.authority.remote and limit.remote_days is not None:
        days = limit.remote_days
    if begun is None:
        return None, None
    if days is not None:
        unit: Unit = "working_days" if limit.days is None else "days"
        return find_due(local_day(begun, country), days, pauses, calendars(None), unit), None
    if limit.hours is None:
        return None, None
    stops = [(one.begins, one.ends) for one in history.waits if one.stops in ("ours", "both")]
    due_at = find_due_at(begun.astimezone(zone_of(country)), limit.hours, stops, calendars(None))
    return Due(due_at.date() if due_at else None), due_at


def _noon(due: Due | None, country: Country) -> datetime | None:
    """When a limit that ends with half a day is over."""
    return datetime.combine(due.day, NOON, zone_of(country)) if due and due.day and due.half else None


def _met(procedure: Procedure, history: History) -> datetime | None:
    """When our clock was met: the result was handed over, or the case ended."""
    delivered = [
        history.passed[step.id] for step in procedure.steps if step.kind == "delivery" and step.id in history.passed
    ]
    return max(delivered, default=None) or history.ended_at


def _authority_due(procedure: Procedure, history: History, calendars: Calendars) -> Due | None:
    now, rule = history.authority, procedure.authority
    if now.since is None or rule is None:
        return None
    days: Decimal | None = rule.remote_days if now.remote and rule.remote_days is not None else rule.working_days
    if days is None:
        return None
    country = country_of(procedure)
    pauses = pauses_of(history.waits, "authority", country)
    return find_due(local_day(now.since, country), days, pauses, calendars(now.organisation_id))


def _authority_day(history: History, counted: Due | None) -> date | None:
    """The day on the authority's receipt, or the one it was moved to, else the counted one; none while it owes none."""
    if not history.authority.is_open:
        return None
    return history.authority.appointed_on or (counted.day if counted else None)


def _step_due(procedure: Procedure, history: History, pauses: list[Pause], calendars: Calendars) -> Due | None:
    if not history.step or history.outcome:
        return None
    days = procedure.step(history.step).working_days
    if days is None:
        return None
    return find_due(local_day(history.step_since, country_of(procedure)), days, pauses, calendars(None))


def _stale(procedure: Procedure, columns: Mapping[str, Any], calendar: WorkCalendar) -> date | None:
    """From when on a case nobody touched is forgotten; never before a day that somebody was promised."""
    if columns["outcome"]:
        return None
    touched = local_day(columns["touched_at"], country_of(procedure))
    days = [calendar.add_working_days(touched, procedure.limit.stale_days)[0]]
    days += [columns[name] for name in ("authority_due_on", "promised_on") if columns[name] is not None]
    return max(days)
