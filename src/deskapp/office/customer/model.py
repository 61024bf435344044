"""Customers: people and companies, with their documents, phones, names, representatives and kin."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from deskapp.store.base import Moment, Record, key_field
from deskapp.store.scope import OWN_OR_OFFICE, Rule, through

CATEGORIES = ("owner", "buyer", "tenant", "prospect", "bulk", "resettled", "other")
CHANNELS = ("hotline", "website", "app", "walk_in", "other")


class Customer(Record, table=True):
    """A person or a company the counter serves.

    ``merged_into`` redirects a duplicate: no row elsewhere is re-pointed, reads follow it. ``deceased_on`` stops all
    messages. ``kind``: person, company. While ``blocked_why`` is not empty nobody edits the record, and it is shown
    masked: the office keeps it because it must, not because it needs it.
    """

    scope_rule: ClassVar[Rule] = OWN_OR_OFFICE
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "number"),
        Index(None, "merged_into"),
        {"sqlite_autoincrement": True},
    )

    number: str
    country: str
    kind: str = "person"
    name: str
    birth: date | None = None
    category: str = ""
    channel: str = ""
    language: str = ""
    address: str = ""
    note: str = ""
    deceased_on: date | None = None
    blocked_on: date | None = None
    blocked_why: str = ""
    merged_into: int | None = key_field("customer.id", nullable=True, index=False)
    created_at: datetime = Field(sa_type=Moment)


class CustomerDocument(Record, table=True):
    """An identity document; a person may have several, one number belongs to one customer of the office."""

    scope_rule: ClassVar[Rule] = through(("customer_id", "customer"))
    __tablename__ = "customer_document"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("number", "kind", "country", "office_id"),
        Index(None, "customer_id"),
        {"sqlite_autoincrement": True},
    )

    customer_id: int = key_field("customer.id", index=False)
    country: str
    kind: str
    number: str
    is_main: bool = True
    valid_from: date | None = None
    valid_until: date | None = None


class CustomerPhone(Record, table=True):
    """A phone number in its normal form; ``is_main`` is what sheets call ``phone``, a former one rings no more."""

    scope_rule: ClassVar[Rule] = through(("customer_id", "customer"))
    __tablename__ = "customer_phone"
    __table_args__: ClassVar[Any] = (
        Index(None, "number"),
        Index(None, "customer_id"),
        {"sqlite_autoincrement": True},
    )

    customer_id: int = key_field("customer.id", index=False)
    number: str
    is_main: bool = True
    is_former: bool = False


class CustomerName(Record, table=True):
    """Another name of a customer: a former one, an alias, the name on an old paper. ``kind``: former, alias."""

    scope_rule: ClassVar[Rule] = through(("customer_id", "customer"))
    __tablename__ = "customer_name"
    __table_args__: ClassVar[Any] = (Index(None, "customer_id"), {"sqlite_autoincrement": True})

    customer_id: int = key_field("customer.id", index=False)
    name: str
    kind: str = "alias"


class Representation(Record, table=True):
    """Who may act for a customer, and by what right.

    ``right``: guardian, power_of_attorney, heir, company_officer, spouse. A gate refuses an expired or too narrow one.
    """

    scope_rule: ClassVar[Rule] = through(("customer_id", "customer"), ("representative_id", "customer"))
    __table_args__: ClassVar[Any] = (
        Index(None, "customer_id"),
        Index(None, "representative_id"),
        {"sqlite_autoincrement": True},
    )

    customer_id: int = key_field("customer.id", index=False)
    representative_id: int = key_field("customer.id", index=False)
    right: str
    scope: str = ""
    document: str = ""
    notarised: bool = False
    valid_from: date | None = None
    valid_until: date | None = None


class Kinship(Record, table=True):
    """``relative_id`` is the ``relation`` of ``customer_id``: spouse, child, parent, sibling, grandparent,
    grandchild, other."""

    scope_rule: ClassVar[Rule] = through(("customer_id", "customer"), ("relative_id", "customer"))
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("customer_id", "relative_id", "relation"),
        Index(None, "relative_id"),
        {"sqlite_autoincrement": True},
    )

    customer_id: int = key_field("customer.id", index=False)
    relative_id: int = key_field("customer.id", index=False)
    relation: str
