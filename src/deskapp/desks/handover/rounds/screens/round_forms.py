"""Forms of rounds: what was found point by point, and a round of its own on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from deskapp.casework.screens.fields_form import CaseForm, FittedForm
from deskapp.casework.screens.finding import find_places
from deskapp.desks.handover.rounds.actions import DoneDraft, do_round, plan_round
from deskapp.desks.handover.rounds.model import ROUND_KINDS
from deskapp.desks.handover.rounds.queries import get_round
from deskapp.desks.handover.rounds.rules import items_of
from deskapp.errors import DeskError
from deskapp.office.checking import NOTE_LIMIT
from deskapp.store.base import record_id
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field

WIDE = 30
SHORT = 200


class DoRoundForm(FittedForm):
    """A field a point, left empty where it is right: saved at once, everything was."""

    FORM: ClassVar[str] = "round.do"
    TITLE_KEY = "round_form.title"
    TOPIC = "rounds"
    SAVED = "round_form.saved"

    def __init__(self, round_id: int = 0, code: str = "", draft: Draft | None = None) -> None:
        super().__init__(0, code, draft, round=round_id)
        self.kind = ""

    def fields(self) -> Sequence[Field]:
        """The points of this kind of round, then when and by whom."""
        language = self.words.language
        points = [
            fields.text(f"wrong_{item.code}", cells=WIDE, most=SHORT, label=item.name.say(language), hint="hint.wrong")
            for item in items_of(self.kind)
        ]
        return (
            *points,
            fields.text("note", cells=WIDE, most=NOTE_LIMIT, label="rounds.note"),
            fields.day("done_on", self.read_day, required=True, label="rounds.done_on"),
            fields.text("by", most=64, cells=20, label="rounds.by", optional=True),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Of today."""
        self.kind = data.store.read(lambda reader: get_round(reader, int(self.about["round"]))).kind
        return {"done_on": self.today}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it, and plan the next one."""
        wrong = {
            name.removeprefix("wrong_"): value for name, value in values.items() if name.startswith("wrong_") and value
        }
        draft = DoneDraft(values["done_on"], values["by"] or "", wrong, values["note"] or "")
        number = int(self.about["round"])
        return self.write(data, "round.do", lambda work: record_id(do_round(work, number, draft)))


class PlanRoundForm(CaseForm):
    """Which home, what kind, on which day."""

    FORM: ClassVar[str] = "round.plan"
    TITLE_KEY = "round_plan.title"
    TOPIC = "rounds"
    SAVED = "round_plan.saved"

    def fields(self) -> Sequence[Field]:
        """Found as the clerk says it."""
        return (
            fields.lookup("unit", find_places("unit", self.today, lambda: None), required=True, cells=30),
            fields.choice("kind", ROUND_KINDS, "round_kind", required=True, cells=20, label="rounds.kind"),
            fields.day("planned_on", self.read_day, required=True, label="rounds.planned_on"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Before a viewing, mostly."""
        return {"kind": "viewing", "planned_on": self.today}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Plan it."""
        unit, kind, day = values["unit"], values["kind"], values["planned_on"]
        if not unit:
            raise DeskError("form.required", "unit")
        return self.write(data, "round.plan", lambda work: record_id(plan_round(work, int(unit[1]), kind, day)))


FORMS = (DoRoundForm, PlanRoundForm)
"""What may be parked."""
