"""What is typed of a deal: its units with what was agreed for them, and its parties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from deskapp.errors import Fault
from deskapp.office.checking import Faults, wrong_choices
from deskapp.office.deal.model import DEAL_KINDS, PAYER_CLASSES
from deskapp.office.deal.rules import judge_parties
from deskapp.office.property.rules import judge_areas
from deskapp.values.money import PLACES

_CHOICES: Final = {"kind": DEAL_KINDS, "payer_class": PAYER_CLASSES, "currency": tuple(PLACES)}


@dataclass(frozen=True, slots=True)
class PartyDraft:
    """A party: ``share`` of a buyer, None for joint ownership; ``document_id`` None is the customer's main document."""

    customer_id: int
    role: str = "buyer"
    share: tuple[int, int] | None = None
    document_id: int | None = None


@dataclass(frozen=True, slots=True)
class DealUnitDraft:
    """A unit with what the contract says of it: areas in m², prices in the deal's currency."""

    unit_id: int
    area: Decimal | None = None
    inner_area: Decimal | None = None
    unit_price: Decimal | None = None
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DealDraft:
    """A deal as it begins; the first unit is the home, what is sold along comes behind."""

    units: tuple[DealUnitDraft, ...]
    parties: tuple[PartyDraft, ...]
    began_on: date
    kind: str = "sale"
    payer_class: str = "retail"
    currency: str = "CNY"
    replaces_id: int | None = None

    def checked(self) -> tuple[DealDraft, Faults]:
        """The draft with its faults by field."""
        faults = wrong_choices(self, _CHOICES)
        if fault := judge_units(self.units):
            faults["units"] = fault
        if fault := judge_parties([(one.customer_id, one.role, one.share) for one in self.parties]):
            faults["parties"] = fault
        return self, faults


def judge_units(units: tuple[DealUnitDraft, ...]) -> Fault | None:
    """What stands against the units of a deal: none at all, one twice, an inner area beyond the gross one, a price
    below zero."""
    if not units:
        return Fault("deal.no_units")
    numbers = [unit.unit_id for unit in units]
    if len(set(numbers)) < len(numbers):
        return Fault("deal.unit_twice")
    for unit in units:
        if fault := judge_areas(unit.area, unit.inner_area):
            return fault
        if any(one is not None and one < 0 for one in (unit.unit_price, unit.price)):
            return Fault("deal.negative_price")
    return None
