"""Two records of one person become one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.reception.ground import Ground, ask, counter_at, elsewhere, notice, press, show, write
from tests.ui.conftest import Seen, screen_text

from deskapp.desks.reception.screens.beside import Beside, Line
from deskapp.desks.reception.screens.merge import MergeScreen
from deskapp.desks.reception.screens.undo_merge import UndoMerge
from deskapp.locale import Language
from deskapp.office.customer.actions import add_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.customer.page import CustomerPage, get_customer_page
from deskapp.store.base import record_id
from deskapp.store.work import Work

TODAY = date(2026, 11, 22)
TWIN = CustomerDraft("张三丰（老）", phone="13800138000", category="buyer", address="重庆市渝中区民权路 1 号")


@pytest.fixture
def twin(ground: Ground) -> int:
    made: list[int] = []

    def enter(work: Work) -> None:
        made.append(record_id(add_customer(work, TWIN)))

    elsewhere(ground, enter)
    return made[0]


def page_of(pilot: Any, number: int) -> CustomerPage:
    return ask(pilot, lambda reader: get_customer_page(reader, number, TODAY))


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_both_stand_side_by_side(ground: Ground, twin: int, seen: Seen, language: Language) -> None:
    async with counter_at(ground, language) as pilot:
        await show(pilot, MergeScreen(ground.zhang))
        await seen(pilot)
        await press(pilot, "enter")
        await seen(pilot)


async def test_the_duplicate_goes_into_the_customer_and_comes_back(ground: Ground, twin: int) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, MergeScreen(ground.zhang))
        await press(pilot, "enter", "enter")
        assert answers == [ground.zhang]
        assert "张三丰（老） 并入 张三丰" in notice(pilot)
        page = page_of(pilot, ground.zhang)
        assert [row.id for row in page.absorbed] == [twin]
        assert page.row.category == "owner"
        pilot.app.push_screen(UndoMerge(twin, TWIN.name))
        await press(pilot, "enter")
        assert page_of(pilot, ground.zhang).absorbed == ()
        assert page_of(pilot, twin).row.id == twin


async def test_the_other_one_stays_where_the_clerk_says_so(ground: Ground, twin: int) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, MergeScreen(ground.zhang))
        await press(pilot, "f4", "enter", "enter")
        assert answers == [twin]
        page = page_of(pilot, twin)
        assert [row.id for row in page.absorbed] == [ground.zhang]
        assert {unit.code for unit in page.units} == {"3-2-1501"}


async def test_escape_changes_nothing_and_the_cursor_stays(ground: Ground, twin: int) -> None:
    elsewhere(ground, lambda work: add_customer(work, CustomerDraft("张三风", phone="13800138000")))
    async with counter_at(ground) as pilot:
        answers = await show(pilot, MergeScreen(ground.zhang))
        await press(pilot, "down")
        chosen = pilot.app.screen.query_one(Beside).pair
        assert chosen is not None
        await press(pilot, "enter", "escape")
        again = pilot.app.screen.query_one(Beside).pair
        assert again is not None
        assert again.goes.row.id == chosen.goes.row.id
        await press(pilot, "escape")
        assert answers == [None]
        assert page_of(pilot, ground.zhang).absorbed == ()


async def test_whom_nothing_points_to_is_found_by_typing(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, MergeScreen(ground.zhang))
        assert "没有发现可能重复的客户" in screen_text(pilot.app)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, MergeScreen)
        await write(pilot, "lj")
        await press(pilot, "enter", "enter")
        assert answers == [ground.zhang]
        assert [row.name for row in page_of(pilot, ground.zhang).absorbed] == ["李静"]


async def test_a_person_and_a_company_stay_two(ground: Ground) -> None:
    company = CustomerDraft("江畔商贸有限公司", kind="company", phone="13800138000")
    elsewhere(ground, lambda work: add_customer(work, company))
    async with counter_at(ground) as pilot:
        answers = await show(pilot, MergeScreen(ground.zhang))
        await press(pilot, "enter", "enter")
        assert answers == []
        assert "一个是个人、一个是单位" in notice(pilot)


async def test_the_language_changes_under_it(ground: Ground, twin: int) -> None:
    async with counter_at(ground) as pilot:
        await show(pilot, MergeScreen(ground.zhang))
        await press(pilot, "ctrl+l")
        text = screen_text(pilot.app)
        assert "Gộp khách hàng" in text
        assert "Số điện thoại" in text
        assert "Bên mua" in text


def test_a_line_says_whether_both_are_equal() -> None:
    assert Line("手机", "1", "1", True).is_equal
    assert not Line("手机", "1", "", False).is_equal
