"""The forms that the desks bring to the page of a case; a new desk is named here, before those it goes before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from deskapp.cases.page import CasePage
from deskapp.casework.screens.step_forms import CaseForms, Make, StepForm
from deskapp.desks.contracts.screens.by_step import CASE_FORMS as CONTRACTS
from deskapp.desks.intake.screens.by_step import CASE_FORMS as INTAKE

DESKS: Final[tuple[CaseForms, ...]] = (CONTRACTS, INTAKE)
"""The first that has a form for a step or a gate is taken; intake, which serves every procedure, is the last."""
OWN_FORMS: Final[Mapping[str, StepForm]] = {form.name: form for desk in DESKS for form in desk.steps}
"""The forms that belong to one kind of step each."""
OF_GATE: Final[Mapping[str, Make]] = {gate: make for desk in reversed(DESKS) for gate, make in desk.of_gate.items()}
DEEDS: Final[Mapping[str, Make]] = {name: make for desk in DESKS for name, make in desk.deeds.items()}
"""What is done more rarely, at any step."""
RARE: Final[tuple[StepForm, ...]] = tuple(form for desk in DESKS for form in desk.rare)
"""The same, of procedures that have a use for it."""


def own_of(page: CasePage) -> str:
    """The form that the current step is about."""
    make = next((found for desk in DESKS if (found := desk.of_step(page)) is not None), None)
    return next((name for name, form in OWN_FORMS.items() if form.make is make), "")


def forms_of(page: CasePage) -> tuple[str, ...]:
    """The forms that this procedure has a use for, in the order of its steps."""
    return tuple(name for name, form in OWN_FORMS.items() if form.is_of_use(page.procedure))
