"""What a rehearsal has to show: nothing saved is lost, no number given twice, every home has a reason where it is."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlmodel import col, func, select

from deskapp.desks.handover.day.model import Visit, VisitEvent
from deskapp.desks.handover.day.rehearsal.ground import Ground
from deskapp.desks.handover.day.rehearsal.journal import BUSY, ENTITY, Line, percentile
from deskapp.desks.handover.inspecting.model import Defect
from deskapp.desks.handover.planning.model import Delivery
from deskapp.money.model import Receipt
from deskapp.papers.keys.model import KeyMove
from deskapp.store.base import record_id
from deskapp.store.tables import Audit, AuditPayload
from deskapp.store.work import Reader

PARTS: Final = (50, 95, 99)
SLOWEST: Final = 12
"""Actions whose times are shown, those most often done first."""


@dataclass(frozen=True, slots=True)
class Times:
    """How long an action took, in ms: how often, and what 50, 95 and 99 of a hundred stayed under."""

    action: str
    count: int
    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True)
class Found:
    """What is in the file after the day."""

    lost: tuple[str, ...]
    unjournaled: int
    double_numbers: int
    gaps: int
    two_places: int
    living: int
    unexplained: tuple[int, ...]
    reasons: dict[str, int]
    visits: int
    events: int
    defects: int
    receipts: int
    keys_moved: int

    @property
    def is_sound(self) -> bool:
        """Whether all of it is as it has to be."""
        return not (self.lost or self.double_numbers or self.gaps or self.two_places or self.living or self.unexplained)


@dataclass(frozen=True, slots=True)
class Report:
    """A rehearsal in figures; ``drifts`` and ``trail`` are what ``deskapp check`` finds wrong."""

    units: int
    counters: int
    seed: int
    killed: int
    seconds: float
    writes: int
    refused: dict[str, int]
    all_times: Times
    times: tuple[Times, ...]
    found: Found
    wrong: tuple[str, ...] = ()
    broken_off: tuple[str, ...] = field(default=())

    @property
    def is_proven(self) -> bool:
        """Whether the day went as it must."""
        return self.found.is_sound and not self.wrong and not self.broken_off

    @property
    def plain(self) -> dict[str, Any]:
        """As it is told to a script."""
        found = self.found
        return {
            "proven": self.is_proven, "units": self.units, "counters": self.counters, "seed": self.seed,
            "killed": self.killed, "seconds": self.seconds, "visits": found.visits, "writes": self.writes,
            "writes_a_second": round(self.writes / self.seconds, 1) if self.seconds else 0.0,
            "retries": self.refused.get(BUSY, 0), "refused": self.refused, "lost": list(found.lost),
            "committed_unseen": found.unjournaled,
            "double_numbers": found.double_numbers, "gaps": found.gaps, "at_two_places": found.two_places,
            "still_here": found.living, "without_reason": list(found.unexplained), "ended": found.reasons,
            "events": found.events, "defects": found.defects, "receipts": found.receipts,
            "key_moves": found.keys_moved, "wrong": list(self.wrong), "broken_off": list(self.broken_off),
            "ms": {one.action: {"count": one.count, "p50": one.p50, "p95": one.p95, "p99": one.p99}
                   for one in (self.all_times, *self.times)},
        }  # fmt: skip


def look(reader: Reader, ground: Ground, lines: Collection[Line]) -> Found:
    """Compare what is stored with what the counters saw committed, and ask every home for its reason."""
    kept = _tokens(reader)
    seen = {line.token for line in lines if line.token}
    visits = list(reader.session.exec(select(Visit).where(Visit.batch_id == ground.batch_id)))
    numbers = Counter((visit.day, visit.queue_number) for visit in visits)
    reasons = dict(_reasons(reader, ground))
    living = [visit for visit in visits if not visit.ended]
    return Found(
        lost=tuple(sorted(seen - kept)),
        unjournaled=len(kept - seen),
        double_numbers=sum(count - 1 for count in numbers.values()),
        gaps=_gaps(numbers),
        two_places=len(living) - len({visit.delivery_id for visit in living}) + _passed_twice(reader, visits),
        living=len(living),
        unexplained=tuple(number for number in ground.deliveries if not reasons.get(number)),
        reasons=dict(Counter(why for why in reasons.values() if why).most_common()),
        visits=len(visits),
        events=_count(reader, VisitEvent),
        defects=_count(reader, Defect),
        receipts=_count(reader, Receipt),
        keys_moved=_count(reader, KeyMove),
    )


def times_of(lines: Iterable[Line]) -> tuple[Times, tuple[Times, ...]]:
    """All writes together, and the actions that were done most."""
    by_action: dict[str, list[float]] = {}
    for line in lines:
        if not line.refused:
            by_action.setdefault(line.action, []).append(line.ms)
    every = [ms for times in by_action.values() for ms in times]
    most = sorted(by_action.items(), key=lambda one: -len(one[1]))[:SLOWEST]
    return _times("all", every), tuple(_times(action, times) for action, times in most)


def refusals_of(lines: Iterable[Line]) -> dict[str, int]:
    """How often something was refused, by why: another counter was faster, or an owner lacks something."""
    return dict(Counter(line.refused for line in lines if line.refused).most_common())


def _times(action: str, times: list[float]) -> Times:
    return Times(action, len(times), *(percentile(times, part) for part in PARTS))


def _tokens(reader: Reader) -> set[str]:
    query = select(AuditPayload.after).join(Audit, col(Audit.id) == col(AuditPayload.audit_id))
    rows = reader.session.exec(query.where(Audit.entity == ENTITY))
    return {json.loads(after)["token"] for after in rows if after}


def _gaps(numbers: Counter[tuple[date, int]]) -> int:
    """Queue numbers that nobody has below the last of each day."""
    last: dict[date, int] = {}
    for day, number in numbers:
        last[day] = max(last.get(day, 0), number)
    return sum(last.values()) - len(numbers)


def _passed_twice(reader: Reader, visits: Iterable[Visit]) -> int:
    """Owners who were passed on from a station that they had passed already, without being sent back to it."""
    known = {record_id(visit): "" for visit in visits}
    at, behind, wrong = dict(known), {number: set[str]() for number in known}, 0
    query = select(VisitEvent).where(col(VisitEvent.visit_id).in_(known)).order_by(col(VisitEvent.id))
    for event in reader.session.exec(query):
        number = event.visit_id
        if event.kind in ("passed", "skipped"):
            wrong += at[number] in behind[number]
            behind[number].add(at[number])
        elif event.kind == "sent_back":
            behind[number].discard(event.station)
        at[number] = event.station
    return wrong


def _reasons(reader: Reader, ground: Ground) -> Iterable[tuple[int, str]]:
    """Why each home is where it is: its state with what the record says of it; empty where it says nothing."""
    query = select(Delivery).where(Delivery.batch_id == ground.batch_id)
    left = _last_words(reader, ground)
    for delivery in reader.session.exec(query):
        number = record_id(delivery)
        told = {
            "signed": delivery.signed_by,
            "signed_with_list": delivery.consent,
            "refused_justified": delivery.refusal_code,
            "refused_unjustified": delivery.refusal_code if delivery.risk_on is not None else "",
            "rescheduled": left.get(number, ""),
            "came": left.get(number, ""),
            "absent": f"{delivery.absent_on}" if delivery.notices else "",
        }.get(delivery.state, "")
        why = delivery.refusal_code if delivery.state.startswith("refused") else ""
        yield number, f"{delivery.state} {why}".strip() if told else ""


def _last_words(reader: Reader, ground: Ground) -> dict[int, str]:
    """What was said as the last visit of each delivery ended."""
    query = (
        select(Visit.delivery_id, VisitEvent.text)
        .join(VisitEvent, col(VisitEvent.visit_id) == col(Visit.id))
        .where(Visit.batch_id == ground.batch_id, col(VisitEvent.kind) == col(Visit.ended))
        .order_by(col(VisitEvent.id))
    )
    return {number: text for number, text in reader.session.exec(query)}  # noqa: C416 - a row is no pair to dict()


def _count(reader: Reader, table: type[Any]) -> int:
    return reader.session.exec(select(func.count()).select_from(table)).one()
