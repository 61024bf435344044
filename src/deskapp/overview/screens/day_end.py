"""The end of the day: what is to be counted and closed, beside it tomorrow; one key makes the evening pack."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Final

from textual import events
from textual.binding import BindingType

from deskapp.casework.look import Door
from deskapp.casework.screens.cash import day_book
from deskapp.casework.screens.outbox import OutboxScreen
from deskapp.casework.screens.panes import PanesScreen
from deskapp.desks.intake.screens.papers_cabinet import CabinetScreen, OutScreen
from deskapp.overview.day_end import DayEnd, get_day_end
from deskapp.overview.day_end_making import make_pack, pack_path
from deskapp.overview.day_end_words import day_end_look, sections
from deskapp.overview.recent import Recent
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import shell_of
from deskapp.ui.work import run

PACK: Final = Command("dayend.pack", "1", "dayend", priority=True)


class DayEndScreen(PanesScreen):
    """Read anew whenever the clerk comes back, so that what was dealt with is gone from it."""

    TITLE_KEY = "dayend.title"
    TOPIC = "dayend"
    BINDINGS: ClassVar[list[BindingType]] = bindings(PACK)

    def __init__(self, recent: Recent) -> None:
        super().__init__()
        self.recent = recent
        self.end: DayEnd | None = None

    def title_text(self) -> str:
        """Which day."""
        return f"{self.text(self.TITLE_KEY)} {self.words.day(shell_of(self).now().date())}"

    def load(self) -> None:
        """Read the evening."""
        now = shell_of(self).now()

        def read(data: Any) -> DayEnd:
            found: DayEnd = data.store.read(lambda reader: get_day_end(reader, data.clerk, now))
            return found

        run(self, read, self._loaded, failed=self.unavailable, group="dayend")

    def _loaded(self, end: DayEnd) -> None:
        self.end = end
        self.show()
        self.release()

    def _parked(self) -> list[str]:
        return [self.text("dayend.parked_form")] * shell_of(self).waits.get("top.parked", 0)

    def show(self) -> None:
        """What to close, and tomorrow."""
        if self.end is None or not self.query("#main"):
            return
        zone = shell_of(self).now().tzinfo
        self.show_look(day_end_look(sections(self.end, self.words, zone, self._parked()), self.words))
        self.refresh_top()

    def on_resize(self, event: events.Resize) -> None:
        """One column or two."""
        self.show()

    def enter(self, door: Door) -> None:
        """Where a line is dealt with."""
        what, _ = door
        if what == "parked":
            self.run_worker(shell_of(self).action_return(), group="return")
        elif what == "messages":
            self.app.push_screen(OutboxScreen())
        elif what == "daybook":
            self.app.push_screen(day_book())
        elif what == "cabinet":
            self.app.push_screen(CabinetScreen())
        elif what == "out":
            self.app.push_screen(OutScreen())

    def action_pack(self) -> None:
        """Write the document that tomorrow can be worked with without the computer."""
        app, words = shell_of(self), self.words
        now, parked = app.now(), self._parked()

        def make(data: Any) -> tuple[Path, list[str]]:
            data.home.make_exports()
            target = pack_path(data.home, now)
            _, numbers = make_pack(data.store, data.clerk, target, words, now, now.tzinfo, parked)
            return target, numbers

        self.tell("dayend.making", "muted")
        run(self, make, self._made, failed=self.tell_error, group="pack")

    def _made(self, made: tuple[Path, list[str]]) -> None:
        target, numbers = made
        self.tell("dayend.made", file=str(target), first=numbers[0], last=numbers[-1])
