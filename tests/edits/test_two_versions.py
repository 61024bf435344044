"""A stale save: both versions side by side, nothing typed is lost, the clerk decides field by field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.reception.ground import NOW, Ground, ask, counter_at, drafts, form, notice, press, show, write
from tests.ui.conftest import Seen, screen_text
from textual.pilot import Pilot

from deskapp.desks.reception.screens.customer_form import CustomerForm
from deskapp.locale import Language
from deskapp.office.customer.actions import edit_customer
from deskapp.office.customer.parts import add_phone
from deskapp.office.customer.queries import get_customer_draft
from deskapp.store.trail import changes_of
from deskapp.store.work import Work
from deskapp.ui.versions import VersionsScreen
from deskapp.wiring import open_home

NOTE = "客户说下午来取房产证，请先备好复印件；" * 4


THEIRS = {"phone": "13500005555", "address": "重庆市江北区", "category": "tenant", "note": "缺户口本"}


def elsewhere(ground: Ground, action: Callable[[Work], Any]) -> None:
    """李华 saves meanwhile, at another counter."""
    opened = open_home(ground.home, NOW, writes=True)
    try:
        opened.store.write(replace(opened.clerk, name="李华"), "test.elsewhere", action, NOW)
    finally:
        opened.close()


def corrected(number: int, **fields: Any) -> Any:
    def edit(work: Work) -> None:
        draft, version = get_customer_draft(work, number)
        edit_customer(work, number, replace(draft, **fields), seen=version)

    return edit


def draft_of(pilot: Pilot[int], number: int) -> Any:
    return ask(pilot, lambda reader: get_customer_draft(reader, number))[0]


async def begin(pilot: Pilot[int], ground: Ground) -> list[Any]:
    """A clerk types phone and note of 李静."""
    answers = await show(pilot, CustomerForm(ground.li, focus="phone"))
    await write(pilot, "13600004444")
    await press(pilot, "f5")
    form(pilot).focus_field("note")
    await write(pilot, NOTE)
    return answers


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_both_versions_stand_beside_each_other(ground: Ground, seen: Seen, language: Language) -> None:
    async with counter_at(ground, language) as pilot:
        await begin(pilot, ground)
        elsewhere(
            ground,
            corrected(ground.li, **THEIRS),
        )
        await press(pilot, "ctrl+s")
        await seen(pilot)
        await press(pilot, "left")
        await seen(pilot)


async def test_the_second_decides_each_field_and_both_texts_survive(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await begin(pilot, ground)
        elsewhere(
            ground,
            corrected(ground.li, **THEIRS),
        )
        await press(pilot, "ctrl+s", "enter")
        assert answers == []
        assert "请逐项选定" in notice(pilot)
        # phone: stored; then by itself to the note: both; what only the other changed: the category turned back
        await press(pilot, "right", "3", "home", "down", "left", "enter")
        assert answers == [ground.li]
        now = draft_of(pilot, ground.li)
        assert (now.phone, now.address, now.category) == ("13500005555", "重庆市江北区", "")
        assert now.note == f"缺户口本 / {NOTE}"
        trail = ask(pilot, lambda reader: changes_of(reader, "customer", ground.li))
        told = [(one.field, one.before, one.after) for change in trail for one in change.fields]
        assert ("category", "", "tenant") in told
        assert ("category", "tenant", "") in told
    assert drafts(ground) == []


async def test_going_back_undecided_loses_nothing_and_asks_again(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await begin(pilot, ground)
        elsewhere(ground, corrected(ground.li, phone="13500005555"))
        await press(pilot, "ctrl+s", "escape")
        assert form(pilot).typed["phone"] == "13600004444"
        assert "现已存为：135****5555" in screen_text(pilot.app)
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, VersionsScreen)
        # from anywhere to the first screen: the form is put aside with all that was typed, and asks when it returns
        await press(pilot, "f11", "f7")
        assert isinstance(pilot.app.screen, VersionsScreen)
        await press(pilot, "left", "enter")
        assert answers == []
        now = draft_of(pilot, ground.li)
        assert (now.phone, now.note) == ("13600004444", NOTE)


async def test_a_third_hand_between_is_shown_as_well(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await begin(pilot, ground)
        elsewhere(ground, corrected(ground.li, phone="13500005555"))
        await press(pilot, "ctrl+s", "left")
        elsewhere(ground, corrected(ground.li, phone="13700006666"))
        await press(pilot, "enter")
        assert answers == []
        assert "137****6666" in screen_text(pilot.app)
        assert "13700006666" not in screen_text(pilot.app)
        await press(pilot, "left", "enter")
        assert answers == [ground.li]
        assert draft_of(pilot, ground.li).phone == "13600004444"


async def test_what_the_form_does_not_show_is_no_question(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await begin(pilot, ground)
        elsewhere(ground, lambda work: add_phone(work, ground.li, "13800001111"))
        await press(pilot, "ctrl+s")
        assert answers == [ground.li]
        assert draft_of(pilot, ground.li).phone == "13600004444"


async def test_what_only_the_other_changed_is_taken_with_one_key(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await begin(pilot, ground)
        elsewhere(ground, corrected(ground.li, address="重庆市江北区"))
        await press(pilot, "ctrl+s")
        assert "各项都已选定" in notice(pilot)
        await press(pilot, "enter")
        assert answers == [ground.li]
        now = draft_of(pilot, ground.li)
        assert (now.phone, now.address) == ("13600004444", "重庆市江北区")


async def test_the_same_typed_by_both_is_no_question(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await begin(pilot, ground)
        elsewhere(ground, corrected(ground.li, phone="13600004444"))
        await press(pilot, "ctrl+s")
        assert answers == [ground.li]


async def test_a_hostile_text_is_shown_and_is_no_markup(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        await begin(pilot, ground)
        elsewhere(ground, corrected(ground.li, phone="13500005555", note="[bold red]a[/] \u202e\u200b\x1b[31m"))
        await press(pilot, "ctrl+s", "end")
        assert "[bold red]a[/]" in screen_text(pilot.app)
        assert "\x1b" not in screen_text(pilot.app)


class LateForm(CustomerForm):
    """A change that was on its way arrives when the save is confirmed."""

    def saved(self, result: int) -> None:
        super().saved(result)
        self.form.rows["note"].typed = "late"
        self.on_form_changed()
        self.put_aside()


async def test_a_change_behind_the_confirmed_save_brings_no_draft_back(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        await show(pilot, LateForm(ground.li, focus="phone"))
        await write(pilot, "13600004444")
        await press(pilot, "ctrl+s")
        assert draft_of(pilot, ground.li).phone == "13600004444"
    assert drafts(ground) == []
