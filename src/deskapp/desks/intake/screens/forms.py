"""The intake desk's forms by the name that their drafts carry."""

from __future__ import annotations

from typing import Any

from deskapp.ui.drafts import Draft
from deskapp.ui.screen import DeskScreen


def form_of(draft: Draft) -> DeskScreen[Any]:
    """The form that a draft belongs to, with the draft in it; KeyError where the intake desk has no such form."""
    from deskapp.desks.intake.screens.enquiry import EnquiryForm

    forms = {form.FORM: form for form in (EnquiryForm,)}
    return forms[draft.form](draft=draft)
