"""Two figures and for whom, from the one box: the fast path of a clerk who knows the codes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.overview.riverside import SIZE, ask, counter_on, press, write
from tests.ui.conftest import Seen, screen_text, settle

from deskapp.casework.screens.cash import CashScreen
from deskapp.desks.intake.screens.enquiry import EnquiryForm
from deskapp.desks.intake.screens.new_case import NewCaseForm
from deskapp.overview.fast import SCREENS, cut_fast, find_fast, list_fast
from deskapp.overview.screens.customer import CustomerScreen
from deskapp.overview.screens.fast_opening import open_fast
from deskapp.overview.screens.hits import HitList
from deskapp.overview.screens.search import SearchBox, SearchScreen
from deskapp.overview.screens.unit import UnitScreen
from deskapp.ui.dialogs import Choose
from deskapp.ui.shell import DeskApp

TODAY = date(2026, 11, 22)
OF_TODAY = ("handover_day", "handover_board")
"""Screens of a batch that hands over today: where there is none it is said, and nothing opens."""


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("31 3-2-1501", ("31", "3-2-1501")),
        (" 31  zsf 1501 ", ("31", "zsf 1501")),
        ("04", ("04", "")),
        ("3-2-1501", ("", "")),
        ("310 zsf", ("", "")),
        ("3 2 1501", ("", "")),
        ("٣١ zsf", ("", "")),
        ("", ("", "")),
    ],
)
def test_a_code_is_two_figures_and_a_blank(text: str, cut: tuple[str, str]) -> None:
    assert cut_fast(text) == cut


@given(st.text())
def test_any_text_can_be_cut(text: str) -> None:
    code, argument = cut_fast(text)
    assert len(code) in (0, 2)
    assert argument == argument.strip() or not argument.strip()


async def test_no_two_things_share_a_code_and_each_screen_opens(home: Path) -> None:
    app = counter_on(home, "vi")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        codes = list(list_fast(app.opened(), TODAY))
        assert len({fast.code for fast in codes}) == len(codes)
        assert all(fast.says(app.words) for fast in codes)
        for code in SCREENS:
            fast = find_fast(code, app.opened(), TODAY)
            search = app.screen
            assert fast is not None
            assert isinstance(search, SearchScreen)
            open_fast(search, fast, None, search.recent)
            await settle(pilot)
            if SCREENS[code] in OF_TODAY:
                assert "không có đợt bàn giao" in screen_text(app), screen_text(app)
                continue
            assert app.screen is not search, code
            await press(pilot, "f11")
            assert app.screen is search


async def test_a_code_and_a_room_begin_a_case_there(home: Path, seen: Seen) -> None:
    app = counter_on(home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "37 3-2-1501")
        await seen(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert isinstance(app.screen, NewCaseForm)
        assert app.screen.about["procedure"] == "cn-renovation"
        assert "3-2-1501" in screen_text(app)


async def test_a_code_and_a_name_begin_a_case_for_them(home: Path) -> None:
    app = counter_on(home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "37 zsf 1172")
        await press(pilot, "enter")
        await settle(pilot)
        assert isinstance(app.screen, NewCaseForm)
        assert app.screen.form.rows["customer_id"].box.value.startswith("张三丰")


async def test_a_bare_code_stands_before_what_its_figures_find(home: Path) -> None:
    app = counter_on(home, "en")
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "04")
        await settle(pilot)
        hits = app.screen.query_one(HitList).hits
        assert (hits[0].kind, hits[0].title) == ("code", "04  Enquiry")
        await press(pilot, "enter")
        assert isinstance(app.screen, EnquiryForm)


async def test_a_code_and_a_name_open_their_money(home: Path) -> None:
    app = counter_on(home, "vi")
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "12 dat")
        await press(pilot, "enter")
        await settle(pilot)
        assert isinstance(app.screen, CashScreen)
        assert "Nguyễn Văn Đạt" in screen_text(app)
        await press(pilot, "f11")
        await write(pilot, "12")
        await press(pilot, "enter")
        await settle(pilot)
        assert "12 dat" in screen_text(app)


async def test_a_code_with_nobody_behind_it_opens_an_empty_form(home: Path) -> None:
    app = counter_on(home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "37 qqqq")
        await press(pilot, "enter")
        await settle(pilot)
        assert isinstance(app.screen, NewCaseForm)
        assert app.screen.about["customer_id"] is None


async def test_figures_that_are_no_code_are_searched_as_ever(home: Path) -> None:
    app = counter_on(home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "99 zsf")
        await settle(pilot)
        assert all(hit.kind != "code" for hit in app.screen.query_one(HitList).hits)
        await press(pilot, "escape")
        await write(pilot, "1501")
        await press(pilot, "enter")
        assert isinstance(app.screen, UnitScreen)


async def test_a_code_taken_from_the_list_waits_for_whom(home: Path) -> None:
    app = counter_on(home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f4")
        await settle(pilot)
        assert isinstance(app.screen, Choose)
        await write(pilot, "zhuangxiu")
        await settle(pilot)
        await press(pilot, "escape")
        await press(pilot, "f4")
        await settle(pilot)
        for sign in "装修":
            await pilot.press(sign)
        await settle(pilot)
        await press(pilot, "enter")
        assert isinstance(app.screen, SearchScreen)
        assert app.screen.query_one(SearchBox).value == "37 "


def numbered(app: DeskApp, name: str) -> str:
    from deskapp.office.customer.queries import list_customers

    return next(str(row.number) for row in ask(app, list_customers) if row.name == name)


async def test_a_customer_is_found_by_our_own_number(home: Path) -> None:
    app = counter_on(home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        number = numbered(app, "章水方")
        day, serial = number.split("-")[1:]
        for text in (number, number.lower(), f"kh{day[4:]}-{int(serial)}", f"KH {day} {serial}"):
            await press(pilot, "escape")
            await write(pilot, text)
            await settle(pilot)
            assert [hit.title for hit in app.screen.query_one(HitList).hits][:1] == ["章水方"], text
        await press(pilot, "enter")
        assert isinstance(app.screen, CustomerScreen)
