"""What a case waits for, what was said, what happened: lines of its timeline that a clerk writes or takes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from deskapp.cases.model import Case
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure import PARTIES, Procedure
from deskapp.cases.waiting import WAYS, add_note, begin_waiting, correct_event, end_waiting, note_contact
from deskapp.casework.screens.fields import LONG_TEXT
from deskapp.casework.screens.fields_form import CaseForm, FittedForm
from deskapp.store.base import record_id
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field


class BeginWaitingForm(FittedForm):
    """For what and for whom the case waits; the procedure says whose clock stands still."""

    FORM: ClassVar[str] = "case.wait"
    TITLE_KEY = "waiting_form.begin"
    TOPIC = "waiting_form"
    SAVED = "waiting_form.begun"

    def __init__(self, case_id: int = 0, number: str = "", draft: Draft | None = None) -> None:
        super().__init__(case_id, number, draft)
        self._procedure: Procedure | None = None

    def fields(self) -> Sequence[Field]:
        """The reasons that the procedure knows."""
        assert self._procedure is not None
        language = self.words.language
        labels = {wait.reason: wait.name.say(language) for wait in self._procedure.waits}
        return (
            fields.chosen("reason", labels, required=True, cells=36, label="waiting_form.reason"),
            fields.text("note", most=LONG_TEXT, cells=36, label="waiting_form.note"),
            self.happened_field(),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What the procedure says."""
        self._procedure = data.store.read(lambda reader: procedure_of(reader, reader.get(Case, self.case_id)))
        return {}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """It waits from now on."""
        reason, note, at = values["reason"], values["note"] or "", values["happened_at"]
        return self.write(
            data,
            "case.wait",
            lambda work: record_id(
                begin_waiting(work, self.case_id, reason, note=note, happened_at=at, engine=data.engine)
            ),
        )


class EndWaitingForm(CaseForm):
    """What was waited for is there, at another time than now."""

    FORM: ClassVar[str] = "case.wait_end"
    TITLE_KEY = "waiting_form.end"
    TOPIC = "waiting_form"
    SAVED = "waiting_form.ended"

    def fields(self) -> Sequence[Field]:
        """What came, and when."""
        return (fields.text("note", most=LONG_TEXT, cells=36, label="waiting_form.note"), self.happened_field())

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """It waits no more."""
        note, at = values["note"] or "", values["happened_at"]
        return self.write(
            data,
            "case.wait_end",
            lambda work: record_id(end_waiting(work, self.case_id, note=note, happened_at=at, engine=data.engine)),
        )


class NoteForm(CaseForm):
    """A note, or what was said with whom."""

    FORM: ClassVar[str] = "case.note"
    TITLE_KEY = "waiting_form.note_title"
    TOPIC = "note_form"
    SAVED = "waiting_form.noted"

    def fields(self) -> Sequence[Field]:
        """The words first; a way makes a contact of them."""
        return (
            fields.text("text", most=LONG_TEXT, cells=44, required=True, label="waiting_form.text"),
            fields.choice("way", WAYS, "contact_way", cells=44, label="waiting_form.way"),
            fields.choice("party", PARTIES, "party", cells=44, label="waiting_form.party", when=_is_contact),
            self.happened_field(),
        )

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Write it into the timeline."""
        text, way, party, at = values["text"], values["way"], values["party"] or "customer", values["happened_at"]
        if not way:
            return self.write(
                data, "case.note", lambda work: record_id(add_note(work, self.case_id, text, happened_at=at))
            )
        return self.write(
            data,
            "case.contact",
            lambda work: record_id(
                note_contact(work, self.case_id, text, way=way, party=party, happened_at=at, engine=data.engine)
            ),
        )


def _is_contact(typed: Mapping[str, Any]) -> bool:
    return bool(typed.get("way", [None])[0])


class CorrectForm(CaseForm):
    """An event that was wrong: it stays, struck out, and counts no more. ``about`` holds its id and words."""

    FORM: ClassVar[str] = "case.correct"
    TITLE_KEY = "waiting_form.correct"
    TOPIC = "correct_form"
    SAVED = "waiting_form.corrected"

    def __init__(self, event_id: int = 0, said: str = "", number: str = "", draft: Draft | None = None) -> None:
        super().__init__(0, number, draft, event=event_id, said=said)

    def title_text(self) -> str:
        """Which event."""
        return self.text(self.TITLE_KEY, said=self.about["said"])

    def fields(self) -> Sequence[Field]:
        """Why."""
        return (fields.text("reason", most=LONG_TEXT, cells=44, required=True, label="case_form.reason"),)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Take it back."""
        event, reason = self.about["event"], values["reason"]
        return self.write(data, "case.correct", lambda work: record_id(correct_event(work, event, reason)))
