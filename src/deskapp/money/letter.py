"""What a printed receipt says (phiếu thu, 收据): the fields that the letter ``receipt`` declares."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from deskapp.errors import DeskError
from deskapp.locale import Words
from deskapp.messages.barcode import RECEIPT, make_number
from deskapp.money.kinds import KINDS
from deskapp.money.purposes import purpose_key
from deskapp.money.queries import ChargeRow, balance, get_receipt
from deskapp.office.customer.rows import find_rows, get_survivor
from deskapp.office.staff.model import Office
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.values.money_words import money_in_words

LETTER = "receipt"


def receipt_letter(reader: Reader, receipt_id: int, words: Words, zone: tzinfo | None = None) -> dict[str, Any]:
    """The data of a receipt's letter in the language of ``words``; ``zone`` is the counter's.

    A line says what a part of the money pays; what pays nothing yet is a line of its own. A reversed receipt is not
    printed (``receipt.void``).
    """
    page = get_receipt(reader, receipt_id)
    receipt = page.receipt
    if receipt.state == "void":
        raise DeskError("receipt.void", number=receipt.number)
    customer = get_survivor(reader, receipt.customer_id)
    known = find_rows(reader, [record_id(customer)])[0]
    lines = [(name_charge(charge, words), share) for charge, share in page.shares]
    if receipt.free:
        lines.append((words.text("receipt.unallocated"), receipt.free))
    owed = balance(reader, [receipt.customer_id]).get(receipt.currency)
    payer = receipt.payer_name or customer.name
    office = reader.get(Office, customer.office_id)
    return {
        "office_name": office.name,
        "office_address": office.address,
        "office_phone": office.phone,
        "place": office.place,
        "clerk": receipt.clerk,
        "barcode_number": make_number(receipt_id, RECEIPT),
        "customer_name": customer.name,
        "customer_document": known.id_number,
        "customer_phone": known.phone,
        "receipt_number": receipt.number,
        "received_on": words.moment(receipt.received_at.astimezone(zone)),
        "payer_name": payer,
        "payer_address": customer.address if payer == customer.name else "",
        "reason": ("；" if words.language == "zh" else "; ").join(text for text, _ in lines),
        "amount": words.money(receipt.amount, receipt.currency),
        "amount_words": money_in_words(receipt.amount, receipt.currency, words.language),
        "method": words.text(f"method.{receipt.method}"),
        "slip": receipt.slip,
        "account": receipt.account,
        "declaration": page.payer_note,
        "balance": words.money(owed, receipt.currency) if owed is not None and owed > 0 else "",
        "lines": [
            {"text": text, "payer": payer, "amount": words.money(share, receipt.currency)} for text, share in lines
        ],
    }


def name_charge(charge: ChargeRow, words: Words) -> str:
    """What a charge is called: its own text, which part of the price it is, or its purpose."""
    if charge.text or charge.part not in KINDS:
        return charge.text or words.text(purpose_key(charge.purpose))
    return words.text(KINDS[charge.part].key)
