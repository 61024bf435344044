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

    known: list[type[FormScreen[Any]]] = [EnquiryForm, NewsForm, *_case_forms(), *_cash_forms()]
    return {form.FORM: form for form in known}[draft.form](draft=draft)


def _case_forms() -> list[type[FormScreen[Any]]]:
    """What is done from the page of a case."""
    from deskapp.desks.intake.screens import appointment, by_step, fields_edit, papers_forms, step, task, waiting
    from deskapp.desks.intake.screens.new_case import NewCaseForm

    return [
        NewCaseForm,
        fields_edit.EditCaseForm,
        *by_step.forms(),
        *(step.EndStepForm, step.EndCaseForm, step.GoBackForm, step.SkipStepForm),
        *(task.TasksForm, task.EndTaskForm, task.CancelTaskForm, task.MoveTaskForm),
        *(waiting.BeginWaitingForm, waiting.EndWaitingForm, waiting.NoteForm, waiting.CorrectForm),
        *(papers_forms.StateForm, papers_forms.AddPaperForm, papers_forms.LendForm, papers_forms.LostForm),
        *(appointment.AppointmentForm, appointment.MoveAppointmentForm, appointment.CancelAppointmentForm),
    ]


def _cash_forms() -> list[type[FormScreen[Any]]]:
    """The cashier's."""
    from deskapp.desks.intake.screens import cash_forms
    from deskapp.desks.intake.screens.cash_daybook import CloseForm

    return [
        *(cash_forms.ReceiveForm, cash_forms.ChargeForm, cash_forms.RefundForm, cash_forms.PassOnForm),
        *(cash_forms.LowerForm, CloseForm),
    ]
