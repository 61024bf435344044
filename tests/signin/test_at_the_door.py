"""Stories at the terminal: signing in, the lock, the change of clerk."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fixtures_store import NOW
from tests.signin.people import add_person
from tests.signin.terminal import PASSWORD, PIN, SIZE, Clock, press, seat_of, sign_in, terminal, write
from tests.ui.conftest import Seen, screen_text, settle
from textual.pilot import Pilot

from deskapp.desks.reception.screens.customer_form import CustomerForm
from deskapp.office.access.actions import end_role
from deskapp.office.access.queries import list_held
from deskapp.office.signin.people import end_person
from deskapp.overview.screens.search import SearchBox, SearchScreen
from deskapp.store.work import Clerk
from deskapp.ui.door_screens import ChangeScreen, GiveScreen, LockScreen, SignInScreen
from deskapp.ui.door_secrets import PasswordScreen
from deskapp.ui.form import Form
from deskapp.ui.shell import DeskApp


def told(app: DeskApp) -> str:
    return screen_text(app)


async def begin_form(pilot: Pilot[int], name: str = "zhou") -> None:
    await press(pilot, "f2")
    assert isinstance(pilot.app.screen, CustomerForm)
    await write(pilot, name)


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_pictures_at_the_door(home: Path, seen: Seen, language: str) -> None:
    app = terminal(home, language)
    async with app.run_test(size=SIZE) as pilot:
        await seen(pilot)
        await sign_in(pilot, "GH002", "wrong-password")
        await seen(pilot)
        await write(pilot, PASSWORD["GH002"])
        await press(pilot, "enter")
        await seen(pilot)
        await press(pilot, "ctrl+t")
        await seen(pilot)
        await press(pilot, "f2")
        await seen(pilot)


async def test_nothing_can_be_done_before_somebody_signs_in(home: Path) -> None:
    app = terminal(home)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, SignInScreen)
        for key in ("escape", "f1", "f7", "f11", "f12", "ctrl+p", "ctrl+t", "ctrl+y", "f3"):
            await press(pilot, key)
            assert isinstance(app.screen, SignInScreen)
            assert len(app.screen_stack) == 2
        assert seat_of(app).clerk.id == 0


async def test_the_right_password_opens_the_first_screen_under_ones_name(home: Path) -> None:
    app = terminal(home)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH002")
        assert isinstance(app.screen, SearchScreen)
        assert "陈涛" in told(app).splitlines()[0]
        assert seat_of(app).clerk.name == "陈涛"
        assert app.user == "GH002"
        await write(pilot, "zsf")
        assert "张三丰" in told(app)


async def test_a_wrong_password_is_told_and_typed_again(home: Path) -> None:
    app = terminal(home)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH002", "wrong-password")
        assert "工号或密码不对" in told(app)
        assert "wrong" not in told(app)
        form = app.screen.query_one(Form)
        assert form.rows["number"].box.value == "GH002"
        assert (form.rows["secret"].box.value, form.focused_field) == ("", "secret")


async def test_a_pin_does_not_open_the_day(home: Path) -> None:
    app = terminal(home)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH002", PIN["GH002"])
        assert "请先输入密码" in told(app)
        assert isinstance(app.screen, SignInScreen)


async def test_the_lock_hides_a_half_typed_form_and_gives_it_back(home: Path) -> None:
    app = terminal(home)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH002")
        await begin_form(pilot)
        form = app.screen
        await press(pilot, "ctrl+t")
        assert isinstance(app.screen, LockScreen)
        assert "zhou" not in told(app)
        await press(pilot, "escape", "f11", "f12", "ctrl+p", "ctrl+s")
        assert isinstance(app.screen, LockScreen)
        await write(pilot, PIN["GH002"])
        await press(pilot, "enter")
        assert app.screen is form
        assert app.screen.query_one(Form).rows["name"].box.value == "zhou"
        await write(pilot, "x")
        assert app.screen.query_one(Form).rows["name"].box.value == "zhoux"


async def test_the_lock_hides_a_question_and_gives_it_back(home: Path) -> None:
    app = terminal(home)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH002")
        await press(pilot, "f8")
        question = app.screen
        await press(pilot, "ctrl+t")
        assert isinstance(app.screen, LockScreen)
        await write(pilot, PASSWORD["GH002"])
        await press(pilot, "enter")
        assert app.screen is question


async def test_nobody_there_for_ten_minutes_locks_by_the_role(home: Path) -> None:
    clock = Clock()
    app = terminal(home, clock=clock)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH002")
        clock.pass_by(minutes=9, seconds=59)
        app.door.look()
        assert isinstance(app.screen, SearchScreen)
        await press(pilot, "down")
        clock.pass_by(minutes=9, seconds=59)
        app.door.look()
        assert isinstance(app.screen, SearchScreen)
        clock.pass_by(seconds=1)
        app.door.look()
        await settle(pilot)
        assert isinstance(app.screen, LockScreen)
        clock.pass_by(minutes=30)
        app.door.look()
        assert len([screen for screen in app.screen_stack if isinstance(screen, LockScreen)]) == 1


async def test_an_administrators_place_locks_after_five(home: Path) -> None:
    clock = Clock()
    app = terminal(home, clock=clock)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH001")
        clock.pass_by(minutes=5)
        app.door.look()
        await settle(pilot)
        assert isinstance(app.screen, LockScreen)


async def test_a_clock_set_back_does_not_keep_the_counter_open(home: Path) -> None:
    clock = Clock()
    app = terminal(home, clock=clock)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH002")
        clock.pass_by(hours=-3)
        app.door.look()
        clock.pass_by(minutes=10)
        app.door.look()
        await settle(pilot)
        assert isinstance(app.screen, LockScreen)


async def test_who_wants_to_change_and_goes_away_is_locked_out(home: Path) -> None:
    clock = Clock()
    app = terminal(home, clock=clock)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH002")
        await press(pilot, "ctrl+y", "f2")
        assert isinstance(app.screen, SignInScreen)
        clock.pass_by(minutes=10)
        app.door.look()
        await settle(pilot)
        await press(pilot, "escape", "escape", "escape")
        assert isinstance(app.screen, LockScreen)


async def test_three_wrong_pins_and_only_the_password_counts(home: Path) -> None:
    clock = Clock()
    app = terminal(home, clock=clock)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH002")
        await press(pilot, "ctrl+t")
        for _ in range(3):
            await write(pilot, "7392")
            await press(pilot, "enter")
        assert "PIN 已不能使用" in told(app)
        await write(pilot, PIN["GH002"])
        await press(pilot, "enter")
        assert "请输入密码" in told(app)
        clock.pass_by(seconds=31)
        await write(pilot, PASSWORD["GH002"])
        await press(pilot, "enter")
        assert isinstance(app.screen, SearchScreen)


async def test_the_next_morning_the_pin_does_not_count(home: Path) -> None:
    clock = Clock()
    app = terminal(home, clock=clock)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH002")
        await press(pilot, "ctrl+t")
        clock.pass_by(days=1)
        await write(pilot, PIN["GH002"])
        await press(pilot, "enter")
        assert isinstance(app.screen, LockScreen)
        await write(pilot, PASSWORD["GH002"])
        await press(pilot, "enter")
        assert isinstance(app.screen, SearchScreen)


async def test_another_clerk_in_three_keys_and_each_has_their_own_drafts(home: Path) -> None:
    app = terminal(home)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH002")
        await press(pilot, "ctrl+y")
        assert isinstance(app.screen, ChangeScreen)
        await press(pilot, "2")
        assert isinstance(app.screen, GiveScreen)
        await write(pilot, PASSWORD["GH003"])
        await press(pilot, "enter")
        assert seat_of(app).clerk.name == "李静"
        await begin_form(pilot, "li")
        # what the top line counted was counted for her
        app.waits["top.overdue"] = 113
        # back to the first: a key, a figure, the PIN, Enter; who was here today stands first
        await press(pilot, "ctrl+y", "1")
        await write(pilot, PIN["GH002"])
        await press(pilot, "enter")
        assert seat_of(app).clerk.name == "陈涛"
        assert isinstance(app.screen, SearchScreen)
        assert len(app.screen_stack) == 1
        assert "草稿" not in told(app)
        assert app.waits["top.overdue"] == 0
        await press(pilot, "ctrl+y", "1")
        await write(pilot, PIN["GH003"])
        await press(pilot, "enter")
        assert "草稿 1" in told(app)
        await press(pilot, "f7")
        assert app.screen.query_one(Form).rows["name"].box.value == "li"


async def test_another_clerk_sees_nothing_of_what_the_last_one_searched_or_typed(home: Path) -> None:
    app = terminal(home)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH002")
        await write(pilot, "zsf")
        assert "138****" in told(app)
        app.last_saved["customer.edit"] = {"name": "secret"}
        await press(pilot, "ctrl+t", "f2", "2")
        await write(pilot, PASSWORD["GH003"])
        await press(pilot, "enter")
        assert isinstance(app.screen, SearchScreen)
        assert "138****" not in told(app)
        assert app.screen.query_one(SearchBox).value == ""
        assert app.last_saved == {}


async def test_an_answer_that_comes_under_the_lock_neither_opens_it_nor_is_lost(home: Path) -> None:
    app = terminal(home)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH002")
        await begin_form(pilot)
        form = app.screen
        assert isinstance(form, CustomerForm)
        await press(pilot, "ctrl+t")

        def answer() -> None:
            form.dismiss(None)

        app.door.give(answer)
        form.dismiss(None)
        await settle(pilot)
        assert isinstance(app.screen, LockScreen)
        assert form in app.screen_stack
        await write(pilot, PIN["GH002"])
        await press(pilot, "enter")
        assert form not in app.screen_stack


async def test_a_card_under_the_lock_fills_nothing(home: Path) -> None:
    app = terminal(home)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH002")
        await press(pilot, "f2")
        form = app.screen.query_one(Form)
        await press(pilot, "ctrl+t")
        await pilot.press(*"500108199001013057", "enter")
        await settle(pilot)
        assert isinstance(app.screen, LockScreen)
        assert not any(row.box.value for name, row in form.rows.items() if name in ("id_number", "name"))


async def test_a_password_from_somebody_else_is_changed_first(home: Path) -> None:
    app = terminal(home)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        seat = seat_of(app)
        add_person(
            seat.store, Clerk(0, "", 1), NOW, "GH009", "周若岚", "once-only-word", must_change=True, roles=("clerk",)
        )
        await sign_in(pilot, "GH009", "once-only-word")
        assert isinstance(app.screen, PasswordScreen)
        assert not seat.is_taken
        await write(pilot, "zhou")
        await press(pilot, "enter")
        await write(pilot, "zhou")
        await press(pilot, "enter")
        assert "密码太短" in told(app)
        for word in ("song-hong-2026", "song-hong-2027"):
            await write(pilot, word)
            await press(pilot, "enter")
        assert "两遍输入的密码不同" in told(app)
        for word in ("song-hong-2026", "song-hong-2026"):
            await write(pilot, word)
            await press(pilot, "enter")
        assert isinstance(app.screen, SearchScreen)
        assert seat.clerk.name == "周若岚"


async def test_an_open_home_says_so_and_its_screen_can_be_hidden(open_home: Path) -> None:
    app = terminal(open_home)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "未设登录" in told(app).splitlines()[0]
        await write(pilot, "zsf")
        await press(pilot, "ctrl+t")
        assert "张三丰" not in told(app)
        assert isinstance(app.screen, LockScreen)
        await press(pilot, "f2", "escape")
        assert isinstance(app.screen, LockScreen)
        await press(pilot, "enter")
        assert "张三丰" in told(app)
        await press(pilot, "f8")
        await press(pilot, "1")
        assert "未设登录" not in told(app).splitlines()[0]


async def test_the_language_changes_at_the_door_and_what_is_typed_stays(home: Path) -> None:
    app = terminal(home)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await write(pilot, "GH002")
        await press(pilot, "ctrl+l")
        assert "Đăng nhập" in told(app)
        form = app.screen.query_one(Form)
        assert form.rows["number"].box.value == "GH002"
        assert form.focused_field == "number"


async def test_a_role_that_ends_and_a_clerk_who_leaves_are_noticed_at_an_open_counter(home: Path) -> None:
    app = terminal(home)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH003")
        seat, store = seat_of(app), seat_of(app).store
        who = seat.clerk.id
        assert set(seat.clerk.rights.roles) == {"clerk", "supervisor"}
        held = store.read_all(lambda reader: list_held(reader, staff_id=who))
        ending = next(row.id for row in held if row.role == "supervisor")
        store.write(Clerk(0, "", 1), "access.end", lambda work: end_role(work, ending, "changes post"), NOW)
        app.door.look()
        await settle(pilot)
        assert seat.clerk.rights.roles == ("clerk",)
        store.write(Clerk(0, "", 1), "staff.end", lambda work: end_person(work, who), NOW)
        app.door.look()
        await settle(pilot)
        assert isinstance(app.screen, LockScreen)
        await write(pilot, PASSWORD["GH003"])
        await press(pilot, "enter")
        assert isinstance(app.screen, LockScreen)
