"""A clerk corrects a unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.reception.ground import Ground, ask, counter_at, elsewhere, form, press, show, write
from tests.ui.conftest import Seen, screen_text

from deskapp.desks.reception.screens.unit_form import UnitForm
from deskapp.locale import Language
from deskapp.office.property.actions import add_building, add_project, add_unit, edit_unit
from deskapp.office.property.drafts import UnitDraft
from deskapp.office.property.model import Unit
from deskapp.office.property.queries import get_unit_page, read_draft
from deskapp.store.base import record_id
from deskapp.store.work import Work

TODAY = date(2026, 11, 22)


def draft_of(pilot: Any, unit: int) -> UnitDraft:
    return ask(pilot, lambda reader: get_unit_page(reader, unit, TODAY)).draft


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_a_unit_looks_so(ground: Ground, seen: Seen, language: Language) -> None:
    async with counter_at(ground, language) as pilot:
        await show(pilot, UnitForm(ground.unit))
        await seen(pilot)
        await press(pilot, "f5")
        await seen(pilot)


async def test_kind_areas_price_and_states_are_corrected(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, UnitForm(ground.unit))
        await press(pilot, "2", "down")
        await write(pilot, "99.5")
        await press(pilot, "down")
        await write(pilot, "120")
        await press(pilot, "ctrl+s")
        assert answers == []
        assert form(pilot).focused_field == "inner_area"
        assert "大于建筑面积" in screen_text(pilot.app)
        await press(pilot, "ctrl+u")
        await write(pilot, "80")
        await press(pilot, "down", "down")
        await write(pilot, "120w")
        assert "= ¥1,200,000.00" in screen_text(pilot.app)
        await press(pilot, "down", "3", "down", "3", "ctrl+s")
        assert answers == [ground.unit]
        draft = draft_of(pilot, ground.unit)
        assert (draft.kind, draft.area, draft.inner_area) == ("shop", Decimal("99.50"), Decimal("80.00"))
        assert (draft.total_price, draft.sale_state, draft.delivery_state) == (
            Decimal("1200000.00"), "sold", "delivered",
        )  # fmt: skip
        assert (draft.occupation_state, draft.entrance, draft.floor) == ("vacant", "2", 15)


async def test_a_room_that_is_taken_is_refused_at_the_field(ground: Ground) -> None:
    def neighbour(work: Work) -> None:
        add_unit(work, work.get(Unit, ground.unit).building_id, UnitDraft("1502", "2"))

    elsewhere(ground, neighbour)
    async with counter_at(ground) as pilot:
        answers = await show(pilot, UnitForm(ground.unit))
        form(pilot).focus_field("room")
        await press(pilot, "ctrl+u")
        await write(pilot, "1502")
        await press(pilot, "ctrl+s")
        assert answers == []
        assert form(pilot).focused_field == "room"
        assert "3-2-1502" in screen_text(pilot.app)


async def test_dong_are_written_and_read_as_in_vietnam_in_every_language(ground: Ground) -> None:
    made: list[int] = []

    def build(work: Work) -> None:
        building = record_id(add_building(work, record_id(add_project(work, "Vinhomes", country="VN")), "A"))
        price = Decimal(3_500_000_000)
        made.append(record_id(add_unit(work, building, UnitDraft("1203", total_price=price, currency="VND"))))

    elsewhere(ground, build)
    async with counter_at(ground, "en") as pilot:
        answers = await show(pilot, UnitForm(made[0]))
        assert form(pilot).typed["total_price"] == "3.500.000.000"
        form(pilot).focus_field("area")
        await write(pilot, "98,76")
        form(pilot).focus_field("unit_price")
        await write(pilot, "1,5 tỷ")
        await press(pilot, "ctrl+s")
        assert answers == made
        draft = draft_of(pilot, made[0])
        assert (draft.area, draft.unit_price, draft.total_price) == (
            Decimal("98.76"), Decimal(1_500_000_000), Decimal(3_500_000_000),
        )  # fmt: skip


async def test_two_counters_at_one_unit_lose_nothing(ground: Ground) -> None:
    def sell(work: Work) -> None:
        unit = work.get(Unit, ground.unit)
        edit_unit(work, ground.unit, replace(read_draft(unit), sale_state="sold", area=Decimal("98.91")), unit.version)

    async with counter_at(ground) as pilot:
        answers = await show(pilot, UnitForm(ground.unit))
        await press(pilot, "down")
        await write(pilot, "99")
        elsewhere(ground, sell)
        await press(pilot, "ctrl+s")
        assert answers == []
        text = screen_text(pilot.app)
        assert "98.91" in text
        assert "未售" in text
        await press(pilot, "left", "enter")
        assert answers == [ground.unit]
        draft = draft_of(pilot, ground.unit)
        assert (draft.area, draft.sale_state) == (Decimal("99.00"), "sold")
