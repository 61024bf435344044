"""What fits together on the listing board, and how a line of it may go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

MOVES: Final[Mapping[str, tuple[str, ...]]] = {
    "offered": ("reserved", "done", "withdrawn"),
    "reserved": ("offered", "done", "withdrawn"),
    "withdrawn": ("offered",),
    "done": (),
}
"""What may become of a line; what is done is done."""
OPEN: Final = ("offered", "reserved")


@dataclass(frozen=True, slots=True)
class Terms:
    """What is offered, or sought: of a wish ``price`` is the limit and ``area`` the least, None for any."""

    kind: str
    unit_kind: str
    customer_id: int
    price: Decimal | None
    currency: str
    area: Decimal | None


def matches(offer: Terms, wish: Terms) -> bool:
    """Whether an offer is what somebody else wishes: the same kind, not dearer and not smaller.

    Where the area of an offer is not known it does not match a wish that names one.
    """
    if offer.customer_id == wish.customer_id:
        return False
    if (offer.kind, offer.unit_kind, offer.currency) != (wish.kind, wish.unit_kind, wish.currency):
        return False
    if wish.price is not None and (offer.price is None or offer.price > wish.price):
        return False
    return wish.area is None or (offer.area is not None and offer.area >= wish.area)
