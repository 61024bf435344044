"""The live board of a handover day: arrived, waiting, at which station, done; defects by trade; building by building.

Everything is counted in the database, in a handful of statements whatever the size of the batch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from sqlalchemy import case
from sqlmodel import col, func, select

from deskapp.desks.handover.day.model import COMPLAINT, ENDS, Visit
from deskapp.desks.handover.day.queries import StationCount as StationCount
from deskapp.desks.handover.day.queries import read_route, ticket_of
from deskapp.desks.handover.inspecting.model import Defect
from deskapp.desks.handover.planning.model import Delivery, HandoverBatch, HandoverSlot
from deskapp.office.property.model import Building, Unit
from deskapp.sheets.reporting import pick
from deskapp.store.work import Reader

SIGNED: Final = ("signed", "signed_with_list")
REFUSED: Final = ("refused_justified", "refused_unjustified")
SHOWN_CALLS: Final = 6


@dataclass(frozen=True, slots=True)
class TradeCount:
    """Open defects of a trade in the batch's homes, and how many of them are dangerous."""

    trade: str
    open: int
    safety: int


@dataclass(frozen=True, slots=True)
class BuildingCount:
    """A building of the batch: its homes by what became of them."""

    building: str
    units: int = 0
    came: int = 0
    signed: int = 0
    with_list: int = 0
    refused: int = 0
    absent: int = 0
    deemed: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """A number that was called last, and where to."""

    ticket: str
    station: str
    counter: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Board:
    """A day of a batch. ``arrived`` = in their way + ended; in their way = waiting + called + aside."""

    batch_id: int
    name: str
    day: date
    planned: int = 0
    arrived: int = 0
    waiting: int = 0
    called: int = 0
    aside: int = 0
    ended: Mapping[str, int] = field(default_factory=dict)
    stations: tuple[StationCount, ...] = ()
    trades: tuple[TradeCount, ...] = ()
    buildings: tuple[BuildingCount, ...] = ()
    calls: tuple[Call, ...] = ()

    @property
    def done(self) -> int:
        """How many have gone, however their way ended."""
        return sum(self.ended.values())

    @property
    def signed(self) -> int:
        """How many took their home today."""
        return sum(self.ended.get(end, 0) for end in SIGNED)


def board(reader: Reader, batch_id: int, day: date) -> Board:
    """The board of a day; ``store.gone`` where the batch is."""
    batch = reader.get(HandoverBatch, batch_id)
    stations, totals = _stations(reader, batch_id, day)
    ended = _ended(reader, batch_id, day)
    return Board(
        batch_id,
        batch.name,
        day,
        planned=_planned(reader, batch_id, day),
        arrived=sum(totals) + sum(ended.values()),
        waiting=totals[0],
        called=totals[1],
        aside=totals[2],
        ended=ended,
        stations=stations,
        trades=open_trades(reader, batch_id),
        buildings=buildings_of(reader, batch_id),
        calls=last_calls(reader, batch_id, day),
    )


def _stations(reader: Reader, batch_id: int, day: date) -> tuple[tuple[StationCount, ...], tuple[int, int, int]]:
    """Station by station in the order of the way, the complaint station last; and the sums."""
    is_called = col(Visit.counter) != ""
    query = (
        pick(col(Visit.station), col(Visit.aside), is_called, func.count(), func.min(col(Visit.waiting_since)))
        .where(col(Visit.batch_id) == batch_id, col(Visit.day) == day, col(Visit.ended) == "")
        .group_by(col(Visit.station), col(Visit.aside), is_called)
    )
    waiting: dict[str, tuple[int, datetime | None]] = {}
    called: dict[str, int] = {}
    aside, since = 0, None
    for station, stepped_aside, in_hand, count, first in reader.session.execute(query):
        if stepped_aside:
            aside, since = aside + count, min(filter(None, (since, first)), default=None)
        elif in_hand:
            called[station] = count
        else:
            waiting[station] = (count, first)
    stops = [(stop.code, stop.name) for stop in read_route(reader, batch_id)]
    # a station that was taken out of the way while somebody stood there
    stops += [(code, "") for code in sorted({*waiting, *called} - {code for code, _ in stops})]
    found = []
    for code, name in stops:
        count, first = waiting.get(code, (0, None))
        found.append(StationCount(code, name, count, called.get(code, 0), first))
    found.append(StationCount(COMPLAINT, "", aside, 0, since))
    return tuple(found), (sum(count for count, _ in waiting.values()), sum(called.values()), aside)


def _ended(reader: Reader, batch_id: int, day: date) -> dict[str, int]:
    query = (
        pick(col(Visit.ended), func.count())
        .where(col(Visit.batch_id) == batch_id, col(Visit.day) == day, col(Visit.ended).in_(ENDS))
        .group_by(col(Visit.ended))
    )
    return {end: count for end, count in reader.session.execute(query)}  # noqa: C416 - a row is no pair to dict()


def _planned(reader: Reader, batch_id: int, day: date) -> int:
    """How many deliveries have a slot on the day."""
    slots = select(HandoverSlot.id).where(HandoverSlot.batch_id == batch_id, HandoverSlot.day == day)
    return reader.session.exec(select(func.count()).select_from(Delivery).where(col(Delivery.slot_id).in_(slots))).one()


def open_trades(reader: Reader, batch_id: int) -> tuple[TradeCount, ...]:
    """Open defects in the batch's homes by trade, the most first; wishes are no defects."""
    units = select(Delivery.unit_id).where(Delivery.batch_id == batch_id)
    safety = func.sum(case((col(Defect.severity) == "safety", 1), else_=0))
    query = (
        pick(col(Defect.trade), func.count(), safety)
        .where(
            col(Defect.unit_id).in_(units),
            col(Defect.state).in_(("open", "assigned", "fixed", "reopened")),
            col(Defect.wish).is_(False),
        )
        .group_by(col(Defect.trade))
        .order_by(func.count().desc(), col(Defect.trade))
    )
    return tuple(TradeCount(trade, count, int(bad)) for trade, count, bad in reader.session.execute(query))


def buildings_of(reader: Reader, batch_id: int) -> tuple[BuildingCount, ...]:
    """The batch's buildings, each with its homes by the state of their delivery."""

    def how_many(*states: str) -> object:
        return func.sum(case((col(Delivery.state).in_(states), 1), else_=0))

    query = (
        pick(
            col(Building.code),
            func.count(),
            func.sum(case((col(Delivery.came_on).is_not(None), 1), else_=0)),
            how_many(*SIGNED),
            how_many("signed_with_list"),
            how_many(*REFUSED),
            how_many("absent"),
            how_many("deemed"),
        )
        .join(Unit, col(Unit.id) == col(Delivery.unit_id))
        .join(Building, col(Building.id) == col(Unit.building_id))
        .where(col(Delivery.batch_id) == batch_id, col(Delivery.ended_on).is_(None))
        .group_by(col(Building.code))
        .order_by(func.length(col(Building.code)), col(Building.code))
    )
    return tuple(BuildingCount(code, *(int(one) for one in counts)) for code, *counts in reader.session.execute(query))


def last_calls(reader: Reader, batch_id: int, day: date, limit: int = SHOWN_CALLS) -> tuple[Call, ...]:
    """Who was called last and is still in a counter's hands, the last first."""
    query = (
        select(Visit.queue_number, Visit.station, Visit.counter, Visit.called_at)
        .where(Visit.batch_id == batch_id, Visit.day == day, Visit.ended == "", Visit.counter != "")
        .order_by(col(Visit.called_at).desc(), col(Visit.id).desc())
        .limit(limit)
    )
    return tuple(
        Call(ticket_of(number), station, counter, at)
        for number, station, counter, at in reader.session.exec(query)
        if at is not None
    )
