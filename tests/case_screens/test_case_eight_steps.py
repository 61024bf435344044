"""A dossier from the first word to the survey, by a clerk's keys, as the page looks at each of its eight steps."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.case_screens.case_ground import FIELDS, at, at_counter, notice, open_case_page, press, write
from tests.intake.dossier import Desk
from tests.ui.conftest import Seen

from deskapp.casework.actions_authority import AuthorityDraft, note_authority
from deskapp.overview.screens.case import CaseScreen


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_eight_steps(desk: Desk, tmp_path: Path, seen: Seen, language: str) -> None:
    case = desk.open(fields=FIELDS)
    async with at_counter(desk, tmp_path, language) as pilot:
        made = at(pilot)

        async def is_at(step: str) -> None:
            assert isinstance(pilot.app.screen, CaseScreen)
            assert made.case(case).step == step, notice(pilot.app)  # type: ignore[arg-type]
            await seen(pilot)

        await open_case_page(pilot, desk, case)
        await is_at("contact")
        await press(pilot, "1")
        await is_at("verification")
        await press(pilot, "5")
        await write(pilot, "001085012345")
        await press(pilot, "ctrl+s")
        await press(pilot, "2", "f8", "f3")
        await press(pilot, "1")
        await is_at("advice")
        await press(pilot, "5")
        await write(pilot, "5tr")
        await press(pilot, "f8", "1")
        await is_at("contract")
        await press(pilot, "5", "ctrl+s", "1")
        await is_at("work")
        await press(pilot, "5", "enter")
        await write(pilot, "26734.118")
        await press(pilot, "ctrl+s")
        made.finish_tasks(case)
        made.do(note_authority, AuthorityDraft(case, "result", originals=True), engine=made.engine)
        await press(pilot, "f3", "enter", "1")
        await is_at("check")
        made.end(case, made.other_clerk())
        await press(pilot, "f3", "enter")
        await is_at("delivery")
        await press(pilot, "5", "ctrl+s", "1")
        if made.case(case).step:
            await is_at("aftercare")
            await press(pilot, "1")
        assert made.case(case).outcome == "delivered"
        await seen(pilot)
