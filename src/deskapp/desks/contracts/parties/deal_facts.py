"""What stands in a deal's way: overdue money, a filing, a loan, invoices, money still to give back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlmodel import col, select

from deskapp.cases.engine import Missing
from deskapp.desks.contracts.loans.model import Mortgage
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.locale import Key
from deskapp.money.model import Charge, Receipt
from deskapp.money.moving import OF_PRICE
from deskapp.money.purposes import purpose_key
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

BACK: Final = ("deed_tax", "maintenance_fund")
"""What was taken in for others with a home, and comes back when it is given up."""


@dataclass(frozen=True, slots=True)
class MoneyFact:
    """An amount of one currency, since when it is due, or whose it is."""

    amount: Decimal
    currency: str
    day: date | None = None
    text: str = ""


def load_arrears(reader: Reader, deal_id: int, today: date) -> list[MoneyFact]:
    """What of a deal should have been paid before today, by currency with its oldest day.

    A price without a day of its own is due when the contract is signed, and not before.
    """
    contract = reader.session.exec(select(SaleContract).where(SaleContract.deal_id == deal_id)).first()
    signed_on = contract.signed_on if contract is not None else None
    query = select(Charge).where(
        Charge.deal_id == deal_id, col(Charge.withdrawn_at).is_(None), Charge.amount > Charge.paid
    )
    owed: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for charge in reader.session.exec(query):
        is_price = contract is not None and charge.purpose in OF_PRICE
        due = charge.due_on or (signed_on if is_price else charge.charged_on)
        if due is not None and due < today:
            owed[charge.currency].append((due, charge.amount - charge.paid))
    return [
        MoneyFact(from_minor(sum(amount for _, amount in rows), currency), currency, min(day for day, _ in rows))
        for currency, rows in owed.items()
    ]


def judge_arrears(facts: list[MoneyFact]) -> list[Missing]:
    """Nothing is overdue."""
    return [
        Missing("deal.in_arrears", {"amount": one.amount, "currency": one.currency, "day": one.day}, "customer")
        for one in facts
    ]


def load_loans(reader: Reader, deal_id: int) -> list[Mortgage]:
    """The loans of a deal that are neither refused nor withdrawn nor paid back."""
    query = select(Mortgage).where(Mortgage.deal_id == deal_id).order_by(col(Mortgage.id))
    ended = ("refused_on", "withdrawn_on", "closed_on")
    return [loan for loan in reader.session.exec(query) if all(getattr(loan, day) is None for day in ended)]


def judge_mortgage(fact: tuple[list[Mortgage], bool]) -> list[Missing]:
    """No loan is granted yet, or the bank agrees: its consent is among the papers."""
    loans, consent = fact
    granted = [loan for loan in loans if loan.approved_on is not None or loan.disbursed_on is not None]
    return [] if consent else [_loan("deal.mortgaged", loan) for loan in granted]


def judge_bank(loans: list[Mortgage]) -> list[Missing]:
    """Nothing is open with a bank any more."""
    return [_loan("deal.bank_open", loan) for loan in loans]


def _loan(code: str, loan: Mortgage) -> Missing:
    return Missing(code, {"bank": loan.bank, "state": Key(f"loan_state.{loan.state}")}, "bank")


def load_invoices(reader: Reader, deal_id: int) -> list[str]:
    """The invoices that receipts of a deal were exchanged for."""
    query = select(Receipt.invoice).where(
        Receipt.deal_id == deal_id, col(Receipt.reversed_at).is_(None), col(Receipt.exchanged_at).is_not(None)
    )
    return list(dict.fromkeys(reader.session.exec(query.order_by(Receipt.invoice))))


def load_here(reader: Reader, deal_id: int) -> list[MoneyFact]:
    """What is still here of the price of a deal: paid on what stands, or free on its receipts with who paid it."""
    return [*_standing(reader, deal_id, OF_PRICE), *_free(reader, deal_id)]


def load_taxes(reader: Reader, deal_id: int) -> list[MoneyFact]:
    """What was paid to us for tax and maintenance fund of a deal and stands."""
    return list(_standing(reader, deal_id, BACK))


def judge_here(facts: list[MoneyFact]) -> list[Missing]:
    """Everything went back to who paid it."""
    return [
        Missing("deal.to_refund", {"amount": one.amount, "currency": one.currency, "text": one.text}, "cashier")
        for one in facts
    ]


def judge_taxes(facts: list[MoneyFact]) -> list[Missing]:
    """Tax and fund that we took in were taken back."""
    return [
        Missing(
            "deal.tax_stands",
            {"amount": one.amount, "currency": one.currency, "text": Key(purpose_key(one.text))},
            "cashier",
        )
        for one in facts
    ]


def _standing(reader: Reader, deal_id: int, purposes: tuple[str, ...]) -> Iterator[MoneyFact]:
    query = select(Charge).where(
        Charge.deal_id == deal_id,
        col(Charge.withdrawn_at).is_(None),
        col(Charge.purpose).in_(purposes),
        Charge.paid > 0,
    )
    for charge in reader.session.exec(query.order_by(col(Charge.id))):
        yield MoneyFact(from_minor(charge.paid, charge.currency), charge.currency, text=charge.purpose)


def _free(reader: Reader, deal_id: int) -> Iterator[MoneyFact]:
    query = select(Receipt).where(Receipt.deal_id == deal_id, col(Receipt.reversed_at).is_(None), Receipt.free > 0)
    for one in reader.session.exec(query.order_by(col(Receipt.id))):
        payer = f"{one.number} {one.payer_name}".strip()
        yield MoneyFact(from_minor(one.free, one.currency), one.currency, text=payer)
