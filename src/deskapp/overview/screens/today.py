"""Today: everything that waits for somebody at this counter, in one look."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from textual import events, on
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from deskapp.cases.today import WHOSE
from deskapp.casework.screens.outbox import OutboxScreen
from deskapp.errors import DeskError
from deskapp.overview.look import Line
from deskapp.overview.recent import Recent
from deskapp.overview.screens.board import BoardScreen
from deskapp.overview.screens.cases_list import CaseList
from deskapp.overview.screens.holding import HoldingScreen
from deskapp.overview.screens.opening import page_of
from deskapp.overview.screens.pane import WIDE, Pane
from deskapp.overview.today import Day, get_day, today_look
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import shell_of
from deskapp.ui.work import run

WHOSE_KEY: Final = Command("today.whose", "f4", "today")
BOARD: Final = Command("today.board", "1", "today", priority=True)
LIST: Final = Command("today.list", "2", "today", priority=True)
_STATES: Final = {"late": "late", "due": "due", "authority": "authority", "waiting": "waiting", "stale": "stale"}


class TodayScreen(HoldingScreen):
    """Read anew whenever the clerk comes back; F4 changes between one's own, the department's and everything."""

    DEFAULT_CSS = """
    TodayScreen Horizontal { padding: 1 0 0 0; }
    TodayScreen #side { display: none; width: 2fr; padding: 0 0 0 2; }
    TodayScreen #main { width: 3fr; }
    TodayScreen.-wide #side { display: block; }
    """
    TITLE_KEY = "today.title"
    TOPIC = "today"
    BINDINGS: ClassVar[list[BindingType]] = bindings(WHOSE_KEY, BOARD, LIST)

    def __init__(self, recent: Recent) -> None:
        super().__init__()
        self.recent = recent
        self.whose = "office"
        self.day: Day | None = None

    def body(self) -> Iterable[Widget]:
        """What to do, and what to watch."""
        with Horizontal():
            yield Pane(id="main")
            yield Pane(id="side")

    def title_text(self) -> str:
        """Whose day."""
        parts = (self.text(self.TITLE_KEY), self.text(f"today.whose_{self.whose}"))
        return f" {shell_of(self).glyphs.dot} ".join(parts)

    def on_mount(self) -> None:
        """Keys wait for the lists."""
        self.hold()

    async def on_screen_resume(self) -> None:
        """Whatever was done meanwhile is seen at once."""
        self.load()

    async def retranslate(self) -> None:
        """The lines are words, too."""
        await super().retranslate()
        self._show()

    def load(self) -> None:
        """Read the day."""
        today, whose = shell_of(self).now().date(), self.whose

        def read(data: Any) -> Day:
            found: Day = data.store.read(lambda reader: get_day(reader, data.clerk, today, whose=whose))
            return found

        run(self, read, self._loaded, failed=self._failed, group="day")

    def _failed(self, error: DeskError) -> None:
        self.tell_error(error)
        self.release()

    def _loaded(self, day: Day) -> None:
        self.day = day
        self._show()
        self.release()

    def _show(self) -> None:
        if self.day is None or not self.query("#main"):
            return
        app, now = shell_of(self), shell_of(self).now()
        wide = self.size.width >= WIDE
        parked = app.waits.get("top.parked", 0)
        look = today_look(self.day, self.words, now.date(), now.tzinfo, parked=parked, roomy=wide)
        beside = wide and bool(look.side)
        self.set_class(beside, "-wide")
        below = (Line(), *look.side) if look.side and not beside else ()
        self.query_one("#main", Pane).show((*look.main, *below) if look.main else look.side)
        self.query_one("#side", Pane).show(look.side if beside else ())
        for line in self.query("TopLine"):
            line.refresh()
        self.refresh_bindings()

    def on_resize(self, event: events.Resize) -> None:
        """One column or two."""
        self._show()

    @on(Pane.Opened)
    def _opened(self, event: Pane.Opened) -> None:
        line = event.line
        if line.record is not None:
            self.app.push_screen(page_of(line.record, self.recent))
        elif line.door is not None:
            self._enter(*line.door)
        self.release()

    def _enter(self, what: str, key: int | str) -> None:
        if what == "parked":
            self.run_worker(shell_of(self).action_return(), group="return")
        elif what == "messages":
            self.app.push_screen(OutboxScreen())
        elif what == "list" and key in _STATES:
            self.app.push_screen(CaseList(self.recent, state=_STATES[str(key)]))

    def action_whose(self) -> None:
        """Mine, the department's, everybody's."""
        self.whose = WHOSE[(WHOSE.index(self.whose) + 1) % len(WHOSE)]
        self.load()

    def action_board(self) -> None:
        """Cases by step."""
        self.app.push_screen(BoardScreen(self.recent))

    def action_list(self) -> None:
        """All cases."""
        self.app.push_screen(CaseList(self.recent))
