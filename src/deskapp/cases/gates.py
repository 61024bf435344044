"""The gates that every procedure may name: papers, fields, tasks, child cases, originals given back, fees."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.engine import Engine, Gate, Missing
from deskapp.cases.events import read_events
from deskapp.cases.history import Line, LineState, is_satisfied, standing
from deskapp.cases.model import Case, CaseCharge, CasePaper, CaseTask
from deskapp.cases.people import name_holders
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure import FieldRule, Procedure, Step, Texts
from deskapp.locale import Key
from deskapp.money.purposes import purpose_key
from deskapp.money.queries import get_charges
from deskapp.papers.model import VOID
from deskapp.papers.queries import get_papers
from deskapp.store.base import record_id
from deskapp.store.work import Reader

ANOTHER: Final = "by_another"
FIELDS: Final = "fields.complete"
HELD: Final = "held.passed_on"
OPEN_LIMIT: Final = 100
"""Tasks or child cases that a gate names at most."""


@dataclass(frozen=True, slots=True)
class GateResult:
    """What a gate says: open where nothing is missing, else shut; one that does not block warns."""

    id: str
    missing: tuple[Missing, ...]
    clears: str
    blocks: bool = True

    @property
    def is_open(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class PaperFact:
    """A required paper as a gate sees it; ``copies`` says what satisfies it."""

    name: Texts | str
    state: str
    copies: str = "any"
    promised_on: date | None = None


@dataclass(frozen=True, slots=True)
class FeeFact:
    """An open charge as a gate sees it; ``purpose`` the key of its words."""

    text: str
    purpose: str
    open: Decimal
    currency: str


def judge_complete(papers: Iterable[PaperFact]) -> list[Missing]:
    """Every required paper is here; a promised one is not, and a copy does not do for an original."""
    missing = []
    for paper in papers:
        if paper.state == "promised":
            missing.append(
                Missing("case.missing.promised", {"paper": paper.name, "day": paper.promised_on}, "customer")
            )
        elif paper.state == "copy" and paper.copies == "original":
            missing.append(Missing("case.missing.original", {"paper": paper.name}, "customer"))
        elif not is_satisfied(Line(0, copies=paper.copies), LineState(paper.state)):
            missing.append(Missing("case.missing.paper", {"paper": paper.name}, "customer"))
    return missing


def judge_no_missing(papers: Iterable[PaperFact]) -> list[Missing]:
    """Every required paper is here or promised by a day (容缺后补)."""
    return judge_complete(paper for paper in papers if paper.state != "promised")


def judge_tasks(tasks: Iterable[tuple[str, str]]) -> list[Missing]:
    """Every task (title, who has it) is done."""
    return [Missing("case.missing.task", {"task": title, "who": who}, who) for title, who in tasks]


def judge_children(numbers: Iterable[str]) -> list[Missing]:
    """Every child case has ended."""
    return [Missing("case.missing.child", {"number": number}) for number in numbers]


def judge_originals(papers: Iterable[tuple[str, str]]) -> list[Missing]:
    """Every original (name, holder's code) is back in the customer's hands, or somebody has signed for its loss."""
    return [
        Missing("case.missing.given_back", {"paper": name, "holder": Key(f"paper_holder.{holder}")})
        for name, holder in papers
    ]


def judge_fees(fees: Iterable[FeeFact]) -> list[Missing]:
    """Every charge of the case is paid."""
    return [
        Missing("case.missing.fee", {"fee": fee.text or Key(fee.purpose), "open": fee.open, "currency": fee.currency})
        for fee in fees
        if fee.open > 0
    ]


def judge_held(fees: Iterable[FeeFact]) -> list[Missing]:
    """Money that was paid for the state has gone on to it; ``open`` is what is still here."""
    return [
        Missing("case.missing.held", {"fee": fee.text or Key(fee.purpose), "open": fee.open, "currency": fee.currency})
        for fee in fees
        if fee.open > 0
    ]


def judge_fields(fields: Iterable[tuple[FieldRule, str]]) -> list[Missing]:
    """Every required field has a value."""
    return [Missing("case.missing.field", {"field": rule.name}) for rule, value in fields if not value]


def load_papers(reader: Reader, case: Case) -> list[PaperFact]:
    """The required papers of the steps up to the current one."""
    procedure = procedure_of(reader, case)
    rules = {rule.code: rule for rule in procedure.papers}
    so_far = steps_so_far(procedure, case.step)
    query = select(CasePaper).where(CasePaper.case_id == record_id(case), col(CasePaper.required).is_(True))
    return [
        PaperFact(
            rules[line.code].name if line.code in rules else line.name,
            line.state,
            rules[line.code].copies if line.code in rules else "any",
            line.promised_on,
        )
        for line in reader.session.exec(query.order_by(col(CasePaper.id)))
        if not line.step or line.step in so_far
    ]


def load_tasks(reader: Reader, case: Case) -> list[tuple[str, str]]:
    """The tasks that nobody has done."""
    query = select(CaseTask).where(CaseTask.case_id == record_id(case), col(CaseTask.state).in_(("open", "taken")))
    tasks = list(reader.session.exec(query.order_by(col(CaseTask.id)).limit(OPEN_LIMIT)))
    holders = name_holders(reader, tasks)
    return [(task.title, holders[record_id(task)]) for task in tasks]


def load_children(reader: Reader, case: Case) -> list[str]:
    """The child cases that have not ended."""
    query = select(Case.number).where(Case.parent_id == record_id(case), Case.outcome == "")
    return list(reader.session.exec(query.order_by(col(Case.id)).limit(OPEN_LIMIT)))


def load_originals(reader: Reader, case: Case) -> list[tuple[str, str]]:
    """The originals of the case that are not with the customer; one that is lost has somebody who answers for it."""
    query = select(CasePaper.paper_id).where(CasePaper.case_id == record_id(case), col(CasePaper.paper_id).is_not(None))
    numbers = [number for number in reader.session.exec(query) if number is not None]
    return [
        (row.name or row.code, row.holder)
        for row in get_papers(reader, numbers)
        if row.kind == "original" and row.holder not in ("customer", VOID) and row.lost_at is None
    ]


def load_fees(reader: Reader, case: Case) -> list[FeeFact]:
    """The open charges of the case."""
    numbers = list(reader.session.exec(select(CaseCharge.charge_id).where(CaseCharge.case_id == record_id(case))))
    return [
        FeeFact(row.text, purpose_key(row.purpose), row.open, row.currency)
        for row in (get_charges(reader, numbers) if numbers else [])
    ]


def load_held(reader: Reader, case: Case) -> list[FeeFact]:
    """What the case's charges hold for others, and how much of it is still here."""
    numbers = list(reader.session.exec(select(CaseCharge.charge_id).where(CaseCharge.case_id == record_id(case))))
    return [
        FeeFact(row.text, purpose_key(row.purpose), row.paid - row.passed_on, row.currency)
        for row in (get_charges(reader, numbers) if numbers else [])
        if row.holding == "held"
    ]


def load_fields(reader: Reader, case: Case) -> list[tuple[FieldRule, str]]:
    """The fields that are required by the end of the current step, each with its value."""
    procedure = procedure_of(reader, case)
    values: Mapping[str, Any] = json.loads(case.fields)
    so_far = steps_so_far(procedure, case.step)
    return [
        (rule, str(values.get(rule.code, "")))
        for rule in procedure.fields
        if rule.required and (not rule.step or rule.step in so_far) and (rule.when is None or rule.when.holds(values))
    ]


def steps_so_far(procedure: Procedure, step: str) -> set[str]:
    """The ids of the steps up to ``step``; all of them where there is no current one."""
    places = [one.id for one in procedure.steps]
    return set(places[: places.index(step) + 1] if step in places else places)


GATES: Final = {
    gate.id: gate
    for gate in (
        Gate("papers.complete", load_papers, judge_complete, "customer"),
        Gate("papers.no_missing", load_papers, judge_no_missing, "customer"),
        Gate(FIELDS, load_fields, judge_fields, "reception"),
        Gate("tasks.done", load_tasks, judge_tasks, "reception"),
        Gate("children.closed", load_children, judge_children, "reception"),
        Gate("originals.back", load_originals, judge_originals, "archive"),
        Gate("fees.paid", load_fees, judge_fees, "cashier"),
        Gate("fees.settled", load_fees, judge_fees, "cashier", blocks=False),
        Gate(HELD, load_held, judge_held, "cashier"),
    )
}
"""By id; wiring adds those of the desks."""


def judge_step(reader: Reader, engine: Engine, case: Case, step: Step, clerk_id: int | None = None) -> list[GateResult]:
    """What the gates of a step say, the required fields first; ``clerk_id`` is who would end it, for four eyes.

    With the last step the case ends: what was paid for the state has gone on by then, or there is a reason.
    """
    named = (FIELDS, *step.gates, *((HELD,) if step == procedure_of(reader, case).steps[-1] else ()))
    results = [judge_gate(reader, engine, case, gate_id) for gate_id in dict.fromkeys(named)]
    if step.by_another:
        missing = _judge_another(reader, case, step, clerk_id)
        results.append(GateResult(ANOTHER, tuple(missing), "supervisor"))
    return results


def judge_gate(reader: Reader, engine: Engine, case: Case, gate_id: str) -> GateResult:
    """What one gate says of a case; one that a pinned procedure names and nobody hands any more is shut."""
    gate = engine.gates.get(gate_id)
    if gate is None:
        return GateResult(gate_id, (Missing("case.gate_unknown", {"gate": gate_id}),), "supervisor")
    return GateResult(gate_id, tuple(gate.judge(gate.load(reader, case))), gate.clears, gate.blocks)


def _judge_another(reader: Reader, case: Case, step: Step, clerk_id: int | None) -> list[Missing]:
    procedure = procedure_of(reader, case)
    before = steps_so_far(procedure, step.id) - {step.id}
    work = {one.id for one in procedure.steps if one.kind == "work" and one.id in before}
    ends = [event for event in standing(read_events(reader, record_id(case))) if event.kind == "step.ended"]
    done = [event for event in ends if event.step in work] or [event for event in ends if event.step in before]
    if not done or clerk_id is None or done[-1].clerk_id != clerk_id:
        return []
    return [Missing("case.missing.another", {"clerk": done[-1].clerk}, "supervisor")]
