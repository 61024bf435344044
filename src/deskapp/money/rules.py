"""Rules of money, pure: what may be an amount, which charge is paid first, which day of the day-book takes an entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, Protocol, TypeVar

from deskapp.errors import Fault
from deskapp.values.money import PLACES, round_money

LARGEST: Final = 10**15
"""The largest amount in the smallest unit of a currency: thousands of such still add up below 64 bits."""


class OpenCharge(Protocol):
    """A charge as far as paying it goes."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def open(self) -> Decimal:
        """What is still to be paid."""

    @property
    def due_on(self) -> date | None:
        """By when; None is at once."""

    @property
    def charged_on(self) -> date:
        """Since when it is owed."""


T = TypeVar("T", bound=OpenCharge)


class DealCharge(OpenCharge, Protocol):
    """A charge of a deal: what for, and which part of it."""

    @property
    def purpose(self) -> str:
        """A code of ``purposes.toml``."""

    @property
    def part(self) -> str:
        """Which part of the price; empty where it has none."""


def judge_amount(amount: Decimal, currency: str, *, zero: bool = False) -> Fault | None:
    """What is wrong with an amount: not above zero, finer than its currency, or beyond ``LARGEST``."""
    if not amount.is_finite() or amount < 0 or (amount == 0 and not zero):
        return Fault("money.not_positive", {"value": str(amount)})
    places = PLACES[currency]
    if amount.adjusted() > 15 or amount.scaleb(places) > LARGEST:
        return Fault("money.too_large", {"value": str(amount)})
    if amount != round_money(amount, currency):
        return Fault("money.too_fine", {"value": str(amount), "currency": currency, "places": places})
    return None


def sort_oldest_first(charges: Iterable[T]) -> list[T]:
    """Charges in the order in which they are paid: by the day they are due, or were charged where none is set."""
    return sorted(charges, key=lambda charge: (charge.due_on or charge.charged_on, charge.id))


def allocate_oldest_first(amount: Decimal, charges: Iterable[OpenCharge]) -> dict[int, Decimal]:
    """How ``amount`` pays these charges, the oldest first; what is left over stays unallocated.

    Never more than the amount, and never more for a charge than is open; no charge gets nothing.
    """
    return allocate_in_order(amount, sort_oldest_first(charges))


def allocate_in_order(amount: Decimal, charges: Iterable[OpenCharge]) -> dict[int, Decimal]:
    """How ``amount`` pays these charges, one after another."""
    shares: dict[int, Decimal] = {}
    for charge in charges:
        share = min(amount, charge.open)
        if share > 0:
            shares[charge.id] = share
            amount -= share
    return shares


def release_latest_first(amount: Decimal, shares: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """What to take back from each of ``shares`` (in the order they were made) to free ``amount``: the latest first."""
    taken: dict[int, Decimal] = {}
    for key, share in reversed(list(shares.items())):
        part = min(amount, share)
        if part > 0:
            taken[key] = part
            amount -= part
    return taken


def day_to_book(day: date, last_closed: date | None) -> date:
    """The day of the day-book that takes an entry of ``day``: itself, or the first one behind the closed days."""
    return day if last_closed is None else max(day, last_closed + timedelta(days=1))


def charge_state(amount: int, paid: int, withdrawn_at: datetime | None) -> str:
    """open, part (some of it is paid), paid, or withdrawn."""
    if withdrawn_at is not None:
        return "withdrawn"
    return "paid" if paid >= amount else "part" if paid else "open"


def receipt_state(reversed_at: datetime | None, exchanged_at: datetime | None, lost_at: datetime | None) -> str:
    """void (reversed), exchanged (for an invoice), lost (declared so), or issued."""
    if reversed_at is not None:
        return "void"
    return "exchanged" if exchanged_at is not None else "lost" if lost_at is not None else "issued"
