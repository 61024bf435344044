"""Ties between customers: who may act for whom and by what right, and who is whose kin."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from sqlmodel import col, or_, select

from deskapp.errors import DeskError
from deskapp.office.checking import refuse
from deskapp.office.customer.drafts import KinshipDraft, RepresentationDraft
from deskapp.office.customer.model import Customer, Kinship, Representation
from deskapp.office.customer.rows import find_family, find_survivors, get_survivor
from deskapp.office.customer.rules import turn_relation
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work


def add_representation(work: Work, customer_id: int, draft: RepresentationDraft) -> Representation:
    """Let somebody act for a customer; nobody needs a right to act for themselves."""
    draft, faults = draft.checked()
    refuse(faults)
    customer, other = _two_people(work, customer_id, draft.representative_id, "representative_id")
    if draft.right == "spouse" and "company" in (customer.kind, other.kind):
        raise DeskError("customer.not_a_person", "right")
    work.touch(customer, {}, {"representative": other.name, "right": draft.right})
    fields = asdict(draft) | {"representative_id": record_id(other)}
    return work.add(Representation(office_id=customer.office_id, customer_id=record_id(customer), **fields))


def list_representations(reader: Reader, customer_id: int, day: date) -> list[tuple[Representation, str]]:
    """Who may act for a customer on a day, with names; those of merged duplicates too, the newest right first."""
    family = find_family(reader, find_survivors(reader, [customer_id])[customer_id])
    query = (
        select(Representation, Customer.name)
        .join(Customer, col(Customer.id) == col(Representation.representative_id))
        .where(col(Representation.customer_id).in_(family))
        .where(or_(col(Representation.valid_until).is_(None), col(Representation.valid_until) >= day))
        .order_by(col(Representation.id).desc())
    )
    return [(right, name) for right, name in reader.session.exec(query)]


def end_representation(work: Work, number: int, until: date) -> Representation:
    """Note the last day of a right to act, such as a power of attorney that was withdrawn."""
    right = work.get(Representation, number)
    if right.valid_from is not None and until < right.valid_from:
        raise DeskError("draft.ends_before_start", "valid_until")
    work.touch(work.get(Customer, right.customer_id), {}, {"representation_ended": until})
    work.change(right, {"valid_until": until})
    return right


def add_kinship(work: Work, customer_id: int, draft: KinshipDraft) -> Kinship:
    """Note that somebody is the spouse, child or other kin of a customer; the other side is told by it too."""
    draft, faults = draft.checked()
    refuse(faults)
    customer, relative = _two_people(work, customer_id, draft.relative_id, "relative_id")
    if "company" in (customer.kind, relative.kind):
        raise DeskError("customer.not_a_person", "relative_id")
    own, other = record_id(customer), record_id(relative)
    for tie in work.session.exec(select(Kinship).where(Kinship.customer_id == own, Kinship.relative_id == other)):
        _refuse_known(tie.relation, draft.relation, relative)
    for tie in work.session.exec(select(Kinship).where(Kinship.customer_id == other, Kinship.relative_id == own)):
        _refuse_known(turn_relation(tie.relation), draft.relation, relative)
    work.touch(customer, {}, {"relative": relative.name, "relation": draft.relation})
    return work.add(Kinship(office_id=customer.office_id, customer_id=own, relative_id=other, relation=draft.relation))


def remove_kinship(work: Work, number: int) -> None:
    """Take a tie of kin away that is none or no more; the trail keeps it."""
    tie = work.get(Kinship, number)
    relative = work.get(Customer, tie.relative_id)
    before = {"relative": relative.name, "relation": tie.relation}
    work.touch(work.get(Customer, tie.customer_id), before, {})
    work.remove(tie)


def _two_people(work: Work, customer_id: int, other_id: int, field: str) -> tuple[Customer, Customer]:
    customer, other = get_survivor(work, customer_id), get_survivor(work, other_id)
    if customer is other:
        raise DeskError("customer.same_person", field, name=customer.name)
    return customer, other


def _refuse_known(known: str, new: str, relative: Customer) -> None:
    if known == new:
        raise DeskError("kinship.known", "relation", name=relative.name)
