"""Our own numbers, whole or by their tail, as clerks type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures_store import TODAY, Counter

from deskapp.office.customer.actions import merge_customers
from deskapp.office.customer.queries import list_customers
from deskapp.overview.search import search
from deskapp.values.finding import own_numbers

YEARS = (2026, 2025)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("KH-20261122-0007", ["KH-20261122-0007"]),
        ("kh20261122-7", ["KH-20261122-0007"]),
        ("KH 20261122 7", ["KH-20261122-0007"]),
        ("kh1122-7", ["KH-20261122-0007", "KH-20251122-0007"]),
        ("KH-1122-12345", ["KH-20261122-12345", "KH-20251122-12345"]),
        ("1122-7", []),
        ("TS-20261122-0007", []),
        ("KH-20261122", []),
        ("", []),
    ],
)
def test_what_a_text_may_stand_for(text: str, numbers: list[str]) -> None:
    assert own_numbers(text, "KH", YEARS) == numbers


@given(st.text())
def test_any_text_may_be_asked(text: str) -> None:
    assert all(number.startswith("KH-") for number in own_numbers(text, "KH", YEARS))


def test_a_merged_customer_is_found_by_the_number_of_the_duplicate(counter: Counter) -> None:
    one, two = counter.customer("张三丰", phone="13800138000"), counter.customer("张三峰", phone="13800138001")
    numbers = [row.number for row in counter.ask(list_customers)]
    counter.do(merge_customers, two, one)
    for number in numbers:
        hits = search(counter.store, number, today=TODAY)
        assert [(hit.kind, hit.id) for hit in hits] == [("customer", one)]
