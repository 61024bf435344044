"""What a payer says a payment is for (款项), and which charges it pays by that: a part of the price, or a purpose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeVar

from deskapp.locale import Key
from deskapp.money.rules import DealCharge, sort_oldest_first

T = TypeVar("T", bound=DealCharge)
PRICE: Final = "price"
EARNEST: Final = "earnest_money"


@dataclass(frozen=True, slots=True)
class PaymentKind:
    """``purpose`` of the charges that it pays; ``part`` of the price that comes first."""

    code: str
    purpose: str
    part: str = ""

    @property
    def key(self) -> Key:
        """The catalogue's key of its name."""
        return Key(f"paid_for.{self.code}")


_PARTS: Final = ("down_payment", "instalment", "loan")
_PURPOSES: Final = (
    "area_difference", "maintenance_fund", "deed_tax", "stamp_duty", "title_fee", "property_fee", "penalty",
    "security_deposit", "service_fee", "other",
)  # fmt: skip
KINDS: Final[Mapping[str, PaymentKind]] = MappingProxyType(
    {PRICE: PaymentKind(PRICE, PRICE), "earnest": PaymentKind("earnest", EARNEST)}
    | {part: PaymentKind(part, PRICE, part) for part in _PARTS}
    | {purpose: PaymentKind(purpose, purpose) for purpose in _PURPOSES}
)
"""Every kind by its code."""


def charges_paid(paid_for: str, charges: Iterable[T]) -> list[T]:
    """Those of a deal's open charges that a payment of a kind pays, in their order; of no kind, all of them.

    The oldest is first. Of the price the part that was named comes before the others, and what a bank lends comes last
    unless it was named. Earnest money pays the price where the deal asks for no earnest money (it was turned into
    price).
    """
    kind = KINDS.get(paid_for)
    ordered = sort_oldest_first(charges)
    if kind is None:
        return sorted(ordered, key=_is_lent)
    mine = [charge for charge in ordered if charge.purpose == kind.purpose]
    if kind.purpose == EARNEST:
        mine += sorted((charge for charge in ordered if charge.purpose == PRICE), key=_is_lent)
    return (
        sorted(mine, key=lambda charge: (charge.part != kind.part, _is_lent(charge)))
        if kind.part
        else sorted(mine, key=_is_lent)
    )


def _is_lent(charge: DealCharge) -> bool:
    return charge.part == "loan"
