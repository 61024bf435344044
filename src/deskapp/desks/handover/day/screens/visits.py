"""What the screens of a station have in common: who is there, read anew by itself, and one door to change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from deskapp.casework.look import word
from deskapp.casework.screens.pane import Pane
from deskapp.casework.screens.panes import PanesScreen
from deskapp.desks.handover.day.look import station_look, station_name
from deskapp.desks.handover.day.queries import VisitRow
from deskapp.desks.handover.day.station import StationView, read_station
from deskapp.errors import DeskError
from deskapp.store.work import Work
from deskapp.ui.commands import Command
from deskapp.ui.dialogs import AskText
from deskapp.ui.lines import shell_of
from deskapp.ui.work import run

COUNTER: Final = Command("station.counter", "9", "station", priority=True)
PRINT: Final = Command("station.print", "8", "station", priority=True)
EVERY: Final = 5.0
"""Seconds between two looks at the queue: other counters send people here."""


class VisitsScreen(PanesScreen):
    """One station of a batch, for a whole day: the queue comes by itself, whoever is called stands on top."""

    def __init__(self, batch_id: int, station: str) -> None:
        super().__init__()
        self.batch_id = batch_id
        self.station = station
        self.view: StationView | None = None
        self.chosen: int | None = None

    def title_text(self) -> str:
        """Which station, which counter."""
        name = station_name(self.view.stop, self.words) if self.view else word(self.words, "station", self.station)
        return f" {shell_of(self).glyphs.dot} ".join(filter(None, (name, self.counter)))

    @property
    def counter(self) -> str:
        """Which counter this terminal is."""
        return shell_of(self).settings.counter

    @property
    def visit(self) -> VisitRow | None:
        """Whom this counter serves."""
        return self.view.hand.row if self.view is not None and self.view.hand is not None else None

    # ---- reading and showing

    def on_mount(self) -> None:
        """Now, and from now on."""
        super().on_mount()
        self.set_interval(EVERY, self._look)

    def load(self) -> None:
        """Read it again, for whoever is in front of the clerk."""
        self._read(self._loaded, "page")

    def _look(self) -> None:
        """Others work, too; keys are not held back meanwhile."""
        if shell_of(self).screen is self and self.is_open:
            self._read(self._looked, "look")

    def _read(self, then: Callable[[StationView], None], group: str) -> None:
        batch, station, counter, chosen = self.batch_id, self.station, self.counter, self.chosen
        today = shell_of(self).now().date()

        def read(data: Any) -> StationView:
            view: StationView = data.store.read(
                lambda reader: read_station(reader, batch, station, counter, today, chosen)
            )
            return view

        run(self, read, then, failed=self.unavailable, group=group)

    def _looked(self, view: StationView) -> None:
        before = self.visit
        self.view = view
        if view.hand is not None and (before is None or before.id != view.hand.row.id):
            self._point(view)
        self.show()

    def _point(self, view: StationView) -> None:
        """Somebody else is in hand: the cursor stands on the first thing that there is to do for them."""
        hand = view.hand
        assert hand is not None
        main = self.query_one("#main", Pane)
        lines = station_look(view, self.words, shell_of(self).now()).main
        holds = [("gate", gate.id) for gate in hand.gates if gate.blocks and gate.id not in hand.overridden]
        first = [line for line in lines if line.door in holds]
        todo = [line for what in ("gate", "work") for line in lines if line.door is not None and line.door[0] == what]
        main.show(())
        main.restore(next(iter(first or todo), None))

    def _loaded(self, view: StationView) -> None:
        self._looked(view)
        self.refresh_top()
        self.release()

    def show(self) -> None:
        """Its lines."""
        if self.view is not None and self.query("#main"):
            self.show_look(station_look(self.view, self.words, shell_of(self).now()))

    def on_resize(self) -> None:
        """One column or two."""
        self.show()

    # ---- writing

    def do(
        self,
        action: str,
        act: Callable[[Work], Any],
        then: Callable[[Any], None],
        failed: Callable[[DeskError], None] | None = None,
    ) -> None:
        """Write, tell, and read again; keys wait, so that the next one means what is shown then."""
        moment = shell_of(self).now()

        def done(result: Any) -> None:
            if self.is_attached:
                then(result)
                self.load()

        def refused(error: DeskError) -> None:
            if not self.is_attached:
                shell_of(self).tell_error(error)
                return
            (failed or self.tell_error)(error)
            # what refused it may be news: another counter was faster
            self.load()

        self.hold()
        run(self, lambda data: data.write(action, act, moment), done, failed=refused, keep=True)

    def action_print(self) -> None:
        """The flow sheet or the slip, once more."""
        from deskapp.desks.handover.day.screens.printing import choose_print

        if self.visit is not None:
            choose_print(self, self.visit)

    def action_counter(self) -> None:
        """Which counter this terminal is."""

        def told(answer: str | None) -> None:
            if answer is not None:
                app = shell_of(self)
                app.keep(replace(app.settings, counter=answer[:20]))
                self.load()

        self.app.push_screen(AskText("queue.which_counter", value=self.counter), told)


def called_as(visit: VisitRow) -> str:
    """Number and home, as the titles of forms say them."""
    return f"{visit.ticket} {visit.code}"
