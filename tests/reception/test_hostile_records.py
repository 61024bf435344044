"""Markup, control characters, decomposed and endless text in every field and every record: shown, and nothing else."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

import pytest
from tests.reception.ground import Ground, ask, counter_at, elsewhere, form, press, show, write
from tests.ui.conftest import screen_text, settle
from textual import events
from textual.pilot import Pilot

from deskapp.desks.reception.screens.batches import BatchesScreen
from deskapp.desks.reception.screens.customer_form import CustomerForm
from deskapp.desks.reception.screens.end_resident import EndResident
from deskapp.desks.reception.screens.import_preview import ImportPreview
from deskapp.desks.reception.screens.imports import ImportScreen
from deskapp.desks.reception.screens.merge import MergeScreen
from deskapp.desks.reception.screens.resident_form import ResidentForm
from deskapp.desks.reception.screens.unit_form import UnitForm
from deskapp.office.customer.actions import add_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.customer.page import get_customer_page
from deskapp.office.property.actions import add_resident
from deskapp.office.property.drafts import ResidentDraft
from deskapp.store.base import record_id
from deskapp.store.work import Work

HOSTILE = [
    "[/b]",
    "[@click=app.quit]x[/]",
    "a\x00b\x1b[31mred",
    unicodedata.normalize("NFD", "Nguyễn Thị Ất"),
    "长" * 10_000,
    "\u202eabc\u200b\ufeff",
    "=1+1",
    "一\n二\t三",
]


def screens(ground: Ground) -> list[Any]:
    return [CustomerForm(), CustomerForm(ground.zhang), ResidentForm(ground.unit), UnitForm(ground.unit)]


async def fill(pilot: Pilot[int], first: int) -> None:
    """Paste into every field of the form, each time another text."""
    await press(pilot, "f5")
    for place, name in enumerate(form(pilot).rows):
        form(pilot).focus_field(name)
        await pilot.pause()
        assert pilot.app.focused is not None
        pilot.app.focused.post_message(events.Paste(HOSTILE[(place + first) % len(HOSTILE)]))
        await pilot.pause()
    await settle(pilot)


@pytest.mark.parametrize("first", [0, 3])
@pytest.mark.parametrize("which", range(4))
async def test_it_can_be_pasted_into_every_field(ground: Ground, which: int, first: int) -> None:
    async with counter_at(ground) as pilot:
        screen = screens(ground)[which]
        await show(pilot, screen)
        await fill(pilot, first)
        typed = form(pilot).typed
        for key in ("ctrl+s", "ctrl+l", "f6", "f7"):
            await press(pilot, key)
        assert type(pilot.app.screen) is type(screen)
        assert form(pilot).typed == typed


@pytest.mark.parametrize("text", HOSTILE)
async def test_a_record_that_is_called_so_is_shown(ground: Ground, text: str) -> None:
    made: list[int] = []

    def enter(work: Work) -> None:
        draft = CustomerDraft(text[:150], phone="13911112222", address=text, note=text)
        made.append(record_id(add_customer(work, draft)))
        made.append(record_id(add_resident(work, ground.unit, ResidentDraft(made[0], "tenant"))))

    elsewhere(ground, enter)
    async with counter_at(ground) as pilot:
        named = ask(pilot, lambda reader: get_customer_page(reader, made[0], date(2026, 11, 22))).row.name
        for screen in (
            CustomerForm(made[0]),
            MergeScreen(made[0]),
            MergeScreen(ground.li),
            EndResident(made[1]),
            ResidentForm(ground.unit),
            CustomerForm(ground.li),
        ):
            await show(pilot, screen)
            assert named[:8] in screen_text(pilot.app)
            await press(pilot, "f1", "escape", "escape")
        await show(pilot, ResidentForm(ground.unit))
        await write(pilot, text)
        await press(pilot, "enter", "ctrl+s")


@pytest.mark.parametrize("text", HOSTILE)
async def test_a_sheet_that_is_full_of_it_is_previewed(ground: Ground, text: str) -> None:
    ground.home.inbox.mkdir(exist_ok=True)
    cell = text.replace("\n", " ").replace("\x00", "")
    path = ground.home.inbox / "[b]名单[@click=app.quit].csv"
    path.write_text(f"姓名,手机,{cell[:200]}\n{cell},{cell},{cell}\n王五,13600136001,x\n", encoding="utf-8")
    async with counter_at(ground) as pilot:
        await show(pilot, ImportScreen())
        assert "[b]名单" in screen_text(pilot.app)
        await press(pilot, "escape")
        await show(pilot, ImportPreview("customers", path))
        await press(pilot, "down", "f2", "escape", "ctrl+s")


async def test_several_lines_of_a_sheet_are_one_address(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, CustomerForm(ground.li))
        await press(pilot, "f5")
        form(pilot).focus_field("address")
        await write(pilot, "重庆市\r\n江北区\r\n滨江路 1 号")
        await press(pilot, "ctrl+s")
        assert answers == [ground.li]
        page = ask(pilot, lambda reader: get_customer_page(reader, ground.li, date(2026, 11, 22)))
        assert page.address == "重庆市 江北区 滨江路 1 号"


async def test_nothing_of_doubtful_width_is_drawn_where_ascii_is_wanted(ground: Ground) -> None:
    twin = CustomerDraft("张三丰", phone="13800138000", address="重庆市渝中区民权路 1 号 8 栋 2 单元 1501 室")
    elsewhere(ground, lambda work: add_customer(work, twin))
    path = ground.home.inbox / "名单.csv"
    ground.home.inbox.mkdir(exist_ok=True)
    path.write_text("姓名,手机\n王五,12\n王六,13600136001\n", encoding="utf-8")
    opened = [
        *screens(ground), EndResident(ground.owner_row), MergeScreen(ground.zhang), ImportScreen(),
        ImportPreview("customers", path), BatchesScreen(),
    ]  # fmt: skip
    async with counter_at(ground, ascii_borders=True) as pilot:
        for screen in opened:
            await show(pilot, screen)
            await press(pilot, "f5")
            assert not set(screen_text(pilot.app)) & set("…·✓✗▎▸↑↓╭│─")
            await press(pilot, "f3")
