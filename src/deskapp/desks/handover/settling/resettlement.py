"""What a resettled household settles [e05]: tiers of area above what it is entitled to, at the agreement's prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from deskapp.desks.handover.settling.rows_toml import read_file, rows_of
from deskapp.errors import DeskError
from deskapp.office.tariffs.rates import Validity
from deskapp.values.money import round_money

_BELOW: Final = "none"


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier: the area up to the entitled one (``beyond`` None), or that from so many m² above it on."""

    code: str
    beyond: Decimal | None
    free: bool
    validity: Validity


@cache
def shipped_tiers() -> tuple[Tier, ...]:
    """The rows of ``resettlement.toml``."""
    return tuple(
        Tier(
            row.text("code"),
            None if row.text("beyond") == _BELOW else row.number("beyond"),
            row.flag("free", default=False),
            row.validity(),
        )
        for row in rows_of(read_file("resettlement.toml"), "tier")
    )


def tiers_on(country: str, day: date) -> tuple[Tier, ...]:
    """The tiers of a country on a day, the lowest first."""
    rows = [one for one in shipped_tiers() if one.validity.jurisdiction == country and one.validity.holds(day)]
    return tuple(sorted(rows, key=lambda one: Decimal(-1) if one.beyond is None else one.beyond))


def settle_tiers(
    entitled: Decimal,
    final: Decimal,
    tiers: Sequence[Tier],
    prices: Mapping[str, Decimal | None],
    currency: str = "CNY",
) -> Decimal:
    """What the household pays: each square metre at the price of its tier, the entitled ones free unless told.

    A home smaller than entitled is paid back at the price of the entitled tier, where the agreement has one. A tier
    that has an area and no price is ``form.required`` at its field.
    """
    total = Decimal(0)
    for place, tier in enumerate(tiers):
        above = final - entitled
        if tier.beyond is None:
            price = prices.get(tier.code) or Decimal(0)
            total += min(final, entitled) * price if above >= 0 else above * price
            continue
        upper = tiers[place + 1].beyond if place + 1 < len(tiers) else None
        share = max(Decimal(0), (above if upper is None else min(above, upper)) - tier.beyond)
        if share:
            known = prices.get(tier.code)
            if known is None:
                raise DeskError("form.required", f"price_{tier.code}")
            total += share * known
    return round_money(total, currency)
