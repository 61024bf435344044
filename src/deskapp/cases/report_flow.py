"""办件进出表 / báo cáo hồ sơ: what came in and went out by procedure and department, how fast, in whose time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import or_
from sqlmodel import col, select

from deskapp.cases.clock import count_between, local_day
from deskapp.cases.events import event_of
from deskapp.cases.flow import COUNTS, DELIVERED, Fact, Flow, count_flow
from deskapp.cases.history import Event, Line, read_history
from deskapp.cases.model import Case, CaseEvent, CasePaper
from deskapp.cases.periods import Period, periods_of
from deskapp.cases.pinned import procedures_of
from deskapp.cases.procedure import Procedure
from deskapp.cases.projection import Calendars, calendars_of, country_of, pauses_of
from deskapp.cases.report_parts import CODED_PROCEDURE, department_names, in_case_scope
from deskapp.sheets.column import Coded
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, ReportSource, day_begins, paged
from deskapp.store.base import record_id
from deskapp.store.bulk import CHUNK
from deskapp.store.work import Reader

_MEASURES: Final = ("mean_days", "our_share", "their_share")
_COLUMNS: Final = (
    CODED_PROCEDURE,
    ReportColumn("department"),
    ReportColumn("period", "choice", "period"),
    ReportColumn("since", "day", label="column.period_since"),
    ReportColumn("until", "day", label="column.period_until"),
    *(ReportColumn(name, "count", label=f"column.flow_{name}") for name in COUNTS),
    *(ReportColumn(name, "number", label=f"column.flow_{name}") for name in _MEASURES),
)

Group = tuple[str, int]
"""A procedure's id and a department's number (0 for none)."""


def _read(reader: Reader, ask: Ask) -> Contents:
    periods = periods_of(ask)
    facts, names = _facts(reader, ask, periods)
    departments = department_names(reader)
    groups = sorted(facts, key=lambda group: (names[group[0]].code, departments.get(group[1], "")))
    rows = [
        [
            names[procedure],
            departments.get(department),
            *_cells(period, count_flow(facts[procedure, department], period)),
        ]
        for procedure, department in groups
        for period in periods
    ]
    every = [fact for group in facts.values() for fact in group]
    return Contents(_COLUMNS, iter(rows), (_totals(every, periods),))


def _cells(period: Period, flow: Flow) -> Row:
    return [
        period.code, period.since, period.until, *(flow.counts[name] for name in COUNTS),
        *(getattr(flow, name) for name in _MEASURES),
    ]  # fmt: skip


def _totals(facts: Collection[Fact], periods: Iterable[Period]) -> SummaryTable:
    """The three periods over everything."""
    columns = (
        SummaryColumn("column.period", "choice", "period"),
        *(SummaryColumn(f"column.flow_{name}") for name in COUNTS),
        *(SummaryColumn(f"column.flow_{name}", "number") for name in _MEASURES),
    )
    rows = [[row[0], *row[3:]] for row in (_cells(period, count_flow(facts, period)) for period in periods)]
    return SummaryTable("report.flow_periods", columns, rows)


def _facts(reader: Reader, ask: Ask, periods: Collection[Period]) -> tuple[dict[Group, list[Fact]], dict[str, Coded]]:
    """Every case that any of the periods touches, by procedure and department; and what the procedures are called."""
    first = min(period.since for period in periods)
    last = max(period.until for period in periods)
    query = (
        select(Case)
        .where(*in_case_scope(reader, ask), col(Case.opened_at) < day_begins(last + timedelta(days=1)))
        .where(or_(col(Case.ended_at).is_(None), col(Case.ended_at) >= day_begins(first)))
        .order_by(col(Case.id))
        .execution_options(yield_per=CHUNK)
    )
    facts: dict[Group, list[Fact]] = defaultdict(list)
    names: dict[str, Coded] = {}
    reading = _Reading(reader, ask.today)
    for page in paged(reader.session.exec(query)):
        for case, procedure, fact in reading.facts_of(list(page)):
            facts[case.procedure, case.department_id or 0].append(fact)
            names[case.procedure] = Coded(case.procedure, procedure.name)
    return facts, names


class _Reading:
    """Reads the facts of cases page by page; calendars once."""

    def __init__(self, reader: Reader, today: date) -> None:
        self._reader = reader
        self._today = today
        self._calendars: dict[str, Calendars] = {}

    def facts_of(self, cases: list[Case]) -> Iterator[tuple[Case, Procedure, Fact]]:
        """Each case with its procedure and what the flow counts of it."""
        procedures = procedures_of(self._reader, {case.procedure_text_id for case in cases})
        ids = [record_id(case) for case in cases]
        asked = self._days(ids, supplements=True)
        returned = self._days(ids, supplements=False)
        done = [case for case in cases if case.outcome in DELIVERED]
        spent = self._spent(done, procedures)
        for case in cases:
            number = record_id(case)
            days, ours = spent.get(number, (0, 0))
            yield (
                case,
                procedures[case.procedure_text_id],
                Fact(
                    opened=_day(case.opened_at),
                    ended=_day(case.ended_at) if case.ended_at else None,
                    outcome=case.outcome,
                    due=case.due_on,
                    met=_day(case.due_met_at) if case.due_met_at else None,
                    supplements=asked.get(number, ()),
                    returns=returned.get(number, ()),
                    days=days,
                    ours=ours,
                ),
            )

    def _days(self, ids: list[int], *, supplements: bool) -> dict[int, tuple[date, ...]]:
        """When more was asked of the customers of these cases, by our slip or by the authority, or what it returned."""
        from_authority = col(CaseEvent.kind).startswith("authority.") & (
            col(CaseEvent.code) == ("supplement" if supplements else "returned")
        )
        wanted = or_(col(CaseEvent.kind) == "paper.slip", from_authority) if supplements else from_authority
        gone = select(CaseEvent.corrects).where(col(CaseEvent.corrects).is_not(None), col(CaseEvent.case_id).in_(ids))
        query = (
            select(CaseEvent.case_id, CaseEvent.happened_at)
            .where(col(CaseEvent.case_id).in_(ids), wanted, col(CaseEvent.id).not_in(gone))
            .order_by(col(CaseEvent.happened_at), col(CaseEvent.id))
        )
        found: dict[int, tuple[date, ...]] = {}
        for number, at in self._reader.session.exec(query):
            found[number] = (*found.get(number, ()), _day(at))
        return found

    def _spent(self, cases: list[Case], procedures: dict[int, Procedure]) -> dict[int, tuple[int, int]]:
        """Working days that each of these took, and those in which our clock ran."""
        ids = [record_id(case) for case in cases]
        events: dict[int, list[Event]] = defaultdict(list)
        for row in self._reader.session.exec(select(CaseEvent).where(col(CaseEvent.case_id).in_(ids))):
            events[row.case_id].append(event_of(row))
        lines: dict[int, list[CasePaper]] = defaultdict(list)
        query = select(CasePaper).where(col(CasePaper.case_id).in_(ids)).order_by(col(CasePaper.id))
        for line in self._reader.session.exec(query):
            lines[line.case_id].append(line)
        return {
            number: self._worked(case, procedures[case.procedure_text_id], events[number], lines[number])
            for number, case in zip(ids, cases, strict=True)
        }

    def _worked(self, case: Case, procedure: Procedure, events: list[Event], lines: list[CasePaper]) -> tuple[int, int]:
        country = country_of(procedure)
        if country not in self._calendars:
            self._calendars[country] = calendars_of(self._reader, procedure, self._today)
        calendar = self._calendars[country](None)
        rules = {rule.code: rule.copies for rule in procedure.papers}
        asked = [Line(record_id(line), line.required, rules.get(line.code, "any")) for line in lines]
        history = read_history(procedure, case.opened_at, events, asked)
        begun = local_day(case.opened_at, country)
        done = local_day(case.due_met_at or case.ended_at or case.opened_at, country)
        ours = pauses_of(history.waits, "ours", country)
        return count_between(begun, done, (), calendar), count_between(begun, done, ours, calendar)


def _day(moment: datetime) -> date:
    return moment.astimezone().date()


CASE_FLOW: Final = ReportSource("case-flow", _read, day="column.period")
