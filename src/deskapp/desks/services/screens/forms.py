"""The services desk's forms by the name that their drafts carry."""

from __future__ import annotations

from typing import Any

from deskapp.ui.drafts import Draft
from deskapp.ui.screen import DeskScreen


def form_of(draft: Draft) -> DeskScreen[Any]:
    """The form that a draft belongs to, with the draft in it; KeyError where the services desk has no such form."""
    form: DeskScreen[Any] = {form.FORM: form for form in _forms()}[draft.form](draft=draft)
    return form


def _forms() -> list[Any]:
    from deskapp.desks.services.orders.screens import order_forms, repair_form, technicians
    from deskapp.desks.services.prices.screens import prices

    return [*repair_form.FORMS, *order_forms.FORMS, *technicians.FORMS, *prices.FORMS]
