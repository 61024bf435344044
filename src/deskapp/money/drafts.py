"""What the cashier's forms hold: plain values that say what is wrong with them, field by field."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from deskapp.errors import Fault
from deskapp.money.kinds import KINDS
from deskapp.money.model import METHODS
from deskapp.money.purposes import purposes
from deskapp.money.rules import judge_amount
from deskapp.office.checking import Faults, wrong_choices
from deskapp.values.money import PLACES
from deskapp.values.text import clean

LINE_LIMIT: Final = 200
CURRENCIES: Final = tuple(PLACES)
_SPENDING: Final = {"method": METHODS}
_TAKING: Final = {"currency": CURRENCIES, "method": METHODS, "paid_for": ("", *KINDS)}


@dataclass(frozen=True, slots=True)
class ChargeDraft:
    """Something to be paid: for what, how much, by when. ``text`` where the purpose alone does not say it.

    ``deal_id`` where it is owed for a deal, ``part`` which part of the price it is.
    """

    customer_id: int
    purpose: str
    amount: Decimal
    currency: str
    text: str = ""
    due_on: date | None = None
    unit_id: int | None = None
    charged_on: date | None = None
    deal_id: int | None = None
    part: str = ""

    def checked(self) -> tuple[ChargeDraft, Faults]:
        """The draft in normal form with its faults by field."""
        faults = wrong_choices(self, {"purpose": tuple(purposes()), "currency": CURRENCIES})
        kept = _lines(self, faults, "text")
        _judge_amount(self, faults)
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class ReceiptDraft:
    """Money that comes in. ``payer_name`` where another one pays (代付), ``account`` and ``supervised`` where it went.

    ``allocate`` says what it pays, charge by charge ({} nothing yet); None is the oldest open charge first, among
    ``charges`` where some are named. ``received_at`` where it was earlier than now. For a deal (``deal_id``) it pays
    what is open of that deal alone, by ``paid_for``, what the payer says it is for (``kinds.charges_paid``).
    """

    customer_id: int
    amount: Decimal
    currency: str
    method: str
    slip: str = ""
    account: str = ""
    payer_name: str = ""
    payer_note: str = ""
    supervised: bool = False
    received_at: datetime | None = None
    allocate: Mapping[int, Decimal] | None = None
    charges: Collection[int] = ()
    deal_id: int | None = None
    paid_for: str = ""

    def checked(self, now: datetime) -> tuple[ReceiptDraft, Faults]:
        """The draft in normal form with its faults by field."""
        faults = wrong_choices(self, _TAKING)
        kept = _lines(self, faults, "slip", "account", "payer_name", "payer_note")
        _judge_amount(self, faults)
        _judge_moment(self, "received_at", now, faults)
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class RefundDraft:
    """Money given back of what a receipt has free; ``payee_name`` empty is who paid."""

    receipt_id: int
    amount: Decimal
    method: str
    reason: str
    payee_name: str = ""
    account: str = ""
    slip: str = ""
    paid_at: datetime | None = None

    def checked(self, currency: str, now: datetime) -> tuple[RefundDraft, Faults]:
        """The draft in normal form with its faults by field, against the receipt's currency."""
        faults = wrong_choices(self, _SPENDING)
        kept = _lines(self, faults, "reason", "payee_name", "account", "slip")
        _judge_payout(self, currency, now, faults)
        if not kept["reason"]:
            faults["reason"] = Fault("money.reason")
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class PassOnDraft:
    """Money held for somebody else that goes to them (tax office, treasury, notary); ``slip`` is their voucher."""

    charge_id: int
    amount: Decimal
    slip: str
    method: str = "transfer"
    payee_name: str = ""
    account: str = ""
    paid_at: datetime | None = None

    def checked(self, currency: str, now: datetime) -> tuple[PassOnDraft, Faults]:
        """The draft in normal form with its faults by field, against the charge's currency."""
        faults = wrong_choices(self, _SPENDING)
        kept = _lines(self, faults, "slip", "payee_name", "account")
        _judge_payout(self, currency, now, faults)
        if not kept["slip"]:
            faults["slip"] = Fault("pass_on.slip")
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class CloseDraft:
    """The end of a day: what was counted of each method and currency (the day's takings, without the float)."""

    day: date
    counted: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    note: str = ""

    def checked(self, today: date) -> tuple[CloseDraft, Faults]:
        """The draft in normal form with its faults by field; a count is the field ``METHOD_CURRENCY``."""
        faults: Faults = {}
        kept = _lines(self, faults, "note")
        if self.day > today:
            faults["day"] = Fault("daybook.future", {"day": self.day})
        for (method, currency), counted in self.counted.items():
            if method not in METHODS or currency not in CURRENCIES:
                faults["counted"] = Fault("draft.choice", {"value": f"{method} {currency}"})
            elif fault := judge_amount(abs(counted), currency, zero=True):
                faults[counted_field(method, currency)] = fault
        return replace(self, **kept), faults


def counted_field(method: str, currency: str) -> str:
    """The form's field in which a method and currency is counted."""
    return f"{method}_{currency.lower()}"


def _lines(draft: object, faults: Faults, *names: str) -> dict[str, Any]:
    """These fields as one clean line each."""
    kept = {name: clean(getattr(draft, name)) for name in names}
    faults.update(
        {name: Fault("draft.too_long", {"limit": LINE_LIMIT}) for name in names if len(kept[name]) > LINE_LIMIT}
    )
    return kept


def _judge_amount(draft: ChargeDraft | ReceiptDraft, faults: Faults) -> None:
    if "currency" not in faults and (fault := judge_amount(draft.amount, draft.currency)):
        faults["amount"] = fault


def _judge_payout(draft: RefundDraft | PassOnDraft, currency: str, now: datetime, faults: Faults) -> None:
    if fault := judge_amount(draft.amount, currency):
        faults["amount"] = fault
    _judge_moment(draft, "paid_at", now, faults)


def _judge_moment(draft: object, name: str, now: datetime, faults: Faults) -> None:
    moment = getattr(draft, name)
    if moment is not None and moment > now:
        faults[name] = Fault("money.future")
