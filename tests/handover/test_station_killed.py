"""Counters die by SIGKILL at every station: what was committed is there, what was typed comes back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.handover.handover_ground import HandoverDesk
from tests.handover.station_killer import TYPED, WAY
from tests.handover.stations_ground import HERE, at_station, desk_of, here, unasked, visit_at
from tests.overview.riverside import press
from tests.ui.conftest import settle

from deskapp.desks.handover.day.projection import find_drift
from deskapp.desks.handover.day.queries import get_visit
from deskapp.desks.handover.day.screens.saying import NoteForm
from deskapp.desks.handover.planning.projection import find_drift as find_delivery_drift

pytestmark = pytest.mark.skipif(os.name != "posix", reason="forks and signals")


async def test_a_kill_at_any_station_loses_nothing(
    handover_home: Path, handover_home_made: tuple[HandoverDesk, Path]
) -> None:
    with desk_of(handover_home, handover_home_made[0]) as desk:
        unasked(desk, "room_number")
        visit = here(desk, "1503")
    told = [str(handover_home), str(desk.batch), str(visit)]
    played = subprocess.run(
        [sys.executable, "-m", "tests.handover.station_killer", *told], capture_output=True, text=True, check=False
    )
    # each time the process that called it found the station as it was left: in hand, and passed only when committed
    assert played.returncode == 0, played.stderr
    assert played.stdout.split() == [part for station in WAY for kept in "01" for part in (station, kept)]
    with desk_of(handover_home, desk) as after:
        page = after.ask(get_visit, visit)
        events = [(one.kind, one.station) for one in page.events]
        assert page.row.passed == ("reception", *WAY)
        assert (page.row.station, page.row.counter, page.row.ended) == ("signature", "", "")
        # a station is called once, however often the counter died there, and passed once
        assert [one for one in events if one[0] == "called"][1:] == [("called", station) for station in WAY]
        assert [one[1] for one in events if one[0] == "passed"] == [*WAY, "signature"]
        assert after.ask(find_drift) == []
        assert after.ask(find_delivery_drift) == []
    async with at_station(handover_home) as pilot:
        await press(pilot, "f7")
        await settle(pilot)
        form = pilot.app.screen
        assert isinstance(form, NoteForm)
        assert form.form.typed["text"] == TYPED
        await press(pilot, "ctrl+s")
        row = visit_at(pilot, desk, "1503")
        noted = pilot.app.wiring.opened.store.read(lambda reader: get_visit(reader, row.id)).events[-1]  # type: ignore[attr-defined]
        assert (noted.kind, noted.text, HERE) == ("noted", TYPED, "A1")
