"""A clerk's stories at the filing screens: one contract filed, a pile of them, and why another cannot be."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select
from tests.contracts.contract_ground import PRICE, ContractDesk
from tests.fixtures_store import NOW
from tests.overview.riverside import press, write
from tests.ui.conftest import Seen, seen, settle
from textual.pilot import Pilot

from deskapp.desks.contracts.model import Filing, SaleContract
from deskapp.desks.contracts.screens.contract import ContractScreen
from deskapp.desks.contracts.screens.filing_grid import FilingGrid
from deskapp.desks.contracts.screens.filing_queue import FilingQueue
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
        await press(pilot, "f8")
        await seen(pilot)


async def test_filing_singly(contract_desk: ContractDesk, tmp_path: Path) -> None:
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
        await press(pilot, "enter", "enter")
        await press(pilot, "enter", "enter")
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
