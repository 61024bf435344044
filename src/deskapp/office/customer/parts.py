"""What a customer has several of: documents, phones, names. The customer is their root, whose version they raise."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import col, select

from deskapp.errors import DeskError
from deskapp.office.checking import refuse
from deskapp.office.customer.drafts import DocumentDraft, NameDraft, read_phone
from deskapp.office.customer.model import Customer, CustomerDocument, CustomerName, CustomerPhone
from deskapp.office.customer.rows import find_survivors
from deskapp.store.base import record_id
from deskapp.store.work import Work


def add_document(work: Work, customer_id: int, draft: DocumentDraft, *, make_main: bool = False) -> CustomerDocument:
    """One more document; ``customer.document_taken`` names who has that number already."""
    customer = work.get(Customer, customer_id)
    draft, faults = draft.checked(work.today)
    refuse(faults)
    refuse_taken(work, customer, draft.country, draft.kind, draft.number, field="number")
    if any(_is(document, draft.country, draft.kind, draft.number) for document in _documents(work, customer)):
        raise DeskError("customer.document_known", "number", number=draft.number)
    work.touch(customer, {}, {"document": draft.number})
    document = work.add(
        CustomerDocument(
            office_id=customer.office_id,
            customer_id=customer_id,
            country=draft.country,
            kind=draft.kind,
            number=draft.number,
            is_main=False,
            valid_from=draft.valid_from,
            valid_until=draft.valid_until,
        )
    )
    if make_main:
        make_main_document(work, record_id(document))
    return document


def make_main_document(work: Work, document_id: int) -> CustomerDocument:
    """Let a document be the one that forms and sheets call ``id_number``; the one before stays beside it."""
    document = work.get(CustomerDocument, document_id)
    customer = work.get(Customer, document.customer_id)
    before = next((row for row in _documents(work, customer) if row.is_main), None)
    if before is not document:
        shown = _shown(before)
        work.touch(customer, shown, _shown(document))
        if before is not None:
            work.change(before, {"is_main": False})
        work.change(document, {"is_main": True})
        work.mark_edited(customer, shown)
    return document


def end_document(work: Work, document_id: int, until: date) -> CustomerDocument:
    """Note the last day of a document; it stays known, for old papers name it."""
    document = work.get(CustomerDocument, document_id)
    if document.valid_from is not None and until < document.valid_from:
        raise DeskError("draft.ends_before_start", "valid_until")
    work.touch(work.get(Customer, document.customer_id), {}, {"document_ended": document.number})
    work.change(document, {"valid_until": until})
    return document


def remove_document(work: Work, document_id: int) -> None:
    """Take away a number that was never this customer's, so that its owner can have it; the trail keeps it."""
    document = work.get(CustomerDocument, document_id)
    customer = work.get(Customer, document.customer_id)
    work.touch(customer, {"document": document.number}, {})
    if document.is_main:
        work.mark_edited(customer, _shown(document))
    work.remove(document)


def set_main_document(work: Work, customer: Customer, country: str, kind: str, number: str) -> dict[str, Any]:
    """Make this the main document, none where ``number`` is empty; the one before ends today and stays known.

    Comes back with what the customer showed before, empty where nothing changed.
    """
    documents = _documents(work, customer)
    before = next((document for document in documents if document.is_main), None)
    if before is None and not number:
        return {}
    if before is not None and _is(before, country, kind, number):
        return {}
    if number:
        refuse_taken(work, customer, country, kind, number)
    shown = _shown(before)
    work.touch(customer, shown, {"id_kind": kind, "id_number": number})
    if before is not None and number == before.number:
        work.change(before, {"country": country, "kind": kind})
        return shown
    if before is not None:
        work.change(before, {"is_main": False, "valid_until": before.valid_until or work.today})
    known = next((document for document in documents if _is(document, country, kind, number)), None)
    if known is not None:
        work.change(known, {"is_main": True, "valid_until": None})
    elif number:
        enter_document(work, customer, country, kind, number)
    return shown


def enter_document(work: Work, customer: Customer, country: str, kind: str, number: str) -> CustomerDocument:
    """A main document for a customer who has none; the number is known to be free."""
    return work.add(
        CustomerDocument(
            office_id=customer.office_id, customer_id=record_id(customer), country=country, kind=kind, number=number
        )
    )


def add_phone(work: Work, customer_id: int, text: str, *, make_main: bool = False) -> CustomerPhone:
    """One more phone, as typed; a former one that is given again rings again."""
    customer = work.get(Customer, customer_id)
    number, faults = read_phone(text, customer.country)
    refuse(faults)
    phone = next((row for row in _phones(work, customer) if row.number == number), None)
    if phone is None or phone.is_former:
        work.touch(customer, {}, {"phone_added": number})
    if phone is None:
        phone = work.add(
            CustomerPhone(office_id=customer.office_id, customer_id=customer_id, number=number, is_main=False)
        )
    work.change(phone, {"is_former": False})
    if make_main:
        make_main_phone(work, record_id(phone))
    return phone


def make_main_phone(work: Work, phone_id: int) -> CustomerPhone:
    """Let a phone be the one that forms and sheets call ``phone``; the one before stays in use beside it."""
    phone = work.get(CustomerPhone, phone_id)
    customer = work.get(Customer, phone.customer_id)
    before = next((row for row in _phones(work, customer) if row.is_main), None)
    if before is not phone:
        shown = {"phone": before.number if before else ""}
        work.touch(customer, shown, {"phone": phone.number})
        if before is not None:
            work.change(before, {"is_main": False})
        work.change(phone, {"is_main": True, "is_former": False})
        work.mark_edited(customer, shown)
    return phone


def end_phone(work: Work, phone_id: int) -> CustomerPhone:
    """Note that a phone rings no more; whoever had it is still found by it."""
    phone = work.get(CustomerPhone, phone_id)
    customer = work.get(Customer, phone.customer_id)
    if phone.is_former:
        return phone
    shown = {"phone": phone.number}
    work.touch(customer, shown, {"phone": ""} if phone.is_main else {})
    if phone.is_main:
        work.mark_edited(customer, shown)
    work.change(phone, {"is_main": False, "is_former": True})
    return phone


def set_main_phone(work: Work, customer: Customer, number: str) -> dict[str, Any]:
    """Make this the main phone, none where ``number`` is empty; the one before is kept as former.

    Comes back with what the customer showed before, empty where nothing changed.
    """
    phones = _phones(work, customer)
    before = next((phone for phone in phones if phone.is_main), None)
    if (before.number if before else "") == number:
        return {}
    shown = {"phone": before.number if before else ""}
    work.touch(customer, shown, {"phone": number})
    if before is not None:
        work.change(before, {"is_main": False, "is_former": True})
    known = next((phone for phone in phones if phone.number == number), None)
    if known is not None:
        work.change(known, {"is_main": True, "is_former": False})
    elif number:
        enter_phone(work, customer, number)
    return shown


def enter_phone(work: Work, customer: Customer, number: str) -> CustomerPhone:
    """A main phone for a customer who has none."""
    return work.add(CustomerPhone(office_id=customer.office_id, customer_id=record_id(customer), number=number))


def add_name(work: Work, customer_id: int, draft: NameDraft) -> CustomerName:
    """One more name by which the customer is found: a former one, or an alias."""
    customer = work.get(Customer, customer_id)
    draft, faults = draft.checked()
    refuse(faults)
    work.touch(customer, {}, {"other_name": draft.name})
    return work.add(
        CustomerName(office_id=customer.office_id, customer_id=customer_id, name=draft.name, kind=draft.kind)
    )


def remove_name(work: Work, name_id: int) -> None:
    """Take another name away; the trail keeps it."""
    name = work.get(CustomerName, name_id)
    work.touch(work.get(Customer, name.customer_id), {"other_name": name.name}, {})
    work.remove(name)


def _documents(work: Work, customer: Customer) -> list[CustomerDocument]:
    query = select(CustomerDocument).where(CustomerDocument.customer_id == record_id(customer))
    return list(work.session.exec(query.order_by(col(CustomerDocument.id))))


def _phones(work: Work, customer: Customer) -> list[CustomerPhone]:
    query = select(CustomerPhone).where(CustomerPhone.customer_id == record_id(customer))
    return list(work.session.exec(query.order_by(col(CustomerPhone.id))))


def _is(document: CustomerDocument, country: str, kind: str, number: str) -> bool:
    return (document.country, document.kind, document.number) == (country, kind, number)


def _shown(document: CustomerDocument | None) -> dict[str, Any]:
    return {"id_kind": document.kind if document else "", "id_number": document.number if document else ""}


def refuse_taken(
    work: Work, customer: Customer, country: str, kind: str, number: str, *, field: str = "id_number"
) -> None:
    """Refuse a number that belongs to somebody else, naming them; to an absorbed duplicate, saying so."""
    holder_id = work.session.exec(
        select(CustomerDocument.customer_id).where(
            CustomerDocument.number == number,
            CustomerDocument.kind == kind,
            CustomerDocument.country == country,
            CustomerDocument.office_id == customer.office_id,
        )
    ).one_or_none()
    if holder_id is None or holder_id == customer.id:
        return
    holder = work.get(Customer, holder_id)
    survivor = work.get(Customer, find_survivors(work, [holder_id])[holder_id])
    code = "customer.document_absorbed" if survivor is customer else "customer.document_taken"
    raise DeskError(code, field, number=number, name=holder.name, customer=holder.number, customer_id=survivor.id)
