"""Money of a deal: what a payment pays by what the payer says it is for, whoever the parties are by then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from deskapp.locale import LANGUAGES, words
from deskapp.money.kinds import KINDS, charges_paid
from deskapp.money.purposes import purposes
from deskapp.money.rules import allocate_in_order

DAY = date(2026, 3, 5)


@dataclass(frozen=True)
class Asked:
    id: int
    purpose: str
    part: str
    open: Decimal
    due_on: date | None = None
    charged_on: date = DAY


def asked(*said: tuple[str, str, str]) -> list[Asked]:
    return [Asked(n, purpose, part, Decimal(amount)) for n, (purpose, part, amount) in enumerate(said, 1)]


MORTGAGE = asked(
    ("price", "loan", "700"),
    ("price", "down_payment", "200"),
    ("maintenance_fund", "", "30"),
    ("price", "instalment", "100"),
)


@pytest.mark.parametrize(
    ("paid_for", "amount", "shares"),
    [
        ("", "240", {2: 200, 3: 30, 4: 10}),
        ("price", "240", {2: 200, 4: 40}),
        ("price", "1000", {2: 200, 4: 100, 1: 700}),
        ("instalment", "150", {4: 100, 2: 50}),
        ("down_payment", "150", {2: 150}),
        ("loan", "700", {1: 700}),
        ("loan", "750", {1: 700, 2: 50}),
        ("maintenance_fund", "50", {3: 30}),
        ("deed_tax", "50", {}),
        ("earnest", "50", {2: 50}),
    ],
)
def test_what_a_payment_pays_follows_from_what_it_is_for(paid_for: str, amount: str, shares: dict[int, int]) -> None:
    given = allocate_in_order(Decimal(amount), charges_paid(paid_for, MORTGAGE))
    assert given == {number: Decimal(share) for number, share in shares.items()}


def test_earnest_money_pays_what_was_asked_as_such_before_the_price() -> None:
    charges = asked(("price", "whole", "500"), ("earnest_money", "", "20"))
    assert allocate_in_order(Decimal(30), charges_paid("earnest", charges)) == {2: Decimal(20), 1: Decimal(10)}
    assert allocate_in_order(Decimal(30), charges_paid("price", charges)) == {1: Decimal(30)}


def test_every_kind_of_payment_has_a_purpose_and_a_name() -> None:
    assert {kind.purpose for kind in KINDS.values()} <= set(purposes())
    assert all(words(language).text(kind.key) != kind.key for language in LANGUAGES for kind in KINDS.values())
