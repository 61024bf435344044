"""Fast hands: keys that follow an Enter are meant for what it opens, and wait until that is there."""

from __future__ import annotations

from typing import Final

from textual.timer import Timer

from deskapp.errors import Fault
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen

LONGEST: Final = 10.0
"""Seconds that keys wait at most: a clerk is never locked in by a slow disk."""


class HoldingScreen(DeskScreen[None]):
    """Between ``hold`` and ``release`` the app keeps the keys back, as it does for a screen that is opening."""

    def __init__(self) -> None:
        super().__init__()
        self._is_there = False
        self._is_waiting = False
        self._patience: Timer | None = None

    @property
    def is_open(self) -> bool:
        """Whether keys may come: its parts are there, and nothing is on its way."""
        return self._is_there and not self._is_waiting

    @is_open.setter
    def is_open(self, there: bool) -> None:
        self._is_there = there

    def hold(self) -> None:
        """Keep the keys back that come from now on."""
        self._is_waiting = True
        self._end_patience()
        self._patience = self.set_timer(LONGEST, self._give_up)

    def release(self) -> None:
        """Give them out, here or to the screen that has come in front."""
        self._is_waiting = False
        self._end_patience()
        shell_of(self).release_keys()

    def _end_patience(self) -> None:
        if self._patience is not None:
            self._patience.stop()
            self._patience = None

    def _give_up(self) -> None:
        """What the keys were meant for did not come: given out here they would do something else."""
        self._is_waiting = False
        if shell_of(self).forget_keys():
            self.tell_error(Fault("app.keys_forgotten", warning=True))
