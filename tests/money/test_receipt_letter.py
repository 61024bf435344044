"""The printed receipt: what it says in three languages, through the template that the office gets."""

from __future__ import annotations

from datetime import timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from tests.fixtures_store import NOW
from tests.money.conftest import Till

from deskapp.errors import DeskError
from deskapp.locale import LANGUAGES, words
from deskapp.messages.letter_kinds import LETTERS
from deskapp.messages.letters import check_data, render_letter
from deskapp.money.letter import LETTER, receipt_letter
from deskapp.money.receipts import reverse_receipt
from deskapp.settings import find_home

HANOI = timezone(timedelta(hours=7))


def test_a_receipt_says_what_was_paid_and_what_is_left(till: Till) -> None:
    till.charge("3000000", "service_fee", "VND", text="Dịch vụ sang tên")
    till.charge("20000000", "registration_fee", "VND")
    receipt = till.receive("5000000", "VND", "transfer", slip="FT26", payer_name="Lê Thị Lan")
    said = till.counter.ask(receipt_letter, receipt, words("vi"), HANOI)
    assert said["receipt_number"] == "SJ-20261122-0001"
    assert said["received_on"] == "22/11/2026 16:41"
    assert (said["payer_name"], said["customer_name"], said["slip"]) == ("Lê Thị Lan", "张三丰", "FT26")
    assert said["amount"] == "5.000.000 ₫"
    assert said["amount_words"] == "năm triệu đồng"
    assert said["balance"] == "18.000.000 ₫"
    assert [(line["text"], line["amount"]) for line in said["lines"]] == [
        ("Dịch vụ sang tên", "3.000.000 ₫"),
        ("Lệ phí trước bạ", "2.000.000 ₫"),
    ]
    assert said["reason"] == "Dịch vụ sang tên; Lệ phí trước bạ"


def test_money_that_pays_nothing_yet_is_a_line_of_its_own(till: Till) -> None:
    till.charge("100", "deed_tax")
    said = till.counter.ask(receipt_letter, till.receive("1006.50"), words("zh"))
    assert [line["text"] for line in said["lines"]] == ["契税", "未指定用途"]
    assert said["amount_words"] == "壹仟零陆元伍角整"
    assert said["balance"] == ""


def test_a_reversed_receipt_is_not_printed(till: Till) -> None:
    receipt = till.receive("10")
    till.counter.do(reverse_receipt, receipt, "输错")
    with pytest.raises(DeskError, match=r"receipt\.void"):
        till.counter.ask(receipt_letter, receipt, words("zh"))


def test_every_template_takes_it_and_hostile_words_do_no_harm(till: Till, tmp_path: Path) -> None:
    home = find_home(tmp_path / "home")
    home.prepare()
    till.charge("10", text="{{ office_name }} [/b] <w:p/>")
    receipt = till.receive("10", payer_name="{% for %}")
    for language in LANGUAGES:
        said = till.counter.ask(receipt_letter, receipt, words(language))
        check_data(LETTERS[LETTER], said)
        assert Decimal(render_letter(LETTER, language, said, home, NOW).stat().st_size) > 0
