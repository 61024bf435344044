"""Which form belongs to the step that a case stands at, and which one mends a gate that is shut."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from deskapp.cases.page import CasePage
from deskapp.casework.screens.authority import AuthorityForm
from deskapp.casework.screens.fields_form import CaseForm
from deskapp.desks.intake.screens.care import SurveyForm
from deskapp.desks.intake.screens.check import CheckForm
from deskapp.desks.intake.screens.contract import ContractForm
from deskapp.desks.intake.screens.delivery import DeliveryForm
from deskapp.desks.intake.screens.quote import QuoteForm
from deskapp.desks.intake.screens.right import EndRightForm, RightForm

Make = Callable[[int, str], CaseForm]

OF_GATE: Final[Mapping[str, Make]] = {
    "identity.checked": CheckForm,
    "parcel.checked": CheckForm,
    "parcel.clear": CheckForm,
    "quotation.accepted": QuoteForm,
    "contract.signed": ContractForm,
    "result.received": AuthorityForm,
    "result.delivered": DeliveryForm,
    "representation.valid": RightForm,
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
    from deskapp.desks.intake.screens.advice import AdviceForm
    from deskapp.desks.intake.screens.care import TroubleForm

    found: list[Any] = [CheckForm, QuoteForm, ContractForm, AuthorityForm, DeliveryForm, SurveyForm]
    return [*found, TroubleForm, AdviceForm, RightForm, EndRightForm]
