"""The cashier's place: the money of a case or of a customer in one look, and money taken in for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import tzinfo
from decimal import Decimal
from typing import Final

from deskapp.cases.engine import Engine
from deskapp.cases.model import Case
from deskapp.cases.money import charges_of, note_receipt
from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.messages.model import PrintJob
from deskapp.messages.printing import PrintDraft, list_prints_about, print_letter, reprint
from deskapp.money.drafts import ReceiptDraft
from deskapp.money.letter import LETTER, receipt_letter
from deskapp.money.model import Receipt
from deskapp.money.queries import (
    ChargeRow,
    PayoutRow,
    ReceiptRow,
    find_open_charges,
    get_receipt,
    list_charges,
    list_payouts,
    list_receipts,
)
from deskapp.money.receipts import allocate, receive, reverse_receipt
from deskapp.money.rules import allocate_oldest_first
from deskapp.office.customer.rows import get_survivor
from deskapp.settings import Home
from deskapp.store.work import Reader, Work

CURRENCY_OF: Final = {"CN": "CNY", "VN": "VND"}


@dataclass(frozen=True, slots=True)
class Cash:
    """The money of one case (``case_id``), or of a customer (0); ``called`` is the number that everybody says.

    Receipts are the customer's, those that paid this case's charges among them. ``language`` is the customer's.
    """

    case_id: int
    called: str
    customer_id: int
    customer: str
    language: str
    is_open: bool
    charges: tuple[ChargeRow, ...]
    receipts: tuple[ReceiptRow, ...]
    payouts: tuple[PayoutRow, ...]

    def open_charges(self, currency: str) -> list[ChargeRow]:
        """What is still to be paid in a currency."""
        return [charge for charge in self.charges if charge.open > 0 and charge.currency == currency]

    def currency(self, country: str) -> str:
        """The currency to ask for first: that of the oldest open charge, else the office's."""
        still = (charge.currency for charge in self.charges if charge.open > 0)
        return next(still, CURRENCY_OF.get(country, "CNY"))


def get_cash(reader: Reader, case_id: int = 0, customer_id: int | None = None, receipt_id: int = 0) -> Cash:
    """The money of a case, of a customer, or of whoever a receipt is for; a case of nobody known takes none
    (``cash.no_customer``).
    """
    case = reader.get(Case, case_id) if case_id else None
    if case is not None:
        customer_id = case.customer_id
    elif receipt_id:
        customer_id = reader.get(Receipt, receipt_id).customer_id
    if not customer_id:
        raise DeskError("cash.no_customer", number=case.number) if case else DeskError("cash.for_whom")
    customer = get_survivor(reader, customer_id)
    charges = [row for _, row in charges_of(reader, case_id)] if case else list_charges(reader, [customer_id])
    ids = [charge.id for charge in charges]
    receipts = list_receipts(reader, [customer_id], ids)
    payouts = list_payouts(reader, receipt_ids=[receipt.id for receipt in receipts], charge_ids=ids)
    return Cash(
        case_id,
        case.number if case else customer.number,
        customer_id,
        customer.name,
        (case.language if case else "") or customer.language,
        case is None or not case.outcome,
        tuple(charges),
        tuple(receipts),
        tuple(payouts),
    )


def take_money(work: Work, case_id: int, draft: ReceiptDraft, *, engine: Engine | None = None) -> Receipt:
    """Money that comes in: for a case it pays the case's charges and no other, and its timeline says so."""
    if not case_id:
        return receive(work, draft)
    open_ones = [row.id for _, row in charges_of(work, case_id) if row.open > 0 and row.currency == draft.currency]
    draft = replace(draft, charges=open_ones) if open_ones else replace(draft, allocate={})
    receipt = receive(work, draft)
    note_receipt(work, case_id, receipt, engine=engine)
    return receipt


def take_back_money(work: Work, case_id: int, receipt_id: int, reason: str, *, engine: Engine | None = None) -> Receipt:
    """Reverse a receipt; where it paid charges of this case, the timeline says so."""
    paid = {charge.id for charge, _ in get_receipt(work, receipt_id).shares}
    receipt = reverse_receipt(work, receipt_id, reason)
    if case_id and paid & {row.id for _, row in charges_of(work, case_id)}:
        note_receipt(work, case_id, receipt, "reversed", engine=engine)
    return receipt


def use_free_money(work: Work, receipt_id: int) -> dict[int, Decimal]:
    """Let what a receipt has free pay its customer's open charges, the oldest first; what it pays now."""
    row = get_receipt(work, receipt_id).receipt
    shares = allocate_oldest_first(row.free, find_open_charges(work, [row.customer_id], row.currency))
    if not shares:
        raise DeskError("cash.nothing_open", number=row.number)
    allocate(work, receipt_id, shares)
    return shares


def order_receipt(work: Work, home: Home, receipt_id: int, counter: str = "", zone: tzinfo | None = None) -> PrintJob:
    """Order the print of a receipt in its customer's language; a further print is the first one again, and says so."""
    if before := list_prints_about(work, LETTER, receipt_id, limit=1):
        return reprint(work, before[0].id)
    customer = get_survivor(work, get_receipt(work, receipt_id).receipt.customer_id)
    language = customer.language or work.clerk.language
    said = receipt_letter(work, receipt_id, words(language), zone)
    return print_letter(work, PrintDraft(LETTER, language, said, (LETTER, receipt_id), counter), home)


def sum_open(charges: Iterable[ChargeRow]) -> dict[str, Decimal]:
    """What is open in all, by currency."""
    sums: dict[str, Decimal] = {}
    for charge in charges:
        if charge.open > 0:
            sums[charge.currency] = sums.get(charge.currency, Decimal(0)) + charge.open
    return sums
