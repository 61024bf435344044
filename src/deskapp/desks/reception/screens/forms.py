"""The reception's forms by the name that their drafts carry."""

from __future__ import annotations

from typing import Any

from deskapp.ui.drafts import Draft
from deskapp.ui.screen import DeskScreen


def form_of(draft: Draft) -> DeskScreen[Any]:
    """The form that a draft belongs to, with the draft in it; KeyError where the reception has no such form."""
    from deskapp.desks.reception.screens.customer_form import CustomerForm
    from deskapp.desks.reception.screens.end_resident import EndResident
    from deskapp.desks.reception.screens.privacy_forms import ConsentForm, DisclosureForm, RequestForm
    from deskapp.desks.reception.screens.resident_form import ResidentForm
    from deskapp.desks.reception.screens.unit_form import UnitForm

    forms: dict[str, Any] = {form.FORM: form for form in (CustomerForm, UnitForm, ResidentForm, EndResident)}
    forms |= {form.FORM: form for form in (ConsentForm, DisclosureForm, RequestForm)}
    screen: DeskScreen[Any] = forms[draft.form](draft=draft)
    return screen
