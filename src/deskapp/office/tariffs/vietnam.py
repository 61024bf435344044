"""What a transfer of house or land costs in Vietnam, and a conversion of land to residential use: estimates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from deskapp.errors import DeskError, Fault
from deskapp.office.tariffs.rates import Tariffs, shipped_tariffs
from deskapp.values.money import round_money

PAYERS: Final[Mapping[str, str]] = MappingProxyType(
    {"registration_fee": "buyer", "income_tax": "seller", "notary_fee": "agreed"}
)
"""Who owes a charge by law; ``agreed`` leaves it to the parties."""


@dataclass(frozen=True, slots=True)
class TransferFees:
    """The charges of one transfer in whole đồng, and what the customer must be told with them."""

    registration_fee: Decimal
    income_tax: Decimal
    notary_fee: Decimal
    warnings: tuple[Fault, ...] = ()

    @property
    def total(self) -> Decimal:
        """All charges together."""
        return self.registration_fee + self.income_tax + self.notary_fee


@dataclass(frozen=True, slots=True)
class ConversionFee:
    """The land-use fee of a conversion in whole đồng, by the part of the area within the limit, over it, beyond."""

    within: Decimal
    over: Decimal
    beyond: Decimal
    total: Decimal


def transfer_fees(
    value: Decimal,
    day: date,
    *,
    table_value: Decimal | None = None,
    exempt_tax: str | None = None,
    exempt_fee: str | None = None,
    tariffs: Tariffs | None = None,
) -> TransferFees:
    """Registration fee, income tax and notary fee of a transfer for ``value`` đồng on ``day``.

    The registration fee is taken on the higher of price and the province's table price, up to its cap (NĐ 10/2022);
    the income tax and the notary fee (TT 257/2016) on the price. ``exempt_tax`` and ``exempt_fee`` are reasons.
    """
    _refuse_negative(value=value, table_value=table_value or Decimal(0))
    tariffs = tariffs or shipped_tariffs()
    base = max(value, table_value or Decimal(0))
    warnings = [Fault("tariff.table_above_price", warning=True)] if base > value else []
    fee = tariff_amount("vn.registration_fee", base, day, tariffs)
    tax = tariff_amount("vn.income_tax", value, day, tariffs)
    notary = tariff_amount("vn.notary_fee", value, day, tariffs)
    if exempt_fee is not None:
        warnings.append(_exempt("vn.registration_fee", exempt_fee, day, tariffs))
        fee = Decimal(0)
    if exempt_tax is not None:
        warnings.append(_exempt("vn.income_tax", exempt_tax, day, tariffs))
        tax = Decimal(0)
    return TransferFees(fee, tax, notary, tuple(warnings))


def tariff_amount(tariff: str, amount: Decimal, day: date, tariffs: Tariffs | None = None) -> Decimal:
    """What one tariff (``vn.registration_fee``, ``vn.income_tax``, ``vn.notary_fee``) makes of ``amount`` đồng."""
    tariffs = tariffs or shipped_tariffs()
    if tariff == "vn.registration_fee":
        due = min(amount * tariffs.rate(f"{tariff}.rate", day), tariffs.rate(f"{tariff}.cap", day))
    elif tariff == "vn.notary_fee":
        due = min(tariffs.banded(tariff, amount, day), tariffs.rate(f"{tariff}.cap", day))
    else:
        due = amount * tariffs.rate(f"{tariff}.rate", day)
    return _dong(due)


def conversion_fee(
    area: Decimal,
    limit: Decimal,
    residential: Decimal,
    agricultural: Decimal,
    day: date,
    *,
    tariffs: Tariffs | None = None,
) -> ConversionFee:
    """Land-use fee for ``area`` m² of garden, pond or farm land of the same parcel that becomes residential on ``day``.

    Shares of the difference of the two prices (đồng a m²): within the local allocation ``limit`` m², over it up to as
    much again, and beyond (NQ 254/2025 art. 10). The sum is rounded once.
    """
    _refuse_negative(area=area, limit=limit, residential=residential, agricultural=agricultural)
    if residential < agricultural:
        raise DeskError("tariff.price_order", "residential", residential=residential, agricultural=agricultural)
    tariffs = tariffs or shipped_tariffs()

    def part(name: str, square_metres: Decimal) -> Decimal:
        return square_metres * (residential - agricultural) * tariffs.rate(f"vn.conversion.{name}", day)

    within = part("within", min(area, limit))
    over = part("over", min(max(area - limit, Decimal(0)), limit))
    beyond = part("beyond", max(area - 2 * limit, Decimal(0)))
    return ConversionFee(_dong(within), _dong(over), _dong(beyond), _dong(within + over + beyond))


def _dong(amount: Decimal) -> Decimal:
    return round_money(amount, "VND")


def _exempt(charge: str, reason: str, day: date, tariffs: Tariffs) -> Fault:
    """The condition that the exemption stands under, as a warning beside the result."""
    row = tariffs.exemption(charge, reason, day)
    name = "only_home" if row.reason == "only-home" else "family"
    return Fault(f"tariff.exempt_{name}", {"source": row.validity.source}, warning=True)


def _refuse_negative(**amounts: Decimal) -> None:
    for name, amount in amounts.items():
        if amount < 0:
            raise DeskError("tariff.negative", name, value=amount)
