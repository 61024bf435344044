"""An office that hands over: two buildings, homes sold, unsold and resettled, an announced batch in its middle.

Building 3 (entrance 2): 1501 张三丰 and 李静, paid, with the parking space P88; 1502 王芳, 880,000 of the price owed;
1503 陈伟, paid; 1504 赵敏, paid; 1505 unsold; 1506 reserved. Building 5 (entrance 1): 201 周杰, resettled; 202 孙丽.
The batch's days are 2026-11-21 to 2026-11-24; ``TODAY`` (2026-11-22) is its second. Every home of it is ready, has a
time of today, and its owner was told on 2026-11-10.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from shutil import copyfile
from typing import Any, Final, TypeVar

from tests.contracts.contract_ground import AREA, INNER, PRICE, UNIT_PRICE, contract_draft, open_desk
from tests.fixtures_store import NOW, TODAY, Counter

from deskapp.desks.contracts.sale.actions import draft_contract, reserve, sign_contract
from deskapp.desks.contracts.sale.drafts import ReservationDraft
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.desks.handover.planning.actions import (
    assign_slots,
    plan_batch,
    publish_batch,
    set_buildings,
    take_in_units,
)
from deskapp.desks.handover.planning.actions_delivery import note_ready
from deskapp.desks.handover.planning.actions_notice import send_notices
from deskapp.desks.handover.planning.actions_parts import begin_groups, mark_ready, set_members, set_slots
from deskapp.desks.handover.planning.drafts import BatchDraft, MemberDraft, NoticeDraft
from deskapp.desks.handover.planning.model import Delivery
from deskapp.desks.handover.planning.queries import DeliveryFilter, get_batch, list_deliveries
from deskapp.desks.handover.planning.queries_batch import groups_of
from deskapp.desks.handover.planning.slots import parse_pattern, slots_of
from deskapp.money.drafts import ReceiptDraft
from deskapp.money.receipts import receive
from deskapp.office.acceptance.actions import note_acceptance
from deskapp.office.acceptance.drafts import AcceptanceDraft
from deskapp.office.acceptance.rules import needs_on
from deskapp.office.access.actions import grant_role
from deskapp.office.access.queries import rights_of
from deskapp.office.customer.actions import add_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.deal.actions import begin_deal
from deskapp.office.deal.drafts import DealDraft, DealUnitDraft, PartyDraft
from deskapp.office.deal.queries import buyers_of
from deskapp.office.organisation.actions import OrganisationDraft, add_organisation
from deskapp.office.property.actions import add_building, add_project, add_unit
from deskapp.office.property.drafts import UnitDraft
from deskapp.office.staff.actions import NOBODY, add_department, ensure_clerk, find_clerk
from deskapp.settings import find_home
from deskapp.store.base import record_id
from deskapp.store.migrate import prepare_database
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Reader, Work

T = TypeVar("T")

DAYS: Final = (date(2026, 11, 21), date(2026, 11, 24))
RISK_ON: Final = date(2026, 11, 30)
DUE_ON: Final = date(2026, 11, 15)
TOLD_ON: Final = date(2026, 11, 10)
HOMES: Final = ("1501", "1502", "1503", "1504", "1505", "1506")
PEOPLE: Final = {
    "张三丰": ("13800138000", "110105198504121172"),
    "李静": ("13800138001", "310115200109232489"),
    "王芳": ("13800138002", "500108199912313057"),
    "陈伟": ("13800138003", "44030419930715881X"),
    "赵敏": ("13800138004", "370102199202290644"),
    "周杰": ("13800138005", "110101199003070011"),
    "孙丽": ("13800138006", "110101199003078160"),
}
CONTRACTORS: Final = ("宏远防水", "立新门窗", "通达水电")


@dataclass
class HandoverDesk:
    """``units`` by room, ``people`` by name, ``deals`` and ``deliveries`` by room; ``batch`` the announced one."""

    counter: Counter
    project: int = 0
    buildings: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    deals: dict[str, int] = field(default_factory=dict)
    deliveries: dict[str, int] = field(default_factory=dict)
    organisations: dict[str, int] = field(default_factory=dict)
    departments: dict[str, int] = field(default_factory=dict)
    batch: int = 0

    @property
    def store(self) -> Store:
        return self.counter.store

    def do(self, action: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """One unit of work of the clerk, at the fixed moment."""
        return self.store.write(self.counter.clerk, action.__name__, lambda work: action(work, *args, **kwargs), NOW)

    def on(self, day: date, action: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """The same on another day."""
        moment = datetime.combine(day, time(9, 41), UTC)
        return self.store.write(self.counter.clerk, action.__name__, lambda work: action(work, *args, **kwargs), moment)

    def do_as(self, login: str, name: str, action: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """The same of somebody else, as the trail would call the action: the rights are those of their role."""
        clerk = self.clerk(login)
        return self.store.write(clerk, name, lambda work: action(work, *args, **kwargs), NOW)

    def ask(self, query: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """One snapshot."""
        return self.store.read(lambda reader: query(reader, *args, **kwargs))

    def clerk(self, login: str) -> Clerk:
        """Somebody by their login, with the rights of their role where the ground gave one."""
        found = self.store.read_all(lambda reader: _clerk(reader, login))
        assert found is not None
        return found

    def delivery(self, room: str) -> Delivery:
        """A delivery's record as it is stored."""
        found: Delivery = self.ask(lambda reader: reader.get(Delivery, self.deliveries[room]))
        return found

    def pay(self, room: str, amount: Decimal, **more: Any) -> int:
        """Money of the first buyer for a home's deal; a receipt's id."""
        (first, *_) = self.ask(buyers_of, [self.deals[room]])[self.deals[room]]
        draft = ReceiptDraft(first.customer.id, amount, "CNY", "transfer", deal_id=self.deals[room], **more)
        return record_id(self.do(receive, draft))


def _clerk(reader: Reader, login: str) -> Clerk | None:
    found = find_clerk(reader, login)
    return None if found is None else replace(found, rights=rights_of(reader, found.id, TODAY))


def make_handover(database: Path, *, country: str = "CN") -> HandoverDesk:
    """Fill a file that has an office and a clerk; the desk holds numbers alone and may be opened on a copy."""
    with open_desk(database) as counter:
        desk = HandoverDesk(counter)
        _office(desk, country)
        _homes(desk, country)
        _deals(desk)
        _accepted(desk, country)
        _batch(desk)
        return desk


def _office(desk: HandoverDesk, country: str) -> None:
    desk.project = record_id(
        desk.do(add_project, "滨江壹号", country=country, place="重庆" if country == "CN" else "Hà Nội")
    )
    desk.departments = {
        name: record_id(desk.do(add_department, name)) for name in ("工程部", "前期部", "征迁部", "财务部")
    }
    desk.organisations = {
        name: record_id(desk.do(add_organisation, OrganisationDraft(name, "contractor"))) for name in CONTRACTORS
    }
    for code in ("3", "5"):
        desk.buildings[code] = record_id(desk.do(add_building, desk.project, code))
    desk.people = {
        name: record_id(desk.do(add_customer, CustomerDraft(name, phone=phone, id_number=number)))
        for name, (phone, number) in PEOPLE.items()
    }


def _homes(desk: HandoverDesk, country: str) -> None:
    money = Decimal(1) if country == "CN" else Decimal(3000)
    currency = "CNY" if country == "CN" else "VND"

    def home(building: str, room: str, entrance: str, **more: Any) -> None:
        draft = UnitDraft(
            room, entrance, floor=int(room[:-2] or 0), area=AREA, inner_area=INNER, unit_price=UNIT_PRICE * money,
            total_price=PRICE * money, currency=currency, **more,
        )  # fmt: skip
        desk.units[room] = record_id(desk.do(add_unit, desk.buildings[building], draft))

    for room in HOMES:
        home("3", room, "2")
    for room in ("201", "202"):
        home("5", room, "1")
    parking = UnitDraft(
        "P88", "", kind="parking", area=Decimal("12.50"), total_price=Decimal(150_000) * money, currency=currency
    )
    desk.units["P88"] = record_id(desk.do(add_unit, desk.buildings["3"], parking))


def _deals(desk: HandoverDesk) -> None:
    day = date(2026, 3, 2)

    def sold(room: str, *names: str, **more: Any) -> None:
        draft = contract_draft(desk.units[room], tuple(desk.people[name] for name in names), drafted_on=day, **more)
        contract = record_id(desk.on(day, draft_contract, draft))
        desk.on(day, sign_contract, contract, day)
        desk.deals[room] = desk.ask(lambda reader: reader.get(SaleContract, contract).deal_id)

    sold(
        "1501", "张三丰", "李静", number="HT-0001", along=(DealUnitDraft(desk.units["P88"], price=Decimal(150_000)),),
        whole=PRICE + 150_000,
    )  # fmt: skip
    desk.pay("1501", PRICE + 150_000)
    sold("1502", "王芳", number="HT-0002")
    desk.pay("1502", Decimal(120_000))
    for room, name in (("1503", "陈伟"), ("1504", "赵敏"), ("202", "孙丽")):
        sold(room, name, number=f"HT-{room}")
        desk.pay(room, PRICE)
    kept = ReservationDraft(
        (DealUnitDraft(desk.units["1506"]),), (PartyDraft(desk.people["孙丽"]),), TODAY, earnest=Decimal(50_000)
    )
    desk.do(reserve, kept)
    exchange = DealDraft(
        (DealUnitDraft(desk.units["201"], AREA, INNER),), (PartyDraft(desk.people["周杰"]),), day, kind="resettlement"
    )
    desk.deals["201"] = record_id(desk.on(day, begin_deal, exchange))


def _accepted(desk: HandoverDesk, country: str) -> None:
    for building in desk.buildings.values():
        for need in needs_on(TODAY, country):
            if need.handover:
                passed = date(2026, 9, 30)
                desk.do(
                    note_acceptance,
                    AcceptanceDraft(
                        building, need.kind, desk.departments["工程部"], result="passed", decided_on=passed,
                        number=f"YS-{building}-{need.kind}",
                    ),
                )  # fmt: skip


def _batch(desk: HandoverDesk) -> None:
    draft = BatchDraft(
        desk.project, "第一批", *DAYS, place="售楼处一楼", contact="023-6300 1234", risk_on=RISK_ON, due_on=DUE_ON,
        late_rate=Decimal("0.01"),
    )  # fmt: skip
    told = TOLD_ON - timedelta(days=2)
    desk.batch = record_id(desk.on(told, plan_batch, draft))
    desk.on(told, set_buildings, desk.batch, list(desk.buildings.values()))
    pattern, _ = parse_pattern("9:00-12:00 /60 x5")
    assert pattern is not None
    desk.on(told, set_slots, desk.batch, slots_of([DAYS[0], TODAY, DAYS[1]], pattern))
    desk.on(told, begin_groups, desk.batch, "handbook_full")
    for group in desk.ask(groups_of, desk.batch):
        desk.on(told, set_members, group.id, [MemberDraft(f"{group.name}负责人", phone="13900139000")])
    for item in desk.ask(get_batch, desk.batch).items_of("pack"):
        desk.on(told, mark_ready, item.id, told)
    desk.on(told, take_in_units, desk.batch, told)
    rows = desk.ask(list_deliveries, TODAY, DeliveryFilter(batch_id=desk.batch))
    desk.deliveries = {row.room.split("-")[-1]: row.id for row in rows}
    desk.on(told, note_ready, list(desk.deliveries.values()), told)
    desk.on(told, publish_batch, desk.batch)
    # the first day's times stay free: everybody comes today
    desk.on(TODAY, assign_slots, desk.batch)
    desk.on(TOLD_ON, send_notices, list(desk.deliveries.values()), NoticeDraft("post"))


def add_people(desk: HandoverDesk) -> None:
    """Staff of the roles that a handover needs, by login: inspector, cashier, resettlement, senior, boss."""
    roles = {
        "inspector": "inspector", "cashier": "cashier", "resettler": "resettlement", "senior": "senior_clerk",
        "boss": "supervisor",
    }  # fmt: skip
    for login, role in roles.items():
        clerk = desk.store.write(NOBODY, "office.begin", partial(ensure_clerk, login=login), NOW)
        desk.store.write(NOBODY, "access.grant", partial(_grant, staff_id=clerk.id, role=role), NOW)


def _grant(work: Work, staff_id: int, role: str) -> None:
    grant_role(work, staff_id, role, reason="交房现场岗位")


def make_handover_home(folder: Path, *, country: str = "CN") -> HandoverDesk:
    """The same in a home, for stories at the counter; the clerk is wangmin."""
    home = find_home(folder)
    home.prepare()
    prepare_database(home.database, NOW)
    return make_handover(home.database, country=country)


@contextmanager
def handover_on(made: HandoverDesk, source: Path, target: Path) -> Iterator[HandoverDesk]:
    """The desk on a copy of its file."""
    with open_desk(Path(copyfile(source, target))) as counter:
        yield HandoverDesk(
            counter, made.project, dict(made.buildings), dict(made.units), dict(made.people), dict(made.deals),
            dict(made.deliveries), dict(made.organisations), dict(made.departments), made.batch,
        )  # fmt: skip
