"""Money goes out: back to its payer, on to the state, and both taken back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.money.conftest import Till, plain

from deskapp.errors import DeskError
from deskapp.money.charges import lower_charge, withdraw_charge
from deskapp.money.drafts import PassOnDraft, RefundDraft
from deskapp.money.payouts import pass_on, refund, reverse_payout
from deskapp.money.queries import balance, get_receipt, get_standing, list_payouts
from deskapp.money.receipts import release, reverse_receipt
from deskapp.store.base import record_id


def give_back(till: Till, receipt: int, amount: str, **more: Any) -> int:
    draft = RefundDraft(receipt, Decimal(amount), more.pop("method", "cash"), more.pop("reason", "多收"), **more)
    return record_id(till.counter.do(refund, draft))


def hand_on(till: Till, charge: int, amount: str, slip: str = "税票001") -> int:
    return record_id(till.counter.do(pass_on, PassOnDraft(charge, Decimal(amount), slip, payee_name="税务局")))


def test_a_refund_goes_to_the_payer(till: Till) -> None:
    own, by_another = till.receive("100"), till.receive("100", payer_name="李静")
    give_back(till, own, "30")
    give_back(till, by_another, "100", account="6222 0000")
    names = [till.counter.ask(get_receipt, number).refunds[0].payee_name for number in (own, by_another)]
    assert names == ["张三丰", "李静"]
    row = till.counter.ask(get_receipt, own).refunds[0]
    assert (row.number, row.kind, row.reason, plain(row.amount)) == ("ZF-20261122-0001", "refund", "多收", "30")
    assert plain(till.receipt(own).free, till.receipt(by_another).free) == "70 0"
    assert till.counter.ask(balance, [till.customer]) == {"CNY": -70}


def test_only_what_is_free_goes_back(till: Till) -> None:
    charge = till.charge("80")
    receipt = till.receive("100")
    with pytest.raises(DeskError) as refused:
        give_back(till, receipt, "20.01")
    assert (refused.value.code, refused.value.field) == ("refund.over_free", "amount")
    till.counter.do(lower_charge, charge, Decimal(50), "少办一项")
    give_back(till, receipt, "50")
    assert plain(till.receipt(receipt).free, till.row(charge).paid) == "0 50"
    with pytest.raises(DeskError, match=r"money\.reason"):
        give_back(till, receipt, "1", reason="")
    with pytest.raises(DeskError, match=r"draft\.choice"):
        give_back(till, receipt, "1", method="cheque")


def test_a_refunded_receipt_is_reversed_only_after_its_refund(till: Till) -> None:
    receipt = till.receive("100")
    payout = give_back(till, receipt, "100")
    with pytest.raises(DeskError) as refused:
        till.counter.do(reverse_receipt, receipt, "输错")
    assert (refused.value.code, refused.value.values["payout"]) == ("receipt.refunded", "ZF-20261122-0001")
    till.counter.do(reverse_payout, payout, "未付出")
    assert plain(till.receipt(receipt).free) == "100"
    till.counter.do(reverse_receipt, receipt, "输错")
    with pytest.raises(DeskError, match=r"payout\.void"):
        till.counter.do(reverse_payout, payout, "再来")
    with pytest.raises(DeskError, match=r"receipt\.void"):
        give_back(till, receipt, "1")
    assert [row.reversed for row in till.counter.ask(list_payouts, receipt_ids=[receipt])] == [True]


def test_held_money_goes_on_at_most_as_far_as_it_was_paid(till: Till) -> None:
    tax = till.charge("300", "deed_tax")
    with pytest.raises(DeskError, match=r"pass_on\.over_held"):
        hand_on(till, tax, "1")
    till.receive("200")
    hand_on(till, tax, "150")
    with pytest.raises(DeskError) as refused:
        hand_on(till, tax, "50.01")
    assert (refused.value.code, plain(refused.value.values["held"])) == ("pass_on.over_held", "50")
    hand_on(till, tax, "50")
    assert plain(till.row(tax).paid, till.row(tax).passed_on) == "200 200"
    assert plain(till.counter.ask(get_standing, [till.customer])["CNY"].held) == "0"
    assert [row.slip for row in till.counter.ask(list_payouts, charge_ids=[tax])] == ["税票001", "税票001"]


def test_own_money_is_not_passed_on_and_nothing_without_a_voucher(till: Till) -> None:
    fee, tax = till.charge("100"), till.charge("100", "income_tax")
    till.receive("200")
    with pytest.raises(DeskError, match=r"pass_on\.not_held"):
        hand_on(till, fee, "100")
    with pytest.raises(DeskError, match=r"pass_on\.slip"):
        hand_on(till, tax, "100", slip=" ")


def test_money_that_has_gone_on_cannot_be_taken_back_from_under_it(till: Till) -> None:
    tax = till.charge("100", "deed_tax")
    receipt = till.receive("100")
    payout = hand_on(till, tax, "60")
    for attempt in (
        lambda: till.counter.do(reverse_receipt, receipt, "输错"),
        lambda: till.counter.do(release, receipt, tax, "输错"),
        lambda: till.counter.do(withdraw_charge, tax, "不办了"),
        lambda: till.counter.do(lower_charge, tax, Decimal("59.99"), "少交"),
    ):
        with pytest.raises(DeskError) as refused:
            attempt()
        assert (refused.value.code, plain(refused.value.values["amount"])) == ("charge.passed_on", "60")
    till.counter.do(lower_charge, tax, Decimal(60), "少交")
    assert plain(till.receipt(receipt).free) == "40"
    till.counter.do(reverse_payout, payout, "退税")
    till.counter.do(reverse_receipt, receipt, "输错")
    assert plain(till.row(tax).paid, till.row(tax).passed_on) == "0 0"
