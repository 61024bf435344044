"""What a transfer of house or land costs in Vietnam, and a conversion of land to residential use: estimates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
"""Who owes a charge of a sale by law; ``agreed`` leaves it to the parties."""

KINDS: Final = ("sale", "gift", "inheritance")
_GIFT_PAYERS: Final[Mapping[str, str]] = MappingProxyType(
    {"registration_fee": "receiver", "income_tax": "receiver", "notary_fee": "agreed"}
)


@dataclass(frozen=True, slots=True)
class TransferFees:
    """The charges of one transfer in whole đồng, and what the customer must be told with them."""

    registration_fee: Decimal
    income_tax: Decimal
    notary_fee: Decimal
    warnings: tuple[Fault, ...] = ()
    payers: Mapping[str, str] = field(default_factory=lambda: PAYERS)
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why a charge is not owed, by charge: the reason of the exemption."""

    @property
    def total(self) -> Decimal:
        """All charges together."""
        return self.registration_fee + self.income_tax + self.notary_fee

    @property
    def owed(self) -> dict[str, Decimal]:
        """What each side owes by law, and what is left to the parties; who owes nothing too."""
        sums = dict.fromkeys(self.payers.values(), Decimal(0))
        for charge, payer in self.payers.items():
            sums[payer] += getattr(self, charge)
        return sums


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
    kind: str = "sale",
    relation: str | None = None,
    owned_days: int | None = None,
    exempt_tax: str | None = None,
    exempt_fee: str | None = None,
    tariffs: Tariffs | None = None,
) -> TransferFees:
    """Registration fee, income tax and notary fee of a transfer for ``value`` đồng on ``day``.

    The registration fee is taken on the higher of price and the province's table price, up to its cap (NĐ 10/2022);
    the income tax and the notary fee (TT 257/2016) on the price. A gift or inheritance is taxed at its receiver's, on
    what is above a threshold. ``relation`` of the two sides frees from the tax, and from the fee where nothing is paid
    for it; ``owned_days`` says that the seller owns no other home, and for how long. ``exempt_tax`` and ``exempt_fee``
    are reasons that a clerk names instead.
    """
    _refuse_negative(value=value, table_value=table_value or Decimal(0))
    if kind not in KINDS:
        raise DeskError("tariff.kind", "kind", value=kind, known=", ".join(KINDS))
    tariffs = tariffs or shipped_tariffs()
    base = max(value, table_value or Decimal(0))
    warnings = [Fault("tariff.table_above_price", warning=True)] if base > value else []
    fee = tariff_amount("vn.registration_fee", base, day, tariffs)
    tax = tariff_amount("vn.income_tax", value, day, tariffs) if kind == "sale" else _gift_tax(base, day, tariffs)
    notary = tariff_amount("vn.notary_fee", value, day, tariffs)
    told = {"income_tax": exempt_tax, "registration_fee": exempt_fee}
    if relation is not None:
        told["income_tax"] = told["income_tax"] or relation
        if kind == "sale":
            warnings.append(Fault("tariff.fee_on_sale", warning=True))
        else:
            told["registration_fee"] = told["registration_fee"] or relation
    if owned_days is not None and told["income_tax"] is None and kind == "sale":
        needed = tariffs.rate("vn.only_home.days", day)
        if owned_days >= needed:
            told["income_tax"] = "only-home"
        else:
            warnings.append(Fault("tariff.only_home_short", {"days": owned_days, "needed": needed}, warning=True))
    reasons: dict[str, str] = {}
    for charge, reason in (("registration_fee", told["registration_fee"]), ("income_tax", told["income_tax"])):
        if reason is not None:
            reasons[charge] = tariffs.exemption(f"vn.{charge}", reason, day).reason
            fault = _exempt(f"vn.{charge}", reason, day, tariffs)
            warnings += [fault] if fault not in warnings else []
    return TransferFees(
        Decimal(0) if "registration_fee" in reasons else fee,
        Decimal(0) if "income_tax" in reasons else tax,
        notary,
        tuple(warnings),
        PAYERS if kind == "sale" else _GIFT_PAYERS,
        reasons,
    )


def _gift_tax(value: Decimal, day: date, tariffs: Tariffs) -> Decimal:
    """Income tax on a gift or an inheritance: a share of what is above the threshold."""
    above = max(value - tariffs.rate("vn.gift_tax.threshold", day), Decimal(0))
    return _dong(above * tariffs.rate("vn.gift_tax.rate", day))


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
