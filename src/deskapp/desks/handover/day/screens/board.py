"""The live board of a handover day, for a second screen: it looks again by itself and never takes the keyboard."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from deskapp.casework.screens.panes import PanesScreen
from deskapp.desks.handover.day.board import Board, board
from deskapp.desks.handover.day.look import board_look
from deskapp.desks.handover.day.screens.stations import choose_batch
from deskapp.ui.lines import shell_of
from deskapp.ui.work import run

EVERY = 3.0
"""Seconds between two looks at the day."""


class BoardScreen(PanesScreen):
    """Arrived, waiting, in hand, gone; station by station, the last calls; buildings, and defects by trade."""

    TOPIC = "handover_board"
    STAYS_OPEN = True
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, batch_id: int | None = None) -> None:
        super().__init__()
        self.batch_id = batch_id
        self.board: Board | None = None

    def title_text(self) -> str:
        """Which batch."""
        name = self.board.name if self.board else ""
        return f" {shell_of(self).glyphs.dot} ".join(filter(None, (self.text("handover_board.title"), name)))

    def on_mount(self) -> None:
        """Now, and from now on."""
        super().on_mount()
        self.set_interval(EVERY, self._look)

    def load(self) -> None:
        """Look at the day."""
        if self.batch_id is None:
            choose_batch(self, self._chosen)
        else:
            self._read()

    def _chosen(self, batch_id: int | None) -> None:
        if batch_id is None:
            self.dismiss(None)
            return
        self.batch_id = batch_id
        self._read()

    def _look(self) -> None:
        if self.batch_id is not None and shell_of(self).screen is self:
            self._read()

    def _read(self) -> None:
        batch, today = self.batch_id or 0, shell_of(self).now().date()
        run(
            self,
            lambda data: data.store.read(lambda reader: board(reader, batch, today)),
            self._loaded,
            failed=self.unavailable,
            group="board",
        )

    def _loaded(self, found: Board) -> None:
        known = self.board
        self.board = found
        if found != known:
            self.show()
        if known is None:
            self.refresh_top()
            self.release()
        elif {(call.ticket, call.at) for call in found.calls} - {(call.ticket, call.at) for call in known.calls}:
            self.app.bell()

    def show(self) -> None:
        """Its lines."""
        if self.board is not None and self.query("#main"):
            self.show_look(board_look(self.board, self.words))

    def on_resize(self) -> None:
        """One column or two."""
        self.show()
