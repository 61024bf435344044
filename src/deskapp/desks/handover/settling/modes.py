"""How strict each gate of a handover is in a project: as shipped, or as somebody decided for it with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from sqlmodel import col, select

from deskapp.cases.engine import Missing
from deskapp.cases.gates import GateResult
from deskapp.desks.handover.settling.gate_rules import GateRule, gates_on
from deskapp.desks.handover.settling.model import GATES, MODES, GateMode
from deskapp.errors import DeskError
from deskapp.office.property.model import Project
from deskapp.store.reasons import checked_reason
from deskapp.store.work import Reader, Work

ALWAYS: Final = ("safety",)
"""Gates that block in every project and that no reason opens: nobody is given a home that is dangerous."""


def project_modes(reader: Reader, project_id: int | None, day: date) -> dict[str, GateRule]:
    """The rule of every gate of a project on a day, by gate in the order in which they are shown."""
    project = reader.session.get(Project, project_id) if project_id is not None else None
    rules = dict(gates_on(day, project.country if project is not None else "CN"))
    query = select(GateMode).where(GateMode.project_id == project_id, col(GateMode.valid_from) <= day)
    for row in reader.session.exec(query.order_by(col(GateMode.valid_from))):
        if row.gate in rules and row.gate not in ALWAYS:
            rules[row.gate] = replace(
                rules[row.gate], mode=row.mode, own=True, own_since=row.valid_from, own_reason=row.reason
            )
    return rules


def mode_of(reader: Reader, project_id: int | None, gate: str, day: date) -> str:
    """How strict a gate is in a project on a day; off where the country knows no such gate."""
    rule = project_modes(reader, project_id, day).get(gate)
    return rule.mode if rule is not None else "off"


def judged(rule: GateRule | None, missing: Iterable[Missing], clears: str = "") -> GateResult | None:
    """What a gate says under its rule; None where it is not asked. A gate that only warns does not block."""
    if rule is None or rule.mode == "off":
        return None
    return GateResult(rule.gate, tuple(missing), clears or rule.clears, rule.mode == "block")


def set_gate_mode(
    work: Work, project_id: int, gate: str, mode: str, reason: str, valid_from: date | None = None
) -> GateMode:
    """Say how strict a gate is in a project from a day on; the reason stands in the trail and beside the gate.

    A day that has a decision already gets the new one in its place.
    """
    if gate not in GATES:
        raise DeskError("draft.choice", "gate", value=gate)
    if mode not in MODES:
        raise DeskError("draft.choice", "mode", value=mode)
    if gate in ALWAYS and mode != "block":
        raise DeskError("settle.gate_always", "mode")
    project = work.get(Project, project_id)
    day = valid_from or work.today
    work.reason = checked_reason(reason)
    same = select(GateMode).where(GateMode.project_id == project_id, GateMode.gate == gate, GateMode.valid_from == day)
    if (row := work.session.exec(same).first()) is not None:
        work.change(row, {"mode": mode, "reason": work.reason})
        return row
    return work.add(
        GateMode(
            office_id=project.office_id, project_id=project_id, gate=gate, mode=mode, valid_from=day, reason=work.reason
        )
    )
