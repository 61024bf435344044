"""After the result: how it was, which news are wanted; and on the way there: trouble that the customer must hear of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from deskapp.cases.model import Case
from deskapp.casework.screens.fields import LONG_TEXT
from deskapp.casework.screens.fields_form import CaseForm
from deskapp.casework.telling import report_trouble
from deskapp.desks.intake.actions_care import SCORES, add_interest, answer_survey, list_interests, note_app_account
from deskapp.errors import Fault
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.fields import Field


class SurveyForm(CaseForm):
    """How satisfied the customer is, in their words, and what they want to hear of later."""

    FORM: ClassVar[str] = "case.survey"
    TITLE_KEY = "survey_form.title"
    TOPIC = "survey_form"
    SAVED = "survey_form.saved"

    def fields(self) -> Sequence[Field]:
        """A figure is enough."""
        return (
            fields.text("score", _read_score, cells=6, label="survey_form.score", hint="survey_form.hint_score"),
            fields.text("comment", cells=44, most=LONG_TEXT, label="survey_form.comment"),
            fields.text("tags", cells=44, most=500, label="survey_form.tags", hint="survey_form.hint_tags"),
            fields.text("account", cells=30, most=60, label="survey_form.account", optional=True),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What they want news of already."""

        def read(reader: Reader) -> list[str]:
            customer = reader.get(Case, self.case_id).customer_id
            return list_interests(reader, customer) if customer is not None else []

        return {"tags": ", ".join(data.store.read(read)) or None}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Keep what was said."""
        tags = [tag for tag in (values["tags"] or "").replace("，", ",").replace("、", ",").split(",") if tag.strip()]

        def keep(work: Work) -> int:
            customer = work.get(Case, self.case_id).customer_id
            if values["score"]:
                answer_survey(work, self.case_id, int(values["score"]), values["comment"] or "")
            if customer is not None:
                for tag in tags:
                    add_interest(work, customer, tag)
                if values["account"]:
                    note_app_account(work, customer, values["account"])
            return self.case_id

        return self.write(data, "case.survey", keep)


class TroubleForm(CaseForm):
    """Something went wrong: it stands in the timeline, and the customer is told at once what to do."""

    FORM: ClassVar[str] = "case.trouble"
    TITLE_KEY = "trouble_form.title"
    TOPIC = "trouble_form"
    SAVED = "trouble_form.saved"

    def fields(self) -> Sequence[Field]:
        """What, and what to do about it."""
        return (
            fields.text("text", cells=46, most=LONG_TEXT, required=True, label="trouble_form.what"),
            fields.text("advice", cells=46, most=LONG_TEXT, required=True, label="trouble_form.advice"),
            self.happened_field(),
        )

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note and tell it."""
        text, advice, at = values["text"], values["advice"], values["happened_at"]
        return self.write(
            data,
            "case.trouble",
            lambda work: record_id(
                report_trouble(work, self.case_id, text, advice, happened_at=at, engine=data.engine)[0]
            ),
        )


def _read_score(text: str) -> tuple[str | None, Fault | None]:
    """One to five."""
    if text in {str(score) for score in SCORES}:
        return text, None
    return None, Fault("survey.score", {"value": text})
