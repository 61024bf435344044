"""The supervisor's list, the clocks of a complaint, the crisis register and the office's own limits, by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import select
from tests.complaints.complaint_ground import ComplaintDesk, asked, at, at_counter, show
from tests.overview.riverside import press
from tests.ui.conftest import Seen, screen_text, seen, settle

from deskapp.desks.complaints.handling.contacts import (
    ContactDraft,
    add_contact,
    end_contact,
    list_contacts,
    raise_contact,
)
from deskapp.desks.complaints.handling.escalation import escalate_complaints
from deskapp.desks.complaints.handling.screens.contacts import ContactsScreen
from deskapp.desks.complaints.handling.screens.told import ToldScreen
from deskapp.desks.complaints.handling.told import count_told, list_told, note_own, note_told
from deskapp.desks.complaints.taking.model_clock import ComplaintLimit
from deskapp.desks.complaints.taking.screens.clocks import ClocksScreen
from deskapp.desks.complaints.taking.screens.limits import LimitsScreen
from deskapp.errors import DeskError
from deskapp.locale import Language
from deskapp.overview.screens.search import SearchScreen
from deskapp.store.base import record_id

__all__ = ["seen"]


def told_desk(desk: ComplaintDesk) -> int:
    """A complaint of the owner of 1501 that nobody took up for an hour."""
    complaint = desk.log()
    desk.now = at("2026-11-02T10:00")
    escalate_complaints(desk.store, desk.clerk, desk.now)
    return complaint.case_id


def test_who_it_was_told_to_takes_note_and_nobody_twice(desk: ComplaintDesk) -> None:
    told_desk(desk)
    leading = desk.ask(list_told)
    assert [(row.percent, row.whom, row.level_to) for row in leading] == [
        (200, "manager", 2), (150, "manager", None), (100, "supervisor", None),
    ]  # fmt: skip
    assert desk.ask(count_told) == 3
    desk.do(note_told, leading[0].id, clerk="lina")
    assert desk.ask(count_told) == 2
    (noted,) = desk.ask(list_told, "noted")
    assert (noted.id, noted.noted_by) == (leading[0].id, "lina")
    with pytest.raises(DeskError, match=r"escalation\.noted"):
        desk.do(note_told, leading[0].id)
    # a clerk notes what was told to the handler alone
    with pytest.raises(DeskError, match=r"escalation\.not_own"):
        desk.do(note_own, leading[1].id)


def test_the_register_keeps_its_order_and_who_was_in_it(desk: ComplaintDesk) -> None:
    numbers = [
        record_id(desk.do(add_contact, ContactDraft(name, phone)))
        for name, phone in (("何总", "13900001111"), ("方总", ""), ("安全部", "13900002222"))
    ]
    desk.do(raise_contact, numbers[2])
    today = desk.now.date()
    assert [row.name for row in desk.ask(list_contacts, today)] == ["何总", "安全部", "方总"]
    desk.do(end_contact, numbers[0])
    assert [row.name for row in desk.ask(list_contacts, today)] == ["安全部", "方总"]
    with pytest.raises(DeskError) as error:
        desk.do(add_contact, ContactDraft("", "12", level=2))
    assert error.value.field in ("name", "phone", "level")


async def test_an_open_counter_tells_by_itself(desk: ComplaintDesk, tmp_path: Path) -> None:
    desk.log()
    desk.now = at("2026-11-02T09:31")
    async with at_counter(desk, tmp_path) as pilot:
        search = pilot.app.screen
        assert isinstance(search, SearchScreen)
        for _ in range(2):
            search.clocks.look()
            await settle(pilot)
        assert [row.percent for row in asked(pilot, list_told)] == [100]


async def test_one_key_notes_what_was_told(desk: ComplaintDesk, tmp_path: Path) -> None:
    case_id = told_desk(desk)
    async with at_counter(desk, tmp_path) as pilot:
        await show(pilot, ToldScreen())
        await press(pilot, "1")
        assert asked(pilot, count_told) == 2
        assert "已确认" in screen_text(pilot.app)
        # Enter opens the complaint, F8 there its clocks
        await press(pilot, "enter", "f8")
        assert "受理: 已超时" in screen_text(pilot.app)
        await press(pilot, "escape", "escape", "f4", "f4")
        assert "已提醒未确认 · 已确认" in screen_text(pilot.app)
        assert case_id == asked(pilot, list_told, "noted")[0].case_id
        # somebody of the register by keys
        await show(pilot, ContactsScreen())
        await press(pilot, "f2", *"hezong", "enter", *"13900001111", "ctrl+s")
        (row,) = asked(pilot, list_contacts, desk.now.date())
        assert (row.name, row.phone, row.level) == ("hezong", "13900001111", 4)
        await press(pilot, "escape")
        # a limit of the office's own from today on: an hour to acknowledge at level 1
        await show(pilot, LimitsScreen())
        await press(
            pilot,
            "enter",
            "enter",
            "enter",
            "ctrl+a",
            "ctrl+k",
            *"60",
            "enter",
            "enter",
            "enter",
            "enter",
            *"wen8",
            "ctrl+s",
        )
        own = asked(pilot, lambda reader: list(reader.session.exec(select(ComplaintLimit))))
        assert [(one.clock, one.level, one.amount, one.source) for one in own] == [("acknowledge", 1, "60", "wen8")]


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_screens(desk: ComplaintDesk, tmp_path: Path, seen: Seen, language: Language) -> None:
    case_id = told_desk(desk)
    desk.do(add_contact, ContactDraft("何总", "13900001111"))
    async with at_counter(desk, tmp_path, language) as pilot:
        for screen in (ToldScreen(), ClocksScreen(case_id), ContactsScreen(), LimitsScreen()):
            await show(pilot, screen)
            await seen(pilot)
            await press(pilot, "escape")
