"""How late is how late, what it costs, who asks, when a loan is late and when a buyer may be asked: worked examples."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures_store import NOW, TODAY

from deskapp.desks.contracts.arrears.rules import (
    BUCKETS,
    ContactFacts,
    LoanFacts,
    Owed,
    ages,
    bucket_days,
    bucket_of,
    judge_contact,
    mortgage_due,
    reckon_penalty,
)
from deskapp.desks.contracts.paying.routing import PURPOSES, parse_routes, route
from deskapp.errors import DeskError
from deskapp.office.deal.model import PAYER_CLASSES

DAYS = st.integers(min_value=0, max_value=400)
MINOR = st.integers(min_value=1, max_value=10**12)


@pytest.mark.parametrize(
    ("late_days", "bucket"), [(1, "d30"), (30, "d30"), (31, "d60"), (60, "d60"), (61, "d90"), (90, "d90"), (91, "over")]
)
def test_how_late_is_which_age(late_days: int, bucket: str) -> None:
    assert BUCKETS[bucket_of(late_days)] == bucket
    oldest, youngest = bucket_days(bucket, TODAY)
    day = TODAY - timedelta(days=late_days)
    assert day <= youngest
    assert oldest is None or oldest <= day


@given(st.lists(st.tuples(MINOR, DAYS)))
def test_the_ages_together_are_everything_that_is_late(parts: list[tuple[int, int]]) -> None:
    owed = [Owed(amount, 0, TODAY - timedelta(days=days)) for amount, days in parts]
    assert sum(ages(owed, TODAY)) == sum(amount for amount, days in parts if days)


def test_what_lateness_costs() -> None:
    """300,000 since 73 days less 100,000 paid, 300,000 since 43, 400,000 since 12, at one in ten thousand a day."""
    owed = [
        Owed(30_000_000, 10_000_000, date(2026, 9, 10)),
        Owed(30_000_000, 0, date(2026, 10, 10)),
        Owed(40_000_000, 0, date(2026, 11, 10)),
    ]
    assert reckon_penalty(owed, 10, TODAY, "CNY") == Decimal("3230.00")
    assert reckon_penalty(owed, None, TODAY, "CNY") is None
    assert reckon_penalty([Owed(1, 0, date(2026, 11, 21))], 10, TODAY, "CNY") == Decimal("0.00")
    assert reckon_penalty([Owed(100_000_000, 0, date(2026, 11, 12))], 30, TODAY, "VND") == Decimal(300_000)


def test_who_asks_is_a_matter_of_the_payer_and_of_what_it_is_about() -> None:
    """b13 and f34: a bulk buyer is asked by finance and settled with by engineering."""
    table = {one: [route(one, purpose, TODAY) for purpose in PURPOSES[:3]] for one in PAYER_CLASSES}
    assert table == {
        "retail": ["marketing", "marketing", "marketing"],
        "bulk": ["finance", "engineering", "engineering"],
        "agency_construction": ["engineering", "engineering", "engineering"],
    }
    assert [route("retail", one, TODAY) for one in PURPOSES[3:]] == ["marketing", "customer_service", "finance"]
    with pytest.raises(DeskError, match=r"routing\.none"):
        route("retail", "price", date(1999, 1, 1))


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ('payer_class = "rich"', "payer_class"),
        ('department = "sales"', "department"),
        ("valid_to = 1990-01-01", "valid_to"),
        ('source = ""', "source"),
    ],
)
def test_a_routing_table_with_a_fault_says_which_row(said: str, name: str) -> None:
    row = {"payer_class": '"retail"', "purpose": '"price"', "department": '"finance"', "valid_from": "2026-01-01",
           "source": '"us"'}  # fmt: skip
    key, _, value = said.partition(" = ")
    text = "[[route]]\n" + "\n".join(f"{one} = {what}" for one, what in (row | {key: value}).items())
    with pytest.raises(DeskError) as refused:
        parse_routes(text)
    assert refused.value.values == {"row": 1, "name": name}


def test_two_rows_for_one_day_are_a_fault() -> None:
    lines = (
        'payer_class = "*"',
        'purpose = "price"',
        'department = "finance"',
        "valid_from = 2026-01-01",
        'source = "us"',
    )
    row = "\n".join(("[[route]]", *lines, ""))
    with pytest.raises(DeskError, match=r"routing\.file"):
        parse_routes(row + row)


def test_when_a_loan_is_late() -> None:
    signed = date(2026, 10, 1)

    def due(*loans: LoanFacts, here: bool = False) -> tuple[date, int | None] | None:
        return mortgage_due(signed, loans, "CN", loan_is_here=here)

    assert due() == (date(2026, 10, 16), None)
    assert due(LoanFacts(7)) == (date(2026, 10, 16), 7)
    assert due(LoanFacts(7, submitted_on=date(2026, 10, 10))) == (date(2026, 11, 9), 7)
    assert due(LoanFacts(7, date(2026, 10, 10), date(2026, 10, 20))) is None
    # another bank after a refusal: the days run anew
    refused = LoanFacts(7, date(2026, 10, 10), refused_on=date(2026, 11, 1))
    assert due(refused) == (date(2026, 11, 16), None)
    assert due(refused, LoanFacts(8)) == (date(2026, 11, 16), 8)
    # of a combined loan the earlier day counts
    assert due(LoanFacts(7, date(2026, 10, 10)), LoanFacts(8)) == (date(2026, 10, 16), 8)
    assert due(LoanFacts(7), here=True) is None
    assert mortgage_due(None, [], "CN", loan_is_here=False) is None


def test_when_a_buyer_may_be_asked() -> None:
    def at(hour: int) -> datetime:
        return datetime(2026, 11, 22, hour, 30, tzinfo=NOW.tzinfo)

    def codes(facts: ContactFacts, way: str = "phone", hour: int = 10, country: str = "CN") -> list[str]:
        return [fault.code for fault in judge_contact(facts, way, at(hour), country)]

    assert codes(ContactFacts()) == []
    assert codes(ContactFacts(), hour=7) == codes(ContactFacts(), hour=21) == ["chase.quiet_hours"]
    assert codes(ContactFacts(), hour=7, country="VN") == []
    assert codes(ContactFacts(), "letter", hour=23) == []
    lately = [at(10) - timedelta(days=days) for days in (1, 2, 6)]
    assert codes(ContactFacts(asked_at=lately)) == ["chase.too_often"]
    assert codes(ContactFacts(asked_at=[at(10) - timedelta(days=7), *lately[:2]])) == []
    assert codes(ContactFacts("lawyers")) == ["chase.stopped"]
    assert codes(ContactFacts(hold_reason="离婚诉讼")) == ["chase.held"]
    assert codes(ContactFacts(everyone_dead=True)) == ["chase.all_deceased"]
    assert codes(ContactFacts("lawyers"), "at_counter") == []
