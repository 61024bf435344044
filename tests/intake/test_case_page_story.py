"""A dossier on its own page, from the checklist to the thank-you, with a clerk's keys."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.intake.counter_dossier import at_case, desk_of
from tests.intake.desk import notice, press, write
from tests.intake.dossier import Desk
from tests.intake.test_dossier_story import at_authority
from tests.ui.conftest import screen_text, settle

from deskapp.casework.screens.authority import AuthorityForm
from deskapp.desks.intake.actions_result import get_handover
from deskapp.desks.intake.queries import list_enquiries
from deskapp.desks.intake.screens.check import CheckForm
from deskapp.desks.intake.screens.delivery import DeliveryForm
from deskapp.desks.intake.screens.new_case import NewCaseForm
from deskapp.desks.intake.screens.quote import QuoteForm
from deskapp.overview.recent import Recent
from deskapp.overview.screens.case import CaseScreen
from deskapp.overview.screens.fast_opening import open_enquiry

FIELDS = {"kind": "transfer", "price": "4000000000", "taxable_value": "4000000000"}


async def open_page(pilot: Any, case_id: int) -> None:
    pilot.app.push_screen(CaseScreen(case_id, Recent()))
    await settle(pilot)


@pytest.mark.parametrize("language", ["zh", "vi"])
async def test_all_eight_steps_by_keys(desk: Desk, tmp_path: Path, language: str) -> None:
    case = desk.open(fields=FIELDS)
    async with at_case(desk, tmp_path, language) as pilot:
        made = desk_of(pilot)

        def step() -> str:
            return made.case(case).step

        await open_page(pilot, case)
        await press(pilot, "1")
        assert step() == "verification"
        await press(pilot, "5")
        assert isinstance(pilot.app.screen, CheckForm)
        await write(pilot, "001085012345")
        await press(pilot, "ctrl+s")
        await press(pilot, "2", "f8")
        await press(pilot, "escape")
        await press(pilot, "1")
        assert step() == "advice", notice(pilot)
        await press(pilot, "5")
        assert isinstance(pilot.app.screen, QuoteForm)
        await write(pilot, "5tr")
        await press(pilot, "f8")
        await press(pilot, "1")
        assert step() == "contract", notice(pilot)
        await press(pilot, "5", "ctrl+s", "1")
        assert step() == "work", notice(pilot)
        await press(pilot, "5")
        assert isinstance(pilot.app.screen, AuthorityForm)
        await press(pilot, "enter")
        await write(pilot, "26734.118")
        await press(pilot, "ctrl+s")
        made.finish_tasks(case)
        at_authority(made, case, "result", originals=True)
        await open_page(pilot, case)
        await press(pilot, "1")
        assert step() == "check", notice(pilot)
        made.end(case, made.other_clerk())
        await open_page(pilot, case)
        await press(pilot, "5")
        assert isinstance(pilot.app.screen, DeliveryForm)
        await press(pilot, "ctrl+s", "1")
        assert made.case(case).outcome == "delivered"
        assert made.ask(get_handover, case).here == ()


async def test_letters_and_answer_are_two_keys_from_the_page(desk: Desk, tmp_path: Path) -> None:
    case = desk.open()
    async with at_case(desk, tmp_path) as pilot:
        printed = tmp_path / "counter" / "exports" / "print"
        await open_page(pilot, case)
        await press(pilot, "9", "1")
        assert len(list(printed.glob("*-receipt_slip-*.docx"))) == 1
        await press(pilot, "f9", "f9")
        assert len(list(printed.glob("*-answer_sheet-*.docx"))) == 1
        assert "Hồ sơ BD-20261122-0001" in screen_text(pilot.app)


async def test_a_result_is_handed_over_in_six_keys_with_its_paper(desk: Desk, tmp_path: Path) -> None:
    case = desk.open()
    desk.bring(case, "work")
    at_authority(desk, case, "submit", day=date(2026, 12, 2))
    at_authority(desk, case, "result")
    desk.bring(case, "delivery")
    async with at_case(desk, tmp_path) as pilot:
        await open_page(pilot, case)
        keys = ("5", "ctrl+s", "9", "1")
        for key in keys:
            await press(pilot, key)
        # one more key opens the page from its number in the search box
        assert len(keys) + 1 <= 6
        assert desk_of(pilot).case(case).step == "aftercare"


async def test_an_enquiry_becomes_a_case_that_knows_what_was_asked(desk: Desk, tmp_path: Path) -> None:
    async with at_case(desk, tmp_path) as pilot:
        open_enquiry(pilot.app.screen, Recent(), desk.dat)
        await settle(pilot)
        await write(pilot, "Tôi muốn tách thửa")
        await press(pilot, "end", "enter", "3", "f8")
        await write(pilot, "33")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, NewCaseForm)
        assert "Tôi muốn tách thửa" in screen_text(pilot.app)
        await press(pilot, "ctrl+s")
        (row,) = desk_of(pilot).ask(list_enquiries)
        assert row.case_id is not None
        assert desk_of(pilot).case(row.case_id).need == "Tôi muốn tách thửa"
