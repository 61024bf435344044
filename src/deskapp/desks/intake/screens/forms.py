"""The intake desk's forms by the name that their drafts carry."""

from __future__ import annotations

from typing import Any

from deskapp.ui.drafts import Draft
from deskapp.ui.form_screen import FormScreen
from deskapp.ui.screen import DeskScreen


def form_of(draft: Draft) -> DeskScreen[Any]:
    """The form that a draft belongs to, with the draft in it; KeyError where the intake desk has no such form."""
    from deskapp.desks.intake.screens.enquiry import EnquiryForm
    from deskapp.desks.intake.screens.news import NewsForm

    known: list[type[FormScreen[Any]]] = [EnquiryForm, NewsForm, *_case_forms()]
    return {form.FORM: form for form in known}[draft.form](draft=draft)


def _case_forms() -> list[type[FormScreen[Any]]]:
    """What this desk does from the page of a case."""
    from deskapp.desks.intake.screens import by_step, fields_edit
    from deskapp.desks.intake.screens.new_case import NewCaseForm

    return [NewCaseForm, fields_edit.EditCaseForm, *by_step.forms()]
