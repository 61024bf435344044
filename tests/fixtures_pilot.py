"""Pilot waits for what the application does, not for the clock.

Textual's own Pilot sleeps 20 ms at a time until the process used little of the processor. On a busy machine that ends
too early, on an idle one it is waste: most of a story's time was such sleep. Here a wait ends when nothing is ready to
run in the loop, nothing works in a thread, and everything that changed is painted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Any, Final, ParamSpec, TypeVar

import pytest
import textual.app
import textual.pilot
import textual.screen
from textual._context import active_app
from textual.app import App
from textual.pilot import Pilot

P = ParamSpec("P")
T = TypeVar("T")

LONGEST = 1.0
"""Seconds that a wait lasts at most for work in threads: a test may hold its work back on purpose."""
MOST_PAINTS: Final = 200
"""Paintings in one wait: a screen that changes for ever is not waited for."""
SELDOM: Final = 0.5
"""Seconds between two paintings that nobody waits for: by itself a screen would paint 60 times a second."""

_to_thread = asyncio.to_thread
_at_work: dict[asyncio.AbstractEventLoop, int] = {}


async def counted_to_thread(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """As ``asyncio.to_thread``; what is on its way is known."""
    loop = asyncio.get_running_loop()
    _at_work[loop] = _at_work.get(loop, 0) + 1
    try:
        return await _to_thread(work, *args, **kwargs)
    finally:
        _at_work[loop] -= 1
        if not _at_work[loop]:
            del _at_work[loop]


async def until_still(*_: float) -> None:
    """Until the loop has nothing to do, threads have come back, and the screen is painted."""
    app, loop = active_app.get(), asyncio.get_running_loop()
    until, painted = monotonic() + LONGEST, 0
    while True:
        await asyncio.sleep(0)
        if loop._ready:  # type: ignore[attr-defined]
            continue
        if _is_away(app, loop) and monotonic() < until:
            await asyncio.sleep(0.001)
            continue
        if painted < MOST_PAINTS and _paints(app):
            painted += 1
            continue
        break
    if keys := getattr(app, "_keys", None):
        # who has waited so long is no barcode reader: the next key is a new one
        keys._last = float("-inf")


def _paints(app: App[Any]) -> bool:
    """Paint what has changed, as the screen's own timer would a moment later; whether there was something."""
    if not app._screen_stack or app._batch_count:
        return False
    screen = app.screen
    waits = (
        screen._layout_required,
        screen._scroll_required,
        screen._repaint_required,
        screen._recompose_required,
        screen._dirty_widgets,
        screen._callbacks,
    )
    if screen.is_running and screen.is_current and any(waits):
        screen._on_timer_update()
        return True
    return False


def _is_away(app: App[Any], loop: asyncio.AbstractEventLoop) -> bool:
    """Work in threads, a database that is opening, keys that may be a reader's."""
    if _at_work.get(loop):
        return True
    opening = getattr(app, "_opening", None)
    if opening is not None and getattr(app, "_begun", False) and not opening.done():
        return True
    keys = getattr(app, "_keys", None)
    return keys is not None and bool(keys._kept)


async def _screen_is_still(pilot: Pilot[Any], _timeout: float = 0.0) -> bool:
    await until_still()
    return pilot.app._exception is None


@pytest.fixture(scope="session", autouse=True)
def _pilot_waits_for_work() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio, "to_thread", counted_to_thread)
        patch.setattr(textual.app, "wait_for_idle", until_still)
        patch.setattr(textual.pilot, "wait_for_idle", until_still)
        patch.setattr(textual.screen, "UPDATE_PERIOD", SELDOM)
        patch.setattr(Pilot, "_wait_for_screen", _screen_is_still)
        yield


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """For stories that hold work back on purpose: each wait would last its longest."""
    monkeypatch.setattr("tests.fixtures_pilot.LONGEST", 0.05)
