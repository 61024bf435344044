"""A clerk's stories at the filing screens: one contract filed, a pile of them, and why another cannot be."""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select
from tests.contracts.contract_ground import PRICE, ContractDesk
from tests.fixtures_store import NOW
from tests.overview.riverside import press, write
from tests.ui.conftest import Seen, seen, settle
from textual.pilot import Pilot

from deskapp.desks.contracts.sale.actions import review_contract
from deskapp.desks.contracts.sale.model import ContractTemplate, Filing, FilingAccount, FilingAccountMove, SaleContract
from deskapp.desks.contracts.sale.screens.accounts import FilingAccountsScreen
from deskapp.desks.contracts.sale.screens.contract import ContractScreen
from deskapp.desks.contracts.sale.screens.contract_form import ContractForm
from deskapp.desks.contracts.sale.screens.contract_list import ContractList
from deskapp.desks.contracts.sale.screens.filing_grid import FilingGrid
from deskapp.desks.contracts.sale.screens.filing_queue import FilingQueue
from deskapp.desks.contracts.sale.screens.reservation_form import ReservationForm
from deskapp.desks.contracts.sale.screens.templates import TemplatesScreen
from deskapp.money.model import Charge
from deskapp.office.deal.model import DealParty
from deskapp.settings import Home, Settings, find_home
from deskapp.ui.shell import DeskApp
from deskapp.wiring import CounterWiring, open_home

__all__ = ["seen"]

SIZE = (80, 24)


class Wiring(CounterWiring):
    """The program's own, with the names that the pictures show."""

    opened: Any = None

    def open(self, home: Home) -> Any:
        from deskapp.ui.work import Counter

        self.opened = open_home(home, NOW, writes=True)
        return Counter(self.opened, "滨江壹号", "王敏")


@asynccontextmanager
async def at_counter(desk: ContractDesk, folder: Path, language: Any = "zh") -> AsyncIterator[Pilot[int]]:
    """The counter on a copy of what the desk has by now."""
    home = find_home(folder / "counter")
    home.prepare()
    with closing(sqlite3.connect(desk.store.database)) as source, closing(sqlite3.connect(home.database)) as copy:
        source.backup(copy)
    app = DeskApp(home, Wiring(), Settings(language=language), now=lambda: NOW)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        yield pilot


async def show(pilot: Pilot[int], screen: Any) -> None:
    await pilot.app.push_screen(screen)
    await settle(pilot)


def rows(pilot: Pilot[int], query: Any) -> list[Any]:
    store = pilot.app.wiring.opened.store  # type: ignore[attr-defined]
    found: list[Any] = store.read(lambda reader: list(reader.session.exec(query)))
    return found


@pytest.fixture(autouse=True)
def wangmin_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "wangmin")


async def test_contracts_are_drafted_and_reserved(contract_desk: ContractDesk, tmp_path: Path) -> None:
    desk = contract_desk
    async with at_counter(desk, tmp_path) as pilot:
        await show(pilot, ContractForm(unit=desk.units["1507"], customer=desk.people["赵敏"]))
        form = pilot.app.screen.form  # type: ignore[attr-defined]
        assert form.typed["price_1"] == "1,000,000.00"
        form.focus_field("buyer_2")
        await write(pilot, "李静")
        await press(pilot, "enter")
        form.typed = {"share_1": "1/3", "share_2": "2/3", "method": ["instalments", "分期付款"]}
        form.typed = {"plan": "30% 1205; * 2027-03-31"}
        await press(pilot, "ctrl+s")
        (contract,) = rows(pilot, select(SaleContract).where(SaleContract.method == "instalments"))
        parties = rows(pilot, select(DealParty).where(DealParty.deal_id == contract.deal_id))
        assert [(one.share_n, one.share_d) for one in parties] == [(1, 3), (2, 3)]
        charges = rows(pilot, select(Charge).where(Charge.deal_id == contract.deal_id))
        assert [(one.part, one.amount, one.due_on) for one in charges] == [
            ("instalment", 30_000_000, date(2026, 12, 5)),
            ("instalment", 70_000_000, date(2027, 3, 31)),
        ]
        await show(pilot, ContractList())
        await press(pilot, "f9")
        assert isinstance(pilot.app.screen, ReservationForm)
        form = pilot.app.screen.form
        await write(pilot, "B1-")
        await press(pilot, "enter")
        other = form.typed["price_1"]
        assert other != "1,000,000.00"
        form.typed = {"inner_area_1": "61.5"}
        form.focus_field("unit_1")
        await press(pilot, "ctrl+u")
        await write(pilot, "3-2-1508")
        await press(pilot, "enter")
        # the price of the other place goes with it, what was typed stays
        assert (form.typed["price_1"], form.typed["inner_area_1"]) == ("1,000,000.00", "61.5")
        form.typed = {"inner_area_1": ""}
        form.focus_field("buyer_1")
        await write(pilot, "周杰")
        await press(pilot, "enter")
        form.typed = {"earnest": "5w"}
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, ContractScreen)
        kept = rows(pilot, select(SaleContract).order_by(col(SaleContract.id).desc()).limit(1))
        assert [(one.state, one.price) for one in kept] == [("reserved", 100_000_000)]


async def test_who_holds_the_keys_and_which_text_holds(contract_desk: ContractDesk, tmp_path: Path) -> None:
    async with at_counter(contract_desk, tmp_path) as pilot:
        await show(pilot, FilingAccountsScreen())
        await press(pilot, "f2")
        await write(pilot, "U1")
        await press(pilot, "enter", "enter")
        await write(pilot, "wangmin")
        await press(pilot, "enter", "ctrl+s")
        await press(pilot, "enter", "3")
        await write(pilot, "reported")
        await press(pilot, "ctrl+s")
        assert [one.kind for one in rows(pilot, select(FilingAccountMove))] == ["begun", "lost"]
        (account,) = rows(pilot, select(FilingAccount))
        assert account.holder_id is None
        await press(pilot, "f3")
        await show(pilot, TemplatesScreen())
        for edition in ("2025", "2026"):
            await press(pilot, "f2")
            form = pilot.app.screen.form  # type: ignore[attr-defined]
            form.typed = {"name": "GF-2014-0171", "edition": edition}
            if edition == "2025":
                form.typed = {"valid_from": "2025-01-01"}
            await press(pilot, "ctrl+s")
        texts = rows(pilot, select(ContractTemplate).order_by(col(ContractTemplate.id)))
        assert [one.valid_to for one in texts] == [date(2026, 11, 21), None]


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_a_blocked_filing_explains_itself(
    contract_desk: ContractDesk, tmp_path: Path, seen: Seen, language: str
) -> None:
    async with at_counter(contract_desk, tmp_path, language) as pilot:
        await show(pilot, ContractScreen(contract_desk.contracts["shut"]))
        await seen(pilot)
        await press(pilot, "2")
        await seen(pilot)
        await press(pilot, "f3")
        await show(pilot, FilingQueue())
        await seen(pilot)
        # what can be filed stands first in the grid; a shut row behind it says why
        await press(pilot, "f8")
        await press(pilot, "down")
        await seen(pilot)


def budget(name: str) -> int:
    budgets = tomllib.loads((Path(__file__).parents[1] / "budgets.toml").read_text(encoding="utf-8"))
    return int(budgets[name]["keys"])


async def test_filing_singly_keeps_to_its_budget(contract_desk: ContractDesk, tmp_path: Path) -> None:
    desk = contract_desk
    number = desk.signed("1506", "赵敏", number="HT-0006", day=date(2026, 10, 24))
    desk.do_as(desk.other, review_contract, number)
    desk.pay(number, PRICE)
    async with at_counter(desk, tmp_path) as pilot:
        await show(pilot, FilingQueue())
        count = 0
        for keys, text in (("enter 1", "WQ-77"), ("ctrl+s 1 ctrl+s 2", "BA-9"), ("ctrl+s", "")):
            for key in keys.split():
                await press(pilot, key)
                count += 1
            await write(pilot, text)
        (contract,) = rows(pilot, select(SaleContract).where(SaleContract.id == number))
    assert (contract.state, contract.filing_number, contract.online_number) == ("filed", "BA-9", "WQ-77")
    assert contract.seals_checked_on == NOW.date()
    assert count <= budget("filed_singly")


async def test_a_filing_has_the_number_behind_the_last(contract_desk: ContractDesk, tmp_path: Path) -> None:
    number = contract_desk.contracts["ready"]
    async with at_counter(contract_desk, tmp_path) as pilot:
        await show(pilot, ContractScreen(number))
        await press(pilot, "2")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, ContractScreen)
        (contract,) = rows(pilot, select(SaleContract).where(SaleContract.id == number))
        assert (contract.state, contract.filing_number) == ("filed", "BA2026000018")


async def test_a_pile_in_the_grid(contract_desk: ContractDesk, tmp_path: Path) -> None:
    desk = contract_desk
    second = desk.signed("1506", "赵敏", number="HT-0006")
    desk.approved(second)
    desk.pay(second, PRICE)
    ids = [desk.contracts["shut"], desk.contracts["ready"], second]
    async with at_counter(desk, tmp_path) as pilot:
        await show(pilot, FilingGrid(ids))
        await write(pilot, "BA2026000100")
        await press(pilot, "enter", "enter")
        grid = pilot.app.screen.grid  # type: ignore[attr-defined]
        assert [row.state for row in grid.rows] == ["shut", "open", "open"]
        assert any("300,000" in text for text, _ in grid.rows[0].said)
        for _ in range(2):
            keys = ("enter", "enter")
            await press(pilot, *keys)
            assert len(keys) <= budget("filed_in_the_grid")
        assert [row.state for row in grid.rows] == ["shut", "done", "done"]
        filed = rows(pilot, select(Filing.number).order_by(col(Filing.id)))
        assert filed == ["BA2026000017", "BA2026000101", "BA2026000102"]
        assert grid.typed == {str(ids[0]): {"number": "BA2026000100", "day": "2026-11-22"}}
        await press(pilot, "f3")
        await press(pilot, "f7")
        grid = pilot.app.screen.grid  # type: ignore[attr-defined]
        assert grid.rows[0].typed["number"] == "BA2026000100"
        assert grid.rows[1].state == "done"


async def test_the_figures_of_the_page_open_what_they_say(contract_desk: ContractDesk, tmp_path: Path) -> None:
    async with at_counter(contract_desk, tmp_path) as pilot:
        await show(pilot, ContractScreen(contract_desk.contracts["shut"]))
        opened = {}
        for key in ("1", "2", "3", "4", "5", "f2"):
            await press(pilot, key)
            opened[key] = type(pilot.app.screen).__name__
            await press(pilot, "f3")
            assert isinstance(pilot.app.screen, ContractScreen)
    assert opened == {
        "1": "ReviewForm",
        "2": "FileForm",
        "3": "MortgageForm",
        "4": "CashierScreen",
        "5": "PlanForm",
        "f2": "ContractForm",
    }
