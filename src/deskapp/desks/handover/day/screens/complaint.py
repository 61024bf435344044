"""The complaint station beside the way: what somebody has to say is written down, and they are back in their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.look import Door
from deskapp.desks.handover.day.actions import note_visit, return_from_complaint
from deskapp.desks.handover.day.model import COMPLAINT
from deskapp.desks.handover.day.screens.saying import LeaveForm
from deskapp.desks.handover.day.screens.visit_form import WIDE, YES_NO, VisitForm
from deskapp.desks.handover.day.screens.visits import PRINT, VisitsScreen, called_as
from deskapp.office.checking import NOTE_LIMIT
from deskapp.store.work import Work
from deskapp.ui import fields
from deskapp.ui.commands import Command, bindings
from deskapp.ui.fields import Field
from deskapp.ui.lines import shell_of

HEARD: Final = Command("station.heard", "1", "station", priority=True)
RETURNED: Final = Command("station.returned", "2", "station", priority=True)
ENQUIRY: Final = Command("station.enquiry", "3", "station", priority=True)
GONE: Final = Command("station.gone", "4", "station", priority=True)


class ComplaintScreen(VisitsScreen):
    """Everybody who stepped aside; Enter chooses one, ``1`` writes down what they say, ``2`` sends them back."""

    TOPIC = "complaint_station"
    BINDINGS: ClassVar[list[BindingType]] = bindings(HEARD, RETURNED, ENQUIRY, GONE, PRINT)

    def __init__(self, batch_id: int) -> None:
        super().__init__(batch_id, COMPLAINT)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only with somebody here."""
        if action in ("heard", "returned", "enquiry", "gone", "print"):
            return self.visit is not None
        return super().check_action(action, parameters)

    def enter(self, door: Door) -> None:
        """Somebody else of those who are here."""
        what, about = door
        if what == "visit":
            self.chosen = int(about)
            self.load()

    def action_heard(self) -> None:
        """What they have to say."""
        if self.visit is not None:
            self.app.push_screen(ComplaintForm(self.visit.id, called_as(self.visit)))

    def action_returned(self) -> None:
        """Back to the place they had."""
        visit = self.visit
        if visit is not None:
            self.chosen = None
            station = self.text(f"station.{visit.station}")
            self.do(
                "delivery.complaint",
                lambda work: return_from_complaint(work, visit.id),
                lambda _: self.tell("station_page.returned", ticket=visit.ticket, station=station),
            )

    def action_enquiry(self) -> None:
        """More than a word: an enquiry of theirs, from which a case may follow."""
        visit = self.visit
        if visit is not None:
            self.app.push_screen(shell_of(self).wiring.page(self, "enquiry", visit.customer_id or 0))

    def action_gone(self) -> None:
        """They go home."""
        if self.visit is not None:
            self.app.push_screen(LeaveForm(self.visit.id, called_as(self.visit)))


class ComplaintForm(VisitForm):
    """Their words as they said them; saved, they are back in their place unless the clerk keeps them here."""

    FORM: ClassVar[str] = "handover.complaint"
    TITLE_KEY = "complaint_form.title"
    TOPIC = "complaint_station"
    SAVED = "complaint_form.saved"
    SLIP = False

    def fields(self) -> Sequence[Field]:
        """What, and whether they go on."""
        return (
            fields.text("text", cells=WIDE, most=NOTE_LIMIT, required=True, label="complaint_form.text"),
            fields.choice("returns", YES_NO, "answer", required=True, cells=WIDE, label="complaint_form.returns"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Heard, and back."""
        data.store.read(self.read)
        return {"returns": "yes"}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Write it down."""
        number, text, returns = self.visit_id, values["text"], values["returns"] == "yes"

        def do(work: Work) -> int:
            if returns:
                return_from_complaint(work, number, text)
            else:
                note_visit(work, number, text)
            return number

        return self.write(data, "delivery.complaint", do)


FORMS = (ComplaintForm,)
