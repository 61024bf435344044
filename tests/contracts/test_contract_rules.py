"""Rules of contracts by their examples: the last day of filing, the gates, states in any order, what is doubtful."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskapp.desks.contracts.sale.life import life_of, next_step
from deskapp.desks.contracts.sale.limits import days_of, find_limit, is_filed_in, state_order
from deskapp.desks.contracts.sale.lint import LintFacts, LintParty, LintUnit, codes, lint_contract, multiplies
from deskapp.desks.contracts.sale.model import STATES, SaleContract
from deskapp.desks.contracts.sale.rules import (
    PriceFact,
    PricePart,
    ReviewFact,
    SealFact,
    contract_state,
    figures,
    filing_due,
    judge_earnest,
    judge_paid,
    judge_reviewed,
    judge_sealed,
    next_due,
)

TODAY = date(2026, 11, 22)
ORDER = state_order(TODAY, "CN")


@dataclass
class Facts:
    method: str = "lump_sum"
    currency: str = "CNY"
    reserved_on: date | None = None
    drafted_on: date | None = None
    reviewed_on: date | None = None
    online_signed_on: date | None = None
    signed_on: date | None = None
    seals_checked_on: date | None = None
    pre_registered_on: date | None = None
    cancelled_on: date | None = None
    reviewed_by_id: int | None = None
    drafted_by_id: int | None = None
    drafted_by: str = ""
    review_exception: str = ""
    seals_note: str = ""


FACT_OF = {
    "reserved": "reserved_on",
    "draft": "drafted_on",
    "reviewed": "reviewed_on",
    "online": "online_signed_on",
    "signed": "signed_on",
    "sealed": "seals_checked_on",
    "pre_registered": "pre_registered_on",
}


def test_the_facts_of_the_tests_are_those_of_the_record() -> None:
    assert set(Facts.__dataclass_fields__) <= set(SaleContract.model_fields)


# ---- the clock


@pytest.mark.parametrize(
    ("signed", "due"),
    [
        # the law's example: the signing day does not count, calendar days do
        (date(2026, 1, 20), date(2026, 2, 19)),
        (date(2024, 1, 31), date(2024, 3, 1)),
        (date(2025, 1, 31), date(2025, 3, 2)),
        # days off and make-up days change nothing
        (date(2026, 9, 1), date(2026, 10, 1)),
    ],
)
def test_thirty_calendar_days_to_file(signed: date, due: date) -> None:
    assert filing_due(signed, "CN") == due


def test_no_duty_no_day() -> None:
    assert filing_due(None, "CN") is None
    assert filing_due(date(1990, 1, 1), "CN") is None
    assert filing_due(TODAY, "VN") is None
    assert days_of("filing.warn_days", TODAY) == 10


def test_the_days_stand_still_while_a_filing_stands_and_run_again_when_it_is_cancelled() -> None:
    facts = Facts(drafted_on=TODAY, signed_on=TODAY)
    assert figures(facts, (), None)["filing_due_on"] == TODAY + timedelta(days=30)
    assert figures(facts, (), ("BA1", TODAY))["filing_due_on"] is None
    assert figures(replace(facts, cancelled_on=TODAY), (), None)["filing_due_on"] is None


# ---- gate 1


@pytest.mark.parametrize(
    ("method", "parts", "missing"),
    [
        ("lump_sum", [PricePart("whole", 100_00, 100_00)], []),
        ("lump_sum", [PricePart("whole", 100_00, 99_99)], [("filing.missing.price", "0.01")]),
        ("instalments", [PricePart("instalment", 30_00, 30_00), PricePart("instalment", 70_00)],
         [("filing.missing.price", "70.00")]),
        ("mortgage", [PricePart("down_payment", 30_00, 30_00), PricePart("loan", 70_00)], []),
        ("mortgage", [PricePart("down_payment", 30_00, 12_00), PricePart("loan", 70_00, 70_00)],
         [("filing.missing.down_payment", "18.00")]),
        ("lump_sum", [], [("filing.missing.plan", None)]),
        ("mortgage", [PricePart("loan", 100_00, 100_00)], [("filing.missing.plan", None)]),
    ],
)  # fmt: skip
def test_what_has_to_be_paid_before_filing(method: str, parts: list[PricePart], missing: list[Any]) -> None:
    found = judge_paid(PriceFact(method, "CNY", tuple(parts)))
    said = [(one.code, str(one.values["gap"]) if "gap" in one.values else None) for one in found]
    assert said == missing


# ---- gate 2


def test_another_person_reviews_or_says_why_not() -> None:
    def said(fact: ReviewFact) -> list[tuple[str, str]]:
        return [(one.code, one.clears) for one in judge_reviewed(fact)]

    assert said(ReviewFact(None, None, 1)) == [("filing.missing.review", "legal")]
    assert said(ReviewFact(TODAY, 1, 1, "wangmin")) == [("filing.missing.other_reviewer", "supervisor")]
    assert said(ReviewFact(TODAY, 1, 1, "wangmin", "一人值班")) == []
    assert said(ReviewFact(TODAY, 2, 1)) == []
    # a contract from a file says neither who drafted nor who reviewed it
    assert said(ReviewFact(TODAY, None, None)) == []


def test_seals_say_which_is_missing_and_who_brings_it() -> None:
    assert [one.clears for one in judge_sealed(SealFact(None))] == ["reception"]
    (one,) = judge_sealed(SealFact(None, "缺买受人手印"))
    assert (one.code, one.values, one.clears) == ("filing.missing.seal", {"note": "缺买受人手印"}, "customer")
    assert judge_sealed(SealFact(TODAY, "后补")) == []


# ---- states


@given(order=st.permutations(list(FACT_OF)), filed=st.integers(0, 7), undone=st.sets(st.sampled_from(list(FACT_OF))))
@settings(max_examples=150, deadline=None)
def test_a_state_follows_from_the_facts_not_from_their_order(order: list[str], filed: int, undone: set[str]) -> None:
    facts, there = Facts(), set()
    for number, state in enumerate(order):
        setattr(facts, FACT_OF[state], TODAY - timedelta(days=number))
        there.add(state)
        filed_on = TODAY if number >= filed else None
        known = there | ({"filed"} if filed_on else set())
        assert contract_state(facts, filed_on, ORDER) == max(known, key=ORDER.index)
    for state in sorted(undone):
        setattr(facts, FACT_OF[state], None)
    left = set(FACT_OF) - undone
    assert contract_state(facts, None, ORDER) == max(left, key=ORDER.index, default="draft")
    facts.cancelled_on = TODAY
    assert contract_state(facts, TODAY, ORDER) == "cancelled"


def test_the_order_of_a_place_has_every_state() -> None:
    assert sorted([*ORDER, "cancelled"]) == sorted(STATES)


def test_vietnam_neither_signs_online_nor_files() -> None:
    order = state_order(TODAY, "VN")
    assert order == ("reserved", "draft", "reviewed", "signed", "sealed")
    assert (is_filed_in("VND", TODAY), is_filed_in("CNY", TODAY)) == (False, True)
    contract = SaleContract(
        office_id=1, number="HĐ1", price=1, currency="VND", drafted_on=TODAY, reviewed_on=TODAY, signed_on=TODAY
    )
    assert next_step(life_of(contract, TODAY), cancelled=False) == "seals"
    contract.seals_checked_on = TODAY
    assert next_step(life_of(contract, TODAY), cancelled=False) == ""
    assert contract_state(contract, None, order) == "sealed"
    # a file may say so for all that
    assert contract_state(contract, TODAY, order) == "filed"


def test_what_is_due_next_is_the_oldest_that_is_open() -> None:
    parts = [PricePart("down_payment", 30, 30, date(2026, 1, 1)), PricePart("loan", 70, 1, date(2026, 3, 1))]
    assert next_due(parts, date(2026, 1, 1)) == date(2026, 3, 1)
    assert next_due([*parts, PricePart("instalment", 1)], date(2026, 1, 1)) == date(2026, 1, 1)
    assert next_due(parts, None) is None


# ---- earnest money


def test_earnest_money_is_at_most_a_fifth_of_the_price() -> None:
    price = Decimal(1000000)
    assert find_limit("earnest.share", TODAY) == Decimal("0.20")
    assert judge_earnest(price, Decimal("200000.00"), TODAY) == []
    (one,) = judge_earnest(price, Decimal("200000.01"), TODAY)
    assert f"{one.values['percent']}" == "20"
    (odd,) = judge_earnest(Decimal("979047.00"), price, TODAY)
    assert f"{odd.values['most']}" == "195809.40"
    assert (one.code, one.values["most"]) == ("lint.earnest_over", Decimal("200000.00"))


# ---- what is doubtful


UNIT = LintUnit("3-2-1501", Decimal(100), Decimal(80), Decimal(10_000), Decimal(1_000_000), Decimal(100), Decimal(80))
BUYER = LintParty("张三丰", "buyer", "person", "110105198504121172", phone="13800138000", birth=date(1985, 4, 12))
CLEAN = LintFacts(
    price=Decimal(1_000_000),
    currency="CNY",
    method="lump_sum",
    priced_by="gross",
    units=(UNIT,),
    parties=(BUYER,),
    asked=Decimal(1_000_000),
    template="GF-2014-0171 2026",
    drafted_on=date(2026, 11, 1),
    reviewed_on=date(2026, 11, 2),
    online_number="WQ1",
    signed_on=date(2026, 11, 3),
)
LOAN: dict[str, Any] = {
    "method": "mortgage",
    "bank": "建设银行",
    "loan": Decimal(700_000),
    "down_payment": Decimal(300_000),
}


def unit(**told: Any) -> dict[str, Any]:
    return {"units": (replace(UNIT, **told),)}


def buyer(**told: Any) -> dict[str, Any]:
    return {"parties": (replace(BUYER, **told),)}


DOUBTS: dict[str, dict[str, Any]] = {
    "lint.altered": {"alterations": "第七条付款日期\n已改"},
    "lint.paper_missing": {"papers": ("婚姻证明",)},
    "lint.multiplies": unit(price=Decimal(1_000_500)) | {"price": Decimal(1_000_500), "asked": Decimal(1_000_500)},
    "lint.units_sum": unit(unit_price=None) | {"price": Decimal(999_000), "asked": Decimal(999_000)},
    "lint.plan_sum": {"asked": Decimal(999_999)},
    "lint.area_differs": unit(known_area=Decimal("99.5")),
    "lint.inner_larger": unit(inner_area=Decimal(101), known_inner=Decimal(101)),
    "lint.unit_filed": unit(filed_in="HT-0099"),
    "lint.no_document": buyer(number=""),
    "lint.document_expired": buyer(valid_until=date(2026, 11, 2)),
    "lint.birth_differs": buyer(told_birth=date(1985, 4, 13)),
    "lint.document_replaced": buyer(is_main=False),
    "lint.minor_alone": buyer(birth=date(2012, 4, 12)),
    "lint.same_document": {"parties": (BUYER, replace(BUYER, name="张三峰"))},
    "lint.no_phone": buyer(phone=""),
    "lint.no_bank": LOAN | {"bank": ""},
    "lint.loan_sum": LOAN | {"loan_amount": Decimal(710_000)},
    "lint.down_payment_low": LOAN | {"down_payment": Decimal(149_999), "loan": Decimal(850_001)},
    "lint.earnest_over": {"earnest": Decimal(200_001)},
    "lint.no_template": {"template": ""},
    "lint.template_old": {"template_to": date(2026, 11, 2)},
    "lint.signed_unreviewed": {"reviewed_on": date(2026, 11, 4)},
    "lint.no_online": {"online_number": ""},
    "lint.reservation_over": {"drafted_on": None, "reserved_until": date(2026, 11, 21)},
}


def test_a_clean_contract_has_nothing_against_it() -> None:
    assert lint_contract(CLEAN, TODAY) == []
    assert lint_contract(replace(CLEAN, **LOAN), TODAY) == []


@pytest.mark.parametrize("code", DOUBTS)
def test_a_doubt_is_told(code: str) -> None:
    assert codes(lint_contract(replace(CLEAN, **DOUBTS[code]), TODAY)) == [code]


def test_no_doubt_where_somebody_guards_the_child() -> None:
    child = replace(BUYER, birth=date(2012, 4, 12))
    mother = replace(BUYER, name="李静", role="guardian", number="310115200109232489", birth=None)
    assert lint_contract(replace(CLEAN, parties=(child, mother)), TODAY) == []


def test_a_unit_price_is_printed_rounded() -> None:
    # 98.76 m² for 1 006 867.00 is 10 195.089..., which no contract prints in full
    area, price = Decimal("98.76"), Decimal("1006867.00")
    assert multiplies(area, Decimal("10195.09"), price, "CNY") is None
    assert multiplies(area, Decimal("10195.08"), price, "CNY") == Decimal("0.90")
    assert multiplies(area, Decimal("10195.09"), price + 1, "CNY") == Decimal("0.91")


@given(area=st.integers(1, 50_000), unit_price=st.integers(1, 9_999_999))
@settings(max_examples=100, deadline=None)
def test_whatever_is_multiplied_and_rounded_multiplies(area: int, unit_price: int) -> None:
    size, each = Decimal(area) / 100, Decimal(unit_price) / 100
    assert multiplies(size, each, round(size * each, 2), "CNY") is None
