"""A station of the day: whom this counter serves and what there is to do for them, who waits, one key to pass on."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.cases.gates import GateResult
from deskapp.casework.look import Door
from deskapp.desks.handover.day.actions import call, call_next, go_to_complaint, note_missed, pass_station
from deskapp.desks.handover.day.gates import is_passable
from deskapp.desks.handover.day.model import Visit
from deskapp.desks.handover.day.queries import ticket_of
from deskapp.desks.handover.day.rules import MANY_IN_HAND, RECEPTION, SIGNATURE
from deskapp.desks.handover.day.screens import deeds, doors
from deskapp.desks.handover.day.screens.saying import NoteForm, PassForm, SendBackForm
from deskapp.desks.handover.day.screens.visits import COUNTER, PRINT, VisitsScreen, called_as
from deskapp.errors import DeskError
from deskapp.ui import commands
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import Confirm
from deskapp.ui.lines import shell_of

NEXT: Final = Command("station.next", "1", "station", priority=True)
PASS: Final = Command("station.pass", "2", "station", priority=True)
MISSED: Final = Command("station.missed", "3", "station", priority=True)
ASIDE: Final = Command("station.aside", "4", "station", priority=True)
WORK: Final = Command("station.work", "5", "station", priority=True)
BACK: Final = Command("station.send-back", "6", "station", priority=True)
NOTE: Final = Command("station.note", "7", "station", priority=True)
MORE: Final = Command("station.more", "f4", "station", priority=True)
OF_A_VISIT: Final = ("pass", "missed", "aside", "send_back", "note", "print", "more")


class StationScreen(VisitsScreen):
    """``1`` calls the next, ``2`` sends whoever is in hand on; Enter on a ✗ opens what mends it."""

    TOPIC = "station"
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        commands.NEW, NEXT, PASS, MISSED, ASIDE, WORK, BACK, NOTE, PRINT, COUNTER, MORE
    )

    def on_mount(self) -> None:
        """A terminal that does not know which counter it is asks first."""
        super().on_mount()
        if not self.counter:
            self.call_after_refresh(self.action_counter)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done now."""
        if action == "new":
            return self.station == RECEPTION
        if action == "next":
            return self.visit is None or self.station in MANY_IN_HAND
        if action == "work":
            return self.visit is not None and doors.has_work(self.station)
        if action in OF_A_VISIT:
            return self.visit is not None
        return super().check_action(action, parameters)

    # ---- Enter on a line

    def enter(self, door: Door) -> None:
        """A gate's mending, the station's work, or somebody who waits."""
        what, about = door
        visit = self.visit
        if what == "visit":
            self._choose(int(about))
        elif what == "gate" and visit is not None:
            doors.mend(self, visit, str(about))
        elif what == "work":
            self.action_work()

    def _choose(self, visit_id: int) -> None:
        row = next((one for one in self.view.rows if one.id == visit_id), None) if self.view is not None else None
        if row is None:
            return
        if row.counter and row.counter == self.counter:
            self.chosen = visit_id
            self.load()
        elif row.counter:
            values = {"ticket": row.ticket, "counter": row.counter}

            def agreed(yes: bool | None) -> None:
                if yes:
                    self._call(visit_id, take_over=True)

            self.app.push_screen(Confirm("station_page.take_over", values=values), agreed)
        else:
            self._call(visit_id)

    def _call(self, visit_id: int, *, take_over: bool = False) -> None:
        counter = self.counter
        if not counter:
            self.action_counter()
            return
        self.do("delivery.call", lambda work: call(work, visit_id, counter, take_over=take_over), self._called)

    # ---- keys

    def action_next(self) -> None:
        """Call who waits longest."""
        counter, batch, station = self.counter, self.batch_id, self.station
        if not counter:
            self.action_counter()
            return
        today = shell_of(self).now().date()
        self.do("delivery.call", lambda work: call_next(work, batch, today, station, counter), self._called)

    def _called(self, visit: Visit | None) -> None:
        if visit is None:
            self.tell("station_page.nobody", "plain")
        else:
            self.chosen = visit.id
            self.tell("station_page.called_now", ticket=ticket_of(visit.queue_number))

    def action_pass(self) -> None:
        """Done here: on to the next station; at the signature the deed is signed."""
        visit = self.visit
        if visit is None:
            return
        if self.station == SIGNATURE:
            from deskapp.desks.handover.day.screens.ending import SignForm

            self.app.push_screen(SignForm(visit.id, called_as(visit)))
        else:
            station = self.station
            self.do(
                "delivery.pass", lambda work: pass_station(work, visit.id, station=station), self.passed, self._shut
            )

    def passed(self, visit: Visit) -> None:
        """They are on their way to another station."""
        self.chosen = None
        station = self.text(f"station.{visit.station}")
        self.tell("station_page.passed", ticket=ticket_of(visit.queue_number), station=station)

    def _shut(self, error: DeskError) -> None:
        """What is missing stands there; whoever may passes it with a reason."""
        self.tell_error(error)
        gates: tuple[GateResult, ...] = tuple(error.values.get("gates", ()))
        rights = shell_of(self).opened().clerk.rights
        if not gates or not all(is_passable(one) and rights.may(f"override.handover.{one.id}") for one in gates):
            return
        visit = self.visit
        if visit is not None:
            self.app.push_screen(PassForm(visit.id, called_as(visit)))

    def action_missed(self) -> None:
        """Called, and nobody came."""
        self._part("delivery.missed", note_missed, "station_page.missed")

    def action_aside(self) -> None:
        """To the complaint station; the place in the queue is kept."""
        self._part("delivery.complaint", go_to_complaint, "station_page.aside")

    def _part(self, action: str, act: Any, told: str) -> None:
        """Whoever is in hand goes, and the counter is free."""
        visit = self.visit
        if visit is not None:
            self.chosen = None
            self.do(action, lambda work: act(work, visit.id), lambda _: self.tell(told, ticket=visit.ticket))

    def action_work(self) -> None:
        """What this station works with."""
        if self.visit is not None:
            doors.work_at(self, self.visit, self.station)

    def action_note(self) -> None:
        """Something that the next stations have to know."""
        if self.visit is not None:
            self.app.push_screen(NoteForm(self.visit.id, called_as(self.visit)))

    def action_send_back(self) -> None:
        """To another station, with a reason."""
        if self.visit is not None:
            self.app.push_screen(SendBackForm(self.visit.id, called_as(self.visit)))

    def action_more(self) -> None:
        """Refused, another day, gone, a station left out."""
        deeds.choose_deed(self)

    def action_new(self) -> None:
        """Somebody comes in."""
        from deskapp.desks.handover.day.screens.check_in import CheckInScreen

        self.app.push_screen(CheckInScreen(self.batch_id))
