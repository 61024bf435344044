"""A clerk's way through what an owner settles: the page of a delivery, areas, fund, tax, papers, strict gates."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.fixtures_store import TODAY
from tests.handover.handover_ground import HandoverDesk
from tests.overview.riverside import SIZE, ask, counter_on, notice, press
from tests.ui.conftest import Seen, screen_text, seen, settle

from deskapp.desks.contracts.paying.screens.cashier import CashierScreen
from deskapp.desks.handover.screens.delivery import DeliveryScreen
from deskapp.desks.handover.settling.facts import load_settled
from deskapp.desks.handover.settling.modes import mode_of
from deskapp.desks.handover.settling.screens.area import AreaForm
from deskapp.desks.handover.settling.screens.due_forms import FundForm, ResettledForm, TaxForm, VoucherForm
from deskapp.desks.handover.settling.screens.dues import DuesScreen
from deskapp.desks.handover.settling.screens.gate_modes import GateModesScreen
from deskapp.desks.handover.settling.screens.title_papers import InvoiceForm, ReceiptsForm, TitlePapersScreen
from deskapp.office.property.model import Unit
from deskapp.ui.shell import DeskApp

__all__ = ["seen"]
D = Decimal


def survey(app: DeskApp, unit: int, area: str, inner: str, number: str) -> None:
    """The survey of a home comes in."""
    told = {"surveyed_area": D(area), "surveyed_inner_area": D(inner), "surveyed_number": number}
    app.opened().write("unit.edit", lambda work: work.change(work.get(Unit, unit), told), app.now())


def fact(app: DeskApp, delivery: int) -> Any:
    return ask(app, load_settled, delivery, TODAY)


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_pictures_of_settling(
    handover_home: Path, handover_home_made: tuple[HandoverDesk, Path], language: str, seen: Seen
) -> None:
    desk = handover_home_made[0]
    app = counter_on(handover_home, language)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        survey(app, desk.units["1502"], "96.00", "76.80", "3-2-1602")
        app.push_screen(DeliveryScreen(desk.deliveries["1502"]))
        await settle(pilot)
        await seen(pilot)
        await press(pilot, "1", "2", "2", "ctrl+s", "3", "ctrl+s")
        await seen(pilot)
        await press(pilot, "4")
        await seen(pilot)
        await press(pilot, "escape", "escape", "3")
        await seen(pilot)
        await press(pilot, "escape", "9")
        await seen(pilot)


async def test_from_the_page_to_paid_at_the_cashier(
    handover_home: Path, handover_home_made: tuple[HandoverDesk, Path]
) -> None:
    desk = handover_home_made[0]
    delivery = desk.deliveries["1504"]
    app = counter_on(handover_home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        survey(app, desk.units["1504"], "104.00", "83.20", "3-2-1504")
        app.push_screen(DeliveryScreen(delivery))
        await settle(pilot)
        # the area: worked out while typed, beyond the limit the owner keeps the home, in one form
        await press(pilot, "2")
        assert isinstance(app.screen, AreaForm)
        text = screen_text(app)
        assert "误差 4.0000 %：业主补交 ¥30,000.00" in text
        assert "2026-12-22 前退还" in text
        for _ in range(6):
            await press(pilot, "down")
        await press(pilot, "1", "ctrl+s")
        assert isinstance(app.screen, DeliveryScreen)
        assert (fact(app, delivery).area.choice, fact(app, delivery).area.amount) == ("keep", D(30_000))
        # fund by the class of the place, tax by the first home: they go by the final area and price
        await press(pilot, "1", "2")
        assert isinstance(app.screen, FundForm)
        await press(pilot, "2", "ctrl+s")
        await press(pilot, "3")
        assert isinstance(app.screen, TaxForm)
        await press(pilot, "down", *"ZF1122", "ctrl+s")
        assert isinstance(app.screen, DuesScreen)
        known = fact(app, delivery)
        assert (known.due("fund").amount, known.due("deed_tax").amount) == (D("8320.00"), D("10300.00"))
        assert known.due("deed_tax").basis["proof"] == "ZF1122"
        # the owner has the receipt of the fund already
        await press(pilot, "down", "down", "enter", "2")
        assert isinstance(app.screen, VoucherForm)
        await press(pilot, *"WX8811", "ctrl+s")
        assert fact(app, delivery).due("fund").state == "own"
        # one key: what is open is charged, and the money can be taken
        await press(pilot, "1")
        assert isinstance(app.screen, CashierScreen)
        assert "契税" in screen_text(app)
        assert "面积补差款" in screen_text(app)
        assert fact(app, delivery).due("deed_tax").state == "charged"


async def test_papers_invoice_and_receipts(handover_home: Path, handover_home_made: tuple[HandoverDesk, Path]) -> None:
    desk = handover_home_made[0]
    delivery = desk.deliveries["1501"]
    app = counter_on(handover_home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(TitlePapersScreen(delivery))
        await settle(pilot)
        await press(pilot, "enter")
        assert fact(app, delivery).paper("title", "application").is_done
        # one is not needed, all others are here in one key
        await press(pilot, "4", "1", *"公司统一办理授权", "enter")
        assert fact(app, delivery).paper("title", "power_of_attorney").waived == "公司统一办理授权"
        await press(pilot, "1")
        assert "✗" not in screen_text(app).split("房号")[0]
        await press(pilot, "2")
        assert isinstance(app.screen, InvoiceForm)
        await press(pilot, *"26500012", "ctrl+s", "3")
        assert isinstance(app.screen, ReceiptsForm)
        # as the books have them: they need not be typed
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, TitlePapersScreen)
        assert "✓ 已收回" in screen_text(app)
        # ticked by mistake
        await press(pilot, "5", "1", *"没有签字页", "enter")
        assert not fact(app, delivery).paper("title", "application").is_done


async def test_a_resettled_household_and_a_gate_that_only_warns(
    handover_home: Path, handover_home_made: tuple[HandoverDesk, Path]
) -> None:
    desk = handover_home_made[0]
    delivery = desk.deliveries["201"]
    app = counter_on(handover_home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        survey(app, desk.units["201"], "106.00", "84.00", "5-1-201")
        app.push_screen(DeliveryScreen(delivery))
        await settle(pilot)
        assert "征迁部可办" in screen_text(app)
        await press(pilot, "1", "7")
        assert isinstance(app.screen, ResettledForm)
        # area by the agreement stands there; the tiers' prices are the department's
        await press(pilot, "down", "down", "down", *"3000", "down", *"8000", "down", "down", *"协议二〇二四", "ctrl+s")
        assert isinstance(app.screen, DuesScreen)
        assert fact(app, delivery).area.amount == D(18_000)
        # the project may not collect the fund: from today on the gate only warns
        await press(pilot, "escape", "9")
        assert isinstance(app.screen, GateModesScreen)
        for _ in range(6):
            await press(pilot, "down")
        await press(pilot, "enter", "2", *"当地不许代收", "enter")
        assert ask(app, mode_of, desk.project, "fund", TODAY) == "warn"
        assert "已改" in notice(app)
        assert "当地不许代收" in screen_text(app)
