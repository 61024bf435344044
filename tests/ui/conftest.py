"""The screen as text, so that a snapshot can be read in a review."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.app import App
from textual.pilot import Pilot
from textual.worker import WorkerCancelled


class TextScreens(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "txt"


def screen_text(app: App[int]) -> str:
    """What the terminal shows, blanks at the ends of lines left out."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


async def settle(pilot: Pilot[int]) -> None:
    """Until every piece of work has come back and the screen is painted."""
    for _ in range(4):
        # a newer search cancels the older one, which is then no work that has to come back
        with suppress(WorkerCancelled):
            await pilot.app.workers.wait_for_complete()
        await pilot.pause()


Seen = Callable[[Pilot[int]], Awaitable[None]]


@pytest.fixture
def seen(snapshot: SnapshotAssertion) -> Seen:
    """Compare the screen of now with the picture of before."""

    async def compare(pilot: Pilot[int]) -> None:
        await settle(pilot)
        assert screen_text(pilot.app) == snapshot(extension_class=TextScreens)

    return compare
