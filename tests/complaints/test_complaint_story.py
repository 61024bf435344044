"""A complaint at the counter from taken up to content; calls in a list; opened twice; a return of a house."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.complaints.complaint_ground import ComplaintDesk, asked, at, at_counter, done, show
from tests.overview.riverside import notice, press
from tests.ui.conftest import Seen, screen_text, seen, settle

from deskapp.cases.model import Case
from deskapp.cases.tasks import give_task
from deskapp.casework.screens.pane import Pane
from deskapp.desks.complaints.handling.actions import CloseDraft, close_complaint
from deskapp.desks.complaints.handling.call_rows import count_calls
from deskapp.desks.complaints.handling.escalation import escalate_complaints
from deskapp.desks.complaints.handling.queries import calls_of, claims_of, get_facts, opinions_of
from deskapp.desks.complaints.handling.screens.answer import ComplaintAnswer
from deskapp.desks.complaints.handling.screens.calls import CallsScreen
from deskapp.desks.complaints.handling.screens.complaint import ComplaintScreen
from deskapp.desks.complaints.handling.screens.improvements import ImprovementsScreen
from deskapp.desks.complaints.taking.projection import find_drift
from deskapp.overview.screens.case import CaseScreen
from deskapp.store.base import record_id

__all__ = ["seen"]
BUDGETS = tomllib.loads((Path(__file__).parents[1] / "budgets.toml").read_text(encoding="utf-8"))
DONE = CloseDraft("重做防水，闭水 48 小时不漏", "valid", "construction", "总包")


def closed_by(desk: ComplaintDesk, clerk: str = "wangmin", **more: Any) -> int:
    """A complaint that somebody closed ten minutes later; its case."""
    complaint = desk.log(**more)
    desk.now += timedelta(minutes=10)
    desk.do(close_complaint, record_id(complaint), DONE, clerk=clerk, engine=desk.engine)
    return complaint.case_id


async def test_ordinary_to_satisfied_by_keys(desk: ComplaintDesk, tmp_path: Path) -> None:
    complaint = desk.log(remedy="三日内修好")
    number = complaint.case_id
    async with at_counter(desk, tmp_path) as pilot:

        def facts() -> Any:
            return asked(pilot, get_facts, number)

        await show(pilot, ComplaintScreen(number))
        text = screen_text(pilot.app)
        for part in ("张三丰", "138****8000", "三日内修好", "剩"):
            assert part in text
        # taken up by one key; spoken with
        desk.now += timedelta(minutes=10)
        await press(pilot, "1")
        assert facts().state == "acknowledged"
        await press(pilot, "2", *"hr", "ctrl+s")
        # assessed and looked into in one form
        desk.now += timedelta(minutes=10)
        await press(pilot, "3", "y", "enter", "d", "ctrl+s")
        assert (facts().assessment, facts().findings) == ("y", "d")
        desk.now += timedelta(minutes=10)
        await press(pilot, "4", *"zz", "ctrl+s")
        assert facts().plan == "zz"
        # compensation: asked, offered, approved, paid by finance under a number
        await press(pilot, "7", "d", "enter", *"30", "ctrl+s")
        (claim,) = asked(pilot, claims_of, number)
        assert (claim.about, claim.asked, claim.state) == ("d", Decimal(30), "asked")
        await step_to(pilot, ("claim", claim.id))
        await press(pilot, "enter", "1", "8", "ctrl+s", "enter", "2", "enter", "1", "enter", *"F1", "ctrl+s")
        (claim,) = asked(pilot, claims_of, number)
        assert (claim.state, claim.settled, claim.note) == ("settled", Decimal(8), "F1")
        # a task holds the end, and is named before the form is filled in
        engine = pilot.app.wiring.opened.engine  # type: ignore[attr-defined]
        done(pilot, desk.clerk, desk.now, give_task, number, "工程部核实", staff_id=desk.clerk.id, engine=engine)
        await press(pilot, "9")
        assert "任务没办完：工程部核实" in screen_text(pilot.app)
        await press(pilot, "x", "enter", "1", "enter", "2", "ctrl+s")
        assert facts().open
        await press(pilot, "escape", "2")
        # Enter on what holds it ends the task; then it closes, and is called about
        await step_to(pilot, ("gate", "tasks.done"))
        await press(pilot, "enter", "2", "h", "ctrl+s", "9", "x", "enter", "1", "enter", "2", "ctrl+s")
        assert (facts().state, facts().result, facts().validity) == ("closed", "x", "valid")
        assert "回访已排上" in told(pilot)
        assert "待回访" in screen_text(pilot.app)
        # a waiting complainant hears three sentences in their language
        await press(pilot, "f9")
        assert isinstance(pilot.app.screen, ComplaintAnswer)
        assert "处理结果：x。" in screen_text(pilot.app)
        assert "另一位同事" in screen_text(pilot.app)
        # the reply is printed
        await press(pilot, "escape", "f10", "1")
        assert list((tmp_path / "counter" / "exports" / "print").glob("*-complaint_answer-*.docx"))
        assert list(asked(pilot, find_drift)) == []


def told(pilot: Any) -> str:
    """The line of notices."""
    return notice(pilot.app)


async def step_to(pilot: Any, door: tuple[str, Any]) -> None:
    """The cursor goes down to a line."""
    pane = pilot.app.screen.query_one("#main", Pane)
    await press(pilot, "home")
    for _ in range(40):
        if pane.current is not None and pane.current.door == door:
            return
        await pilot.press("down")
        await settle(pilot)
    raise AssertionError(door)


async def test_calls_three_keys_a_row_opened_twice_and_escalated(desk: ComplaintDesk, tmp_path: Path) -> None:
    first = closed_by(desk, "lina")
    second = closed_by(desk, "lina", customer_id=desk.people["李静"], unit_id=desk.units["1502"])
    third = closed_by(desk, "lina", unit_id=desk.units["1601"], category="noise")
    own = desk.log("走廊灯不亮", category="electricity")
    # who left no phone is not asked
    closed_by(desk, "lina", customer_id=None, unit_id=None, relation="anonymous", category="cleaning")
    desk.now = at("2026-11-04T09:00")
    async with at_counter(desk, tmp_path) as pilot:
        opened = pilot.app.wiring.opened  # type: ignore[attr-defined]
        done(pilot, opened.clerk, at("2026-11-02T11:00"), close_complaint, record_id(own), DONE, engine=opened.engine)
        assert asked(pilot, count_calls, desk.now) == (4, 4)
        # about one's own work others ask
        screen = await show(pilot, CallsScreen())
        assert [row.case_id for row in screen.rows] == [first, second, third]
        await press(pilot, "f4", "end", "1")
        assert "由您处理" in screen_text(pilot.app)
        assert asked(pilot, calls_of, own.case_id)[0].made_at is None
        await press(pilot, "f4", "home")
        keys = ("1", "5")
        await press(pilot, *keys)
        assert len(keys) <= BUDGETS["follow_up_call"]["keys"]
        assert [(one.result, one.score) for one in asked(pilot, calls_of, first)] == [("satisfied", 5)]
        # nobody answered: it stays, and the next has the cursor
        await press(pilot, "4")
        assert asked(pilot, calls_of, second)[0].attempts == 1
        # not content: their words, and it goes on under its number
        await press(pilot, "3", "h", "ctrl+s")
        assert asked(pilot, get_facts, third).state == "reopened"
        assert asked(pilot, get_facts, third).level == 1
        # closed again, and again not content: a level more
        desk.now = at("2026-11-04T10:00")
        lina, again = desk.clerks["lina"], asked(pilot, get_facts, third).id
        done(pilot, lina, desk.now, close_complaint, again, DONE, engine=opened.engine)
        # a number is whole only for a reason
        assert "139****2222" in screen_text(pilot.app)
        await press(pilot, "f8", *"huif", "enter")
        assert "13911112222" in screen_text(pilot.app)
        desk.now = at("2026-11-05T09:00")
        await press(pilot, "f4", "f4", "end", "3", "y", "ctrl+s")
        facts = asked(pilot, get_facts, third)
        assert (facts.level, facts.reopened, facts.unsatisfied, facts.state) == (2, 2, 2, "reopened")
        await show(pilot, ComplaintScreen(third))
        text = screen_text(pilot.app)
        for part in ("重开 2 次", "不满意 2 次", "2 级"):
            assert part in text
        assert list(asked(pilot, find_drift)) == []


async def test_a_return_is_stopped_and_then_passed(desk: ComplaintDesk, tmp_path: Path) -> None:
    complaint = desk.log("三次维修无效，要求退房")
    number = complaint.case_id
    async with at_counter(desk, tmp_path) as pilot:
        await show(pilot, ComplaintScreen(number))
        names = deeds_of(pilot)
        begin, opinion = str(names.index("return") + 1), str(names.index("opinion") + 1)
        # stopped: nobody has said anything
        await more(pilot, begin)
        assert "还没有领导意见" in told(pilot)
        # stopped: the leader said no
        await more(pilot, opinion)
        await press(pilot, "2", "enter", "Z", "enter", "2", "enter", "x", "ctrl+s")
        assert [one.agrees for one in asked(pilot, opinions_of, number)] == [False]
        await more(pilot, begin)
        assert "Z 不同意" in told(pilot)
        # passed: the leader agrees, and the contracts desk's case begins
        desk.now += timedelta(days=1)
        await more(pilot, opinion)
        await press(pilot, "2", "enter", "Z", "enter", "1", "enter", "t", "ctrl+s")
        await more(pilot, begin)
        assert isinstance(pilot.app.screen, CaseScreen)
        newest = asked(pilot, opinions_of, number)[0]
        chain: Case = asked(pilot, lambda reader: reader.get(Case, newest.chain_case_id))
        assert (chain.procedure, chain.step, chain.unit_id) == ("cn-return", "accept", desk.units["1501"])
        # what the leader said is in it: its own gate of the opinion is open
        page = pilot.app.screen.page
        assert page is not None
        values = {line.rule.code: line.value for line in page.fields}
        assert (values["leader"], values["opinion"]) == ("Z", "agreed")


def deeds_of(pilot: Any) -> list[str]:
    """The rarer deeds in their order."""
    screen = pilot.app.screen
    assert isinstance(screen, ComplaintScreen)
    assert screen.page is not None
    return list(screen._deeds(screen.page))


async def more(pilot: Any, figure: str) -> None:
    """One of the rarer deeds; behind the ninth by arrows."""
    await press(pilot, "f4")
    if len(figure) == 1:
        await press(pilot, figure)
    else:
        await press(pilot, *["down"] * (int(figure) - 1), "enter")


async def test_both_pages_of_an_escalated_complaint_tell_it(desk: ComplaintDesk, tmp_path: Path) -> None:
    complaint = desk.log()
    desk.now = at("2026-11-02T11:00")
    escalate_complaints(desk.store, desk.clerk, desk.now)
    async with at_counter(desk, tmp_path, size=(80, 50)) as pilot:
        await show(pilot, ComplaintScreen(complaint.case_id))
        assert "受理 150% → 经理" in screen_text(pilot.app)
        # the page of the case, behind the rarer deeds
        await more(pilot, str(deeds_of(pilot).index("case") + 1))
        assert isinstance(pilot.app.screen, CaseScreen)
        assert "受理 150% → 经理" in screen_text(pilot.app)


async def test_the_pictures_of_handling(desk: ComplaintDesk, tmp_path: Path, seen: Seen) -> None:
    raised: dict[str, Any] = {"level": 2, "level_reason": "楼下受损"}
    number = closed_by(desk, "lina", words="卫生间渗水，楼下吊顶已湿", remedy="三日内修好", **raised)
    others: dict[str, Any] = {"customer_id": desk.people["李静"], "unit_id": desk.units["1502"]}
    complaint = desk.log("楼道堆物", category="cleaning", **others)
    async with at_counter(desk, tmp_path) as pilot:

        async def look() -> None:
            """In the three languages, one after the other."""
            for _ in range(3):
                await seen(pilot)
                await press(pilot, "ctrl+l")

        await show(pilot, ComplaintScreen(complaint.case_id))
        await look()
        await press(pilot, "9")
        await look()
        await press(pilot, "escape", "f4")
        await seen(pilot)
        await press(pilot, "escape", "escape")
        await show(pilot, ComplaintScreen(number))
        await look()
        await show(pilot, CallsScreen())
        await look()
        await press(pilot, "escape")
        await show(pilot, ImprovementsScreen())
        await press(pilot, "f2", "y", "ctrl+s")
        await look()
