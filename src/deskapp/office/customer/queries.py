"""Reads about customers: the form's draft, lists by page, and duplicates while somebody types (the page: ``page``)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import col, select

from deskapp.messages.queries import find_address
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.customer.model import Customer, CustomerDocument, CustomerPhone
from deskapp.office.customer.rows import (
    CustomerRow,
    find_family,
    find_rows,
    find_survivors,
    get_survivor,
    read_rows,
    refuse_blocked,
)
from deskapp.office.property.model import Unit, UnitPerson
from deskapp.store.work import Reader
from deskapp.values.names import fold_name


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """What a list is narrowed to; an empty text is no limit. ``project_id``: who owns or lives there or did."""

    category: str = ""
    channel: str = ""
    country: str = ""
    kind: str = ""
    project_id: int | None = None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A customer who may be the one being typed; ``why``: document, phone, name_and_unit."""

    customer: CustomerRow
    why: str


def get_customer_draft(reader: Reader, number: int) -> tuple[CustomerDraft, int]:
    """What the form opens with, and the version that the clerk has seen; follows a merge."""
    customer = get_survivor(reader, number)
    refuse_blocked(customer)
    row = read_rows(reader, [customer])[0]
    shared = {
        name: getattr(customer, name)
        for name in CustomerDraft.__dataclass_fields__
        if name in type(customer).model_fields
    }
    email = find_address(reader, row.id, "email")
    draft = CustomerDraft(**shared, id_kind=row.id_kind, id_number=row.id_number, phone=row.phone, email=email)
    return draft, customer.version


def list_customers(
    reader: Reader,
    *,
    after: int | None = None,
    before: int | None = None,
    limit: int = 200,
    only: CustomerFilter | None = None,
) -> list[CustomerRow]:
    """A page of customers, newest first: those behind ``after``, or the ones just ahead of ``before`` (their ids)."""
    query = select(Customer).where(*_conditions(reader, only or CustomerFilter())).limit(limit)
    if before is not None:
        query = query.where(col(Customer.id) > before).order_by(col(Customer.id))
    else:
        query = query.order_by(col(Customer.id).desc())
        query = query if after is None else query.where(col(Customer.id) < after)
    found = list(reader.session.exec(query))
    return read_rows(reader, found[::-1] if before is not None else found)


def count_customers(reader: Reader, only: CustomerFilter | None = None, *, ahead_of: int | None = None) -> int:
    """How many a list holds; ``ahead_of`` counts those that stand before this id, which is its position less one."""
    query = select(func.count()).select_from(Customer).where(*_conditions(reader, only or CustomerFilter()))
    return reader.session.exec(query if ahead_of is None else query.where(col(Customer.id) > ahead_of)).one()


def find_duplicates(
    reader: Reader, draft: CustomerDraft, *, own_id: int | None = None, unit_id: int | None = None, limit: int = 5
) -> list[Duplicate]:
    """Customers who may be the one being typed, the surest first; ``draft`` as ``checked`` gave it.

    ``own_id`` is the customer being edited; a name counts among the people of the same unit only: of ``unit_id``, or
    of the units of ``own_id``.
    """
    own = set(find_family(reader, find_survivors(reader, [own_id])[own_id])) if own_id is not None else set()
    found: dict[int, str] = {}
    for why, numbers in (
        ("document", _with_document(reader, draft.id_number, limit)),
        ("phone", _with_phone(reader, draft.phone, limit)),
        ("name_and_unit", _namesakes(reader, draft.name, own, unit_id)),
    ):
        for number in sorted(set(find_survivors(reader, set(numbers) - own).values()) - own):
            found.setdefault(number, why)
    rows = {row.id: row for row in find_rows(reader, list(found)[:limit])}
    return [Duplicate(rows[number], why) for number, why in found.items() if number in rows]


def find_holder(reader: Reader, numbers: Iterable[str]) -> int | None:
    """Whose document one of these numbers is: the first number that is known counts, merges are followed."""
    for number in numbers:
        for holder in _with_document(reader, number, 1):
            return find_survivors(reader, [holder])[holder]
    return None


def _conditions(reader: Reader, only: CustomerFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [col(Customer.merged_into).is_(None)]
    conditions += [
        col(getattr(Customer, name)) == getattr(only, name)
        for name in ("category", "channel", "country", "kind")
        if getattr(only, name)
    ]
    lives = select(UnitPerson.id).where(col(UnitPerson.customer_id) == col(Customer.id))
    if only.project_id is not None:
        conditions.append(lives.where(UnitPerson.project_id == only.project_id).exists())
    if reader.scope.project_ids is not None:
        # somebody who belongs to no project yet is the whole office's
        inside = lives.where(col(UnitPerson.project_id).in_(reader.scope.project_ids))
        conditions.append(or_(inside.exists(), ~lives.exists()))
    return conditions


def _with_document(reader: Reader, number: str, limit: int) -> list[int]:
    if not number:
        return []
    query = select(CustomerDocument.customer_id).where(CustomerDocument.number == number)
    return list(reader.session.exec(query.limit(limit)))


def _with_phone(reader: Reader, number: str, limit: int) -> list[int]:
    if not number:
        return []
    query = select(CustomerPhone.customer_id).where(CustomerPhone.number == number)
    return list(reader.session.exec(query.order_by(col(CustomerPhone.id).desc()).limit(limit)))


def _namesakes(reader: Reader, name: str, own: set[int], unit_id: int | None) -> list[int]:
    units = select(UnitPerson.unit_id).where(col(UnitPerson.customer_id).in_(own))
    same_unit = UnitPerson.unit_id == unit_id if unit_id is not None else col(UnitPerson.unit_id).in_(units)
    if unit_id is None and not own:
        return []
    people = reader.session.exec(
        select(Customer.id, Customer.name)
        .join(UnitPerson, col(UnitPerson.customer_id) == col(Customer.id))
        .join(Unit, col(Unit.id) == col(UnitPerson.unit_id))
        .where(same_unit)
        .limit(500)
    )
    folded = fold_name(name)
    return [number for number, known in people if number is not None and folded and fold_name(known) == folded]
