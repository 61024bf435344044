"""What a case's events say together, read in the order in which things happened, not in which they were entered.

Pure: events and checklist lines in, one ``History`` out. An event that was taken back says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from deskapp.cases.procedure import WAIT_STOPS, Procedure, Wait

SATISFIED: Final = frozenset({"copy", "original", "checked", "waived", "not_applicable", "returned"})
"""States of a paper that is no longer waited for; of a promised one it still is."""

_UNDER_WAY: Final = ("submitted", "resubmitted", "appraisal")
_FROM_AUTHORITY: Final = ("supplement", "returned", "result")
_TAX_SETTLED: Final = ("tax_paid", "tax_postponed", "tax_owed")
AT_AUTHORITY: Final = (*_UNDER_WAY, "tax_notice", *_TAX_SETTLED)

ESCALATED: Final = "escalated"
"""The kind of event by which the night notes that something is overdue."""
REOPENED: Final = "reopened"
"""The kind of event by which a case that had ended goes on, under its number."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event as the rules read it: ``at`` is when it happened."""

    id: int
    kind: str
    at: datetime
    entered_at: datetime
    step: str = ""
    code: str = ""
    party: str = ""
    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    corrects: int | None = None
    clerk_id: int | None = None
    clerk: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the checklist: ``copies`` says what satisfies it (original, copy, any)."""

    id: int
    required: bool = True
    copies: str = "any"


@dataclass(frozen=True, slots=True)
class LineState:
    """What the last event of a line says of it."""

    state: str = "missing"
    since: datetime | None = None
    promised_on: date | None = None
    reason: str = ""
    originals: int = 0
    copies: int = 0
    slips: int = 0
    paper_id: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A time of waiting; ``ends`` None while it lasts. ``stops``: ours, authority, both, none."""

    reason: str
    party: str
    begins: datetime
    ends: datetime | None = None
    stops: str = "both"


@dataclass(frozen=True, slots=True)
class AtAuthority:
    """Where the dossier is with the authority: ``state`` the last event's code, ``since`` of the last submission."""

    state: str = ""
    number: str = ""
    submissions: int = 0
    first_at: datetime | None = None
    since: datetime | None = None
    appointed_on: date | None = None
    organisation_id: int | None = None
    remote: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the authority has to act."""
        return self.state in AT_AUTHORITY


@dataclass(frozen=True, slots=True)
class History:
    """Everything that follows from a case's events.

    ``passed``: the steps that are behind it, with when; ``first_ended`` keeps the first end of a step that was gone
    back to. ``complete_at``: when the checklist was first complete, ``complete_by`` the event that made it so.
    """

    step: str
    step_since: datetime
    passed: Mapping[str, datetime]
    first_ended: Mapping[str, datetime]
    outcome: str
    ended_at: datetime | None
    lines: Mapping[int, LineState]
    complete_at: datetime | None
    complete_by: int | None
    waits: tuple[Waiting, ...]
    authority: AtAuthority
    touched_at: datetime

    @property
    def waiting(self) -> Waiting | None:
        """What it waits for now; of several the last that began."""
        return next((one for one in reversed(self.waits) if one.ends is None), None)


def standing(events: Iterable[Event]) -> list[Event]:
    """The events that were not taken back, in the order in which they happened; of one moment, as entered."""
    found = list(events)
    gone = {event.corrects for event in found if event.corrects is not None}
    kept = (event for event in found if event.id not in gone and event.kind != "corrected")
    return sorted(kept, key=lambda event: (event.at, event.id))


def read_history(procedure: Procedure, opened_at: datetime, events: Iterable[Event], lines: Iterable[Line]) -> History:
    """What the events say together; ``opened_at`` where they do not say when a step began."""
    every = list(events)
    order = standing(every)
    passed, first_ended, step, since = _read_steps(procedure, opened_at, order)
    end = next((event for event in reversed(order) if event.kind in ("ended", REOPENED)), None)
    end = None if end is None or end.kind == REOPENED else end
    states, completions = _read_lines(opened_at, order, list(lines))
    return History(
        step=step,
        step_since=since,
        passed=passed,
        first_ended=first_ended,
        outcome=end.code if end else "",
        ended_at=end.at if end else None,
        lines=states,
        complete_at=completions[0][0] if completions else None,
        complete_by=completions[0][1] or None if completions else None,
        waits=_read_waits(procedure, order, completions, end),
        authority=_read_authority(order),
        # that the program noted how late a case is does not mean that anybody looked after it
        touched_at=max((event.entered_at for event in every if event.kind != ESCALATED), default=opened_at),
    )


def is_satisfied(line: Line, state: LineState) -> bool:
    """Whether nobody waits for this paper any more: a copy does not do where the original is needed."""
    return state.state in SATISFIED and not (state.state == "copy" and line.copies == "original")


def _read_steps(
    procedure: Procedure, opened_at: datetime, order: Sequence[Event]
) -> tuple[dict[str, datetime], dict[str, datetime], str, datetime]:
    places = [step.id for step in procedure.steps]
    passed: dict[str, datetime] = {}
    first: dict[str, datetime] = {}
    since = opened_at
    current = places[0]
    for event in order:
        if event.kind not in ("step.ended", "step.skipped", "step.back") or event.step not in places:
            continue
        if event.kind == "step.back":
            again = places[places.index(event.step) :]
            passed = {step: at for step, at in passed.items() if step not in again}
        else:
            passed[event.step] = event.at
            if event.kind == "step.ended":
                first.setdefault(event.step, event.at)
        now = next((step for step in places if step not in passed), "")
        if now != current:
            current, since = now, event.at
    return passed, first, current, since


def _read_lines(
    opened_at: datetime, order: Sequence[Event], lines: Sequence[Line]
) -> tuple[dict[int, LineState], list[tuple[datetime, int]]]:
    """States by line, and the moments (with the event's id) at which the checklist became complete."""
    known = {line.id: line for line in lines}
    later = {event.data["line"] for event in order if event.kind == "paper.added"}
    states = {line.id: LineState() for line in lines}
    wanted = {line.id for line in lines if line.required and line.id not in later}
    completions: list[tuple[datetime, int]] = []
    complete = not wanted
    if complete:
        completions.append((opened_at, 0))
    for event in order:
        if event.kind == "paper.slip":
            for number in event.data["lines"]:
                states[number] = replace(states[number], slips=states[number].slips + 1)
            continue
        number = event.data.get("line") if event.kind in ("paper", "paper.added") else None
        if number not in known:
            continue
        if event.kind == "paper.added":
            wanted |= {number} if known[number].required else set()
            states[number] = replace(states[number], since=event.at)
        else:
            states[number] = _line_state(event, states[number])
        was, complete = complete, all(is_satisfied(known[one], states[one]) for one in wanted)
        if complete and not was:
            completions.append((event.at, event.id))
    return states, completions


def _line_state(event: Event, before: LineState) -> LineState:
    promised = event.data.get("promised_on")
    return LineState(
        state=event.code,
        since=event.at,
        promised_on=date.fromisoformat(promised) if promised else None,
        reason=event.text,
        originals=int(event.data.get("originals", 0)),
        copies=int(event.data.get("copies", 0)),
        slips=before.slips,
        paper_id=event.data.get("paper_id") or before.paper_id,
    )


def _read_waits(
    procedure: Procedure, order: Sequence[Event], completions: Sequence[tuple[datetime, int]], end: Event | None
) -> tuple[Waiting, ...]:
    known = {wait.reason: wait for wait in procedure.waits}
    authority, tax = _own_wait(procedure, "authority"), _own_wait(procedure, "tax")
    # a checklist that becomes complete is an event of its own among the others
    marks: list[tuple[datetime, int, Event | None]] = [(event.at, event.id, event) for event in order]
    marks += [(at, number, None) for at, number in completions]
    waits: list[Waiting] = []
    for at, _, event in sorted(marks, key=lambda mark: (mark[0], mark[1], mark[2] is None)):
        if event is None:
            _end(waits, at, [wait.reason for wait in known.values() if wait.ends == "papers"])
        elif event.kind == "waiting.began":
            rule = known.get(event.code)
            _begin(waits, Waiting(event.code, event.party, at, stops=rule.stops if rule else "both"))
        elif event.kind == "waiting.ended":
            _end(waits, at, [event.code] if event.code else [one.reason for one in waits])
        elif event.kind == "contact":
            _end(waits, at, [wait.reason for wait in known.values() if wait.ends == "contact"])
        elif event.kind.startswith("authority."):
            _follow_authority(waits, event, authority, tax)
    if end is not None:
        _end(waits, end.at, [one.reason for one in waits])
    return tuple(waits)


def _follow_authority(waits: list[Waiting], event: Event, authority: Wait, tax: Wait) -> None:
    """What the authority does begins and ends the waiting for it, under the procedure's own reasons."""
    if event.code in _UNDER_WAY:
        _begin(waits, Waiting(authority.reason, "authority", event.at, stops=authority.stops))
    elif event.code == "tax_notice":
        _begin(waits, Waiting(tax.reason, "tax", event.at, stops=tax.stops))
    elif event.code in _TAX_SETTLED:
        _end(waits, event.at, [tax.reason])
    elif event.code in _FROM_AUTHORITY:
        _end(waits, event.at, [authority.reason, tax.reason])


def _own_wait(procedure: Procedure, party: str) -> Wait:
    """The procedure's reason to wait for the authority's answer or the tax; else one that stops no clock of ours.

    Waiting for its answer cannot stop the authority's own clock, so a reason that does (a public posting) is another.
    """
    stops = ("ours", "none") if party == "authority" else WAIT_STOPS
    found = next((wait for wait in procedure.waits if wait.party == party and wait.stops in stops), None)
    return found or Wait(party, party, procedure.name, stops="none" if party == "authority" else "authority")


def _begin(waits: list[Waiting], new: Waiting) -> None:
    if not any(one.reason == new.reason and one.ends is None for one in waits):
        waits.append(new)


def _end(waits: list[Waiting], at: datetime, reasons: Sequence[str]) -> None:
    for place, one in enumerate(waits):
        if one.ends is None and one.reason in reasons:
            waits[place] = replace(one, ends=max(at, one.begins))


def _read_authority(order: Sequence[Event]) -> AtAuthority:
    now = AtAuthority()
    for event in order:
        if not event.kind.startswith("authority."):
            continue
        data = event.data
        appointed = date.fromisoformat(data["appointed_on"]) if data.get("appointed_on") else None
        if event.code in ("submitted", "resubmitted"):
            now = AtAuthority(
                state=event.code,
                number=data.get("number") or now.number,
                submissions=now.submissions + 1,
                first_at=now.first_at or event.at,
                since=event.at,
                appointed_on=appointed,
                organisation_id=data.get("organisation_id") or now.organisation_id,
                remote=bool(data.get("remote", now.remote)),
            )
        elif event.code == "moved":
            now = replace(now, appointed_on=appointed)
        else:
            now = replace(now, state=event.code)
    return now
