"""Today: everything that waits for somebody at this counter, in one look."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from textual import events
from textual.binding import BindingType

from deskapp.cases.today import WHOSE
from deskapp.casework.look import Door
from deskapp.casework.screens.outbox import OutboxScreen
from deskapp.casework.screens.panes import PanesScreen
from deskapp.desks.reception.screens.batches import BatchesScreen
from deskapp.overview.complaint_today import DOOR as COMPLAINTS
from deskapp.overview.complaint_today import EVENT
from deskapp.overview.deal_today import DOOR as DEALS
from deskapp.overview.handover_today import BATCH
from deskapp.overview.handover_today import DOOR as HANDOVERS
from deskapp.overview.night_summary import read_summary
from deskapp.overview.recent import Recent
from deskapp.overview.screens import complaint_doors, handover_doors
from deskapp.overview.screens.board import BoardScreen
from deskapp.overview.screens.cases_list import CaseList
from deskapp.overview.screens.day_end import DayEndScreen
from deskapp.overview.screens.deal_doors import make_watch, open_door
from deskapp.overview.today import Day, get_day, today_look
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import shell_of
from deskapp.ui.work import run

WHOSE_KEY: Final = Command("today.whose", "f4", "today")
BOARD: Final = Command("today.board", "1", "today", priority=True)
LIST: Final = Command("today.list", "2", "today", priority=True)
DAY_END: Final = Command("today.dayend", "3", "today", priority=True)
_STATES: Final = {"late": "late", "due": "due", "authority": "authority", "waiting": "waiting", "stale": "stale"}


class TodayScreen(PanesScreen):
    """Read anew whenever the clerk comes back; F4 changes between one's own, the department's and everything."""

    TITLE_KEY = "today.title"
    TOPIC = "today"
    BINDINGS: ClassVar[list[BindingType]] = bindings(WHOSE_KEY, BOARD, LIST, DAY_END)

    def __init__(self, recent: Recent) -> None:
        super().__init__()
        self.recent = recent
        self.whose = "office"
        self.day: Day | None = None
        self.night: dict[str, Any] = {}

    def title_text(self) -> str:
        """Whose day."""
        parts = (self.text(self.TITLE_KEY), self.text(f"today.whose_{self.whose}"))
        return f" {shell_of(self).glyphs.dot} ".join(parts)

    def load(self) -> None:
        """Read the day."""
        now, whose = shell_of(self).now(), self.whose

        def read(data: Any) -> tuple[Day, dict[str, Any]]:
            found: Day = data.store.read(lambda reader: get_day(reader, data.clerk, now, whose=whose))
            return found, read_summary(data.home)

        run(self, read, self._loaded, failed=self.unavailable, group="day")

    def _loaded(self, found: tuple[Day, dict[str, Any]]) -> None:
        self.day, self.night = found
        self.show()
        self.release()

    def show(self) -> None:
        """What to do, and what to watch."""
        if self.day is None or not self.query("#main"):
            return
        app, now = shell_of(self), shell_of(self).now()
        parked = app.waits.get("top.parked", 0)
        self.show_look(today_look(self.day, self.words, now, parked=parked, roomy=self.is_wide, night=self.night))
        self.refresh_top()

    def on_resize(self, event: events.Resize) -> None:
        """One column or two."""
        self.show()

    def enter(self, door: Door) -> None:
        """The list that a line counts, or what was parked."""
        what, key = door
        if what == "parked":
            self.run_worker(shell_of(self).action_return(), group="return")
        elif what == "batches":
            self.app.push_screen(BatchesScreen())
        elif what == "messages":
            self.app.push_screen(OutboxScreen())
        elif what == DEALS:
            self.app.push_screen(make_watch(str(key)))
        elif what == BATCH:
            self.app.push_screen(handover_doors.board(int(key)))
        elif what == COMPLAINTS:
            self.app.push_screen(complaint_doors.make_watch(str(key)))
        elif what == EVENT:
            self.app.push_screen(complaint_doors.make_list("mass_events"))
        elif what == HANDOVERS:
            self.app.push_screen(handover_doors.make_watch(str(key)))
        elif what == "asking":
            open_door(self, (what, key))
        elif what == "list" and key in _STATES:
            self.app.push_screen(CaseList(self.recent, state=_STATES[str(key)]))

    def action_whose(self) -> None:
        """Mine, the department's, everybody's."""
        self.whose = WHOSE[(WHOSE.index(self.whose) + 1) % len(WHOSE)]
        self.load()

    def action_board(self) -> None:
        """Cases by step."""
        self.app.push_screen(BoardScreen(self.recent))

    def action_dayend(self) -> None:
        """What is left to do before the doors shut."""
        self.app.push_screen(DayEndScreen(self.recent))

    def action_list(self) -> None:
        """All cases."""
        self.app.push_screen(CaseList(self.recent))
