"""What a procedure's file asks for becomes a form, and what is typed there is stored as the case keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ui.conftest import screen_text, settle
from tests.ui.counter import counter
from textual.widget import Widget

from deskapp.cases.procedure import Choice, Condition, FieldRule, Procedure, Step, Texts
from deskapp.casework.screens.fields import fields_of, from_stored, to_stored
from deskapp.locale import words
from deskapp.ui.form import Form
from deskapp.ui.screen import DeskScreen

TODAY = date(2026, 11, 22)


def named(zh: str, vi: str = "", en: str = "") -> Texts:
    return Texts(zh, vi, en)


WAYS = (Choice("gift", named("赠与")), Choice("sale", named("买卖")))
RULES = (
    FieldRule("price", named("成交价", "Giá chuyển nhượng"), "money", required=True, hint=named("合同上的价格")),
    FieldRule("area", named("过户面积", "Diện tích"), "area"),
    FieldRule("signed_on", named("签约日", "Ngày ký"), "day"),
    FieldRule("people", named("人数", "Số người"), "number"),
    FieldRule(
        "way", named("取得方式"), "choice", choices=(Choice("gift", named("赠与")), Choice("sale", named("买卖")))
    ),
    FieldRule("kin", named("关系"), "text", when=Condition("way", ("gift",))),
    FieldRule("loan", named("有贷款"), "yes_no"),
    FieldRule("story", named("情况"), "long"),
    FieldRule("other_phone", named("卖方电话"), "phone", step="contract", required=True),
    FieldRule("other_id", named("卖方证件"), "identity"),
)

PROCEDURE = Procedure("vn-test", named("测试"), "VN", steps=(Step("contact", "contact", named("接待")),), fields=RULES)


class FieldsScreen(DeskScreen[None]):
    def body(self) -> Iterable[Widget]:
        yield Form(fields_of(PROCEDURE, self.words, TODAY))


def by_code(language: str = "zh", first_step: str = "") -> dict[str, Any]:
    found = fields_of(PROCEDURE, words(language), TODAY, first_step=first_step)
    return {field.name.removeprefix("own_"): field for field in found}


def test_labels_and_hints_are_the_files_own_words() -> None:
    assert by_code("vi")["price"].label_key == "Giá chuyển nhượng"
    assert by_code("en")["price"].label_key == "成交价"
    assert by_code()["price"].hint_key == "合同上的价格"


def test_what_the_first_step_does_not_need_folds_away() -> None:
    folded = {code for code, field in by_code(first_step="contact").items() if field.optional}
    assert folded == {rule.code for rule in RULES} - {"price"}
    assert not any(field.optional for field in by_code().values())


@pytest.mark.parametrize(
    ("code", "typed", "stored"),
    [
        ("price", "1,5ty", "1500000000"),
        ("area", "98,5", "98.50"),
        ("signed_on", "5/3", "2026-03-05"),
        ("people", "12", "12"),
        ("other_phone", "0912 345 678", "0912345678"),
        ("other_id", "001085012345", "001085012345"),
        ("story", "a" * 9_000, "a" * 9_000),
    ],
)
def test_what_is_typed_is_stored_plainly_and_comes_back(code: str, typed: str, stored: str) -> None:
    field = by_code("vi")[code]
    value, fault = field.read(typed)
    assert fault is None or fault.warning
    kept = to_stored({field.name: value, "need": "something"})
    assert kept == {code: stored}
    assert from_stored(RULES, kept) == {field.name: value}


@pytest.mark.parametrize(
    ("code", "typed"), [("price", "many"), ("people", "few"), ("signed_on", "32/1"), ("area", "x")]
)
def test_what_cannot_be_read_is_refused(code: str, typed: str) -> None:
    value, fault = by_code("vi")[code].read(typed)
    assert value is None
    assert fault is not None
    assert fault.code in words("zh")


@given(st.dates(), st.decimals(0, 10**12, places=2), st.integers(0, 10**9))
def test_any_value_survives_being_stored(day: date, amount: Decimal, count: int) -> None:
    values = {"own_signed_on": day, "own_price": amount, "own_people": Decimal(count)}
    assert from_stored(RULES, to_stored(values)) == values


def test_stored_values_that_no_longer_fit_are_left_empty() -> None:
    assert from_stored(RULES, {"price": "dear", "signed_on": "soon", "gone": "x"}) == {
        "own_price": None,
        "own_signed_on": None,
    }


async def test_a_field_is_asked_where_its_condition_holds(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(FieldsScreen())
        await settle(pilot)
        assert "关系" not in screen_text(app)
        app.screen.query_one(Form).focus_field("own_way")
        await pilot.press("1")
        await settle(pilot)
        text = screen_text(app)
        assert "关系" in text
        assert "赠与" in text
        assert "合同上的价格" in text


async def test_words_that_fit_no_option_come_back_from_a_draft(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(FieldsScreen())
        await settle(pilot)
        form = app.screen.query_one(Form)
        for kept in ([None, "x"], ["lease", "租赁"]):
            form.typed = {"own_way": kept}
            await settle(pilot)
            assert form.typed["own_way"] == [None, kept[1]]
