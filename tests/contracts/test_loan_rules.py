from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskapp.desks.contracts.loans.limits import days_in, loan_limits, step_orders, steps_in_order
from deskapp.desks.contracts.loans.model import LOAN_STATES, Mortgage
from deskapp.desks.contracts.loans.rules import (
    DAY_OF,
    ENDED,
    NOTES,
    judge_note,
    loan_state,
    next_notes,
    open_deposit,
)

BEGUN = date(2026, 3, 1)


@dataclass
class Facts:
    begun_on: date = BEGUN
    kind: str = "commercial"
    case_id: int | None = None
    next_way: str = ""
    papers_complete_on: date | None = None
    submitted_on: date | None = None
    approved_on: date | None = None
    refused_on: date | None = None
    contract_signed_on: date | None = None
    disbursed_on: date | None = None
    pre_registered_on: date | None = None
    title_issued_on: date | None = None
    registered_on: date | None = None
    deposit: int | None = None
    deposit_on: date | None = None
    deposit_recovered: int | None = None
    deposit_recovered_on: date | None = None
    closed_on: date | None = None
    withdrawn_on: date | None = None


def day(number: int) -> date:
    return BEGUN + timedelta(days=number)


def test_the_facts_of_the_tests_are_those_of_the_record() -> None:
    assert {one.name for one in fields(Facts)} <= set(Mortgage.model_fields)
    assert set(DAY_OF.values()) <= {one.name for one in fields(Facts)}


def test_a_loan_goes_through_all_states_of_the_trade() -> None:
    facts, seen = Facts(), []
    seen.append(loan_state(facts))
    facts.case_id = 7
    seen.append(loan_state(facts))
    facts.deposit = 500
    steps = steps_in_order(BEGUN)
    for number, step in enumerate(steps, 1):
        assert next_notes(facts)[0] in (step, "papers_complete")
        setattr(facts, DAY_OF[step], day(number))
        if step == "deposit_released":
            assert loan_state(facts).code == "registered"
            facts.deposit_recovered = 500
        seen.append(loan_state(facts))
    facts.closed_on = day(20)
    seen.append(loan_state(facts))
    told = [one for one in LOAN_STATES if one not in ("refused", "withdrawn")]
    assert [state.code for state in seen] == told
    assert [state.since for state in seen[2:]] == [*(day(number) for number in range(1, 9)), day(20)]
    assert seen[-1].stuck_from is None
    assert next_notes(facts) == ()


def test_where_the_pre_registration_came_before_the_money_the_money_is_waited_for() -> None:
    facts = Facts(submitted_on=day(1), approved_on=day(2), contract_signed_on=day(3), pre_registered_on=day(4))
    assert loan_state(facts).code == "contract_signed"
    assert next_notes(facts)[0] == "disbursed"
    paid = replace(facts, disbursed_on=day(9))
    assert (loan_state(paid).code, loan_state(paid).since) == ("pre_registered", day(9))


def test_a_file_with_the_last_day_alone_is_believed() -> None:
    assert loan_state(Facts(disbursed_on=day(9))).code == "disbursed"
    assert loan_state(Facts(registered_on=day(9))).code == "registered"
    # a title alone says nothing of the bank
    assert loan_state(Facts(title_issued_on=day(9))).code == "not_started"


def test_a_loan_is_stuck_the_day_after_its_limit() -> None:
    assert loan_state(Facts(submitted_on=day(0))).stuck_from == day(16)
    fund = Facts(submitted_on=day(0), kind="fund")
    assert loan_state(fund).stuck_from == day(21)
    refused = Facts(submitted_on=day(0), refused_on=day(2))
    assert loan_state(refused).stuck_from == day(10)
    assert loan_state(replace(refused, next_way="cancel")).stuck_from is None
    done = Facts(registered_on=day(2))
    assert loan_state(done).stuck_from is None
    assert loan_state(replace(done, deposit=5)).stuck_from == day(33)
    assert loan_state(Facts(submitted_on=day(1), pre_registered_on=day(2), disbursed_on=day(3))).stuck_from is None


def test_a_deposit_comes_back_in_parts() -> None:
    facts = Facts(registered_on=day(2), deposit=500, deposit_recovered=200, deposit_recovered_on=day(3))
    assert (open_deposit(facts), loan_state(facts).code) == (300, "registered")
    assert judge_note(facts, "deposit_released", day(4), day(9)) is None
    whole = replace(facts, deposit_recovered=500)
    assert (open_deposit(whole), loan_state(whole).code) == (0, "deposit_released")


REFUSED = [
    ("submitted", day(99), Facts(), "mortgage.future"),
    ("submitted", day(-1), Facts(), "mortgage.before"),
    ("submitted", day(2), Facts(submitted_on=day(1)), "mortgage.noted"),
    ("approved", day(2), Facts(), "mortgage.needs_approved"),
    ("refused", day(2), Facts(), "mortgage.needs_refused"),
    ("approved", day(2), Facts(submitted_on=day(3)), "mortgage.before"),
    ("contract_signed", day(2), Facts(submitted_on=day(1)), "mortgage.needs_contract_signed"),
    ("disbursed", day(2), Facts(submitted_on=day(1), approved_on=day(1)), "mortgage.needs_disbursed"),
    ("registered", day(2), Facts(), "mortgage.needs_registered"),
    ("pre_registered", day(2), Facts(), "mortgage.needs_pre_registered"),
    ("closed", day(2), Facts(), "mortgage.needs_closed"),
    ("deposit_released", day(2), Facts(registered_on=day(1)), "mortgage.no_deposit"),
    ("withdrawn", day(2), Facts(disbursed_on=day(1)), "mortgage.needs_withdrawn"),
    ("submitted", day(3), Facts(withdrawn_on=day(2)), "mortgage.ended"),
    ("submitted", day(3), Facts(refused_on=day(2)), "mortgage.ended"),
]


@pytest.mark.parametrize(("what", "on", "facts", "code"), REFUSED)
def test_what_cannot_have_been_is_refused(what: str, on: date, facts: Facts, code: str) -> None:
    fault = judge_note(facts, what, on, day(50))
    assert fault is not None
    assert fault.code == code


DAYS = st.none() | st.integers(0, 60).map(day)


@settings(max_examples=150)
@given(st.fixed_dictionaries(dict.fromkeys(DAY_OF.values(), DAYS)), st.sampled_from(["commercial", "fund"]))
def test_any_facts_make_one_state_and_offer_only_what_may_be_noted(known: dict[str, date | None], kind: str) -> None:
    facts = Facts(kind=kind, **known)  # type: ignore[arg-type]
    state = loan_state(facts)
    assert state.code in LOAN_STATES
    assert state.since in {BEGUN, *(one for one in known.values() if one is not None)}
    limit = days_in(state.code, kind, state.since)
    assert state.stuck_from is None or (limit is not None and state.stuck_from == state.since + timedelta(limit + 1))
    offered = next_notes(facts)
    assert len(set(offered)) == len(offered)
    assert set(offered) <= set(NOTES)
    for what in offered:
        assert judge_note(facts, what, day(60), day(60)) is None
        noted = replace(facts, **{DAY_OF[what]: day(60)})  # type: ignore[arg-type]
        assert (loan_state(noted).code in ENDED) == (what in ENDED)


def test_every_dated_row_says_where_it_is_from() -> None:
    assert all(row.source and row.certainty in "ABCD" for row in loan_limits())
    assert all(row.source and row.certainty in "ABCD" for row in step_orders())
    assert all(set(order.steps) <= set(NOTES) for order in step_orders())
