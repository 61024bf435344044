"""The page of the people who work here, from the offer of the first administrator on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.fixtures_store import TODAY
from tests.signin.terminal import PASSWORD, SIZE, Clock, press, seat_of, sign_in, terminal, write
from tests.ui.conftest import Seen, screen_text, settle
from textual.pilot import Pilot

from deskapp.desks.staffing.screens.first import FirstAdministrator
from deskapp.desks.staffing.screens.role_page import RolePage
from deskapp.desks.staffing.screens.staff import StaffScreen
from deskapp.office.access.queries import list_held
from deskapp.office.signin.deputies import list_absences
from deskapp.office.signin.people import find_person
from deskapp.office.signin.queries import home_is_open
from deskapp.overview.screens.search import SearchScreen
from deskapp.store.audit_show import Wanted, find_entries
from deskapp.ui.dialogs import Says
from deskapp.ui.door_screens import LockScreen, SignInScreen
from deskapp.ui.door_secrets import PasswordScreen
from deskapp.ui.listing import Listing
from deskapp.ui.shell import DeskApp


async def open_page(pilot: Pilot[int]) -> StaffScreen:
    await press(pilot, "f12")
    await press(pilot, "f9")
    screen = pilot.app.screen
    assert isinstance(screen, StaffScreen)
    return screen


def store_of(app: DeskApp):  # type: ignore[no-untyped-def]
    return seat_of(app).store


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_pictures_of_staff(home: Path, seen: Seen, language: str) -> None:
    app = terminal(home, language)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH001")
        await open_page(pilot)
        await press(pilot, "down")
        await seen(pilot)
        await press(pilot, "enter")
        await seen(pilot)
        await press(pilot, "2")
        await seen(pilot)


async def test_the_first_administrator_is_offered_and_goes_on_working(open_home: Path) -> None:
    app = terminal(open_home)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await open_page(pilot)
        await press(pilot, "f9")
        assert isinstance(app.screen, FirstAdministrator)
        await press(pilot, "enter")
        await write(pilot, "wangmin1")
        await press(pilot, "enter")
        await write(pilot, "wangmin1")
        await press(pilot, "enter")
        assert "含有本人姓名" in screen_text(app)
        assert store_of(app).read_all(home_is_open)
        for word in ("song-hong-2026", "song-hong-2026"):
            await write(pilot, word)
            await press(pilot, "enter")
        assert isinstance(app.screen, SearchScreen)
        assert len(app.screen_stack) == 1
        assert not store_of(app).read_all(home_is_open)
        assert seat_of(app).clerk.rights.roles == ("administrator", "manager")
        assert "未设登录" not in screen_text(app)
        await write(pilot, "zsf")
        assert "138****" in screen_text(app)
        await press(pilot, "ctrl+t")
        assert isinstance(app.screen, LockScreen)
        await press(pilot, "enter")
        assert isinstance(app.screen, LockScreen)


async def test_a_counter_that_is_open_elsewhere_asks_from_then_on(open_home: Path, closed: Path) -> None:
    app = terminal(open_home)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await write(pilot, "zsf")
        seat = seat_of(app)
        seat.store.database.write_bytes((closed / "deskapp.db").read_bytes())
        app.door._closed_elsewhere(seat.is_closed_now())
        await settle(pilot)
        assert isinstance(app.screen, SignInScreen)
        assert "张三丰" not in screen_text(app)
        assert not seat.is_taken


async def test_a_password_for_one_time_is_shown_once_and_changed_at_the_door(home: Path) -> None:
    app = terminal(home)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH001")
        await open_page(pilot)
        await press(pilot, "down", "enter", "1", "enter")
        # without a reason it asks on
        await write(pilot, "forgotten")
        await press(pilot, "enter")
        said = [part.text for part in app.screen.query(Says)]
        once = said[1].splitlines()[0]
        assert len(once) == 14
        await press(pilot, "enter")
        assert once not in screen_text(app)
        assert "须换密码" in screen_text(app)
        await press(pilot, "ctrl+y", "1")
        await write(pilot, once)
        await press(pilot, "enter")
        assert isinstance(app.screen, PasswordScreen)
        told = store_of(app).read_all(lambda reader: find_entries(reader, Wanted(), 50))
        assert once not in repr(told)


async def test_the_cursor_is_on_whoever_was_just_added(home: Path) -> None:
    app = terminal(home)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH001")
        await open_page(pilot)
        await press(pilot, "down", "f2")
        await write(pilot, "GA999")
        await press(pilot, "enter")
        await write(pilot, "周小兰")
        await press(pilot, "ctrl+s")
        assert "已添加" in screen_text(app)
        screen = app.screen
        assert isinstance(screen, StaffScreen)
        current = screen.query_one(Listing).current
        assert current is not None
        assert screen.people[int(str(current.key))].name == "周小兰"
        await press(pilot, "enter", "2", "1", "enter", "enter")
        await write(pilot, "new at the counter")
        await press(pilot, "ctrl+s")
        assert [one.roles for one in screen.people.values() if one.name == "周小兰"] == [("clerk",)]


async def test_a_role_is_given_with_a_reason_and_ended_with_one(home: Path) -> None:
    app = terminal(home)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH001")
        await open_page(pilot)
        await press(pilot, "down", "enter", "2")
        await press(pilot, "3", "enter", "enter")
        await write(pilot, "helps at the till")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, StaffScreen)
        assert "出纳" in screen_text(app) or "收银" in screen_text(app)
        await press(pilot, "enter", "3")
        await press(pilot, "2")
        await write(pilot, "the till is closed")
        await press(pilot, "enter")
        store = store_of(app)
        who = store.read_all(lambda reader: find_person(reader, "GH002"))
        held = store.read_all(lambda reader: list_held(reader, staff_id=who, on=TODAY))
        assert [row.role for row in held] == ["senior_clerk"]
        told = store.read_all(lambda reader: find_entries(reader, Wanted(entity="staffrole"), 2))
        assert [entry.reason for entry in told] == ["the till is closed", "helps at the till"]


async def test_an_absence_with_its_deputy_gives_the_deputy_the_rights(home: Path) -> None:
    clock = Clock()
    app = terminal(home, clock=clock)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH001")
        await open_page(pilot)
        # 李静, the supervisor, is away; 陈涛 stands in
        await press(pilot, "down", "down", "enter", "4")
        await press(pilot, "enter")
        await write(pilot, "+2")
        await press(pilot, "enter")
        await write(pilot, "GH002")
        await press(pilot, "enter", "ctrl+s")
        assert isinstance(app.screen, StaffScreen)
        (row,) = store_of(app).read_all(lambda reader: list_absences(reader, TODAY))
        assert (row.staff, row.deputy, row.until) == ("李静", "陈涛", TODAY + timedelta(days=2))
        await press(pilot, "ctrl+y", "1")
        await write(pilot, PASSWORD["GH002"])
        await press(pilot, "enter")
        assert set(seat_of(app).clerk.rights.roles) == {"senior_clerk", "clerk", "supervisor"}


async def test_somebody_new_and_somebody_who_leaves(home: Path) -> None:
    app = terminal(home)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH001")
        await open_page(pilot)
        await press(pilot, "f2")
        await write(pilot, "GH010")
        await press(pilot, "enter")
        await write(pilot, "Tran Lan")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, StaffScreen)
        assert "GH010" in screen_text(app)
        # the last administrator stays
        await press(pilot, "home", "enter", "7", "enter")
        assert "GH001" in screen_text(app)
        assert "最后一位" in screen_text(app)


async def test_a_role_shows_its_duties_and_who_has_it(home: Path, seen: Seen) -> None:
    app = terminal(home)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in(pilot, "GH001")
        await open_page(pilot)
        await press(pilot, "f8")
        await press(pilot, "2")
        assert isinstance(app.screen, RolePage)
        shown = screen_text(app)
        assert "a20" in shown
        assert "陈涛" in "\n".join(" ".join(map(str, row.cells)) for row in app.screen.query_one(Listing).rows)
        await seen(pilot)
        await press(pilot, "escape")
        assert isinstance(app.screen, StaffScreen)
