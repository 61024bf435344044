"""Rules about people: of age, rights to act, ties seen from both sides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures_store import TODAY, Counter

from deskapp.errors import DeskError
from deskapp.office.customer.drafts import KinshipDraft, RepresentationDraft
from deskapp.office.customer.page import get_customer_page
from deskapp.office.customer.rules import (
    RELATIONS,
    is_minor,
    is_valid_on,
    judge_right,
    latest_birth,
    turn_relation,
)
from deskapp.office.customer.ties import add_kinship, add_representation, end_representation, remove_kinship
from deskapp.store.base import record_id


@dataclass
class Paper:
    scope: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


@pytest.mark.parametrize(
    ("birth", "day", "minor"),
    [
        (date(2008, 11, 22), date(2026, 11, 21), True),
        (date(2008, 11, 22), date(2026, 11, 22), False),
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
        (None, date(2026, 3, 1), False),
    ],
)
def test_of_age_at_eighteen(birth: date | None, day: date, minor: bool) -> None:
    assert is_minor(birth, day) is minor


def test_the_identity_number_tells_the_birth() -> None:
    assert latest_birth(None, "cn-id", "44011320141005001X") == date(2014, 10, 5)
    assert latest_birth(None, "vn-cccd", "075215666666") == date(2015, 12, 31)
    assert latest_birth(date(2015, 6, 1), "vn-cccd", "075215666666") == date(2015, 6, 1)
    assert latest_birth(None, "passport", "N1234567") is None


def test_a_right_holds_from_its_first_to_its_last_day() -> None:
    paper = Paper(valid_from=date(2026, 1, 1), valid_until=date(2026, 11, 22))
    held = [is_valid_on(paper, day) for day in (date(2025, 12, 31), date(2026, 1, 1), TODAY, date(2026, 11, 23))]
    assert held == [False, True, True, False]


@pytest.mark.parametrize(
    ("paper", "need", "code"),
    [
        (Paper(), "handover", None),
        (Paper(scope="handover, contract"), "handover", None),
        (Paper(scope="收房、签约"), "签约", None),
        (Paper(scope="handover"), "contract", "representation.narrow"),
        (Paper(valid_until=date(2026, 11, 21)), "handover", "representation.expired"),
        (Paper(valid_from=date(2026, 11, 23)), "handover", "representation.not_yet"),
    ],
)
def test_what_stands_against_acting_for_somebody(paper: Paper, need: str, code: str | None) -> None:
    fault = judge_right(paper, TODAY, need)
    assert (fault.code if fault else None) == code


@given(st.sampled_from(RELATIONS))
def test_turning_a_tie_twice_is_the_tie(relation: str) -> None:
    assert turn_relation(turn_relation(relation)) == relation


def test_a_tie_of_kin_shows_on_both_pages(counter: Counter) -> None:
    mother, child = counter.customer("王敏"), counter.customer("王小明", id_number="44011320141005001X")
    tie = counter.do(add_kinship, mother, KinshipDraft(child, "child"))
    assert [(r.customer.name, r.relation) for r in counter.ask(get_customer_page, mother, TODAY).relatives] == [
        ("王小明", "child")
    ]
    page = counter.ask(get_customer_page, child, TODAY)
    assert [(r.customer.name, r.relation) for r in page.relatives] == [("王敏", "parent")]
    assert page.is_minor
    with pytest.raises(DeskError, match=r"kinship\.known"):
        counter.do(add_kinship, child, KinshipDraft(mother, "parent"))
    with pytest.raises(DeskError, match=r"customer\.same_person"):
        counter.do(add_kinship, child, KinshipDraft(child, "other"))
    counter.do(remove_kinship, record_id(tie))
    assert counter.ask(get_customer_page, child, TODAY).relatives == ()


def test_a_power_of_attorney_from_its_grant_to_its_end(counter: Counter) -> None:
    owner, agent = counter.customer("张三丰"), counter.customer("李静")
    draft = RepresentationDraft(agent, "power_of_attorney", "handover", "公证书 2026-118", notarised=True)
    right = counter.do(add_representation, owner, draft)
    page = counter.ask(get_customer_page, owner, TODAY)
    assert [(r.customer.name, r.right, r.is_valid) for r in page.representatives] == [
        ("李静", "power_of_attorney", True)
    ]
    assert page.acts_for == ()
    assert [r.customer.name for r in counter.ask(get_customer_page, agent, TODAY).acts_for] == ["张三丰"]
    counter.do(end_representation, record_id(right), date(2026, 11, 1))
    assert not counter.ask(get_customer_page, owner, TODAY).representatives[0].is_valid
    with pytest.raises(DeskError, match=r"customer\.same_person"):
        counter.do(add_representation, owner, RepresentationDraft(owner, "guardian"))
    company = counter.customer("锦绣物业", kind="company")
    with pytest.raises(DeskError, match=r"customer\.not_a_person"):
        counter.do(add_representation, company, RepresentationDraft(agent, "spouse"))
    with pytest.raises(DeskError, match=r"customer\.not_a_person"):
        counter.do(add_kinship, company, KinshipDraft(agent, "other"))
