"""A clerk's way with loans: begun from the contract, noted by steps, refused, begun anew; originals that are out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from sqlmodel import SQLModel
from tests.contracts.contract_ground import ContractDesk
from tests.contracts.page_ground import make_home
from tests.overview.riverside import SIZE, ask, counter_on, notice, press
from tests.ui.conftest import Seen, screen_text, seen, settle

from deskapp.casework.actions_papers import lend_paper
from deskapp.desks.contracts.loans.custody_queries import count_custody, list_custody
from deskapp.desks.contracts.loans.queries import get_mortgage, mortgages_of
from deskapp.desks.contracts.loans.screens.custody import CustodyScreen
from deskapp.desks.contracts.loans.screens.mortgage import MortgageScreen, open_loans
from deskapp.desks.contracts.loans.screens.mortgage_board import MortgageBoard
from deskapp.desks.contracts.loans.screens.mortgage_forms import LoanCalculator, MortgageForm, NoteForm
from deskapp.money.queries import list_deal_receipts
from deskapp.papers.actions import take_in
from deskapp.papers.drafts import MoveDraft, PaperDraft
from deskapp.store.base import record_id
from deskapp.ui.screen import DeskScreen
from deskapp.ui.shell import DeskApp

__all__ = ["seen"]
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def loan_home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ContractDesk]:
    folder = tmp_path_factory.mktemp("loans") / "home"
    folder.mkdir()
    return folder, make_home(folder)


@pytest.fixture
def at_home(loan_home: tuple[Path, ContractDesk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOGNAME", "wangmin")
    return copytree(loan_home[0], tmp_path / "home")


def done(app: DeskApp, action: Callable[..., SQLModel], *given: Any) -> int:
    """An action of the clerk, outside of the screens; the record's id."""
    made: SQLModel = app.opened().write(action.__name__, lambda work: action(work, *given), app.now())
    return record_id(made)


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_pictures_of_loans(at_home: Path, language: str, seen: Seen) -> None:
    app = counter_on(at_home, language)
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(MortgageBoard())
        await settle(pilot)
        await seen(pilot)
        await press(pilot, "enter")
        await seen(pilot)
        await press(pilot, "8")
        await seen(pilot)


async def test_a_loan_from_begin_to_money(at_home: Path) -> None:
    app = counter_on(at_home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(MortgageBoard())
        await settle(pilot)
        await press(pilot, "enter")
        assert isinstance(app.screen, MortgageScreen)
        loan, deal = app.screen.mortgage_id, ask(app, get_mortgage, app.screen.mortgage_id).row.deal_id
        # the usual next step in two keys
        await press(pilot, "1")
        assert isinstance(app.screen, NoteForm)
        await press(pilot, "f10")
        assert ask(app, get_mortgage, loan).row.state == "approved"
        await press(pilot, "1", "f10")
        assert ask(app, get_mortgage, loan).row.state == "contract_signed"
        await press(pilot, "1", "down", *"KD77", "f10")
        page = ask(app, get_mortgage, loan)
        assert (page.row.state, page.disbursed, page.voucher) == ("disbursed", Decimal(700_000), "KD77")
        receipt = ask(app, list_deal_receipts, deal)[0]
        assert (receipt.payer_name, receipt.amount, receipt.slip) == ("建设银行", Decimal(700_000), "KD77")
        # noted by mistake: the last step is taken back with a reason
        await press(pilot, "7", "1", *"登记错了", "enter")
        assert ask(app, get_mortgage, loan).row.state == "contract_signed"


async def test_after_a_refusal_a_combined_loan_takes_its_place(at_home: Path) -> None:
    app = counter_on(at_home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(MortgageBoard())
        await settle(pilot)
        await press(pilot, "enter", "2", "1")
        assert isinstance(app.screen, NoteForm)
        await press(pilot, "f10")
        assert "拒贷原因" in screen_text(app)
        await press(pilot, "down", *"征信逾期", "f10")
        assert isinstance(app.screen, MortgageScreen)
        refused = app.screen.mortgage_id
        assert "还没有选下一步" in screen_text(app)
        await press(pilot, "6", "1")
        assert isinstance(app.screen, MortgageForm)
        deal = ask(app, get_mortgage, refused).row.deal_id
        await press(
            pilot,
            "3",
            "enter",
            *"工商银行",
            "enter",
            "home",
            "ctrl+k",
            *"30w",
            "enter",
            *"公积金",
            "enter",
            *"40w",
            "f10",
        )
        rows = ask(app, mortgages_of, deal)
        assert [(row.kind, row.bank, row.amount, row.state) for row in rows[1:]] == [
            ("commercial", "工商银行", Decimal(300_000), "docs_pending"),
            ("fund", "公积金", Decimal(400_000), "docs_pending"),
        ]
        assert rows[0].next_way == "other_bank"
        assert isinstance(app.screen, MortgageScreen)
        assert app.screen.mortgage_id == rows[1].id


async def test_the_first_loan_of_a_contract_has_its_own_form(at_home: Path) -> None:
    app = counter_on(at_home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, DeskScreen)
        open_loans(app.screen, 1)
        await settle(pilot)
        assert isinstance(app.screen, MortgageForm)
        # a lump sum has no bank: it is typed; bank and amount of a mortgage's contract stand there already
        await press(pilot, "enter", *"农行", "enter", *"50w", "f10")
        (row,) = ask(app, mortgages_of, 1)
        assert (row.bank, row.amount, row.kind) == ("农行", Decimal(500_000), "commercial")
        assert row.case_id is not None


async def test_rates_are_reckoned_as_they_are_typed(at_home: Path) -> None:
    app = counter_on(at_home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(LoanCalculator(Decimal(1_000_000)))
        await settle(pilot)
        await press(pilot, "enter", *"3.5", "enter", *"30年", "enter")
        assert "4,490.45" in screen_text(app)
        await press(pilot, "2")
        assert "5,694.44" in screen_text(app)
        assert "526,458.33" in screen_text(app)


async def test_an_original_at_the_bank_is_brought_back(at_home: Path) -> None:
    app = counter_on(at_home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        buyer = ask(app, lambda reader: mortgages_of(reader, 2))[0]
        assert buyer.room == "3-2-1502"
        draft = PaperDraft(4, "loan_contract", "借款合同", unit_id=2)
        paper = done(app, take_in, draft)
        done(app, lend_paper, paper, MoveDraft("bank", "建设银行", due_back=date(2026, 11, 23)))
        (row,) = ask(app, list_custody, TODAY)
        assert (row.room, row.contract, row.paper.holder_name) == ("3-2-1502", "HT-0002", "建设银行")
        app.push_screen(CustodyScreen(holder="bank"))
        await settle(pilot)
        assert "建设银行" in screen_text(app)
        await press(pilot, "3", *"A1", "enter")
        assert ask(app, count_custody, TODAY) == 0
        assert "已收回" in notice(app)
