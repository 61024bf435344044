"""The search screen as a clerk uses it: one box, the focus never leaves it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from tests.overview.riverside import SIZE, WIDE, Riverside, counter_on, labels, notice, press, write
from tests.ui.conftest import Seen, screen_text, settle

from deskapp.errors import DeskError, Exit
from deskapp.overview.screens.customer import CustomerScreen
from deskapp.overview.screens.hits import HitList
from deskapp.overview.screens.page import PageScreen
from deskapp.overview.screens.parcel import ParcelScreen
from deskapp.overview.screens.search import SearchBox, SearchScreen
from deskapp.overview.screens.unit import UnitScreen
from deskapp.overview.search import Hit
from deskapp.settings import Home
from deskapp.ui.shell import DeskApp

NEWER = DeskError("store.newer", version="0002", known="0001")


def hits(app: DeskApp) -> list[Hit]:
    return list(app.screen.query_one(HitList).hits)


def hit(app: DeskApp) -> Hit:
    found = app.screen.query_one(HitList).hit
    assert found is not None
    return found


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_pictures_of_a_search(home: Path, seen: Seen, language: str) -> None:
    app = counter_on(home, language)
    async with app.run_test(size=SIZE) as pilot:
        await seen(pilot)
        await write(pilot, "zsf")
        await seen(pilot)
        await press(pilot, "escape")
        await write(pilot, "1501")
        await seen(pilot)
        await write(pilot, "9999")
        await seen(pilot)


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_a_wide_screen_tells_of_the_hit_beside_the_list(home: Path, seen: Seen, language: str) -> None:
    app = counter_on(home, language)
    async with app.run_test(size=WIDE) as pilot:
        await write(pilot, "zsf")
        await press(pilot, "down")
        await seen(pilot)


async def test_every_key_narrows(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        found = []
        for key in ("z", "s", "f", "space", "1", "5", "0", "1"):
            await press(pilot, key)
            found.append({one.title for one in hits(app)})
        assert {"张三丰", "章水方", "周若岚"} <= found[0]
        assert found[2] == {"张三丰", "章水方"}
        assert {(one.title, one.units) for one in hits(app)} == {
            ("张三丰", ("3-2-1501",)),
            ("章水方", ("3-2-1501",)),
        }


async def test_people_of_one_name_are_told_apart(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "zsf")
        told = [(one.units, one.document[-4:], one.phone[-4:]) for one in hits(app) if one.title == "张三丰"]
        assert sorted(told) == [(("3-1-201",), "3057", "4120"), (("3-2-1501",), "1172", "5678")]
        assert "13555554120" not in screen_text(app)


@pytest.mark.parametrize(
    ("text", "screen", "name"),
    [
        ("3-2-1501", UnitScreen, "3-2-1501"),
        ("0912", CustomerScreen, "Nguyễn Văn Đạt"),
        ("26734-12-118", ParcelScreen, "12-118"),
    ],
)
async def test_enter_opens_the_page_of_the_hit(home: Path, text: str, screen: type[PageScreen[Any]], name: str) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, text)
        await press(pilot, "enter")
        assert isinstance(app.screen, screen)
        assert app.screen.title_text() == name


async def test_figures_are_text_and_arrows_walk_while_the_box_keeps_the_focus(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "1501")
        assert app.screen.query_one(SearchBox).value == "1501"
        first = hit(app)
        await press(pilot, "down")
        assert hit(app) != first
        assert app.screen.query_one(SearchBox).has_focus
        await press(pilot, "up", "up")
        assert hit(app) == first


async def test_enter_before_the_answer_opens_it_when_it_comes(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("l", "i", "j", "i", "n", "g", "enter")
        await settle(pilot)
        assert isinstance(app.screen, CustomerScreen)
        assert app.screen.title_text() == "李静"


async def test_what_was_opened_stands_in_the_empty_box_and_typing_begins_anew(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "1501")
        await press(pilot, "enter", "f3")
        await write(pilot, "dat")
        assert app.screen.query_one(SearchBox).value == "dat"
        await press(pilot, "enter", "f3", "escape")
        assert [one.title for one in hits(app)] == ["Nguyễn Văn Đạt", "3-2-1501"]
        await press(pilot, "enter")
        assert isinstance(app.screen, CustomerScreen)


async def test_the_cursor_stays_on_the_hit_that_was_opened(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "zsf")
        await press(pilot, "down", "down")
        chosen = hit(app)
        await press(pilot, "enter", "f3")
        assert hit(app) == chosen
        await press(pilot, "ctrl+l")
        assert hit(app) == chosen


async def test_enter_is_offered_only_where_it_opens_something(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert labels(app) == ["帮助", "新建", "代码", "今日", "名单", "导入", "命令"]
        await write(pilot, "zsf")
        assert "打开" in labels(app)
        await write(pilot, "qqqq")
        assert "打开" not in labels(app)
        assert "没有找到" in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, SearchScreen)


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_a_new_office_is_told_what_to_do_first(tmp_path: Path, seen: Seen, language: str) -> None:
    app = counter_on(tmp_path, language)
    async with app.run_test(size=SIZE) as pilot:
        await seen(pilot)


@pytest.mark.usefixtures("impatient")
async def test_the_screen_draws_before_the_database_is_open_and_searches_what_was_typed(home: Path) -> None:
    gate = threading.Event()

    class Slow(Riverside):
        def open(self, home: Home) -> Any:
            gate.wait(30)
            return super().open(home)

    app = counter_on(home)
    app.wiring = Slow()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"zsf")
        await pilot.pause()
        assert "zsf" in screen_text(app)
        assert hits(app) == []
        gate.set()
        await settle(pilot)
        assert {one.title for one in hits(app)} == {"张三丰", "章水方"}


async def test_a_database_that_cannot_be_opened_is_told_in_a_sentence(home: Path) -> None:
    app = counter_on(home, error=NEWER)
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "zsf")
        assert "现在不能查找" in screen_text(app)
        assert notice(app) == app.words.say(NEWER)
        assert app.exit_code == Exit.DATABASE


async def test_the_language_changes_under_a_search(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "1501")
        await press(pilot, "down", "ctrl+l")
        assert app.screen.query_one(SearchBox).value == "1501"
        assert "Căn hộ 98,76 m²" in screen_text(app)
        assert "Tiếp tân" in screen_text(app)


async def test_hostile_text_in_the_box_is_only_text(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        for text in ("[/b]", "[@click=app.quit]x[/]", "=1+1", "a\0b", "Nguye\u0302\u0303n", "三" * 10_000, "%_*'\"--"):
            app.screen.query_one(SearchBox).value = text
            await settle(pilot)
        assert app.is_running
        app.screen.query_one(SearchBox).value = "Nguye\u0302\u0303n Va\u0306n"
        await settle(pilot)
        assert [one.title for one in hits(app)] == ["Nguyễn Văn Đạt"]
