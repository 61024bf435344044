"""What events say does not hang on the order in which somebody entered them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.cases.cases_ground import LICENCE, MONDAY
from tests.cases.test_case_clock import by_pencil, calendar_of

from deskapp.cases.clock import Pause, local_day
from deskapp.cases.history import Event, Line, read_history
from deskapp.cases.procedure_parse import parse_procedure
from deskapp.cases.projection import project

PROCEDURE = parse_procedure(LICENCE)
LINES = [Line(1, copies="original"), Line(2, copies="copy")]

Kind = tuple[str, str, dict[str, Any]]
KINDS: st.SearchStrategy[Kind] = st.sampled_from(
    [
        ("paper", "original", {"line": 1}),
        ("paper", "missing", {"line": 1}),
        ("paper", "copy", {"line": 2}),
        ("waiting.began", "papers", {}),
        ("waiting.began", "decision", {}),
        ("waiting.ended", "papers", {}),
        ("waiting.ended", "decision", {}),
        ("contact", "phone", {}),
        ("note", "", {}),
        ("authority.submitted", "submitted", {}),
        ("authority.tax_notice", "tax_notice", {}),
        ("authority.tax_paid", "tax_paid", {}),
        ("authority.supplement", "supplement", {}),
        ("authority.resubmitted", "resubmitted", {"appointed_on": "2026-12-15"}),
        ("authority.moved", "moved", {"appointed_on": "2026-12-20"}),
        ("authority.result", "result", {}),
    ]
)


def event(number: int, at: datetime, kind: Kind) -> Event:
    return Event(number, kind[0], at, MONDAY, code=kind[1], data=kind[2])


# distinct minutes: of two things at one moment only the order of entry says which came first
moments = st.lists(st.integers(1, 60 * 24 * 40), min_size=1, max_size=14, unique=True)


@st.composite
def stories(draw: st.DrawFn) -> list[tuple[datetime, Kind]]:
    return [(MONDAY + timedelta(minutes=minute), draw(KINDS)) for minute in sorted(draw(moments))]


def columns(events: Sequence[Event]) -> dict[str, object]:
    history = read_history(PROCEDURE, MONDAY, events, LINES)
    return project(PROCEDURE, MONDAY, history, lambda _: calendar_of("CN"))


@given(stories(), st.data())
def test_back_entry_changes_nothing(story: list[tuple[datetime, Kind]], data: st.DataObject) -> None:
    in_order = [event(number, at, kind) for number, (at, kind) in enumerate(story, 1)]
    entered = data.draw(st.permutations(story))
    late = [event(number, at, kind) for number, (at, kind) in enumerate(entered, 1)]
    assert columns(late) == columns(in_order)


@given(stories())
def test_our_day_is_the_pencil_s(story: list[tuple[datetime, Kind]]) -> None:
    events = [event(number, at, kind) for number, (at, kind) in enumerate(story, 1)]
    history = read_history(PROCEDURE, MONDAY, events, LINES)
    due = project(PROCEDURE, MONDAY, history, lambda _: calendar_of("CN"))["due_on"]
    here: dict[int, str] = {}
    complete = None
    for one in events:
        if one.kind == "paper":
            here[one.data["line"]] = one.code
            if complete is None and here.get(1) == "original" and here.get(2) == "copy":
                complete = one.at
    assert history.complete_at == complete
    if complete is None:
        assert due is None
        return
    stops = [
        Pause(local_day(wait.begins, "CN"), local_day(wait.ends, "CN") if wait.ends else None)
        for wait in history.waits
        if wait.stops in ("ours", "both")
    ]
    assert due == by_pencil(local_day(complete, "CN"), 10, stops, calendar_of("CN"))


@given(stories(), st.data())
def test_what_is_taken_back_was_never_said(story: list[tuple[datetime, Kind]], data: st.DataObject) -> None:
    events = [event(number, at, kind) for number, (at, kind) in enumerate(story, 1)]
    wrong = data.draw(st.sampled_from(events))
    corrected = Event(999, "corrected", events[-1].at, MONDAY, corrects=wrong.id)
    without = [one for one in events if one is not wrong]
    assert columns([*events, corrected]) == columns(without)


@given(stories())
def test_everything_ends_with_the_case(story: list[tuple[datetime, Kind]]) -> None:
    events = [event(number, at, kind) for number, (at, kind) in enumerate(story, 1)]
    end = Event(999, "ended", events[-1].at + timedelta(days=1), MONDAY, code="withdrawn")
    told = columns([*events, end])
    assert (told["outcome"], told["waiting"], told["stale_on"]) == ("withdrawn", "", None)
    history = read_history(PROCEDURE, MONDAY, [*events, end], LINES)
    assert all(wait.ends is not None for wait in history.waits)


def test_a_pause_for_papers_ends_with_the_papers_and_not_with_a_call() -> None:
    story = [
        event(1, MONDAY, ("paper", "copy", {"line": 2})),
        event(2, MONDAY + timedelta(days=1), ("waiting.began", "papers", {})),
        event(3, MONDAY + timedelta(days=2), ("contact", "phone", {})),
    ]
    assert columns(story)["waiting"] == "papers"
    come = event(4, MONDAY + timedelta(days=3), ("paper", "original", {"line": 1}))
    assert columns([*story, come])["waiting"] == ""
    decision = [replace(story[1], code="decision"), story[2]]
    assert columns(decision)["waiting"] == ""


def test_the_authority_counts_from_its_own_receipt() -> None:
    submitted = event(1, MONDAY, ("authority.submitted", "submitted", {}))
    assert columns([submitted])["authority_due_on"] == by_pencil(local_day(MONDAY, "CN"), 8, [], calendar_of("CN"))
    remote = replace(submitted, data={"remote": True})
    assert columns([remote])["authority_due_on"] == by_pencil(local_day(MONDAY, "CN"), 12, [], calendar_of("CN"))
    tax = event(2, MONDAY + timedelta(days=2), ("authority.tax_notice", "tax_notice", {}))
    paid = event(3, MONDAY + timedelta(days=7), ("authority.tax_paid", "tax_paid", {}))
    assert columns([submitted, tax])["authority_due_on"] is None
    stop = Pause(local_day(tax.at, "CN"), local_day(paid.at, "CN"))
    assert columns([submitted, tax, paid])["authority_due_on"] == by_pencil(
        local_day(MONDAY, "CN"), 8, [stop], calendar_of("CN")
    )
    assert PROCEDURE.limit.working_days == Decimal(10)
