"""Short forms about asking: a formality that a clerk notes, and the stop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from deskapp.casework.screens.fields_form import CaseForm
from deskapp.desks.contracts.arrears.actions import note_formality, stop_chasing
from deskapp.desks.contracts.arrears.model import STOP_REASONS
from deskapp.desks.contracts.paying.routing import FORMALITIES
from deskapp.store.base import record_id
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.here import Place


class DealForm(CaseForm):
    """A form about the asking of one deal, which ``about`` names with its room."""

    TOPIC = "chase"

    def __init__(self, deal_id: int = 0, number: str = "", draft: Draft | None = None, **about: Any) -> None:
        super().__init__(0, number, draft, deal=deal_id, **about)

    @property
    def deal_id(self) -> int:
        """The deal."""
        return int(self.about["deal"])

    def places(self) -> Sequence[Place]:
        """The deal."""
        return (("deal", self.deal_id),) if self.deal_id else ()


class FormalityForm(DealForm):
    """Something that a buyer has to do by a day, such as signing the title papers."""

    FORM: ClassVar[str] = "chase.formality"
    TITLE_KEY = "chase_form.formality"
    SAVED = "chase_form.formality_saved"

    def fields(self) -> Sequence[Field]:
        """Which, by when, and a word."""
        return (
            fields.choice("kind", FORMALITIES, "formality", required=True, label="chase_form.kind"),
            fields.day("due_on", self.read_day, required=True, label="chase_form.due_on"),
            fields.text("note", cells=36, label="chase_form.note"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What is noted most: the title papers."""
        return {"kind": "title_papers"}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        deal, kind, due_on, note = self.deal_id, values["kind"], values["due_on"], values["note"] or ""
        return self.write(
            data, "chase.formality", lambda work: record_id(note_formality(work, deal, kind, due_on, note))
        )


class StopForm(DealForm):
    """From now on nobody asks these buyers, and why."""

    FORM: ClassVar[str] = "chase.stop"
    TITLE_KEY = "chase_form.stop"
    SAVED = "chase_form.stopped"

    def fields(self) -> Sequence[Field]:
        """A reason of the list, and words to it."""
        return (
            fields.choice("stop_reason", STOP_REASONS, "stop_reason", required=True, label="chase_form.reason"),
            fields.text("stop_note", cells=36, label="chase_form.note", hint="chase_form.hint_stop"),
        )

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Stop it."""
        deal, reason, note = self.deal_id, values["stop_reason"], values["stop_note"] or ""
        return self.write(data, "chase.stop", lambda work: record_id(stop_chasing(work, deal, reason, note)))


FORMS = (FormalityForm, StopForm)
