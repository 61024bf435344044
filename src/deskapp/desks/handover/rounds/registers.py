"""Two registers from before a building stands: advice on its drawings, and defects that were found early."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from deskapp.desks.handover.rounds.model import DECISIONS, DesignAdvice, EarlyDefect
from deskapp.desks.handover.rounds.rules import ask_by
from deskapp.errors import Fault
from deskapp.office.checking import Faults, refuse, take_text, wrong_choices
from deskapp.office.property.model import Building, Project
from deskapp.store.work import Work
from deskapp.values import series
from deskapp.values.money import to_minor
from deskapp.values.text import clean

SHORT: Final = 200


@dataclass(frozen=True, slots=True)
class AdviceDraft:
    """Drawings that came on a day, and what about them: who was asked when, what they said, what became of it."""

    project_id: int
    subject: str
    drawings_on: date
    topic: str = ""
    drawings: str = ""
    asked_on: date | None = None
    consultant: str = ""
    advice: str = ""
    advised_on: date | None = None
    decision: str = ""
    decided_on: date | None = None
    decided_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class EarlyDraft:
    """What was found in the works before acceptance, how it could be put right and what that costs."""

    project_id: int
    place: str
    text: str
    found_on: date
    building_id: int | None = None
    system: str = ""
    found_by: str = ""
    option: str = ""
    cost: Decimal | None = None
    currency: str = "CNY"
    feasible: bool | None = None
    decision: str = ""
    decided_on: date | None = None
    decided_by: str = ""
    done_on: date | None = None


def add_advice(work: Work, draft: AdviceDraft) -> DesignAdvice:
    """A new line; the day by which the consultant must be asked counts from the arrival of the drawings."""
    fields = _advice(work, draft)
    project = work.get(Project, draft.project_id)
    number = work.number(series.DESIGN_ADVICE)
    return work.add(DesignAdvice(office_id=project.office_id, number=number, **fields))


def edit_advice(work: Work, number: int, draft: AdviceDraft, seen: int | None = None) -> DesignAdvice:
    """What the form says now."""
    one = work.get(DesignAdvice, number)
    work.change(one, _advice(work, draft), seen=seen)
    return one


def add_early(work: Work, draft: EarlyDraft) -> EarlyDefect:
    """A new line."""
    fields = _early(work, draft)
    project = work.get(Project, draft.project_id)
    number = work.number(series.EARLY_DEFECT)
    fields |= {"clerk": work.clerk.name, "entered_at": work.now}
    return work.add(EarlyDefect(office_id=project.office_id, number=number, **fields))


def edit_early(work: Work, number: int, draft: EarlyDraft, seen: int | None = None) -> EarlyDefect:
    """What the form says now."""
    one = work.get(EarlyDefect, number)
    work.change(one, _early(work, draft), seen=seen)
    return one


def _advice(work: Work, draft: AdviceDraft) -> dict[str, Any]:
    texts = ("subject", "topic", "drawings", "consultant", "decided_by")
    fields, faults = _taken(draft, ("subject",), texts, ("advice", "note"))
    faults |= wrong_choices(draft, {"decision": DECISIONS})
    faults |= _ordered(draft, "drawings_on", "asked_on", "advised_on", "decided_on")
    if fields["advice"] and draft.asked_on is None:
        faults["asked_on"] = Fault("form.required")
    refuse(faults | _decided(work, draft))
    days = ("drawings_on", "asked_on", "advised_on", "decided_on")
    fields |= {name: getattr(draft, name) for name in (*days, "project_id", "decision")}
    return fields | {"ask_by": ask_by(draft.drawings_on)} | _who_decided(work, draft)


def _early(work: Work, draft: EarlyDraft) -> dict[str, Any]:
    fields, faults = _taken(draft, ("place", "text"), ("place", "system", "found_by", "decided_by"), ("text", "option"))
    faults |= wrong_choices(draft, {"decision": DECISIONS})
    faults |= _ordered(draft, "found_on", "decided_on", "done_on")
    if draft.building_id is not None and work.get(Building, draft.building_id).project_id != draft.project_id:
        faults["building_id"] = Fault("rounds.other_project")
    if draft.cost is not None and draft.cost < 0:
        faults["cost"] = Fault("money.negative", {"value": str(draft.cost)})
    refuse(faults | _decided(work, draft))
    names = ("project_id", "building_id", "found_on", "feasible", "decision", "decided_on", "done_on", "currency")
    fields |= {name: getattr(draft, name) for name in names}
    fields["cost"] = None if draft.cost is None else to_minor(draft.cost, draft.currency)
    return fields | _who_decided(work, draft)


def _taken(
    draft: Any, required: tuple[str, ...], short: tuple[str, ...], long: tuple[str, ...]
) -> tuple[dict[str, Any], Faults]:
    kept: dict[str, Any] = {}
    faults: Faults = {}
    for name in short:
        kept[name] = clean(getattr(draft, name))
        if len(kept[name]) > SHORT:
            faults[name] = Fault("draft.too_long", {"limit": SHORT})
    for name in long:
        take_text(kept, faults, name, getattr(draft, name))
    for name in required:
        if not kept[name]:
            faults[name] = Fault("form.required")
    return kept, faults


def _ordered(draft: Any, *names: str) -> Faults:
    """Each day is not before the one that it follows, where both are known."""
    faults: Faults = {}
    last: date | None = None
    for name in names:
        day = getattr(draft, name)
        if day is None:
            continue
        if last is not None and day < last:
            faults[name] = Fault("rounds.before", {"day": last})
        last = day
    return faults


def _decided(work: Work, draft: AdviceDraft | EarlyDraft) -> Faults:
    if draft.decided_on is not None and draft.decided_on > work.today:
        return {"decided_on": Fault("rounds.not_yet", {"day": draft.decided_on})}
    return {} if draft.decision or draft.decided_on is None else {"decision": Fault("form.required")}


def _who_decided(work: Work, draft: AdviceDraft | EarlyDraft) -> dict[str, Any]:
    """A decision has a day and somebody who made it."""
    if not draft.decision:
        return {"decided_by": "", "decided_on": None}
    return {"decided_on": draft.decided_on or work.today, "decided_by": clean(draft.decided_by) or work.clerk.name}
