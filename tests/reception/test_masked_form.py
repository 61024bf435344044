"""A stored number is masked in its form: left alone it stays, typed over it is new, and half of each is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import select
from tests.reception.ground import Ground, ask, counter_at, elsewhere, form, notice, press, show, write
from tests.ui.conftest import Seen, screen_text

from deskapp.desks.reception.screens.customer_form import CustomerForm
from deskapp.desks.reception.screens.merge import MergeScreen
from deskapp.locale import Language
from deskapp.office.customer.actions import edit_customer
from deskapp.office.customer.page import CustomerPage, get_customer_page
from deskapp.office.customer.queries import get_customer_draft
from deskapp.store.rights import Rights
from deskapp.store.tables import Audit
from deskapp.store.work import Work
from deskapp.ui.dialogs import AskText
from deskapp.ui.versions import VersionsScreen
from deskapp.values.readers import CardScan

PHONE, MASKED_PHONE = "13800138000", "138****8000"
NUMBER, MASKED_NUMBER = "11010519491231002X", "110105********002X"
TODAY = date(2026, 11, 22)


def page_of(pilot: Any, number: int) -> CustomerPage:
    return ask(pilot, lambda reader: get_customer_page(reader, number, TODAY))


def reasons(pilot: Any) -> list[tuple[str, int | None]]:
    entries = ask(
        pilot, lambda reader: reader.session.exec(select(Audit).where(Audit.action == "reveal.customer")).all()
    )
    return [(entry.reason, entry.entity_id) for entry in entries]


def boxes(pilot: Any) -> tuple[str, str]:
    rows = form(pilot).rows
    return rows["phone"].box.value, rows["id_number"].box.value


def phone_becomes(number: int, phone: str) -> Any:
    def edit(work: Work) -> None:
        draft, version = get_customer_draft(work, number)
        edit_customer(work, number, replace(draft, phone=phone), seen=version)

    return edit


@contextmanager
def whatever_is_kept(pilot: Any) -> Iterator[list[str]]:
    """What goes to the drafts while it runs."""
    app, kept = pilot.app, list[str]()
    put = app.put_draft

    def listen(draft: Any) -> None:
        kept.append(json.dumps([draft.title, dict(draft.about), dict(draft.typed)], ensure_ascii=False))
        put(draft)

    app.put_draft = listen
    yield kept
    app.put_draft = put


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_an_edited_customer_looks_so(ground: Ground, seen: Seen, language: Language) -> None:
    async with counter_at(ground, language) as pilot:
        await show(pilot, CustomerForm(ground.zhang, focus="phone"))
        assert boxes(pilot) == (MASKED_PHONE, MASKED_NUMBER)
        await seen(pilot)
        await press(pilot, "end", "backspace", "enter")
        await seen(pilot)


async def test_left_alone_it_stays_what_is_stored(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        with whatever_is_kept(pilot) as kept:
            answers = await show(pilot, CustomerForm(ground.zhang))
            await write(pilot, "张三峰")
            await press(pilot, "enter", "enter", "enter", "ctrl+s")
        assert answers == [ground.zhang]
        page = page_of(pilot, ground.zhang)
        assert (page.row.name, page.row.phone, page.row.id_number) == ("张三峰", PHONE, NUMBER)
        assert [phone.number for phone in page.phones] == [PHONE], "no former one is made of it"
    assert kept
    assert all(PHONE not in one and NUMBER not in one for one in kept)


async def test_half_of_a_mask_is_refused_and_one_star_keeps_the_stored_number(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, CustomerForm(ground.zhang, focus="phone"))
        await press(pilot, "end", "backspace", "9", "ctrl+s")
        assert answers == []
        assert form(pilot).focused_field == "phone"
        shown = "".join(screen_text(pilot.app).split())
        assert "请输入完整的新号码" in shown
        assert MASKED_PHONE in shown
        await press(pilot, "ctrl+u", "*", "ctrl+s")
        assert answers == [ground.zhang]
        assert [phone.number for phone in page_of(pilot, ground.zhang).phones] == [PHONE]


async def test_half_a_document_number_is_refused_whatever_its_kind(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, CustomerForm(ground.zhang, focus="id_number"))
        form(pilot).rows["id_kind"].typed = ["other", "x"]
        await press(pilot, "end", "backspace", "ctrl+s")
        assert answers == []
        assert form(pilot).focused_field == "id_number"


async def test_a_reason_shows_them_whole_until_the_form_is_left(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        with whatever_is_kept(pilot) as kept:
            answers = await show(pilot, CustomerForm(ground.zhang, focus="phone"))
            await press(pilot, "f9", "escape")
            assert (boxes(pilot), reasons(pilot)) == ((MASKED_PHONE, MASKED_NUMBER), [])
            await press(pilot, "f9", *"hedui", "enter")
            assert reasons(pilot) == [("hedui", ground.zhang)]
            assert boxes(pilot) == (PHONE, NUMBER)
            # in another language they are as they were
            await press(pilot, "ctrl+l")
            assert boxes(pilot) == (PHONE, NUMBER)
            assert "F9" not in screen_text(pilot.app)
            await press(pilot, "end", "backspace", "1", "ctrl+s")
        assert answers == [ground.zhang]
        assert page_of(pilot, ground.zhang).row.phone == "13800138001"
        assert all(NUMBER not in one for one in kept), "of what was not touched a draft has the mask"
        await show(pilot, CustomerForm(ground.zhang))
        assert boxes(pilot) == ("138****8001", MASKED_NUMBER)


async def test_whoever_may_not_is_told_before_a_reason_and_types_a_new_number(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        opened = pilot.app.opened()  # type: ignore[attr-defined]
        opened.seat.clerk = replace(opened.clerk, rights=Rights(actions=("customer.*",), roles=("cashier",)))
        answers = await show(pilot, CustomerForm(ground.zhang, focus="phone"))
        await press(pilot, "f9")
        assert not isinstance(pilot.app.screen, AskText)
        assert notice(pilot)
        assert boxes(pilot) == (MASKED_PHONE, MASKED_NUMBER)
        await write(pilot, "13600004444")
        await press(pilot, "ctrl+s")
        assert answers == [ground.zhang]
        page = page_of(pilot, ground.zhang)
        assert (page.row.phone, page.row.id_number) == ("13600004444", NUMBER)


async def test_a_form_opened_from_whole_numbers_shows_them(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        await show(pilot, CustomerForm(ground.zhang, whole=True))
        assert boxes(pilot) == (PHONE, NUMBER)


async def test_a_number_changed_elsewhere_behind_the_same_mask_is_not_overwritten(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, CustomerForm(ground.zhang))
        await write(pilot, "张三峰")
        elsewhere(ground, phone_becomes(ground.zhang, "13899998000"))
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, VersionsScreen)
        assert "13899998000" not in screen_text(pilot.app)
        await press(pilot, "enter")
        assert answers == [ground.zhang]
        page = page_of(pilot, ground.zhang)
        assert (page.row.name, page.row.phone) == ("张三峰", "13899998000")


@pytest.mark.parametrize("now", ["13899998000", "13612345678"])
async def test_a_draft_that_comes_back_takes_what_is_stored_by_then(ground: Ground, now: str) -> None:
    async with counter_at(ground) as pilot:
        await show(pilot, CustomerForm(ground.zhang))
        await write(pilot, "张三峰")
        await press(pilot, "f6")
        elsewhere(ground, phone_becomes(ground.zhang, now))
        await press(pilot, "f7")
        assert isinstance(pilot.app.screen, CustomerForm)
        assert boxes(pilot)[0] == f"{now[:3]}****{now[-4:]}"
        await press(pilot, "ctrl+s")
        page = page_of(pilot, ground.zhang)
        assert (page.row.name, page.row.phone, page.row.id_number) == ("张三峰", now, NUMBER)


async def test_a_card_that_says_the_same_changes_nothing_and_another_is_whole(ground: Ground) -> None:
    card = CardScan("cn-id", NUMBER, "张三丰")
    other = "500108199912313057"
    async with counter_at(ground) as pilot:
        await show(pilot, CustomerForm(ground.zhang))
        screen = pilot.app.screen
        assert isinstance(screen, CustomerForm)
        screen.scanned(card)
        assert boxes(pilot)[1] == MASKED_NUMBER
        screen.scanned(replace(card, number=other))
        assert boxes(pilot)[1] == other


async def test_a_masked_number_is_not_copied_to_the_next_customer(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        await show(pilot, CustomerForm(ground.zhang))
        await write(pilot, "张三峰")
        await press(pilot, "ctrl+s")
        await show(pilot, CustomerForm())
        await press(pilot, "enter", "ctrl+d")
        assert boxes(pilot)[0] == ""
        assert "遮盖" in notice(pilot)
        await press(pilot, "ctrl+r")
        assert boxes(pilot) == ("", "")
        assert form(pilot).rows["name"].box.value == "张三峰"


async def test_who_is_the_same_is_found_by_the_whole_stored_number(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        await show(pilot, CustomerForm(ground.li))
        await press(pilot, "enter")
        await write(pilot, PHONE)
        await press(pilot, "ctrl+s")
        await show(pilot, CustomerForm(ground.zhang))
        assert "李静" in screen_text(pilot.app)


async def test_merging_shows_numbers_masked_and_says_that_they_differ(ground: Ground) -> None:
    elsewhere(ground, phone_becomes(ground.li, "13899998000"))
    async with counter_at(ground) as pilot:
        await show(pilot, MergeScreen(ground.zhang))
        await write(pilot, "李静")
        shown = screen_text(pilot.app)
        assert all(number not in shown for number in (PHONE, NUMBER, "13899998000"))
        (line,) = (line for line in shown.splitlines() if line.count(MASKED_PHONE) == 2)
        assert "*" in line.replace(MASKED_PHONE, "")
