"""What the forms about a buyer's loan hold: plain values that say what is wrong with them, field by field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from deskapp.desks.contracts.loans.model import LOAN_KINDS, REPAYMENTS
from deskapp.errors import Fault
from deskapp.money.rules import judge_amount
from deskapp.office.checking import Faults, wrong_choices
from deskapp.office.tariffs.loans import MOST_MONTHS, MOST_PERCENT
from deskapp.values.text import clean

LINE_LIMIT: Final = 200
RATE_PLACES: Final = 3
_LINES: Final = ("bank", "branch", "loan_number", "note")


@dataclass(frozen=True, slots=True)
class MortgageDraft:
    """A loan of a deal's buyer. ``rate`` is percent a year, ``months`` its term; ``borrower_id`` None the first buyer.

    ``deposit`` is what we leave with the bank until its mortgage is registered; ``replaces_id`` the refused loan that
    this one comes after.
    """

    deal_id: int
    kind: str
    bank: str
    amount: Decimal
    branch: str = ""
    direct: bool = False
    borrower_id: int | None = None
    co_borrower_id: int | None = None
    months: int | None = None
    rate: Decimal | None = None
    repayment: str = "annuity"
    deposit: Decimal | None = None
    loan_number: str = ""
    note: str = ""
    begun_on: date | None = None
    replaces_id: int | None = None

    def checked(self, currency: str, today: date) -> tuple[MortgageDraft, Faults]:
        """The draft in normal form with its faults by field."""
        faults = wrong_choices(self, {"kind": LOAN_KINDS, "repayment": REPAYMENTS})
        kept: dict[str, Any] = {name: clean(getattr(self, name)) for name in _LINES}
        for name in _LINES:
            if len(kept[name]) > LINE_LIMIT:
                faults[name] = Fault("draft.too_long", {"limit": LINE_LIMIT})
        if not kept["bank"]:
            faults["bank"] = Fault("mortgage.no_bank")
        if fault := judge_amount(self.amount, currency):
            faults["amount"] = fault
        if self.deposit is not None and (fault := judge_amount(self.deposit, currency, zero=True)):
            faults["deposit"] = fault
        elif self.deposit is not None and self.deposit > self.amount:
            faults["deposit"] = Fault("mortgage.deposit_over", {"amount": self.amount})
        if fault := judge_months(self.months):
            faults["months"] = fault
        if fault := judge_rate(self.rate):
            faults["rate"] = fault
        if self.begun_on is not None and self.begun_on > today:
            faults["begun_on"] = Fault("mortgage.future", {"day": self.begun_on})
        if self.co_borrower_id is not None and self.co_borrower_id == self.borrower_id:
            faults["co_borrower_id"] = Fault("mortgage.same_borrower")
        # a deposit of nothing is none
        return replace(self, **kept, deposit=self.deposit or None), faults


@dataclass(frozen=True, slots=True)
class LoanNote:
    """What is noted with a fact: the amount that was approved, disbursed, left or recovered; a reason; a voucher."""

    amount: Decimal | None = None
    reason: str = ""
    number: str = ""
    account: str = ""
    supervised: bool = False

    def checked(self, currency: str) -> tuple[LoanNote, Faults]:
        """The note in normal form with its faults by field."""
        kept: dict[str, Any] = {name: clean(getattr(self, name)) for name in ("reason", "number", "account")}
        long = [name for name, text in kept.items() if len(text) > LINE_LIMIT]
        faults: Faults = {name: Fault("draft.too_long", {"limit": LINE_LIMIT}) for name in long}
        if self.amount is not None and (fault := judge_amount(self.amount, currency)):
            faults["amount"] = fault
        return replace(self, **kept), faults


def judge_months(months: int | None) -> Fault | None:
    """What is wrong with a term."""
    if months is not None and not 1 <= months <= MOST_MONTHS:
        return Fault("loan.months", {"value": months, "most": MOST_MONTHS})
    return None


def judge_rate(rate: Decimal | None) -> Fault | None:
    """What is wrong with interest a year in percent; it is kept to 0.001 %."""
    if rate is None:
        return None
    if not 0 <= rate <= MOST_PERCENT or rate.scaleb(RATE_PLACES) != int(rate.scaleb(RATE_PLACES)):
        return Fault("mortgage.rate", {"value": str(rate), "most": MOST_PERCENT})
    return None


def rate_to_store(rate: Decimal | None) -> int | None:
    """Percent a year as thousandths of a percent."""
    return None if rate is None else int(rate.scaleb(RATE_PLACES))


def rate_from_store(stored: int | None) -> Decimal | None:
    """Thousandths of a percent as percent a year."""
    return None if stored is None else Decimal(stored).scaleb(-RATE_PLACES)
