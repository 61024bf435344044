"""A further desk brings its forms to the page of a case; what it does not answer stays with the desks after it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from deskapp.cases.page import CasePage
from deskapp.casework.screens.fields_form import CaseForm
from deskapp.casework.screens.step_forms import CaseForms, StepForm
from deskapp.desks.intake.screens.check import CheckForm
from deskapp.overview.screens import case_forms


class HandoverForm(CaseForm):
    """Of a desk that is not there yet."""


HANDOVER = StepForm("survey-home", HandoverForm, lambda procedure: procedure.flow == "handover")
DESK = CaseForms(steps=(HANDOVER,), of_step=lambda page: HandoverForm if page.procedure.flow == "handover" else None)


def page(flow: str) -> CasePage:
    step = SimpleNamespace(step=SimpleNamespace(kind="verification", gates=()))
    told: Any = SimpleNamespace(
        current=step, gates=(), procedure=SimpleNamespace(flow=flow, steps=(), fees=(), authority=None)
    )
    return cast("CasePage", told)


def test_a_further_desk_has_its_own_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_forms, "DESKS", (DESK, *case_forms.DESKS))
    monkeypatch.setattr(case_forms, "OWN_FORMS", {HANDOVER.name: HANDOVER, **case_forms.OWN_FORMS})
    assert case_forms.own_of(page("handover")) == "survey-home"
    assert case_forms.own_of(page("counter")) == "check"
    assert case_forms.forms_of(page("handover")) == ("survey-home",)
    assert case_forms.forms_of(page("counter")) == ()


def test_each_form_of_a_step_is_opened_by_the_same_key() -> None:
    commands = [form.command for form in case_forms.OWN_FORMS.values()]
    assert {(command.key, command.action) for command in commands} == {
        ("5", f"own_form({name!r})") for name in case_forms.OWN_FORMS
    }
    assert case_forms.OWN_FORMS["check"].make is CheckForm
