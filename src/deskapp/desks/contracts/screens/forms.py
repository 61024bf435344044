"""The contracts desk's forms by the name that their drafts carry."""

from __future__ import annotations

from typing import Any

from deskapp.ui.drafts import Draft
from deskapp.ui.screen import DeskScreen


def form_of(draft: Draft) -> DeskScreen[Any]:
    """The form that a draft belongs to, with the draft in it; KeyError where the contracts desk has no such form."""
    form: DeskScreen[Any] = {form.FORM: form for form in _forms()}[draft.form](draft=draft)
    return form


def _forms() -> list[Any]:
    from deskapp.desks.contracts.screens import (
        accounts,
        chase_forms,
        contract_form,
        contract_steps,
        knowledge_forms,
        mortgage_forms,
        party_forms,
        plan_form,
        reservation_form,
    )
    from deskapp.desks.contracts.screens.cashier_forms import DealReceiveForm, DealRefundForm
    from deskapp.desks.contracts.screens.demand import DemandForm
    from deskapp.desks.contracts.screens.filing_form import FileForm
    from deskapp.desks.contracts.screens.filing_grid import FilingGrid
    from deskapp.desks.contracts.screens.notice_form import NoticeForm
    from deskapp.desks.contracts.screens.templates import TemplateForm

    return [
        *mortgage_forms.FORMS,
        *chase_forms.FORMS,
        *knowledge_forms.FORMS,
        *party_forms.FORMS,
        *(DemandForm, NoticeForm, DealReceiveForm, DealRefundForm),
        *contract_steps.FORMS,
        *(contract_form.ContractForm, reservation_form.ReservationForm, plan_form.PlanForm),
        *(FileForm, FilingGrid, TemplateForm, accounts.AccountForm, accounts.AccountMoveForm),
    ]
