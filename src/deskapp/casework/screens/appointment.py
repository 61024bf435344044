"""Appointments of a case: made, moved, kept or not; each lies as a calendar file among the exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from deskapp.cases.appointments import (
    AppointmentDraft,
    add_appointment,
    cancel_appointment,
    keep_appointment,
    miss_appointment,
    move_appointment,
)
from deskapp.cases.model import APPOINTMENT_KINDS, Appointment, Case
from deskapp.casework.screens.appointment_file import write_calendar
from deskapp.casework.screens.fields import LONG_TEXT
from deskapp.casework.screens.fields_form import CaseForm, hands_of
from deskapp.errors import Fault
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.lines import shell_of
from deskapp.ui.record_form import Hands, Stored, VersionedForm

LASTS: Final = timedelta(minutes=30)


class FiledForm(CaseForm):
    """What is saved stands in the appointment's calendar file at once."""

    is_filed = True

    def file(self, data: Any, appointment_id: int) -> int:
        """Write the file, in a thread; what could not be written is told with what was saved."""
        self.is_filed = write_calendar(data, appointment_id, self.words, shell_of(self).now())
        return appointment_id

    def saved(self, result: int) -> None:
        """Saved, with its file or without."""
        app = shell_of(self)
        super().saved(result)
        if not self.is_filed:
            app.tell_error(Fault("appointment_form.no_file", {"folder": str(app.home.exports)}, warning=True))


class AppointmentForm(FiledForm):
    """When, with whom, where."""

    FORM: ClassVar[str] = "case.appointment"
    TITLE_KEY = "appointment_form.title"
    TOPIC = "appointment_form"
    SAVED = "appointment_form.saved"

    def fields(self) -> Sequence[Field]:
        """The time first."""
        return (
            self.moment_field(
                "starts_at", label="appointment_form.starts_at", hint="case_form.hint_moment", required=True
            ),
            fields.choice("kind", APPOINTMENT_KINDS, "appointment_kind", label="appointment_form.kind", required=True),
            fields.text("place", cells=32, label="appointment_form.place"),
            fields.text("note", most=LONG_TEXT, cells=32, label="appointment_form.note", optional=True),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Mostly the customer comes."""
        return {"kind": "visit"}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Make it, and its file."""

        def do(work: Work) -> int:
            case = work.get(Case, self.case_id)
            starts_at: datetime = values["starts_at"]
            draft = AppointmentDraft(
                starts_at,
                values["kind"],
                starts_at + LASTS,
                case_id=self.case_id,
                customer_id=case.customer_id,
                staff_id=work.clerk.id or None,
                place=values["place"] or "",
                note=values["note"] or "",
            )
            return record_id(add_appointment(work, draft, engine=data.engine))

        return self.file(data, self.write(data, "case.appointment", do))


class AnAppointmentForm(FiledForm):
    """What becomes of one appointment; ``about`` holds its id and its moment in words."""

    def __init__(self, appointment_id: int = 0, said: str = "", number: str = "", draft: Draft | None = None) -> None:
        super().__init__(0, number, draft, appointment=appointment_id, said=said)

    def title_text(self) -> str:
        """Which one."""
        return self.text(self.TITLE_KEY, said=self.about["said"])


class MoveAppointmentForm(VersionedForm, AnAppointmentForm):
    """Another time; calendars that took the file in move it too. Who moved it meanwhile is shown."""

    FORM: ClassVar[str] = "appointment.move"
    TITLE_KEY = "appointment_form.move"
    TOPIC = "appointment_form"
    SAVED = "appointment_form.moved"

    def fields(self) -> Sequence[Field]:
        """To when, and why."""
        return (
            self.moment_field(
                "starts_at", label="appointment_form.starts_at", hint="case_form.hint_moment", required=True
            ),
            fields.text("place", cells=32, label="appointment_form.place"),
            fields.text("reason", most=LONG_TEXT, cells=32, label="case_form.reason"),
        )

    @property
    def number(self) -> int:
        """The appointment."""
        return int(self.about["appointment"])

    def stored(self, data: Any) -> Stored:
        """When and where it would be."""
        zone = shell_of(self).now().tzinfo
        one: Appointment = data.store.read(lambda reader: reader.get(Appointment, self.number))
        return {"starts_at": one.starts_at.astimezone(zone), "place": one.place or None}, one.version

    def hands(self, data: Any, steps: int) -> Hands:
        """By the trail."""
        return hands_of(data, "appointment", self.number, steps)

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Where it would have been; when it shall be, only the clerk knows."""
        return {"place": super().fill(data)["place"]}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Move it."""
        number, starts_at = self.about["appointment"], values["starts_at"]
        place, reason = values["place"] or "", values["reason"] or ""
        moved = self.write(
            data,
            "case.move_appointment",
            lambda work: record_id(
                move_appointment(
                    work,
                    number,
                    starts_at,
                    starts_at + LASTS,
                    place=place,
                    reason=reason,
                    engine=data.engine,
                    seen=self.version,
                )
            ),
        )
        return self.file(data, moved)


class CancelAppointmentForm(AnAppointmentForm):
    """It is off."""

    FORM: ClassVar[str] = "appointment.cancel"
    TITLE_KEY = "appointment_form.cancel"
    TOPIC = "appointment_form"
    SAVED = "appointment_form.cancelled"

    def fields(self) -> Sequence[Field]:
        """Why."""
        return (fields.text("reason", most=LONG_TEXT, cells=32, required=True, label="case_form.reason"),)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Cancel it."""
        number, reason = self.about["appointment"], values["reason"]
        cancelled = self.write(
            data,
            "case.cancel_appointment",
            lambda work: record_id(cancel_appointment(work, number, reason, engine=data.engine)),
        )
        return self.file(data, cancelled)


def keep_or_miss(data: Any, appointment_id: int, state: str, now: datetime) -> int:
    """They came, or they did not: nothing more is asked."""
    close = keep_appointment if state == "kept" else miss_appointment
    return int(
        data.write(
            f"case.appointment_{state}",
            lambda work: record_id(close(work, appointment_id, engine=data.engine)),
            now,
        )
    )
