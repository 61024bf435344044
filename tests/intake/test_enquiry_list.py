"""The log of enquiries on the screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.intake.counter_dossier import at_case, desk_of
from tests.intake.desk import press, write
from tests.intake.dossier import Desk
from tests.intake.test_enquiries import ASKED
from tests.ui.conftest import Seen, screen_text, settle

from deskapp.desks.intake.actions_enquiry import log_enquiry
from deskapp.desks.intake.queries import list_enquiries
from deskapp.desks.intake.screens.enquiry import EnquiryForm
from deskapp.desks.intake.screens.new_case import NewCaseForm
from deskapp.locale import Language
from deskapp.overview.recent import Recent
from deskapp.overview.screens.enquiry_list import EnquiryList


@pytest.fixture
def logged(desk: Desk) -> Desk:
    """Three questions of one morning."""
    for who, topic, question in (
        (desk.dat, "tax", "Mẹ tặng con có phải đóng thuế không?"),
        (None, "hours", "Mấy giờ mở cửa? [/b]"),
        (desk.lan, "land", "Tôi muốn tách thửa"),
    ):
        desk.do(log_enquiry, replace(ASKED, customer_id=who, topic=topic, question=question, answer="Không …"))
        desk.later(minutes=3)
    return desk


async def open_list(pilot: Any) -> None:
    pilot.app.push_screen(EnquiryList(Recent()))
    await settle(pilot)


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_log_looks_so(logged: Desk, tmp_path: Path, seen: Seen, language: Language) -> None:
    async with at_case(logged, tmp_path, language) as pilot:
        await open_list(pilot)
        await seen(pilot)
        await press(pilot, "enter")
        await seen(pilot)


async def test_one_of_the_log_becomes_a_case_later(logged: Desk, tmp_path: Path) -> None:
    async with at_case(logged, tmp_path) as pilot:
        await open_list(pilot)
        await press(pilot, "enter", "f8")
        await write(pilot, "33")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, NewCaseForm)
        await press(pilot, "ctrl+s", "escape")
        rows = desk_of(pilot).ask(list_enquiries)
        assert [row.case_id is not None for row in rows] == [True, False, False]


async def test_a_new_one_is_logged_from_the_list(logged: Desk, tmp_path: Path) -> None:
    async with at_case(logged, tmp_path) as pilot:
        await open_list(pilot)
        await press(pilot, "f2")
        assert isinstance(pilot.app.screen, EnquiryForm)
        await write(pilot, "mat so do")
        await press(pilot, "enter", "ctrl+s")
        assert "Mất sổ đỏ" in screen_text(pilot.app)
