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
    from deskapp.desks.contracts.arrears.screens import chase_forms
    from deskapp.desks.contracts.arrears.screens.demand import DemandForm
    from deskapp.desks.contracts.knowledge.screens import knowledge_forms, listing_forms
    from deskapp.desks.contracts.loans.screens import mortgage_forms
    from deskapp.desks.contracts.notices.screens.notice_form import NoticeForm
    from deskapp.desks.contracts.parties.screens import party_forms
    from deskapp.desks.contracts.paying.screens.cashier_forms import DealReceiveForm, DealRefundForm
    from deskapp.desks.contracts.sale.screens import (
        accounts,
        contract_form,
        contract_steps,
        plan_form,
        reservation_form,
    )
    from deskapp.desks.contracts.sale.screens.filing_form import FileForm
    from deskapp.desks.contracts.sale.screens.filing_grid import FilingGrid
    from deskapp.desks.contracts.sale.screens.problem_form import ProblemForm
    from deskapp.desks.contracts.sale.screens.templates import TemplateForm

    return [
        *mortgage_forms.FORMS,
        *chase_forms.FORMS,
        *knowledge_forms.FORMS,
        *listing_forms.FORMS,
        *party_forms.FORMS,
        *(DemandForm, NoticeForm, DealReceiveForm, DealRefundForm),
        *contract_steps.FORMS,
        *(contract_form.ContractForm, reservation_form.ReservationForm, plan_form.PlanForm),
        *(FileForm, FilingGrid, ProblemForm, TemplateForm, accounts.AccountForm, accounts.AccountMoveForm),
    ]
