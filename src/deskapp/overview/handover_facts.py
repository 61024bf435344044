"""How handovers stand, for pages and lists that have a line for each: where, which notice and day, what is open.

A handful of statements however many there are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.desks.handover.day.model import COMPLAINT, Visit
from deskapp.desks.handover.inspecting.model import Inspection
from deskapp.desks.handover.inspecting.queries import open_counts
from deskapp.desks.handover.inspecting.rules import DefectCounts
from deskapp.desks.handover.planning.model import Delivery
from deskapp.desks.handover.planning.queries import delivery_rows, get_deliveries
from deskapp.desks.handover.planning.rows import DeliveryRow
from deskapp.desks.handover.settling.gates import gates_of_many
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader

MOST: Final = 50
"""Handovers of one page."""
NOTHING_OPEN: Final = DefectCounts()


@dataclass(frozen=True, slots=True)
class HandoverFacts:
    """A handover as a line tells it.

    ``place``: the station where the owner is now. ``recheck_on``: when somebody comes again to look at what was mended.
    ``shut``: gates of money and papers that are shut, where asked for.
    """

    row: DeliveryRow
    place: str = ""
    recheck_on: date | None = None
    open: DefectCounts = field(default=NOTHING_OPEN)
    shut: tuple[str, ...] = ()

    @property
    def is_living(self) -> bool:
        """Whether it is not of the past."""
        return self.row.ended_on is None


def handovers_of_unit(reader: Reader, unit_id: int, today: date) -> tuple[HandoverFacts, ...]:
    """The handovers of a unit, the living one first with its shut gates, then the newest."""
    order = (col(Delivery.ended_on).is_not(None), col(Delivery.id).desc())
    query = select(Delivery).where(Delivery.unit_id == unit_id).order_by(*order).limit(MOST)
    return _facts(reader, delivery_rows(reader, reader.session.exec(query)), today, gates=True)


def handovers_of_units(reader: Reader, unit_ids: Collection[int], today: date) -> tuple[HandoverFacts, ...]:
    """The living handovers of some units, in the order of their numbers."""
    found: list[Delivery] = []
    for chunk in in_chunks(sorted(set(unit_ids))[:MOST]):
        query = select(Delivery).where(col(Delivery.unit_id).in_(chunk), col(Delivery.ended_on).is_(None))
        found += reader.session.exec(query.order_by(col(Delivery.unit_id)))
    return _facts(reader, delivery_rows(reader, found), today)


def read_handovers(reader: Reader, delivery_ids: Collection[int], today: date) -> tuple[HandoverFacts, ...]:
    """These handovers; those that are not to be seen are left out."""
    return _facts(reader, get_deliveries(reader, delivery_ids), today)


def _facts(
    reader: Reader, rows: Sequence[DeliveryRow], today: date, *, gates: bool = False
) -> tuple[HandoverFacts, ...]:
    if not rows:
        return ()
    living = [row for row in rows if row.ended_on is None]
    units = {row.unit_id for row in living}
    opened, rechecks = open_counts(reader, units), _rechecks(reader, units)
    places = _places(reader, [row.id for row in living])
    waiting = [row.id for row in living if row.signed_on is None] if gates else []
    told = gates_of_many(reader, waiting, today) if waiting else {}
    return tuple(
        HandoverFacts(row)
        if row.ended_on is not None
        else HandoverFacts(
            row,
            places.get(row.id, ""),
            rechecks.get(row.unit_id),
            opened.get(row.unit_id, NOTHING_OPEN),
            tuple(gate.id for gate in told.get(row.id, ()) if gate.blocks and not gate.is_open),
        )
        for row in rows
    )


def _places(reader: Reader, deliveries: Collection[int]) -> dict[int, str]:
    """The station where each owner is who is in their way."""
    found: dict[int, str] = {}
    for chunk in in_chunks(deliveries):
        query = select(Visit.delivery_id, Visit.station, Visit.aside).where(col(Visit.delivery_id).in_(chunk))
        for number, station, aside in reader.session.exec(query.where(Visit.ended == "").order_by(col(Visit.id))):
            found[number] = COMPLAINT if aside else station
    return found


def _rechecks(reader: Reader, units: Collection[int]) -> dict[int, date]:
    """The next re-inspection of each unit that is planned and not done."""
    found: dict[int, date] = {}
    for chunk in in_chunks(units):
        query = (
            select(Inspection.unit_id, func.min(Inspection.planned_on))
            .where(
                col(Inspection.unit_id).in_(chunk),
                Inspection.kind == "recheck",
                col(Inspection.done_at).is_(None),
                col(Inspection.planned_on).is_not(None),
            )
            .group_by(col(Inspection.unit_id))
        )
        found |= {unit: day for unit, day in reader.session.exec(query) if day is not None}
    return found
