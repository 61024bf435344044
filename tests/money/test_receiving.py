"""Money comes in: what it pays, what is refused, and what the words are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.fixtures_store import NOW, TODAY
from tests.money.conftest import Till, plain

from deskapp.errors import DeskError
from deskapp.money.charges import add_charge, lower_charge, withdraw_charge
from deskapp.money.drafts import ChargeDraft, ReceiptDraft
from deskapp.money.queries import balance, find_open_charges, get_receipt, get_standing, list_charges, list_receipts
from deskapp.money.receipts import allocate, mark_exchanged, mark_lost, receive, release, reverse_receipt
from deskapp.office.customer.actions import merge_customers, undo_merge


def test_money_pays_the_oldest_charge_first_and_the_rest_stays_free(till: Till) -> None:
    later = till.charge("300", due_on=TODAY + timedelta(days=9))
    sooner = till.charge("200", due_on=TODAY + timedelta(days=2))
    at_once = till.charge("50.50", "deed_tax")
    receipt = till.receive("400.00")
    assert [till.row(number).open for number in (at_once, sooner, later)] == [0, 0, Decimal("150.50")]
    assert [till.row(number).state for number in (at_once, later)] == ["paid", "part"]
    assert till.receipt(receipt).free == 0
    assert till.receipt(till.receive("1000")).free == Decimal("849.50")
    assert till.counter.ask(balance, [till.customer]) == {"CNY": Decimal("-849.50")}


def test_a_receipt_has_a_number_of_its_day_and_says_what_it_pays(till: Till) -> None:
    charge = till.charge("100", text="建档")
    page = till.counter.ask(get_receipt, till.receive("100", method="qr", slip="4711", payer_name="李静"))
    assert page.receipt.number == "SJ-20261122-0001"
    assert (page.receipt.slip, page.receipt.payer_name, page.receipt.state) == ("4711", "李静", "issued")
    assert page.receipt.booked_on == TODAY
    assert [(row.id, row.text, plain(share)) for row, share in page.shares] == [(charge, "建档", "100")]
    assert [row.number for row in till.counter.ask(list_receipts, charge_ids=[charge])] == [page.receipt.number]
    assert till.counter.ask(list_receipts) == []


def test_the_clerk_says_what_is_paid_and_only_so_much_is(till: Till) -> None:
    first, second = till.charge("100"), till.charge("100")
    receipt = till.receive("150", allocate={second: Decimal("60.25")})
    assert plain(till.row(first).paid, till.row(second).paid) == "0 60.25"
    assert till.receipt(receipt).free == Decimal("89.75")
    with pytest.raises(DeskError) as refused:
        till.counter.do(allocate, receipt, {first: Decimal(100)})
    assert (refused.value.code, refused.value.values["free"]) == ("receipt.over_allocated", Decimal("89.75"))
    with pytest.raises(DeskError) as refused:
        till.counter.do(allocate, receipt, {second: Decimal(40)})
    assert (refused.value.code, refused.value.values["open"]) == ("charge.over_paid", Decimal("39.75"))
    till.counter.do(allocate, receipt, {first: Decimal(50), second: Decimal("39.75")})
    assert till.receipt(receipt).free == 0


def test_named_charges_are_paid_and_no_other(till: Till) -> None:
    first, second = till.charge("100"), till.charge("100")
    till.receive("150", charges=[second])
    assert plain(till.row(first).paid, till.row(second).paid) == "0 100"


def test_currencies_never_mix(till: Till) -> None:
    yuan, dong = till.charge("100"), till.charge("5000000", "registration_fee", "VND")
    till.receive("20000000", "VND")
    assert plain(till.row(yuan).paid, till.row(dong).paid) == "0 5000000"
    assert till.counter.ask(balance, [till.customer]) == {"CNY": 100, "VND": -15_000_000}
    with pytest.raises(DeskError, match=r"charge\.other_currency"):
        till.receive("100", "VND", allocate={yuan: Decimal(100)})
    assert [row.currency for row in till.counter.ask(find_open_charges, [till.customer], "VND")] == []
    assert len(till.counter.ask(list_receipts, [till.customer])) == 1


def test_nobody_pays_a_strangers_charge(till: Till) -> None:
    strange = till.charge("100", customer_id=till.counter.customer("李静"))
    asked: list[dict[str, Any]] = [{"allocate": {strange: Decimal(100)}}, {"charges": [strange]}]
    for told in asked:
        with pytest.raises(DeskError, match=r"charge\.other_customer"):
            till.receive("100", **told)
    assert till.row(strange).paid == 0


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        ("0", "CNY", "money.not_positive"),
        ("-5", "CNY", "money.not_positive"),
        ("NaN", "CNY", "money.not_positive"),
        ("Infinity", "VND", "money.not_positive"),
        ("1.005", "CNY", "money.too_fine"),
        ("1000.5", "VND", "money.too_fine"),
        ("10000000000000.01", "CNY", "money.too_large"),
        ("1e30", "VND", "money.too_large"),
    ],
)
def test_amounts_that_are_none(till: Till, amount: str, currency: str, code: str) -> None:
    for attempt in (till.charge, till.receive):
        with pytest.raises(DeskError) as refused:
            attempt(amount, currency=currency)
        assert (refused.value.code, refused.value.field) == (code, "amount")
    charge = till.charge("10", currency="CNY")
    with pytest.raises(DeskError):
        till.receive("5", allocate={charge: Decimal(amount)})


def test_the_largest_amount_goes_in_and_out_exactly(till: Till) -> None:
    charge = till.charge("10000000000000.00")
    till.receive("10000000000000")
    assert till.row(charge).open == 0
    assert till.row(charge).amount == Decimal("10000000000000.00")


def test_unknown_codes_and_a_moment_to_come_are_refused(till: Till) -> None:
    with pytest.raises(DeskError) as refused:
        till.charge("10", "bribe")
    assert refused.value.field == "purpose"
    with pytest.raises(DeskError) as refused:
        till.receive("10", method="cheque")
    assert refused.value.field == "method"
    with pytest.raises(DeskError, match=r"money\.future"):
        till.receive("10", received_at=NOW + timedelta(minutes=1))
    with pytest.raises(DeskError, match=r"store\.gone"):
        till.charge("10", customer_id=999)
    assert ReceiptDraft(1, Decimal(1), "EUR", "cash").checked(NOW)[1]["currency"].code == "draft.choice"


def test_hostile_words_are_kept_as_one_clean_line(till: Till) -> None:
    assert till.row(till.charge("10", text="[/b]\n=cmd\u202e x")).text == "[/b] =cmd x"
    with pytest.raises(DeskError, match=r"draft\.too_long"):
        till.receive("10", slip="9" * 10_000)


def test_a_reversal_restores_and_is_done_once(till: Till) -> None:
    charges = [till.charge("100"), till.charge("70", "income_tax")]
    till.receive("30")
    before = [till.row(number) for number in charges]
    receipt = till.receive("200")
    till.counter.do(reverse_receipt, receipt, "输错金额")
    assert [till.row(number) for number in charges] == before
    page = till.counter.ask(get_receipt, receipt)
    assert (page.receipt.state, plain(page.receipt.free), page.shares) == ("void", "0", ())
    assert page.reversal_reason == "输错金额"
    for again in (reverse_receipt, mark_lost, mark_exchanged):
        with pytest.raises(DeskError, match=r"receipt\.void"):
            till.counter.do(again, receipt, "再来")


def test_taking_back_needs_a_reason(till: Till) -> None:
    charge = till.charge("100")
    receipt = till.receive("100")
    for action in (reverse_receipt, mark_lost):
        with pytest.raises(DeskError, match=r"money\.reason"):
            till.counter.do(action, receipt, " \n")
    with pytest.raises(DeskError, match=r"money\.reason"):
        till.counter.do(withdraw_charge, charge, "")
    with pytest.raises(DeskError, match=r"draft\.too_long"):
        till.counter.do(withdraw_charge, charge, "长" * 201)
    assert till.row(charge).paid == 100


def test_a_share_released_can_pay_something_else(till: Till) -> None:
    wrong, right = till.charge("100"), till.charge("100")
    receipt = till.receive("100")
    till.counter.do(release, receipt, wrong, "记错")
    with pytest.raises(DeskError, match=r"receipt\.no_share"):
        till.counter.do(release, receipt, wrong, "记错")
    till.counter.do(allocate, receipt, {right: Decimal(100)})
    assert plain(till.row(wrong).paid, till.row(right).paid) == "0 100"


def test_a_charge_withdrawn_gives_its_money_free(till: Till) -> None:
    charge = till.charge("100")
    receipt = till.receive("80")
    till.counter.do(withdraw_charge, charge, "客户撤件")
    assert till.receipt(receipt).free == 80
    row = till.row(charge)
    assert (row.state, plain(row.open, row.paid), row.withdrawn_reason) == ("withdrawn", "0 0", "客户撤件")
    assert till.counter.ask(balance, [till.customer]) == {"CNY": -80}
    for again in (
        lambda: till.counter.do(withdraw_charge, charge, "再"),
        lambda: till.counter.do(allocate, receipt, {charge: Decimal(1)}),
    ):
        with pytest.raises(DeskError, match=r"charge\.withdrawn"):
            again()


def test_a_charge_lowered_frees_the_latest_money(till: Till) -> None:
    charge = till.charge("100")
    first, second = till.receive("60"), till.receive("40")
    till.counter.do(lower_charge, charge, Decimal(50), "只办一半")
    assert [till.receipt(number).free for number in (first, second)] == [10, 40]
    assert (plain(till.row(charge).amount), till.row(charge).state) == ("50", "paid")
    for amount in (Decimal(50), Decimal(60)):
        with pytest.raises(DeskError, match=r"charge\.not_lower"):
            till.counter.do(lower_charge, charge, amount, "加价")
    with pytest.raises(DeskError, match=r"money\.not_positive"):
        till.counter.do(lower_charge, charge, Decimal(0), "免收")


def test_an_exchanged_receipt_is_reversed_only_after_its_invoice(till: Till) -> None:
    receipt = till.receive("100")
    till.counter.do(mark_lost, receipt, "登报声明")
    assert till.receipt(receipt).state == "lost"
    till.counter.do(mark_exchanged, receipt, "0012345")
    assert (till.receipt(receipt).state, till.receipt(receipt).invoice) == ("exchanged", "0012345")
    with pytest.raises(DeskError) as refused:
        till.counter.do(reverse_receipt, receipt, "退房")
    assert (refused.value.code, refused.value.values["invoice"]) == ("receipt.exchanged", "0012345")
    till.counter.do(mark_exchanged, receipt, "")
    till.counter.do(reverse_receipt, receipt, "退房")


def test_a_merge_shows_the_money_at_the_survivor_and_undo_parts_it(till: Till) -> None:
    counter = till.counter
    twin = counter.customer("张三豊")
    own, theirs = till.charge("100"), till.charge("70", customer_id=twin)
    receipt = till.receive("20", customer_id=twin)
    counter.do(merge_customers, twin, till.customer)
    for number in (twin, till.customer):
        assert counter.ask(balance, [number]) == {"CNY": 150}
        assert [row.id for row in counter.ask(find_open_charges, [number])] == [own, theirs]
        assert [row.id for row in counter.ask(list_receipts, [number])] == [receipt]
    till.receive("160", customer_id=twin)
    assert plain(till.row(own).open, till.row(theirs).open) == "0 0"
    counter.do(undo_merge, twin)
    assert counter.ask(balance, [till.customer]) == {"CNY": 0}
    assert counter.ask(balance, [twin]) == {"CNY": -10}
    assert [row.id for row in counter.ask(list_charges, [till.customer])] == [own]


def test_own_money_and_money_for_others_are_told_apart(till: Till) -> None:
    till.charge("100", "service_fee")
    till.charge("300", "deed_tax")
    till.charge("50", "security_deposit")
    till.receive("500")
    standing = till.counter.ask(get_standing, [till.customer])["CNY"]
    assert plain(standing.charged, standing.paid, standing.open, standing.free) == "450 450 0 50"
    assert plain(standing.held, standing.deposits) == "300 50"


def test_a_charge_of_a_unit_carries_its_project(till: Till) -> None:
    unit = till.counter.unit(till.counter.building())
    charge = till.counter.do(add_charge, ChargeDraft(till.customer, "price", Decimal(10), "CNY", unit_id=unit))
    assert charge.project_id is not None
    assert till.row(charge.id or 0).charged_on == TODAY


def test_a_receipt_entered_later_keeps_when_it_was(till: Till) -> None:
    then = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
    row = till.receipt(till.receive("10", received_at=then))
    assert (row.received_at, row.booked_on, row.number) == (then, date(2026, 11, 20), "SJ-20261122-0001")


def test_half_a_receipt_is_never_left_behind(till: Till) -> None:
    charge = till.charge("10")
    draft = ReceiptDraft(till.customer, Decimal(20), "CNY", "cash", allocate={charge: Decimal(10), 999: Decimal(5)})
    with pytest.raises(DeskError, match=r"store\.gone"):
        till.counter.do(receive, draft)
    assert till.counter.ask(list_receipts, [till.customer]) == []
    assert till.receipt(till.receive("10")).number == "SJ-20261122-0001"
