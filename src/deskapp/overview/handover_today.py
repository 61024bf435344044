"""What of handovers waits for somebody today: today's batches, mail that came back, rechecks, keys, dangers, rounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.casework.look import Line, Tone
from deskapp.desks.handover.day.model import Visit
from deskapp.desks.handover.inspecting.model import Inspection
from deskapp.desks.handover.inspecting.queries import DefectFilter, count_defects
from deskapp.desks.handover.planning.model import BatchBuilding, Delivery, HandoverBatch, HandoverSlot
from deskapp.desks.handover.planning.queries import DeliveryFilter, count_deliveries
from deskapp.desks.handover.rounds.queries import count_due
from deskapp.locale import Words
from deskapp.office.acceptance.queries import acceptance_gaps
from deskapp.papers.keys.queries import count_keys_out
from deskapp.papers.keys.rules import is_evening
from deskapp.store.counting import count_up_to
from deskapp.store.work import Reader

MOST: Final = 1000
"""So far each is counted; beyond it Today says that there are more."""
DOOR: Final = "handover"
BATCH: Final = "handover_batch"
COUNTED: Final = ("safety", "keys", "rechecks", "returned", "deemable", "overdue", "gaps", "rounds", "drawings")
"""In this order, the most urgent first."""
_TONES: Final[dict[str, Tone]] = {"safety": "error", "keys": "error", "gaps": "error"}


@dataclass(frozen=True, slots=True)
class BatchToday:
    """A batch that hands over today: how many are to come, have come, are still in their way."""

    id: int
    name: str
    planned: int
    arrived: int
    here: int


@dataclass(frozen=True, slots=True)
class HandoverDay:
    """The batches of today and the figures, none above ``MOST``.

    ``safety``: defects that endanger somebody; ``keys`` late; ``rechecks`` due; ``returned``: notices that came back;
    ``deemable``: who may count as having their home by now; ``overdue``: defects not mended by their day; ``gaps``:
    buildings of an announced batch, without an acceptance; ``rounds`` due; ``drawings`` about which nobody was asked.
    """

    batches: tuple[BatchToday, ...] = ()
    safety: int = 0
    keys: int = 0
    rechecks: int = 0
    returned: int = 0
    deemable: int = 0
    overdue: int = 0
    gaps: int = 0
    rounds: int = 0
    drawings: int = 0

    @property
    def is_free(self) -> bool:
        """Whether nothing of handovers waits."""
        return not self.batches and not any(getattr(self, name) for name in COUNTED)


def get_handover_day(reader: Reader, today: date, now: datetime | None = None) -> HandoverDay:
    """All of it, from one snapshot; from the evening on keys due today are late."""
    rounds, drawings = count_due(reader, today)
    return HandoverDay(
        _batches(reader, today),
        safety=count_defects(reader, today, DefectFilter(severity="safety", wish=False), most=MOST),
        keys=count_keys_out(reader, today, overdue=True, evening=now is not None and is_evening(now)),
        rechecks=count_rechecks(reader, today),
        returned=count_deliveries(reader, today, DeliveryFilter(state="returned"), most=MOST),
        deemable=count_deliveries(reader, today, DeliveryFilter(state="deemable"), most=MOST),
        overdue=count_defects(reader, today, DefectFilter(state="overdue"), most=MOST),
        gaps=_gaps(reader, today),
        rounds=rounds,
        drawings=drawings,
    )


def count_rechecks(reader: Reader, today: date) -> int:
    """Re-inspections that are planned for today or an earlier day and not done."""
    query = select(Inspection.id).where(
        Inspection.kind == "recheck", col(Inspection.done_at).is_(None), col(Inspection.planned_on) <= today
    )
    return count_up_to(reader, query, MOST)


def _batches(reader: Reader, today: date) -> tuple[BatchToday, ...]:
    slots = select(HandoverSlot.batch_id).where(HandoverSlot.day == today)
    query = select(HandoverBatch).where(col(HandoverBatch.id).in_(slots), col(HandoverBatch.closed_on).is_(None))
    found = []
    for batch in reader.session.exec(query.order_by(col(HandoverBatch.id))):
        of_day = select(HandoverSlot.id).where(HandoverSlot.batch_id == batch.id, HandoverSlot.day == today)
        planned = select(func.count()).select_from(Delivery).where(col(Delivery.slot_id).in_(of_day))
        came = select(func.count()).select_from(Visit).where(Visit.batch_id == batch.id, Visit.day == today)
        here = came.where(Visit.ended == "")
        counts = [int(reader.session.exec(one).one()) for one in (planned, came, here)]
        found.append(BatchToday(batch.id or 0, batch.name, *counts))
    return tuple(found)


def _gaps(reader: Reader, today: date) -> int:
    """Buildings of batches that were announced, and lack an acceptance that a handover needs."""
    query = (
        select(BatchBuilding.building_id)
        .join(HandoverBatch, col(HandoverBatch.id) == col(BatchBuilding.batch_id))
        .where(
            col(HandoverBatch.closed_on).is_(None),
            col(HandoverBatch.published_on).is_not(None),
            HandoverBatch.ends_on >= today,
        )
        .distinct()
        .limit(MOST)
    )
    buildings = list(reader.session.exec(query))
    gaps = acceptance_gaps(reader, buildings, today) if buildings else {}
    return sum(any(gap.handover for gap in gaps.get(number, ())) for number in buildings)


def handover_day_lines(day: HandoverDay, words: Words) -> Iterator[Line]:
    """A line a batch of today and each figure that is not nothing; Enter opens the board or the list."""
    for batch in day.batches:
        figures = words.text("today_handover.figures", planned=batch.planned, arrived=batch.arrived, here=batch.here)
        label = words.text("today_handover.batch", name=batch.name)
        yield Line(said=((label, "accent"), (figures, "plain")), door=(BATCH, batch.id), heading=True)
    for name in COUNTED:
        if count := getattr(day, name):
            shown = f"{words.number(MOST - 1)}+" if count >= MOST else words.number(count)
            said = words.text("today.label", what=words.text(f"today_handover.{name}"), count=shown)
            yield Line(said=((said, _TONES.get(name, "warning")),), door=(DOOR, name), heading=True)
