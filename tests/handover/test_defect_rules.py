"""Defects and inspections as rules: states from events in any order, lists as data, what blocks a signature."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskapp.desks.handover.inspecting.lists import (
    DIGITS,
    agree_by,
    parse_lists,
    recheck_on,
    say_place,
    say_trade,
    shipped_lists,
)
from deskapp.desks.handover.inspecting.look import flow_lines
from deskapp.desks.handover.inspecting.model import DEFECT_EVENTS, DEFECT_STATES, SEVERITIES
from deskapp.desks.handover.inspecting.phrases import parse_flow, parse_phrases, phrases_for, shipped_flow
from deskapp.desks.handover.inspecting.rules import (
    OPEN_STATES,
    DefectCounts,
    Happened,
    InspectedFact,
    defect_state,
    is_overdue,
    judge_event,
    judge_inspected,
    judge_safety,
    origin_of,
    result_of,
)
from deskapp.errors import DeskError
from deskapp.locale import LANGUAGES
from deskapp.office.property.model import UNIT_KINDS
from deskapp.ui.cells import width

DAY = date(2026, 11, 22)


def at(number: int) -> date:
    return DAY + timedelta(days=number)


def run(*kinds: str) -> list[Happened]:
    return [Happened(kind, at(number)) for number, kind in enumerate(kinds)]


@pytest.mark.parametrize(
    ("kinds", "state", "since", "reopened"),
    [
        ((), "open", 0, 0),
        (("found",), "open", 0, 0),
        (("found", "assigned"), "assigned", 1, 0),
        (("found", "assigned", "fixed"), "fixed", 2, 0),
        (("found", "assigned", "fixed", "noted"), "fixed", 2, 0),
        (("found", "assigned", "fixed", "accepted"), "accepted", 3, 0),
        (("found", "assigned", "fixed", "reopened"), "reopened", 3, 1),
        (("found", "assigned", "fixed", "reopened", "fixed", "reopened", "fixed", "accepted"), "accepted", 7, 2),
        (("found", "assigned", "fixed", "taken_back"), "assigned", 1, 0),
        (("found", "assigned", "taken_back"), "open", 0, 0),
        (("found", "taken_back"), "open", 0, 0),
        (("found", "assigned", "void"), "void", 2, 0),
        (("found", "assigned", "void", "taken_back"), "assigned", 1, 0),
    ],
)
def test_a_state_is_what_the_events_make(kinds: tuple[str, ...], state: str, since: int, reopened: int) -> None:
    told = defect_state(DAY, run(*kinds))
    assert (told.code, told.since, told.reopened) == (state, at(since), reopened)


def test_days_of_the_way() -> None:
    told = defect_state(DAY, run("found", "assigned", "fixed", "accepted"))
    assert (told.assigned_on, told.fixed_on, told.accepted_on) == (at(1), at(2), at(3))
    again = defect_state(DAY, run("found", "assigned", "fixed", "reopened"))
    assert (again.assigned_on, again.fixed_on, again.accepted_on) == (at(1), None, None)


EVENTS = st.lists(st.sampled_from([kind for kind in DEFECT_EVENTS if kind != "found"]), max_size=12)


def allowed(kinds: list[str]) -> list[str]:
    """Those of some events that the rules let happen, one after the other."""
    kept: list[str] = ["found"]
    for kind in kinds:
        if judge_event(defect_state(DAY, run(*kept)).code, kind) is None:
            kept.append(kind)
    return kept


@given(EVENTS)
def test_any_order_that_is_allowed_keeps_the_way(kinds: list[str]) -> None:
    """Nothing is accepted that was never there to be looked at, and an event taken back leaves no trace."""
    kept = allowed(kinds)
    told = defect_state(DAY, run(*kept))
    assert told.code in DEFECT_STATES
    assert (told.accepted_on is not None) == (told.code == "accepted")
    assert told.since == DAY or told.since <= at(len(kept) - 1)
    if judge_event(told.code, "accepted") is None:
        once = defect_state(DAY, run(*kept, "accepted", "taken_back"))
        assert (once.code, once.since, once.reopened) == (told.code, told.since, told.reopened)


@given(EVENTS, st.sampled_from(DEFECT_EVENTS))
def test_a_refusal_names_the_state(kinds: list[str], kind: str) -> None:
    state = defect_state(DAY, run(*allowed(kinds))).code
    fault = judge_event(state, kind)
    assert fault is None or fault.values["state"] == f"defect_state.{state}"
    if state == "void":
        assert (fault is None) == (kind in ("found", "noted", "taken_back"))


def test_only_what_others_owe_is_overdue() -> None:
    late = {state: is_overdue(state, at(-1), DAY) for state in DEFECT_STATES}
    assert late == {
        "open": True, "assigned": True, "reopened": True, "fixed": False, "accepted": False, "void": False,
    }  # fmt: skip
    assert not is_overdue("open", DAY, DAY)
    assert not is_overdue("open", None, DAY)


def test_after_the_handover_it_is_the_warrantys() -> None:
    assert origin_of("pre", None, DAY) == "pre"
    assert origin_of("recheck", None, DAY) == "handover"
    assert origin_of("handover", DAY, DAY) == "handover"
    assert origin_of("handover", at(-400), DAY) == "warranty"
    assert origin_of("pre", at(-1), DAY) == "warranty"


def test_a_danger_blocks_and_a_wish_does_not() -> None:
    assert judge_safety([]) == []
    (one,) = judge_safety([("QX-20261122-0001", "厨房 燃气管道 燃气泄漏")])
    assert (one.code, one.clears) == ("inspection.missing.safety", "engineering")
    counts = DefectCounts(minor=3, wishes=5)
    assert (counts.listed, counts.open) == (3, 3)
    assert [result_of(one) for one in (DefectCounts(wishes=9), counts, DefectCounts(safety=1, minor=1))] == [
        "passed", "with_list", "failed",
    ]  # fmt: skip


def test_nobody_signs_before_the_owner_went_through() -> None:
    assert [one.code for one in judge_inspected(InspectedFact())] == ["inspection.missing.none"]
    assert [one.code for one in judge_inspected(InspectedFact(begun=True))] == ["inspection.missing.unfinished"]
    assert judge_inspected(InspectedFact(done_on=DAY, result="with_list")) == []


# ---- lists as data


def test_every_kind_of_home_has_a_list_that_three_digits_reach() -> None:
    lists = shipped_lists()
    for kind in UNIT_KINDS:
        for country in ("CN", "VN"):
            assert lists.offered(kind, DAY, country), (kind, country)
    for one in lists.lists.values():
        assert len(one.rooms) <= len(DIGITS)
        assert one.source
        for room, item in lists.points(one.code):
            assert len(lists.rooms[room].items) <= len(DIGITS)
            assert len(lists.items[item].faults) <= len(DIGITS)
    assert {fault.severity for fault in lists.faults.values()} == set(SEVERITIES)


@pytest.mark.parametrize(
    ("area", "code"),
    [
        ("45", "dwelling_1"), ("60", "dwelling_1"), ("60.01", "dwelling_2"), ("140.01", "dwelling_4"),
        (None, "dwelling_4"),
    ],
)  # fmt: skip
def test_the_list_follows_from_the_area(area: str | None, code: str) -> None:
    assert shipped_lists().choose("dwelling", Decimal(area) if area else None, DAY, "CN") == code


def test_every_word_is_there_in_three_languages() -> None:
    lists = shipped_lists()
    for rows in (lists.trades, lists.faults, lists.items, lists.rooms, lists.lists):
        for row in rows.values():
            assert all(getattr(row.text, language) for language in LANGUAGES), row
    assert say_place("kitchen", "gas_pipe", "gas_leak", "zh") == "厨房 燃气管道 燃气泄漏"
    assert say_place("living", "wall", "hollow", "vi") == "phòng khách, ăn tường bộp (rỗng)"
    assert say_place("gone", "wall", "hollow", "en") == "gone wall hollow"
    assert say_trade("waterproofing", "en") == "waterproofing"


def test_whose_work_a_fault_is() -> None:
    lists = shipped_lists()
    assert lists.trade_of("wall", "hollow") == "finishing"
    assert lists.trade_of("wall", "seepage") == "waterproofing"
    assert lists.trade_of("shower", "glass_broken") == "water"


def test_days_by_severity_are_rows() -> None:
    assert [(agree_by(severity, DAY, "CN") - DAY).days for severity in SEVERITIES] == [3, 10, 14]
    assert (recheck_on(DAY, "VN") - DAY).days == 14


ROW = """
[[trade]]
code = "civil"
text = {{ zh = "土建" }}
[[fault]]
code = "crack"
severity = "{severity}"
text = {{ zh = "裂缝" }}
[[item]]
code = "wall"
trade = "civil"
faults = {faults}
text = {{ zh = "墙面" }}
[[room]]
code = "hall"
items = ["wall"]
text = {{ zh = "厅" }}
[[list]]
code = "flat"
unit_kind = "{kind}"
rooms = ["hall"]
text = {{ zh = "房" }}
valid_from = {valid_from}
jurisdiction = "*"
source = "the office"
certainty = "D"
"""
GOOD = {"severity": "minor", "faults": '["crack"]', "kind": "dwelling", "valid_from": "2026-01-01"}


def test_an_office_may_write_its_own() -> None:
    own = parse_lists(ROW.format(**GOOD))
    assert own.points("flat") == (("hall", "wall"),)
    assert own.choose("dwelling", None, date(2025, 12, 31), "CN") == ""
    assert own.choose("dwelling", None, date(2026, 1, 1), "CN") == "flat"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("severity", "awful"), ("faults", '["hole"]'), ("faults", "[]"), ("faults", '["crack", "crack"]'),
        ("kind", "castle"), ("valid_from", '"2026"'),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named(name: str, value: str) -> None:
    with pytest.raises(DeskError) as caught:
        parse_lists(ROW.format(**{**GOOD, name: value}))
    assert caught.value.code == "checklist.file"
    assert caught.value.values["name"] == {"kind": "unit_kind"}.get(name, name)


def test_sentences_go_with_their_faults() -> None:
    offered = phrases_for("seepage", DAY, "CN")
    assert {one.code for one in offered} >= {"after_rain", "several"}
    assert offered[0].faults
    assert "after_rain" not in {one.code for one in phrases_for("wont_lock", DAY, "CN")}
    known = set(shipped_lists().faults)
    for one in offered:
        assert set(one.faults) <= known
    with pytest.raises(DeskError):
        parse_phrases('[[phrase]]\ncode = "x"\ntext = { zh = "x" }\nvalid_from = 2026-01-01\njurisdiction = "*"')


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_shows_every_step_and_its_ways(language: str) -> None:
    lines = flow_lines(shipped_flow(), language)
    assert sum(line.startswith("[") for line in lines) == len(shipped_flow())
    assert all(width(line) <= 78 for line in lines)
    assert any("-->" in line and "[4]" in line for line in lines), "a recheck that fails leads back"


def test_a_way_leads_somewhere() -> None:
    with pytest.raises(DeskError):
        parse_flow('[[step]]\ncode = "a"\nwho = { zh = "x" }\nwhat = { zh = "x" }\nways = [{ to = "b" }]')


def test_open_states_are_states() -> None:
    assert set(OPEN_STATES) < set(DEFECT_STATES)
