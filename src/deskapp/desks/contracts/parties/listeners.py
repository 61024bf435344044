"""What follows from steps of cases about a deal; each runs in the event's own transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from deskapp.cases.clock import local_day
from deskapp.cases.model import Case, CaseEvent
from deskapp.cases.pinned import procedure_of
from deskapp.cases.projection import country_of
from deskapp.desks.contracts.parties.actions import apply_change
from deskapp.desks.contracts.parties.actions_returns import carry_over, dissolve_price, free_home, sell_on
from deskapp.desks.contracts.sale.case_deals import link_opened
from deskapp.store.work import Work

AT_END: Final[Mapping[str, Callable[[Work, Case, date], object]]] = {
    "parties.change": apply_change,
    "return.agreed": lambda work, case, _: dissolve_price(work, case),
    "exchange.carry": lambda work, case, _: carry_over(work, case),
    "deal.free": free_home,
    "resale.parties": sell_on,
}
"""What is done at the end of a step that names one of these gates."""


def follow_opening(work: Work, case: Case, event: CaseEvent) -> None:
    """A case was opened: it is about the deal of its home."""
    del event
    link_opened(work, case)


def follow_step(work: Work, case: Case, event: CaseEvent) -> None:
    """A step has ended, and what its gates asked for is done."""
    procedure = procedure_of(work, case)
    day = local_day(event.happened_at, country_of(procedure))
    for gate in procedure.step(event.step).gates:
        if gate in AT_END:
            AT_END[gate](work, case, day)


SUBSCRIBERS: Final = {"opened": (follow_opening,), "step.ended": (follow_step,)}
"""By kind of event; wiring hands them to the engine."""
