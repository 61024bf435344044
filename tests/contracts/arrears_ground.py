"""An office whose buyers are late in every way: with the price, with a loan, as retail and as bulk buyers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import copyfile
from typing import Final

from tests.fixtures_store import Counter, open_counter

from deskapp.desks.contracts.sale.actions import draft_contract, sign_contract
from deskapp.desks.contracts.sale.drafts import ContractDraft, PlanLine
from deskapp.desks.contracts.sale.plan import first_buyer
from deskapp.money.drafts import ReceiptDraft
from deskapp.money.receipts import receive
from deskapp.office.deal.drafts import DealUnitDraft, PartyDraft
from deskapp.store.base import record_id
from deskapp.store.store import Store
from deskapp.wiring import indexers, load_tables, projectors

PRICE: Final = Decimal(1_000_000)


@dataclass(frozen=True)
class Late:
    """The office, and its deals: ``lump`` 174 days late with everything, ``parts`` with three instalments and a penalty
    agreed, ``loan`` without a loan yet, ``bulk`` of a bulk buyer, ``paid`` late with nothing."""

    counter: Counter
    lump: int
    parts: int
    loan: int
    bulk: int
    paid: int


@contextmanager
def open_late(database: Path) -> Iterator[Counter]:
    """The counter on it, with everything that follows."""
    load_tables()
    with open_counter(database) as plain:
        store = Store(database, indexers(), projectors=projectors())
        try:
            yield Counter(store, plain.clerk)
        finally:
            store.close()


def make_late(database: Path) -> tuple[int, ...]:
    """The office in a file that has an office and a clerk; the numbers of its deals."""
    with open_late(database) as counter:
        building = counter.building()
        instalments = tuple(
            PlanLine("instalment", Decimal(amount), date(2026, month, 10))
            for amount, month in ((300_000, 9), (300_000, 10), (400_000, 11))
        )
        lump = _contract(counter, building, "1501", "张三丰", "13800138000", date(2026, 6, 1))
        parts = _contract(
            counter, building, "1502", "李静", "13800138001", date(2026, 8, 1), method="instalments", lines=instalments,
            penalty_rate=Decimal("0.01"),
        )  # fmt: skip
        loan = _contract(
            counter, building, "1503", "Nguyễn Văn Đạt", "", date(2026, 10, 1), method="mortgage",
            down_payment=Decimal(300_000), bank="建设银行",
        )  # fmt: skip
        bulk = _contract(
            counter, building, "1504", "江城实业有限公司", "", date(2026, 11, 20), kind_of_buyer="company",
            payer_class="bulk",
        )  # fmt: skip
        paid = _contract(counter, building, "1505", "王五", "13800138004", date(2026, 6, 1))
        _pay(counter, paid, PRICE)
        _pay(counter, parts, Decimal(100_000))
        _pay(counter, loan, Decimal(300_000))
    return lump, parts, loan, bulk, paid


@contextmanager
def copy_late(made: tuple[Path, tuple[int, ...]], folder: Path) -> Iterator[Late]:
    """A copy of it for one test."""
    database, deals = made
    with open_late(copyfile(database, folder / "deskapp.db")) as counter:
        yield Late(counter, *deals)


def _contract(
    counter: Counter,
    building: int,
    room: str,
    buyer: str,
    phone: str,
    signed_on: date,
    *,
    kind_of_buyer: str = "person",
    **more: object,
) -> int:
    language = "vi" if buyer.startswith("Nguyễn") else ""
    customer = counter.customer(buyer, kind=kind_of_buyer, phone=phone, language=language)
    unit = counter.unit(building, room)
    usual: dict[str, object] = {"price": PRICE, "drafted_on": signed_on, "number": f"BJ2026-{room}"}
    draft = ContractDraft((DealUnitDraft(unit, price=PRICE),), (PartyDraft(customer),), **{**usual, **more})  # type: ignore[arg-type]
    contract = counter.do(draft_contract, draft)
    counter.do(sign_contract, record_id(contract), signed_on)
    return contract.deal_id


def _pay(counter: Counter, deal: int, amount: Decimal) -> None:
    buyer = counter.ask(first_buyer, deal)
    counter.do(receive, ReceiptDraft(buyer, amount, "CNY", "transfer", slip="S1", deal_id=deal))
