"""The soft mark on the screens: a line says who else is at this record, and who fills in its form."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from deskapp.ui.here import HereBook, Other, Place
from deskapp.ui.lines import Lines, Run

if TYPE_CHECKING:
    from deskapp.ui.screen import DeskScreen
    from deskapp.ui.shell import DeskApp

GLANCE_EVERY: Final = 2.0
"""Seconds between two looks at who else is here."""


class HereLine(Lines):
    """One line where somebody else is here, none where nobody is."""

    DEFAULT_CSS = "HereLine { height: 1; padding: 0 1; display: none; }"

    def __init__(self) -> None:
        super().__init__()
        self.others: tuple[Other, ...] = ()

    def show(self, others: Iterable[Other]) -> None:
        """These."""
        others = tuple(others)
        if others != self.others:
            self.others = others
            self.display = bool(others)
            self.refresh(layout=True)

    def line(self, y: int) -> Iterable[Run]:
        """Who edits, then who looks."""
        comma = "、" if self.words.language == "zh" else ", "
        editing = dict.fromkeys(one.clerk for one in self.others if one.edits)
        looking = dict.fromkeys(one.clerk for one in self.others if not one.edits and one.clerk not in editing)
        if editing:
            yield f"! {self.words.text('here.edits', who=comma.join(editing))}  ", "warning"
        if looking:
            yield self.words.text("here.looks", who=comma.join(looking)), "muted"


class Presence:
    """What one terminal says of where it is, and knows of the others."""

    def __init__(self, app: DeskApp) -> None:
        self._app = app
        self._book = HereBook(app.home.root / "here")
        self._busy = asyncio.Lock()
        self._was: list[tuple[Place, bool]] = []

    def glance(self) -> None:
        """Say where we are and look who else is there; costs nothing on screens that are about no record."""
        here = self._here()
        if here or self._was:
            self._was = here
            self._app.start(self._look, "here", exclusive=False)

    def close(self) -> None:
        """The program ends."""
        self._book.close()

    def _here(self) -> list[tuple[Place, bool]]:
        return [(place, screen.EDITS) for screen in self._screens() for place in screen.places()]

    def _screens(self) -> list[DeskScreen[object]]:
        from deskapp.ui.screen import DeskScreen

        return [screen for screen in self._app.screen_stack if isinstance(screen, DeskScreen)]

    async def _look(self) -> None:
        if self._busy.locked():
            return
        async with self._busy:
            others = await asyncio.to_thread(self._say_and_see, self._app.clerk_name or self._app.user, self._was)
        self._show(others)

    def _say_and_see(self, clerk: str, here: Sequence[tuple[Place, bool]]) -> list[Other]:
        self._book.say(clerk, here)
        return self._book.others() if here else []

    def _show(self, others: Sequence[Other]) -> None:
        places: Sequence[Place] = ()
        for screen in self._screens():
            # what is done on a page is about the page's record, where it has none of its own
            places = screen.places() or places
            for line in screen.query(HereLine):
                line.show(one for one in others if one.place in places)
