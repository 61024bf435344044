"""The intake desk's screens over a real home: the reception's ground with more words for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from tests.reception.ground import DeskWiring, Ground, data_of, form, notice, press, show, write
from tests.ui.conftest import settle
from textual.pilot import Pilot

from deskapp.settings import Settings
from deskapp.ui.shell import DeskApp
from deskapp.wiring import CounterWiring

__all__ = ["Ground", "at_desk", "data_of", "form", "notice", "press", "show", "write"]

NOW = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)
SIZE = (80, 24)


class IntakeWiring(DeskWiring):
    """All forms of the program."""

    form = CounterWiring.form


@asynccontextmanager
async def at_desk(
    ground: Ground, language: Any = "zh", counter: str = "3", size: tuple[int, int] = SIZE, now: datetime = NOW
) -> AsyncIterator[Pilot[int]]:
    """The counter on a plain first screen, its database open."""
    settings = Settings(language=language, counter=counter)
    app = DeskApp(ground.home, IntakeWiring(), settings, now=lambda: now)
    try:
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            yield pilot
    finally:
        data_of(app).close()
    assert app.fault is None
