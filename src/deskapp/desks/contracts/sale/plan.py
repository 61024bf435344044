"""How a price is to be paid: the plan that a method makes, and its lines as charges of the deal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from sqlmodel import col, select

from deskapp.desks.contracts.sale.drafts import PlanLine, judge_lines
from deskapp.desks.contracts.sale.limits import COUNTRY_OF, find_limit
from deskapp.desks.contracts.sale.model import PAY_METHODS, SaleContract
from deskapp.desks.contracts.sale.projection import PRICE
from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.money.allocations import find_shares, give_shares
from deskapp.money.charges import add_charge, withdraw_charge
from deskapp.money.drafts import ChargeDraft
from deskapp.money.model import Charge, Receipt
from deskapp.money.queries import get_charges
from deskapp.money.rules import allocate_in_order
from deskapp.office.deal.queries import buyers_of, rooms_of
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.values.money import from_minor, to_minor

_FIRST: Final = "down_payment"


def make_plan(
    method: str,
    price: Decimal,
    signed_on: date | None,
    down_payment: Decimal | None = None,
    lines: Sequence[PlanLine] | None = None,
    *,
    loan_amount: Decimal | None = None,
    currency: str = "CNY",
) -> tuple[PlanLine, ...]:
    """The lines that make up a price. Pure: a day is left out where it is the signing day and nobody knows it yet.

    ``lines`` as typed are taken as they are, once they come to the price. A loan buyer pays the down payment at signing
    and the bank the loan; instalments that nobody told are one line of the whole price.
    Raises ``plan.sum``, ``plan.no_down_payment``, ``plan.beyond_price``, ``plan.parts``.
    """
    if method not in PAY_METHODS:
        raise DeskError("draft.choice", "method", value=method)
    if lines is not None:
        return _checked(method, price, tuple(lines), currency)
    if method == "lump_sum":
        return (PlanLine("whole", price, signed_on),)
    down = down_payment
    if down is None and method == "mortgage":
        if loan_amount is None:
            raise DeskError("plan.no_down_payment", "down_payment")
        down = price - loan_amount
    down = down or Decimal(0)
    if not 0 <= down <= price:
        raise DeskError("plan.beyond_price", "down_payment", price=price)
    first, rest = ("down_payment", "loan") if method == "mortgage" else ("instalment", "instalment")
    if not down:
        # an instalment plan of which nobody told the parts
        return (PlanLine(rest, price, _later(signed_on, method, currency) if method == "mortgage" else signed_on),)
    made = (PlanLine(first, down, signed_on), PlanLine(rest, price - down, _later(signed_on, method, currency)))
    return tuple(line for line in made if line.amount)


def _later(signed_on: date | None, method: str, currency: str) -> date | None:
    if signed_on is None:
        return None
    code = "plan.loan_days" if method == "mortgage" else "plan.instalment_days"
    days = find_limit(code, signed_on, COUNTRY_OF.get(currency, "")) or find_limit(code, signed_on)
    return None if days is None else signed_on + timedelta(days=int(days))


def _checked(method: str, price: Decimal, lines: tuple[PlanLine, ...], currency: str) -> tuple[PlanLine, ...]:
    if fault := judge_lines(lines, currency):
        raise DeskError(fault.code, "lines", **fault.values)
    total = sum((line.amount for line in lines), Decimal(0))
    if total != price:
        raise DeskError("plan.sum", "lines", sum=total, price=price, difference=abs(price - total))
    parts = {line.part for line in lines}
    if method == "mortgage" and "down_payment" not in parts:
        raise DeskError("plan.no_down_payment", "lines")
    if method != "mortgage" and "loan" in parts:
        raise DeskError("plan.parts", "lines")
    return lines


def set_plan(work: Work, contract_id: int, lines: Sequence[PlanLine], reason: str = "") -> list[Charge]:
    """From now on the price is paid by these lines; the charges of the deal follow.

    A line that stands there already keeps its charge. What was paid on the others pays the new ones, the down payment
    first; what is left over stays free on its receipt. Another down payment is a clerk's edit, that no file undoes.
    """
    contract = work.get(SaleContract, contract_id)
    if contract.cancelled_on is not None:
        raise DeskError("sale_contract.cancelled", number=contract.number, day=contract.cancelled_on)
    price = from_minor(contract.price, contract.currency)
    wanted = list(_checked(contract.method, price, tuple(lines), contract.currency))
    kept, gone = [], []
    for charge in price_charges(work, contract.deal_id):
        same = next((line for line in wanted if _is_of(charge, line)), None)
        if same is None:
            gone.append(charge)
        else:
            wanted.remove(same)
            kept.append(charge)
    receipts = list(
        dict.fromkeys(share.receipt_id for charge in gone for share in find_shares(work, charge_id=record_id(charge)))
    )
    for charge in gone:
        withdraw_charge(work, record_id(charge), reason or words(work.clerk.language).text("plan.replaced_reason"))
    made = [_add(work, contract, line) for line in wanted]
    before, after = (_down_payment(charges) for charges in ([*kept, *gone], [*kept, *made]))
    if before != after and (kept or gone):
        work.mark_edited(contract, {"down_payment": before and from_minor(before, contract.currency)})
    pay_again(work, receipts, contract.deal_id)
    return [*kept, *made]


def _down_payment(charges: Sequence[Charge]) -> int | None:
    return sum(charge.amount for charge in charges if charge.part == _FIRST) or None


def pay_again(work: Work, receipt_ids: Sequence[int], deal_id: int) -> None:
    """Let what these receipts have free pay what is open of a deal's price: the down payment first, then by day."""
    for receipt_id in receipt_ids:
        receipt = work.get(Receipt, receipt_id)
        numbers = [record_id(charge) for charge in price_charges(work, deal_id)]
        charges = sorted(
            (row for row in get_charges(work, numbers) if row.currency == receipt.currency),
            key=lambda row: (row.part != _FIRST, row.due_on or date.min, row.id),
        )
        shares = allocate_in_order(from_minor(receipt.free, receipt.currency), charges)
        if shares:
            give_shares(work, receipt, shares)


def price_charges(reader: Reader, deal_id: int) -> list[Charge]:
    """The living charges of a deal's price, in the order in which they were made."""
    query = select(Charge).where(Charge.deal_id == deal_id, Charge.purpose == PRICE, col(Charge.withdrawn_at).is_(None))
    return list(reader.session.exec(query.order_by(col(Charge.id))))


def plan_of(reader: Reader, deal_id: int) -> tuple[PlanLine, ...]:
    """The plan of a deal as lines."""
    return tuple(
        PlanLine(charge.part, from_minor(charge.amount, charge.currency), charge.due_on, charge.text)
        for charge in price_charges(reader, deal_id)
    )


def first_buyer(reader: Reader, deal_id: int) -> int:
    """The customer whom a deal's charges stand with: the first buyer."""
    return buyers_of(reader, [deal_id])[deal_id][0].customer.id


def move_charges(work: Work, deal_id: int) -> None:
    """What is still open of a deal is owed by its first buyer now, after a change of parties."""
    buyer = first_buyer(work, deal_id)
    query = select(Charge).where(
        Charge.deal_id == deal_id, col(Charge.withdrawn_at).is_(None), col(Charge.paid) < col(Charge.amount)
    )
    for charge in work.session.exec(query).all():
        work.change(charge, {"customer_id": buyer})


def _is_of(charge: Charge, line: PlanLine) -> bool:
    amount = to_minor(line.amount, charge.currency)
    return (charge.part, charge.amount, charge.due_on, charge.text) == (line.part, amount, line.due_on, line.text)


def _add(work: Work, contract: SaleContract, line: PlanLine) -> Charge:
    rooms = rooms_of(work, [contract.deal_id]).get(contract.deal_id, ())
    return add_charge(
        work,
        ChargeDraft(
            first_buyer(work, contract.deal_id),
            PRICE,
            line.amount,
            contract.currency,
            line.text,
            line.due_on,
            rooms[0].unit_id if rooms else None,
            contract.signed_on or contract.drafted_on,
            contract.deal_id,
            line.part,
        ),
    )
