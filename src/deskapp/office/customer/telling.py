"""The one door through which a desk tells a customer something: nobody writes to the dead, addresses are found."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import col, select

from deskapp.errors import DeskError
from deskapp.messages.actions import queue_message
from deskapp.messages.drafts import MessageDraft
from deskapp.messages.model import Message
from deskapp.messages.queries import find_family_address
from deskapp.office.customer.model import CustomerPhone
from deskapp.office.customer.rows import find_family, get_survivor, refuse_blocked
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work


def may_be_told(reader: Reader, customer_id: int) -> bool:
    """Whether messages may go to this customer: not to one who died, nor to one whose data are blocked."""
    customer = get_survivor(reader, customer_id)
    return customer.deceased_on is None and not customer.blocked_why


def tell_customer(work: Work, draft: MessageDraft) -> Message:
    """Queue a message; without ``to`` it goes to the address or the main phone that the customer has.

    Raises ``messages.deceased`` where the customer died. A merged customer's message goes to whom they live on in.
    """
    if draft.customer_id is None:
        return queue_message(work, draft)
    customer = get_survivor(work, draft.customer_id)
    if customer.deceased_on is not None:
        raise DeskError("messages.deceased", name=customer.name, day=customer.deceased_on)
    refuse_blocked(customer)
    number = record_id(customer)
    return queue_message(work, replace(draft, customer_id=number, to=draft.to or _address(work, number, draft.channel)))


def _address(reader: Reader, customer_id: int, channel: str) -> str:
    """Where this channel reaches the customer, or one whom they absorbed; else, but for e-mail, the main phone."""
    family = find_family(reader, customer_id)
    told = find_family_address(reader, family, channel)
    if told or channel == "email":
        return told
    query = select(CustomerPhone.customer_id, CustomerPhone.number).where(
        col(CustomerPhone.customer_id).in_(family), col(CustomerPhone.is_former).is_(False)
    )
    phones = reader.session.exec(query.order_by(col(CustomerPhone.is_main).desc(), col(CustomerPhone.id))).all()
    return next((number for one in family for owner, number in phones if owner == one), "")
