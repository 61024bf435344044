"""What the forms of settling hold: plain values that say what is wrong with them, field by field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from deskapp.desks.handover.settling.model import AREA_CLAUSES
from deskapp.errors import Fault
from deskapp.money.rules import judge_amount
from deskapp.office.checking import Faults, wrong_choices
from deskapp.values.text import clean

PRICED_BY: Final = ("gross", "inner", "unit")
LINE_LIMIT: Final = 200
PERCENT_MOST: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class AreaDraft:
    """An area settlement as it is worked out: areas in m², the price of one by the area that the home is priced by.

    ``inner`` areas beside them where both kinds are measured. None is what the deal and the survey say.
    """

    priced_by: str = "gross"
    contract_area: Decimal | None = None
    contract_inner_area: Decimal | None = None
    surveyed_area: Decimal | None = None
    surveyed_inner_area: Decimal | None = None
    unit_price: Decimal | None = None
    note: str = ""

    def checked(self, currency: str) -> tuple[AreaDraft, Faults]:
        """The draft in normal form with its faults by field."""
        faults = wrong_choices(self, {"priced_by": PRICED_BY})
        for name in ("contract_area", "contract_inner_area", "surveyed_area", "surveyed_inner_area"):
            area = getattr(self, name)
            if area is not None and area <= 0:
                faults[name] = Fault("settle.area_zero")
        if self.unit_price is not None and (fault := judge_amount(self.unit_price, currency)):
            faults["unit_price"] = fault
        return replace(self, note=clean(self.note)[:LINE_LIMIT]), faults


@dataclass(frozen=True, slots=True)
class ClauseDraft:
    """What the contracts of a project, or one deal, say of area differences; ``percent`` of a threshold."""

    clause: str
    percent: Decimal | None = None
    valid_from: date | None = None
    note: str = ""

    def checked(self) -> tuple[ClauseDraft, Faults]:
        """The draft in normal form with its faults by field."""
        faults = wrong_choices(self, {"clause": AREA_CLAUSES})
        if self.clause == "threshold" and (self.percent is None or not 0 < self.percent < PERCENT_MOST):
            faults["percent"] = Fault("settle.percent")
        return replace(self, note=clean(self.note)[:LINE_LIMIT]), faults


@dataclass(frozen=True, slots=True)
class RefundedDraft:
    """How an area difference went back to the buyer."""

    method: str = "transfer"
    account: str = ""
    slip: str = ""
    payee_name: str = ""


@dataclass(frozen=True, slots=True)
class FundDraft:
    """The fund as it is worked out: a class of the place's tariffs, or a ``tariff`` of its own with a reason."""

    tariff_class: str = ""
    tariff: Decimal | None = None
    reason: str = ""
    vat_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TaxDraft:
    """The deed tax as it is worked out: which home of the family, by which proof, declared when.

    ``rate`` overrides what the rows say, with a ``reason`` (a province's own rate, an old declaration).
    """

    home: int = 1
    proof: str = ""
    vat_percent: Decimal | None = None
    tier1: bool = False
    declared_on: date | None = None
    rate: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReliefDraft:
    """Why a due is relieved; ``exempt`` the amount up to which nothing is owed, ``proof`` what was seen of it."""

    code: str
    proof: str = ""
    exempt: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TitlePaperDraft:
    """A paper for the title: its number, how many; ``waived`` why it is not needed instead; ``shelf`` in custody."""

    code: str
    number: str = ""
    count: int = 1
    done_on: date | None = None
    waived: str = ""
    shelf: str = ""
    name: str = ""
