"""The pages of cases as they look, in the three languages, narrow and wide."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.case_screens.case_ground import SIZE, WIDE, at_counter, make_morning, open_case_page, press, write
from tests.intake.dossier import Desk
from tests.ui.conftest import Seen

LANGUAGES = ["zh", "vi", "en"]
NARROW = [pytest.param(language, SIZE, id=f"80-{language}") for language in LANGUAGES]


@pytest.mark.parametrize(
    ("language", "size"), [*NARROW, pytest.param("zh", WIDE, id="120-zh"), pytest.param("vi", WIDE, id="120-vi")]
)
async def test_the_pictures_of_a_case(desk: Desk, tmp_path: Path, seen: Seen, language: str, size: Any) -> None:
    morning = make_morning(desk)
    async with at_counter(desk, tmp_path, language, size) as pilot:
        await open_case_page(pilot, desk, morning.waiting)
        await seen(pilot)
        await press(pilot, "pagedown")
        await seen(pilot)
        await press(pilot, "f3")
        await open_case_page(pilot, desk, morning.at_authority)
        await press(pilot, "f5", "end")
        await seen(pilot)


@pytest.mark.parametrize(("language", "size"), [*NARROW, pytest.param("vi", (200, 60), id="200-vi")])
async def test_the_pictures_of_the_day(desk: Desk, tmp_path: Path, seen: Seen, language: str, size: Any) -> None:
    make_morning(desk)
    async with at_counter(desk, tmp_path, language, size) as pilot:
        await press(pilot, "f5")
        await seen(pilot)
        await press(pilot, "1")
        await seen(pilot)
        await press(pilot, "right", "2")
        await seen(pilot)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_pictures_of_its_forms(desk: Desk, tmp_path: Path, seen: Seen, language: str) -> None:
    morning = make_morning(desk)
    async with at_counter(desk, tmp_path, language) as pilot:
        await write(pilot, "nguyen")
        await press(pilot, "enter", "5")
        await write(pilot, "31")
        await seen(pilot)
        await press(pilot, "enter", "f5")
        await seen(pilot)
        await press(pilot, "f3", "f3")
        await open_case_page(pilot, desk, morning.waiting)
        for keys in (("1",), ("3",), ("7",), ("8",), ("f2",)):
            await press(pilot, *keys)
            await seen(pilot)
            await press(pilot, "f3")
        await press(pilot, "f4")
        await seen(pilot)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_pictures_of_an_answer(desk: Desk, tmp_path: Path, seen: Seen, language: str) -> None:
    morning = make_morning(desk)
    async with at_counter(desk, tmp_path, language) as pilot:
        await write(pilot, desk.case(morning.waiting).number)
        await seen(pilot)
        await press(pilot, "f9")
        await seen(pilot)
