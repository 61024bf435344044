"""Verification: the number of the document is typed or read, and compared with the stored one."""

from __future__ import annotations

from pathlib import Path

from tests.intake.counter_dossier import at_case, desk_of
from tests.intake.desk import notice, press, show, write
from tests.intake.dossier import Desk
from tests.ui.conftest import screen_text

from deskapp.desks.intake.queries import get_checking
from deskapp.desks.intake.screens.check import CheckForm


async def test_verification_is_the_number_of_the_document_alone(desk: Desk, tmp_path: Path) -> None:
    case = desk.open()
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, CheckForm(case, "BD-1"))
        await write(pilot, "001085012345")
        await press(pilot, "ctrl+s")
        found = desk_of(pilot).ask(get_checking, case)
        assert (found.person_seen, found.register_seen) == (True, True)
        assert "BD-1" in notice(pilot)


async def test_the_stored_number_is_masked_and_compared_with_what_is_typed(desk: Desk, tmp_path: Path) -> None:
    case = desk.open()
    async with at_case(desk, tmp_path, "en") as pilot:
        await show(pilot, CheckForm(case, "BD-1"))
        assert pilot.app.screen.form.rows["id_number"].box.value == ""
        assert "Stored: 001*****2345" in screen_text(pilot.app)
        assert "001085012345" not in screen_text(pilot.app)
        await write(pilot, "001085 01234")
        assert "Stored: 001*****2345" in screen_text(pilot.app), "half a number is not judged"
        await write(pilot, "5")
        assert "It is the stored number" in screen_text(pilot.app)
        await press(pilot, "ctrl+u")
        await write(pilot, "079190123456")
        assert "Another number than the stored one" in screen_text(pilot.app)


async def test_who_was_not_looked_at_is_not_noted_as_seen(desk: Desk, tmp_path: Path) -> None:
    case = desk.open()
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, CheckForm(case, "BD-1"))
        await press(pilot, "ctrl+s")
        found = desk_of(pilot).ask(get_checking, case)
        assert (found.person_seen, found.register_seen) == (False, True)


async def test_what_was_compared_is_compared_again(desk: Desk, tmp_path: Path) -> None:
    case = desk.open()
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, CheckForm(case, "BD-1"))
        await write(pilot, "001085012345")
        await press(pilot, "ctrl+s")
        await show(pilot, CheckForm(case, "BD-1"))
        assert pilot.app.screen.form.focused_field == "id_number"
        await press(pilot, "down", "down", "down")
        assert pilot.app.screen.form.focused_field == "source"


async def test_somebody_elses_document_is_refused_at_its_field(desk: Desk, tmp_path: Path) -> None:
    case = desk.open()
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, CheckForm(case, "BD-1"))
        await write(pilot, "079190123456")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, CheckForm)
        assert pilot.app.screen.form.focused_field == "id_number"
        assert not desk_of(pilot).ask(get_checking, case).register_seen
