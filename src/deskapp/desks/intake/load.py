"""How much a counter has to do: pure counts of what happened, by clerk and hour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from deskapp.cases.flow import rounded
from deskapp.cases.history import Event
from deskapp.cases.periods import Period
from deskapp.cases.procedure import Procedure

COUNTED: Final = ("enquiries", "received", "ended", "returned")


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a clerk did at a local moment: ``what`` one of ``COUNTED``, or ``called`` with its minutes.

    ``wait`` is from the drawn number to the call, ``service`` from the call to the end of the talk, where it ended.
    """

    what: str
    clerk: str
    at: datetime
    wait: Decimal | None = None
    service: Decimal | None = None


@dataclass(slots=True)
class Load:
    """What was done by somebody within an hour of the day, in a period."""

    counts: dict[str, int]
    waits: list[Decimal]
    services: list[Decimal]

    @property
    def mean_wait(self) -> Decimal | None:
        """Minutes that people waited for this clerk, to one decimal."""
        return _mean(self.waits)

    @property
    def mean_service(self) -> Decimal | None:
        """Minutes that a talk took."""
        return _mean(self.services)


def count_load(deeds: Iterable[Deed], period: Period, *, by_hour: bool) -> dict[tuple[str, int], Load]:
    """Loads by clerk and hour (0 to 23; all of them under 0 where hours are not told apart)."""
    found: dict[tuple[str, int], Load] = {}
    for deed in deeds:
        if not period.holds(deed.at.date()):
            continue
        load = found.setdefault((deed.clerk, deed.at.hour if by_hour else 0), Load(dict.fromkeys(COUNTED, 0), [], []))
        if deed.what in load.counts:
            load.counts[deed.what] += 1
        load.waits += [deed.wait] if deed.wait is not None else []
        load.services += [deed.service] if deed.service is not None else []
    return found


def find_returns(procedure: Procedure, events: Iterable[Event]) -> list[tuple[str, datetime]]:
    """Whose work a check sent back, and when: the clerk who had ended the step that was gone back to.

    ``events`` are those of one case that stand, in their order.
    """
    kinds = {step.id: step.kind for step in procedure.steps}
    places = list(kinds)
    passed: dict[str, str] = {}
    returned = []
    for event in events:
        if event.step not in kinds:
            continue
        if event.kind == "step.back":
            current = next((step for step in places if step not in passed), "")
            if kinds.get(current) == "check" and event.step in passed:
                returned.append((passed[event.step], event.at))
            for step in places[places.index(event.step) :]:
                passed.pop(step, None)
        elif event.kind in ("step.ended", "step.skipped"):
            passed[event.step] = event.clerk
    return returned


def _mean(minutes: list[Decimal]) -> Decimal | None:
    return rounded(sum(minutes, Decimal(0)) / len(minutes), 1) if minutes else None
