"""The guide to a procedure: what a customer is told it takes, before a case and in one [a07-a09]."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.overview.riverside import SIZE, counter_on, press, write
from tests.ui.conftest import Seen, screen_text, settle

from deskapp.cases.procedure_load import load_procedures
from deskapp.cases.procedure_parse import parse_procedure
from deskapp.casework.look import Look
from deskapp.locale import LANGUAGES, words
from deskapp.overview.procedure_look import procedure_look
from deskapp.overview.screens.procedure import ProcedureScreen
from deskapp.overview.screens.search import SearchScreen

DAY = date(2026, 11, 22)
KEPT = {"kind": "transfer", "price": "4000000000", "taxable_value": "4000000000", "part": "no"}


def text_of(look: Look) -> str:
    return "\n".join("  ".join((line.label, *(text for text, _ in line.said if text))) for line in look.main)


def test_every_shipped_procedure_can_be_explained_in_every_language() -> None:
    procedures = load_procedures()
    for procedure in procedures.all():
        for language in LANGUAGES:
            told = text_of(procedure_look(procedure, words(language), DAY))
            assert procedure.name.say(language) in told
            assert all(step.name.say(language) in told for step in procedure.steps)
            assert "procedure_look." not in told
            assert "{" not in told


def test_days_papers_and_costs_of_a_transfer() -> None:
    procedure = load_procedures().find("vn-transfer", DAY)
    told = text_of(procedure_look(procedure, words("vi"), DAY))
    assert "8 ngày làm việc  vùng khó khăn 18 ngày làm việc" in told
    assert "(Mẫu 18)  bản chính" in told
    assert "Văn bản phân chia, khai nhận di sản đã công chứng  bản chính  Lý do biến động: Thừa kế" in told
    assert "5. Chuyển cơ quan thuế  0,5 ngày làm việc  sau đó chờ nộp thuế" in told
    assert "theo biểu phí, tính trên Giá hợp đồng  bên bán" in told


def test_of_a_case_only_what_applies_with_the_costs_worked_out() -> None:
    procedure = load_procedures().find("vn-transfer", DAY)
    told = text_of(procedure_look(procedure, words("vi"), DAY, KEPT))
    for cost in ("Lệ phí trước bạ 0,5%  20.000.000 ₫  bên mua", "cá nhân 2%  80.000.000 ₫", "công chứng  2.700.000 ₫"):
        assert cost in told
    assert "thừa kế (ngoài" not in told
    assert "di sản" not in told
    assert "trích đo" not in told


@pytest.mark.parametrize(
    ("fee", "said"),
    [
        ("amount = 80", "¥80.00"),
        ('percent = 1.5\nof = "price"', "1.5% of Price"),
        ('rate = 50\nof = "size"', "¥50.00 for each m² of Size"),
        ("", "to be told"),
    ],
)
@pytest.mark.parametrize(("clock", "limit"), [("hours = 16", "working hours: 16"), ("days = 30", "days: 30")])
def test_every_kind_of_fee_and_limit(fee: str, said: str, clock: str, limit: str) -> None:
    text = f"""format = 1
id = "x"
name.en = "X"
country = "CN"
[clock]
{clock}
[[steps]]
id = "do"
name.en = "Do"
[[fields]]
code = "price"
name.en = "Price"
kind = "money"
[[fields]]
code = "size"
name.en = "Size"
kind = "area"
[[fees]]
code = "f"
purpose = "title_fee"
name.en = "Fee"
{fee}
"""
    told = text_of(procedure_look(parse_procedure(text, "office"), words("en"), DAY))
    assert f"Fee  {said}" in told
    assert f"We promise  {limit}  from the opening on" in told


async def test_the_guide_opens_by_its_code_and_its_name(home: Path, seen: Seen) -> None:
    app = counter_on(home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "13")
        await press(pilot, "enter")
        await settle(pilot)
        await write(pilot, "fwcz")
        await settle(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert isinstance(app.screen, ProcedureScreen)
        await seen(pilot)
        await press(pilot, "ctrl+l")
        await settle(pilot)
        assert "Đăng ký cho thuê nhà" in screen_text(app)
        await press(pilot, "f11")
        assert isinstance(app.screen, SearchScreen)
