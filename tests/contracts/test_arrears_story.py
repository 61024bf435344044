"""A clerk's day at the radar: asks in three keys, writes letters, stops, tells many at once, notes their answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copyfile, copytree
from typing import Any

import pytest
from sqlmodel import select
from tests.contracts.test_filing_stories import budget
from tests.fixtures_store import NOW, TODAY
from tests.overview.riverside import SIZE, ask, counter_on, notice, press, write
from tests.ui.conftest import Seen, screen_text, seen, settle

from deskapp.desks.contracts.arrears.model import Notice, NoticeAnswer
from deskapp.desks.contracts.arrears.queries import get_chase_page
from deskapp.desks.contracts.arrears.screens.arrears import ArrearsScreen
from deskapp.desks.contracts.arrears.screens.attempt import Noted, read_note
from deskapp.desks.contracts.arrears.screens.chase import ChaseScreen
from deskapp.desks.contracts.notices.queries import get_notice, list_notices
from deskapp.desks.contracts.notices.screens.notices import NoticeScreen, NoticesScreen
from deskapp.messages.model import Message, PrintJob
from deskapp.settings import find_home
from deskapp.ui.shell import DeskApp

__all__ = ["seen"]

LUMP, PARTS, LOAN, BULK, PAID = range(1, 6)


@pytest.fixture(scope="session")
def late_home(made_late: tuple[Path, tuple[int, ...]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("late_home")
    home = find_home(folder)
    home.prepare()
    assert made_late[1] == (LUMP, PARTS, LOAN, BULK, PAID)
    copyfile(made_late[0], home.database)
    return folder


@pytest.fixture
def at_home(late_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOGNAME", "wangmin")
    return copytree(late_home, tmp_path / "home")


def page_of(app: DeskApp, deal: int) -> Any:
    return ask(app, get_chase_page, deal, NOW)


@pytest.mark.parametrize(
    ("text", "result", "noted"),
    [
        ("", "reached", Noted()),
        ("说月底付 >1130 再打", "reached", Noted("说月底付", next_step="再打", next_on=date(2026, 11, 30))),
        ("+7", "promised", Noted(promised_on=date(2026, 11, 29))),
        ("12w +7 等工资", "promised", Noted("等工资", 120_000, date(2026, 11, 29))),  # type: ignore[arg-type]
        ("120000 1205 >1206 核对", "promised",
         Noted("", 120_000, date(2026, 12, 5), "核对", date(2026, 12, 6))),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_a_note_says_all_in_one_line(text: str, result: str, noted: Noted) -> None:
    assert read_note(text, result, "CNY", TODAY, "zh") == (noted, None)


@pytest.mark.parametrize(
    ("text", "result"), [("", "promised"), ("12w", "promised"), ("等工资", "promised"), (">哪天", "reached")]
)
def test_a_note_that_leaves_out_its_day_is_refused(text: str, result: str) -> None:
    assert read_note(text, result, "CNY", TODAY, "zh")[1] is not None


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_pictures_of_the_radar(at_home: Path, language: str, seen: Seen) -> None:
    app = counter_on(at_home, language)
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(ArrearsScreen())
        await settle(pilot)
        await seen(pilot)
        await press(pilot, "1")
        await seen(pilot)
        await press(pilot, "2")
        await write(pilot, "12w +7")
        await seen(pilot)
        await press(pilot, "enter", "enter")
        await seen(pilot)
        await press(pilot, "f3", "f8")
        await seen(pilot)
        await press(pilot, "f3", "f5")
        await seen(pilot)
        await press(pilot, "f9", "f2")
        await seen(pilot)


async def test_a_clerk_asks_one_after_the_other(at_home: Path) -> None:
    app = counter_on(at_home)
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(ArrearsScreen())
        await settle(pilot)
        # three keys a row: way, result, Enter
        keys = ("1", "3", "enter")
        assert len(keys) <= budget("asked_for_money")
        await press(pilot, *keys)
        assert notice(app) == "已记录：电话。"
        await press(pilot, "down", "5", "2")
        await write(pilot, "20w +3")
        await press(pilot, "enter")
        assert [(one.way, one.result) for one in page_of(app, LUMP).attempts] == [("phone", "no_answer")]
        parts = page_of(app, PARTS)
        assert (parts.attempts[0].promised, parts.standing.promised_on) == (200_000, date(2026, 11, 25))
        # a promise without its day is not taken; what was typed stays
        await press(pilot, "2", "2")
        await write(pilot, "20w")
        await press(pilot, "enter")
        assert "12w +7" in screen_text(app)
        await press(pilot, "escape")
        # the fourth call within a week asks why
        await press(pilot, "up", *("1", "3", "enter") * 3)
        assert "七天内已联系 3 次" in screen_text(app)
        await write(pilot, "客户要求回电")
        await press(pilot, "enter")
        assert [one.note for one in page_of(app, LUMP).attempts] == ["客户要求回电", "", "", ""]


async def test_a_dispute_stops_it_and_what_is_settled_goes_on(at_home: Path) -> None:
    app = counter_on(at_home)
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(ChaseScreen(LUMP))
        await settle(pilot)
        await press(pilot, "5", "5")
        await write(pilot, "面积有争议")
        await press(pilot, "enter")
        assert "停止催收：有争议" in screen_text(app)
        await press(pilot, "1", "1", "enter")
        assert "已停止催收（有争议）" in notice(app)
        await press(pilot, "7")
        await write(pilot, "已复测，双方确认")
        await press(pilot, "enter")
        assert page_of(app, LUMP).standing.stopped == ""
        # stopped by hand: with the lawyers
        await press(pilot, "7", "2", "tab")
        await write(pilot, "移交律师")
        await press(pilot, "ctrl+s")
        page = page_of(app, LUMP)
        assert (page.standing.stopped, page.stop_note) == ("lawyers", "移交律师")


async def test_a_letter_a_formality_and_a_penalty(at_home: Path) -> None:
    app = counter_on(at_home)
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(ChaseScreen(LUMP))
        await settle(pilot)
        await press(pilot, "9")
        await press(pilot, "enter")
        assert page_of(app, LUMP).penalty_rate == 10
        await press(pilot, "f2", "tab")
        await write(pilot, "1101")
        await press(pilot, "ctrl+s")
        (formality,) = page_of(app, LUMP).formalities
        assert (formality.kind, formality.due_on) == ("title_papers", date(2026, 11, 1))
        # two things are late now: which one the letter is about is asked
        await press(pilot, "6", "1")
        (job,) = ask(app, lambda reader: list(reader.session.exec(select(PrintJob))))
        assert (job.letter, job.state) == ("demand_money", "kept")
        assert "¥17,400.00" in job.data
        await press(pilot, "end", "enter", "enter")
        assert page_of(app, LUMP).formalities[0].done_on == TODAY


async def test_many_are_asked_at_once(at_home: Path) -> None:
    app = counter_on(at_home)
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(ChaseScreen(PARTS))
        await settle(pilot)
        await press(pilot, "7", "1", "ctrl+s", "f3")
        app.push_screen(radar := ArrearsScreen())
        await settle(pilot)
        await press(pilot, "f8")
        assert "将发给 2 户" in screen_text(app)
        assert "已停止催收，不发：1 户" in screen_text(app)
        await press(pilot, "tab", "2", "ctrl+s")
        assert notice(app) == "已通知 2 户，消息在发件箱。"
        messages = ask(app, lambda reader: list(reader.session.exec(select(Message))))
        assert [(one.about, one.about_id) for one in messages] == [("deal", LUMP), ("deal", BULK)]
        assert len(list((find_home(at_home).exports / "print").glob("*.docx"))) == 2
        # marked rows alone, of formalities
        await press(pilot, "f5", "b", "enter")
        assert "将发给 1 户" in screen_text(app)
        await press(pilot, "ctrl+s")
        assert radar.about == "formalities"
        (first, second) = ask(app, list_notices)
        assert (first.title, first.sent, second.sent) == ("办理手续提醒", 1, 2)


async def test_a_change_of_design_is_told_and_answered(at_home: Path) -> None:
    app = counter_on(at_home)
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(NoticesScreen())
        await settle(pilot)
        await press(pilot, "f2", "1", "tab", "tab")
        await write(pilot, "3-2-1501 3-2-1502 9-9-9")
        assert "项目里没有房号“9-9-9”" in screen_text(app)
        await press(pilot, *["backspace"] * 6)
        assert "将发给 2 户" in screen_text(app)
        await press(pilot, "tab", "tab")
        await write(pilot, "外立面变更")
        await press(pilot, "tab")
        await write(pilot, "外墙改为真石漆。")
        await press(pilot, "ctrl+s", "enter")
        assert isinstance(app.screen, NoticeScreen)
        number = app.screen.notice_id
        await press(pilot, "1", "down", "2")
        await write(pilot, "要求退房退款")
        await press(pilot, "enter")
        rows = ask(app, lambda reader: list(reader.session.exec(select(NoticeAnswer))))
        assert [(one.answer, one.note) for one in rows] == [("accepts", ""), ("returns", "要求退房退款")]
        assert ask(app, get_notice, number).row.waits == 0
        await press(pilot, "f5", "f5", "6")
        assert notice(app) == "已生成 2 份函件。"
        await press(pilot, "f8")
        assert notice(app) == "又通知了 0 户。"
        kept = ask(app, lambda reader: reader.get(Notice, number))
        assert (kept.answer_by, kept.title) == (date(2026, 12, 7), "外立面变更")
