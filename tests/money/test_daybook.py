"""The day-book: its days, their close, and that a closed one stays as it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from tests.fixtures_store import NOW, TODAY
from tests.money.conftest import Till, plain

from deskapp.errors import DeskError
from deskapp.money.daybook import DayBook, close_day, get_daybook, next_to_close
from deskapp.money.drafts import CloseDraft, PassOnDraft, RefundDraft
from deskapp.money.drift import find_drift
from deskapp.money.entries import list_entries
from deskapp.money.model import DayCloseLine, Receipt
from deskapp.money.payouts import pass_on, refund, reverse_payout
from deskapp.money.receipts import reverse_receipt
from deskapp.store.base import record_id

TOMORROW = NOW + timedelta(days=1)
CASH = ("cash", "CNY")


def book(till: Till, day: date = TODAY) -> DayBook:
    return till.counter.ask(get_daybook, till.counter.clerk.office_id, day)


def lines(till: Till, day: date = TODAY) -> dict[str, str]:
    return {
        f"{line.method} {line.currency}": f"{plain(line.received, line.paid_out)} / {line.receipts} {line.voids}"
        for line in book(till, day).lines
    }


def close(till: Till, cash: str | None = None, day: date = TODAY, note: str = "", now: datetime = NOW) -> None:
    counted = {} if cash is None else {CASH: Decimal(cash)}
    till.at(now, close_day, CloseDraft(day, counted, note))


def test_a_day_adds_up_by_method_and_currency(till: Till) -> None:
    tax = till.charge("80", "deed_tax")
    first = till.receive("100")
    till.receive("50")
    till.receive("700", method="transfer")
    till.receive("9000", "VND")
    payout = record_id(till.counter.do(refund, RefundDraft(first, Decimal(20), "cash", "多收")))
    till.counter.do(pass_on, PassOnDraft(tax, Decimal(30), "税票001"))
    till.counter.do(reverse_payout, payout, "未付")
    void = till.receive("1.50", method="qr")
    till.counter.do(reverse_receipt, void, "重复")
    assert lines(till) == {
        "cash CNY": "150 0 / 2 0",
        "cash VND": "9000 0 / 1 0",
        "transfer CNY": "700 30 / 1 0",
        "qr CNY": "0 0 / 1 1",
    }
    assert [plain(line.net) for line in book(till).lines] == ["150", "9000", "670", "0"]
    assert not book(till).locked


def test_the_entries_of_a_day_come_one_by_one(till: Till) -> None:
    first = till.receive("100", payer_name="李静")
    payout = record_id(till.at(NOW + timedelta(minutes=1), refund, RefundDraft(first, Decimal(20), "cash", "多收")))
    till.at(NOW + timedelta(minutes=2), reverse_payout, payout, "未付")
    entries = till.counter.ask(list_entries, till.counter.clerk.office_id, TODAY)
    assert [(entry.kind, entry.number, plain(entry.amount), entry.note) for entry in entries] == [
        ("receipt", "SJ-20261122-0001", "100", ""),
        ("refund", "ZF-20261122-0001", "-20", "多收"),
        ("reversal", "ZF-20261122-0001", "20", "未付"),
    ]
    assert [entry.name for entry in entries] == ["李静"] * 3
    assert till.counter.ask(list_entries, till.counter.clerk.office_id, TODAY - timedelta(days=1)) == []
    assert sum(entry.amount for entry in entries) == sum(line.net for line in book(till).lines)


def test_the_day_to_close_next_is_the_oldest_with_entries(till: Till) -> None:
    office = till.counter.clerk.office_id
    assert till.counter.ask(next_to_close, office, TODAY) == TODAY
    till.receive("10", received_at=NOW - timedelta(days=2))
    assert till.counter.ask(next_to_close, office, TODAY) == TODAY - timedelta(days=2)
    close(till, "10", TODAY - timedelta(days=2))
    assert till.counter.ask(next_to_close, office, TODAY) == TODAY


def test_nothing_is_booked_on_a_closed_day(till: Till) -> None:
    early = till.receive("100")
    close(till, "100")
    fixed = book(till)
    assert (fixed.locked, fixed.closed_by, fixed.closed_at) == (True, "wangmin", NOW)
    late = till.receive("40")
    assert (till.receipt(late).received_at, till.receipt(late).booked_on) == (NOW, TODAY + timedelta(days=1))
    till.counter.do(reverse_receipt, early, "输错")
    assert book(till) == fixed
    assert lines(till, TODAY + timedelta(days=1)) == {"cash CNY": "-60 0 / 1 1"}
    forgotten = till.receive("7", received_at=NOW - timedelta(days=3))
    assert till.receipt(forgotten).booked_on == TODAY + timedelta(days=1)
    assert book(till, TODAY - timedelta(days=3)).locked


def test_days_are_closed_in_their_order_and_once(till: Till) -> None:
    till.receive("10", received_at=NOW - timedelta(days=2))
    with pytest.raises(DeskError) as refused:
        close(till)
    assert (refused.value.code, refused.value.values["day"]) == ("daybook.earlier_open", TODAY - timedelta(days=2))
    close(till, "10", TODAY - timedelta(days=2))
    close(till)
    for day in (TODAY, TODAY - timedelta(days=1)):
        with pytest.raises(DeskError, match=r"daybook\.closed"):
            close(till, day=day)
    with pytest.raises(DeskError, match=r"daybook\.future"):
        close(till, day=TODAY + timedelta(days=1))


def test_cash_is_counted_and_a_difference_is_explained(till: Till) -> None:
    till.receive("100")
    till.receive("30", method="card")
    with pytest.raises(DeskError) as refused:
        close(till)
    assert (refused.value.code, refused.value.field) == ("daybook.uncounted", "cash_cny")
    with pytest.raises(DeskError) as refused:
        close(till, "99.50")
    assert (refused.value.code, refused.value.field) == ("daybook.difference", "note")
    assert not book(till).locked
    close(till, "99.50", note="找零差五角")
    cash, card = book(till).lines
    assert (cash.difference, card.difference) == (Decimal("-0.50"), None)
    assert book(till).note == "找零差五角"


def test_what_was_counted_without_being_booked_is_kept_too(till: Till) -> None:
    with pytest.raises(DeskError, match=r"daybook\.difference"):
        close(till, "5")
    close(till, "5", note="来历不明")
    assert lines(till) == {"cash CNY": "0 0 / 0 0"}
    assert [plain(line.difference or Decimal(0)) for line in book(till).lines] == ["5"]
    with pytest.raises(DeskError) as refused:
        till.at(TOMORROW, close_day, CloseDraft(TODAY + timedelta(days=1), {CASH: Decimal("1.001")}))
    assert (refused.value.code, refused.value.field) == ("money.too_fine", "cash_cny")
    with pytest.raises(DeskError, match=r"draft\.choice"):
        till.at(TOMORROW, close_day, CloseDraft(TODAY + timedelta(days=1), {("shells", "CNY"): Decimal(1)}))


def test_the_day_is_the_counters_own_not_that_of_the_database(till: Till) -> None:
    at_hanoi = datetime(2026, 11, 23, 1, 30, tzinfo=timezone(timedelta(hours=7)))
    assert at_hanoi.astimezone(UTC).date() == TODAY
    assert till.receipt(till.receive("10", now=at_hanoi)).booked_on == date(2026, 11, 23)


def test_a_close_that_was_tampered_with_is_found(till: Till) -> None:
    till.receive("100")
    close(till, "100")
    raw = till.counter.store.raw(writer=True)
    raw.execute("UPDATE day_close_line SET received = received + 1")
    raw.execute("UPDATE receipt SET free = 5")
    raw.commit()
    found = {
        (drift.table, drift.field.split()[0], drift.stored, drift.computed) for drift in till.counter.ask(find_drift)
    }
    assert found == {("receipt", "free", 5, 10000), ("day_close", "received", 10001, 10000)}
    raw.execute("UPDATE day_close_line SET received = received - 1")
    raw.execute("UPDATE receipt SET free = 10000")
    raw.commit()
    raw.close()
    assert till.counter.ask(lambda reader: reader.get(DayCloseLine, 1).received) == 10_000


def brought(till: Till, amount: str, now: datetime = NOW) -> int:
    """A receipt that a file brought."""
    receipt = till.receive(amount, now=now)
    till.counter.do(lambda work: work.change(work.get(Receipt, receipt), {"outside_number": f"SJ{receipt}"}))
    return receipt


def test_what_a_file_brought_neither_is_counted_here_nor_keeps_a_day_open(till: Till) -> None:
    till.charge("100")
    ours = till.receive("30")
    brought(till, "50")
    till.counter.do(reverse_receipt, brought(till, "8"), "对方作废")
    assert lines(till) == {"cash CNY": "30 0 / 1 0"}
    assert [(line.net, line.receipts, line.voids) for line in book(till).elsewhere] == [(Decimal(50), 2, 1)]
    office = till.counter.clerk.office_id
    assert [entry.number for entry in till.counter.ask(list_entries, office, TODAY)] == [till.receipt(ours).number]
    close(till, "30")
    brought(till, "5", now=TOMORROW)
    # nothing but a file's money on that day: the day after it may be closed
    assert till.counter.ask(next_to_close, office, then := TODAY + timedelta(days=2)) == then
