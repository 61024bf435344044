"""Reads about batches: the list, one with all its parts, and what it lacks before it is announced."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TypeVar

from sqlmodel import SQLModel, col, func, select

from deskapp.desks.handover.planning.drafts import rate_from_store
from deskapp.desks.handover.planning.model import (
    BatchBuilding,
    BatchGroup,
    BatchItem,
    BatchStation,
    Delivery,
    FormEdition,
    GroupMember,
    HandoverBatch,
    HandoverSlot,
    Training,
)
from deskapp.desks.handover.planning.rows import (
    BatchLine,
    BatchRow,
    BuildingRow,
    GroupRow,
    ItemRow,
    MemberRow,
    SlotRow,
    StationRow,
    TrainingRow,
)
from deskapp.desks.handover.planning.rules import TOLD, BatchFacts, judge_publish
from deskapp.errors import Fault
from deskapp.office.acceptance.queries import acceptance_gaps
from deskapp.office.property.model import Building, Project, Unit
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

T = TypeVar("T", bound=SQLModel)
_DELIVERED = ("signed", "signed_with_list", "deemed")


def list_batches(
    reader: Reader, *, project_id: int | None = None, closed: bool = False, limit: int = 200
) -> list[BatchLine]:
    """The batches that are not over, the next one first; ``closed`` with those that are."""
    query = select(HandoverBatch, Project.name).join(Project, col(Project.id) == col(HandoverBatch.project_id))
    if project_id is not None:
        query = query.where(HandoverBatch.project_id == project_id)
    if not closed:
        query = query.where(col(HandoverBatch.closed_on).is_(None))
    over = col(HandoverBatch.closed_on).is_not(None)
    found = reader.session.exec(query.order_by(over, col(HandoverBatch.begins_on), col(HandoverBatch.id)).limit(limit))
    rows = [(batch, name) for batch, name in found]
    numbers = [record_id(batch) for batch, _ in rows]
    states, buildings = _states(reader, numbers), _building_codes(reader, numbers)
    return [
        BatchLine(
            record_id(batch),
            batch.project_id or 0,
            project,
            batch.name,
            batch.begins_on,
            batch.ends_on,
            buildings.get(record_id(batch), ()),
            batch.published_on,
            batch.closed_on,
            sum(count for state, count in states.get(record_id(batch), {}).items() if state != "ended"),
            sum(states.get(record_id(batch), {}).get(state, 0) for state in TOLD),
            sum(states.get(record_id(batch), {}).get(state, 0) for state in _DELIVERED),
        )
        for batch, project in rows
    ]


def batch_of_day(reader: Reader, day: date, project_id: int | None = None) -> int | None:
    """The announced batch that a day belongs to: one whose days it lies between, the one that began last."""
    query = select(HandoverBatch.id).where(
        HandoverBatch.begins_on <= day, HandoverBatch.ends_on >= day, col(HandoverBatch.closed_on).is_(None),
        col(HandoverBatch.published_on).is_not(None),
    )  # fmt: skip
    query = query if project_id is None else query.where(HandoverBatch.project_id == project_id)
    return reader.session.exec(
        query.order_by(col(HandoverBatch.begins_on).desc(), col(HandoverBatch.id).desc())
    ).first()


def get_batch(reader: Reader, batch_id: int, today: date | None = None) -> BatchRow:
    """A batch with everything; with ``today`` its buildings say which acceptances they lack."""
    batch = reader.get(HandoverBatch, batch_id)
    project = reader.get(Project, batch.project_id or 0)
    currency = "VND" if project.country == "VN" else "CNY"
    return BatchRow(
        batch_id,
        batch.version,
        record_id(project),
        project.name,
        project.country,
        batch.name,
        batch.begins_on,
        batch.ends_on,
        batch.place,
        batch.contact,
        batch.route,
        batch.risk_on,
        batch.due_on,
        rate_from_store(batch.late_rate),
        batch.published_on,
        batch.closed_on,
        batch.note,
        _buildings(reader, batch_id, today),
        stations_of(reader, batch_id),
        slots_of(reader, batch_id),
        groups_of(reader, batch_id),
        tuple(
            ItemRow(
                record_id(one),
                one.position,
                one.kind,
                one.code,
                one.name,
                None if one.amount is None else from_minor(one.amount, currency),
                one.note,
                one.ready_on,
                one.stored_file_id,
            )
            for one in sorted(_rows(reader, BatchItem, batch_id), key=lambda item: (item.kind, item.position))
        ),
        tuple(
            TrainingRow(record_id(one), one.held_on, one.topic, one.people, one.note)
            for one in sorted(_rows(reader, Training, batch_id), key=lambda training: training.held_on)
        ),
        _states(reader, [batch_id]).get(batch_id, {}),
    )


def stations_of(reader: Reader, batch_id: int) -> tuple[StationRow, ...]:
    """The stations of a batch in their order."""
    found = sorted(_rows(reader, BatchStation, batch_id), key=lambda station: station.position)
    return tuple(StationRow(record_id(one), one.position, one.code, one.name, one.required) for one in found)


def slots_of(reader: Reader, batch_id: int, day: date | None = None) -> tuple[SlotRow, ...]:
    """The times of a batch, or of one of its days, with how many homes have each."""
    query = select(HandoverSlot).where(HandoverSlot.batch_id == batch_id)
    query = query if day is None else query.where(HandoverSlot.day == day)
    count = select(Delivery.slot_id, func.count()).where(
        Delivery.batch_id == batch_id, col(Delivery.slot_id).is_not(None), col(Delivery.ended_on).is_(None)
    )
    taken = dict(reader.session.exec(count.group_by(col(Delivery.slot_id))).all())
    return tuple(
        SlotRow(record_id(one), one.day, one.starts, one.ends, one.places, taken.get(record_id(one), 0))
        for one in reader.session.exec(query.order_by(col(HandoverSlot.day), col(HandoverSlot.starts)))
    )


def groups_of(reader: Reader, batch_id: int) -> tuple[GroupRow, ...]:
    """The groups of a batch with their people, who answers for each first."""
    groups = sorted(_rows(reader, BatchGroup, batch_id), key=lambda group: group.position)
    numbers = [record_id(group) for group in groups]
    members: dict[int, list[MemberRow]] = {}
    query = select(GroupMember).where(col(GroupMember.group_id).in_(numbers)).order_by(col(GroupMember.id))
    for one in reader.session.exec(query):
        members.setdefault(one.group_id, []).append(
            MemberRow(record_id(one), one.staff_id, one.name, one.phone, one.leads)
        )
    return tuple(
        GroupRow(
            record_id(one),
            one.position,
            one.name,
            one.kind,
            one.heads,
            one.station,
            one.duty,
            tuple(sorted(members.get(record_id(one), ()), key=lambda member: not member.leads)),
        )
        for one in groups
    )


def publish_faults(reader: Reader, batch_id: int, today: date) -> list[Fault]:
    """What a batch lacks before it is announced, warnings among it."""
    batch = get_batch(reader, batch_id, today)
    return judge_publish(
        BatchFacts(
            buildings=len(batch.buildings),
            stations=len(batch.stations),
            signature_last=bool(batch.stations) and batch.stations[-1].code == "signature",
            slots=len(batch.slots),
            papers=len(batch.items_of("paper")),
            pack_missing=tuple(item.name or item.code for item in batch.items_of("pack") if item.ready_on is None),
            leaderless=tuple(group.name for group in batch.groups if group.leader is None),
            units=batch.units - batch.done,
            places=sum(slot.places for slot in batch.slots),
            unaccepted=tuple(building.code for building in batch.buildings if building.gaps),
        )
    )


def list_form_editions(reader: Reader, *, former: bool = False, limit: int = 500) -> list[FormEdition]:
    """The centre's own forms by name, the edition in force first."""
    query = select(FormEdition).order_by(col(FormEdition.name), col(FormEdition.valid_from).desc()).limit(limit)
    query = query if former else query.where(col(FormEdition.valid_to).is_(None))
    return list(reader.session.exec(query))


def _rows(reader: Reader, table: type[T], batch_id: int) -> list[T]:
    return list(reader.session.exec(select(table).where(table.batch_id == batch_id)))  # type: ignore[attr-defined]


def _states(reader: Reader, batch_ids: Collection[int]) -> dict[int, dict[str, int]]:
    query = select(Delivery.batch_id, Delivery.state, func.count()).where(col(Delivery.batch_id).in_(batch_ids))
    found: dict[int, dict[str, int]] = {}
    for batch, state, count in reader.session.exec(query.group_by(col(Delivery.batch_id), col(Delivery.state))):
        found.setdefault(batch or 0, {})[state] = count
    return found


def _building_codes(reader: Reader, batch_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    query = (
        select(BatchBuilding.batch_id, Building.code)
        .join(Building, col(Building.id) == col(BatchBuilding.building_id))
        .where(col(BatchBuilding.batch_id).in_(batch_ids))
        .order_by(func.length(Building.code), col(Building.code))
    )
    found: dict[int, tuple[str, ...]] = {}
    for batch, code in reader.session.exec(query):
        found[batch] = (*found.get(batch, ()), code)
    return found


def _buildings(reader: Reader, batch_id: int, today: date | None) -> tuple[BuildingRow, ...]:
    query = (
        select(Building)
        .join(BatchBuilding, col(BatchBuilding.building_id) == col(Building.id))
        .where(BatchBuilding.batch_id == batch_id)
        .order_by(func.length(Building.code), col(Building.code))
    )
    found = list(reader.session.exec(query))
    numbers = [record_id(one) for one in found]
    gaps = {} if today is None else acceptance_gaps(reader, numbers, today)
    units = (
        select(Unit.building_id, func.count())
        .join(Delivery, col(Delivery.unit_id) == col(Unit.id))
        .where(Delivery.batch_id == batch_id, col(Delivery.ended_on).is_(None))
        .group_by(col(Unit.building_id))
    )
    counts = dict(reader.session.exec(units).all())
    return tuple(
        BuildingRow(
            record_id(one),
            one.code,
            counts.get(record_id(one), 0),
            tuple(gap.kind for gap in gaps.get(record_id(one), ()) if gap.handover),
        )
        for one in found
    )
