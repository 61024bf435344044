"""What the forms of the contracts desk hold: a contract, a reservation, a line of a plan, a filing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from deskapp.desks.contracts.sale.model import PARTS, PAY_METHODS, PRICED_BY
from deskapp.errors import Fault
from deskapp.money.drafts import CURRENCIES
from deskapp.money.rules import judge_amount
from deskapp.office.checking import Faults, take_text, wrong_choices
from deskapp.office.deal.drafts import DealUnitDraft, PartyDraft, judge_units
from deskapp.office.deal.model import DEAL_KINDS, PAYER_CLASSES
from deskapp.office.deal.rules import judge_parties
from deskapp.values.text import clean

NUMBER_LIMIT: Final = 64
_CHOICES: Final = {
    "method": PAY_METHODS,
    "priced_by": PRICED_BY,
    "currency": CURRENCIES,
    "payer_class": PAYER_CLASSES,
    "kind": DEAL_KINDS,
}


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A part of the price with the day it is due; without a day it is due when the contract is signed."""

    part: str
    amount: Decimal
    due_on: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class ContractDraft:
    """A contract as it is drafted. ``lines`` is its plan, None where the method and ``down_payment`` say it.

    ``number`` empty takes the next of our own series. Buyers without shares own jointly. ``penalty_rate`` is percent a
    day of what is paid late.
    """

    units: tuple[DealUnitDraft, ...]
    parties: tuple[PartyDraft, ...]
    price: Decimal
    method: str = "lump_sum"
    number: str = ""
    down_payment: Decimal | None = None
    loan_amount: Decimal | None = None
    bank: str = ""
    penalty_rate: Decimal | None = None
    lines: tuple[PlanLine, ...] | None = None
    currency: str = "CNY"
    priced_by: str = "gross"
    template_id: int | None = None
    payer_class: str = "retail"
    kind: str = "sale"
    drafted_on: date | None = None
    replaces_id: int | None = None
    note: str = ""

    def checked(self, today: date) -> tuple[ContractDraft, Faults]:
        """The draft in normal form with its faults by field."""
        faults = wrong_choices(self, _CHOICES)
        kept = _lines(self, faults, "number", "bank")
        take_text(kept, faults, "note", self.note)
        _judge_deal(self.units, self.parties, faults)
        if "currency" not in faults:
            _judge_money(self, faults)
        rate = self.penalty_rate
        if rate is not None and not (0 <= rate < 100 and rate == round(rate, 3)):
            faults["penalty_rate"] = Fault("sale_contract.penalty_rate", {"value": rate})
        if self.drafted_on is not None and self.drafted_on > today:
            faults["drafted_on"] = Fault("sale_contract.future_day")
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class ReservationDraft:
    """A unit kept for somebody until a day; ``price`` None is the list price, ``earnest`` what they pay for it."""

    units: tuple[DealUnitDraft, ...]
    parties: tuple[PartyDraft, ...]
    reserved_on: date
    reserved_until: date | None = None
    price: Decimal | None = None
    earnest: Decimal | None = None
    currency: str = "CNY"
    number: str = ""
    payer_class: str = "retail"
    note: str = ""

    def checked(self, today: date) -> tuple[ReservationDraft, Faults]:
        """The draft in normal form with its faults by field."""
        faults = wrong_choices(self, {"currency": CURRENCIES, "payer_class": PAYER_CLASSES})
        kept = _lines(self, faults, "number")
        take_text(kept, faults, "note", self.note)
        _judge_deal(self.units, self.parties, faults)
        for name in ("price", "earnest"):
            amount = getattr(self, name)
            if amount is not None and "currency" not in faults and (fault := judge_amount(amount, self.currency)):
                faults[name] = fault
        if self.reserved_on > today:
            faults["reserved_on"] = Fault("sale_contract.future_day")
        if self.reserved_until is not None and self.reserved_until < self.reserved_on:
            faults["reserved_until"] = Fault("draft.ends_before_start")
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class FilingDraft:
    """A row of the batch grid: which contract, its filing number, the day; a reason where it passes a shut gate."""

    contract_id: int
    number: str
    filed_on: date
    override_reason: str = ""


@dataclass(frozen=True, slots=True)
class TemplateDraft:
    """A version of the contract's text."""

    name: str
    edition: str
    valid_from: date
    valid_to: date | None = None
    project_id: int | None = None
    changes: str = ""
    source: str = ""
    stored_file_id: int | None = None
    reviewed_on: date | None = None
    reviewed_by: str = ""

    def checked(self) -> tuple[TemplateDraft, Faults]:
        """The draft in normal form with its faults by field."""
        faults: Faults = {}
        kept = _lines(self, faults, "name", "edition", "source", "reviewed_by")
        take_text(kept, faults, "changes", self.changes)
        for name in ("name", "edition"):
            if not kept[name]:
                faults[name] = Fault("template.name")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            faults["valid_to"] = Fault("draft.ends_before_start")
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """A way into the filing system: its name, what it is, and who holds it."""

    name: str
    kind: str = "login"
    system: str = ""
    holder_id: int | None = None
    note: str = ""
    begun_on: date | None = field(default=None)


def judge_lines(lines: Sequence[PlanLine], currency: str) -> Fault | None:
    """What stands against single lines of a plan: a part that is none, an amount that is none."""
    for line in lines:
        if line.part not in PARTS or line.part == "earnest":
            return Fault("draft.choice", {"value": line.part})
        if fault := judge_amount(line.amount, currency):
            return fault
    return None


def _judge_deal(units: tuple[DealUnitDraft, ...], parties: tuple[PartyDraft, ...], faults: Faults) -> None:
    if fault := judge_units(units):
        faults["units"] = fault
    if fault := judge_parties([(one.customer_id, one.role, one.share) for one in parties]):
        faults["parties"] = fault


def _judge_money(draft: ContractDraft, faults: Faults) -> None:
    if fault := judge_amount(draft.price, draft.currency):
        faults["price"] = fault
    for name in ("down_payment", "loan_amount"):
        amount = getattr(draft, name)
        if amount is None:
            continue
        if fault := judge_amount(amount, draft.currency, zero=True):
            faults[name] = fault
        elif amount > draft.price:
            faults[name] = Fault("plan.beyond_price", {"price": draft.price})
    if draft.lines is not None and (fault := judge_lines(draft.lines, draft.currency)):
        faults["lines"] = fault


def _lines(draft: object, faults: Faults, *names: str) -> dict[str, Any]:
    kept = {name: clean(getattr(draft, name)) for name in names}
    faults.update(
        {name: Fault("draft.too_long", {"limit": NUMBER_LIMIT}) for name in names if len(kept[name]) > NUMBER_LIMIT}
    )
    return kept
