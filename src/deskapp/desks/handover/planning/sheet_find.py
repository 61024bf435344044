"""What the sheet of a plan compares with: living deliveries, batches with their times, deals of units."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlmodel import col, func, or_, select

from deskapp.desks.handover.planning.drafts import rate_from_store
from deskapp.desks.handover.planning.model import Delivery, HandoverBatch, HandoverSlot
from deskapp.desks.handover.planning.sheet_write import PlannedBatch, PlannedSlot
from deskapp.office.deal.model import Deal, DealUnit
from deskapp.office.property.model import Project
from deskapp.sheets.judge import Known
from deskapp.store.audit import to_json
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.edited import plain, read_edited
from deskapp.store.work import Reader

_OVER = ("signed", "signed_with_list", "deemed")


def deliveries_of(reader: Reader, units: Collection[int]) -> dict[int, Known]:
    """The living delivery of units, as the sheet says it."""
    found: dict[int, Known] = {}
    for part in in_chunks(units):
        query = select(Delivery).where(col(Delivery.unit_id).in_(part), col(Delivery.ended_on).is_(None))
        deliveries = list(reader.session.exec(query))
        edits = {record_id(one): read_edited(one.edited) for one in deliveries}
        slots = _slots_by_id(reader, {_first(one, edits[record_id(one)], "slot_id") for one in deliveries})
        slots |= _slots_by_id(reader, {one.slot_id for one in deliveries})
        wanted = {_first(one, edits[record_id(one)], "batch_id") for one in deliveries}
        names = _batch_names(reader, wanted | {one.batch_id for one in deliveries})
        for one in deliveries:
            day, time = slots.get(one.slot_id or 0, (None, None))
            values = {
                "batch": names.get(one.batch_id or 0),
                "day": day,
                "time": time,
                "due_on": one.due_on,
                "late_rate": rate_from_store(one.late_rate),
                "note": one.note or None,
            }
            edited = _edited(edits[record_id(one)], slots, names)
            parts = {
                "batch_id": one.batch_id, "slot_id": one.slot_id, "deal": one.deal_id,
                "over": one.state if one.state in _OVER else "",
            }  # fmt: skip
            found[one.unit_id] = Known(record_id(one), one.version, values, edited, parts)
    return found


def batches_of(
    reader: Reader, named: Collection[tuple[str, str]], numbers: Collection[int | None]
) -> dict[int, PlannedBatch]:
    """The batches of these projects and names, and of these numbers, with the places that are left."""
    names, ids = {name for _, name in named}, {number for number in numbers if number}
    query = (
        select(HandoverBatch, Project.name)
        .join(Project, col(Project.id) == col(HandoverBatch.project_id))
        .where(or_(col(HandoverBatch.name).in_(names), col(HandoverBatch.id).in_(ids)))
    )
    found: dict[int, PlannedBatch] = {}
    for one, project in reader.session.exec(query):
        if (project, one.name) in named or record_id(one) in ids:
            found[record_id(one)] = PlannedBatch(
                record_id(one), one.name, project, one.project_id, one.begins_on, one.ends_on, one.closed_on,
                one.due_on, one.late_rate, version=one.version,
            )  # fmt: skip
    for part in in_chunks(found):
        taken = select(Delivery.slot_id, func.count()).where(
            col(Delivery.batch_id).in_(part), col(Delivery.ended_on).is_(None), col(Delivery.slot_id).is_not(None)
        )
        counts = dict(reader.session.exec(taken.group_by(col(Delivery.slot_id))).all())
        slots = select(HandoverSlot).where(col(HandoverSlot.batch_id).in_(part))
        for slot in reader.session.exec(slots.order_by(col(HandoverSlot.day), col(HandoverSlot.starts))):
            number = record_id(slot)
            found[slot.batch_id].slots[slot.day, slot.starts] = PlannedSlot(
                number, slot.day, slot.starts, slot.ends, slot.places, counts.get(number, 0)
            )
    return found


def deals_of_units(reader: Reader, units: Collection[int]) -> dict[int, tuple[int, str]]:
    """The living deal of units and its currency."""
    found: dict[int, tuple[int, str]] = {}
    for part in in_chunks(units):
        query = (
            select(DealUnit.unit_id, Deal.id, Deal.currency)
            .join(Deal, col(Deal.id) == col(DealUnit.deal_id))
            .where(col(DealUnit.unit_id).in_(part), col(DealUnit.until).is_(None))
        )
        found |= {unit: (deal, currency) for unit, deal, currency in reader.session.exec(query) if deal is not None}
    return found


def _edited(edited: dict[str, dict[str, Any]], slots: dict[int, tuple[Any, Any]], names: dict[int, str]) -> str:
    """The bookkeeping of edited fields in the words of the sheet: a slot is a day and a time."""
    told = dict(edited)
    if (mark := told.pop("slot_id", None)) is not None:
        day, time = slots.get(mark["base"] or 0, (None, None))
        told |= {"day": {**mark, "base": plain(day)}, "time": {**mark, "base": time}}
    if (mark := told.pop("batch_id", None)) is not None:
        told["batch"] = {**mark, "base": names.get(mark["base"] or 0)}
    if (mark := told.get("late_rate")) is not None and isinstance(mark["base"], int):
        told["late_rate"] = {**mark, "base": plain(rate_from_store(mark["base"]))}
    return to_json(told) if told else ""


def _first(one: Delivery, edited: dict[str, dict[str, Any]], name: str) -> int | None:
    """What a field was before clerks edited it."""
    number: int | None = edited[name]["base"] if name in edited else getattr(one, name)
    return number


def _slots_by_id(reader: Reader, numbers: Collection[int | None]) -> dict[int, tuple[Any, Any]]:
    found: dict[int, tuple[Any, Any]] = {}
    for part in in_chunks({number for number in numbers if number}):
        query = select(HandoverSlot).where(col(HandoverSlot.id).in_(part))
        found |= {record_id(slot): (slot.day, slot.starts) for slot in reader.session.exec(query)}
    return found


def _batch_names(reader: Reader, numbers: Collection[int | None]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in in_chunks({number for number in numbers if number}):
        query = select(HandoverBatch.id, HandoverBatch.name).where(col(HandoverBatch.id).in_(part))
        found |= {number or 0: name for number, name in reader.session.exec(query)}
    return found
