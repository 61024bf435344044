"""An office that sells: a building, buyers, two clerks, and contracts in different states of their life."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from shutil import copyfile
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from tests.fixtures_store import NOW, Counter, open_counter

from deskapp.desks.contracts.sale.actions import (
    check_seals,
    draft_contract,
    note_online_number,
    reserve,
    review_contract,
    sign_contract,
)
from deskapp.desks.contracts.sale.actions_filing import file_contract
from deskapp.desks.contracts.sale.drafts import ContractDraft, ReservationDraft
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.money.drafts import ReceiptDraft
from deskapp.money.receipts import receive
from deskapp.office.deal.drafts import DealUnitDraft, PartyDraft
from deskapp.office.deal.queries import buyers_of
from deskapp.office.property.actions import add_unit
from deskapp.office.property.drafts import UnitDraft
from deskapp.office.staff.actions import NOBODY, ensure_clerk
from deskapp.store.base import record_id
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Work
from deskapp.wiring import indexers, load_tables, projectors

P = ParamSpec("P")
T = TypeVar("T")

AREA: Final = Decimal("100.00")
INNER: Final = Decimal("80.00")
UNIT_PRICE: Final = Decimal("10000.00")
PRICE: Final = Decimal("1000000.00")
ROOMS: Final = ("1501", "1502", "1503", "1504", "1505", "1506", "1507", "1508")
PEOPLE: Final = {
    "张三丰": ("13800138000", "110105198504121172"),
    "李静": ("13800138001", "310115200109232489"),
    "王芳": ("13800138002", "500108199912313057"),
    "陈伟": ("13800138003", "44030419930715881X"),
    "赵敏": ("13800138004", "370102199202290644"),
    "周杰": ("13800138005", "110101199003070011"),
}
"""Everybody who buys, with phone and identity number."""


@dataclass
class ContractDesk:
    """``contracts`` by what they are there for: ready (every gate open, not filed), shut (due in two days, most of the
    down payment missing, not reviewed), filed, draft, reserved. Units 1506 to 1508 and the parking space are free."""

    counter: Counter
    other: Clerk
    units: dict[str, int]
    people: dict[str, int]
    contracts: dict[str, int] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        return self.counter.store

    def do(self, action: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """One unit of work of the clerk who drafts."""
        return self.counter.do(action, *args, **kwargs)

    def do_as(self, clerk: Clerk, action: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """The same of somebody else."""
        return self.store.write(clerk, action.__name__, lambda work: action(work, *args, **kwargs), NOW)

    def on(self, day: date, action: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """The same on another day."""
        moment = datetime.combine(day, time(9, 41), UTC)
        return self.store.write(self.counter.clerk, action.__name__, lambda work: action(work, *args, **kwargs), moment)

    def contract(self, name: str) -> SaleContract:
        """A contract's record as it is stored."""
        return self.counter.ask(lambda reader: reader.get(SaleContract, self.contracts[name]))

    def deal(self, name: str) -> int:
        """The deal of a contract."""
        return self.contract(name).deal_id

    def drafted(self, room: str, *buyers: str, **more: Any) -> int:
        """A contract of a unit for these buyers, jointly; a lump sum unless told."""
        return record_id(self.do(draft_contract, contract_draft(self.units[room], self._ids(buyers), **more)))

    def signed(self, room: str, *buyers: str, day: date = date(2026, 11, 2), **more: Any) -> int:
        """The same, signed."""
        number = self.drafted(room, *buyers, **{"drafted_on": day, **more})
        self.do(sign_contract, number, day)
        return number

    def approved(self, number: int) -> None:
        """Reviewed by the other clerk, seals complete."""
        self.do_as(self.other, review_contract, number)
        self.do(check_seals, number)

    def pay(self, contract_id: int, amount: Decimal, **more: Any) -> int:
        """Money for a contract's deal from its first buyer; a receipt's id."""
        deal_id = self.counter.ask(lambda reader: reader.get(SaleContract, contract_id).deal_id)
        (first, *_) = self.counter.ask(buyers_of, [deal_id])[deal_id]
        draft = ReceiptDraft(first.customer.id, amount, "CNY", "transfer", deal_id=deal_id, **more)
        return record_id(self.do(receive, draft))

    def _ids(self, names: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(self.people[name] for name in names)


def contract_draft(unit_id: int, buyers: tuple[int, ...], price: Decimal = PRICE, **more: Any) -> ContractDraft:
    """A home of 100 m² for these buyers, jointly."""
    unit = DealUnitDraft(unit_id, AREA, INNER, price / AREA, price)
    parties = more.pop("parties", tuple(PartyDraft(number) for number in buyers))
    return ContractDraft((unit, *more.pop("along", ())), parties, more.pop("whole", price), **more)


@contextmanager
def open_desk(database: Path) -> Iterator[Counter]:
    """The counter on a file, with all that follows and is found."""
    load_tables()
    with open_counter(database) as plain:
        store = Store(database, indexers(), projectors=projectors())
        try:
            yield Counter(store, plain.clerk)
        finally:
            store.close()


def make_desk(database: Path) -> ContractDesk:
    """Fill a file that has an office and a clerk; the desk holds numbers alone and may be opened on a copy."""
    with open_desk(database) as counter:
        other = counter.store.write(NOBODY, "office.begin", lambda work: ensure_clerk(work, "zhangli"), NOW)
        building = counter.building()
        units = {room: _unit(counter, building, room) for room in ROOMS}
        parking = UnitDraft("88", "", kind="parking", area=Decimal("12.50"), total_price=Decimal("150000.00"))
        units["P88"] = record_id(counter.do(add_unit, building, parking))
        people = {
            name: counter.customer(name, phone=phone, id_number=number) for name, (phone, number) in PEOPLE.items()
        }
        desk = ContractDesk(counter, other, units, people)
        ready = desk.signed("1501", "张三丰", "李静", number="HT-0001")
        desk.approved(ready)
        desk.do(note_online_number, ready, "WQ20260001", date(2026, 11, 1))
        desk.pay(ready, PRICE)
        shut = desk.signed(
            "1502", "王芳", day=date(2026, 10, 25), number="HT-0002", method="mortgage", bank="建设银行",
            down_payment=Decimal(300_000),
        )  # fmt: skip
        desk.pay(shut, Decimal(120_000))
        filed = desk.signed("1503", "陈伟", number="HT-0003")
        desk.approved(filed)
        desk.pay(filed, PRICE)
        desk.do(file_contract, filed, "BA2026000017", date(2026, 11, 20))
        draft = desk.drafted("1504", "赵敏", number="HT-0004")
        kept = ReservationDraft(
            (DealUnitDraft(units["1505"]),), (PartyDraft(people["周杰"]),), date(2026, 11, 20), earnest=Decimal(50_000)
        )
        reserved = record_id(desk.do(reserve, kept))
        desk.contracts |= {"ready": ready, "shut": shut, "filed": filed, "draft": draft, "reserved": reserved}
        return desk


def _unit(counter: Counter, building: int, room: str) -> int:
    return record_id(
        counter.do(
            add_unit,
            building,
            UnitDraft(room, "2", area=AREA, inner_area=INNER, unit_price=UNIT_PRICE, total_price=PRICE),
        )
    )


@contextmanager
def desk_on(made: ContractDesk, source: Path, target: Path) -> Iterator[ContractDesk]:
    """The desk on a copy of its file."""
    with open_desk(Path(copyfile(source, target))) as counter:
        yield ContractDesk(counter, made.other, made.units, made.people, dict(made.contracts))
