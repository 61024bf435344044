"""The counter's screens over a real dossier: a home with people, land, and one case at any step."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from tests.intake.desk import SIZE, IntakeWiring, data_of
from tests.intake.dossier import NOW, TODAY, Desk
from tests.ui.conftest import settle
from textual.pilot import Pilot

from deskapp.settings import Settings, find_home
from deskapp.ui.shell import DeskApp
from deskapp.wiring import engine


@asynccontextmanager
async def at_case(desk: Desk, folder: Path, language: Any = "vi", size: tuple[int, int] = SIZE) -> AsyncIterator[Any]:
    """The counter on a copy of what the desk has by now; ``pilot.desk`` asks that copy."""
    home = find_home(folder / "counter")
    home.prepare()
    # the desk is open still: what it wrote may lie beside its file
    with (
        closing(sqlite3.connect(desk.counter.store.database)) as source,
        closing(sqlite3.connect(home.database)) as copy,
    ):
        source.backup(copy)
    app = DeskApp(home, IntakeWiring(), Settings(language=language, counter="3"), now=lambda: NOW)
    try:
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            yield pilot
    finally:
        data_of(app).close()
    assert app.fault is None


def desk_of(pilot: Pilot[int]) -> Desk:
    """The desk over the counter's own database."""
    from tests.fixtures_store import Counter

    assert isinstance(pilot.app, DeskApp)
    data = data_of(pilot.app)
    return Desk(Counter(data.store, data.clerk), engine(data.home, lambda: TODAY), 1, 2, 1)
