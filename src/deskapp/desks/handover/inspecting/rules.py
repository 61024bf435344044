"""What follows of inspections and defects: a defect's state from its events, what stands against a signature. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from deskapp.cases.engine import Missing
from deskapp.cases.procedure import Texts
from deskapp.errors import Fault
from deskapp.locale import Key

OPEN_STATES: Final = ("open", "assigned", "fixed", "reopened")
"""States in which somebody still has to do something."""
FROM: Final = {
    "assigned": ("open", "assigned", "reopened"),
    "fixed": ("open", "assigned", "reopened"),
    "accepted": ("open", "assigned", "fixed", "reopened"),
    "reopened": ("open", "assigned", "fixed", "reopened", "accepted"),
    "taken_back": ("assigned", "fixed", "reopened", "accepted", "void"),
    "void": ("open", "assigned", "fixed", "reopened", "accepted"),
}
"""From which states an event may come; what is not listed may always."""
_STANDS: Final = ("assigned", "fixed", "accepted", "reopened", "void")


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of a defect, as far as its state follows from it."""

    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class DefectState:
    """Where a defect stands, since when, and the days of its way; ``reopened`` counts."""

    code: str
    since: date
    assigned_on: date | None = None
    fixed_on: date | None = None
    accepted_on: date | None = None
    reopened: int = 0


@dataclass(frozen=True, slots=True)
class DefectCounts:
    """What is open at a unit, by how bad it is; wishes are no defects and stand apart."""

    safety: int = 0
    major: int = 0
    minor: int = 0
    wishes: int = 0

    @property
    def listed(self) -> int:
        """What a signature with a list would name: everything open that is no wish and no danger."""
        return self.major + self.minor

    @property
    def open(self) -> int:
        """Every open defect."""
        return self.safety + self.listed


@dataclass(frozen=True, slots=True)
class InspectedFact:
    """What is known of the owner's going through a unit: whether somebody is at it, and how the last one ended."""

    begun: bool = False
    done_on: date | None = None
    result: str = ""


def defect_state(found_on: date, events: Iterable[Happened]) -> DefectState:
    """Where a defect stands by its events, the oldest first; *taken back* undoes the last of them that still stands."""
    standing: list[Happened] = []
    for one in events:
        if one.kind in _STANDS:
            standing.append(one)
        elif one.kind == "taken_back" and standing:
            standing.pop()
    if not standing:
        return DefectState("open", found_on)
    last = standing[-1]
    days = {kind: next((one.on for one in reversed(standing) if one.kind == kind), None) for kind in _STANDS}
    return DefectState(
        last.kind,
        last.on,
        days["assigned"],
        days["fixed"] if last.kind in ("fixed", "accepted") else None,
        days["accepted"] if last.kind == "accepted" else None,
        sum(one.kind == "reopened" for one in standing),
    )


def judge_event(state: str, kind: str) -> Fault | None:
    """What stands against something happening to a defect in this state."""
    if state in FROM.get(kind, (state,)):
        return None
    return Fault(f"defect.not_{kind}", {"state": Key(f"defect_state.{state}")})


def is_overdue(state: str, agreed_on: date | None, today: date) -> bool:
    """Whether the one who is to mend it is late; from *fixed* on it is ours to look."""
    return state in ("open", "assigned", "reopened") and agreed_on is not None and agreed_on < today


def origin_of(kind: str, handed_over_on: date | None, day: date) -> str:
    """Where a defect comes from that is found at an inspection: after the handover it is the warranty's."""
    if handed_over_on is not None and handed_over_on < day:
        return "warranty"
    return {"recheck": "handover"}.get(kind, kind)


def result_of(counts: DefectCounts) -> str:
    """How an inspection ends with this left open."""
    if counts.safety:
        return "failed"
    return "with_list" if counts.listed else "passed"


def judge_inspected(fact: InspectedFact) -> list[Missing]:
    """The owner has gone through the unit with us, and it was written down to its end."""
    if fact.done_on is not None:
        return []
    return [Missing("inspection.missing.unfinished" if fact.begun else "inspection.missing.none", {}, "engineering")]


def judge_safety(found: Sequence[tuple[str, Texts | str]]) -> list[Missing]:
    """No defect is open that endangers somebody; ``found``: number and place of each."""
    return [
        Missing("inspection.missing.safety", {"number": number, "place": place}, "engineering")
        for number, place in found
    ]
