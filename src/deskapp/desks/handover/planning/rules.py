"""The state of a handover by its facts, what may be noted next, and what a batch needs before it is announced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from deskapp.errors import Fault

DONE: Final = ("signed", "signed_with_list", "deemed", "ended")
"""States in which a delivery is over, or the unit counts as delivered."""
TOLD: Final = ("notified", "rescheduled", "absent", "came", "refused_justified", "refused_unjustified")
WAITED_NOTICES: Final = 2
"""Nobody is deemed to have a home before this many notices."""
_RANK: Final = {"absent": 0, "notified": 1, "came": 2, "refused": 3, "rescheduled": 4}
"""Of facts of one day the last in a day's life holds."""


class DeliveryFacts(Protocol):
    """What the state follows from; the record has it all."""

    ready_on: date | None
    rescheduled_on: date | None
    absent_on: date | None
    came_on: date | None
    refused_on: date | None
    refusal_justified: bool | None
    signed_on: date | None
    with_list: bool
    deemed_on: date | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class State:
    """A delivery's state and since when it holds."""

    code: str
    since: date | None


def delivery_state(facts: DeliveryFacts, notified_on: date | None = None) -> State:
    """Where a handover stands: ended, signed and deemed are final in this order, else its latest fact says."""
    if facts.ended_on is not None:
        return State("ended", facts.ended_on)
    if facts.signed_on is not None:
        return State("signed_with_list" if facts.with_list else "signed", facts.signed_on)
    if facts.deemed_on is not None:
        return State("deemed", facts.deemed_on)
    days = {
        "absent": facts.absent_on, "notified": notified_on, "came": facts.came_on, "refused": facts.refused_on,
        "rescheduled": facts.rescheduled_on,
    }  # fmt: skip
    known = [(day, _RANK[name], name) for name, day in days.items() if day is not None]
    if known:
        day, _, name = max(known)
        if name == "refused":
            name = "refused_justified" if facts.refusal_justified else "refused_unjustified"
        return State(name, day)
    return State("ready", facts.ready_on) if facts.ready_on is not None else State("not_ready", None)


def unit_state(state: str) -> str:
    """What the unit's own page says of its delivery."""
    if state in ("signed", "signed_with_list", "deemed"):
        return "delivered"
    return "notified" if state in TOLD else "not_ready"


def judge_living(state: str) -> Fault | None:
    """A delivery that is over takes no more facts; a deemed one still may be signed, when its owner comes at last."""
    return Fault("delivery.over", {"state": state}) if state in DONE else None


def judge_day(day: date, today: date) -> Fault | None:
    """A fact is of today or before."""
    return Fault("delivery.future", {"day": day}) if day > today else None


def judge_absent(notices: int, notified_on: date | None, expected_on: date | None, day: date) -> Fault | None:
    """Nobody stays away from what they were not told, or before the day on which they were to come."""
    if not notices or notified_on is None:
        return Fault("delivery.not_told")
    if day <= notified_on:
        return Fault("delivery.absent_early", {"day": notified_on})
    if expected_on is not None and day < expected_on:
        return Fault("delivery.absent_early", {"day": expected_on})
    return None


@dataclass(frozen=True, slots=True)
class NoticeFact:
    """A notice as the gate of the deemed delivery sees it."""

    number: str
    round: int
    sent_on: date
    risk_on: date | None = None
    returned_on: date | None = None


def judge_deemed(state: str, notices: Iterable[NoticeFact], absent_on: date | None, day: date) -> list[Fault]:
    """What stands against a deemed delivery (视为交付): it needs a second notice that names its day, and an owner who
    stayed away after it. A notice that came back counts, for it was sent to the agreed address."""
    sent = sorted(notices, key=lambda one: (one.round, one.sent_on))
    if state in DONE:
        return [Fault("delivery.over", {"state": state})]
    faults = []
    if len(sent) < WAITED_NOTICES:
        faults.append(Fault("delivery.second_notice", {"count": len(sent), "needed": WAITED_NOTICES}))
        return faults
    last = sent[-1]
    if last.risk_on is None:
        faults.append(Fault("delivery.no_risk_day", {"number": last.number}))
    elif day < last.risk_on:
        faults.append(Fault("delivery.risk_later", {"number": last.number, "day": last.risk_on}))
    if absent_on is None or absent_on <= last.sent_on:
        faults.append(Fault("delivery.not_absent", {"number": last.number, "day": last.sent_on}))
    return faults


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """What publishing a batch asks for, counted."""

    buildings: int
    stations: int
    signature_last: bool
    slots: int
    papers: int
    pack_missing: tuple[str, ...] = ()
    leaderless: tuple[str, ...] = ()
    units: int = 0
    places: int = 0
    unaccepted: tuple[str, ...] = ()


def judge_publish(facts: BatchFacts) -> list[Fault]:
    """What a batch lacks before it is announced; the warnings among it hinder nothing."""
    needed = ("buildings", "stations", "slots", "papers")
    faults = [Fault(f"batch.no_{name}") for name in needed if not getattr(facts, name)]
    if facts.stations and not facts.signature_last:
        faults.append(Fault("batch.signature_last"))
    if facts.pack_missing:
        faults.append(Fault("batch.pack_missing", {"items": facts.pack_missing}))
    if facts.leaderless:
        faults.append(Fault("batch.leaderless", {"groups": facts.leaderless}, warning=True))
    if facts.slots and facts.units > facts.places:
        faults.append(Fault("batch.few_places", {"units": facts.units, "places": facts.places}, warning=True))
    if facts.unaccepted:
        faults.append(Fault("batch.unaccepted", {"buildings": facts.unaccepted}, warning=True))
    return faults
