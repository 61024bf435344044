"""A receipt by its number in the box or by the barcode on its print: the payer's money, the cursor on it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from tests.fixtures_store import NOW
from tests.overview.riverside import SIZE, counter_on, press, write
from tests.ui.conftest import settle
from tests.ui.test_readers_at_the_counter import burst

from deskapp.casework.screens.cash import CashScreen
from deskapp.locale import words
from deskapp.messages.barcode import RECEIPT, make_number, parse_number
from deskapp.money.drafts import ReceiptDraft
from deskapp.money.receipts import receive, reverse_receipt
from deskapp.overview.screens.hits import HitList
from deskapp.overview.screens.search import SearchScreen
from deskapp.overview.search import cells, search
from deskapp.settings import find_home
from deskapp.store.base import record_id
from deskapp.wiring import open_home


@pytest.fixture
def receipts(home: Path) -> tuple[int, int]:
    """Two receipts of one customer; the second was a mistake."""
    opened = open_home(find_home(home), NOW, writes=True)
    try:
        first, second = (
            record_id(opened.write("cash.receive", lambda work, draft=draft: receive(work, draft), NOW))  # type: ignore[misc]
            for draft in (
                ReceiptDraft(1, Decimal("120.50"), "CNY", "cash", payer_name="[/b]王"),
                ReceiptDraft(1, Decimal(80), "CNY", "qr"),
            )
        )
        opened.write("cash.reverse", lambda work: reverse_receipt(work, second, "输错"), NOW)
        return first, second
    finally:
        opened.close()


def test_a_receipt_is_found_by_its_number_alone(home: Path, receipts: tuple[int, int]) -> None:
    opened = open_home(find_home(home), NOW, writes=False)
    try:
        for text in ("SJ-20261122-0001", "sj1122-1", make_number(receipts[0], RECEIPT)):
            hits = [hit for hit in search(opened.store, text, today=NOW.date()) if hit.kind == "receipt"]
            assert [(hit.id, hit.amount, hit.people[-1]) for hit in hits] == [
                (receipts[0], Decimal("120.50"), "[/b]王")
            ]
        (void,) = search(opened.store, "SJ-20261122-0002", today=NOW.date())
        assert cells(void, words("zh"))[2:] == ("扫码 ¥80.00", "", "", "已作废")
        for text in ("SJ-20261122-0003", "1122-1", "KH-20261122-0001", make_number(receipts[0])):
            assert not [hit for hit in search(opened.store, text, today=NOW.date()) if hit.kind == "receipt"]
    finally:
        opened.close()


def test_a_receipts_barcode_is_no_cases() -> None:
    digits = make_number(7, RECEIPT)
    assert parse_number(digits, RECEIPT) == 7
    assert parse_number(digits) is None
    assert parse_number(make_number(7), RECEIPT) is None


async def test_scanned_or_typed_it_opens_the_payers_money(home: Path, receipts: tuple[int, int]) -> None:
    app = counter_on(home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        for number in receipts:
            await burst(pilot, make_number(number, RECEIPT) + "\n")
            assert isinstance(app.screen, CashScreen)
            assert app.screen.receipt is not None
            assert app.screen.receipt.id == number
        await press(pilot, "f11")
        assert isinstance(app.screen, SearchScreen)
        await write(pilot, "SJ1122-1")
        await settle(pilot)
        assert [hit.kind for hit in app.screen.query_one(HitList).hits] == ["receipt"]
        await press(pilot, "enter")
        assert isinstance(app.screen, CashScreen)
        assert app.screen.receipt is not None
        assert app.screen.receipt.number == "SJ-20261122-0001"
        await press(pilot, "f8", "f3")
        assert app.screen.receipt.id == receipts[0]
