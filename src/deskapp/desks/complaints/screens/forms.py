"""The complaints desk's forms by the name that their drafts carry."""

from __future__ import annotations

from typing import Any

from deskapp.ui.drafts import Draft
from deskapp.ui.screen import DeskScreen


def form_of(draft: Draft) -> DeskScreen[Any]:
    """The form that a draft belongs to, with the draft in it; KeyError where the complaints desk has no such form."""
    form: DeskScreen[Any] = {form.FORM: form for form in _forms()}[draft.form](draft=draft)
    return form


def _forms() -> list[Any]:
    from deskapp.desks.complaints.handling.screens import (
        call_form,
        claim_forms,
        complaint_forms,
        contacts,
        improvement_forms,
    )
    from deskapp.desks.complaints.taking.screens import deeds, event_form, limits, log

    return [
        *log.FORMS,
        *event_form.FORMS,
        *complaint_forms.FORMS,
        *claim_forms.FORMS,
        *call_form.FORMS,
        *improvement_forms.FORMS,
        *deeds.FORMS,
        *limits.FORMS,
        *contacts.FORMS,
    ]
