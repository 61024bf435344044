"""The office of a rehearsal: a building, its buyers and what they paid, a batch of today with notices and keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any, Final, TypeVar

from sqlmodel import col, select

from deskapp.desks.handover.planning.actions import (
    assign_slots,
    plan_batch,
    publish_batch,
    set_buildings,
    take_in_units,
)
from deskapp.desks.handover.planning.actions_notice import send_notices
from deskapp.desks.handover.planning.actions_parts import set_slots
from deskapp.desks.handover.planning.drafts import BatchDraft, NoticeDraft, SlotDraft
from deskapp.desks.handover.planning.model import Delivery
from deskapp.desks.handover.settling.reckoning import work_out_funds
from deskapp.money.charges import add_charge
from deskapp.money.drafts import ChargeDraft, ReceiptDraft
from deskapp.money.receipts import receive
from deskapp.office.acceptance.actions import note_acceptance
from deskapp.office.acceptance.drafts import AcceptanceDraft
from deskapp.office.acceptance.rules import needs_on
from deskapp.office.customer.actions import add_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.deal.actions import begin_deal
from deskapp.office.deal.drafts import DealDraft, DealUnitDraft, PartyDraft
from deskapp.office.property.actions import add_building, add_project, add_unit
from deskapp.office.property.drafts import UnitDraft
from deskapp.papers.keys.actions import add_key_sets
from deskapp.papers.keys.drafts import KeySetDraft
from deskapp.store.base import record_id
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Reader, Work

T = TypeVar("T")
BEFORE: Final = timedelta(days=30)
"""Sold and announced so long before the day."""
AREA: Final = Decimal("100.00")
INNER: Final = Decimal("80.00")
UNIT_PRICE: Final = Decimal(8000)
OWED: Final = Decimal(10_000)
ROOMS_A_FLOOR: Final = 4
A_SLOT: Final = 30
CHUNK: Final = 25
FUND_CLASS: Final = "lift_high"
SURNAMES: Final = "赵钱孙李周吴郑王冯陈"
GIVEN: Final = "伟芳娜敏静强磊军洋艳"


@dataclass(frozen=True, slots=True)
class Ground:
    """The batch of today and its deliveries; ``absent`` are those whose owners will not come."""

    batch_id: int
    deliveries: tuple[int, ...]
    absent: frozenset[int]
    morning: datetime

    @property
    def day(self) -> date:
        """The day that is played."""
        return self.morning.date()


def make_ground(store: Store, clerk: Clerk, units: int, seed: int, morning: datetime) -> Ground:
    """Make the office, so that on this morning every owner has a notice and every home its keys."""
    rng = Random(seed)
    sold = morning - BEFORE

    def write(action: Callable[..., T], *told: Any, at: datetime = sold) -> T:
        return store.write(clerk, "rehearsal.ground", lambda work: action(work, *told), at)

    project, building = write(_place)
    for numbers in _parts(range(units)):
        write(_sell, building, [(number, rng.random()) for number in numbers])
    batch = write(_plan, project, building, units, morning.date())
    deliveries = store.read_all(lambda reader: deliveries_of(reader, batch))
    for part in _parts(deliveries):
        write(send_notices, part, NoticeDraft("message"), at=sold + timedelta(days=7))
        write(work_out_funds, part, FUND_CLASS)
    absent = frozenset(rng.sample(deliveries, len(deliveries) // 16))
    return Ground(batch, tuple(deliveries), absent, morning)


def _parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + CHUNK] for start in range(0, len(numbers), CHUNK))


def deliveries_of(reader: Reader, batch_id: int) -> list[int]:
    """The deliveries of a batch, in their order."""
    query = select(Delivery.id).where(Delivery.batch_id == batch_id).order_by(col(Delivery.id))
    return [number for number in reader.session.exec(query) if number is not None]


def _place(work: Work) -> tuple[int, int]:
    project = record_id(add_project(work, "演练花园"))
    building = record_id(add_building(work, project, "1"))
    for need in needs_on(work.today, "CN"):
        passed = AcceptanceDraft(building, need.kind, result="passed", decided_on=work.today, number=f"YL-{need.kind}")
        note_acceptance(work, passed)
    return project, building


def _sell(work: Work, building: int, chosen: Sequence[tuple[int, float]]) -> None:
    """Homes with their buyer and a price that is paid, or nearly; some were measured larger or smaller."""
    for number, chance in chosen:
        floor, place = divmod(number, ROOMS_A_FLOOR)
        price = AREA * UNIT_PRICE
        surveyed = AREA + Decimal((0, 0, 1, -1, 4)[int(chance * 50) % 5])
        room = f"{floor + 1}{place + 1:02}"
        draft = UnitDraft(
            room, "1", sale_number=f"1-1-{room}", surveyed_number=f"1-1-{room}", area=AREA, inner_area=INNER,
            contract_area=AREA, surveyed_area=surveyed, total_price=price,
        )  # fmt: skip
        unit = record_id(add_unit(work, building, draft))
        name = SURNAMES[number % 10] + GIVEN[number // 10 % 10] + GIVEN[number // 100 % 10]
        buyer = record_id(add_customer(work, CustomerDraft(name, phone=f"138{number:08}")))
        terms = DealUnitDraft(unit, AREA, INNER, UNIT_PRICE, price)
        deal = record_id(begin_deal(work, DealDraft((terms,), (PartyDraft(buyer),), work.today)))
        add_charge(work, ChargeDraft(buyer, "price", price, "CNY", unit_id=unit, deal_id=deal, part="full"))
        paid = price - OWED if chance < 0.1 else price
        receive(work, ReceiptDraft(buyer, paid, "CNY", "transfer", deal_id=deal, slip=f"YL{number:05}"))


def _plan(work: Work, project: int, building: int, units: int, day: date) -> int:
    add_key_sets(work, building, KeySetDraft(0, contents="大门、信箱"))
    draft = BatchDraft(
        project, "演练批次", day, day, place="销售中心", contact="010-88888888", due_on=day - timedelta(days=10),
        late_rate=Decimal("0.01"), risk_on=day + timedelta(days=7),
    )  # fmt: skip
    batch = record_id(plan_batch(work, draft))
    set_buildings(work, batch, [building])
    times = [f"{hour:02}:{minute:02}" for hour in range(9, 18) for minute in (0, A_SLOT)]
    places = -(-units // (len(times) - 1)) + 1
    set_slots(work, batch, [SlotDraft(day, one, other, places) for one, other in pairwise(times)])
    publish_batch(work, batch, "演练")
    take_in_units(work, batch, work.today)
    assign_slots(work, batch)
    return batch
