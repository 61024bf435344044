"""The maintenance fund (住宅专项维修资金, kinh phí bảo trì): tariffs by place and class of building, and the sum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from deskapp.cases.procedure import Texts
from deskapp.desks.handover.settling.rows_toml import read_file, rows_of
from deskapp.office.property.model import UNIT_KINDS
from deskapp.office.tariffs.rates import Validity
from deskapp.values.money import round_money

UNITS: Final = ("m2", "price")


@dataclass(frozen=True, slots=True)
class FundTariff:
    """A tariff of a place: so much a square metre, or a share of the price before VAT."""

    code: str
    name: Texts
    unit: str
    value: Decimal
    kinds: tuple[str, ...]
    validity: Validity


@cache
def shipped_tariffs() -> tuple[FundTariff, ...]:
    """The rows of ``fund.toml``."""
    return parse_tariffs(read_file("fund.toml"))


def tariffs_of(country: str, place: str, kind: str, day: date) -> tuple[FundTariff, ...]:
    """The tariffs for a kind of unit on a day: those of the city that the place names, else the country's."""
    rows = [one for one in shipped_tariffs() if kind in one.kinds and one.validity.holds(day)]
    city = tuple(one for one in rows if len(one.validity.jurisdiction) > 1 and one.validity.jurisdiction in place)
    return city or tuple(one for one in rows if one.validity.jurisdiction == country)


def fund_amount(
    area: Decimal, tariff: Decimal, *, unit: str = "m2", base: Decimal = Decimal(0), currency: str = "CNY"
) -> Decimal:
    """The first deposit: final floor area times tariff, or a share of ``base``; rounded once."""
    return round_money(area * tariff if unit == "m2" else base * tariff, currency)


def adjustment(surveyed: Decimal, paid_for: Decimal, tariff: Decimal, currency: str = "CNY") -> Decimal:
    """What is still to be paid, or comes back, where another area was paid for: ``(S1 - S_paid) x tariff``."""
    return round_money((surveyed - paid_for) * tariff, currency)


def parse_tariffs(text: str) -> tuple[FundTariff, ...]:
    """Tariffs of a TOML text; ``tariff.file`` names the first that cannot be used."""
    return tuple(
        FundTariff(
            row.text("class"), row.texts("name"), row.text("unit", UNITS), row.number("value"),
            row.codes("kinds", UNIT_KINDS), row.validity("place"),
        )
        for row in rows_of(text, "tariff")
    )  # fmt: skip
