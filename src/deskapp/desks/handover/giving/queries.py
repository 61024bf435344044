"""Reads of what an owner takes home: papers, cards and gifts of a delivery, a unit's meters, what gates miss."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import col, or_, select

from deskapp.cases.engine import Missing
from deskapp.cases.procedure import Texts
from deskapp.desks.handover.giving.given import GROUPS, MeterKind, has_keys, items_for, meters_for
from deskapp.desks.handover.giving.holders import owners_of
from deskapp.desks.handover.giving.model import DeliveryItem, MeterReading
from deskapp.desks.handover.giving.rules import KeyFact, judge_documents, judge_keys
from deskapp.desks.handover.planning.model import Delivery
from deskapp.office.property.model import Project, Unit
from deskapp.papers.keys.queries import KeyRow, keys_of_many
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader

_LIMIT = 200


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A document, card or gift of a delivery: what may be given and what was; ``item_id`` None while it was not."""

    code: str
    name: Texts | str
    group: str
    required: bool
    item_id: int | None = None
    count: int = 0
    edition: str = ""
    given_on: date | None = None
    clerk: str = ""

    @property
    def is_given(self) -> bool:
        """Whether it was handed over."""
        return self.item_id is not None


@dataclass(frozen=True, slots=True)
class MeterRow:
    """A meter that a unit may have, with its last reading; ``id`` None where it was never read."""

    kind: MeterKind
    id: int | None = None
    meter_number: str = ""
    reading: Decimal | None = None
    read_on: date | None = None
    clerk: str = ""

    @property
    def meter(self) -> str:
        """Its code."""
        return self.kind.code

    @property
    def last(self) -> tuple[Decimal, date] | None:
        """What it showed last, and when."""
        return None if self.reading is None or self.read_on is None else (self.reading, self.read_on)


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """The unit of a delivery, as the rows of ``given.toml`` ask for it."""

    delivery_id: int
    unit_id: int
    kind: str
    country: str


def given_of(reader: Reader, delivery_id: int, today: date) -> tuple[GivenRow, ...]:
    """Everything that goes with a unit, the documents first, with what was handed over; the office's own come last."""
    facts = read_facts(reader, delivery_id)
    query = select(DeliveryItem).where(DeliveryItem.delivery_id == delivery_id).order_by(col(DeliveryItem.id))
    given = {item.code: item for item in reader.session.exec(query.limit(_LIMIT))}
    rows = [
        _given(kind.code, kind.name, kind.group, kind.required, given.pop(kind.code, None))
        for kind in items_for(facts.kind, today, facts.country)
    ]
    rows += [_given(item.code, item.name or item.code, "gift", False, item) for item in given.values()]
    return tuple(sorted(rows, key=lambda row: GROUPS.index(row.group)))


def meters_of(reader: Reader, unit_id: int, today: date) -> tuple[MeterRow, ...]:
    """The meters that a unit may have, each with its last reading."""
    unit = reader.get(Unit, unit_id)
    country = reader.get(Project, unit.project_id or 0).country
    last = {reading.meter: reading for reading in readings_of(reader, unit_id)}
    rows = []
    for kind in meters_for(unit.kind, today, country):
        row = last.get(kind.code)
        if row is None:
            rows.append(MeterRow(kind))
        else:
            rows.append(MeterRow(kind, row.id, row.meter_number, row.figure, row.read_on, row.clerk))
    return tuple(rows)


def readings_of(reader: Reader, unit_id: int) -> list[MeterReading]:
    """Every reading of a unit's meters, the earliest first."""
    query = select(MeterReading).where(MeterReading.unit_id == unit_id)
    return list(reader.session.exec(query.order_by(col(MeterReading.read_on), col(MeterReading.id)).limit(_LIMIT)))


def missing_of(
    reader: Reader, delivery_ids: Collection[int], today: date, later: Collection[str] = ()
) -> dict[int, dict[str, list[Missing]]]:
    """What the gates ``documents`` and ``keys`` miss, by delivery; papers of ``later`` are not asked for yet."""
    facts = facts_of(reader, delivery_ids)
    units = {one.unit_id for one in facts.values()}
    keys = keys_of_many(reader, units)
    given, read = _given_codes(reader, facts), _read_meters(reader, facts)
    before = _handed_over_before(reader, units)
    found = {}
    for number, one in facts.items():
        items = [kind for kind in items_for(one.kind, today, one.country) if kind.code not in later]
        meters = meters_for(one.kind, today, one.country)
        wanted = has_keys(one.kind, today, one.country)
        found[number] = {
            "documents": judge_documents(items, given[number], meters, read[number]),
            "keys": judge_keys([_fact(reader, row, before) for row in keys[one.unit_id]], wanted=wanted),
        }
    return found


def key_fact(row: KeyRow) -> KeyFact:
    """A set as the gate sees it."""
    return KeyFact(row.label, row.holder, row.holder_name, row.due_back is not None, row.lost_at is not None)


def _fact(reader: Reader, row: KeyRow, before: Mapping[int, date]) -> KeyFact:
    fact = key_fact(row)
    ended = before.get(row.unit_id)
    if ended is None or row.holder != "owner" or row.since.date() > ended:
        return fact
    mine = {one.holder_id for one in owners_of(reader, row.unit_id)}
    return replace(fact, is_former=row.holder_id is None or row.holder_id not in mine)


def _handed_over_before(reader: Reader, unit_ids: Collection[int]) -> dict[int, date]:
    """Until when these units were somebody else's, to whom they had been handed over."""
    found: dict[int, date] = {}
    for part in in_chunks(list(unit_ids)):
        query = select(Delivery.unit_id, func.max(col(Delivery.ended_on))).where(
            col(Delivery.unit_id).in_(part),
            col(Delivery.ended_on).is_not(None),
            or_(col(Delivery.signed_on).is_not(None), col(Delivery.deemed_on).is_not(None)),
        )
        found |= {unit: day for unit, day in reader.session.exec(query.group_by(col(Delivery.unit_id))) if day}
    return found


def read_facts(reader: Reader, delivery_id: int) -> UnitFacts:
    """The unit of one delivery; ``store.gone`` where there is none."""
    reader.get(Delivery, delivery_id)
    return facts_of(reader, [delivery_id])[delivery_id]


def facts_of(reader: Reader, delivery_ids: Collection[int]) -> dict[int, UnitFacts]:
    """The unit of each delivery with its kind and country."""
    found = {}
    for part in in_chunks(list(delivery_ids)):
        query = (
            select(Delivery.id, Unit.id, Unit.kind, Project.country)
            .join(Unit, col(Unit.id) == col(Delivery.unit_id))
            .join(Project, col(Project.id) == col(Unit.project_id))
            .where(col(Delivery.id).in_(part))
        )
        for number, unit_id, kind, country in reader.session.exec(query):
            if number is not None and unit_id is not None:
                found[number] = UnitFacts(number, unit_id, kind, country)
    return found


def _given_codes(reader: Reader, delivery_ids: Collection[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for part in in_chunks(list(delivery_ids)):
        query = select(DeliveryItem.delivery_id, DeliveryItem.code).where(col(DeliveryItem.delivery_id).in_(part))
        for number, code in reader.session.exec(query):
            found[number].add(code)
    return found


def _read_meters(reader: Reader, deliveries: Mapping[int, UnitFacts]) -> dict[int, set[str]]:
    """Meters that were read for these deliveries, or for none since the one before ended: not for a former owner."""
    found: dict[int, set[str]] = defaultdict(set)
    here: dict[int, list[int]] = defaultdict(list)
    for number, facts in deliveries.items():
        here[facts.unit_id].append(number)
    for part in in_chunks(list(here)):
        ends = select(Delivery.unit_id, func.max(col(Delivery.ended_on))).where(
            col(Delivery.unit_id).in_(part), col(Delivery.ended_on).is_not(None)
        )
        begun = dict(reader.session.exec(ends.group_by(col(Delivery.unit_id))).all())
        query = select(MeterReading).where(col(MeterReading.unit_id).in_(part))
        for one in reader.session.exec(query):
            since = begun.get(one.unit_id)
            is_new = one.delivery_id is None and (since is None or one.read_on >= since)
            for number in here[one.unit_id]:
                if is_new or one.delivery_id == number:
                    found[number].add(one.meter)
    return found


def _given(code: str, name: Texts | str, group: str, required: bool, item: DeliveryItem | None) -> GivenRow:
    if item is None:
        return GivenRow(code, name, group, required)
    return GivenRow(code, name, group, required, record_id(item), item.count, item.edition, item.given_on, item.clerk)
