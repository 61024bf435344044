"""A clerk enters and corrects customers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.reception.ground import Ground, ask, counter_at, drafts, elsewhere, form, notice, press, show, write
from tests.ui.conftest import Seen, screen_text

from deskapp.desks.reception.screens.customer_form import CustomerForm
from deskapp.desks.reception.screens.likely import Likely
from deskapp.desks.reception.screens.merge import MergeScreen
from deskapp.locale import Language
from deskapp.office.customer.actions import add_customer, edit_customer, merge_customers
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.customer.page import CustomerPage, get_customer_page
from deskapp.office.customer.queries import get_customer_draft
from deskapp.store.work import Work
from deskapp.ui.inputs import PickInput
from deskapp.ui.versions import VersionsScreen

TODAY = date(2026, 11, 22)


def page_of(pilot: Any, number: int) -> CustomerPage:
    return ask(pilot, lambda reader: get_customer_page(reader, number, TODAY))


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_somebody_new_looks_so(ground: Ground, seen: Seen, language: Language) -> None:
    async with counter_at(ground, language) as pilot:
        await show(pilot, CustomerForm())
        await seen(pilot)
        await write(pilot, "张三丰")
        await press(pilot, "down")
        await write(pilot, "139 1111 2222")
        await press(pilot, "down")
        await write(pilot, "11010519491231002")
        await press(pilot, "f5")
        await seen(pilot)


async def test_enter_walks_through_the_form_and_one_key_saves(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, CustomerForm())
        await write(pilot, "Nguyễn Văn Đạt")
        await press(pilot, "enter")
        await write(pilot, "138 0013 9999")
        await press(pilot, "enter")
        await write(pilot, "11010519491231002x")
        await press(pilot, "enter", "2")
        assert form(pilot).typed["category"][0] == "buyer"
        await press(pilot, "ctrl+s")
        # the number is 张三丰's already: nothing is saved, the field says whose it is
        assert answers == []
        assert form(pilot).focused_field == "id_number"
        assert "张三丰" in " ".join(screen_text(pilot.app).split())
        await write(pilot, "500108199912313057")
        await press(pilot, "ctrl+s")
        (number,) = answers
        page = page_of(pilot, number)
        assert (page.row.name, page.row.phone, page.row.category) == ("Nguyễn Văn Đạt", "13800139999", "buyer")
        assert (page.row.id_kind, page.row.id_number) == ("cn-id", "500108199912313057")
        assert "Nguyễn Văn Đạt" in notice(pilot)
    assert drafts(ground) == []


async def test_the_form_opens_at_the_field_that_was_asked_for(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, CustomerForm(ground.zhang, focus="phone"))
        assert form(pilot).focused_field == "phone"
        await write(pilot, "13600004444")
        await press(pilot, "ctrl+s")
        assert answers == [ground.zhang]
        phones = {(phone.number, phone.is_main, phone.is_former) for phone in page_of(pilot, ground.zhang).phones}
        assert phones == {("13600004444", True, False), ("13800138000", False, True)}


async def test_a_number_of_no_known_kind_asks_for_the_kind(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        await show(pilot, CustomerForm())
        await write(pilot, "Lan")
        await press(pilot, "down", "down")
        await write(pilot, "E12345678")
        await press(pilot, "ctrl+s")
        assert form(pilot).focused_field == "id_kind"
        assert form(pilot).rows["id_kind"].display


async def test_a_wrong_phone_says_so_beside_the_field(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, CustomerForm(ground.li))
        await press(pilot, "down")
        await write(pilot, "12")
        await press(pilot, "ctrl+s")
        assert answers == []
        assert form(pilot).focused_field == "phone"
        assert "✗ “12”不是中国电话号码" in screen_text(pilot.app)
        # in another country it is judged as that country has it
        await press(pilot, "ctrl+u")
        await write(pilot, "0912345678")
        await press(pilot, "down", "down", "down", "down")
        assert form(pilot).focused_field == "country"
        await press(pilot, "2", "ctrl+s")
        assert answers == [ground.li]
        assert page_of(pilot, ground.li).row.phone == "0912345678"


async def test_somebody_known_is_noticed_and_becomes_what_is_edited(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, CustomerForm())
        await write(pilot, "李婧")
        assert not pilot.app.screen.query_one(Likely).display
        await press(pilot, "down")
        await write(pilot, "139-1111-2222")
        assert "可能是同一人（1），按 F8 处理" in screen_text(pilot.app)
        assert "电话相同" in screen_text(pilot.app)
        await press(pilot, "f8")
        text = screen_text(pilot.app)
        assert "修改客户" in text
        assert "! 现已存为：李静" in text
        assert form(pilot).typed["name"] == "李婧"
        await press(pilot, "ctrl+s")
        assert answers == [ground.li]
        assert page_of(pilot, ground.li).row.name == "李婧"


async def test_a_whole_name_is_noticed_in_any_spelling(ground: Ground) -> None:
    elsewhere(ground, lambda work: add_customer(work, CustomerDraft("Nguyễn Văn Đạt", "VN")))
    async with counter_at(ground, "vi") as pilot:
        await show(pilot, CustomerForm())
        await write(pilot, "nguyen van dat")
        assert [row.why for row in pilot.app.screen.query_one(Likely).found] == ["name"]
        assert "Trùng họ tên" in screen_text(pilot.app)


async def test_an_edited_customer_is_merged_from_the_form(ground: Ground) -> None:
    elsewhere(ground, lambda work: add_customer(work, CustomerDraft("李静", phone="13911112222", note="展厅")))
    async with counter_at(ground) as pilot:
        answers = await show(pilot, CustomerForm(ground.li))
        await press(pilot, "down", "down")
        await write(pilot, "500108199912313057")
        await press(pilot, "f8")
        assert isinstance(pilot.app.screen, MergeScreen)
        await press(pilot, "enter", "enter")
        assert isinstance(pilot.app.screen, CustomerForm)
        assert form(pilot).typed["id_number"] == "500108199912313057"
        await press(pilot, "ctrl+s")
        assert answers == [ground.li]
        page = page_of(pilot, ground.li)
        assert page.row.id_number == "500108199912313057"
        assert len(page.absorbed) == 1


def corrected(number: int, **fields: Any) -> Any:
    def edit(work: Work) -> None:
        draft, version = get_customer_draft(work, number)
        edit_customer(work, number, replace(draft, **fields), seen=version)

    return edit


async def test_two_counters_at_one_customer_lose_nothing(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, CustomerForm(ground.li, focus="phone"))
        await write(pilot, "13600004444")
        elsewhere(ground, corrected(ground.li, phone="13500005555", address="重庆市江北区", category="tenant"))
        await press(pilot, "ctrl+s")
        assert answers == []
        assert isinstance(pilot.app.screen, VersionsScreen)
        # both versions still stand beside the field when the clerk goes back, walks and changes the language
        await press(pilot, "escape", "down", "down", "up", "ctrl+l")
        assert "135****5555" in screen_text(pilot.app)
        assert form(pilot).typed["phone"] == "13600004444"
        # deciding later is no way around it
        await press(pilot, "ctrl+s", "enter")
        assert answers == []
        await press(pilot, "left", "enter")
        assert answers == [ground.li]
        page = page_of(pilot, ground.li)
        assert (page.row.phone, page.address, page.row.category) == ("13600004444", "重庆市江北区", "tenant")
        assert {phone.number for phone in page.phones} == {"13911112222", "13500005555", "13600004444"}


async def test_a_draft_older_than_the_record_is_compared_when_it_comes_back(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        await show(pilot, CustomerForm(ground.li, focus="phone"))
        await write(pilot, "13600004444")
        await press(pilot, "f6")
        elsewhere(ground, corrected(ground.li, name="李婧", category="owner"))
        await press(pilot, "f7")
        assert isinstance(pilot.app.screen, CustomerForm)
        assert form(pilot).focused_field == "phone"
        assert form(pilot).typed["phone"] == "13600004444"
        assert form(pilot).typed["name"] == "李婧"
        await press(pilot, "ctrl+s")
        page = page_of(pilot, ground.li)
        assert (page.row.name, page.row.phone, page.row.category) == ("李婧", "13600004444", "owner")
    assert drafts(ground) == []


async def test_a_draft_of_somebody_merged_meanwhile_goes_to_the_survivor(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        await show(pilot, CustomerForm(ground.li, focus="phone"))
        await write(pilot, "13600004444")
        await press(pilot, "f6")
        elsewhere(ground, lambda work: merge_customers(work, ground.li, ground.zhang))
        await press(pilot, "f7")
        assert isinstance(pilot.app.screen, VersionsScreen)
        assert "138****8000" in screen_text(pilot.app)
        await press(pilot, "left", "enter")
        assert page_of(pilot, ground.zhang).row.phone == "13600004444"


async def test_a_day_is_read_as_the_language_writes_it(ground: Ground) -> None:
    async with counter_at(ground, "vi") as pilot:
        answers = await show(pilot, CustomerForm(ground.li))
        await press(pilot, "f5")
        form(pilot).focus_field("birth")
        await write(pilot, "05/11/1990")
        assert "= 05/11/1990" in screen_text(pilot.app)
        await press(pilot, "ctrl+l", "ctrl+l", "ctrl+s")
        assert answers == [ground.li]
        assert str(page_of(pilot, ground.li).birth) == "1990-11-05"


async def test_the_language_changes_under_the_typing(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        await show(pilot, CustomerForm(ground.zhang))
        await press(pilot, "down")
        await write(pilot, "139")
        await press(pilot, "ctrl+l")
        assert "Sửa khách hàng" in screen_text(pilot.app)
        assert form(pilot).typed["phone"] == "139"
        assert form(pilot).rows["category"].box.value == "Chủ sở hữu"
        assert isinstance(form(pilot).rows["kind"].box, PickInput)


async def test_a_customer_who_is_gone_cannot_be_saved_over(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, CustomerForm(9999))
        await write(pilot, "Lan")
        await press(pilot, "ctrl+s")
        assert answers == []


async def test_parking_from_a_deep_screen_in_another_language(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        await show(pilot, CustomerForm(ground.zhang))
        await show(pilot, CustomerForm(ground.li, focus="phone"))
        await write(pilot, "13600004444")
        await press(pilot, "ctrl+l")
        await press(pilot, "f6")
        assert len(pilot.app.screen_stack) == 1
        assert "Nháp 1" in screen_text(pilot.app)
