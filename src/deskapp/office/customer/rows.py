"""Customers as other pages and lists name them, and whom a merged one lives on in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, case, func
from sqlmodel import col, select

from deskapp.errors import DeskError
from deskapp.office.customer.model import Customer, CustomerDocument, CustomerPhone
from deskapp.office.customer.rules import find_survivor
from deskapp.store.base import record_id
from deskapp.store.work import Reader

HIDDEN: Final = "**"
"""What stands behind the first sign of a blocked customer's name."""


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer in a list; ``id_number`` and ``phone`` are the main ones, whole. A blocked one is a masked name."""

    id: int
    number: str
    name: str
    kind: str
    country: str
    category: str
    id_kind: str = ""
    id_number: str = ""
    phone: str = ""
    is_deceased: bool = False
    is_blocked: bool = False


def shown_name() -> ColumnElement[str]:
    """The name for a list, as a column: of a blocked customer only its first sign."""
    masked = func.substr(Customer.name, 1, 1) + HIDDEN
    return case((col(Customer.blocked_why) == "", col(Customer.name)), else_=masked)


def name_of(customer: Customer) -> str:
    """The same of a record."""
    return f"{customer.name[:1]}{HIDDEN}" if customer.blocked_why else customer.name


def refuse_blocked(customer: Customer) -> None:
    """Raise ``privacy.blocked`` for one whose data are kept and not used."""
    if customer.blocked_why:
        raise DeskError("privacy.blocked", number=customer.number, why=customer.blocked_why)


def get_survivor(reader: Reader, number: int) -> Customer:
    """The customer that ``number`` lives on in: itself, or the one it was merged into."""
    return reader.get(Customer, find_survivors(reader, [number])[number])


def find_survivors(reader: Reader, numbers: Iterable[int]) -> dict[int, int]:
    """For each customer the one it lives on in; one statement for all of them, through chains of any length."""
    wanted = set(numbers)
    if not wanted:
        return {}
    start = select(Customer.id, Customer.merged_into).where(col(Customer.id).in_(wanted)).cte("chain", recursive=True)
    # UNION without ALL, so that even a damaged chain ends
    chain = start.union(select(Customer.id, Customer.merged_into).join(start, col(Customer.id) == start.c.merged_into))
    links = dict(reader.session.exec(select(chain.c.id, chain.c.merged_into)).all())
    missing = wanted - links.keys()
    if missing:
        raise DeskError("store.gone", entity="Customer", number=min(missing))
    return {number: find_survivor(links, number) for number in wanted}


def find_family(reader: Reader, survivor: int) -> list[int]:
    """A customer and all that were merged into it, directly or through others; the survivor first."""
    start = select(Customer.id).where(Customer.id == survivor).cte("family", recursive=True)
    family = start.union(select(Customer.id).join(start, col(Customer.merged_into) == start.c.id))
    found = set(reader.session.exec(select(family.c.id)).all())
    return [survivor, *sorted(found - {survivor})]


def find_rows(reader: Reader, numbers: Iterable[int]) -> list[CustomerRow]:
    """The customers of these ids, in no particular order."""
    wanted = list(numbers)
    return (
        read_rows(reader, reader.session.exec(select(Customer).where(col(Customer.id).in_(wanted)))) if wanted else []
    )


def read_rows(reader: Reader, customers: Iterable[Customer]) -> list[CustomerRow]:
    """Rows of these customers in their order, with main document and phone: two statements for all of them."""
    found = list(customers)
    numbers = [record_id(customer) for customer in found]
    # columns, not records: a list reads a page of them for every few presses of a key
    papers = select(CustomerDocument.customer_id, CustomerDocument.kind, CustomerDocument.number).where(
        col(CustomerDocument.customer_id).in_(numbers), col(CustomerDocument.is_main).is_(True)
    )
    documents = {owner: (kind, text) for owner, kind, text in reader.session.exec(papers)}
    calls = select(CustomerPhone.customer_id, CustomerPhone.number).where(
        col(CustomerPhone.customer_id).in_(numbers), col(CustomerPhone.is_main).is_(True)
    )
    phones = {owner: text for owner, text in reader.session.exec(calls)}  # noqa: C416 - a row is no pair to dict()
    return [
        CustomerRow(
            number,
            customer.number,
            name_of(customer),
            customer.kind,
            customer.country,
            customer.category,
            *(("", "") if customer.blocked_why else documents.get(number, ("", ""))),
            "" if customer.blocked_why else phones.get(number, ""),
            customer.deceased_on is not None,
            bool(customer.blocked_why),
        )
        for number, customer in zip(numbers, found, strict=True)
    ]
