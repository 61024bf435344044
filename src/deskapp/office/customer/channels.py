"""How each of many customers is told: by which channel, in which language."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import col, select

from deskapp.messages.model import MessageAddress
from deskapp.office.customer.model import Customer, CustomerPhone
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader


def channels_of(reader: Reader, customer_ids: Collection[int]) -> dict[int, str]:
    """By which channel each of these is told: e-mail where there is an address, SMS where a phone, else by hand."""
    family = _families(reader, customer_ids)
    mailed: set[int] = set()
    called: set[int] = set()
    for chunk in in_chunks(family):
        mail = select(MessageAddress.customer_id).where(
            col(MessageAddress.customer_id).in_(chunk),
            MessageAddress.channel == "email",
            col(MessageAddress.ended_at).is_(None),
        )
        mailed.update(family[number] for number in reader.session.exec(mail))
        phone = select(CustomerPhone.customer_id).where(
            col(CustomerPhone.customer_id).in_(chunk), col(CustomerPhone.is_former).is_(False)
        )
        called.update(family[number] for number in reader.session.exec(phone))
    return {one: "email" if one in mailed else "sms" if one in called else "hand" for one in customer_ids}


def _families(reader: Reader, survivors: Collection[int]) -> dict[int, int]:
    """For these and everybody who was merged into them, whom they live on in."""
    family = {number: number for number in survivors}
    waiting = list(survivors)
    while waiting:
        below: list[int] = []
        for chunk in in_chunks(waiting):
            rows = select(Customer.id, Customer.merged_into).where(col(Customer.merged_into).in_(chunk))
            for number, into in reader.session.execute(rows):
                if number not in family:
                    family[number] = family[into]
                    below.append(number)
        waiting = below
    return family


def languages_of(reader: Reader, customer_ids: Collection[int]) -> dict[int, str]:
    """The language of each of these, where one is known."""
    found: dict[int, str] = {}
    for chunk in in_chunks(customer_ids):
        rows = select(Customer.id, Customer.language).where(col(Customer.id).in_(chunk))
        found.update({number or 0: language for number, language in reader.session.exec(rows)})
    return found
