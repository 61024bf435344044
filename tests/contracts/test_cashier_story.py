"""A cashier's stories with a deal: money in by six keys, from somebody else, as told, back again, and on paper."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from tests.contracts.contract_ground import ContractDesk
from tests.contracts.test_filing_stories import at_counter, budget, rows, show
from tests.overview.riverside import press, write
from tests.ui.conftest import Seen, screen_text, seen

from deskapp.desks.contracts.paying.screens.cashier import CashierScreen
from deskapp.desks.contracts.sale.screens.contract import ContractScreen
from deskapp.locale import Language
from deskapp.money.model import Payout, Receipt
from deskapp.papers.model import Paper
from deskapp.ui.listing import Listing

__all__ = ["seen"]

ACCOUNTS = """
[[account]]
name = "建行监管户"
number = "5100 1234 5678 8812"
bank = "建设银行江北支行"
project = "滨江壹号"
supervised = true
valid_from = 2026-01-01

[[account]]
name = "工行基本户"
number = "6222 0000 1111 3057"
valid_from = 2026-01-01
"""


@pytest.fixture(autouse=True)
def wangmin_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "wangmin")


def give_accounts(pilot: Any) -> None:
    (pilot.app.home.root / "accounts.toml").write_text(ACCOUNTS, encoding="utf-8")


def last_receipt(pilot: Any) -> Receipt:
    found: Receipt = rows(pilot, select(Receipt).order_by(Receipt.id.desc()).limit(1))[0]  # type: ignore[union-attr]
    return found


async def test_money_of_a_contract_takes_six_keys_and_lies_printed(contract_desk: ContractDesk, tmp_path: Path) -> None:
    desk = contract_desk
    async with at_counter(desk, tmp_path) as pilot:
        give_accounts(pilot)
        await show(pilot, ContractScreen(desk.contracts["shut"]))
        keys = 0
        for key in ("4", "1", "3", "enter"):
            await press(pilot, key)
            keys += 1
        await write(pilot, "FT-0077")
        for key in ("ctrl+s", "enter"):
            await press(pilot, key)
            keys += 1
        assert keys <= budget("deal_money_received")
        receipt = last_receipt(pilot)
        # the rest of the down payment is due, the bank's part is not
        assert (receipt.amount, receipt.free, receipt.method, receipt.slip) == (18_000_000, 0, "transfer", "FT-0077")
        assert (receipt.account, receipt.supervised) == ("建行监管户 8812", True)
        assert receipt.deal_id == desk.deal("shut")
        (letter,) = (pilot.app.home.exports / "print").glob("*.docx")  # type: ignore[attr-defined]
        from docx import Document

        document = Document(str(letter))
        text = "\n".join(
            [one.text for one in document.paragraphs]
            + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        )
        for said in ("HT-0002", "3-2-1502", "建行监管户 8812", "壹拾捌万元整", "首付款", "¥700,000.00"):
            assert said in text


async def test_somebody_else_pays_declares_it_and_gets_it_back(contract_desk: ContractDesk, tmp_path: Path) -> None:
    desk = contract_desk
    async with at_counter(desk, tmp_path) as pilot:
        give_accounts(pilot)
        await show(pilot, CashierScreen(desk.deal("shut")))
        await press(pilot, "1")
        form = pilot.app.screen.form  # type: ignore[attr-defined]
        form.typed = {"amount": "20万", "pays": "2=5万", "payer_name": "王建国", "declaration": ["original", "原件"]}
        await press(pilot, "ctrl+s")
        assert "王建国 不是买受人" in screen_text(pilot.app).replace("\n", "")
        form.typed = {"payer_note": "买受人之父，声明代付首付款"}
        await press(pilot, "ctrl+s", "escape")
        receipt = last_receipt(pilot)
        # told: five of the twenty to the loan's line, the rest stays free
        assert (receipt.amount, receipt.free) == (20_000_000, 15_000_000)
        assert (receipt.payer_name, receipt.account, receipt.supervised) == ("王建国", "", False)
        (paper,) = rows(pilot, select(Paper).where(Paper.code == "payer_declaration"))
        assert (paper.kind, paper.number, paper.name) == ("original", receipt.number, "代付声明：王建国")
        screen = pilot.app.screen
        assert isinstance(screen, CashierScreen)
        listing = screen.query_one(Listing)
        listing.move([row.key for row in listing.rows if row.key is not None].index(("receipt", receipt.id)))
        await press(pilot, "2")
        form = pilot.app.screen.form  # type: ignore[attr-defined]
        form.typed = {"reason": "多付", "method": ["transfer", "转账"]}
        await press(pilot, "ctrl+s")
        assert "转账退款请填写" in screen_text(pilot.app)
        form.typed = {"account": "6217 0000 4444"}
        await press(pilot, "ctrl+s")
        (payout,) = rows(pilot, select(Payout))
        assert (payout.amount, payout.payee_name, payout.account) == (15_000_000, "王建国", "6217 0000 4444")
        assert Decimal(last_receipt(pilot).free) == 0


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_cashier_looks_so(
    contract_desk: ContractDesk, tmp_path: Path, seen: Seen, language: Language
) -> None:
    desk = contract_desk
    async with at_counter(desk, tmp_path, language) as pilot:
        give_accounts(pilot)
        await show(pilot, CashierScreen(desk.deal("shut")))
        await seen(pilot)
        await press(pilot, "1")
        await seen(pilot)
