"""The forms that every desk's cases have, by the name that their drafts carry."""

from __future__ import annotations

from typing import Any

from deskapp.ui.drafts import Draft
from deskapp.ui.form_screen import FormScreen
from deskapp.ui.screen import DeskScreen


def form_of(draft: Draft) -> DeskScreen[Any]:
    """The form that a draft belongs to, with the draft in it; KeyError where it is none of these."""
    known = [*_case_forms(), *_cash_forms()]
    return {form.FORM: form for form in known}[draft.form](draft=draft)


def _case_forms() -> list[type[FormScreen[Any]]]:
    """What is done from the page of a case."""
    from deskapp.casework.screens import appointment, papers_forms, step, task, waiting

    return [
        *(step.EndStepForm, step.EndCaseForm, step.GoBackForm, step.SkipStepForm),
        *(task.TasksForm, task.EndTaskForm, task.CancelTaskForm, task.MoveTaskForm),
        *(waiting.BeginWaitingForm, waiting.EndWaitingForm, waiting.NoteForm, waiting.CorrectForm),
        *(papers_forms.StateForm, papers_forms.AddPaperForm, papers_forms.LendForm, papers_forms.LostForm),
        *(appointment.AppointmentForm, appointment.MoveAppointmentForm, appointment.CancelAppointmentForm),
    ]


def _cash_forms() -> list[type[FormScreen[Any]]]:
    """The cashier's."""
    from deskapp.casework.screens import cash_forms
    from deskapp.casework.screens.cash_daybook import CloseForm

    return [
        *(cash_forms.ReceiveForm, cash_forms.ChargeForm, cash_forms.RefundForm, cash_forms.PassOnForm),
        *(cash_forms.LowerForm, CloseForm),
    ]
