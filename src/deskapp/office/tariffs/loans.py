"""What a loan costs: monthly rates by annuity or by equal principal, reckoned exactly and rounded once at the end."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from deskapp.errors import DeskError
from deskapp.values.money import PLACES

METHODS: Final = ("annuity", "equal-principal")
MOST_MONTHS: Final = 1200
MOST_PERCENT: Final = 100
MOST_PLACES: Final = 6


@dataclass(frozen=True, slots=True)
class LoanCost:
    """The first and the last monthly rate and all interest; ``step`` is by how much each rate is below the one before.

    An annuity has one rate for all months.
    """

    first: Decimal
    last: Decimal
    interest: Decimal
    step: Decimal


def reckon_loan(
    principal: Decimal, annual_percent: Decimal, months: int, method: str, currency: str = "CNY"
) -> LoanCost:
    """What a loan of ``principal`` at so many percent a year costs; the month's rate is a twelfth of the year's.

    Fractions carry the sums, so that nothing is rounded before the end: half up to the decimals of the currency.
    """
    if method not in METHODS:
        raise DeskError("loan.method", "method", value=method, known=", ".join(METHODS))
    if principal <= 0:
        raise DeskError("money.not_positive", "principal", value=str(principal))
    if not 0 <= annual_percent <= MOST_PERCENT or _places(annual_percent) > MOST_PLACES:
        raise DeskError("loan.percent", "annual_percent", value=str(annual_percent), most=MOST_PERCENT)
    if not 1 <= months <= MOST_MONTHS:
        raise DeskError("loan.months", "months", value=months, most=MOST_MONTHS)
    whole, rate = Fraction(principal), Fraction(annual_percent) / 1200
    if method == "annuity":
        first = last = _annuity(whole, rate, months)
        interest, step = first * months - whole, Fraction(0)
    else:
        part, step = whole / months, whole / months * rate
        first, last = part + whole * rate, part + part * rate
        interest = whole * rate * (months + 1) / 2
    return LoanCost(*(_rounded(figure, currency) for figure in (first, last, interest, step)))


def _annuity(principal: Fraction, rate: Fraction, months: int) -> Fraction:
    if not rate:
        return principal / months
    growth = (1 + rate) ** months
    return principal * rate * growth / (growth - 1)


def _rounded(figure: Fraction, currency: str) -> Decimal:
    """Half up; the whole part and the rest are divided as integers, so that a half is a half."""
    places = PLACES[currency]
    twice = figure * 10**places * 2
    units = (twice.numerator // twice.denominator + 1) // 2
    return Decimal(units).scaleb(-places).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _places(figure: Decimal) -> int:
    exponent = figure.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else MOST_PLACES + 1
