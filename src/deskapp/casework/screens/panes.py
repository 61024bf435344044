"""A screen of two panes: what it is about, and beside it, where the terminal is wide, what goes with it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable

from textual import on
from textual.containers import Horizontal
from textual.widget import Widget

from deskapp.casework.look import Door, Line, Look
from deskapp.casework.screens.holding import HoldingScreen
from deskapp.casework.screens.pane import WIDE, Pane
from deskapp.errors import DeskError
from deskapp.ui.bars import TopLine
from deskapp.ui.lines import shell_of


class PanesScreen(HoldingScreen):
    """Subclasses give ``load``, which reads, and ``show``, which draws what was read; keys wait until it is there.

    Enter on a line opens its record, or is handed to ``enter`` with its door.
    """

    DEFAULT_CSS = """
    PanesScreen Horizontal { padding: 1 0 0 0; }
    PanesScreen #side { display: none; width: 2fr; padding: 0 0 0 2; }
    PanesScreen #main { width: 3fr; }
    PanesScreen.-wide #side { display: block; }
    """

    @abstractmethod
    def load(self) -> None:
        """Read it again, and show it."""

    @abstractmethod
    def show(self) -> None:
        """Draw what was read; nothing before it is there."""

    def body(self) -> Iterable[Widget]:
        """What it is about, and beside it the rest."""
        with Horizontal():
            yield Pane(id="main")
            yield Pane(id="side")

    def on_mount(self) -> None:
        """Keys wait for what is read."""
        self.hold()

    async def on_screen_resume(self) -> None:
        """Whatever was done meanwhile is seen at once."""
        self.load()

    async def retranslate(self) -> None:
        """The lines are words, too."""
        await super().retranslate()
        self.show()

    @on(Pane.Opened)
    def _opened(self, event: Pane.Opened) -> None:
        if event.line.record is not None:
            self.app.push_screen(shell_of(self).wiring.page(self, *event.line.record))
        elif event.line.door is not None:
            self.enter(event.line.door)
        self.release()

    def enter(self, door: Door) -> None:
        """What Enter does on a line that is no record."""

    def unavailable(self, error: DeskError) -> None:
        """It could not be read: told, and the keys come again."""
        self.tell_error(error)
        self.release()

    def refresh_top(self) -> None:
        """The top line names what is shown."""
        for line in self.query(TopLine):
            line.refresh()

    @property
    def is_wide(self) -> bool:
        """Whether there is room beside."""
        return self.size.width >= WIDE

    def show_look(self, look: Look, more: Iterable[Line] = ()) -> None:
        """In one column or two; ``more`` stands below what it is about. The side alone fills an empty middle."""
        beside = self.is_wide and bool(look.side)
        self.set_class(beside, "-wide")
        main = (*look.main, *more)
        below = (Line(), *look.side) if main and look.side and not beside else ()
        self.query_one("#main", Pane).show((*main, *below) if main else look.side)
        self.query_one("#side", Pane).show(look.side if beside else ())
        self.refresh_bindings()
