"""The cashier's screens, key by key: money in, back, on, and the close of the day."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.intake.counter_dossier import at_case, desk_of
from tests.intake.desk import notice, press, show, write
from tests.intake.dossier import TODAY, Desk
from tests.ui.conftest import Seen, screen_text, settle
from textual import events

from deskapp.cases.money import add_case_charge
from deskapp.cases.page import get_case_page
from deskapp.cases.steps import end_case
from deskapp.casework.cash import Cash, get_cash, take_back_money, take_money
from deskapp.casework.screens.cash import CashScreen
from deskapp.casework.screens.cash_daybook import CloseForm, DayBookScreen
from deskapp.casework.screens.cash_forms import ReceiveForm
from deskapp.locale import Language, words
from deskapp.money.daybook import get_daybook
from deskapp.money.drafts import ChargeDraft, ReceiptDraft
from deskapp.money.drift import find_drift
from deskapp.money.queries import get_standing
from deskapp.overview.case_trail import event_text
from deskapp.overview.recent import Recent
from deskapp.overview.screens.case import CaseScreen
from deskapp.ui.dialogs import AskText, Confirm


@pytest.fixture
def owing(desk: Desk) -> int:
    """A case with a fee of the office and one of the state."""
    case = desk.open()
    for purpose, amount in (("service_fee", "3000000"), ("registration_fee", "20000000")):
        desk.do(add_case_charge, case, ChargeDraft(desk.dat, purpose, Decimal(amount), "VND"))
    return case


def money(pilot: Any, case: int) -> Cash:
    found: Cash = desk_of(pilot).ask(get_cash, case)
    return found


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_screens_look_so(desk: Desk, owing: int, tmp_path: Path, seen: Seen, language: Language) -> None:
    async with at_case(desk, tmp_path, language) as pilot:
        await show(pilot, CashScreen(owing))
        await seen(pilot)
        await press(pilot, "1")
        await seen(pilot)
        await press(pilot, "ctrl+s")
        await seen(pilot)
        await press(pilot, "escape", "down", "down", "down")
        await seen(pilot)
        await press(pilot, "f8")
        await seen(pilot)
        await press(pilot, "f8")
        await seen(pilot)


async def test_all_that_is_open_is_taken_in_and_printed_with_four_keys(desk: Desk, owing: int, tmp_path: Path) -> None:
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, CaseScreen(owing, Recent()))
        await press(pilot, "4", "1", "ctrl+s")
        assert isinstance(pilot.app.screen, Confirm)
        await press(pilot, "enter")
        cash = money(pilot, owing)
        assert [(row.number, row.amount, row.method) for row in cash.receipts] == [
            ("SJ-20261122-0001", Decimal(23_000_000), "cash")
        ]
        assert {row.state for row in cash.charges} == {"paid"}
        prints = list((tmp_path / "counter").rglob("*receipt*.docx"))
        assert len(prints) == 1
        await press(pilot, "down", "down", "9")
        assert len(list((tmp_path / "counter").rglob("*receipt*.docx"))) == 2
        assert desk_of(pilot).ask(find_drift) == []


async def test_a_part_by_transfer_says_what_it_pays(desk: Desk, owing: int, tmp_path: Path) -> None:
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, ReceiveForm(owing))
        await press(pilot, "3", "enter")
        await write(pilot, "FT26-77")
        await press(pilot, "enter")
        await write(pilot, "5tr")
        assert "năm triệu đồng" in screen_text(pilot.app)
        assert "2.000.000" in screen_text(pilot.app)
        await press(pilot, "ctrl+s", "escape")
        cash = money(pilot, owing)
        assert [(row.method, row.slip) for row in cash.receipts] == [("transfer", "FT26-77")]
        assert [row.open for row in cash.charges] == [0, Decimal(18_000_000)]


async def test_more_than_is_open_stays_free_and_goes_back(desk: Desk, owing: int, tmp_path: Path) -> None:
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, CashScreen(owing))
        await press(pilot, "1", "enter", "enter")
        await write(pilot, "24tr")
        assert "1.000.000" in screen_text(pilot.app)
        await press(pilot, "ctrl+s", "escape", "down", "down", "2")
        await press(pilot, "enter")
        await write(pilot, "thu thừa")
        await press(pilot, "ctrl+s")
        cash = money(pilot, owing)
        assert [(row.kind, row.amount, row.payee_name) for row in cash.payouts] == [
            ("refund", Decimal(1_000_000), "Nguyễn Văn Đạt")
        ]
        assert cash.receipts[0].free == 0


async def test_held_money_goes_on_with_its_voucher(desk: Desk, owing: int, tmp_path: Path) -> None:
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, CashScreen(owing))
        await press(pilot, "down", "3")
        assert not isinstance(pilot.app.screen, ReceiveForm)
        await press(pilot, "1", "ctrl+s", "escape", "3", "ctrl+s")
        assert "chứng từ" in screen_text(pilot.app)
        await write(pilot, "GNT-001")
        await press(pilot, "ctrl+s")
        assert desk_of(pilot).ask(get_standing, [desk.dat])["VND"].held == 0
        assert money(pilot, owing).payouts[0].slip == "GNT-001"


async def test_a_receipt_is_reversed_with_a_reason_and_stays(desk: Desk, owing: int, tmp_path: Path) -> None:
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, CashScreen(owing))
        await press(pilot, "1", "ctrl+s", "escape", "down", "down", "4")
        assert isinstance(pilot.app.screen, AskText)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, AskText)
        await write(pilot, "[/b] gõ nhầm\n=1+1")
        await press(pilot, "enter")
        cash = money(pilot, owing)
        assert [row.state for row in cash.receipts] == ["void"]
        assert {row.state for row in cash.charges} == {"open"}
        assert "SJ-20261122-0001" in screen_text(pilot.app)


def test_money_after_the_end_and_what_was_taken_back_stand_in_the_timeline(desk: Desk, owing: int) -> None:
    desk.do(end_case, desk.engine, owing, "withdrawn", "khách đổi ý")
    draft = ReceiptDraft(desk.dat, Decimal(4_000_000), "VND", "cash")
    receipt = desk.do(take_money, owing, draft, engine=desk.engine)
    assert [row.paid for row in desk.ask(get_cash, owing).charges] == [3_000_000, 1_000_000]
    desk.do(take_back_money, owing, receipt.id, "gõ nhầm", engine=desk.engine)
    other = desk.do(take_money, 0, ReceiptDraft(desk.dat, Decimal(5), "CNY", "cash"))
    desk.do(take_back_money, owing, other.id, "gõ nhầm", engine=desk.engine)
    page = desk.ask(get_case_page, desk.engine, owing, TODAY)
    money = [(row.code, row.text) for row in page.timeline if "receipt" in row.data]
    assert sorted(money) == [("paid", "SJ-20261122-0001"), ("reversed", "SJ-20261122-0001")]
    said = [event_text(page, row, words("vi"), UTC) for row in page.timeline if "receipt" in row.data]
    assert any("Hủy phiếu thu" in text and "4.000.000" in text for text in said)


async def test_money_entered_later_keeps_its_time(desk: Desk, tmp_path: Path) -> None:
    desk.later(hours=-3)
    case = desk.open()
    desk.do(add_case_charge, case, ChargeDraft(desk.dat, "service_fee", Decimal(5_000_000), "VND"))
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, ReceiveForm(case))
        await press(pilot, "f5")
        pilot.app.screen.form.focus_field("happened_at")
        await write(pilot, "8:30")
        await press(pilot, "ctrl+s", "escape")
        (receipt,) = money(pilot, case).receipts
        page = desk_of(pilot).ask(get_case_page, desk_of(pilot).engine, case, TODAY)
        assert receipt.received_at == datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
        assert [row.happened_at for row in page.timeline if row.code == "paid"] == [receipt.received_at]


async def test_a_figure_right_behind_an_arrow_means_the_row_it_went_to(desk: Desk, owing: int, tmp_path: Path) -> None:
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, CashScreen(owing))
        for key, character in (("down", None), ("4", "4")):
            pilot.app.post_message(events.Key(key, character))
        await settle(pilot)
        await write(pilot, "nhầm")
        await press(pilot, "enter")
        assert [(row.purpose, row.state) for row in money(pilot, owing).charges] == [
            ("service_fee", "open"),
            ("registration_fee", "withdrawn"),
        ]


async def test_the_day_is_closed_with_what_was_counted(desk: Desk, owing: int, tmp_path: Path) -> None:
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, CashScreen(owing))
        await press(pilot, "1", "ctrl+s", "escape", "f8")
        assert isinstance(pilot.app.screen, DayBookScreen)
        await press(pilot, "f8", "ctrl+s")
        assert isinstance(pilot.app.screen, CloseForm)
        await write(pilot, "22tr")
        assert "1.000.000" in screen_text(pilot.app)
        await press(pilot, "ctrl+s")
        assert pilot.app.screen.form.focused_field == "note"
        await write(pilot, "thiếu một tờ")
        await press(pilot, "ctrl+s")
        made = desk_of(pilot)
        book = made.ask(get_daybook, made.counter.clerk.office_id, TODAY)
        assert (book.locked, book.note) == (True, "thiếu một tờ")
        assert book.lines[0].difference == Decimal(-1_000_000)
        assert isinstance(pilot.app.screen, DayBookScreen)
        await press(pilot, "f8")
        assert isinstance(pilot.app.screen, DayBookScreen)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, CashScreen)
        assert pilot.app.screen.number == "KH-20261122-0001"


async def test_a_case_of_nobody_known_takes_no_money(desk: Desk, tmp_path: Path) -> None:
    case = desk.open(customer_id=None, caller_name="Ẩn danh")
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, CashScreen(case))
        assert "khách hàng" in notice(pilot)
        await press(pilot, "1", "2", "4", "f2")
        assert isinstance(pilot.app.screen, CashScreen)
