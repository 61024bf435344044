"""What a clerk does with a customer: enter, edit, mark as deceased, merge with a duplicate and take that back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any, Final

from deskapp.errors import DeskError, Fault
from deskapp.messages.actions import set_address, stop_messages
from deskapp.messages.queries import find_address
from deskapp.office.checking import refuse
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.customer.model import Customer
from deskapp.office.customer.parts import enter_document, enter_phone, refuse_taken, set_main_document, set_main_phone
from deskapp.office.customer.rows import find_family, get_survivor
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values import series

EMAIL: Final = "email"
_IN_PARTS: Final = ("id_kind", "id_number", "phone", "email")


def add_customer(work: Work, draft: CustomerDraft) -> Customer:
    """A new customer with main document and phone; ``customer.document_taken`` names who has that number."""
    draft = _judge(work, draft)
    customer = work.add(
        Customer(
            office_id=work.clerk.office_id,
            number=work.number(series.CUSTOMER),
            created_at=work.now,
            **_own_fields(draft),
        )
    )
    if draft.id_number:
        refuse_taken(work, customer, draft.country, draft.id_kind, draft.id_number)
        enter_document(work, customer, draft.country, draft.id_kind, draft.id_number)
    if draft.phone:
        enter_phone(work, customer, draft.phone)
    if draft.email:
        set_address(work, record_id(customer), EMAIL, draft.email)
    return customer


def edit_customer(work: Work, number: int, draft: CustomerDraft, seen: int | None = None) -> Customer:
    """What the form says now; another phone or document keeps the one before as a former one.

    ``seen`` is the customer's version that the form was opened with; it covers phone and document too.
    """
    customer = get_unmerged(work, number)
    draft = _judge(work, draft)
    work.change(customer, _own_fields(draft), seen=seen)
    before = set_main_document(work, customer, draft.country, draft.id_kind, draft.id_number)
    before |= set_main_phone(work, customer, draft.phone)
    _set_email(work, customer, draft.email)
    if before:
        work.mark_edited(customer, before)
    return customer


def mark_deceased(work: Work, number: int, day: date | None) -> Customer:
    """Note the day of death, which stops all messages; None takes a mistaken note back."""
    customer = get_unmerged(work, number)
    if customer.kind != "person":
        raise DeskError("customer.not_a_person", "deceased_on")
    if day is not None and day > work.today:
        raise DeskError("customer.deceased_future", "deceased_on")
    work.change(customer, {"deceased_on": day})
    if day is not None:
        stop_messages(work, find_family(work, number), Fault("messages.stopped"))
    return customer


def merge_customers(work: Work, duplicate: int, into: int) -> Customer:
    """Let ``duplicate`` live on in ``into`` (or in whom that one was merged into); comes back with the survivor.

    No record elsewhere is re-pointed: reads follow the redirection, and ``undo_merge`` takes it away again.
    """
    loser = get_unmerged(work, duplicate)
    survivor = get_survivor(work, into)
    if record_id(survivor) == duplicate:
        raise DeskError("customer.merge_self", number=loser.number)
    if survivor.kind != loser.kind:
        raise DeskError("customer.merge_kinds", number=loser.number, into=survivor.number)
    work.touch(survivor, {}, {"absorbed": loser.number})
    work.change(loser, {"merged_into": record_id(survivor)})
    return survivor


def undo_merge(work: Work, number: int) -> Customer:
    """Make a merged customer a customer of its own again."""
    loser = work.get(Customer, number)
    if loser.merged_into is None:
        raise DeskError("customer.not_merged", number=loser.number)
    survivor = get_survivor(work, number)
    work.touch(survivor, {"absorbed": loser.number}, {})
    work.change(loser, {"merged_into": None})
    return loser


def get_unmerged(work: Work, number: int) -> Customer:
    """The customer of that number, or ``customer.merged`` naming whom they live on in."""
    customer = work.get(Customer, number)
    if customer.merged_into is not None:
        raise DeskError("customer.merged", number=customer.number, into=get_survivor(work, number).number)
    return customer


def _judge(work: Work, draft: CustomerDraft) -> CustomerDraft:
    draft, faults = draft.checked(work.today)
    refuse(faults)
    return draft


def _set_email(work: Work, customer: Customer, address: str) -> None:
    """Where they are written to from now on; the address before is kept with its end."""
    before = find_address(work, record_id(customer), EMAIL)
    if before != address:
        work.touch(customer, {"email": before}, {"email": address})
        set_address(work, record_id(customer), EMAIL, address)


def _own_fields(draft: CustomerDraft) -> dict[str, Any]:
    return {name: value for name, value in asdict(draft).items() if name not in _IN_PARTS}
