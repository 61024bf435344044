"""What a clerk does, key by key, at 80x24."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Any

import pytest
from tests.ui.conftest import Seen, screen_text, settle
from tests.ui.counter import NOW, ZHANG, DictWiring, PersonForm, SearchScreen, Store, book_of, counter
from textual.pilot import Pilot

from deskapp.errors import DeskError, Exit
from deskapp.locale import Language
from deskapp.settings import find_home, load_settings
from deskapp.ui.bars import KeyLines, Notice
from deskapp.ui.dialogs import Choose, Dialog
from deskapp.ui.drafts import Draft
from deskapp.ui.form import Form
from deskapp.ui.help import HelpScreen
from deskapp.ui.inputs import DeskInput, PickInput
from deskapp.ui.listing import Listing
from deskapp.ui.settings_screen import KeysScreen, SettingsScreen
from deskapp.ui.shell import DeskApp

PEOPLE: dict[int, dict[str, Any]] = {1: ZHANG, 2: {"name": "章水方", "phone": "13799159915", "category": "vi"}}
SIZE = (80, 24)


def store_of(app: DeskApp) -> Store:
    assert isinstance(app.wiring, DictWiring)
    return app.wiring.store


async def press(pilot: Pilot[int], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


def notice(app: DeskApp) -> str:
    screen = app.desk_screen
    assert screen is not None
    return screen.query_one(Notice).text


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_first_screens(tmp_path: Path, seen: Seen, language: Language) -> None:
    app = counter(tmp_path, language, PEOPLE)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "1")
        await seen(pilot)
        await press(pilot, "enter")
        await seen(pilot)
        await press(pilot, "down", "8", "9", "down", "down", "down", "x", "down", "f5")
        await seen(pilot)
        await press(pilot, "f1")
        await seen(pilot)
        await press(pilot, "f3", "escape")
        await seen(pilot)
        await press(pilot, "1", "f12")
        await seen(pilot)
        await press(pilot, "ctrl+p")
        await seen(pilot)


async def test_a_phone_is_corrected_in_six_keys_and_the_number(tmp_path: Path) -> None:
    app = counter(tmp_path, people=dict(PEOPLE))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *"张三", "enter", "down", *"13911112222", "ctrl+s")
        assert isinstance(app.screen, SearchScreen)
        assert store_of(app).people[1]["phone"] == "13911112222"
        assert store_of(app).people[1]["total_price"] == ZHANG["total_price"]
        app.draft_book.flush(60)
        assert list(app.home.drafts.glob("*.draft")) == []


async def test_enter_walks_through_the_form_and_the_last_one_saves(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f2", *"Nguyễn Văn Đạt", "enter", *"138 0013 8000", "enter", "2", "enter")
        assert app.screen.query_one(Form).focused_field == "id_number"
        await press(pilot, "enter", *"2026-11-22", "enter", *"12万", "enter", *"3-2-1501")
        assert screen_text(app).count("= ¥120,000.00") == 1
        assert "2026-11-22 周日" in screen_text(app)
        await press(pilot, "enter", "enter", "enter")
        saved = store_of(app).people[1]
        assert saved["name"] == "Nguyễn Văn Đạt"
        assert saved["phone"] == "13800138000"
        assert (saved["category"], saved["room"], saved["address"]) == ("vi", "3-2-1501", None)


async def test_the_first_wrong_field_gets_the_focus_and_says_why(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f2", "x", "down", "1", "ctrl+s")
        form = app.screen.query_one(Form)
        assert form.focused_field == "phone"
        assert "✗ phone.test_digits 1" in screen_text(app)
        assert "✗ 必填" in screen_text(app)
        await press(pilot, *"3800138000")
        assert "phone.test_digits" not in screen_text(app)
        await press(pilot, "ctrl+s")
        assert form.focused_field == "category"


async def test_an_error_of_the_action_stands_at_its_field(tmp_path: Path) -> None:
    app = counter(tmp_path, people={1: {**ZHANG, "name": "taken"}})
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "1", "enter", "down", "end", "backspace", "1", "ctrl+s")
        assert app.screen.query_one(Form).focused_field == "name"
        assert "✗ person.test_taken taken" in screen_text(app)


async def test_a_warning_does_not_stop_the_save(tmp_path: Path) -> None:
    app = counter(tmp_path, people=dict(PEOPLE))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *"张三", "enter", "down", *"23911112222", "down")
        assert "! phone.test_range" in screen_text(app)
        await press(pilot, "ctrl+s")
        assert store_of(app).people[1]["phone"] == "23911112222"


async def test_twelve_fields_fit(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f2", "f5")
        form = app.screen.query_one(Form)
        assert all(row.display for row in form.rows.values())
        assert form.max_scroll_y == 0


async def test_the_language_changes_under_the_typing(tmp_path: Path) -> None:
    app = counter(tmp_path, people=dict(PEOPLE))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f2", *"张三丰", "down", *"139", "down", "1", "ctrl+l")
        text = screen_text(app)
        assert "Họ và tên" in text
        assert "张三丰" in text
        assert app.screen.query_one("#phone", DeskInput).value == "139"
        assert app.screen.query_one("#category", PickInput).option is not None
        assert app.screen.query_one(Form).focused_field == "category"
        await press(pilot, "escape", "1")
        assert "Tạm cất" not in notice(app)
        assert "Nháp 1" in screen_text(app)
    assert load_settings(app.home.settings_file)[0].language == "vi"


async def test_the_screen_below_changes_when_it_comes_back(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f2", "ctrl+l", "escape")
        assert isinstance(app.screen, SearchScreen)
        assert "F2 Thêm mới" in screen_text(app)


async def test_park_and_return(tmp_path: Path) -> None:
    app = counter(tmp_path, people=dict(PEOPLE))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *"张三", "enter", "down", *"139", "f6")
        assert isinstance(app.screen, SearchScreen)
        assert "已暂存" in notice(app)
        assert "草稿 1" in screen_text(app)
        await press(pilot, "f2", *"Lan", "f6", "f7")
        assert isinstance(app.screen, Choose)
        await press(pilot, "2")
        form = app.screen.query_one(Form)
        assert form.typed["phone"] == "139"
        assert form.focused_field == "phone"
        assert form.typed["name"] == "张三丰"
        await press(pilot, *"11112222", "ctrl+s")
        assert store_of(app).people[1]["phone"] == "13911112222"
        assert "草稿 1" in screen_text(app)


async def test_a_form_left_by_a_kill_is_offered_at_the_start(tmp_path: Path) -> None:
    home = find_home(tmp_path)
    book = book_of(home.drafts)
    typed = {"name": "Lan", "phone": "139", "category": ["vi", "Tiếng Việt"]}
    book.put(Draft("d1", "person.edit", "Lan", typed=typed, cursor="phone", clerk=getpass.getuser(), at=NOW))
    book.close()
    app = counter(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "F7 取回" in notice(app)
        await press(pilot, "f7", *"00000000", "ctrl+s")
        assert store_of(app).people[1]["phone"] == "13900000000"
        assert store_of(app).people[1]["category"] == "vi"
        app.draft_book.flush(60)
        assert list(home.drafts.glob("*.draft")) == []


async def test_leaving_a_touched_form_asks(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f2", "x", "escape")
        assert isinstance(app.screen, Choose)
        await press(pilot, "escape")
        assert isinstance(app.screen, PersonForm)
        await press(pilot, "escape", "2")
        assert isinstance(app.screen, SearchScreen)
        assert "草稿" not in screen_text(app)
        await press(pilot, "f2", "escape")
        assert isinstance(app.screen, SearchScreen)


async def test_only_what_works_is_offered(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        labels = [hint.label for hint in app.screen.query_one(KeyLines).hints()]
        assert labels == ["帮助", "新建", "命令"]
        await press(pilot, "f2")
        labels = [hint.label for hint in app.screen.query_one(KeyLines).hints()]
        assert labels == ["帮助", "返回", "选填项", "保存", "命令"]
        await press(pilot, "x")
        assert "暂存" in [hint.label for hint in app.screen.query_one(KeyLines).hints()]


async def test_the_palette_runs_a_command_found_by_its_name(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+p", *"新建", "enter")
        assert isinstance(app.screen, PersonForm)


async def test_help_lists_the_keys_of_the_screen_it_was_asked_from(tmp_path: Path) -> None:
    app = counter(tmp_path, "vi")
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f2", "alt+1")
        assert isinstance(app.screen, HelpScreen)
        assert "^S F10" in screen_text(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, PersonForm)


async def test_every_dialog_is_left_by_escape(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+p")
        assert isinstance(app.screen, Dialog)
        await press(pilot, "escape")
        assert not isinstance(app.screen, Dialog)


async def test_settings_work_at_once_and_are_kept(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f12", "3", "down", "2", "down", "2", "down", "down", "/", "s", "ctrl+s")
        assert isinstance(app.screen, SettingsScreen)
        assert "Saved." in notice(app)
        assert app.theme == "light"
        assert "✓" not in screen_text(app)
    kept = load_settings(app.home.settings_file)[0]
    assert (kept.language, kept.theme, kept.ascii_borders, kept.kitty_keyboard) == ("en", "light", True, False)
    assert kept.camera_folder == "/s"


async def test_a_command_is_put_on_another_key(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f12", "f8")
        assert isinstance(app.screen, KeysScreen)
        listing = app.screen.query_one(Listing)
        listing.move([row.key for row in listing.rows].index("screen.new"))
        await press(pilot, "enter", "ctrl+p")
        assert "已用于" in notice(app)
        await press(pilot, "enter", "x")
        assert "打字" in notice(app)
        await press(pilot, "enter", "ctrl+b", "escape", "escape")
        assert "^B 新建" in screen_text(app)
        await press(pilot, "ctrl+b")
        assert isinstance(app.screen, PersonForm)
    assert load_settings(app.home.settings_file)[0].keymap == {"screen.new": "ctrl+b"}


async def test_a_database_that_does_not_open_is_told_and_ends_with_its_code(tmp_path: Path) -> None:
    app = counter(tmp_path)
    app.wiring = DictWiring(error=DeskError("store.test_newer"))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert notice(app) == "store.test_newer"
        await press(pilot, "x")
        assert notice(app) == "store.test_newer"
        await press(pilot, "ctrl+q")
    assert app.return_value == Exit.DATABASE


async def test_ctrl_c_says_how_to_leave(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f12", "tab", "ctrl+c")
        app.action_tell_leave()
        await settle(pilot)
        assert "Ctrl+Q" in notice(app)
