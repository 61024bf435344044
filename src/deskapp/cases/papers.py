"""The checklist: each paper missing, promised, here as copy or original, checked, waived; slips that ask for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.clock import local_day
from deskapp.cases.engine import Engine
from deskapp.cases.events import add_event, kept_text, moment_of
from deskapp.cases.history import Line, LineState, is_satisfied
from deskapp.cases.model import PAPER_STATES, Case, CaseEvent, CasePaper
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure import PaperRule, Procedure
from deskapp.cases.projection import country_of
from deskapp.cases.recording import open_case_of, record, settle
from deskapp.errors import DeskError
from deskapp.office.customer.rows import get_survivor
from deskapp.papers.actions import drop_original, give_back, receive_original
from deskapp.papers.drafts import PaperDraft
from deskapp.papers.model import Paper
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values.text import clean

COUNT_LIMIT: Final = 999
NAME_LIMIT: Final = 200
_NOT_HERE: Final = ("missing", "promised", "copy", "waived", "not_applicable")


@dataclass(frozen=True, slots=True)
class SlipLine:
    """What a supplement slip asks for; ``promised_on`` where the customer named a day."""

    id: int
    code: str
    name: str
    state: str
    promised_on: date | None
    slips: int


def set_paper(
    work: Work,
    case_id: int,
    code: str,
    state: str,
    *,
    promised_on: date | None = None,
    reason: str = "",
    originals: int = 0,
    copies: int = 0,
    shelf: str = "",
    number: str = "",
    paper_id: int | None = None,
    happened_at: datetime | None = None,
    engine: Engine | None = None,
) -> CasePaper:
    """Say what there is of a paper. An original that comes is taken into our keeping, on a shelf.

    A promised one needs its day, a waived one a reason. ``returned``: the case goes on without it, it was given back.
    An original that was never here after all is in our keeping no more. ``paper_id``: the copy that was kept.
    """
    case = open_case_of(work, case_id)
    line = _line(work, case, code)
    event = _set(
        work,
        case,
        line,
        state,
        promised_on=promised_on,
        reason=kept_text(reason, "reason"),
        counts=(originals, copies),
        keeping=(shelf, number),
        paper_id=paper_id,
        at=moment_of(work, case, happened_at),
    )
    _settle(work, case, [event], engine)
    return line


def receive_all_papers(
    work: Work,
    case_id: int,
    *,
    shelf: str = "",
    states: Collection[str] = ("missing", "promised"),
    happened_at: datetime | None = None,
    engine: Engine | None = None,
) -> list[CasePaper]:
    """All required papers in one of these ``states`` are here now, each as the procedure wants it."""
    case = open_case_of(work, case_id)
    procedure = procedure_of(work, case)
    at = moment_of(work, case, happened_at)
    rules = {rule.code: rule for rule in procedure.papers}
    come = [line for line in _lines(work, case) if line.required and line.state in states]
    events = []
    for line in come:
        state, counts = _as_wanted(rules.get(line.code))
        events.append(_set(work, case, line, state, counts=counts, keeping=(shelf, ""), at=at))
    _settle(work, case, events, engine)
    return come


def add_paper_line(
    work: Work,
    case_id: int,
    name: str,
    *,
    code: str = "",
    required: bool = True,
    step: str | None = None,
    happened_at: datetime | None = None,
) -> CasePaper:
    """A paper that the procedure does not know but this case needs, such as one that the authority asks for."""
    case = open_case_of(work, case_id)
    name = clean(name)
    procedure = procedure_of(work, case)
    rule = next((rule for rule in procedure.papers if rule.code == code), None)
    if rule is None and (not name or len(name) > NAME_LIMIT):
        raise DeskError("case.paper_name", "name", limit=NAME_LIMIT)
    taken = {line.code for line in _lines(work, case)}
    code = code or next(f"own-{n}" for n in range(1, len(taken) + 2) if f"own-{n}" not in taken)
    if code in taken:
        raise DeskError("case.paper_known", "code", paper=name or code)
    return _add_line(work, case, code, name, required, case.step if step is None else step, happened_at)


def add_slip(
    work: Work, case_id: int, *, happened_at: datetime | None = None, engine: Engine | None = None
) -> list[SlipLine]:
    """Print a slip of all that is missing, at once (一次性告知); every further slip for a paper is counted."""
    case = open_case_of(work, case_id)
    procedure = procedure_of(work, case)
    copies = {rule.code: rule.copies for rule in procedure.papers}
    lines = [
        line
        for line in _lines(work, case)
        if line.required and not is_satisfied(Line(0, copies=copies.get(line.code, "any")), LineState(line.state))
    ]
    if not lines:
        raise DeskError("case.nothing_missing", number=case.number)
    data = {"lines": [record_id(line) for line in lines]}
    record(work, case, "paper.slip", data=data, happened_at=happened_at, engine=engine)
    names = {rule.code: rule.name.say(work.clerk.language) for rule in procedure.papers}
    return [
        SlipLine(
            record_id(line), line.code, line.name or names.get(line.code, ""), line.state, line.promised_on, line.slips
        )
        for line in lines
    ]


def follow_conditions(work: Work, case: Case, procedure: Procedure, values: Mapping[str, str]) -> None:
    """The checklist follows the fields: lines that a condition asks for come, those it asks for no more are idle."""
    lines = {line.code: line for line in _lines(work, case)}
    events: list[CaseEvent] = []
    for rule in procedure.papers:
        if rule.when is None:
            continue
        line, wanted = lines.get(rule.code), rule.when.holds(values)
        if line is None and wanted:
            _add_line(work, case, rule.code, "", rule.required, rule.step, None)
        elif line is not None and not wanted and line.state in ("missing", "promised"):
            events.append(_set(work, case, line, "not_applicable", at=moment_of(work, case, None)))
        elif line is not None and wanted and line.state == "not_applicable" and not line.reason:
            events.append(_set(work, case, line, "missing", at=moment_of(work, case, None)))
    if events:
        settle(work, case, events)


def _settle(work: Work, case: Case, events: Sequence[CaseEvent], engine: Engine | None) -> None:
    """Settle what came in; where the checklist is complete by it for the first time, that is an event of its own."""
    history = settle(work, case, events, engine)
    last = next((event for event in events if event.id == history.complete_by), None)
    if last is not None:
        record(work, case, "papers.complete", happened_at=last.happened_at, engine=engine)


def _add_line(
    work: Work, case: Case, code: str, name: str, required: bool, step: str, happened_at: datetime | None
) -> CasePaper:
    at = moment_of(work, case, happened_at)
    line = work.add(
        CasePaper(
            office_id=case.office_id,
            project_id=case.project_id,
            case_id=record_id(case),
            code=code,
            name=name,
            step=step,
            required=required,
            state_since=at,
        )
    )
    record(work, case, "paper.added", code=code, text=name, data={"line": record_id(line)}, happened_at=at)
    return line


def _set(
    work: Work,
    case: Case,
    line: CasePaper,
    state: str,
    *,
    at: datetime,
    promised_on: date | None = None,
    reason: str = "",
    counts: tuple[int, int] = (0, 0),
    keeping: tuple[str, str] = ("", ""),
    paper_id: int | None = None,
) -> CaseEvent:
    """The event that says it, not settled yet: the line follows when all that come together are settled."""
    country = country_of(procedure_of(work, case))
    _check(state, promised_on, reason, counts, local_day(at, country))
    originals, copies = counts
    if state == "original" and not originals:
        originals = 1
    if state == "copy" and not copies:
        copies = 1
    data: dict[str, Any] = {"line": record_id(line), "originals": originals, "copies": copies}
    if promised_on is not None and state == "promised":
        data["promised_on"] = promised_on.isoformat()
    if case.customer_id is not None and state == "original":
        paper_id = record_id(receive_original(work, _draft(work, case, line, originals, keeping, at), line.paper_id))
        data["taken_in"] = paper_id != line.paper_id
    elif line.paper_id is not None and at >= line.state_since:
        _let_go(work, case, line, state, reason, at)
    if (paper_id or line.paper_id) is not None:
        data["paper_id"] = paper_id or line.paper_id
    step = line.step or case.step
    return add_event(work, case, "paper", at, country, step=step, code=state, text=reason, data=data)


def _draft(work: Work, case: Case, line: CasePaper, count: int, keeping: tuple[str, str], at: datetime) -> PaperDraft:
    """The original as it lies with us from now on."""
    assert case.customer_id is not None
    shelf, number = keeping
    names = {rule.code: rule.name.say(work.clerk.language) for rule in procedure_of(work, case).papers}
    return PaperDraft(
        case.customer_id,
        line.code,
        line.name or names.get(line.code, ""),
        number=number,
        count=count,
        shelf=shelf,
        slip=case.number,
        unit_id=case.unit_id,
        parcel_id=case.parcel_id,
        received_at=min(at, work.now),
    )


def _let_go(work: Work, case: Case, line: CasePaper, state: str, reason: str, at: datetime) -> None:
    """The original that was here goes back to its owner, or never came."""
    assert line.paper_id is not None
    paper = work.get(Paper, line.paper_id)
    if state == "returned" and paper.holder == "us" and paper.lost_at is None:
        give_back(work, [line.paper_id], get_survivor(work, paper.customer_id).name, at, case.number)
    elif state in _NOT_HERE and line.state in ("original", "checked"):
        drop_original(work, line.paper_id, reason or f"{line.state} > {state}")


def _check(state: str, promised_on: date | None, reason: str, counts: tuple[int, int], day: date) -> None:
    if state not in PAPER_STATES:
        raise DeskError("draft.choice", "state", value=state)
    if state == "promised" and promised_on is None:
        raise DeskError("case.promise_day", "promised_on")
    if state == "promised" and promised_on is not None and promised_on < day:
        raise DeskError("case.promise_past", "promised_on", day=promised_on)
    if state == "waived" and not reason:
        raise DeskError("case.reason_needed", "reason")
    if not all(0 <= count <= COUNT_LIMIT for count in counts):
        raise DeskError("case.paper_count", "originals", limit=COUNT_LIMIT)


def _as_wanted(rule: PaperRule | None) -> tuple[str, tuple[int, int]]:
    """State and counts of a paper that comes as the procedure wants it."""
    if rule is None or rule.copies != "original":
        return "copy", (0, rule.count if rule else 1)
    return "original", (rule.count, 0)


def _line(work: Work, case: Case, code: str) -> CasePaper:
    line = work.session.exec(
        select(CasePaper).where(CasePaper.case_id == record_id(case), CasePaper.code == code)
    ).first()
    if line is None:
        raise DeskError("case.no_such_paper", "code", paper=code)
    return line


def _lines(work: Work, case: Case) -> list[CasePaper]:
    query = select(CasePaper).where(CasePaper.case_id == record_id(case)).order_by(col(CasePaper.id))
    return list(work.session.exec(query))
