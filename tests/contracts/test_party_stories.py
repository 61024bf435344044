"""Clerks' stories: each change of parties, a return and an exchange at the page of their case."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from tests.contracts.contract_ground import PEOPLE, ContractDesk
from tests.contracts.parties_ground import PartyDesk, at_counter, show_case
from tests.contracts.test_home_returns import LEAVE
from tests.fixtures_store import TODAY
from tests.overview.riverside import press, write
from tests.ui.conftest import Seen, seen, settle
from textual.pilot import Pilot

import deskapp.wiring
from deskapp.casework.screens.step import EndStepForm
from deskapp.desks.contracts.parties.screens.party_forms import HoldForm, LinkForm, PartiesForm, ReleaseForm
from deskapp.desks.contracts.sale.actions_filing import cancel_filing
from deskapp.desks.contracts.sale.case_deals import deal_of_case
from deskapp.desks.contracts.sale.screens.contract import ContractScreen
from deskapp.desks.intake.screens.check_person import PersonCheckForm
from deskapp.desks.intake.screens.right import RightForm
from deskapp.office.customer.actions import mark_deceased
from deskapp.office.deal.actions import change_parties
from deskapp.office.deal.drafts import PartyDraft
from deskapp.overview.screens.case import CaseScreen

__all__ = ["seen"]


@pytest.fixture(autouse=True)
def wangmin_works_on_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "wangmin")
    make = deskapp.wiring.engine
    # gates ask what is overdue: not on the day of whoever runs this
    monkeypatch.setattr(deskapp.wiring, "engine", lambda home: make(home, lambda: TODAY))


async def fill(pilot: Pilot[int], **typed: str) -> None:
    """Type into fields by name; a lookup takes what it found first."""
    form = pilot.app.screen.form  # type: ignore[attr-defined]
    for name, text in typed.items():
        form.focus_field(name)
        await press(pilot, "ctrl+u")
        await write(pilot, text)
        await press(pilot, "enter")


async def check(pilot: Pilot[int], *names: str) -> None:
    """Key 5 offers who is missing, one after the other."""
    for name in names:
        await press(pilot, "5")
        assert isinstance(pilot.app.screen, PersonCheckForm), name
        # as a card reader would: the number at once
        box = cast("Any", pilot.app.screen.form.rows["id_number"].box)
        box.value = PEOPLE[name][1]
        await press(pilot, "ctrl+s")


async def again(pilot: Pilot[int], page: CaseScreen) -> None:
    """What others did meanwhile is on the page."""
    page.load()
    await settle(pilot)


def approve(parties: PartyDesk, case: int, *last: str) -> None:
    """The departments end their steps."""
    assert parties.shut(case) == []
    first = ("accept",) if parties.case(case).step == "accept" else ()
    parties.end(case, *first, "sales", "finance", "legal", "manager", "prepare", "sign", *last)


async def say_parties(pilot: Pilot[int], case: int, **typed: str) -> None:
    """The form of the parties, by itself."""
    await pilot.app.push_screen(PartiesForm(case, "GM"))
    await settle(pilot)
    await fill(pilot, **typed)
    await press(pilot, "ctrl+s")
    assert not isinstance(pilot.app.screen, PartiesForm)


async def test_kin_shares_and_court(contract_desk: ContractDesk, tmp_path: Path, seen: Seen) -> None:
    async with at_counter(contract_desk, tmp_path) as (pilot, parties):
        case = parties.open("cn-change-kin", "shut")
        parties.desk.pay(parties.desk.contracts["shut"], Decimal(180_000))
        parties.papers(case)
        page = await show_case(pilot, case)
        await seen(pilot)
        await press(pilot, "5")
        assert isinstance(pilot.app.screen, PartiesForm)
        await fill(pilot, buyer_2="周杰", share_1="1/2", share_2="50%", relation_2="配偶")
        await seen(pilot)
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, CaseScreen)
        await check(pilot, "王芳", "周杰")
        await press(pilot, "1")
        assert parties.case(case).step == "sales"
        approve(parties, case)
        await again(pilot, page)
        # who signed does not check it too, unless there is nobody else
        await press(pilot, "1")
        await write(pilot, "一人值班")
        await press(pilot, "ctrl+s")
        assert parties.case(case).step == "delivery"
        assert parties.names("shut") == ["王芳 1/2", "周杰 1/2"]

        case = parties.open("cn-change-shares", "ready")
        parties.papers(case)
        parties.seen(case, "张三丰", "李静")
        await say_parties(pilot, case, share_1="2/3", share_2="1/3")
        approve(parties, case, "apply")
        assert parties.names("ready") == ["张三丰 2/3", "李静 1/3"]

        fields = {"basis": "court_order", "judgment_number": "(2026)执12号"}
        case = parties.open("cn-change-court", "draft", fields)
        parties.papers(case)
        parties.seen(case, "周杰")
        await say_parties(pilot, case, buyer_1="周杰")
        approve(parties, case, "apply")
        assert parties.names("draft") == ["周杰"]


async def test_divorce_inheritance_and_a_company(contract_desk: ContractDesk, tmp_path: Path, seen: Seen) -> None:
    async with at_counter(contract_desk, tmp_path, "vi") as (pilot, parties):
        desk = parties.desk
        case = parties.open("cn-change-divorce", "ready", {"basis": "agreement"})
        parties.papers(case)
        page = await show_case(pilot, case)
        await deed(pilot, HoldForm)
        await write(pilot, "tranh chap")
        await press(pilot, "ctrl+s")
        await press(pilot, "5")
        await fill(pilot, buyer_1="李静", buyer_2="")
        await press(pilot, "ctrl+s")
        await check(pilot, "李静")
        # one of them alone gets nowhere while they dispute
        await seen(pilot)
        parties.say(case, basis="judgment")
        parties.papers(case)
        await again(pilot, page)
        await deed(pilot, ReleaseForm)
        await write(pilot, "an 12")
        await press(pilot, "ctrl+s")
        approve(parties, case, "apply")
        assert parties.names("ready") == ["李静"]

        desk.do(mark_deceased, desk.people["赵敏"], TODAY)
        case = parties.open("cn-change-inheritance", "draft", {"basis": "notarised"}, who="王芳")
        parties.papers(case)
        parties.seen(case, "王芳")
        await say_parties(pilot, case, buyer_1="王芳")
        approve(parties, case, "apply")
        assert parties.names("draft") == ["王芳"]

        company = desk.counter.customer("Cty Bến Sông", kind="company", country="VN")
        desk.do(change_parties, desk.deal("filed"), [PartyDraft(company)], TODAY)
        case = parties.open("cn-change-company", "filed", {"new_name": "Cty Sông Lớn"})
        parties.papers(case)
        page = await show_case(pilot, case)
        await deed(pilot, RightForm)
        form = pilot.app.screen.form  # type: ignore[attr-defined]
        assert form.typed["customer_id"][0] == company
        await fill(pilot, representative_id="周杰", right="4")
        await seen(pilot)
        await press(pilot, "ctrl+s")
        parties.seen(case, "周杰")
        approve(parties, case, "apply")
        assert parties.names("filed") == ["Cty Sông Lớn"]


async def test_a_return_and_an_exchange(contract_desk: ContractDesk, tmp_path: Path, seen: Seen) -> None:
    async with at_counter(contract_desk, tmp_path, "en") as (pilot, parties):
        desk = parties.desk
        case = parties.open("cn-return", "filed")
        parties.papers(case)
        page = await show_case(pilot, case)
        await check(pilot, "陈伟")
        await press(pilot, "1")
        await press(pilot, "1")
        # the named leader's opinion is missing, and who may pass that is said
        assert isinstance(pilot.app.screen, EndStepForm)
        await seen(pilot)
        await press(pilot, "escape")
        parties.say(case, **LEAVE)
        await again(pilot, page)
        await press(pilot, "1")
        parties.say(case, refund_to="陈伟 6222****0017", penalty="20000")
        parties.papers(case)
        await again(pilot, page)
        await press(pilot, "1")
        await press(pilot, "1")
        assert parties.case(case).step == "filing"
        # what mends a shut gate of the filing is on the contract's page
        await seen(pilot)
        page.enter(("gate", "filing.cancelled"))
        await press(pilot)
        assert isinstance(pilot.app.screen, ContractScreen)
        await press(pilot, "escape")
        desk.do(cancel_filing, desk.contracts["filed"], TODAY, "退房")
        await again(pilot, page)
        await press(pilot, "1")
        await press(pilot, "1")
        assert (parties.case(case).step, parties.shut(case)) == ("refund", ["deal.to_refund"])

        case = parties.open("cn-exchange", "ready")
        parties.seen(case, "张三丰", "李静")
        parties.papers(case)
        parties.end(case, "accept")
        parties.say(case, **LEAVE)
        parties.end(case, "opinion")
        parties.papers(case)
        parties.end(case, "agreement", "bank", "filing", "invoice")
        desk.signed("1507", "张三丰", number="HT-0107")
        await show_case(pilot, case)
        await press(pilot, "5")
        assert isinstance(pilot.app.screen, LinkForm)
        await write(pilot, "3-2-1507")
        await press(pilot, "enter")
        await seen(pilot)
        await press(pilot, "ctrl+s")
        await press(pilot, "1")
        await press(pilot, "1")
        linked = desk.counter.ask(deal_of_case, case)
        assert linked is not None
        assert linked.new_deal_id is not None
        assert parties.case(case).step == "taxes"
        await seen(pilot)


async def deed(pilot: Pilot[int], form: type[Any]) -> None:
    """A rarer deed, from the list of them."""
    await press(pilot, "f4")
    screen = pilot.app.screen
    code = form.FORM.rpartition(".")[2]
    place = [option.code for option in screen.options].index(code)  # type: ignore[attr-defined]
    await press(pilot, *["down"] * place, "enter")
    assert isinstance(pilot.app.screen, form)
