"""Which form of this desk belongs to a step of a case about a deal, and which one mends a gate."""

from __future__ import annotations

from typing import Final

from deskapp.cases.page import CasePage
from deskapp.cases.procedure import Procedure
from deskapp.casework.screens.step_forms import CaseForms, Make, StepForm
from deskapp.desks.contracts.parties.screens.party_forms import HoldForm, LinkForm, PartiesForm, ReleaseForm

AFTER: Final = ("parties.after", "parties.change", "resale.parties")
EXCHANGE: Final = ("exchange.new_deal", "exchange.carry")
DEALS: Final = ("deal.", "parties.", "exchange.", "filing.", "resale.")
SEEN: Final = "parties.seen"


def form_of_step(page: CasePage) -> Make | None:
    """Parties where they are asked for, until they are in order; the other home of an exchange."""
    if page.current is None:
        return None
    shut = {gate.id for gate in page.gates if not gate.is_open}
    gates = set(page.current.step.gates)
    if gates & {*EXCHANGE}:
        return LinkForm
    if not gates & {*AFTER} or (SEEN in shut and not shut & {*AFTER}):
        return None
    return PartiesForm


def _has(procedure: Procedure, gates: tuple[str, ...]) -> bool:
    return any(gate in gates for step in procedure.steps for gate in step.gates)


def _is_about_deals(procedure: Procedure) -> bool:
    return any(gate.startswith(DEALS) for step in procedure.steps for gate in step.gates)


CASE_FORMS: Final = CaseForms(
    steps=(
        StepForm("parties", PartiesForm, lambda procedure: _has(procedure, AFTER)),
        StepForm("link", LinkForm, _is_about_deals),
    ),
    of_step=form_of_step,
    of_gate={
        **dict.fromkeys(AFTER, PartiesForm),
        **dict.fromkeys((*EXCHANGE, "deal.linked", "deal.free", "return.agreed"), LinkForm),
        "deal.not_held": ReleaseForm,
    },
    rare=(StepForm("hold", HoldForm, _is_about_deals), StepForm("release", ReleaseForm, _is_about_deals)),
)
"""What this desk brings to the page of a case."""
