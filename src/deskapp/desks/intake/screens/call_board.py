"""The call board for a second terminal: who is called where, in big figures, and how many wait."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from textual.widget import Widget

from deskapp.desks.intake.queries import QueueState, Ticket, get_queue
from deskapp.desks.intake.screens.big import HEIGHT, big
from deskapp.ui.cells import fit, width
from deskapp.ui.lines import Lines, Run, shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

EVERY: Final = 2.0
"""Seconds between two looks at the queue."""


class Calls(Lines, can_focus=True):
    """The latest calls, the newest on top; the last line counts who waits."""

    DEFAULT_CSS = "Calls { height: 1fr; padding: 1 0 0 0; }"
    GAP: ClassVar[int] = 1

    def __init__(self) -> None:
        super().__init__(id="calls")
        self.state: QueueState | None = None

    def show(self, state: QueueState) -> None:
        """The queue as it is now."""
        if state != self.state:
            self.state = state
            self.refresh()

    def line(self, y: int) -> Iterable[Run]:
        """A slice of the big figures, or what stands beside them."""
        if self.state is None:
            return []
        if y == self.size.height - 1:
            return [(self._waiting(self.state), "strong")]
        place, row = divmod(y, HEIGHT + self.GAP)
        shown = self.state.called[: (self.size.height - 1) // (HEIGHT + self.GAP)]
        if not shown:
            return [(self.words.text("board.nobody"), "muted")] if y == 0 else []
        return self._call(shown[place], row, newest=place == 0) if place < len(shown) and row < HEIGHT else []

    def _call(self, ticket: Ticket, row: int, *, newest: bool) -> Iterable[Run]:
        dot = "#" if self.glyphs.dot == "-" else "█"
        figures = big(ticket.code, dot)[row]
        yield f"  {figures}", "accent" if newest else "plain"
        told = ""
        if row == 1:
            told = self.words.text("board.at", counter=ticket.counter)
        elif row == 3:
            told = ticket.masked
        room = self.size.width - width(figures) - 8
        yield f"      {fit(told, room, ellipsis=self.glyphs.ellipsis)}", "strong" if row == 1 else "muted"

    def _waiting(self, state: QueueState) -> str:
        counts = ((self.words.text(f"service.{name}"), count) for name, count in state.waiting_by_service().items())
        told = "   ".join(f"{name} {count}" for name, count in counts)
        return f"{self.words.text('board.waiting')}  {told}"


class CallBoard(DeskScreen[None]):
    """Looks at the queue every two seconds; a new call rings the terminal's bell."""

    TITLE_KEY = "board.title"
    # it shows numbers to a hall, and nobody sits at its keys
    STAYS_OPEN = True
    TOPIC = "call_board"

    def body(self) -> Iterable[Widget]:
        """Nothing but the calls."""
        yield Calls()

    def on_mount(self) -> None:
        """Now, and from now on."""
        self.load()
        self.set_interval(EVERY, self.load)

    def load(self) -> None:
        """Look at the queue."""
        today = shell_of(self).now().date()

        def read(data: Any) -> QueueState:
            state: QueueState = data.store.read(lambda reader: get_queue(reader, today))
            return state

        run(self, read, self._loaded, group="queue")

    def _loaded(self, state: QueueState) -> None:
        calls = self.query_one(Calls)
        known = {(ticket.id, ticket.called_at) for ticket in calls.state.called} if calls.state else None
        if known is not None and any((ticket.id, ticket.called_at) not in known for ticket in state.called):
            self.app.bell()
        calls.show(state)
