"""Somebody moves in, somebody moves out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import func, select
from tests.reception.ground import Ground, ask, counter_at, drafts, elsewhere, form, notice, press, show, write
from tests.ui.conftest import Seen, screen_text

from deskapp.desks.reception.screens.end_resident import EndResident
from deskapp.desks.reception.screens.resident_form import ResidentForm
from deskapp.locale import Language
from deskapp.office.customer.actions import add_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.customer.model import Customer
from deskapp.office.property.actions import end_resident
from deskapp.office.property.queries import PagePerson, UnitPage, get_unit_page
from deskapp.store.work import Reader

TODAY = date(2026, 11, 22)


def page_of(pilot: Any, ground: Ground) -> UnitPage:
    return ask(pilot, lambda reader: get_unit_page(reader, ground.unit, TODAY))


def people(page: UnitPage) -> set[tuple[str, str, Any]]:
    def told(person: PagePerson) -> tuple[str, str, Any]:
        return person.customer.name, person.role, person.share

    return {told(person) for person in page.people}


def customers(reader: Reader) -> int:
    return reader.session.exec(select(func.count()).select_from(Customer)).one()


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_moving_in_and_out_looks_so(ground: Ground, seen: Seen, language: Language) -> None:
    async with counter_at(ground, language) as pilot:
        await show(pilot, ResidentForm(ground.unit))
        await write(pilot, "li")
        await seen(pilot)
        await press(pilot, "down", "enter")
        await write(pilot, "138 0013 8000")
        await press(pilot, "enter")
        await seen(pilot)
        await press(pilot, "escape", "2")
        await show(pilot, EndResident(ground.owner_row))
        await seen(pilot)


async def test_an_owner_is_found_by_initials_and_added_in_three_keys(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, ResidentForm(ground.unit))
        await write(pilot, "lj")
        assert "139****2222" in screen_text(pilot.app)
        await press(pilot, "enter")
        assert form(pilot).focused_field == "role"
        await press(pilot, "ctrl+s")
        assert len(answers) == 1
        assert people(page_of(pilot, ground)) == {("张三丰", "owner", (1, 2)), ("李静", "owner", None)}
        assert "李静" in notice(pilot)
    assert drafts(ground) == []


async def test_share_and_day_are_read_as_they_are_typed(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, ResidentForm(ground.unit))
        await write(pilot, "13911112222")
        await press(pilot, "enter", "down")
        await write(pilot, "60%")
        await press(pilot, "down")
        await write(pilot, "1101")
        await press(pilot, "ctrl+s")
        assert answers == []
        assert form(pilot).focused_field == "share"
        assert "超出剩余份额" in "".join(screen_text(pilot.app).split())
        await press(pilot, "ctrl+u")
        await write(pilot, "50%")
        await press(pilot, "ctrl+s")
        assert len(answers) == 1
        (resident,) = (person for person in page_of(pilot, ground).people if person.customer.id == ground.li)
        assert (resident.share, resident.since) == ((1, 2), date(2026, 11, 1))


async def test_somebody_new_is_entered_with_phone_and_document_at_once(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, ResidentForm(ground.unit))
        await write(pilot, "王小明")
        await press(pilot, "enter")
        assert form(pilot).focused_field == "phone"
        await write(pilot, "13700137000")
        await press(pilot, "enter")
        await write(pilot, "500108199912313057")
        await press(pilot, "enter", "2", "ctrl+s")
        assert len(answers) == 1
        (tenant,) = (person for person in page_of(pilot, ground).people if person.role == "tenant")
        assert (tenant.customer.name, tenant.customer.phone) == ("王小明", "13700137000")
        assert tenant.customer.id_number == "500108199912313057"


async def test_somebody_new_and_the_residence_come_together_or_not_at_all(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        before = ask(pilot, customers)
        answers = await show(pilot, ResidentForm(ground.unit))
        await write(pilot, "王小明")
        await press(pilot, "enter", "down", "down", "down")
        assert form(pilot).focused_field == "share"
        await write(pilot, "2/3")
        await press(pilot, "ctrl+s")
        assert answers == []
        assert form(pilot).focused_field == "share"
        assert ask(pilot, customers) == before


async def test_a_new_person_who_is_known_is_taken_by_one_key(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, ResidentForm(ground.unit))
        before = ask(pilot, customers)
        await write(pilot, "李小静")
        await press(pilot, "enter")
        await write(pilot, "13911112222")
        assert "电话相同" in screen_text(pilot.app)
        await press(pilot, "f8")
        assert form(pilot).focused_field == "role"
        assert not form(pilot).rows["phone"].display
        await press(pilot, "ctrl+s")
        assert len(answers) == 1
        assert ("李静", "owner", None) in people(page_of(pilot, ground))
        assert ask(pilot, customers) == before


async def test_a_name_that_nobody_took_is_not_saved(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, ResidentForm(ground.unit))
        await write(pilot, "13999")
        await press(pilot, "down", "ctrl+s")
        assert answers == []
        assert form(pilot).focused_field == "customer_id"
        assert "请从列表中选择" in screen_text(pilot.app)


async def test_nobody_is_there_twice_in_one_role(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, ResidentForm(ground.unit))
        await write(pilot, "zsf")
        await press(pilot, "enter", "ctrl+s")
        assert answers == []
        assert "已以该身份登记" in screen_text(pilot.app)


async def test_namesakes_are_told_apart_by_home_and_phone(ground: Ground) -> None:
    elsewhere(ground, lambda work: add_customer(work, CustomerDraft("张三丰", phone="13555554120")))
    async with counter_at(ground) as pilot:
        await show(pilot, ResidentForm(ground.unit))
        await write(pilot, "张三丰")
        text = screen_text(pilot.app)
        assert "张三丰 3-2-1501" in " ".join(text.split())
        assert "138****8000" in text
        assert "135****4120" in text


async def test_a_parked_resident_comes_back_as_it_was(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        await show(pilot, ResidentForm(ground.unit))
        await write(pilot, "王小明")
        await press(pilot, "enter")
        await write(pilot, "13700137000")
        await press(pilot, "f6", "f7")
        assert isinstance(pilot.app.screen, ResidentForm)
        assert "3-2-1501" in screen_text(pilot.app)
        assert form(pilot).focused_field == "phone"
        assert form(pilot).rows["phone"].display
        await press(pilot, "ctrl+s")
        assert ("王小明", "owner", None) in people(page_of(pilot, ground))


async def test_a_residence_ends_today_in_two_keys(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, EndResident(ground.owner_row))
        assert "张三丰" in screen_text(pilot.app)
        await press(pilot, "ctrl+s")
        assert answers == [ground.owner_row]
        (former,) = page_of(pilot, ground).former
        assert former.until == TODAY
        assert "重新登记" in notice(pilot)


@pytest.mark.parametrize(
    ("typed", "day"), [("t", TODAY), ("+7", date(2026, 11, 29)), ("1201", date(2026, 12, 1)), ("2026-10-31", None)]
)
async def test_the_last_day_is_typed_in_any_form(ground: Ground, typed: str, day: date | None) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, EndResident(ground.owner_row))
        await pilot.press(*typed)
        await press(pilot, "enter")
        assert len(answers) == 1
        page = page_of(pilot, ground)
        (ended,) = (*page.former, *page.people)
        assert ended.until == (day or date(2026, 10, 31))


async def test_who_has_ended_already_is_told(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, EndResident(ground.owner_row))
        elsewhere(ground, lambda work: end_resident(work, ground.owner_row, TODAY))
        await press(pilot, "ctrl+s")
        assert answers == []
        assert "该住户已于" in " ".join(screen_text(pilot.app).split())
