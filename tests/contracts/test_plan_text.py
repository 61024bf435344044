"""Instalments as a clerk types them, and the number behind a number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskapp.desks.contracts.sale.drafts import PlanLine
from deskapp.desks.contracts.sale.numbers import next_number
from deskapp.desks.contracts.sale.plan_text import parse_plan, show_plan
from deskapp.errors import Fault
from deskapp.ui.reading import read_typed_day
from deskapp.values.money import parse_typed_money

TODAY = date(2026, 11, 22)
PRICE = Decimal("1006867.00")


def read(text: str, price: Decimal = PRICE) -> tuple[tuple[PlanLine, ...] | None, Fault | None]:
    return parse_plan(
        text,
        price,
        "CNY",
        lambda told: parse_typed_money(told, "CNY"),
        lambda told: read_typed_day(told, "zh", TODAY),
    )


def test_percentages_amounts_and_the_rest_make_the_price() -> None:
    lines, fault = read("30% 1205; 12w +90；余 2027-03-31")
    assert fault is None
    assert lines is not None
    assert [(line.amount, line.due_on) for line in lines] == [
        (Decimal("302060.10"), date(2026, 12, 5)),
        (Decimal(120000), date(2027, 2, 20)),
        (Decimal("584806.90"), date(2027, 3, 31)),
    ]
    assert {line.part for line in lines} == {"instalment"}


def test_a_part_may_have_no_day_and_the_rest_several_words() -> None:
    lines, _ = read("50%; còn lại 2027-01-10")
    assert lines is not None
    assert [line.due_on for line in lines] == [None, date(2027, 1, 10)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "form.required"),
        ("30%; 壹拾万", "plan_text.part"),
        ("*; *", "plan_text.rests"),
        ("30%; 40%", "plan_text.sum"),
        ("100%; *", "plan_text.nothing"),
        ("; ".join(["1%"] * 25), "plan_text.many"),
    ],
)
def test_what_is_wrong_is_said(text: str, code: str) -> None:
    lines, fault = read(text)
    assert lines is None
    assert fault is not None
    assert fault.code == code


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), st.integers(10_000, 10**12))
def test_percentages_of_a_hundred_are_the_price_to_the_cent(shares: list[int], minor: int) -> None:
    price = Decimal(minor) / 100
    shares = [*shares, 1]
    whole = sum(shares)
    percents = [Decimal(share * 100 // whole) for share in shares[:-1]]
    percents.append(Decimal(100) - sum(percents, Decimal(0)))
    percents = [percent for percent in percents if percent > 0]
    lines, fault = read("; ".join(f"{percent}%" for percent in percents), price)
    assert fault is None
    assert lines is not None
    assert sum(line.amount for line in lines) == price


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=10))
def test_what_is_shown_is_read_as_the_same(minors: list[int]) -> None:
    stored = [(Decimal(minor) / 100, date(2027, 1, 1 + place)) for place, minor in enumerate(minors)]
    shown = show_plan(stored, lambda amount: f"{amount:,.2f}", lambda day: day.isoformat())
    lines, fault = read(shown, sum((amount for amount, _ in stored), Decimal(0)))
    assert fault is None
    assert lines is not None
    assert [(line.amount, line.due_on) for line in lines] == stored


@pytest.mark.parametrize(
    ("number", "following"),
    [
        ("备2026-00199", "备2026-00200"),
        ("A-99", "A-100"),
        ("2026第7号", "2026第8号"),
        ("HĐ 009/BA", "HĐ 010/BA"),
        ("无号", "无号"),
        ("", ""),
    ],
)
def test_the_number_behind(number: str, following: str) -> None:
    assert next_number(number) == following


@given(st.text("备A-/", max_size=4), st.integers(0, 10**12), st.integers(1, 12))
def test_the_number_behind_counts_and_keeps_its_zeros(head: str, figures: int, wide: int) -> None:
    number = f"{head}{figures:0{wide}d}"
    assert next_number(number) == f"{head}{figures + 1:0{wide}d}"
