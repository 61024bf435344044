"""The forms about staff, by the name that their drafts carry."""

from __future__ import annotations

from typing import Any

from deskapp.ui.drafts import Draft
from deskapp.ui.screen import DeskScreen


def form_of(draft: Draft) -> DeskScreen[Any]:
    """The form that a draft belongs to, with the draft in it; KeyError where it is none of these."""
    from deskapp.desks.staffing.screens.staff_forms import AbsenceForm, HandOverForm, NewPersonForm, RoleForm

    known: tuple[Any, ...] = (NewPersonForm, AbsenceForm, HandOverForm, RoleForm)
    form: DeskScreen[Any] = {form.FORM: form for form in known}[draft.form](draft=draft)
    return form
