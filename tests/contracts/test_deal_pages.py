"""The unit page as the page of work, the customer page with a line a purchase: what stands there, where it leads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.contracts.contract_ground import ContractDesk
from tests.fixtures_store import TODAY
from tests.overview.riverside import SIZE, counter_on, press, write
from tests.ui.conftest import Seen, screen_text, seen, settle

from deskapp.desks.contracts.sale.actions import cancel_contract
from deskapp.overview.deal_facts import facts_of_customer, facts_of_unit, living
from deskapp.overview.screens.customer import CustomerScreen
from deskapp.overview.screens.unit import UnitScreen

__all__ = ["seen"]


def test_the_facts_of_a_unit_are_those_of_its_living_deal(contract_desk: ContractDesk) -> None:
    desk = contract_desk
    facts = desk.counter.ask(facts_of_unit, desk.units["1502"], TODAY)
    one = living(facts)
    assert one is not None
    assert one.contract is not None
    contract = one.contract
    assert (contract.number, contract.method, contract.bank) == ("HT-0002", "mortgage", "建设银行")
    assert (contract.paid, contract.asked, contract.gap) == (Decimal(120_000), Decimal(1_000_000), Decimal(180_000))
    assert contract.open == Decimal(880_000)
    assert dict(contract.gates()) == {"filing.paid": False, "filing.reviewed": False, "filing.sealed": False}
    assert contract.filing_due_on == date(2026, 11, 24)
    assert contract.is_pressing(TODAY)
    assert not contract.is_pressing(date(2026, 11, 13))
    assert desk.counter.ask(facts_of_unit, desk.units["1506"], TODAY) == ()


def test_a_deal_that_ended_is_told_of_the_past(contract_desk: ContractDesk) -> None:
    desk = contract_desk
    number, deal = desk.contracts["draft"], desk.deal("draft")
    desk.do(cancel_contract, number, TODAY, "客户放弃")
    facts = desk.counter.ask(facts_of_unit, desk.units["1504"], TODAY)
    assert living(facts) is None
    assert [one.deal.id for one in facts] == [deal]


def test_a_customer_sees_each_purchase_with_what_is_overdue(contract_desk: ContractDesk) -> None:
    desk = contract_desk
    (one,) = desk.counter.ask(facts_of_customer, desk.people["王芳"], TODAY)
    assert one.late == Decimal(180_000)
    assert one.late_since == date(2026, 10, 25)
    (joint,) = desk.counter.ask(facts_of_customer, desk.people["李静"], TODAY)
    assert joint.contract is not None
    assert joint.contract.number == "HT-0001"
    assert joint.late == 0


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_pictures_of_the_pages_with_deals(
    pages_made: tuple[ContractDesk, Path], pages: Path, language: str, seen: Seen
) -> None:
    desk = pages_made[0]
    app = counter_on(pages, language)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        recent = app.screen.recent  # type: ignore[attr-defined]
        for room in ("1502", "1503", "1501"):
            app.push_screen(UnitScreen(desk.units[room], recent))
            await settle(pilot)
            await seen(pilot)
            await press(pilot, "f3")
        app.push_screen(CustomerScreen(desk.people["王芳"], recent))
        await settle(pilot)
        await seen(pilot)


async def test_lines_that_are_not_there_have_no_key(pages: Path) -> None:
    app = counter_on(pages)
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "3-2-1506")
        await press(pilot, "enter")
        text = screen_text(app)
        assert "1 合同" in text
        for key in ("2 备案", "3 按揭", "8 收款"):
            assert key not in text
        await press(pilot, "f3")
        await write(pilot, "3-2-1502")
        await press(pilot, "enter")
        text = screen_text(app)
        for key in ("1 合同", "2 备案", "3 按揭", "8 收款", "✗ 房款未到", "✗ 条款未审", "剩 2 天"):
            assert key in text, key
