"""The rehearsal of a handover day: it is proven with real processes, and it would notice what went wrong."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random
from shutil import copyfile

import pytest
from sqlmodel import select
from tests.contracts.contract_ground import open_desk
from tests.fixtures_store import Counter
from tests.reports.reports_ground import deskapp

from deskapp.desks.handover.day.model import Visit, VisitEvent
from deskapp.desks.handover.day.rehearsal.ground import Ground, make_ground
from deskapp.desks.handover.day.rehearsal.journal import Hand, Line, percentile, read_journals
from deskapp.desks.handover.day.rehearsal.play import Play
from deskapp.desks.handover.day.rehearsal.proof import Found, Report, look, refusals_of, times_of
from deskapp.desks.handover.planning.model import Delivery
from deskapp.store.base import record_id
from deskapp.store.work import Work

MORNING = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_two_processes_of_which_one_is_killed_prove_the_day() -> None:
    done = deskapp("rehearse", "handover", "--units", 2, "--counters", 2, "--seed", 7, "--json")
    assert done.code == 0, (done.out, done.err)
    told = done.told
    assert (told["proven"], told["units"], told["killed"], told["visits"] >= 2) == (True, 2, 1, True)
    assert (told["lost"], told["double_numbers"], told["without_reason"], told["wrong"]) == ([], 0, [], [])
    assert sum(told["ended"].values()) == 2
    assert told["ms"]["all"]["count"] == told["writes"] > 20


def played(counter: Counter, folder: Path) -> tuple[Ground, list[Line]]:
    """One home of one owner, from the door to the end, by one counter."""
    ground = make_ground(counter.store, counter.clerk, 1, 3, MORNING)
    with (folder / "1.jsonl").open("w", encoding="utf-8") as out:
        hand = Hand(counter.store, counter.clerk, "1", MORNING, time.time(), out)
        Play(hand, ground, Random(3), 1).run()
    return ground, list(read_journals(folder))


def test_the_proof_would_notice(begun: Path, tmp_path: Path) -> None:
    with open_desk(Path(copyfile(begun, tmp_path / "deskapp.db"))) as counter:
        ground, lines = played(counter, tmp_path)

        def seen(kept: list[Line] = lines) -> list[object]:
            found = counter.ask(look, ground, kept)
            return [found.is_sound, list(found.lost), found.double_numbers, found.gaps, found.two_places, found.living,
                    list(found.unexplained)]  # fmt: skip

        assert seen() == [True, [], 0, 0, 0, 0, []]
        # what a counter saw saved, and is not there
        assert seen([*lines, Line("sign", "1-9999", 1.0)]) == [False, ["1-9999"], 0, 0, 0, 0, []]
        # what was saved, and the counter that saved it died before it could say so
        assert counter.ask(look, ground, lines[:-1]).unjournaled == 1

        def spoil(work: Work) -> None:
            visit = work.session.exec(select(Visit)).all()[-1]
            work.change(visit, {"queue_number": visit.queue_number + 1})
            for station in ("payment", "reception", "payment"):
                work.add(
                    VisitEvent(
                        office_id=1,
                        visit_id=record_id(visit),
                        kind="passed",
                        station=station,
                        happened_at=MORNING,
                        entered_at=MORNING,
                    )
                )
            delivery = work.session.exec(select(Delivery)).one()
            work.change(delivery, {"signed_on": None, "refused_on": None, "came_on": None, "rescheduled_on": None})

        counter.do(spoil)
        sound, lost, double, gaps, twice, _living, unexplained = seen()
        assert (sound, lost, double, gaps, unexplained) == (False, [], 0, 1, list(ground.deliveries))
        assert twice


def test_a_report_is_proven_only_if_all_of_it_is() -> None:
    found = Found((), 0, 0, 0, 0, 0, (), {"signed": 1}, 1, 9, 0, 1, 2)
    every, times = times_of([])
    report = Report(0, 1, 1, 0, 0.0, 0, {}, every, times, found)
    assert report.is_proven
    assert not replace(report, wrong=("handover drift",)).is_proven
    assert not replace(report, broken_off=("2",)).is_proven
    assert not replace(report, found=replace(found, unexplained=(1,))).is_proven


def test_a_line_that_was_cut_off_is_no_line(tmp_path: Path) -> None:
    (tmp_path / "1.jsonl").write_text('["sign","1-1",12.5,""]\n["pass_station","",3.0,"visit.gates_shut"]\n["si')
    lines = list(read_journals(tmp_path))
    assert lines == [Line("sign", "1-1", 12.5), Line("pass_station", "", 3.0, "visit.gates_shut")]
    every, times = times_of(lines)
    assert (every.count, every.p50, [one.action for one in times]) == (1, 12.5, ["sign"])
    assert refusals_of(lines) == {"visit.gates_shut": 1}


def test_so_many_of_a_hundred_stayed_under() -> None:
    times = [float(number) for number in range(1, 101)]
    assert [percentile(times, part) for part in (50, 95, 99)] == [51.0, 96.0, 100.0]
    assert percentile([], 95) == 0.0


def test_the_clock_of_a_hand_goes_on_from_the_morning() -> None:
    hand = Hand.__new__(Hand)
    hand.morning, hand.began, hand.out = MORNING, time.time() - 60, StringIO()
    assert timedelta(seconds=59) < hand.now - MORNING < timedelta(seconds=120)
