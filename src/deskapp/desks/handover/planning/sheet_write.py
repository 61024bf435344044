"""A plan as it is written: batches and times that are new, deliveries many at once, moves of those that are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlmodel import SQLModel, col, select

from deskapp.desks.handover.planning.actions import plan_batch
from deskapp.desks.handover.planning.drafts import BatchDraft, rate_to_store
from deskapp.desks.handover.planning.model import (
    BatchBuilding,
    BatchItem,
    BatchStation,
    Delivery,
    HandoverBatch,
    HandoverSlot,
)
from deskapp.desks.handover.planning.slots import EVERY, PLACES
from deskapp.sheets.judge import Known
from deskapp.store.base import record_id
from deskapp.store.bulk import Slice, table_of

DAY_STARTS: Final = "09:00"
DAY_ENDS: Final = "17:00"
"""The time of a day of which the plan says no times."""
_SLOT: Final = ("batch", "day", "time")
Change = tuple[Known, dict[str, Any], dict[str, Any]]


@dataclass(slots=True)
class PlannedSlot:
    """A time of a batch; one that the file makes (``id`` None at first) has as many places as the file needs."""

    id: int | None
    day: date
    starts: str
    ends: str
    places: int
    taken: int = 0
    is_made: bool = False


@dataclass(slots=True)
class PlannedBatch:
    """A batch as the file sees it; one that it makes spans the days that its rows name."""

    id: int | None
    name: str
    project: str
    project_id: int | None
    begins_on: date
    ends_on: date
    closed_on: date | None = None
    due_on: date | None = None
    late_rate: int | None = None
    version: int = 1
    is_made: bool = False
    slots: dict[tuple[date, str], PlannedSlot] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.is_made = self.id is None

    def covers(self, day: date) -> bool:
        """Whether the batch has this day; a new one takes it in."""
        if self.is_made:
            self.begins_on, self.ends_on = min(self.begins_on, day), max(self.ends_on, day)
        return self.begins_on <= day <= self.ends_on

    def take(self, day: date, starts: str | None) -> PlannedSlot | None:
        """A place at this time, or at the first of the day that has one; None where everything is taken."""
        if starts is None:
            free = (slot for slot in self._of(day) if slot.is_made or slot.taken < slot.places)
            slot = next(free, None)
            if slot is None and self._of(day):
                return None
            slot = slot or self._make(day, DAY_STARTS, DAY_ENDS)
        else:
            slot = self.slots.get((day, starts)) or self._make(day, starts, _later(starts))
        if slot.taken >= slot.places:
            if not slot.is_made:
                return None
            slot.places += 1
        slot.taken += 1
        return slot

    def _of(self, day: date) -> list[PlannedSlot]:
        return [slot for (on, _), slot in sorted(self.slots.items()) if on == day]

    def _make(self, day: date, starts: str, ends: str) -> PlannedSlot:
        slot = self.slots[day, starts] = PlannedSlot(None, day, starts, ends, PLACES, is_made=True)
        return slot


def write_fresh(slice_: Slice, fresh: Sequence[Known]) -> int:
    """New deliveries with what they need; how many batches came with them."""
    made = _ensure(slice_, fresh)
    rows = []
    for known in fresh:
        unit: Known = known.parts["unit"]
        batch: PlannedBatch | None = known.parts.get("batch")
        slot: PlannedSlot | None = known.parts.get("slot")
        deal, currency = unit.parts.get("deal", (None, unit.parts["currency"]))
        said = known.values
        if batch is not None:
            # what the batch says of all its homes is what each says where its row says nothing
            said.setdefault("due_on", batch.due_on)
        rate = rate_to_store(said.get("late_rate"))
        if rate is None and batch is not None:
            rate = batch.late_rate
        said["late_rate"] = None if rate is None else Decimal(rate).scaleb(-3)
        if slot is not None:
            said |= {"day": slot.day, "time": slot.starts}
        rows.append(
            (
                unit.parts["project"], unit.id, batch.id if batch is not None else None, deal,
                slot.id if slot is not None else None, said.get("due_on"), rate, currency, said.get("note") or "",
            )
        )  # fmt: skip
    columns = (
        "project_id", "unit_id", "batch_id", "deal_id", "slot_id", "due_on", "late_rate", "currency", "note",
    )  # fmt: skip
    first = slice_.insert(Delivery, columns, rows)
    for number, known in enumerate(fresh, first):
        known.id, known.version = number, 1
        known.parts |= {"batch_id": _id(known.parts.get("batch")), "slot_id": _id(known.parts.get("slot"))}
    slice_.work.following.mark("deliveries", [known.id for known in fresh if known.id is not None])
    return made


def write_moved(slice_: Slice, changed: Sequence[Change]) -> None:
    """What a newer plan says of deliveries: another batch or time, another last day, another penalty."""
    _ensure(slice_, [known for known, _, changes in changed if changes.keys() & {*_SLOT}])
    for known, before, changes in changed:
        assert known.id is not None
        old, new = _stored(before, changes), _stored(changes, changes)
        batch, slot = known.parts.get("batch"), known.parts.get("slot")
        # a batch that a clerk chose since stays, and its time with it
        is_own = batch is None or batch.name == known.values.get("batch")
        if changes.keys() & {*_SLOT} and is_own:
            old |= {"batch_id": known.parts["batch_id"], "slot_id": known.parts["slot_id"]}
            new |= {"batch_id": _id(batch), "slot_id": _id(slot)}
            known.parts |= {name: new[name] for name in ("batch_id", "slot_id")}
            known.values |= {"day": slot.day if slot else None, "time": slot.starts if slot else None}
        slice_.update(Delivery, known.id, known.version, old, new)
        known.version += 1
    slice_.work.following.mark("deliveries", [known.id for known, _, _ in changed if known.id is not None])


def _ensure(slice_: Slice, known: Sequence[Known]) -> int:
    """Batches, their buildings and times, as these rows need them; how many batches are new."""
    batches: dict[int, PlannedBatch] = {}
    for one in known:
        if (batch := one.parts.get("batch")) is not None:
            batches[id(batch)] = batch
    made = [batch for batch in batches.values() if batch.id is None]
    tables: tuple[type[SQLModel], ...] = (HandoverBatch, BatchStation, BatchItem)
    firsts = {model: slice_.next_id(table_of(model)) for model in tables}
    for batch in made:
        assert batch.project_id is not None
        draft = BatchDraft(batch.project_id, batch.name, batch.begins_on, batch.ends_on)
        batch.id = record_id(plan_batch(slice_.work, draft))
    slice_.adopt(firsts)
    for batch in batches.values():
        if batch.is_made and batch not in made:
            _widen(slice_, batch)
    _ensure_buildings(slice_, known)
    _ensure_slots(slice_, known)
    return len(made)


def _widen(slice_: Slice, batch: PlannedBatch) -> None:
    """A batch that an earlier slice of this file made takes in the days of the later rows."""
    assert batch.id is not None
    stored = slice_.work.get(HandoverBatch, batch.id)
    before = {"begins_on": stored.begins_on, "ends_on": stored.ends_on}
    now = {"begins_on": min(stored.begins_on, batch.begins_on), "ends_on": max(stored.ends_on, batch.ends_on)}
    if now != before:
        slice_.update(HandoverBatch, batch.id, stored.version, before, now)
        slice_.work.session.expire(stored)


def _ensure_buildings(slice_: Slice, known: Sequence[Known]) -> None:
    wanted = {
        (one.parts["batch"].id, one.parts["unit"].parts["building"]): one.parts["unit"].parts["project"]
        for one in known
        if one.parts.get("batch") is not None
    }
    batches = {batch for batch, _ in wanted}
    query = select(BatchBuilding.batch_id, BatchBuilding.building_id).where(col(BatchBuilding.batch_id).in_(batches))
    there = {(batch, building) for batch, building in slice_.work.session.exec(query)}
    rows = [(project, *spot) for spot, project in sorted(wanted.items()) if spot not in there]
    slice_.insert(BatchBuilding, ("project_id", "batch_id", "building_id"), rows)


def _ensure_slots(slice_: Slice, known: Sequence[Known]) -> None:
    wanted: dict[int, tuple[PlannedBatch, PlannedSlot]] = {}
    for one in known:
        if (slot := one.parts.get("slot")) is not None:
            wanted[id(slot)] = (one.parts["batch"], slot)
    new = [(batch, slot) for batch, slot in wanted.values() if slot.id is None]
    grown = [slot for _, slot in wanted.values() if slot.is_made and slot.id is not None]
    rows = [(batch.project_id, batch.id, slot.day, slot.starts, slot.ends, slot.places) for batch, slot in new]
    first = slice_.insert(HandoverSlot, ("project_id", "batch_id", "day", "starts", "ends", "places"), rows)
    for number, (_, slot) in enumerate(new, first):
        slot.id = number
    for slot in grown:
        stored = slice_.work.get(HandoverSlot, slot.id or 0)
        if stored.places < slot.places:
            before = {"places": stored.places}
            slice_.update(HandoverSlot, record_id(stored), stored.version, before, {"places": slot.places})
            slice_.work.session.expire(stored)


def _stored(values: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of the delivery itself, as it holds them."""
    kept: dict[str, Any] = {}
    if "due_on" in names:
        kept["due_on"] = values.get("due_on")
    if "late_rate" in names:
        kept["late_rate"] = rate_to_store(values.get("late_rate"))
    if "note" in names:
        kept["note"] = values.get("note") or ""
    return kept


def _id(one: PlannedBatch | PlannedSlot | None) -> int | None:
    return None if one is None else one.id


def _later(starts: str) -> str:
    """When a time ends of which the plan says only the beginning; the last of a day ends with it."""
    begins = datetime.combine(date.min, time.fromisoformat(starts))
    ends = begins + timedelta(minutes=EVERY)
    return "24:00" if ends.date() > date.min else f"{ends:%H:%M}"
