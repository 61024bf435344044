"""The life of a contract as steps: which is next, and what each has as its fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from deskapp.desks.contracts.sale.limits import COUNTRY_OF, state_order
from deskapp.desks.contracts.sale.model import SaleContract

STEP_OF: Final = {
    "draft": "draft",
    "reviewed": "review",
    "online": "online",
    "signed": "sign",
    "sealed": "seals",
    "filed": "file",
    "pre_registered": "pre_register",
}
"""The step that makes each state a fact."""
_BEYOND: Final = ("reviewed", "online", "signed", "filed")


@dataclass(frozen=True, slots=True)
class LifeFact:
    """A state with its day (None: not yet), who made it a fact, and the number that came with it."""

    state: str
    day: date | None
    who: str = ""
    number: str = ""

    @property
    def step(self) -> str:
        """The step that makes it a fact; a reservation is made with the contract itself."""
        return STEP_OF.get(self.state, "")


def life_of(contract: SaleContract, today: date) -> tuple[LifeFact, ...]:
    """Every state in the order of the place, as far as it is a fact.

    A reservation only where there was one, and no drafting of a contract that came with a file, signed already.
    """
    filed = LifeFact("filed", contract.filed_on, number=contract.filing_number)
    facts = {
        "reserved": LifeFact("reserved", contract.reserved_on, number=contract.reservation_number),
        "draft": LifeFact("draft", contract.drafted_on, contract.drafted_by),
        "reviewed": LifeFact("reviewed", contract.reviewed_on, contract.reviewed_by),
        "online": LifeFact("online", contract.online_signed_on, number=contract.online_number),
        "signed": LifeFact("signed", contract.signed_on),
        "sealed": LifeFact("sealed", contract.seals_checked_on, contract.seals_checked_by),
        "filed": filed,
        "pre_registered": LifeFact(
            "pre_registered", contract.pre_registered_on, number=contract.pre_registration_number
        ),
    }
    order = state_order(contract.signed_on or today, COUNTRY_OF.get(contract.currency, "CN"))
    passed = (
        {"reserved"} if all(facts[state].day is None for state in order if state in _BEYOND) else {"reserved", "draft"}
    )
    beyond = [state for state in facts if state not in order and facts[state].day is not None]
    asked = [state for state in order if state not in passed or facts[state].day is not None]
    return tuple(facts[state] for state in (*asked, *beyond))


def next_step(life: Sequence[LifeFact], *, cancelled: bool) -> str:
    """The step to do next: the first whose fact is missing; none of a contract that is off or has all of them."""
    if cancelled:
        return ""
    return next((fact.step for fact in life if fact.day is None), "")
