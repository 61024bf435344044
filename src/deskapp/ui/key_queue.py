"""Keys on their way to the screens: bursts of a card or barcode reader are taken out, opening screens get theirs later.

A reader is a keyboard that nobody's fingers match: at least eight signs within ``GAP`` of each other, and Enter. Keys
go on at once, so that typing is as fast as ever; what a field got of a burst that turns out to be a scan is taken back
out of it. Where no field has the focus, letters and figures may be commands: there the second key of a burst and all
behind it wait until the burst has said what it is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual import events
from textual.screen import ModalScreen, Screen
from textual.timer import Timer
from textual.widget import Widget

from deskapp.errors import Fault
from deskapp.ui.inputs import DeskInput, PickInput
from deskapp.ui.opening import OpeningScreen

if TYPE_CHECKING:
    from deskapp.ui.shell import DeskApp
    from deskapp.values.readers import Scan

GAP: Final = 0.03
"""Seconds between two keys of a reader at most."""
LEAST: Final = 8
"""Signs of a scan at least."""
PATIENCE: Final = 3 * GAP
"""Seconds that keys of what may be a burst wait for the next one."""

Give = Callable[[events.Event], Awaitable[None]]


class KeyQueue:
    """``take`` gets every key; ``give`` hands it on as Textual does."""

    def __init__(self, app: DeskApp, give: Give) -> None:
        self._app, self._give = app, give
        self._waiting: list[events.Key] = []
        self._burst: list[events.Key] = []
        self._kept: list[events.Key] = []
        self._last = float("-inf")
        self._field: tuple[DeskInput | PickInput, object] | None = None
        self._screen: Screen[Any] | None = None
        self._timer: Timer | None = None

    async def take(self, key: events.Key) -> None:
        """A key from the terminal."""
        is_quick, self._last = key.time - self._last <= GAP, key.time
        if not is_quick:
            await self.let_go()
        if key.key in ("enter", "ctrl+j") and self._burst:
            text = "".join(part.character or "" for part in self._burst)
            done = _judge(self._app, text) if len(text) >= LEAST else None
            if done is not None:
                self._take_back(done)
                return
        if not (key.character and key.is_printable):
            await self.let_go()
            await self._pass(key)
            return
        if not self._burst:
            self._field, self._screen = _field_of(self._app.focused), self._app.screen
        self._burst.append(key)
        if self._kept or (len(self._burst) > 1 and (self._field is None or self._is_opening())):
            self._keep(key)
        else:
            await self._pass(key)

    def _keep(self, key: events.Key) -> None:
        self._kept.append(key)
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._app.set_timer(PATIENCE, self.let_go)

    async def let_go(self) -> None:
        """The burst was a fast hand: what it kept back goes on, in its order."""
        kept, self._kept, self._burst = self._kept, [], []
        for key in kept:
            await self._pass(key)

    def _take_back(self, done: Callable[[], None]) -> None:
        """The field shall stand as before the burst, whose letters are still on their way.

        Where the first key was a command, what it opened goes.
        """
        burst, self._burst, self._kept = self._burst, [], []
        self._waiting = [key for key in self._waiting if all(key is not other for other in burst)]
        while self._screen in self._app.screen_stack and self._app.screen is not self._screen:
            self._app.pop_screen()
        if self._field is None or not self._field[0].is_attached:
            done()
            return
        field, before = self._field

        def restore() -> None:
            field.restore(before)
            done()

        # behind the letters, behind what the letters changed, and behind what the field makes of that
        box = field.input if isinstance(field, PickInput) else field
        box.call_later(box.call_later, field.call_later, restore)

    # ---- screens that are opening

    async def _pass(self, key: events.Key) -> None:
        if self._waiting or self._is_opening():
            self._waiting.append(key)
        else:
            await self._give(key)

    def _is_opening(self) -> bool:
        screen = self._app.screen
        return isinstance(screen, OpeningScreen) and not screen.is_open

    def release(self) -> None:
        """A screen has opened: it gets the keys that waited."""
        if self._waiting:
            self._app.call_later(self._release)

    def forget(self) -> bool:
        """Drop the keys that waited; False where there were none."""
        waited, self._waiting = bool(self._waiting), []
        return waited

    async def _release(self) -> None:
        while self._waiting and not self._is_opening():
            await self._give(self._waiting[0])
            del self._waiting[:1]


def _field_of(focused: Widget | None) -> tuple[DeskInput | PickInput, object] | None:
    """The field with the focus and what stands in it; a field that takes one of many is kept with what it took."""
    if not isinstance(focused, DeskInput):
        return None
    field = focused.parent if isinstance(focused.parent, PickInput) else focused
    return field, field.keep()


def _judge(app: DeskApp, text: str) -> Callable[[], None] | None:
    """What to do for a burst; None where it was a fast hand's."""
    from deskapp.values.readers import read_burst

    today, separator = app.now().date(), app.settings.reader_separator
    scan, fault = read_burst(text, today=today, separator=separator, is_code=app.wiring.is_code)
    if fault is not None:
        return partial(app.tell_error, fault)
    return partial(_scanned, app, scan) if scan is not None else None


def _scanned(app: DeskApp, scan: Scan) -> None:
    """What was scanned belongs to the form in hand, where that has fields for it; else it is looked up."""
    screen = app.desk_screen
    if app.door.is_shut:
        return
    if isinstance(app.screen, ModalScreen):
        app.tell_error(Fault("reader.question", warning=True))
    elif screen is not None and not screen.scanned(scan):
        app.wiring.scanned(screen, scan)
