"""The cashier's place: the money of a case, of a deal or of a customer in one look, and money taken in for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import tzinfo
from decimal import Decimal
from typing import Final

from deskapp.cases.engine import Engine
from deskapp.cases.model import Case
from deskapp.cases.money import charges_of, note_receipt
from deskapp.errors import DeskError
from deskapp.locale import Words, words
from deskapp.messages.model import PrintJob
from deskapp.messages.printing import PrintDraft, list_prints_about, print_letter, reprint
from deskapp.money.drafts import ReceiptDraft
from deskapp.money.kinds import charges_paid
from deskapp.money.letter import LETTER, receipt_letter
from deskapp.money.model import Receipt
from deskapp.money.queries import (
    ChargeRow,
    PayoutRow,
    ReceiptRow,
    find_deal_charges,
    find_open_charges,
    get_receipt,
    list_charges,
    list_deal_charges,
    list_deal_receipts,
    list_payouts,
    list_receipts,
)
from deskapp.money.receipts import allocate, receive, reverse_receipt
from deskapp.money.rules import allocate_in_order, allocate_oldest_first
from deskapp.office.customer.rows import get_survivor
from deskapp.office.deal.queries import buyers_of, rooms_of
from deskapp.settings import Home
from deskapp.store.work import Reader, Work

ReceiptFacts = Callable[[Reader, int, Words], dict[str, str]]
CURRENCY_OF: Final = {"CN": "CNY", "VN": "VND"}


@dataclass(frozen=True, slots=True)
class Cash:
    """The money of one case (``case_id``), of one deal (``deal_id``), or of a customer (both 0); ``called`` is the
    number that everybody says, of a deal the room.

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
    deal_id: int = 0

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


def get_deal_cash(reader: Reader, deal_id: int) -> Cash:
    """The money of a deal: whoever paid, and whoever its parties are by now; it is told as its first buyer's."""
    buyers = buyers_of(reader, [deal_id]).get(deal_id, ())
    if not buyers:
        raise DeskError("cash.for_whom")
    rooms = rooms_of(reader, [deal_id]).get(deal_id, ())
    charges, receipts = list_deal_charges(reader, deal_id), list_deal_receipts(reader, deal_id)
    payouts = list_payouts(
        reader, receipt_ids=[receipt.id for receipt in receipts], charge_ids=[charge.id for charge in charges]
    )
    first = buyers[0].customer
    return Cash(
        0,
        rooms[0].code if rooms else first.number,
        first.id,
        first.name,
        get_survivor(reader, first.id).language,
        True,
        tuple(charges),
        tuple(receipts),
        tuple(payouts),
        deal_id,
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
    """Let what a receipt has free pay what is open of its deal, else of its customer, the oldest first."""
    row = get_receipt(work, receipt_id).receipt
    if row.deal_id is None:
        shares = allocate_oldest_first(row.free, find_open_charges(work, [row.customer_id], row.currency))
    else:
        open_ones = find_deal_charges(work, row.deal_id, row.currency)
        shares = allocate_in_order(row.free, charges_paid(row.paid_for, open_ones))
    if not shares:
        raise DeskError("cash.nothing_open", number=row.number)
    allocate(work, receipt_id, shares)
    return shares


def order_receipt(
    work: Work,
    home: Home,
    receipt_id: int,
    counter: str = "",
    zone: tzinfo | None = None,
    told: ReceiptFacts | None = None,
) -> PrintJob:
    """Order the print of a receipt in its customer's language; a further print is the first one again, and says so.

    ``told`` says what a desk knows of what it is for, such as the contract's number.
    """
    if before := list_prints_about(work, LETTER, receipt_id, limit=1):
        return reprint(work, before[0].id)
    customer = get_survivor(work, get_receipt(work, receipt_id).receipt.customer_id)
    language = customer.language or work.clerk.language
    spoken = words(language)
    said = receipt_letter(work, receipt_id, spoken, zone) | (told(work, receipt_id, spoken) if told else {})
    return print_letter(work, PrintDraft(LETTER, language, said, (LETTER, receipt_id), counter), home)


def sum_open(charges: Iterable[ChargeRow]) -> dict[str, Decimal]:
    """What is open in all, by currency."""
    sums: dict[str, Decimal] = {}
    for charge in charges:
        if charge.open > 0:
            sums[charge.currency] = sums.get(charge.currency, Decimal(0)) + charge.open
    return sums
