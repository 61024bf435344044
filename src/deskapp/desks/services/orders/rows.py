"""Orders, technicians and dispatches as rows: read for many of them in a few statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from sqlmodel import SQLModel, col, select

from deskapp.cases.model import Case
from deskapp.desks.services.orders.model import Dispatch, WorkOrder
from deskapp.desks.services.orders.rules import is_late, is_untaken
from deskapp.desks.services.prices.queries import list_prices
from deskapp.office.customer.rows import find_rows
from deskapp.office.organisation.model import Organisation
from deskapp.office.property.model import Building, Project, Unit
from deskapp.office.staff.model import Staff
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader
from deskapp.values.money import from_minor
from deskapp.values.phones import mask_phone
from deskapp.values.rooms import unit_code

T = TypeVar("T", bound=SQLModel)


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in a list; ``where`` as everybody says it, ``phone`` masked, money in its currency."""

    id: int
    version: int
    case_id: int
    number: str
    parent_id: int | None
    kind: str
    words: str
    project: str
    where: str
    place: str
    unit_id: int | None
    customer_id: int | None
    who: str
    phone: str
    item: str
    service: str
    price_code: str
    quantity: int
    trade: str
    urgency: str
    outside_number: str
    defect_id: int | None
    reported_at: datetime
    warranty: str
    warranty_until: date | None
    warranty_reason: str
    payer: str
    organisation_id: int | None
    organisation: str
    currency: str
    quoted: Decimal | None
    quoted_at: datetime | None
    accepted_at: datetime | None
    accepted_how: str
    refused_at: datetime | None
    charge_id: int | None
    slot_at: datetime | None
    slot_ends: datetime | None
    arrived_at: datetime | None
    finished_at: datetime | None
    done: str
    signed_by: str
    material: str
    quality: str
    safety: str
    check_note: str
    checked_at: datetime | None
    checked_by: str
    cost: Decimal | None
    cost_approved_at: datetime | None
    cost_approved_by: str
    closed_at: datetime | None
    cancel_reason: str
    state: str
    state_since: datetime
    open: bool
    due_at: datetime | None
    staff_id: int | None
    staff: str
    way: str
    given_at: datetime | None
    take_by: datetime | None
    taken_at: datetime | None

    def is_late(self, now: datetime) -> bool:
        """Whether it should be done by now and is not."""
        return is_late(self.state, self.due_at, now)

    def is_untaken(self, now: datetime) -> bool:
        """Whether whoever was sent should have said by now that they come, and did not."""
        return is_untaken(self.taken_at, self.take_by, now) and self.state == "dispatched"


def order_rows(reader: Reader, orders: Iterable[WorkOrder]) -> list[OrderRow]:
    """These, in their order."""
    found = list(orders)
    cases = _by_id(reader, Case, {one.case_id for one in found})
    callers = {one.customer_id for one in cases.values() if one.customer_id is not None}
    people = {row.id: row for row in find_rows(reader, callers)}
    units = _by_id(reader, Unit, {one.unit_id for one in found})
    buildings = _by_id(
        reader, Building, {one.building_id for one in found} | {one.building_id for one in units.values()}
    )
    projects = _by_id(reader, Project, {one.project_id for one in found})
    firms = _by_id(reader, Organisation, {one.organisation_id for one in found})
    sent = _sent(reader, [record_id(one) for one in found])
    staff = _by_id(reader, Staff, {one.staff_id for one in sent.values()})
    services = {row.code: row.name for row in list_prices(reader)} if any(one.price_code for one in found) else {}
    rows = []
    for one in found:
        case, unit = cases[one.case_id], units.get(one.unit_id or 0)
        building = buildings.get((unit.building_id if unit is not None else one.building_id) or 0)
        person = people.get(case.customer_id or 0)
        given = sent.get(record_id(one))
        firm, project = firms.get(one.organisation_id or 0), projects.get(one.project_id or 0)
        rows.append(
            OrderRow(
                id=record_id(one),
                version=one.version,
                case_id=one.case_id,
                number=case.number,
                parent_id=case.parent_id,
                kind=one.kind,
                words=case.need,
                project=project.name if project is not None else "",
                where=_where(one, unit, building),
                place=one.place,
                unit_id=one.unit_id,
                customer_id=case.customer_id,
                who=person.name if person is not None else case.caller_name,
                phone=mask_phone(case.caller_phone or (person.phone if person is not None else "")),
                item=one.item,
                service=services.get(one.price_code, one.price_code),
                organisation=firm.name if firm is not None else "",
                quoted=_money(one.quoted, one.currency),
                cost=_money(one.cost, one.currency),
                staff_id=given.staff_id if given is not None else None,
                staff=staff[given.staff_id].name if given is not None else "",
                way=given.way if given is not None else "",
                given_at=given.given_at if given is not None else None,
                take_by=given.take_by if given is not None else None,
                taken_at=given.taken_at if given is not None else None,
                **{name: getattr(one, name) for name in _SAME},
            )
        )
    return rows


_SAME = (
    "price_code", "quantity", "trade", "urgency", "outside_number", "defect_id", "reported_at", "warranty",
    "warranty_until", "warranty_reason", "payer", "organisation_id", "currency", "quoted_at", "accepted_at",
    "accepted_how", "refused_at", "charge_id", "slot_at", "slot_ends", "arrived_at", "finished_at", "done",
    "signed_by", "material", "quality", "safety", "check_note", "checked_at", "checked_by", "cost_approved_at",
    "cost_approved_by", "closed_at", "cancel_reason", "state", "state_since", "open", "due_at",
)  # fmt: skip


def _where(order: WorkOrder, unit: Unit | None, building: Building | None) -> str:
    if unit is not None:
        return unit_code(building.code if building is not None else "", unit.entrance, unit.room)
    return order.unit_text or (building.code if building is not None else "")


def _money(amount: int | None, currency: str) -> Decimal | None:
    return None if amount is None else from_minor(amount, currency)


def _sent(reader: Reader, orders: Collection[int]) -> dict[int, Dispatch]:
    found: dict[int, Dispatch] = {}
    for chunk in in_chunks(orders):
        query = select(Dispatch).where(col(Dispatch.order_id).in_(chunk), col(Dispatch.ended_at).is_(None))
        found |= {one.order_id: one for one in reader.session.exec(query)}
    return found


def _by_id(reader: Reader, kind: type[T], numbers: Collection[int | None]) -> dict[int, T]:
    found: dict[int, T] = {}
    for chunk in in_chunks({number for number in numbers if number is not None}):
        query = select(kind).where(kind.id.in_(chunk))  # type: ignore[attr-defined]
        found |= {record_id(one): one for one in reader.session.exec(query)}
    return found
