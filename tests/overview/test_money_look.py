"""How a customer stands, on their page: what is open, free on receipts, held for the state."""

from __future__ import annotations

from decimal import Decimal

from tests.fixtures_store import NOW, Counter

from deskapp.locale import words
from deskapp.money.charges import add_charge
from deskapp.money.drafts import ChargeDraft, ReceiptDraft
from deskapp.money.receipts import receive
from deskapp.overview.looks import get_look


def money_lines(counter: Counter, person: int) -> list[str]:
    look = counter.ask(get_look, ("customer", person), words("zh"), NOW)
    return [" ".join(text for text, _ in line.said) for line in look.main if line.door and line.door[0] == "money"]


def test_a_customer_is_shown_with_what_is_open_free_and_held(counter: Counter) -> None:
    person = counter.customer("张三丰")
    assert money_lines(counter, person) == []
    for purpose in ("service_fee", "deed_tax"):
        counter.do(add_charge, ChargeDraft(person, purpose, Decimal(100), "CNY"))
    counter.do(receive, ReceiptDraft(person, Decimal(150), "CNY", "cash"))
    counter.do(receive, ReceiptDraft(person, Decimal(9000), "VND", "qr"))
    assert money_lines(counter, person) == ["欠 ¥50.00 代收待缴 ¥50.00", "未分配 9,000 ₫"]


def test_settled_money_takes_no_line(counter: Counter) -> None:
    person = counter.customer("张三丰")
    counter.do(add_charge, ChargeDraft(person, "service_fee", Decimal(100), "CNY"))
    counter.do(receive, ReceiptDraft(person, Decimal(100), "CNY", "cash"))
    assert money_lines(counter, person) == []
