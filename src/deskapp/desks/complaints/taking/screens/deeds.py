"""Forms about one complaint that is here: its level, the crisis key, what they say again, its event, its order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from sqlmodel import select
from textual.widget import Widget

from deskapp.cases.waiting import WAYS
from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.fields_form import CaseForm
from deskapp.desks.complaints.taking.actions import add_words, change_level, raise_crisis
from deskapp.desks.complaints.taking.events import get_event, join_event, leave_event
from deskapp.desks.complaints.taking.model import CRISIS, LEVELS, Complaint
from deskapp.desks.complaints.taking.outside import extend_outside, note_outside_returned, return_until
from deskapp.desks.complaints.taking.paging import contacts_for
from deskapp.desks.complaints.taking.rows import EventRow
from deskapp.desks.complaints.taking.screens.log_fields import CHOSEN
from deskapp.desks.complaints.taking.similar import find_events, place_of
from deskapp.errors import DeskError
from deskapp.office.checking import NOTE_LIMIT
from deskapp.store.base import record_id
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Reader
from deskapp.ui import fields
from deskapp.ui.fields import Field, Option
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.work import run

CELLS: Final = 46


class DeedForm(CaseForm):
    """About the complaint of a case; ``said`` stands below the fields. Dismisses with the case's id."""

    TOPIC = "complaint_deeds"
    SAVED = "complaint_deed.saved"

    def body(self) -> Iterable[Widget]:
        """The form, and what should be known."""
        yield from super().body()
        yield Facts()

    def complaint(self, data: Any) -> Complaint:
        """As it is stored; in a thread."""

        def read(reader: Reader) -> Complaint:
            found = reader.session.exec(select(Complaint).where(Complaint.case_id == self.case_id)).one_or_none()
            if found is None:
                raise DeskError("complaint.none", number=str(self.about["number"]))
            return found

        one: Complaint = data.store.read(read)
        return one

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What is known of it, and what should be said."""
        one = self.complaint(data)
        known, said = data.store.read(lambda reader: self.known(reader, one))
        self._said: list[Run] = list(said)
        found: Mapping[str, Any] = known
        return found

    def known(self, reader: Reader, one: Complaint) -> tuple[Mapping[str, Any], Iterable[Run]]:
        """Stored values, and sentences."""
        return {}, ()

    def filled(self) -> None:
        """What was read stands below."""
        self.query_one(Facts).show(self._said)

    async def retranslate(self) -> None:
        """The sentences, too, where the language is another."""
        was = self._spoken
        await super().retranslate()
        if was != self._spoken:
            run(self, self.fill, lambda _: self.filled(), group="said")

    def reason_field(self, name: str = "reason", **more: Any) -> Field:
        """Why."""
        told: dict[str, Any] = {"required": True, "cells": CELLS, "label": "case_form.reason", **more}
        return fields.text(name, parse_reason, **told)

    def deed(self, data: Any, action: str, do: Any) -> int:
        """Do it with the complaint's number; the case's comes back."""
        number = record_id(self.complaint(data))
        self.write(data, action, lambda work: do(work, number))
        return self.case_id


class LevelForm(DeedForm):
    """Another of the levels that a clerk chooses, with the reason."""

    FORM: ClassVar[str] = "complaint.level"
    TITLE_KEY = "complaint_deed.level"

    def fields(self) -> Sequence[Field]:
        """Which, and why."""
        return (
            fields.choice("level", CHOSEN, "complaint_level", required=True, cells=28, label="complaint_log.level"),
            self.reason_field(),
        )

    def known(self, reader: Reader, one: Complaint) -> tuple[Mapping[str, Any], Iterable[Run]]:
        """The level of now, and what was proposed."""
        level = self.text(f"complaint_level.{one.level}")
        proposed = self.text(f"complaint_level.{one.proposed}")
        return {}, [(self.text("complaint_deed.level_now", level=level, proposed=proposed), "muted")]

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """From now on."""
        level, reason = int(values["level"]), values["reason"]
        return self.deed(
            data, "complaint.level", lambda work, one: change_level(work, one, level, reason, engine=data.engine)
        )


class CrisisForm(DeedForm):
    """The crisis key on a complaint: level 4 or 5, and who is named is paged."""

    FORM: ClassVar[str] = "complaint.crisis"
    TITLE_KEY = "complaint_deed.crisis"
    SAVED = "complaint_deed.paged"

    def fields(self) -> Sequence[Field]:
        """Which of the two, and why."""
        levels = tuple(str(level) for level in LEVELS if level >= CRISIS)
        return (
            fields.choice("level", levels, "complaint_level", required=True, cells=28, label="complaint_log.level"),
            self.reason_field(),
        )

    def known(self, reader: Reader, one: Complaint) -> tuple[Mapping[str, Any], Iterable[Run]]:
        """Who is going to be paged."""
        comma = "、" if self.words.language == "zh" else ", "
        said: list[Run] = []
        for level in (level for level in LEVELS if level >= CRISIS):
            names = comma.join(person.name for person in contacts_for(reader, level, one.project_id, self.today))
            names = names or self.text("complaint_log.nobody_named")
            level_word = self.text(f"complaint_level.{level}")
            said.append((self.text("complaint_deed.pages", level=level_word, names=names), "warning"))
        return {"level": str(CRISIS)}, said

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """At once."""
        level, reason = int(values["level"]), values["reason"]
        return self.deed(
            data, "complaint.crisis", lambda work, one: raise_crisis(work, one, level, reason, engine=data.engine)
        )


class WordsForm(DeedForm):
    """They call, come or write again: every pause ends."""

    FORM: ClassVar[str] = "complaint.add_words"
    TITLE_KEY = "complaint_deed.words"

    def fields(self) -> Sequence[Field]:
        """What they say, and how it came."""
        return (
            fields.text("words", required=True, cells=CELLS, most=NOTE_LIMIT, label="complaint_log.words"),
            fields.choice("way", WAYS, "contact_way", required=True, cells=20, label="waiting_form.way"),
        )

    def known(self, reader: Reader, one: Complaint) -> tuple[Mapping[str, Any], Iterable[Run]]:
        """Mostly by phone."""
        held: list[Run] = [(self.text("complaint_deed.held"), "warning")] if one.held else []
        return {"way": "phone"}, held

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Their words go to it."""
        words, way = values["words"], values["way"]
        return self.deed(
            data,
            "complaint.add_words",
            lambda work, one: add_words(work, one, words, way=way, engine=data.engine),
        )


class JoinEventForm(DeedForm):
    """It is one of many: which open event it belongs to."""

    FORM: ClassVar[str] = "complaint.join"
    TITLE_KEY = "complaint_deed.join"

    def fields(self) -> Sequence[Field]:
        """The events that it may belong to."""
        return (
            fields.lookup(
                "event",
                self._offer,
                required=True,
                cells=CELLS,
                label="mass_event.head",
                hint="complaint_deed.hint_event",
            ),
        )

    def _offer(self, data: Any, text: str) -> Sequence[Option]:
        one = self.complaint(data)

        def read(reader: Reader) -> tuple[EventRow, ...]:
            return find_events(reader, place_of(reader, one.unit_id, one.building_id, one.entrance), one.category)

        rows: tuple[EventRow, ...] = data.store.read(read)
        return [
            Option(row.id, f"{row.number} {row.title}", row.place) for row in rows if text in row.number + row.title
        ]

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """It belongs to it."""
        event = int(values["event"])
        return self.deed(data, "complaint.join", lambda work, one: join_event(work, one, event, engine=data.engine))


class LeaveEventForm(DeedForm):
    """It is something of its own after all."""

    FORM: ClassVar[str] = "complaint.leave"
    TITLE_KEY = "complaint_deed.leave"

    def fields(self) -> Sequence[Field]:
        """Why."""
        return (self.reason_field(),)

    def known(self, reader: Reader, one: Complaint) -> tuple[Mapping[str, Any], Iterable[Run]]:
        """Which event it leaves."""
        if one.mass_event_id is None:
            return {}, ()
        row = get_event(reader, one.mass_event_id)
        return {}, [(f"{row.number} {row.title}", "plain")]

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """It leaves."""
        reason = values["reason"]
        return self.deed(data, "complaint.leave", lambda work, one: leave_event(work, one, reason, engine=data.engine))


class ReturnOrderForm(DeedForm):
    """退单: the order is not ours; behind the last day that the house allows it asks why all the same."""

    FORM: ClassVar[str] = "complaint.return"
    TITLE_KEY = "complaint_deed.return"

    def fields(self) -> Sequence[Field]:
        """Why, and why so late."""
        return (
            self.reason_field(),
            self.reason_field("late_reason", required=False, optional=True, label="complaint_deed.late_reason"),
        )

    def known(self, reader: Reader, one: Complaint) -> tuple[Mapping[str, Any], Iterable[Run]]:
        """Until when it can be sent back."""
        last = return_until(reader, one)
        if last is None:
            return {}, ()
        is_late = self.today > last
        key = "complaint_deed.return_late" if is_late else "complaint_deed.return_until"
        return {}, [(self.text(key, day=self.words.day(last)), "error" if is_late else "muted")]

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """It goes back; our clocks end."""
        reason, late = values["reason"], values["late_reason"] or ""
        return self.deed(
            data,
            "complaint.returned",
            lambda work, one: note_outside_returned(work, one, reason, late_reason=late, engine=data.engine),
        )


class ExtendOrderForm(DeedForm):
    """The house gave more time."""

    FORM: ClassVar[str] = "complaint.extend"
    TITLE_KEY = "complaint_deed.extend"

    def fields(self) -> Sequence[Field]:
        """Until when, and why."""
        return (
            self.moment_field("due_at", label="complaint_log.outside_due", hint="case_form.hint_moment", required=True),
            self.reason_field(),
        )

    def known(self, reader: Reader, one: Complaint) -> tuple[Mapping[str, Any], Iterable[Run]]:
        """Until when it is due now."""
        if one.outside_due_at is None:
            return {}, ()
        due = self.words.moment(one.outside_due_at.astimezone(shell_of(self).now().tzinfo))
        return {}, [(self.text("complaint_deed.due_now", moment=due), "muted")]

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """The clock of the house runs to the new time."""
        due, reason = values["due_at"], values["reason"]
        return self.deed(
            data,
            "complaint.extended",
            lambda work, one: extend_outside(work, one, due, reason, engine=data.engine),
        )


FORMS: Final = (
    LevelForm, CrisisForm, WordsForm, JoinEventForm, LeaveEventForm, ReturnOrderForm, ExtendOrderForm,
)  # fmt: skip
