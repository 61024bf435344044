"""``deskapp clock``: every counted interval of a complaint, and what a closed day would do."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from tests.complaints.complaint_ground import ComplaintDesk, at
from tests.reports.reports_ground import deskapp

from deskapp.cases.model import Case
from deskapp.cases.pinned import procedure_of
from deskapp.cases.waiting import begin_waiting, end_waiting
from deskapp.desks.complaints.taking.clock_words import explain_complaint_lines
from deskapp.desks.complaints.taking.explain import explain_complaint, simulate_closed
from deskapp.locale import words
from deskapp.settings import find_home
from deskapp.store.base import record_id

Explain = Callable[..., Any]


@pytest.fixture
def paused(desk: ComplaintDesk) -> ComplaintDesk:
    """A complaint that waited for parts from Monday afternoon to Tuesday morning; it is Tuesday noon."""
    complaint = desk.log()
    desk.now = at("2026-11-02T14:00")
    desk.do(begin_waiting, complaint.case_id, "parts")
    desk.now = at("2026-11-03T09:00")
    desk.do(end_waiting, complaint.case_id, "parts")
    desk.now = at("2026-11-03T11:00")
    return desk


def test_every_counted_interval_is_named(paused: ComplaintDesk) -> None:
    clocks = {one.kind: one for one in paused.ask(explain_complaint, 1, paused.now)}
    closing = clocks["close"]
    assert [(part.begins, part.ends, part.why, part.minutes) for part in closing.stretches] == [
        (at("2026-11-02T09:00"), at("2026-11-02T12:00"), "", 180),
        (at("2026-11-02T13:30"), at("2026-11-02T14:00"), "", 30),
        (at("2026-11-02T14:00"), at("2026-11-03T09:00"), "parts", 0),
        (at("2026-11-03T09:00"), at("2026-11-03T11:00"), "", 120),
    ]
    assert (closing.minutes, closing.stand, closing.unit) == (330, "running", "working_days")
    # a counter tells them by its own clock, as it tells everything
    procedure = paused.ask(lambda reader: procedure_of(reader, reader.get(Case, 1)))
    told = dict(explain_complaint_lines(closing, procedure, words("zh"), UTC))
    assert told["2026-11-02 01:00 - 04:00"] == "计 3 小时"
    assert told["2026-11-02 05:30 - 06:00"] == "计 30 分钟"
    assert (clocks["acknowledge"].stand, clocks["acknowledge"].due_at) == ("late", at("2026-11-02T09:30"))


def test_what_was_counted_adds_up_to_the_limit_when_it_is_due(paused: ComplaintDesk) -> None:
    for one in paused.ask(explain_complaint, 1, paused.now):
        assert one.due_at is not None
        then = {clock.kind: clock for clock in paused.ask(explain_complaint, 1, one.due_at)}
        assert then[one.kind].minutes == one.whole


def test_a_closed_day_moves_working_days_and_breaches_what_runs_day_and_night(desk: ComplaintDesk) -> None:
    number = record_id(desk.log())
    desk.log("电梯坠落", level=4, crisis=True, safety=True, unit_id=None)
    desk.log("超时工单", outside="12345", outside_number="A-1", outside_due_at=at("2026-11-03T12:00"), unit_id=None)
    moved = desk.ask(lambda reader: list(simulate_closed(reader, frozenset({date(2026, 11, 3)}))))
    told = {(one.number[-1], one.kind): (one.after, one.breach) for one in moved}
    assert told["1", "close"] == (at("2026-11-12T18:00"), False)
    assert told["1", "contact"] == (at("2026-11-04T18:00"), False)
    # the plan of a crisis runs day and night, and another house's time is its own
    assert told["2", "plan"] == (at("2026-11-03T09:00"), True)
    assert told["3", "external"] == (at("2026-11-03T12:00"), True)
    assert ("1", "acknowledge") not in told
    assert desk.due(number, "close") == at("2026-11-11T18:00")


def test_the_command_explains_and_simulates(
    paused: ComplaintDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = find_home(tmp_path / "home")
    home.root.mkdir(parents=True, exist_ok=True)
    paused.store.close()
    copyfile(paused.store.database, home.database)
    monkeypatch.setenv("DESKAPP_HOME", str(home.root))
    monkeypatch.setenv("DESKAPP_LANG", "en")
    monkeypatch.setattr("deskapp.cli.clock.now", lambda: paused.now)
    told = json.loads(deskapp("clock", "explain", "TS-20261102-0001", "--json").out)
    closing = next(one for one in told["clocks"] if one["kind"] == "close")
    assert [part["minutes"] for part in closing["stretches"]] == [180, 30, 0, 120]
    assert closing["stretches"][2]["why"] == "parts"
    assert closing["source"]
    # the old way of asking, in words
    said = deskapp("clock", "1102-1").out
    assert "Closed: running" in said
    assert "Stands still: Waiting for parts" in said
    assert "5 h 30 min of 67 h" in said
    moved = json.loads(deskapp("clock", "simulate", "--closed", "2026-11-09,2026-11-10", "--json").out)
    assert (moved["closed"], moved["breaches"]) == (["2026-11-09", "2026-11-10"], 0)
    assert {one["clock"] for one in moved["clocks"]} == {"close"}
    wrong = deskapp("clock", "simulate", "--closed", "tomorrow")
    assert wrong.code != 0
    assert "tomorrow" in wrong.err
