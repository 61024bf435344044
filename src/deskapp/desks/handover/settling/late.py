"""Late delivery (逾期交房): days after the last day of the contract, and the penalty that they come to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from deskapp.values.money import round_money

RATE_UNIT: Final = Decimal("0.001")
"""Daily rates are kept in thousandths of a percent."""


def late_days(due_on: date | None, day: date) -> int:
    """Days after the last one, up to the day itself, which counts; none where it is in time or no day was agreed."""
    return max(0, (day - due_on).days) if due_on is not None else 0


def late_penalty(paid: Decimal, daily_percent: Decimal, days: int, currency: str = "CNY") -> Decimal:
    """What a seller owes who hands over so many days late: a share a day of what was paid, rounded once.

    商品房买卖合同示范文本: the rate is the contract's; without one there is no sum, but the rent of a comparable home.
    """
    return round_money(paid * daily_percent * days / 100, currency)


def daily_percent(stored: int | None) -> Decimal | None:
    """A stored rate (0.001 % a day) in percent."""
    return None if stored is None else Decimal(stored) * RATE_UNIT
