"""What a customer was advised: about what, which ways there are with days and costs, and which one they chose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual.widget import Widget

from deskapp.cases.model import Case
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure import Procedure
from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.fields import LONG_TEXT
from deskapp.casework.screens.fields_form import CaseForm
from deskapp.desks.intake.actions_care import ADVICE_TOPICS, note_advice
from deskapp.store.base import record_id
from deskapp.ui import fields
from deskapp.ui.fields import Field
from deskapp.ui.lines import Run


class AdviceForm(CaseForm):
    """It stands in the timeline, for whoever serves the customer next."""

    FORM: ClassVar[str] = "case.advice"
    TITLE_KEY = "advice_form.title"
    TOPIC = "advice_form"
    SAVED = "advice_form.saved"

    def body(self) -> Iterable[Widget]:
        """The form, and what the procedure says of steps and days."""
        yield from super().body()
        yield Facts()

    def fields(self) -> Sequence[Field]:
        """About what, what was said, what was chosen."""
        return (
            fields.choice("topic", ADVICE_TOPICS, "advice_topic", required=True, cells=40, label="advice_form.topic"),
            fields.text("text", cells=46, most=LONG_TEXT, required=True, label="advice_form.text"),
            fields.text("chosen", cells=46, most=500, label="advice_form.chosen", hint="advice_form.hint_chosen"),
            self.happened_field(),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """The procedure's days, to be told."""
        self._procedure: Procedure = data.store.read(
            lambda reader: procedure_of(reader, reader.get(Case, self.case_id))
        )
        return {}

    def filled(self) -> None:
        """Steps and days."""
        self.query_one(Facts).show(self._facts(self._procedure))

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        topic, text, chosen, at = values["topic"], values["text"], values["chosen"] or "", values["happened_at"]
        return self.write(
            data,
            "case.advice",
            lambda work: record_id(
                note_advice(work, self.case_id, topic, text, chosen, happened_at=at, engine=data.engine)
            ),
        )

    def _facts(self, procedure: Procedure) -> Iterable[Run]:
        language = self.words.language
        yield procedure.name.say(language), "strong"
        if procedure.limit.working_days is not None:
            yield self.text("advice_form.ours", days=procedure.limit.working_days), "plain"
        authority = procedure.authority
        if authority is not None and authority.working_days is not None:
            name = authority.name.say(language)
            yield self.text("advice_form.authority", authority=name, days=authority.working_days), "plain"
        if procedure.source:
            yield self.text("enquiry.source", source=procedure.source), "muted"
