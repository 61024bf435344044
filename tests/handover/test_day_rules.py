"""An owner's way as it follows from what happened, the order of stations, and who may act for the owners."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from deskapp.desks.handover.day.model import ENDS, VISIT_EVENTS
from deskapp.desks.handover.day.rules import (
    Happened,
    RightPaper,
    Stop,
    Way,
    WhoCame,
    follow,
    judge_right_to_act,
    next_stop,
    stops_left,
)

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)
ROUTE = (Stop("reception"), Stop("payment"), Stop("keys"), Stop("gifts", required=False), Stop("signature"))
CODES = tuple(stop.code for stop in ROUTE)

events = st.lists(
    st.builds(
        lambda kind, station, counter, minute: Happened(kind, station, counter, START + timedelta(minutes=minute)),
        st.sampled_from(VISIT_EVENTS),
        st.sampled_from(CODES),
        st.sampled_from(("1", "2")),
        st.integers(0, 600),
    ),
    max_size=25,
)


def happened(kind: str, station: str, minute: int, counter: str = "") -> Happened:
    return Happened(kind, station, counter, START + timedelta(minutes=minute))


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def test_a_way_from_the_door_to_the_key() -> None:
    way = follow([
        happened("arrived", "reception", 0),
        happened("called", "reception", 2, "1"),
        happened("passed", "payment", 5, "1"),
        happened("called", "payment", 9, "2"),
        happened("passed", "signature", 12, "2"),
        happened("signed_with_list", "signature", 30, "2"),
    ])  # fmt: skip
    assert way == Way("signature", at(12), "", None, passed=("reception", "payment"), ended="signed_with_list",
                      ended_at=at(30))  # fmt: skip


def test_a_complaint_keeps_the_place_and_lets_the_counter_go() -> None:
    before = [happened("arrived", "reception", 0), happened("called", "reception", 4, "1")]
    aside = follow([*before, happened("complaint", "reception", 6)])
    assert (aside.aside, aside.counter, aside.station, aside.waiting_since) == (True, "", "reception", at(0))
    back = follow([*before, happened("complaint", "reception", 6), happened("returned", "reception", 40)])
    assert (back.aside, back.waiting_since) == (False, at(0))


def test_whoever_missed_the_call_waits_anew() -> None:
    way = follow([happened("arrived", "reception", 0), happened("called", "reception", 4, "1"),
                  happened("missed", "reception", 7)])  # fmt: skip
    assert (way.station, way.waiting_since, way.counter) == ("reception", at(7), "")


def test_sent_back_means_passed_anew() -> None:
    way = follow([happened("arrived", "reception", 0), happened("passed", "payment", 5), happened("passed", "keys", 8),
                  happened("sent_back", "payment", 10)])  # fmt: skip
    assert (way.station, way.passed) == ("payment", ("reception",))
    # keys was never passed, and payment is anew: after it come keys again
    assert next_stop(ROUTE, way.passed, way.station) == "keys"


def test_the_next_station_is_the_first_that_nobody_passed() -> None:
    assert next_stop(ROUTE, (), "reception") == "payment"
    assert next_stop(ROUTE, ("reception", "keys"), "payment") == "gifts"
    assert next_stop(ROUTE, ("reception", "payment", "keys", "gifts"), "signature") is None
    # a station that was put before them while they were on their way is not forgotten
    assert next_stop((Stop("papers"), *ROUTE), ("reception",), "payment") == "papers"


def test_what_is_not_required_hinders_no_signature() -> None:
    assert stops_left(ROUTE, ("reception",), "signature") == ["payment", "keys"]
    assert stops_left(ROUTE, ("reception", "payment"), "keys") == []


@given(events)
def test_whatever_happens_somebody_is_at_one_place(told: list[Happened]) -> None:
    way = follow(told)
    assert way.station not in way.passed
    assert len(set(way.passed)) == len(way.passed)
    assert (way.counter == "") == (way.called_at is None)
    # aside they are in nobody's hands, unless a counter called them after it
    assert bool(way.ended) == (way.ended_at is not None)
    assert bool(way.ended) == any(one.kind in ENDS for one in told)


@given(events, events)
def test_an_end_is_the_last_word(before: list[Happened], after: list[Happened]) -> None:
    ended = follow([*before, happened("left", "keys", 601)])
    assert (ended.counter, ended.called_at, ended.aside) == ("", None, False)
    assert follow([*before, happened("left", "keys", 601), *after]) == ended


@given(st.lists(st.sampled_from(("complaint", "returned", "noted", "overridden")), max_size=12))
def test_nothing_at_the_complaint_station_moves_the_place(kinds: list[str]) -> None:
    told = [happened("arrived", "reception", 0), *(happened(kind, "reception", 5 + n) for n, kind in enumerate(kinds))]
    assert follow(told).waiting_since == at(0)


def codes(who: WhoCame) -> list[str]:
    return [one.code for one in judge_right_to_act(who, DAY)]


def test_who_may_act() -> None:
    assert codes(WhoCame("张三丰", is_owner=True)) == []
    assert codes(WhoCame()) == ["handover.missing.nobody"]
    assert codes(WhoCame("王五")) == ["handover.missing.no_right"]
    assert codes(WhoCame("小明", is_owner=True, alone=False)) == ["handover.missing.not_alone"]
    assert codes(WhoCame("张三丰", is_owner=True, held="离婚诉讼")) == ["handover.missing.held"]


def test_a_paper_that_is_too_old_too_new_or_too_narrow_is_none() -> None:
    right = RightPaper("power_of_attorney", "收房、签字", date(2026, 1, 1), date(2026, 11, 22))
    assert codes(WhoCame("李律师", rights=(right,))) == []
    assert codes(WhoCame("李律师", rights=(RightPaper("power_of_attorney", "giao dịch"),))) == ["representation.narrow"]
    assert codes(WhoCame("Lê", rights=(RightPaper("power_of_attorney", "Nhận bàn giao nhà"),))) == []
    late = RightPaper("power_of_attorney", "", None, date(2026, 11, 21))
    early = RightPaper("guardian", "", date(2026, 11, 23))
    assert codes(WhoCame("李律师", rights=(late, early))) == ["representation.expired"]
    assert codes(WhoCame("李律师", rights=(late, early, RightPaper("heir")))) == []
