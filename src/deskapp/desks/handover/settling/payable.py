"""What an owner has to pay before the key, line by line: for the notice, the payment station and the slip."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from deskapp.desks.handover.settling.facts import Settled, load_many
from deskapp.desks.handover.settling.rows import AREA_DIFFERENCE, PURPOSE_OF
from deskapp.locale import Words
from deskapp.store.work import Reader


@dataclass(frozen=True, slots=True)
class Payable:
    """An amount that an owner owes, or gets back (below zero). ``text`` where its purpose alone does not say it.

    ``open`` is what is still to be paid; ``state`` as in ``rows``, of the price open or paid.
    """

    kind: str
    purpose: str
    amount: Decimal
    open: Decimal
    currency: str
    state: str
    text: str = ""
    rule: str = ""


def payables_of(reader: Reader, delivery_ids: Collection[int], today: date) -> dict[int, tuple[Payable, ...]]:
    """What each of these deliveries' owners has to pay or paid: price, area, fund, tax, fees; by delivery."""
    return {number: payables(fact) for number, fact in load_many(reader, delivery_ids, today).items()}


def payables(fact: Settled) -> tuple[Payable, ...]:
    """The same for facts in hand."""
    found = []
    if fact.price.open > 0:
        found.append(Payable("price", "price", fact.price.open, fact.price.open, fact.currency, "open"))
    area = fact.area
    if area is not None and area.amount and area.state in ("to_pay", "to_refund", "settled"):
        owed = area.open if area.state == "to_pay" else Decimal(0)
        found.append(Payable("area", AREA_DIFFERENCE, area.amount, owed, area.currency, area.state, rule=area.rule))
    for due in fact.dues:
        if due.amount is not None and due.how not in ("relieved", "not_due"):
            text = str(due.basis.get("text", ""))
            found.append(
                Payable(due.kind, PURPOSE_OF[due.kind], due.amount, due.open, due.currency, due.state, text, due.rule)
            )
    return tuple(found)


def open_total(lines: Collection[Payable]) -> dict[str, Decimal]:
    """What is still to be paid, by currency."""
    totals: dict[str, Decimal] = {}
    for line in lines:
        if line.open > 0:
            totals[line.currency] = totals.get(line.currency, Decimal(0)) + line.open
    return totals


def say_payable(line: Payable, words: Words) -> str:
    """What a line is for."""
    return line.text or words.text(f"purpose.{line.purpose}")
