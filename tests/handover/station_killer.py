"""A process of its own for ``test_station_killed``: counters that die by SIGKILL, each in a fork of this one."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from tests.contracts.contract_ground import open_desk
from tests.contracts.test_grid_killed import kept as kept_text
from tests.fixtures_store import NOW
from tests.handover.stations_ground import HERE, at_station, show
from tests.overview.riverside import press, write

from deskapp.desks.handover.day.actions import call_next, pass_station
from deskapp.desks.handover.day.queries import get_visit
from deskapp.desks.handover.day.screens.station import StationScreen
from deskapp.settings import find_home
from deskapp.store.work import Work

TYPED = "业主说阳台漏水"
WAY = ("payment", "keys", "inspection", "papers", "property_contract", "owner_card", "gifts")
REASONS = dict.fromkeys(("price", "area", "fund", "keys", "documents"), "主管已放行")


def die() -> None:
    """As when the plug is pulled."""
    os.kill(os.getpid(), signal.SIGKILL)


def killed(play: Any) -> None:
    """Play in a fork, which has to die by SIGKILL."""
    child = os.fork()
    if not child:
        try:
            play()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), status
    assert os.WTERMSIG(status) == signal.SIGKILL


def passing(home: Path, batch: int, visit: int, station: str, *, kept: bool) -> None:
    """Call, and pass the station; the plug is pulled in the middle of that unit of work, or right behind it."""
    with open_desk(find_home(home).database) as counter:
        counter.do(call_next, batch, NOW.date(), station, HERE)

        def half(work: Work) -> None:
            pass_station(work, visit, REASONS, station=station)
            if not kept:
                die()

        counter.do(half)
        die()


async def typing(home: Path, batch: int) -> None:
    """A note is half typed at the payment station; it lies on the disk some moments after the last key."""
    async with at_station(home) as pilot:
        await show(pilot, StationScreen(batch, "payment"))
        await press(pilot, "1", "7")
        await write(pilot, TYPED)
        while kept_text(home).get("text") != TYPED:
            await asyncio.sleep(0.01)
        die()


def main(home: Path, batch: int, visit: int) -> None:
    """Die at every station, once before and once behind what is committed."""
    # what is loaded once here, no fork has to load again
    with open_desk(find_home(home).database) as counter:
        counter.ask(lambda reader: get_visit(reader, visit))
    killed(lambda: asyncio.run(typing(home, batch)))
    for station in WAY:
        for kept in (False, True):
            killed(lambda station=station, kept=kept: passing(home, batch, visit, station, kept=kept))
            sys.stdout.write(f"{station} {int(kept)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
