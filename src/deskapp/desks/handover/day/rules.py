"""Where an owner is in their way, from what happened; which station comes next; who may act for the owners."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from deskapp.cases.engine import Missing
from deskapp.desks.handover.day.model import ENDS
from deskapp.errors import Fault
from deskapp.office.customer.rules import is_valid_on
from deskapp.values.text import fold

RECEPTION: Final = "reception"
SIGNATURE: Final = "signature"
MANY_IN_HAND: Final = ("inspection",)
"""Stations from which a counter sends owners on with a guide: it has several of them in hand."""
SCOPE_WORDS: Final = (
    "收房", "交房", "接房", "入伙", "领取钥匙", "领钥匙", "nhận nhà", "bàn giao", "handover", "take over", "keys",
    "全权", "一切", "全部事项", "toàn quyền", "toàn bộ", "everything", "all matters",
)  # fmt: skip
"""Words by which a paper that names what it is for covers a handover."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of a way as its state follows from it."""

    kind: str
    station: str
    counter: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Way:
    """Where somebody is: at ``station``, waiting since then or called by ``counter``; ``aside`` at the complaint."""

    station: str = ""
    waiting_since: datetime | None = None
    counter: str = ""
    called_at: datetime | None = None
    aside: bool = False
    passed: tuple[str, ...] = ()
    ended: str = ""
    ended_at: datetime | None = None

    @property
    def figures(self) -> dict[str, Any]:
        """The columns of a visit that follow from its events."""
        return {
            "station": self.station,
            "waiting_since": self.waiting_since,
            "counter": self.counter,
            "called_at": self.called_at,
            "aside": self.aside,
            "passed": ",".join(self.passed),
            "ended": self.ended,
            "ended_at": self.ended_at,
        }


def follow(events: Iterable[Happened]) -> Way:
    """The state that events make, in the order in which they were written down."""
    way = Way()
    for event in events:
        if way.ended:
            break
        way = _step(way, event)
    return way


def _step(way: Way, event: Happened) -> Way:
    match event.kind:
        case "arrived" | "missed":
            return replace(_waits(way, event.station, event.at), aside=False)
        case "called":
            return replace(way, counter=event.counter, called_at=event.at)
        case "passed" | "skipped":
            behind = tuple(one for one in (*way.passed, way.station) if one not in ("", event.station))
            return _waits(replace(way, passed=behind), event.station, event.at)
        case "sent_back":
            before = tuple(one for one in way.passed if one != event.station)
            return _waits(replace(way, passed=before), event.station, event.at)
        case "complaint":
            # the place in the queue is kept: only whoever had called them lets go
            return replace(way, aside=True, counter="", called_at=None)
        case "returned":
            return replace(way, aside=False)
        case kind if kind in ENDS:
            return replace(way, aside=False, counter="", called_at=None, ended=kind, ended_at=event.at)
    return way


def _waits(way: Way, station: str, since: datetime) -> Way:
    return replace(way, station=station, waiting_since=since, counter="", called_at=None)


@dataclass(frozen=True, slots=True)
class Stop:
    """A station of a batch's way, in the batch's order."""

    code: str
    name: str = ""
    required: bool = True


def next_stop(route: Sequence[Stop], passed: Iterable[str], station: str) -> str | None:
    """The first station that is neither behind somebody nor where they are; None where there is none left."""
    behind = {*passed, station}
    return next((stop.code for stop in route if stop.code not in behind), None)


def stops_left(route: Sequence[Stop], passed: Iterable[str], station: str) -> list[str]:
    """The stations that have to be passed before somebody signs where they are, in their order."""
    behind = {*passed, station}
    return [stop.code for stop in route if stop.required and stop.code != SIGNATURE and stop.code not in behind]


@dataclass(frozen=True, slots=True)
class RightPaper:
    """A right to act for an owner; an empty ``scope`` is everything."""

    right: str
    scope: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class WhoCame:
    """Who stands at the counter, and what that is to the owners.

    ``is_owner``: one of the buyers; ``alone``: of age and no company; ``rights`` the papers by which they act for one
    of the owners. ``held``: why no owner may act alone. ``owners``: how many there are; 0 where no deal is known here.
    """

    name: str = ""
    is_owner: bool = False
    alone: bool = True
    rights: tuple[RightPaper, ...] = field(default=())
    held: str = ""
    owners: int = 1


def judge_right_to_act(who: WhoCame, today: date) -> list[Missing]:
    """What keeps whoever came from acting for the owners; nothing where they may."""
    if who.held:
        return [Missing("handover.missing.held", {"reason": who.held}, "legal")]
    if not who.name:
        return [Missing("handover.missing.nobody", {}, "customer")]
    if who.is_owner and who.alone:
        return []
    faults = [fault for right in who.rights if (fault := judge_paper(right, today)) is not None]
    if len(faults) < len(who.rights):
        return []
    if faults:
        return [Missing(faults[0].code, faults[0].values, "customer")]
    code = "handover.missing.not_alone" if who.is_owner else "handover.missing.no_right"
    return [Missing(code, {"name": who.name}, "customer")]


def judge_paper(right: RightPaper, today: date) -> Fault | None:
    """What stands against acting by a right in a handover on a day."""
    if not is_valid_on(right, today):
        if right.valid_from is not None and today < right.valid_from:
            return Fault("representation.not_yet", {"day": right.valid_from})
        return Fault("representation.expired", {"day": right.valid_until})
    scope = fold(right.scope)
    if scope and not any(fold(word) in scope for word in SCOPE_WORDS):
        return Fault("representation.narrow", {"scope": right.scope})
    return None
