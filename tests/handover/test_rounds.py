"""Rounds of vacant homes and the two registers: what is due when, what is noted, and how a clerk does it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures_store import TODAY, Counter, open_counter
from tests.overview.riverside import SIZE, ask, counter_on, notice, press, write
from tests.ui.conftest import Seen, seen, settle

from deskapp.desks.handover.rounds import actions, registers
from deskapp.desks.handover.rounds.actions import DoneDraft
from deskapp.desks.handover.rounds.queries import (
    RoundFilter,
    RoundRow,
    count_due,
    count_rounds,
    get_round,
    list_advice,
    list_early,
    list_rounds,
)
from deskapp.desks.handover.rounds.registers import AdviceDraft, EarlyDraft
from deskapp.desks.handover.rounds.rules import ask_by, items_of, next_day, regular_kinds
from deskapp.desks.handover.rounds.screens.registers import DesignAdviceScreen, EarlyDefectsScreen
from deskapp.desks.handover.rounds.screens.rounds import RoundsScreen
from deskapp.errors import DeskError
from deskapp.office.acceptance.model import Acceptance
from deskapp.office.property.actions import add_building, add_project
from deskapp.office.property.model import Unit
from deskapp.settings import find_home
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.ui.table import Table
from deskapp.wiring import indexers, load_tables

__all__ = ["seen"]

load_tables()

PLANNED = RoundFilter()
MADE = RoundFilter(done=True)


def make_homes(counter: Counter) -> int:
    """A building that was taken over, with a sold home, two vacant ones and a parking space; one that was not."""
    project = record_id(counter.do(add_project, "滨江壹号"))
    taken, building_site = (record_id(counter.do(add_building, project, code)) for code in ("3", "4"))

    def fill(work: Work) -> None:
        office = work.clerk.office_id
        for building, room, kind, state in (
            (taken, "101", "dwelling", "sold"),
            (taken, "102", "dwelling", "unsold"),
            (taken, "103", "dwelling", "not_for_sale"),
            (taken, "B1", "parking", "unsold"),
            (building_site, "101", "dwelling", "unsold"),
        ):
            work.add(
                Unit(
                    office_id=office,
                    project_id=project,
                    building_id=building,
                    entrance="1",
                    room=room,
                    kind=kind,
                    sale_state=state,
                )
            )
        place: dict[str, Any] = {"office_id": office, "project_id": project, "building_id": taken}
        work.add(Acceptance(**place, kind="completion", result="passed", decided_on=TODAY))

    counter.do(fill)
    return project


@pytest.fixture
def project(counter: Counter) -> int:
    return make_homes(counter)


def planned(counter: Counter, only: RoundFilter = PLANNED) -> list[tuple[str, str, date]]:
    return [(row.code, row.kind, row.planned_on) for row in counter.ask(list_rounds, only)]


def refusal(counter: Counter, action: Any, *args: Any) -> tuple[str, str | None]:
    with pytest.raises(DeskError) as error:
        counter.do(action, *args)
    return error.value.code, error.value.field


def test_every_vacant_home_of_a_building_taken_over_gets_its_rounds(counter: Counter, project: int) -> None:
    assert counter.do(actions.plan_rounds, TODAY) == (6, 0)
    assert {(code, kind) for code, kind, _ in planned(counter)} == {
        (code, kind) for code in ("3-1-102", "3-1-103") for kind in ("walk", "airing", "full")
    }
    # planned once, however often it is asked for
    assert counter.do(actions.plan_rounds, TODAY) == (0, 0)


def test_a_round_that_was_made_plans_the_next_by_its_interval(counter: Counter, project: int) -> None:
    counter.do(actions.plan_rounds, TODAY)
    for kind, days in (("walk", 7), ("airing", 7), ("full", 30)):
        row = next(row for row in counter.ask(list_rounds, PLANNED) if (row.code, row.kind) == ("3-1-102", kind))
        counter.do(actions.do_round, row.id, DoneDraft(TODAY))
        assert ("3-1-102", kind, TODAY + timedelta(days=days)) in planned(counter)
    assert counter.ask(count_rounds, MADE) == 3


def test_what_was_wrong_is_kept_point_by_point(counter: Counter, project: int) -> None:
    counter.do(actions.plan_rounds, TODAY)
    row = next(row for row in counter.ask(list_rounds, PLANNED) if row.kind == "full")
    wrong = {"damp": "主卧顶棚", "keys": ""}
    counter.do(actions.do_round, row.id, DoneDraft(TODAY, wrong=wrong, note="已通知工程部"))
    made: RoundRow = counter.ask(get_round, row.id)
    assert {mark.item: mark.note for mark in made.marks} == wrong
    assert (made.done_on, made.note) == (TODAY, "已通知工程部")
    assert refusal(counter, actions.do_round, row.id, DoneDraft(TODAY))[0] == "rounds.done"


def test_a_round_is_not_made_tomorrow_and_knows_its_points(counter: Counter, project: int) -> None:
    counter.do(actions.plan_rounds, TODAY)
    walk = next(row for row in counter.ask(list_rounds, PLANNED) if row.kind == "walk")
    tomorrow = DoneDraft(TODAY + timedelta(days=1))
    assert refusal(counter, actions.do_round, walk.id, tomorrow) == ("rounds.not_yet", "done_on")
    # damp is looked at on a full check, not on a walk
    assert refusal(counter, actions.do_round, walk.id, DoneDraft(TODAY, wrong={"damp": ""}))[1] == "wrong"


def test_a_home_that_is_sold_is_gone_round_no_more(counter: Counter, project: int) -> None:
    counter.do(actions.plan_rounds, TODAY)
    unit_id = next(row.unit_id for row in counter.ask(list_rounds, PLANNED) if row.code == "3-1-102")
    counter.do(lambda work: work.change(work.get(Unit, unit_id), {"sale_state": "sold"}))
    assert counter.do(actions.plan_rounds, TODAY) == (0, 3)
    assert {code for code, *_ in planned(counter)} == {"3-1-103"}
    assert refusal(counter, actions.plan_round, unit_id, "viewing", TODAY)[0] == "rounds.not_vacant"


def test_after_a_storm_every_vacant_home_is_looked_at_once(counter: Counter, project: int) -> None:
    assert counter.do(actions.plan_storm, TODAY) == 2
    assert counter.do(actions.plan_storm, TODAY) == 0
    assert planned(counter) == [(code, "storm", TODAY + timedelta(days=1)) for code in ("3-1-102", "3-1-103")]
    for row in counter.ask(list_rounds, PLANNED):
        counter.do(actions.do_round, row.id, DoneDraft(TODAY))
    # no storm follows a storm by itself
    assert planned(counter) == []


@given(st.sampled_from(["walk", "airing", "full"]), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_the_next_round_is_always_later(kind: str, day: date) -> None:
    after = next_day(kind, day)
    assert after is not None
    assert day < after <= day + timedelta(days=31)


def test_every_kind_has_something_to_look_at() -> None:
    assert regular_kinds(TODAY) == ("walk", "full", "airing")
    for kind in ("walk", "full", "airing", "storm", "viewing"):
        assert items_of(kind)
        assert all(item.name.zh and item.name.vi and item.name.en for item in items_of(kind))


def test_pages_of_rounds_meet(counter: Counter, project: int) -> None:
    counter.do(actions.plan_rounds, TODAY)
    whole = counter.ask(list_rounds, PLANNED)
    first = counter.ask(list_rounds, PLANNED, limit=2)
    place = (first[-1].planned_on, first[-1].id)
    rest = counter.ask(list_rounds, PLANNED, after=place)
    assert [*first, *rest] == whole
    assert counter.ask(list_rounds, PLANNED, before=(rest[0].planned_on, rest[0].id)) == first
    assert counter.ask(count_rounds, PLANNED, ahead_of=(rest[0].planned_on, rest[0].id)) == 2


# ---- registers


def test_the_consultant_is_asked_within_seven_days_of_the_drawings(counter: Counter, project: int) -> None:
    assert ask_by(date(2026, 2, 25)) == date(2026, 3, 4)
    came = TODAY - timedelta(days=8)
    line = record_id(counter.do(registers.add_advice, AdviceDraft(project, "地下室设备房", came)))
    (row,) = counter.ask(list_advice)
    assert (row.ask_by, row.late(TODAY)) == (came + timedelta(days=7), 1)
    assert counter.ask(count_due, TODAY) == (0, 1)
    asked = AdviceDraft(project, "地下室设备房", came, asked_on=came + timedelta(days=6), consultant="李顾问")
    counter.do(registers.edit_advice, line, asked, 1)
    (row,) = counter.ask(list_advice)
    assert row.late(TODAY) == 0
    assert counter.ask(count_due, TODAY) == (0, 0)


def test_advice_is_asked_for_before_it_is_given_and_decided_after(counter: Counter, project: int) -> None:
    add = registers.add_advice
    early = AdviceDraft(project, "平面", TODAY, asked_on=TODAY - timedelta(days=1))
    assert refusal(counter, add, early) == ("rounds.before", "asked_on")
    assert refusal(counter, add, AdviceDraft(project, "平面", TODAY, advice="加宽"))[1] == "asked_on"
    assert refusal(counter, add, AdviceDraft(project, "平面", TODAY, decided_on=TODAY))[1] == "decision"
    done = AdviceDraft(project, "平面", TODAY, asked_on=TODAY, advice="加宽", decision="partly")
    one = counter.do(add, done)
    assert (one.decided_on, one.decided_by) == (TODAY, counter.clerk.name)
    assert counter.ask(list_advice) == []
    assert [row.decision for row in counter.ask(list_advice, closed=True)] == ["partly"]


def test_an_early_defect_says_what_could_be_done_and_what_it_costs(counter: Counter, project: int) -> None:
    from decimal import Decimal

    draft = EarlyDraft(project, "B1 泵房", "地面积水", TODAY, option="加集水坑", cost=Decimal("18600.50"))
    one = counter.do(registers.add_early, draft)
    (row,) = counter.ask(list_early)
    assert (row.number, row.cost, row.project) == (one.number, Decimal("18600.50"), "滨江壹号")
    wrong = EarlyDraft(project, "B1", "积水", TODAY, cost=Decimal(-1))
    assert refusal(counter, registers.add_early, wrong) == ("money.negative", "cost")
    counter.do(
        registers.edit_early,
        record_id(one),
        EarlyDraft(project, "B1 泵房", "地面积水", TODAY, decision="taken_up", done_on=TODAY),
        1,
    )
    assert counter.ask(list_early) == []
    with pytest.raises(DeskError):
        counter.do(registers.edit_early, record_id(one), draft, 1)


# ---- at the counter


@pytest.fixture(scope="session")
def gone_round(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which rounds are planned, and something stands in both registers."""
    folder = tmp_path_factory.mktemp("rounds")
    home = find_home(folder)
    load_tables()
    home.prepare()
    with open_counter(home.database, indexers()) as counter:
        project = make_homes(counter)
        counter.do(actions.plan_rounds, TODAY - timedelta(days=2))
        came = TODAY - timedelta(days=9)
        counter.do(registers.add_advice, AdviceDraft(project, "地下室设备房", came, "设备", "结施-12"))
        counter.do(registers.add_early, EarlyDraft(project, "泵房", "地面积水，坡向反了", TODAY, option="重做找坡"))
    return folder


@pytest.fixture
def rounds(gone_round: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOGNAME", "wangmin")
    return copytree(gone_round, tmp_path / "home")


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_pictures_of_rounds_and_registers(rounds: Path, language: str, seen: Seen) -> None:
    app = counter_on(rounds, language)
    async with app.run_test(size=SIZE) as pilot:
        for screen in (RoundsScreen(), DesignAdviceScreen(), EarlyDefectsScreen()):
            app.push_screen(screen)
            await settle(pilot)
            await seen(pilot)
            await press(pilot, "enter")
            await seen(pilot)
            await press(pilot, "f3", "f3")


async def test_a_clerk_notes_rounds_several_at_once_and_one_point_by_point(rounds: Path) -> None:
    app = counter_on(rounds)
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(screen := RoundsScreen())
        await settle(pilot)
        table = screen.query_one(Table)
        before = table.total
        await press(pilot, "1", "down", "1", "enter")
        assert notice(app) == "2 套已记录：一切正常；下一次已排好。"
        await press(pilot, "home", "enter")
        await write(pilot, "窗未关")
        await press(pilot, "ctrl+s")
        assert "已记录" in notice(app)
        assert table.total == before
        rows = ask(app, list_rounds, MADE)
        assert [mark.note for row in rows for mark in row.marks] == ["窗未关"]
        assert len(rows) == 3


async def test_drawings_are_entered_parked_and_decided(rounds: Path) -> None:
    app = counter_on(rounds)
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(screen := DesignAdviceScreen())
        await settle(pilot)
        await press(pilot, "f2", "down")
        await write(pilot, "大堂平面")
        await press(pilot, "f6", "f7", "ctrl+s")
        app.push_screen(screen := DesignAdviceScreen())
        await settle(pilot)
        assert [row.subject for row in screen.rows] == ["地下室设备房", "大堂平面"]
