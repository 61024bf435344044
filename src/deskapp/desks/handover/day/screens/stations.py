"""The day of a batch: its stations with who waits; Enter sits down at one, keys lead to check-in and board."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.look import Door
from deskapp.casework.screens.panes import PanesScreen
from deskapp.desks.handover.day.board import Board, board
from deskapp.desks.handover.day.look import day_look
from deskapp.desks.handover.day.model import COMPLAINT
from deskapp.desks.handover.day.station import BatchName, batches_on
from deskapp.errors import DeskError
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import Choose
from deskapp.ui.fields import Option
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

CHECK_IN: Final = Command("stations.check-in", "1", "station", priority=True)
BOARD: Final = Command("stations.board", "2", "station", priority=True)
ASIDE: Final = Command("stations.complaints", "3", "station", priority=True)
EVERY: Final = 5.0


class StationsScreen(PanesScreen):
    """Without a batch it is the one of today; where there are several, the clerk is asked once."""

    TOPIC = "stations"
    BINDINGS: ClassVar[list[BindingType]] = bindings(CHECK_IN, BOARD, ASIDE)

    def __init__(self, batch_id: int | None = None) -> None:
        super().__init__()
        self.batch_id = batch_id
        self.board: Board | None = None

    def title_text(self) -> str:
        """Which batch."""
        name = self.board.name if self.board else ""
        return f" {shell_of(self).glyphs.dot} ".join(filter(None, (self.text("stations.title"), name)))

    def on_mount(self) -> None:
        """Now, and from now on."""
        super().on_mount()
        self.set_interval(EVERY, self._look)

    def load(self) -> None:
        """Read it again."""
        if self.batch_id is None:
            choose_batch(self, self._chosen)
        else:
            self._read("page")

    def _look(self) -> None:
        if self.batch_id is not None and shell_of(self).screen is self and self.is_open:
            self._read("look")

    def _chosen(self, batch_id: int | None) -> None:
        if batch_id is None:
            self.dismiss(None)
            return
        self.batch_id = batch_id
        self._read("page")

    def _read(self, group: str) -> None:
        batch, today = self.batch_id or 0, shell_of(self).now().date()
        run(
            self,
            lambda data: data.store.read(lambda reader: board(reader, batch, today)),
            self._loaded,
            failed=self.unavailable,
            group=group,
        )

    def _loaded(self, found: Board) -> None:
        self.board = found
        self.show()
        self.refresh_top()
        self.release()

    def show(self) -> None:
        """Its lines."""
        if self.board is not None and self.query("#main"):
            self.show_look(day_look(self.board, self.words, shell_of(self).now()))

    def enter(self, door: Door) -> None:
        """Sit down at a station."""
        what, about = door
        if what == "station" and self.batch_id is not None:
            self.app.push_screen(station_screen(self.batch_id, str(about)))

    def action_check_in(self) -> None:
        """Somebody comes in."""
        from deskapp.desks.handover.day.screens.check_in import CheckInScreen

        self.app.push_screen(CheckInScreen(self.batch_id))

    def action_board(self) -> None:
        """How the day goes."""
        from deskapp.desks.handover.day.screens.board import BoardScreen

        self.app.push_screen(BoardScreen(self.batch_id))

    def action_complaints(self) -> None:
        """The station beside the way."""
        if self.batch_id is not None:
            self.app.push_screen(station_screen(self.batch_id, COMPLAINT))


def station_screen(batch_id: int, station: str) -> DeskScreen[None]:
    """The screen of a station."""
    if station == COMPLAINT:
        from deskapp.desks.handover.day.screens.complaint import ComplaintScreen

        return ComplaintScreen(batch_id)
    from deskapp.desks.handover.day.screens.station import StationScreen

    return StationScreen(batch_id, station)


def choose_batch(screen: PanesScreen, then: Callable[[int | None], None]) -> None:
    """The batch of today; asked for where there are several, and told where there is none."""
    today = shell_of(screen).now().date()

    def read(data: Any) -> list[BatchName]:
        found: list[BatchName] = data.store.read(lambda reader: batches_on(reader, today))
        return found

    def answer(found: list[BatchName]) -> None:
        if not found:
            then(None)
            # on the screen below, once this one is gone
            app = shell_of(screen)
            app.call_later(app.tell_error, DeskError("stations.no_batch", day=today))
        elif len(found) == 1:
            then(found[0].id)
        else:
            options = [Option(one.id, one.name, one.place) for one in found]
            screen.app.push_screen(
                Choose("stations.which", options), lambda chosen: then(chosen.code if chosen is not None else None)
            )
            screen.release()

    run(screen, read, answer, failed=screen.unavailable, group="batches")
