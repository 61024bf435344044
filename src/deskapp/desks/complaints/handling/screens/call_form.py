"""They are not satisfied: their words are noted, and the matter goes on under its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from deskapp.casework.screens.fields import LONG_TEXT
from deskapp.casework.screens.fields_form import CaseForm
from deskapp.desks.complaints.handling.calls import UNSATISFIED, CallDraft, make_call
from deskapp.store.base import record_id
from deskapp.ui import fields
from deskapp.ui.fields import Field

CELLS: Final = 34


class CallForm(CaseForm):
    """``about`` holds the call."""

    FORM: ClassVar[str] = "call.unsatisfied"
    TITLE_KEY = "call_form.title"
    TOPIC = "calls"
    SAVED = "call_form.saved"

    def fields(self) -> Sequence[Field]:
        """Their words, and a figure."""
        scores = {str(score): self.text(f"call_score.{score}") for score in (1, 2, 3)}
        return (
            fields.text("said", most=LONG_TEXT, cells=CELLS, required=True, label="call_form.said"),
            fields.chosen("score", scores, label="call_form.score"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Not content at all, unless they say otherwise."""
        return {"score": "1"}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it; it is opened again."""
        score = int(values["score"]) if values["score"] else None
        draft = CallDraft(UNSATISFIED, score, values["said"])
        call, engine = int(self.about["call"]), data.engine
        return self.write(data, "call.make", lambda work: record_id(make_call(work, call, draft, engine=engine)))


FORMS: Final = (CallForm,)
