"""A case moves: a step ends through its gates, is skipped or gone back to with a reason; the case ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from deskapp.cases.appointments import cancel_planned
from deskapp.cases.engine import Engine
from deskapp.cases.events import kept_text, moment_of
from deskapp.cases.gates import ANOTHER, HELD, GateResult, judge_gate, judge_step
from deskapp.cases.history import REOPENED
from deskapp.cases.model import OUTCOMES, Case
from deskapp.cases.people import follow_step
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure import Procedure, Step
from deskapp.cases.recording import open_case_of, record
from deskapp.cases.tasks import cancel_open_tasks, give_step_tasks
from deskapp.errors import DeskError
from deskapp.locale import Key
from deskapp.store.work import Reader, Work

AT_ANY_TIME: Final = ("refused", "withdrawn")
"""Outcomes that need no step to be done, but a reason."""
ORIGINALS: Final = "originals.back"
ENDING: Final = (ORIGINALS, "fees.settled")


def end_step(
    work: Work,
    engine: Engine,
    case_id: int,
    *,
    step: str = "",
    happened_at: datetime | None = None,
    overrides: Mapping[str, str] | None = None,
    exception: str = "",
) -> Case:
    """End the current step; after the last one the case has ended.

    ``step`` is the one that the clerk sees: where somebody ended it meanwhile, ``case.moved_on`` and nothing happens.

    ``case.gates_shut`` carries ``missing`` (what each shut gate misses) and ``gates`` (the ``GateResult``s).
    ``overrides`` lets it pass a gate, each with its reason; ``exception`` is the reason why in an office of one
    person nobody else can check.
    """
    case = open_case_of(work, case_id)
    work.rights.refuse_department(case.department_id)
    procedure = procedure_of(work, case)
    if step not in ("", case.step):
        now = procedure.step(case.step).name.say(work.clerk.language)
        raise DeskError("case.moved_on", number=case.number, step=now)
    current = procedure.step(case.step)
    at = _moment(work, case, happened_at)
    given = {**(overrides or {}), **({ANOTHER: exception} if exception else {})}
    shut = [result for result in judge_step(work, engine, case, current, work.clerk.id) if not result.is_open]
    _pass(work, engine, case, shut, given, at)
    record(work, case, "step.ended", step=current.id, happened_at=at, engine=engine)
    _arrive(work, engine, case, procedure, at)
    return case


def skip_step(work: Work, engine: Engine, case_id: int, step: str, reason: str) -> Case:
    """Leave out a step that has not ended, where the procedure lets it, with a reason."""
    case = open_case_of(work, case_id)
    work.rights.refuse_department(case.department_id)
    procedure = procedure_of(work, case)
    places = [one.id for one in procedure.steps]
    if step not in places or places.index(step) < places.index(case.step) or not procedure.step(step).skip:
        raise DeskError("case.may_not_skip", "step", step=_name(work, procedure, step))
    reason = _reasoned(work, reason)
    was = case.step
    if step == was == places[-1]:
        _note_held(work, engine, case, reason, moment_of(work, case, None))
    record(work, case, "step.skipped", step=step, text=reason, engine=engine)
    if case.step != was:
        _arrive(work, engine, case, procedure, moment_of(work, case, None))
    return case


def go_back(work: Work, engine: Engine, case_id: int, step: str, reason: str) -> Case:
    """Go back to a step that the procedure allows from the current one, with a reason."""
    case = open_case_of(work, case_id)
    work.rights.refuse_department(case.department_id)
    procedure = procedure_of(work, case)
    if step not in procedure.step(case.step).back:
        raise DeskError("case.may_not_go_back", "step", step=_name(work, procedure, step))
    reason = _reasoned(work, reason)
    record(work, case, "step.back", step=step, text=reason, engine=engine)
    _arrive(work, engine, case, procedure, moment_of(work, case, None))
    return case


def end_case(
    work: Work,
    engine: Engine,
    case_id: int,
    outcome: str,
    reason: str = "",
    *,
    happened_at: datetime | None = None,
    overrides: Mapping[str, str] | None = None,
) -> Case:
    """End a case: refused or withdrawn at any time with a reason, delivered or closed only at its last step.

    Refused and withdrawn ones give the originals back first: the gate ``originals.back`` holds for them too.
    """
    if outcome not in OUTCOMES:
        raise DeskError("draft.choice", "outcome", value=outcome)
    case = open_case_of(work, case_id)
    work.rights.refuse_department(case.department_id)
    procedure = procedure_of(work, case)
    if outcome not in AT_ANY_TIME:
        if case.step != procedure.steps[-1].id:
            last = procedure.steps[-1].name.say(work.clerk.language)
            raise DeskError("case.steps_left", "outcome", step=last)
        return end_step(work, engine, case_id, happened_at=happened_at, overrides=overrides)
    reason = _reasoned(work, reason)
    at = _moment(work, case, happened_at)
    shut = [result for result in judge_ending(work, engine, case) if not result.is_open]
    _pass(work, engine, case, shut, overrides or {}, at)
    _note_held(work, engine, case, reason, at)
    work.reason = reason
    _end(work, engine, case, outcome, at, reason)
    return case


def reopen_case(
    work: Work, engine: Engine, case_id: int, step: str, reason: str, *, happened_at: datetime | None = None
) -> Case:
    """Go on with a case under its number from a step of its procedure, even where it had ended, with a reason."""
    case = work.get(Case, case_id)
    procedure = procedure_of(work, case)
    if all(one.id != step for one in procedure.steps):
        raise DeskError("case.may_not_go_back", "step", step=step)
    reason = _reasoned(work, reason)
    if case.outcome:
        record(work, case, REOPENED, text=reason, happened_at=happened_at, engine=engine)
    if case.step != step:
        record(work, case, "step.back", step=step, text=reason, happened_at=happened_at, engine=engine)
        _arrive(work, engine, case, procedure, moment_of(work, case, happened_at))
    return case


def judge_ending(reader: Reader, engine: Engine, case: Case) -> list[GateResult]:
    """What holds a case that is refused or withdrawn: originals of the customer's; open and held money only warn."""
    return [*(judge_gate(reader, engine, case, gate_id) for gate_id in ENDING), judge_held_money(reader, engine, case)]


def judge_held_money(reader: Reader, engine: Engine, case: Case) -> GateResult:
    """What was paid for the state and is still here, as a warning: who ends the case says why anyway."""
    return replace(judge_gate(reader, engine, case, HELD), blocks=False)


def _note_held(work: Work, engine: Engine, case: Case, reason: str, at: datetime) -> None:
    """A case ends for a reason while money is still held for the state: the timeline says that this was seen."""
    result = judge_held_money(work, engine, case)
    if not result.is_open:
        data = {"missing": [one.code for one in result.missing]}
        record(work, case, "override", code=HELD, text=reason, data=data, happened_at=at, engine=engine)


def _moment(work: Work, case: Case, happened_at: datetime | None) -> datetime:
    """When a step ended: never before it began."""
    at = moment_of(work, case, happened_at)
    if happened_at is None and case.step_since is not None:
        return max(at, case.step_since)
    if case.step_since is not None and at < case.step_since:
        raise DeskError("case.before_step", "happened_at", since=case.step_since.astimezone(work.now.tzinfo))
    return at


def _pass(
    work: Work, engine: Engine, case: Case, shut: Iterable[GateResult], reasons: Mapping[str, str], at: datetime
) -> None:
    """Pass the gates that are overridden, each recorded; refuse where one that blocks is left."""
    found = list(shut)
    left = [result for result in found if result.blocks and result.id not in reasons]
    if left:
        missing = tuple(one for result in left for one in result.missing)
        raise DeskError("case.gates_shut", number=case.number, count=len(missing), missing=missing, gates=tuple(left))
    for result in found:
        if result.blocks:
            refuse_override(work, result.id)
            reason = _reasoned(work, reasons[result.id])
            data = {"missing": [one.code for one in result.missing]}
            record(work, case, "override", code=result.id, text=reason, data=data, happened_at=at, engine=engine)


def refuse_override(reader: Reader, gate_id: str) -> None:
    """Raise ``access.no_override`` where the clerk may not pass a gate even with a reason; it says who may."""
    action = f"override.{gate_id}"
    if not reader.rights.may(action):
        who = reader.rights.refusal(action).values["who"]
        raise DeskError("access.no_override", gate=Key(f"gate.{gate_id}"), who=who)


def _arrive(work: Work, engine: Engine, case: Case, procedure: Procedure, at: datetime) -> None:
    """What comes with a new current step: its department and tasks; after the last one, the end."""
    if not case.step:
        _end(work, engine, case, _outcome(procedure), at)
        return
    follow_step(work, case)
    give_step_tasks(work, case, procedure, procedure.step(case.step), at)


def _outcome(procedure: Procedure) -> str:
    """How a case ends that went all the way: with a result in the customer's hands, where the procedure has one."""
    return "delivered" if any(step.kind == "delivery" for step in procedure.steps) else "closed"


def _end(work: Work, engine: Engine, case: Case, outcome: str, at: datetime, reason: str = "") -> None:
    if outcome in AT_ANY_TIME:
        cancel_open_tasks(work, case, reason)
    cancel_planned(work, case)
    record(work, case, "ended", code=outcome, text=reason, happened_at=at, engine=engine)


def _reasoned(work: Work, reason: str) -> str:
    """The reason as it is kept; it stands in the trail too."""
    work.reason = kept_text(reason, "reason", needed="case.reason_needed")
    return work.reason


def _name(work: Work, procedure: Procedure, step_id: str) -> str:
    found: Step | None = next((one for one in procedure.steps if one.id == step_id), None)
    return found.name.say(work.clerk.language) if found else step_id
