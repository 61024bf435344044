"""While a counter is open, clocks of complaints that run out are told within a minute; the night tells the rest."""

from __future__ import annotations

from typing import Any, Final

from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

WATCH_EVERY: Final = 60.0
"""Seconds between two looks; which of several counters tells is all the same, as nothing is told twice."""


class ClockWatch:
    """Looks from the first screen, which is always there."""

    def __init__(self, screen: DeskScreen[Any]) -> None:
        self._screen = screen

    def begin(self) -> None:
        """From now on."""
        self._screen.set_interval(WATCH_EVERY, self.look)

    def look(self) -> None:
        """Tell what is due in a thread, some at a time; what cannot be told now is told the next time."""
        now = shell_of(self._screen).now()

        def tick(data: Any) -> None:
            from deskapp.desks.complaints.handling.escalation import SLICES, TICK, escalate_complaints
            from deskapp.desks.complaints.handling.escalation_tasks import escalate_tasks

            escalate_complaints(data.store, data.clerk, now, size=TICK, most=SLICES)
            escalate_tasks(data.store, data.clerk, now)

        run(self._screen, tick, lambda _: None, failed=lambda _: None, group="clocks")
