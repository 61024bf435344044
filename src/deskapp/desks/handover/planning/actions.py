"""A batch of a handover: planned, its parts set, announced and closed; and the deliveries of its units begun."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlmodel import col, func, or_, select

from deskapp.desks.handover.planning.drafts import BatchDraft, DeliveryDraft, TrainingDraft, rate_to_store
from deskapp.desks.handover.planning.model import (
    BatchBuilding,
    BatchItem,
    BatchStation,
    Delivery,
    HandoverBatch,
    HandoverSlot,
    Training,
)
from deskapp.desks.handover.planning.plans import items_on, routes_on
from deskapp.desks.handover.planning.queries import publish_faults
from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.office.checking import refuse
from deskapp.office.deal.model import Deal, DealUnit
from deskapp.office.deal.queries import living_deal
from deskapp.office.property.model import Building, Project, Unit
from deskapp.office.warranty.actions import end_warranties
from deskapp.store.base import record_id
from deskapp.store.reasons import checked_reason
from deskapp.store.work import Work


def plan_batch(work: Work, draft: BatchDraft) -> HandoverBatch:
    """A batch begins with the stations of its way and with what owners of its country are told and given."""
    project = work.get(Project, draft.project_id)
    draft, faults = draft.checked()
    refuse(faults)
    route = next((one for one in routes_on(work.today, project.country) if one.code == draft.route), None)
    if route is None:
        raise DeskError("draft.choice", "route", value=draft.route)
    _refuse_taken(work, draft, None)
    batch = work.add(HandoverBatch(office_id=project.office_id, **_columns(draft)))
    own: dict[str, Any] = {"office_id": batch.office_id, "project_id": batch.project_id, "batch_id": record_id(batch)}
    for position, code in enumerate(route.stations, 1):
        work.add(BatchStation(position=position, code=code, required=code not in route.optional, **own))
    for position, item in enumerate(items_on(work.today, project.country), 1):
        work.add(BatchItem(position=position, kind=item.kind, code=item.code, **own))
    return batch


def edit_batch(work: Work, batch_id: int, draft: BatchDraft, seen: int | None = None) -> HandoverBatch:
    """What the form says now; the project stays, and another way takes its stations only through ``set_stations``."""
    batch = work.get(HandoverBatch, batch_id)
    draft, faults = draft.checked()
    refuse(faults)
    if draft.project_id != batch.project_id:
        raise DeskError("batch.project_stays", "project_id")
    _refuse_taken(work, draft, batch_id)
    work.change(batch, _columns(draft), seen=seen)
    return batch


def set_buildings(work: Work, batch_id: int, building_ids: Collection[int]) -> None:
    """The buildings of a batch; one whose homes are in it already stays (``batch.building_used``)."""
    batch = work.get(HandoverBatch, batch_id)
    stored = {
        one.building_id: one
        for one in work.session.exec(select(BatchBuilding).where(BatchBuilding.batch_id == batch_id))
    }
    for number in sorted(stored.keys() - {*building_ids}):
        used = select(func.count()).select_from(Delivery).join(Unit, col(Unit.id) == col(Delivery.unit_id))
        count = work.session.exec(used.where(Delivery.batch_id == batch_id, Unit.building_id == number)).one()
        if count:
            raise DeskError("batch.building_used", "buildings", building=work.get(Building, number).code, count=count)
        work.remove(stored[number])
    for number in dict.fromkeys(building_ids):
        if number not in stored:
            _add_building(work, batch, work.get(Building, number))


def note_training(work: Work, batch_id: int, draft: TrainingDraft) -> Training:
    """A training for the handover was held: about what, who was there."""
    batch = work.get(HandoverBatch, batch_id)
    draft, faults = draft.checked(work.today)
    refuse(faults)
    own: dict[str, Any] = {"office_id": batch.office_id, "project_id": batch.project_id, "batch_id": batch_id}
    return work.add(Training(**own, **asdict(draft)))


def edit_training(work: Work, training_id: int, draft: TrainingDraft) -> Training:
    """What a training was, put right."""
    training = work.get(Training, training_id)
    draft, faults = draft.checked(work.today)
    refuse(faults)
    work.change(training, asdict(draft))
    return training


def publish_batch(work: Work, batch_id: int, reason: str = "") -> HandoverBatch:
    """Announce a batch: from now on its owners may be sent notices.

    Refused for the first thing that it lacks, unless a reason is given, which the trail keeps.
    """
    batch = work.get(HandoverBatch, batch_id)
    if batch.published_on is not None:
        raise DeskError("batch.published", day=batch.published_on)
    lacking = [fault for fault in publish_faults(work, batch_id, work.today) if not fault.warning]
    if lacking and not reason:
        raise DeskError(lacking[0].code, **lacking[0].values)
    if lacking:
        work.reason = checked_reason(reason)
    work.change(batch, {"published_on": work.today})
    return batch


def close_batch(work: Work, batch_id: int) -> HandoverBatch:
    """The batch is over; homes that are still to be delivered stay so, and another batch may take them in."""
    batch = work.get(HandoverBatch, batch_id)
    if batch.closed_on is not None:
        raise DeskError("batch.closed", day=batch.closed_on)
    work.change(batch, {"closed_on": work.today})
    return batch


def open_batch(work: Work, batch_id: int, reason: str) -> HandoverBatch:
    """A batch was closed too early."""
    batch = work.get(HandoverBatch, batch_id)
    if batch.closed_on is None:
        raise DeskError("batch.open")
    work.reason = checked_reason(reason)
    work.change(batch, {"closed_on": None})
    return batch


def take_in_units(work: Work, batch_id: int, today: date | None = None) -> int:
    """A delivery for every sold or resettled unit of the batch's buildings that has none, with its living deal.

    Those that stand in no batch, or in a closed one, and are still to be delivered come over. A home that was given
    back and sold again, or exchanged, begins anew: the handover to whom it does not belong any more ends. Says how
    many.
    """
    batch = _open(work, batch_id)
    if today is not None and today > batch.ends_on:
        raise DeskError("batch.past", "batch_id", day=batch.ends_on)
    buildings = select(BatchBuilding.building_id).where(BatchBuilding.batch_id == batch_id)
    resettled = (
        select(DealUnit.unit_id)
        .join(Deal, col(Deal.id) == col(DealUnit.deal_id))
        .where(col(DealUnit.until).is_(None), Deal.kind == "resettlement")
    )
    wanted = or_(Unit.sale_state == "sold", col(Unit.id).in_(resettled))
    query = (
        select(Unit)
        .join(Building, col(Building.id) == col(Unit.building_id))
        .where(col(Unit.building_id).in_(buildings), wanted)
        .order_by(func.length(Building.code), Building.code, Unit.entrance, func.length(Unit.room), Unit.room)
    )
    count = 0
    living = _living(work, buildings)
    for unit in work.session.exec(query).all():
        there = living.get(record_id(unit))
        if there is not None and there.deal_id is not None:
            deal_id = living_deal(work, record_id(unit))
            if deal_id not in (None, there.deal_id):
                _end_resold(work, there)
                there = None
        if there is None:
            _begin(work, unit, batch, DeliveryDraft(record_id(unit)))
            count += 1
        elif there.batch_id != batch_id and _may_come(work, there):
            work.change(there, {"batch_id": batch_id, "slot_id": None})
            count += 1
    return count


def plan_delivery(work: Work, draft: DeliveryDraft) -> Delivery:
    """Begin the delivery of one unit; ``delivery.living`` where it has one that is not over.

    A batch that did not have the unit's building has it from now on.
    """
    unit = work.get(Unit, draft.unit_id)
    draft, faults = draft.checked()
    refuse(faults)
    there = select(Delivery).where(Delivery.unit_id == draft.unit_id, col(Delivery.ended_on).is_(None))
    if (stored := work.session.exec(there).first()) is not None:
        raise DeskError("delivery.living", "unit_id", state=stored.state)
    batch = None if draft.batch_id is None else _open(work, draft.batch_id)
    if batch is not None:
        if batch.project_id != unit.project_id:
            raise DeskError("batch.other_project", "batch_id", batch=batch.name)
        building = select(BatchBuilding.id).where(
            BatchBuilding.batch_id == draft.batch_id, BatchBuilding.building_id == unit.building_id
        )
        if work.session.exec(building).first() is None:
            _add_building(work, batch, work.get(Building, unit.building_id))
    return _begin(work, unit, batch, draft)


def edit_delivery(work: Work, delivery_id: int, draft: DeliveryDraft, seen: int | None = None) -> Delivery:
    """What was agreed of a delivery: its slot, the contract's last day, the penalty, a note."""
    delivery = work.get(Delivery, delivery_id)
    draft, faults = draft.checked()
    refuse(faults)
    if draft.slot_id is not None and draft.slot_id != delivery.slot_id:
        take_place(work, draft.slot_id, delivery.batch_id)
    fields = {"slot_id": draft.slot_id, "due_on": draft.due_on, "note": draft.note}
    if draft.deal_id is not None:
        fields["deal_id"] = record_id(work.get(Deal, draft.deal_id))
    work.change(delivery, {**fields, "late_rate": rate_to_store(draft.late_rate)}, seen=seen)
    return delivery


def assign_slots(work: Work, batch_id: int, delivery_ids: Sequence[int] | None = None) -> tuple[int, int]:
    """Give the homes of a batch that have no time yet one each, in their order, as long as there are places.

    Says how many got one, and for how many there was none.
    """
    _open(work, batch_id)
    query = select(Delivery).where(
        Delivery.batch_id == batch_id,
        col(Delivery.slot_id).is_(None),
        col(Delivery.state).in_(("not_ready", "ready", "notified", "absent")),
    )
    if delivery_ids is not None:
        query = query.where(col(Delivery.id).in_(delivery_ids))
    waiting = list(work.session.exec(query.order_by(col(Delivery.id))))
    free = [
        number
        for number, left in free_places(work, batch_id).items()
        for _ in range(left)
    ]  # fmt: skip
    for delivery, slot in zip(waiting, free, strict=False):
        work.change(delivery, {"slot_id": slot})
    return min(len(waiting), len(free)), max(0, len(waiting) - len(free))


def free_places(work: Work, batch_id: int) -> dict[int, int]:
    """The places left in each slot of today and later, in the order of days and times."""
    query = select(HandoverSlot).where(HandoverSlot.batch_id == batch_id, HandoverSlot.day >= work.today)
    slots = list(work.session.exec(query.order_by(col(HandoverSlot.day), col(HandoverSlot.starts))))
    taken = _taken(work, [record_id(slot) for slot in slots])
    return {record_id(slot): max(0, slot.places - taken.get(record_id(slot), 0)) for slot in slots}


def take_place(work: Work, slot_id: int, batch_id: int | None) -> HandoverSlot:
    """A slot of the batch that has a place left; ``slot.full`` and ``slot.other_batch`` else."""
    slot = work.get(HandoverSlot, slot_id)
    if slot.batch_id != batch_id:
        raise DeskError("slot.other_batch", "slot_id")
    if _taken(work, [slot_id]).get(slot_id, 0) >= slot.places:
        raise DeskError("slot.full", "slot_id", day=slot.day, time=slot.starts, places=slot.places)
    return slot


def _taken(work: Work, slot_ids: Collection[int]) -> dict[int, int]:
    query = select(Delivery.slot_id, func.count()).where(
        col(Delivery.slot_id).in_(slot_ids), col(Delivery.ended_on).is_(None)
    )
    return {number: count for number, count in work.session.exec(query.group_by(col(Delivery.slot_id))) if number}


def _living(work: Work, buildings: Any) -> dict[int, Delivery]:
    query = (
        select(Delivery)
        .join(Unit, col(Unit.id) == col(Delivery.unit_id))
        .where(col(Unit.building_id).in_(buildings), col(Delivery.ended_on).is_(None))
    )
    return {one.unit_id: one for one in work.session.exec(query)}


def _may_come(work: Work, delivery: Delivery) -> bool:
    """Whether a delivery that another batch left open may come over."""
    if delivery.signed_on is not None or delivery.deemed_on is not None:
        return False
    return delivery.batch_id is None or work.get(HandoverBatch, delivery.batch_id).closed_on is not None


def _begin(work: Work, unit: Unit, batch: HandoverBatch | None, draft: DeliveryDraft) -> Delivery:
    deal_id = draft.deal_id or living_deal(work, record_id(unit))
    deal = None if deal_id is None else work.get(Deal, deal_id)
    if draft.slot_id is not None:
        take_place(work, draft.slot_id, draft.batch_id)
    rate = rate_to_store(draft.late_rate)
    return work.add(
        Delivery(
            office_id=unit.office_id,
            project_id=unit.project_id,
            unit_id=record_id(unit),
            batch_id=None if batch is None else record_id(batch),
            deal_id=deal_id,
            slot_id=draft.slot_id,
            due_on=draft.due_on or (batch.due_on if batch else None),
            late_rate=rate if rate is not None else (batch.late_rate if batch else None),
            currency=deal.currency if deal else unit.currency,
            note=draft.note,
            state_since=None,
        )
    )


def _end_resold(work: Work, delivery: Delivery) -> None:
    why = words(work.clerk.language).text("delivery.resold")
    work.change(delivery, {"ended_on": work.today, "end_reason": why, "slot_id": None})
    end_warranties(work, delivery.unit_id)
    # another one of the same unit begins at once: the database lets one live at a time
    work.session.flush()


def _open(work: Work, batch_id: int) -> HandoverBatch:
    batch = work.get(HandoverBatch, batch_id)
    if batch.closed_on is not None:
        raise DeskError("batch.closed", "batch_id", day=batch.closed_on)
    return batch


def _add_building(work: Work, batch: HandoverBatch, building: Building) -> None:
    if building.project_id != batch.project_id:
        raise DeskError("batch.other_project", "buildings", batch=batch.name)
    own: dict[str, Any] = {"office_id": batch.office_id, "project_id": batch.project_id, "batch_id": record_id(batch)}
    work.add(BatchBuilding(**own, building_id=record_id(building)))


def _columns(draft: BatchDraft) -> dict[str, Any]:
    return {**asdict(draft), "late_rate": rate_to_store(draft.late_rate)}


def _refuse_taken(work: Work, draft: BatchDraft, own: int | None) -> None:
    query = select(HandoverBatch.id).where(
        HandoverBatch.project_id == draft.project_id, HandoverBatch.name == draft.name
    )
    holder = work.session.exec(query).first()
    if holder is not None and holder != own:
        raise DeskError("batch.taken", "name", name=draft.name)
