"""How the screens of a handover day look, in the three languages: one counter each, in the middle of a day."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest
from tests.handover.handover_ground import HandoverDesk
from tests.handover.stations_ground import (
    HERE,
    ON_THE_WAY,
    at_station,
    desk_of,
    here,
    inspected,
    keys_for,
    show,
    unasked,
)
from tests.overview.riverside import WIDE, press, write
from tests.ui.conftest import Seen, seen

from deskapp.desks.handover.day.actions import go_to_complaint, note_visit
from deskapp.desks.handover.day.screens.board import BoardScreen
from deskapp.desks.handover.day.screens.complaint import ComplaintForm, ComplaintScreen
from deskapp.desks.handover.day.screens.station import StationScreen
from deskapp.desks.handover.day.screens.stations import StationsScreen

__all__ = ["seen"]


@pytest.fixture(scope="session")
def busy_day(
    handover_home_made: tuple[HandoverDesk, Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[HandoverDesk, Path]:
    """A home in the middle of its day: somebody at the payment, at the complaint station, at the signature."""
    made, source = handover_home_made
    home = copytree(source, tmp_path_factory.mktemp("busy") / "home")
    with desk_of(home, made) as desk:
        unasked(desk, "registered", "title_papers", "room_number", "invoice")
        keys_for(desk, "1504")
        inspected(desk, "1504", "minor")
        here(desk, "1502", counter=HERE)
        aside = here(desk, "201")
        desk.do(note_visit, aside, "家里老人行动不便请照顾")
        desk.do(go_to_complaint, aside, "对物业费有意见")
        here(desk, "1503")
        here(desk, "1504", past=("reception", *ON_THE_WAY), counter=HERE)
        return made, home


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_day_looks_so(
    busy_day: tuple[HandoverDesk, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    seen: Seen,
    language: str,
) -> None:
    monkeypatch.setenv("LOGNAME", "wangmin")
    desk, source = busy_day
    async with at_station(copytree(source, tmp_path / "home"), language) as pilot:
        await show(pilot, StationsScreen())
        await seen(pilot)
        await press(pilot, "1")
        await seen(pilot)
        await write(pilot, "1501")
        await press(pilot, "enter")
        await seen(pilot)
        await press(pilot, "escape", "escape")
        await show(pilot, StationScreen(desk.batch, "payment"))
        await seen(pilot)
        await press(pilot, "f4", "1", "7")
        await seen(pilot)
        await show(pilot, StationScreen(desk.batch, "signature"))
        await seen(pilot)
        await press(pilot, "2")
        await seen(pilot)
        await show(pilot, ComplaintScreen(desk.batch))
        await seen(pilot)
        await press(pilot, "1")
        assert isinstance(pilot.app.screen, ComplaintForm)
        await show(pilot, BoardScreen(desk.batch))
        await seen(pilot)


async def test_the_board_is_wider_where_there_is_room(
    busy_day: tuple[HandoverDesk, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen: Seen
) -> None:
    monkeypatch.setenv("LOGNAME", "wangmin")
    async with at_station(copytree(busy_day[1], tmp_path / "home"), size=WIDE) as pilot:
        await show(pilot, BoardScreen())
        await seen(pilot)
