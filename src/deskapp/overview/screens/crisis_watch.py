"""A crisis that somebody logs is told at every counter, whatever screen is open there, until it is taken up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

if TYPE_CHECKING:
    # the first screen draws before the database's modules are loaded
    from deskapp.desks.complaints.taking.paging import CrisisRow

WATCH_EVERY: Final = 15.0
"""Seconds between two looks."""
WAIT: Final = "top.crisis"
_WORDS_MOST: Final = 40


class CrisisWatch:
    """Looks from the first screen, which is always there; a crisis is told once, and counted until it is taken up."""

    def __init__(self, screen: DeskScreen[Any]) -> None:
        self._screen = screen
        self._known: set[int] = set()

    def begin(self) -> None:
        """From now on; it is counted before anything else."""
        shell_of(self._screen).waits.setdefault(WAIT, 0)
        self._screen.set_interval(WATCH_EVERY, self.look)

    def look(self) -> None:
        """Read in a thread; a database that does not open says so elsewhere."""

        def read(data: Any) -> tuple[list[CrisisRow], int]:
            from deskapp.desks.complaints.taking.paging import open_crises

            return data.store.read(open_crises), data.clerk.id

        run(self._screen, read, self._told, failed=lambda _: None, group="crisis")

    def _told(self, found: tuple[Sequence[CrisisRow], int]) -> None:
        app, (rows, clerk) = shell_of(self._screen), found
        if app.waits.get(WAIT) != len(rows):
            app.set_wait(WAIT, len(rows))
        # whoever logged it was told already whom it paged
        fresh = [row for row in rows if row.id not in self._known and row.staff_id != clerk]
        self._known = {row.id for row in rows}
        if fresh:
            row = fresh[0]
            app.bell()
            app.tell(
                "crisis_watch.told",
                weight="error",
                number=row.number,
                level=app.words.text(f"complaint_level.{row.level}"),
                place=row.place,
                words=row.words.replace("\n", " ")[:_WORDS_MOST],
            )
