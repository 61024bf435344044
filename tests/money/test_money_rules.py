"""The rules of money by themselves: shares, days, states, purposes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskapp.errors import DeskError
from deskapp.locale import LANGUAGES
from deskapp.money.purposes import find_purpose, parse_purposes, purposes
from deskapp.money.rules import (
    allocate_oldest_first,
    charge_state,
    day_to_book,
    judge_amount,
    receipt_state,
    release_latest_first,
    sort_oldest_first,
)

DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 9))
AMOUNTS = st.decimals(Decimal("0.01"), Decimal(10_000), places=2)


@dataclass(frozen=True)
class Open:
    id: int
    open: Decimal
    charged_on: date
    due_on: date | None


CHARGES = st.lists(
    st.builds(
        Open,
        st.integers(1, 10**6),
        st.one_of(AMOUNTS, st.just(Decimal(0))),
        DAYS,
        st.one_of(st.none(), DAYS),
    ),
    max_size=8,
    unique_by=lambda charge: charge.id,
)


@given(AMOUNTS, CHARGES)
def test_shares_never_exceed_the_money_nor_a_charge_and_leave_no_gap(amount: Decimal, charges: list[Open]) -> None:
    shares = allocate_oldest_first(amount, charges)
    given_out = sum(shares.values(), Decimal(0))
    still = sum((charge.open for charge in charges), Decimal(0))
    assert given_out == min(amount, still)
    opens = {charge.id: charge.open for charge in charges}
    assert all(0 < share <= opens[number] for number, share in shares.items())
    owing = [charge.id for charge in sort_oldest_first(charges) if charge.open]
    assert list(shares) == owing[: len(shares)]
    assert all(shares[number] == opens[number] for number in list(shares)[:-1])


@given(CHARGES)
def test_the_order_does_not_depend_on_how_charges_are_listed(charges: list[Open]) -> None:
    assert sort_oldest_first(reversed(charges)) == sort_oldest_first(charges)


@given(st.dictionaries(st.integers(), AMOUNTS, max_size=6), AMOUNTS)
def test_the_latest_share_goes_back_first(shares: dict[int, Decimal], amount: Decimal) -> None:
    taken = release_latest_first(amount, shares)
    assert sum(taken.values(), Decimal(0)) == min(amount, sum(shares.values(), Decimal(0)))
    assert all(0 < part <= shares[number] for number, part in taken.items())
    assert list(taken) == list(reversed(list(shares)))[: len(taken)]


@given(DAYS, st.one_of(st.none(), DAYS))
def test_nothing_goes_to_a_closed_day_nor_ahead_of_its_own(day: date, closed: date | None) -> None:
    booked = day_to_book(day, closed)
    assert booked >= day
    assert closed is None or booked > closed
    assert booked == day or (closed is not None and booked == closed + timedelta(days=1))


def test_states() -> None:
    then = datetime(2026, 11, 22, tzinfo=UTC)
    assert [charge_state(100, paid, None) for paid in (0, 1, 100)] == ["open", "part", "paid"]
    assert charge_state(100, 0, then) == "withdrawn"
    assert receipt_state(None, None, None) == "issued"
    assert receipt_state(None, None, then) == "lost"
    assert receipt_state(None, then, then) == "exchanged"
    assert receipt_state(then, then, then) == "void"


@given(st.decimals(allow_nan=True, allow_infinity=True), st.sampled_from(["CNY", "VND"]))
def test_any_figure_is_judged(amount: Decimal, currency: str) -> None:
    fault = judge_amount(amount, currency)
    if fault is None:
        places = {"CNY": 2, "VND": 0}[currency]
        assert 0 < amount.scaleb(places) <= 10**15
        assert amount.scaleb(places) == int(amount.scaleb(places))


def test_every_purpose_has_its_word_and_its_owner() -> None:
    assert {purpose.holding for purpose in purposes().values()} == {"own", "held", "deposit"}
    for language in LANGUAGES:
        said = {code: purpose.say(language) for code, purpose in purposes().items()}
        assert all(not name.startswith("purpose.") for name in said.values())
        assert len(set(said.values())) == len(said)


@pytest.mark.parametrize(
    "text",
    [
        "[[purpose",
        '[[purpose]]\ncode = "x"',
        '[[purpose]]\ncode = "x"\nholding = "ours"',
        '[[purpose]]\nholding = "own"',
        '[[purpose]]\ncode = "x"\nholding = "own"\n[[purpose]]\ncode = "x"\nholding = "held"',
    ],
)
def test_a_faulty_file_of_purposes_is_refused(text: str) -> None:
    with pytest.raises(DeskError, match=r"money\.purposes_file"):
        parse_purposes(text)


def test_an_unknown_purpose_is_named() -> None:
    with pytest.raises(DeskError) as refused:
        find_purpose("bribe")
    assert refused.value.values == {"purpose": "bribe"}
