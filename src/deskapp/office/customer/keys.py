"""How customers are found: by every name, phone and document, also of those who were merged into them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import CompoundSelect, union_all
from sqlalchemy.orm import object_session
from sqlmodel import Session, SQLModel, col, literal, select

from deskapp.office.customer.model import Customer, CustomerDocument, CustomerName, CustomerPhone
from deskapp.store.bulk import in_chunks
from deskapp.store.keys import Indexer
from deskapp.store.search_sources import CUSTOMER
from deskapp.values.finding import keys_of_name, keys_of_number


def customer_keys(name: str, phones: Iterable[str], documents: Iterable[str], aliases: Iterable[str] = ()) -> set[str]:
    """All keys of one customer; phones and documents as they are kept."""
    keys = set(keys_of_name(name))
    for alias in aliases:
        keys |= keys_of_name(alias)
    for number in (*phones, *documents):
        keys |= keys_of_number(number)
    return keys


def make_keys(session: Session, numbers: Iterable[int]) -> dict[int, frozenset[str]]:
    """Keys of these customers as the database has them now; one that was merged into another has none."""
    keys: dict[int, set[str]] = {}
    for chunk in in_chunks(numbers):
        for root, is_name, text in session.execute(_texts_of(chunk)):
            keys.setdefault(root, set()).update(keys_of_name(text) if is_name else keys_of_number(text))
    return {root: frozenset(found) for root, found in keys.items()}


def _texts_of(numbers: list[int]) -> CompoundSelect[Any]:
    """Names (1) and numbers (0) of the customers and of all that were merged into them."""
    number = col(Customer.id)
    alive: Any = select(number.label("root"), number).where(number.in_(numbers), *_findable())
    family = alive.cte("family", recursive=True)
    # UNION without ALL, so that even a ring of merges ends
    family = family.union(select(family.c.root, Customer.id).join(family, col(Customer.merged_into) == family.c.id))
    return union_all(
        select(family.c.root, literal(1), Customer.name).join(family, col(Customer.id) == family.c.id),
        *(
            select(family.c.root, literal(is_name), text).join(family, owner == family.c.id)
            for is_name, text, owner in (
                (1, CustomerName.name, col(CustomerName.customer_id)),
                (0, CustomerPhone.number, col(CustomerPhone.customer_id)),
                (0, CustomerDocument.number, col(CustomerDocument.customer_id)),
            )
        ),
    )


def _findable() -> tuple[Any, Any]:
    """One who was merged is found as whom they live on in; a blocked one by our own number alone."""
    return col(Customer.merged_into).is_(None), Customer.blocked_why == ""


def _owner(record: SQLModel) -> int | None:
    """The customer under whom a row is found: the survivor of its own."""
    number = record.id if isinstance(record, Customer) else cast("int", getattr(record, "customer_id"))  # noqa: B009
    session = object_session(record)
    if number is None or session is None:
        return number
    seen = set()
    while number not in seen:
        seen.add(number)
        above = session.scalar(select(Customer.merged_into).where(Customer.id == number))
        number = number if above is None else above
    return number


INDEXER = Indexer(
    "customer",
    CUSTOMER,
    {Customer: _owner, CustomerDocument: _owner, CustomerPhone: _owner, CustomerName: _owner},
    make_keys,
)
