"""Fast hands: keys that follow an Enter are meant for what it opens, and wait until that is there."""

from __future__ import annotations

from typing import Final

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
        self.set_timer(LONGEST, self.release)

    def release(self) -> None:
        """Give them out, here or to the screen that has come in front."""
        self._is_waiting = False
        shell_of(self).release_keys()
