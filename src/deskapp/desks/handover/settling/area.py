"""The area difference of a home (面积误差): what the survey makes of the price, and whether the buyer may cancel.

``r = (S1 - S0) / S0`` with S0 the area by contract and S1 the surveyed one. What the contract says of it comes first;
where it says nothing, 商品房销售管理办法 art. 20 holds for what is priced by area.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Final

from deskapp.desks.handover.settling.model import AREA_CLAUSES
from deskapp.desks.handover.settling.rows_toml import read_file, rows_of
from deskapp.errors import DeskError
from deskapp.office.tariffs.rates import Validity
from deskapp.values.money import round_money

FULL: Final = Decimal(100)
_PLACES: Final = Decimal("0.0001")
Pair = tuple[Decimal, Decimal]
"""Area by contract and by survey, in m²."""


@dataclass(frozen=True, slots=True)
class Clause:
    """What settles a difference: ``law`` and ``threshold`` part at ``percent``, ``actual`` and ``fixed`` do not."""

    clause: str = "law"
    percent: Decimal = Decimal(3)
    source: str = ""

    @property
    def has_threshold(self) -> bool:
        """Whether more than so much gives the buyer a choice."""
        return self.clause in ("law", "threshold")


LAW: Final = Clause()


@dataclass(frozen=True, slots=True)
class AreaResult:
    """``amount`` is rounded once, at the end; positive: the buyer pays. ``branch``: actual, over, under, fixed."""

    ratio_percent: Decimal
    amount: Decimal
    may_cancel: bool
    branch: str


def settle_difference(
    contract: Decimal,
    measured: Decimal,
    price: Decimal,
    clause: Clause = LAW,
    others: Iterable[Pair] = (),
    currency: str = "CNY",
) -> AreaResult:
    """What follows for a buyer who keeps the home: money by the area that it is priced by.

    Within the threshold (that itself included) every square metre is paid for; above it the part beyond is the
    seller's gift; below, the part beyond is paid back twice. ``others`` are areas of the other kind (套内 beside 建筑
    面积), which give the right to cancel as well. ``area.zero`` where the contract has no area.
    """
    if contract <= 0:
        raise DeskError("settle.area_zero", "contract")
    difference, bound = measured - contract, clause.percent * contract
    over = _is_beyond((contract, measured), clause)
    if clause.clause == "fixed":
        branch, amount = "fixed", Decimal(0)
    elif not over:
        branch, amount = "actual", difference * price
    elif difference > 0:
        branch, amount = "over", bound * price / FULL
    else:
        branch, amount = "under", -(bound * price + 2 * (-difference * FULL - bound) * price) / FULL
    return AreaResult(
        ratio_percent(contract, measured),
        round_money(amount, currency),
        over or any(_is_beyond(pair, clause) for pair in others),
        branch,
    )


def ratio_percent(contract: Decimal, measured: Decimal) -> Decimal:
    """The difference in percent of the area by contract, to four decimals: to be shown, never to be compared."""
    return ((measured - contract) * FULL / contract).quantize(_PLACES, ROUND_HALF_UP)


def _is_beyond(pair: Pair, clause: Clause) -> bool:
    contract, measured = pair
    return clause.has_threshold and abs(measured - contract) * FULL > clause.percent * contract


# ---- what holds where a contract says nothing, and the limits of a refund


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """What the law of a country says where the contract does not; ``refund_days`` for a buyer who cancels."""

    clause: str
    percent: Decimal
    refund_days: int
    validity: Validity


@cache
def shipped_clauses() -> tuple[ClauseRow, ...]:
    """The rows of ``area.toml``."""
    return tuple(
        ClauseRow(row.text("clause", AREA_CLAUSES), row.number("percent"), row.whole("refund_days"), row.validity())
        for row in rows_of(read_file("area.toml"), "clause")
    )


def clause_of_law(country: str, day: date) -> ClauseRow:
    """What holds in a country on a day; ``tariff.no_rate`` where nothing is known."""
    for row in shipped_clauses():
        if row.validity.jurisdiction == country and row.validity.holds(day):
            return row
    raise DeskError("tariff.no_rate", "date", rate="area", day=day)


def refund_due(chosen_on: date, country: str) -> date:
    """The day until which everything is paid back to a buyer who chose to cancel (art. 20: within 30 days)."""
    return chosen_on + timedelta(days=clause_of_law(country, chosen_on).refund_days)
