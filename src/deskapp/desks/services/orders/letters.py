"""Letters of work orders: the sheet that goes with a technician (派工单), and that of a paid service (特约服务单)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Final, cast

from deskapp.cases.model import Case
from deskapp.casework.letter_facts import letter_language
from deskapp.casework.look import word
from deskapp.desks.services.orders.look import local, slot_said, warranty_said
from deskapp.desks.services.orders.queries import OrderPage, get_order
from deskapp.desks.services.orders.trades import say_trade
from deskapp.locale import Words, words
from deskapp.messages.barcode import make_number
from deskapp.messages.model import PrintJob
from deskapp.messages.printing import PrintDraft, print_letter
from deskapp.money.queries import get_charges
from deskapp.office.customer.rows import find_rows
from deskapp.office.staff.model import Office
from deskapp.settings import Home
from deskapp.store.work import Reader, Work
from deskapp.values import Currency
from deskapp.values.money_words import money_in_words

SLIPS: Final = {"repair": "dispatch_slip", "service": "service_slip"}


def order_letter(work: Work, home: Home, order_id: int, counter: str = "") -> PrintJob:
    """Order the sheet of an order, in the language of whoever signs it."""
    page = get_order(work, order_id, work.today)
    said = words(letter_language(work, page.row.case_id))
    data = letter_data(work, page, said, work.now) | {"clerk": work.clerk.name}
    draft = PrintDraft(SLIPS[page.row.kind], said.language, data, ("case_file", page.row.case_id), counter)
    return print_letter(work, draft, home)


def letter_data(reader: Reader, page: OrderPage, said: Words, now: datetime) -> dict[str, Any]:
    """What both sheets say; what is not known yet stays empty, to be written by hand."""
    row = page.row
    office = reader.get(Office, reader.get(Case, row.case_id).office_id)
    person = next(iter(find_rows(reader, [row.customer_id] if row.customer_id is not None else [])), None)
    state, until = warranty_said(row.warranty, row.warranty_until, said)
    return {
        "office_name": office.name,
        "office_address": office.address,
        "office_phone": office.phone,
        "place": office.place,
        "case_number": row.number,
        "barcode_number": make_number(row.case_id),
        "customer_name": row.who,
        "customer_phone": person.phone if person is not None else row.phone,
        "project": row.project,
        "room": row.where,
        "words": row.words,
        "technician": row.staff,
        "slot": slot_said(row, said, now),
        "price": _money(row.quoted, row.currency, said),
        "arrived_at": _moment(row.arrived_at, said, now),
        "finished_at": _moment(row.finished_at, said, now),
        "parts": [
            {
                "name": one.name,
                "count": str(one.count),
                "amount": _money(one.price * one.count, row.currency, said) if one.price else "",
                "note": one.note,
            }
            for one in page.parts
        ],
        **(
            {
                "spot": row.place,
                "item": word(said, "warranty_item", row.item) if row.item else "",
                "trade": say_trade(row.trade, said.language),
                "urgency": said.text(f"urgency.{row.urgency}"),
                "done_by": _moment(row.due_at, said, now),
                "done": row.done,
                "payer": said.text(f"payer.{row.payer}") if row.payer else "",
                "warranty": f"{state[0]} {until[0]}".strip(),
                "source": page.parent or row.outside_number,
            }
            if row.kind == "repair"
            else {
                "service": row.service,
                "quantity": str(row.quantity),
                "price_words": _in_words(row.quoted, row.currency, said),
                "paid": _paid(reader, page, said),
            }
        ),
    }


def _paid(reader: Reader, page: OrderPage, said: Words) -> str:
    if page.row.charge_id is None:
        return ""
    (charge,) = get_charges(reader, [page.row.charge_id])
    return _money(charge.paid, page.row.currency, said) if charge.paid else ""


def _money(amount: Decimal | None, currency: str, said: Words) -> str:
    return "" if amount is None else said.money(amount, cast("Currency", currency))


def _in_words(amount: Decimal | None, currency: str, said: Words) -> str:
    return "" if amount is None else money_in_words(amount, cast("Currency", currency), said.language)


def _moment(moment: datetime | None, said: Words, now: datetime) -> str:
    return "" if moment is None else said.moment(local(moment, now))
