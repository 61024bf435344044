"""What a delivery's state follows from, when a home counts as delivered, what a batch lacks, times by a pattern."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fixtures_store import TODAY

from deskapp.desks.handover.planning.model import DELIVERY_STATES, GROUP_KINDS, STATIONS
from deskapp.desks.handover.planning.plans import _route as route_of
from deskapp.desks.handover.planning.plans import (
    group_plans_on,
    items_on,
    parse_rows,
    read_rows,
    refusals_on,
    routes_on,
)
from deskapp.desks.handover.planning.rules import (
    BatchFacts,
    NoticeFact,
    delivery_state,
    judge_absent,
    judge_deemed,
    judge_publish,
    unit_state,
)
from deskapp.desks.handover.planning.screens.groups import parse_people
from deskapp.desks.handover.planning.slots import days_between, parse_pattern, parse_time, slots_of
from deskapp.errors import DeskError
from deskapp.money.purposes import purposes
from deskapp.office.acceptance.model import ACCEPTANCE_KINDS
from deskapp.office.acceptance.rules import AcceptanceFact, find_gaps, needs_on, parse_needs

DAY = date(2026, 11, 10)


@dataclass
class Facts:
    ready_on: date | None = None
    rescheduled_on: date | None = None
    absent_on: date | None = None
    came_on: date | None = None
    refused_on: date | None = None
    refusal_justified: bool | None = None
    signed_on: date | None = None
    with_list: bool = False
    deemed_on: date | None = None
    ended_on: date | None = None


def later(days: int) -> date:
    return DAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("facts", "notified", "state", "since"),
    [
        (Facts(), None, "not_ready", None),
        (Facts(ready_on=DAY), None, "ready", DAY),
        (Facts(ready_on=DAY), later(1), "notified", later(1)),
        (Facts(absent_on=later(5)), DAY, "absent", later(5)),
        (Facts(absent_on=later(5)), later(5), "notified", later(5)),
        (Facts(came_on=later(5)), DAY, "came", later(5)),
        (Facts(came_on=later(5), rescheduled_on=later(5)), DAY, "rescheduled", later(5)),
        (Facts(came_on=later(5), refused_on=later(5), refusal_justified=True), DAY, "refused_justified", later(5)),
        (Facts(came_on=later(5), refused_on=later(5), refusal_justified=False), DAY, "refused_unjustified", later(5)),
        (Facts(refused_on=later(5), refusal_justified=False, came_on=later(9)), DAY, "came", later(9)),
        (Facts(came_on=later(5), signed_on=later(5)), DAY, "signed", later(5)),
        (Facts(came_on=later(5), signed_on=later(5), with_list=True), DAY, "signed_with_list", later(5)),
        (Facts(absent_on=later(5), deemed_on=later(9)), DAY, "deemed", later(9)),
        (Facts(deemed_on=later(9), signed_on=later(20)), DAY, "signed", later(20)),
        (Facts(signed_on=later(5), ended_on=later(6)), DAY, "ended", later(6)),
    ],
)
def test_a_state_follows_from_the_facts(facts: Facts, notified: date | None, state: str, since: date | None) -> None:
    found = delivery_state(facts, notified)
    assert (found.code, found.since) == (state, since)


@settings(max_examples=120, deadline=None)
@given(
    st.builds(
        Facts,
        *(st.none() | st.integers(0, 9).map(later) for _ in range(5)),
        refusal_justified=st.booleans(),
        signed_on=st.none() | st.integers(0, 9).map(later),
        with_list=st.booleans(),
        deemed_on=st.none() | st.integers(0, 9).map(later),
        ended_on=st.none() | st.integers(0, 9).map(later),
    ),
    st.none() | st.integers(0, 9).map(later),
)
def test_every_set_of_facts_has_one_known_state(facts: Facts, notified: date | None) -> None:
    state = delivery_state(facts, notified)
    assert state.code in DELIVERY_STATES
    # whatever else there is, the end and the signature are what counts
    assert delivery_state(replace(facts, ended_on=later(9)), notified).code == "ended"
    signed = delivery_state(replace(facts, ended_on=None, signed_on=later(9)), notified).code
    assert signed == ("signed_with_list" if facts.with_list else "signed")
    assert unit_state(signed) == "delivered"
    # a fact of a later day than all others decides
    open_ones = replace(facts, ended_on=None, signed_on=None, deemed_on=None)
    assert delivery_state(replace(open_ones, absent_on=later(30)), notified).code == "absent"


def notices(*rows: tuple[str, int, int, int | None]) -> list[NoticeFact]:
    return [
        NoticeFact(number, place, later(sent), None if risk is None else later(risk))
        for number, place, sent, risk in rows
    ]


@pytest.mark.parametrize(
    ("sent", "absent", "day", "fault"),
    [
        ([], 5, 20, "delivery.second_notice"),
        ([("SF-1", 1, 0, 10)], 5, 20, "delivery.second_notice"),
        ([("SF-1", 1, 0, 10), ("SF-2", 2, 6, None)], 9, 20, "delivery.no_risk_day"),
        ([("SF-1", 1, 0, 10), ("SF-2", 2, 6, 15)], 9, 14, "delivery.risk_later"),
        ([("SF-1", 1, 0, 10), ("SF-2", 2, 6, 15)], 5, 15, "delivery.not_absent"),
        ([("SF-1", 1, 0, 10), ("SF-2", 2, 6, 15)], 9, 15, None),
    ],
)
def test_a_home_counts_as_delivered_only_after_a_second_notice(
    sent: list[tuple[str, int, int, int | None]], absent: int, day: int, fault: str | None
) -> None:
    found = judge_deemed("absent", notices(*sent), later(absent), later(day))
    assert [one.code for one in found][:1] == ([fault] if fault else [])


def test_a_notice_that_came_back_counts_as_sent() -> None:
    sent = [NoticeFact("SF-1", 1, DAY, later(5), later(3)), NoticeFact("SF-2", 2, later(6), later(9), later(8))]
    assert judge_deemed("absent", sent, later(9), later(9)) == []


def test_nobody_stays_away_from_what_they_were_not_told() -> None:
    assert judge_absent(0, None, None, later(3)).code == "delivery.not_told"  # type: ignore[union-attr]
    assert judge_absent(1, DAY, later(5), later(4)).code == "delivery.absent_early"  # type: ignore[union-attr]
    assert judge_absent(1, DAY, later(5), later(5)) is None


WHOLE = BatchFacts(1, 9, True, 6, 5, units=20, places=30)


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (WHOLE, []),
        (replace(WHOLE, buildings=0), ["batch.no_buildings"]),
        (replace(WHOLE, stations=0, signature_last=False), ["batch.no_stations"]),
        (replace(WHOLE, signature_last=False), ["batch.signature_last"]),
        (replace(WHOLE, slots=0), ["batch.no_slots"]),
        (replace(WHOLE, papers=0), ["batch.no_papers"]),
        (replace(WHOLE, pack_missing=("manual",)), ["batch.pack_missing"]),
        (replace(WHOLE, leaderless=("总指挥",)), ["batch.leaderless"]),
        (replace(WHOLE, places=19), ["batch.few_places"]),
        (replace(WHOLE, unaccepted=("3",)), ["batch.unaccepted"]),
    ],
)
def test_what_a_batch_lacks(facts: BatchFacts, codes: list[str]) -> None:
    found = judge_publish(facts)
    assert [one.code for one in found] == codes
    hard = {"batch.leaderless", "batch.few_places", "batch.unaccepted"}
    assert all(one.warning == (one.code in hard) for one in found)


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("9:00-12:00 /30 x5", [("09:00", "09:30", 5), ("11:30", "12:00", 5)]),
        ("9-12/60x3", [("09:00", "10:00", 3), ("11:00", "12:00", 3)]),
        ("9：00－11：00", [("09:00", "09:30", 5), ("10:30", "11:00", 5)]),
        ("9:00-10:00 /30 x5, 13:30-14:30 /30 x2", [("09:00", "09:30", 5), ("14:00", "14:30", 2)]),
        ("8h30-9h45 /30 x4", [("08:30", "09:00", 4), ("09:00", "09:30", 4)]),
    ],
)
def test_times_by_a_pattern(typed: str, made: list[tuple[str, str, int]]) -> None:
    pattern, fault = parse_pattern(typed)
    assert fault is None
    assert pattern is not None
    assert [pattern[0], pattern[-1]] == made


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "slot.pattern"), ("12-9", "slot.pattern"), ("9-12 /0", "slot.pattern"), ("abc", "slot.pattern"),
     ("9-12 /30 x0", "slot.places"), ("9-12, 11-13", "slot.overlap"), ("25-26", "slot.pattern")],
)  # fmt: skip
def test_a_pattern_that_is_none(typed: str, code: str) -> None:
    pattern, fault = parse_pattern(typed)
    assert pattern is None
    assert fault is not None
    assert fault.code == code


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 20), st.integers(1, 200), st.integers(5, 120), st.integers(1, 50))
def test_the_times_of_a_pattern_fill_it_without_overlap(hour: int, length: int, every: int, places: int) -> None:
    ends = hour * 60 + length
    typed = f"{hour}:00-{ends // 60}:{ends % 60:02} /{every} x{places}"
    pattern, fault = parse_pattern(typed)
    if length < every:
        assert pattern is None
        return
    assert fault is None
    assert pattern is not None
    assert len(pattern) == length // every
    assert all(first[1] == second[0] for first, second in pairwise(pattern))
    slots = slots_of(days_between(DAY, later(6), weekends=False), pattern)
    assert len(slots) == 5 * len(pattern)


def test_a_time_as_people_write_it() -> None:
    assert [parse_time(text)[0] for text in ("9", "9:05", "9.30", "14h", "24:00")] == [
        "09:00", "09:05", "09:30", "14:00", "24:00",
    ]  # fmt: skip
    assert [parse_time(text)[0] for text in ("", "9:60", "25", "neun")] == [None] * 4


def test_people_in_one_line() -> None:
    found = parse_people("王芳 13900139000、李静*, Trần Văn Bình +84 90 123 4567", {"李静": 7})
    assert [(one.name, one.phone, one.leads, one.staff_id) for one in found] == [
        ("王芳", "13900139000", False, None),
        ("李静", "", True, 7),
        ("Trần Văn Bình", "+84 90 123 4567", False, None),
    ]


@pytest.mark.parametrize("country", ["CN", "VN"])
def test_what_is_shipped_can_be_used(country: str) -> None:
    routes = {one.code: one for one in routes_on(TODAY, country)}
    assert {*routes} == {"pay_first", "inspect_first"}
    pay, inspect = routes["pay_first"].stations, routes["inspect_first"].stations
    assert pay.index("payment") < pay.index("keys") < pay.index("inspection")
    assert inspect.index("inspection") < inspect.index("payment")
    assert all(one.stations[-1] == "signature" and {*one.stations} <= {*STATIONS} for one in routes.values())
    plans = {one.code: one for one in group_plans_on(TODAY, country)}
    assert {group.kind for group in plans["handbook_full"].groups} == {*GROUP_KINDS}
    reception = [one for one in plans["handbook_short"].groups if one.station == "reception"]
    assert [one.heads for one in reception] == [2]
    items = items_on(TODAY, country)
    assert all(one.code in purposes() for one in items if one.kind == "fee")
    fees = {one.code for one in items if one.kind == "fee"}
    assert ("deed_tax" in fees) == (country == "CN")
    assert ("registration_fee" in fees) == (country == "VN")
    pack = {one.code for one in items if one.kind == "pack"}
    five = {"unit_acceptance", "survey", "property_contract", "quality_warranty", "manual"}
    assert five <= pack or country == "VN"
    refusals = refusals_on(TODAY, country)
    assert {one.justified for one in refusals} == {True, False}
    names = [one.name for rows in (routes.values(), plans.values(), items, refusals) for one in rows]
    assert all(len([*name]) == 3 for name in names)


def test_a_file_of_ways_is_checked() -> None:
    assert read_rows("routes", "route", route_of)
    text = """[[route]]
code = "own"
stations = ["reception", "nowhere"]
valid_from = 2026-01-01
jurisdiction = "CN"
source = "x"
certainty = "D"
name = { zh = "自定" }
"""
    with pytest.raises(DeskError) as raised:
        parse_rows(text, "route", route_of)
    assert raised.value.values["name"] == "stations"


def test_which_acceptances_a_building_needs() -> None:
    chinese = {one.kind: one for one in needs_on(TODAY, "CN")}
    assert {*chinese} == {*ACCEPTANCE_KINDS}
    assert chinese["completion"].owner == "engineering"
    assert chinese["planning"].owner == chinese["comprehensive"].owner == "preparation"
    assert [one.kind for one in chinese.values() if not one.handover] == ["initial_registration"]
    assert "planning" not in {one.kind for one in needs_on(TODAY, "VN")}
    # before fire acceptance was a law of its own
    assert "fire" not in {one.kind for one in needs_on(date(2005, 1, 1), "CN")}


def test_what_a_building_lacks() -> None:
    needs = needs_on(TODAY, "CN")
    facts = [
        AcceptanceFact("completion", "passed", decided_on=DAY),
        AcceptanceFact("planning", "passed", decided_on=later(60)),
        AcceptanceFact("fire", "failed", decided_on=DAY, department_name="工程部"),
        AcceptanceFact("comprehensive", planned_on=later(20)),
    ]
    gaps = {one.kind: one for one in find_gaps(facts, needs, TODAY)}
    assert {*gaps} == {"planning", "fire", "comprehensive", "take_over", "initial_registration"}
    # a result of a day to come is none yet
    assert gaps["planning"].result == ""
    assert (gaps["fire"].result, gaps["fire"].department_name) == ("failed", "工程部")
    assert gaps["comprehensive"].planned_on == later(20)


def test_a_file_of_needs_is_checked() -> None:
    with pytest.raises(DeskError) as raised:
        parse_needs('[[need]]\nkind = "completion"\nowner = "nobody"\n')
    assert raised.value.values["name"] == "owner"
