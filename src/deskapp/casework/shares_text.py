"""What a payment shall pay, as a cashier types it: figures of the charges as they are listed, amounts where told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, cast

from deskapp.errors import Fault
from deskapp.money.queries import ChargeRow
from deskapp.values import Currency
from deskapp.values.money import parse_typed_money

_BETWEEN: Final = re.compile(r"[\s,，、;；]+")
_TOLD: Final = re.compile(r"(?a)(\d{1,3})(?:[=＝](.+))?")
Shares = dict[int, Decimal]


def read_shares(
    text: str, charges: Sequence[ChargeRow], amount: Decimal, currency: str
) -> tuple[Shares | None, Fault | None]:
    """``2 1=50000``: the second charge as far as the money goes, of the first 50,000; ``0`` pays nothing yet.

    Amounts that are told come first, the others take what is left in the order in which they are named.
    """
    shares: Shares = {}
    named: list[ChargeRow] = []
    words = [word for word in _BETWEEN.split(text.strip()) if word]
    if words == ["0"]:
        return {}, None
    for word in words:
        found = _TOLD.fullmatch(word)
        if found is None or not 1 <= int(found[1]) <= len(charges):
            return None, Fault("cash.pays_form", {"value": word, "most": len(charges)})
        charge = charges[int(found[1]) - 1]
        if charge in named or charge.id in shares:
            return None, Fault("cash.pays_twice", {"value": found[1]})
        if not found[2]:
            named.append(charge)
            continue
        told, fault = parse_typed_money(found[2], cast("Currency", currency))
        if told is None:
            return None, fault
        if told > charge.open:
            return None, Fault("cash.pays_over", {"value": found[1], "open": charge.open})
        if told:
            shares[charge.id] = told
    left = amount - sum(shares.values(), Decimal(0))
    if left < 0:
        return None, Fault("cash.pays_too_much", {"amount": amount, "over": -left})
    for charge in named:
        share = min(left, charge.open)
        if share > 0:
            shares[charge.id] = share
            left -= share
    return shares, None
