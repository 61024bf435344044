"""The handover desk's forms by the name that their drafts carry."""

from __future__ import annotations

from typing import Any

from deskapp.ui.drafts import Draft
from deskapp.ui.screen import DeskScreen


def form_of(draft: Draft) -> DeskScreen[Any]:
    """The form that a draft belongs to, with the draft in it; KeyError where the handover desk has no such form."""
    form: DeskScreen[Any] = {form.FORM: form for form in _forms()}[draft.form](draft=draft)
    return form


def _forms() -> list[Any]:
    from deskapp.desks.handover.day.screens import check_in_form, complaint, ending, saying
    from deskapp.desks.handover.giving.screens import giving_forms, key_forms, key_set_forms
    from deskapp.desks.handover.inspecting.screens import defect_forms, visit_forms
    from deskapp.desks.handover.planning.screens import acceptances, batch_forms, batch_parts, delivery_forms, groups
    from deskapp.desks.handover.planning.screens import notices as plan_notices
    from deskapp.desks.handover.rounds.screens import register_forms, round_forms
    from deskapp.desks.handover.settling.screens import area, due_forms, title_papers

    return [
        acceptances.AcceptanceForm,
        *batch_forms.FORMS,
        *batch_parts.FORMS,
        *groups.FORMS,
        *delivery_forms.FORMS,
        *plan_notices.FORMS,
        *defect_forms.FORMS,
        *visit_forms.FORMS,
        *giving_forms.FORMS,
        *key_forms.FORMS,
        *key_set_forms.FORMS,
        *round_forms.FORMS,
        *area.FORMS,
        *due_forms.FORMS,
        *title_papers.FORMS,
        *register_forms.FORMS,
        *check_in_form.FORMS,
        *ending.FORMS,
        *complaint.FORMS,
        *saying.FORMS,
    ]
