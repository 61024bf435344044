"""Which form belongs to the step that a case stands at, and which one mends a gate that is shut."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from deskapp.cases.page import CasePage
from deskapp.cases.procedure import Procedure
from deskapp.casework.screens.authority import AuthorityForm
from deskapp.casework.screens.fields_form import CaseForm
from deskapp.casework.screens.step_forms import CaseForms, Make, StepForm
from deskapp.desks.intake.screens.advice import AdviceForm
from deskapp.desks.intake.screens.care import SurveyForm, TroubleForm
from deskapp.desks.intake.screens.check import CheckForm
from deskapp.desks.intake.screens.check_person import PersonCheckForm
from deskapp.desks.intake.screens.contract import ContractForm
from deskapp.desks.intake.screens.delivery import DeliveryForm
from deskapp.desks.intake.screens.fields_edit import EditCaseForm
from deskapp.desks.intake.screens.quote import QuoteForm
from deskapp.desks.intake.screens.right import EndRightForm, RightForm

OF_GATE: Final[Mapping[str, Make]] = {
    "identity.checked": CheckForm,
    "parcel.checked": CheckForm,
    "parcel.clear": CheckForm,
    "quotation.accepted": QuoteForm,
    "contract.signed": ContractForm,
    "result.received": AuthorityForm,
    "result.delivered": DeliveryForm,
    "representation.valid": RightForm,
    "parties.seen": PersonCheckForm,
    "parties.may_act": RightForm,
    "split.areas": EditCaseForm,
}
"""What mends a gate of this desk."""

_OF_STEP: Final[Mapping[str, Make]] = {
    "verification": CheckForm,
    "advice": QuoteForm,
    "work": AuthorityForm,
    "delivery": DeliveryForm,
    "aftercare": SurveyForm,
}


def form_of_step(page: CasePage) -> Make | None:
    """The form of the current step; None where the step has none, or the case has ended.

    At the contract it is the quotation until that is accepted; without an authority there is nothing to note of one.
    """
    current = page.current
    if current is None:
        return SurveyForm if page.row.outcome == "delivered" else None
    kind = current.step.kind
    if _is_shut(page, "parties.seen"):
        return PersonCheckForm
    if kind == "contract":
        return QuoteForm if _is_shut(page, "quotation.accepted") else ContractForm
    if kind in ("work", "check"):
        return AuthorityForm if page.procedure.authority is not None else None
    if kind == "delivery" and page.procedure.authority is not None and page.row.authority_state != "result":
        return AuthorityForm
    return _OF_STEP.get(kind)


def _is_shut(page: CasePage, gate: str) -> bool:
    return any(result.id == gate and not result.is_open for result in page.gates)


def forms() -> list[type[CaseForm]]:
    """Every form of this desk about a case, for drafts that are returned to."""
    found: list[Any] = [CheckForm, QuoteForm, ContractForm, AuthorityForm, DeliveryForm, SurveyForm]
    return [*found, TroubleForm, AdviceForm, RightForm, EndRightForm, PersonCheckForm]


def _is_quoted(procedure: Procedure) -> bool:
    return bool(procedure.fees) or _has_gate(procedure, "quotation.accepted")


def _has_gate(procedure: Procedure, *gates: str) -> bool:
    return any(gate in gates for step in procedure.steps for gate in step.gates)


def _has_step(procedure: Procedure, kind: str) -> bool:
    return any(step.kind == kind for step in procedure.steps)


CASE_FORMS: Final = CaseForms(
    steps=(
        StepForm("check", CheckForm, lambda procedure: _has_gate(procedure, "identity.checked", "parcel.checked")),
        StepForm("person", PersonCheckForm, lambda procedure: _has_gate(procedure, "parties.seen")),
        StepForm("quote", QuoteForm, _is_quoted),
        StepForm("contract", ContractForm, lambda procedure: _has_step(procedure, "contract")),
        StepForm("authority", AuthorityForm, lambda procedure: procedure.authority is not None),
        StepForm("deliver", DeliveryForm, lambda procedure: _has_step(procedure, "delivery")),
        StepForm("survey", SurveyForm, lambda procedure: _has_step(procedure, "aftercare")),
    ),
    of_step=form_of_step,
    of_gate=OF_GATE,
    deeds={"advice": AdviceForm, "right": RightForm, "end_right": EndRightForm, "trouble": TroubleForm},
)
"""What this desk brings to the page of a case."""
