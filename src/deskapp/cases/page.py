"""One case in one look: everything that its page shows, worked out in one snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from deskapp.cases.agenda import AppointmentRow, TaskRow, appointments_of, tasks_of
from deskapp.cases.clock import local_day
from deskapp.cases.clock_rows import ClockRow, authority_clock, our_clock
from deskapp.cases.engine import Engine, Missing
from deskapp.cases.events import read_events
from deskapp.cases.fields import read_fields
from deskapp.cases.gates import GateResult, judge_step
from deskapp.cases.history import Event, History, Line, LineState, is_satisfied, standing
from deskapp.cases.model import Case, CasePaper
from deskapp.cases.money import charges_of
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure import FieldRule, PaperRule, Procedure, Step, Texts
from deskapp.cases.projection import Clocks, calendars_of, country_of, history_of, lines_of, run_clocks
from deskapp.cases.queries import cases_of
from deskapp.cases.rows import CaseRow, read_rows
from deskapp.money.queries import ChargeRow
from deskapp.office.customer.rows import CustomerRow, find_rows, find_survivors
from deskapp.papers.queries import PaperRow, get_papers
from deskapp.store.base import record_id
from deskapp.store.work import Reader

TIMELINE: Final = 200
"""Events that the page reads at most, the newest."""
SOME: Final = 100


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step with its state: done, skipped, current, ahead. ``due_on`` is the current one's own limit."""

    step: Step
    state: str
    ended_at: datetime | None = None
    ended_by: str = ""
    since: datetime | None = None
    due_on: date | None = None
    half: bool = False


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line of the checklist; ``rule`` None where the procedure does not know the paper. ``here``: waited for no more.

    ``paper`` is the original in our keeping, wherever it is now; ``late``: it was promised for an earlier day.
    """

    id: int
    code: str
    name: Texts | str
    rule: PaperRule | None
    step: str
    required: bool
    state: str
    since: datetime
    promised_on: date | None
    reason: str
    originals: int
    copies: int
    slips: int
    here: bool
    late: bool
    paper: PaperRow | None


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field that applies to the case, with its value as it is kept."""

    rule: FieldRule
    value: str


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """An event; ``taken_back`` by which reason and clerk it was, if it was. ``late``: entered on a later day."""

    id: int
    kind: str
    code: str
    step: str
    party: str
    text: str
    data: Mapping[str, Any]
    happened_at: datetime
    entered_at: datetime
    late: bool
    clerk: str
    taken_back: str = ""


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything a case's page shows. ``version`` is what an edit names; ``gates`` those of the current step.

    ``missing``: what its shut gates miss, in one list; ``skippable`` and ``back``: where it may go from here.
    """

    row: CaseRow
    version: int
    procedure: Procedure
    customer: CustomerRow | None
    representative: CustomerRow | None
    channel: str
    need: str
    language: str
    tell_by: str
    caller_name: str
    caller_phone: str
    steps: tuple[StepRow, ...]
    papers: tuple[PaperLine, ...]
    fields: tuple[FieldLine, ...]
    charges: tuple[tuple[str, ChargeRow], ...]
    tasks: tuple[TaskRow, ...]
    appointments: tuple[AppointmentRow, ...]
    timeline: tuple[TimelineRow, ...]
    gates: tuple[GateResult, ...]
    missing: tuple[Missing, ...]
    ours: ClockRow
    authority: ClockRow
    parent: CaseRow | None
    children: tuple[CaseRow, ...]
    skippable: tuple[Step, ...]
    back: tuple[Step, ...]

    @property
    def held(self) -> tuple[PaperRow, ...]:
        """The originals of the case that we took in and have not given back."""
        papers = (line.paper for line in self.papers)
        return tuple(paper for paper in papers if paper is not None and paper.holder not in ("customer", "void"))

    @property
    def current(self) -> StepRow | None:
        """The step it stands at."""
        return next((step for step in self.steps if step.state == "current"), None)


def get_case_page(reader: Reader, engine: Engine, case_id: int, today: date, clerk_id: int | None = None) -> CasePage:
    """The page of a case; with ``clerk_id`` the gates say too whether this clerk may end a four-eyes step."""
    case = reader.get(Case, case_id)
    procedure = procedure_of(reader, case)
    lines = lines_of(reader, case_id)
    events = read_events(reader, case_id)
    history = history_of(reader, case, procedure, lines)
    calendars = calendars_of(reader, procedure, today)
    clocks = run_clocks(procedure, case.opened_at, history, calendars)
    here = procedure.step(case.step) if case.step and not case.outcome else None
    gates = tuple(judge_step(reader, engine, case, here, clerk_id)) if here else ()
    row = read_rows(reader, [case])[0]
    people = _people(reader, case)
    return CasePage(
        row=row,
        version=case.version,
        procedure=procedure,
        customer=people.get(case.customer_id or 0),
        representative=people.get(case.representative_id or 0),
        channel=case.channel,
        need=case.need,
        language=case.language,
        tell_by=case.tell_by,
        caller_name=case.caller_name,
        caller_phone=case.caller_phone,
        steps=tuple(_steps(procedure, history, events, clocks, ended=bool(case.outcome))),
        papers=tuple(papers_of(reader, procedure, lines, today)),
        fields=tuple(_fields(procedure, read_fields(case))),
        charges=tuple(charges_of(reader, case_id)),
        tasks=tuple(tasks_of(reader, case_id)),
        appointments=tuple(appointments_of(reader, case_id)),
        timeline=tuple(_timeline(events, procedure)),
        gates=gates,
        missing=tuple(one for gate in gates for one in gate.missing),
        ours=our_clock(procedure, history, clocks, calendars, today),
        authority=authority_clock(procedure, history, clocks, calendars, today),
        parent=_parent(reader, case),
        children=tuple(cases_of(reader, parent_id=case_id, limit=SOME)),
        skippable=tuple(_skippable(procedure, history, ended=here is None)),
        back=tuple(procedure.step(step) for step in here.back) if here else (),
    )


def _steps(
    procedure: Procedure, history: History, events: Iterable[Event], clocks: Clocks, *, ended: bool
) -> Iterator[StepRow]:
    ends = {event.step: event for event in standing(events) if event.kind in ("step.ended", "step.skipped")}
    for step in procedure.steps:
        if step.id in history.passed:
            event = ends[step.id]
            state = "done" if event.kind == "step.ended" else "skipped"
            yield StepRow(step, state, history.passed[step.id], event.clerk)
        elif step.id == history.step and not ended:
            due = clocks.step
            yield StepRow(
                step,
                "current",
                since=history.step_since,
                due_on=due.day if due else None,
                half=bool(due and due.half),
            )
        else:
            yield StepRow(step, "ahead")


def papers_of(reader: Reader, procedure: Procedure, lines: list[CasePaper], today: date) -> Iterator[PaperLine]:
    """The checklist as it is shown, in its order."""
    rules = {rule.code: rule for rule in procedure.papers}
    held = {row.id: row for row in get_papers(reader, [line.paper_id for line in lines if line.paper_id])}
    for line in lines:
        rule = rules.get(line.code)
        copies = rule.copies if rule else "any"
        late = line.state == "promised" and line.promised_on is not None and line.promised_on < today
        yield PaperLine(
            id=record_id(line),
            code=line.code,
            name=line.name or (rule.name if rule else line.code),
            rule=rule,
            step=line.step,
            required=line.required,
            state=line.state,
            since=line.state_since,
            promised_on=line.promised_on,
            reason=line.reason,
            originals=line.originals,
            copies=line.copies,
            slips=line.slips,
            here=is_satisfied(Line(0, copies=copies), LineState(line.state)),
            late=late,
            paper=held.get(line.paper_id or 0),
        )


def _fields(procedure: Procedure, values: Mapping[str, str]) -> Iterator[FieldLine]:
    """The fields that apply; one that does not but has a value is shown too, for nothing may hide."""
    for rule in procedure.fields:
        value = values.get(rule.code, "")
        if value or rule.when is None or rule.when.holds(values):
            yield FieldLine(rule, value)


def _timeline(events: Iterable[Event], procedure: Procedure) -> Iterator[TimelineRow]:
    """The newest events first; what was taken back says so."""
    every = list(events)
    country = country_of(procedure)
    back = {event.corrects: f"{event.clerk}: {event.text}" for event in every if event.corrects is not None}
    newest = sorted(every, key=lambda event: (event.at, event.id), reverse=True)
    for event in newest[:TIMELINE]:
        yield TimelineRow(
            event.id,
            event.kind,
            event.code,
            event.step,
            event.party,
            event.text,
            event.data,
            event.at,
            event.entered_at,
            local_day(event.at, country) < local_day(event.entered_at, country),
            event.clerk,
            back.get(event.id, ""),
        )


def _skippable(procedure: Procedure, history: History, *, ended: bool) -> Iterator[Step]:
    """The steps ahead that may be left out, the current one among them."""
    for step in procedure.steps:
        if step.skip and not ended and step.id not in history.passed:
            yield step


def _people(reader: Reader, case: Case) -> dict[int, CustomerRow]:
    """Customer and representative by the id that the case names, merges followed."""
    asked = {number for number in (case.customer_id, case.representative_id) if number is not None}
    survivors = find_survivors(reader, asked)
    rows = {row.id: row for row in find_rows(reader, set(survivors.values()))}
    return {number: rows[survivor] for number, survivor in survivors.items() if survivor in rows}


def _parent(reader: Reader, case: Case) -> CaseRow | None:
    return read_rows(reader, [reader.get(Case, case.parent_id)])[0] if case.parent_id is not None else None
