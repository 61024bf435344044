"""What is said of somebody in their way, and kept as a draft while it is typed: a note, why back, gone or let pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from deskapp.cases.gates import GateResult
from deskapp.desks.handover.day.actions import leave, note_visit, pass_station, send_back
from deskapp.desks.handover.day.gates import gates_at
from deskapp.desks.handover.day.look import say_gates, station_name
from deskapp.desks.handover.day.screens.visit_form import WIDE, VisitForm
from deskapp.office.checking import NOTE_LIMIT
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.fields import Field
from deskapp.ui.lines import Run


class SayingForm(VisitForm):
    """A form of words: nothing is printed after it."""

    SLIP = False

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Nothing is known before it is said."""
        data.store.read(self.read)
        return {}

    def text_field(self, label: str, name: str = "text", **more: Any) -> Field:
        """A line of words."""
        return fields.text(name, cells=WIDE, most=NOTE_LIMIT, required=True, label=label, **more)

    def do(self, data: Any, action: str, act: Callable[[Work, int], object]) -> int:
        """Write it down of this visit."""
        number = self.visit_id

        def write(work: Work) -> int:
            act(work, number)
            return number

        return self.write(data, action, write)


class NoteForm(SayingForm):
    """Something that the next stations have to know."""

    FORM: ClassVar[str] = "handover.note"
    TITLE_KEY = "station_page.note"
    SAVED = "station_page.noted"

    def fields(self) -> Sequence[Field]:
        """The words."""
        return (self.text_field("station_page.notes"),)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        return self.do(data, "delivery.note", lambda work, visit: note_visit(work, visit, values["text"]))


class SendBackForm(SayingForm):
    """To another station of the way, which is passed anew; and why."""

    FORM: ClassVar[str] = "handover.send_back"
    TITLE_KEY = "station_page.send_back"
    SAVED = "station_page.sent_back"

    def fields(self) -> Sequence[Field]:
        """Where, and why."""
        page = self.page
        assert page is not None
        stations = {stop.code: station_name(stop, self.words) for stop in page.route if stop.code != page.row.station}
        return (
            fields.chosen("station", stations, required=True, cells=WIDE, label="station_page.where_to"),
            self.text_field("case_form.reason"),
        )

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Send them."""
        station, why = values["station"], values["text"]
        return self.do(data, "delivery.send_back", lambda work, visit: send_back(work, visit, station, why))


class LeaveForm(SayingForm):
    """They go home without a signature; and why."""

    FORM: ClassVar[str] = "handover.leave"
    TITLE_KEY = "station_page.why_leave"
    SAVED = "station_page.left"

    def fields(self) -> Sequence[Field]:
        """Why."""
        return (self.text_field("case_form.reason"),)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """They are gone."""
        return self.do(data, "delivery.leave", lambda work, visit: leave(work, visit, values["text"]))


class PassForm(SayingForm):
    """On to the next station although something is missing: who allows it and why. What is missing stands below."""

    FORM: ClassVar[str] = "handover.pass"
    TITLE_KEY = "station_page.override"
    SAVED = "station_page.let_go"

    def fields(self) -> Sequence[Field]:
        """The reason; it stands in the trail."""
        return (self.text_field("station_page.why_pass", hint="station_page.hint_pass", parse=parse_reason),)

    _shut: tuple[GateResult, ...] = ()
    _station = ""

    def read(self, reader: Reader) -> None:
        """What is missing where they are."""
        super().read(reader)
        assert self.page is not None
        row = self.page.row
        gates = gates_at(reader, row.delivery_id, row.station, self.today)
        self._shut = tuple(gate for gate in gates if gate.blocks and not gate.is_open)
        self._station = row.station

    def runs(self) -> tuple[Run, ...]:
        """What is missing."""
        return tuple(say_gates(self._shut, self.words))

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Let them pass."""
        why, at = {gate.id: values["text"] for gate in self._shut}, self._station
        return self.do(data, "delivery.pass", lambda work, visit: pass_station(work, visit, why, station=at))


FORMS = (NoteForm, SendBackForm, LeaveForm, PassForm)
