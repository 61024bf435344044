"""A counter at the services desk: the desk of ``service_ground`` in a home, and a clerk's hands at it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from tests.complaints.complaint_ground import ComplaintDesk
from tests.overview.riverside import SIZE, press
from tests.ui.conftest import settle
from textual.pilot import Pilot

from deskapp.settings import Home, Settings, find_home
from deskapp.ui.shell import DeskApp
from deskapp.wiring import CounterWiring, open_home


class Wiring(CounterWiring):
    """The program's own, opened at the desk's moment."""

    def __init__(self, desk: ComplaintDesk) -> None:
        self.desk = desk
        self.opened: Any = None

    def open(self, home: Home) -> Any:
        from deskapp.ui.work import Counter

        self.opened = open_home(home, self.desk.now, writes=True)
        return Counter(self.opened, "滨江壹号", "王敏")


@asynccontextmanager
async def at_counter(desk: ComplaintDesk, folder: Path, language: Any = "zh") -> AsyncIterator[Pilot[int]]:
    """The counter on a copy of what the desk has by now."""
    home = find_home(folder / f"counter_{language}")
    home.prepare()
    with closing(sqlite3.connect(desk.store.database)) as source, closing(sqlite3.connect(home.database)) as copy:
        source.backup(copy)
    app = DeskApp(home, Wiring(desk), Settings(language=language), now=lambda: desk.now)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        yield pilot


class Hands:
    """``press`` counts keys."""

    def __init__(self, pilot: Pilot[int]) -> None:
        self.pilot = pilot
        self.count = 0

    async def press(self, *keys: str) -> None:
        self.count += len(keys)
        await press(self.pilot, *keys)


async def show(pilot: Pilot[int], screen: Any) -> None:
    """A screen over what is there."""
    await pilot.app.push_screen(screen)
    await settle(pilot)


def ask(pilot: Pilot[int], query: Callable[..., Any], *args: Any, **more: Any) -> Any:
    """What the counter's database says now."""
    store = pilot.app.wiring.opened.store  # type: ignore[attr-defined]
    return store.read(lambda reader: query(reader, *args, **more))
