"""The unit page and the customer page: everything known in one look, every line a door."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlmodel import select
from tests.fixtures_store import NOW
from tests.overview.riverside import PEOPLE, SIZE, WIDE, Riverside, ask, counter_on, labels, notice, press, write
from tests.ui.conftest import Seen, screen_text, settle
from textual.pilot import Pilot

from deskapp.casework.screens.pane import Pane
from deskapp.office.customer.actions import add_customer, edit_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.customer.queries import get_customer_draft
from deskapp.office.property.model import UnitPerson
from deskapp.office.property.queries import UnitPage, get_unit_page
from deskapp.overview.looks import UnitWork
from deskapp.overview.screens.customer import CustomerScreen
from deskapp.overview.screens.search import SearchScreen
from deskapp.overview.screens.unit import UnitScreen
from deskapp.store.work import Reader
from deskapp.ui.dialogs import Confirm
from deskapp.ui.shell import DeskApp


async def open_first(pilot: Pilot[int], text: str) -> None:
    await write(pilot, text)
    await press(pilot, "enter")


def title(app: DeskApp) -> str:
    assert app.desk_screen is not None
    return app.desk_screen.title_text()


def under_cursor(app: DeskApp) -> str:
    line = app.screen.query_one("#main", Pane).current
    return "" if line is None else " ".join(text for text, _ in line.said if text)


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
@pytest.mark.parametrize("size", [SIZE, WIDE], ids=["80", "120"])
async def test_the_pictures_of_the_pages(home: Path, seen: Seen, language: str, size: tuple[int, int]) -> None:
    app = counter_on(home, language)
    async with app.run_test(size=size) as pilot:
        await open_first(pilot, "3-2-1501")
        await seen(pilot)
        await press(pilot, "f5")
        await seen(pilot)
        await press(pilot, "enter")
        await seen(pilot)
        await press(pilot, "f3", "f3")
        await open_first(pilot, "zrl")
        await seen(pilot)
        await press(pilot, "f3")
        await open_first(pilot, "26734-12-118")
        await seen(pilot)


async def test_only_what_is_known_has_a_line(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await open_first(pilot, "3-2-1501")
        text = screen_text(app)
        assert "预测 98.76㎡（套内 78.21㎡）  实测 98.91㎡" in text
        assert "¥1,006,867.00" in text
        assert "已售  未到交付  空置  未装修" in text
        assert not [line for line in text.splitlines() if line.strip(" ▎").startswith("合同")]
        await press(pilot, "f3")
        await open_first(pilot, "B1-044")
        text = screen_text(app)
        assert "价格" not in text
        assert "编号" not in text
        assert "还没有登记业主和住户" in text


async def test_numbers_are_masked_everywhere_on_the_pages(home: Path) -> None:
    whole = {draft.phone for draft in PEOPLE.values()} | {draft.id_number for draft in PEOPLE.values()}
    whole |= {"13912345678", "E12345678"}
    app = counter_on(home)
    async with app.run_test(size=WIDE) as pilot:
        for query in ("3-2-1501", "zsf 1501", "zrl", "lijing"):
            await open_first(pilot, query)
            text = screen_text(app)
            assert not [number for number in whole - {""} if number in text]
            await press(pilot, "f3")


async def test_a_customer_in_one_look(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=(100, 40)) as pilot:
        await open_first(pilot, "3912345678")
        text = screen_text(app)
        for told in (
            "110105********1172",
            "*****5678",
            "至 2036-01-01",
            "139****5678",
            "138****8000（旧）",
            "曾用名 张君宝",
            "重庆市江北区滨江路1号",
            "3-2-1501  业主 1/2",
            "配偶",
            "李静",
            "受托人（委托书）",
            "已失效 2026-01-01 至 2026-06-30",
            "渝证字 2026-118",
            "主要电话：138****8000 → 139****5678",
            "客户类别：业主 → 买受人",
            "wangmin",
        ):
            assert told in text, told


async def test_every_line_is_a_door(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await open_first(pilot, "3-2-1501")
        assert under_cursor(app).startswith("张三丰")
        await press(pilot, "down", "enter")
        assert isinstance(app.screen, CustomerScreen)
        assert title(app) == "李静"
        await press(pilot, "enter")
        assert isinstance(app.screen, UnitScreen)
        await press(pilot, "escape", "escape")
        assert under_cursor(app).startswith("李静")
        await press(pilot, "escape")
        assert isinstance(app.screen, SearchScreen)


async def test_neighbours_are_a_key_away(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await open_first(pilot, "3-2-1501")
        await press(pilot, "right")
        assert title(app) == "3-2-1502"
        assert "下一户" not in labels(app)
        await press(pilot, "right", "left", "left", "left")
        assert title(app) == "3-2-1401"
        await press(pilot, "f3")
        await open_first(pilot, "3-1-101")
        assert "上一户" not in labels(app)


async def test_former_people_fold(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await open_first(pilot, "3-2-1501")
        assert "原业主" not in screen_text(app)
        assert "历史" in labels(app)
        await press(pilot, "f5")
        assert "原业主  周若岚" in screen_text(app)
        await press(pilot, "down", "down", "down")
        assert under_cursor(app).startswith("周若岚")
        assert "终止住户" not in labels(app)
        await press(pilot, "f5")
        assert "原业主" not in screen_text(app)


async def test_figures_are_commands_only_where_they_work(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await open_first(pilot, "3-2-1501")
        assert {"修改", "登记住户", "终止住户"} <= set(labels(app))
        await press(pilot, "f3")
        await open_first(pilot, "3-1-101")
        assert "终止住户" not in labels(app)
        await press(pilot, "f3")
        await open_first(pilot, "zrl")
        assert "撤销合并" not in labels(app)


async def test_a_merge_is_undone_from_the_page(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await open_first(pilot, "zrl")
        await press(pilot, "down")
        assert under_cursor(app).startswith("周若兰")
        await press(pilot, "4")
        assert isinstance(app.screen, Confirm)
        await press(pilot, "escape", "4", "enter")
        assert notice(app) == app.words.text("merge.undone", name="周若兰")
        assert "已合并" not in screen_text(app)
        await press(pilot, "f3", "escape")
        await open_first(pilot, "zhouruolan 0000")
        assert title(app) == "周若兰"


async def test_a_page_reads_itself_again_when_the_clerk_comes_back(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await open_first(pilot, "lijing")
        number = app.screen.number  # type: ignore[attr-defined]
        assert isinstance(app.wiring, Riverside)
        draft, _ = ask(app, get_customer_draft, number)
        app.wiring.opened.write(
            "customer.edit", lambda work: edit_customer(work, number, replace(draft, phone="13700001111")), NOW
        )
        await press(pilot, "f1", "f3")
        assert "137****1111" in screen_text(app)


async def test_a_record_that_is_gone_is_told(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.push_screen(UnitScreen(4711, app.screen.recent))  # type: ignore[attr-defined]
        await settle(pilot)
        assert "这条记录已不存在" in notice(app)
        await press(pilot, "1", "2", "0", "delete", "f5", "enter", "f3")
        assert isinstance(app.screen, SearchScreen)


async def test_the_language_changes_on_a_page(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await open_first(pilot, "3-2-1501")
        await press(pilot, "down", "ctrl+l")
        assert "Chủ sở hữu  张三丰" in screen_text(app)
        assert under_cursor(app).startswith("李静")
        await press(pilot, "f3")
        assert "Tiếp tân" in screen_text(app)


async def test_ascii_signs_have_one_cell_each(home: Path) -> None:
    app = counter_on(home, ascii_borders=True)
    async with app.run_test(size=SIZE) as pilot:
        await open_first(pilot, "3912345678")
        await press(pilot, "end")
        text = screen_text(app)
        assert "138****8000 -> 139****5678" in text
        assert not set("→…·▎✓✗↑↓") & set("".join(text.splitlines()[:-2]))


HOSTILE = "[/b][@click=app.quit]x[/] =1+1 " + "长" * 10_000


async def test_hostile_text_in_every_field_of_a_page(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await open_first(pilot, "3-2-1501")
        app.screen._loaded((UnitWork(_spoilt(ask(app, _unit_page))), ()))  # type: ignore[attr-defined]
        await settle(pilot)
        assert "[/b][@click=app.quit]x[/]" in screen_text(app)
        await press(pilot, "down", "pagedown", "end", "home")
        await press(pilot, "f3")
        assert app.is_running


def _unit_page(reader: Reader) -> UnitPage:
    unit = reader.session.exec(select(UnitPerson.unit_id).where(UnitPerson.role == "tenant")).one()
    return get_unit_page(reader, unit, NOW.date())


def _spoilt(page: UnitPage) -> UnitPage:
    people = tuple(
        replace(person, customer=replace(person.customer, name=HOSTILE + "\0\u200b\x1b[31m")) for person in page.people
    )
    return replace(page, project=HOSTILE, people=people, draft=replace(page.draft, door_number=HOSTILE))


async def test_hostile_names_from_the_database_are_only_names(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert isinstance(app.wiring, Riverside)
        for name in ("zq[/b]", "zq[@click=app.quit]x[/]", "zq=1+1", "zqNguye\u0302\u0303n", "zq" + "长" * 180):
            draft = CustomerDraft(name, note="n" * 400, address="[/b]" * 100)
            app.wiring.opened.write("customer.add", partial(add_customer, draft=draft), NOW)
        await write(pilot, "zq")
        text = screen_text(app)
        assert "zq[/b]" in text
        assert "zq[@click=app.quit]x[/]" in text
        assert "zqNguyễn" in text
        for _ in range(5):
            await press(pilot, "enter", "end", "f3", "down")
        await press(pilot, "f8", "2")
        assert "zq[@click=app.quit]x[/]" in screen_text(app)
        assert app.is_running


async def test_no_key_works_on_a_line_that_is_not_in_hand(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=WIDE) as pilot:
        await open_first(pilot, "3-2-1501")
        assert "终止住户" in labels(app)
        await press(pilot, "tab")
        assert "终止住户" not in labels(app)
        await press(pilot, "delete", "enter")
        assert isinstance(app.screen, UnitScreen)
        await press(pilot, "shift+tab")
        assert "终止住户" in labels(app)
