"""The forms of the improvement register: a proposal, and what it brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from deskapp.casework.screens.fields import LONG_TEXT
from deskapp.casework.screens.fields_form import CaseForm, FittedForm
from deskapp.desks.complaints.handling.improvements import (
    TITLE_LIMIT,
    ImprovementDraft,
    move_improvement,
    propose_improvement,
)
from deskapp.desks.complaints.taking.rules import causes
from deskapp.office.staff.queries import list_departments
from deskapp.store.base import record_id
from deskapp.ui import fields
from deskapp.ui.fields import Field

CELLS: Final = 34


class ImprovementForm(FittedForm):
    """What could be done better; from a complaint, or from what somebody suggested."""

    FORM: ClassVar[str] = "improvement.propose"
    TITLE_KEY = "improvement_form.title"
    TOPIC = "improvements"
    SAVED = "improvement_form.saved"

    def fields(self) -> Sequence[Field]:
        """In a line, in whole, why, who, by when."""
        known = {str(code): str(label) for code, label in (self.about.get("departments") or {}).items()}
        return (
            fields.text("title", most=TITLE_LIMIT, cells=CELLS, required=True, label="improvement_form.what"),
            fields.text("text", most=LONG_TEXT, cells=CELLS, label="improvement_form.text"),
            fields.choice("cause", causes(), "complaint_cause", label="complaint_form.cause"),
            fields.chosen("department", known, label="improvement_form.department"),
            fields.day("due_on", self.read_day, label="improvement_form.due_on"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What it follows from."""
        departments = data.store.read(list_departments)
        self.note(departments={str(number): name for number, name in departments})
        text = str(self.about.get("text") or "")
        return {"cause": str(self.about.get("cause") or "") or None, "text": text or None}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Into the register."""
        draft = ImprovementDraft(
            values["title"],
            values["text"] or "",
            values["cause"] or "",
            int(values["department"]) if values["department"] else None,
            values["due_on"],
            (self.case_id,) if self.case_id else (),
        )
        return self.write(data, "improvement.propose", lambda work: record_id(propose_improvement(work, draft)))


class EffectForm(CaseForm):
    """It is done: what it brought."""

    FORM: ClassVar[str] = "improvement.done"
    TITLE_KEY = "improvement_form.done"
    TOPIC = "improvements"
    SAVED = "improvement_form.done_saved"

    def fields(self) -> Sequence[Field]:
        """The effect in words."""
        return (fields.text("effect", most=LONG_TEXT, cells=CELLS, required=True, label="improvement_form.effect"),)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        number, effect = int(self.about["improvement"]), values["effect"]
        return self.write(
            data, "improvement.move", lambda work: record_id(move_improvement(work, number, "done", effect))
        )


FORMS: Final = (ImprovementForm, EffectForm)
