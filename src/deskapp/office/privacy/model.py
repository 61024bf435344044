"""What the law on personal data wants kept: consents, disclosures, requests, holds, and what was let go."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from deskapp.store.base import Id, Moment, Record, key_field
from deskapp.store.scope import OFFICE, OPEN, Rule, through

CONSENT_WAYS = ("paper", "spoken", "phone", "message", "online")
REQUEST_KINDS = ("access", "correct", "block", "erase")
RESULTS = ("done", "refused")
BASES = ("contract", "law", "consent", "public_task", "vital")


class ConsentText(Record, table=True):
    """The words that somebody agreed to, kept once for each purpose, version and language, as they were shown."""

    scope_rule: ClassVar[Rule] = OFFICE
    __tablename__ = "consent_text"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "purpose", "digest"),
        {"sqlite_autoincrement": True},
    )

    purpose: str
    edition: str
    language: str
    text: str = Field(sa_type=Text)
    digest: str
    first_used_at: datetime = Field(sa_type=Moment)


class Consent(Record, table=True):
    """A customer agreed to a purpose; the row stays when they take it back, with when and how.

    ``signer`` is who signed or spoke where it was not the customer, such as a parent.
    """

    scope_rule: ClassVar[Rule] = through(("customer_id", "customer"))
    __table_args__: ClassVar[Any] = (Index(None, "customer_id"), {"sqlite_autoincrement": True})

    customer_id: int = key_field("customer.id", index=False)
    text_id: int = key_field("consent_text.id", index=False)
    purpose: str
    way: str
    signer: str = ""
    given_at: datetime = Field(sa_type=Moment)
    entered_at: datetime = Field(sa_type=Moment)
    clerk: str = ""
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
    withdrawn_way: str = ""
    withdrawn_by: str = ""
    note: str = Field(default="", sa_type=Text)


class Disclosure(Record, table=True):
    """Data went to somebody outside: to whom, what for, which fields, on what ground. Never edited.

    ``customer_id`` is None where it was a list of ``people`` customers; ``keep_until`` is what the law wants at least.
    """

    scope_rule: ClassVar[Rule] = through(("customer_id", "customer"))
    __table_args__: ClassVar[Any] = (
        Index(None, "customer_id"),
        Index("ix_disclosure_keep_until", "keep_until"),
        {"sqlite_autoincrement": True},
    )

    customer_id: int | None = key_field("customer.id", nullable=True, index=False)
    recipient: str
    purpose: str
    fields: str = Field(sa_type=Text)
    basis: str
    people: int = 1
    about: str = ""
    note: str = Field(default="", sa_type=Text)
    happened_at: datetime = Field(sa_type=Moment)
    entered_at: datetime = Field(sa_type=Moment)
    keep_until: date
    clerk: str = ""


class PersonRequest(Record, table=True):
    """Somebody asked about their own data (``kind``: one of ``REQUEST_KINDS``); ``result`` is empty while it waits."""

    scope_rule: ClassVar[Rule] = through(("customer_id", "customer"))
    __tablename__ = "person_request"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "number"),
        Index(None, "customer_id"),
        Index("ix_person_request_result_due", "result", "due_at"),
        {"sqlite_autoincrement": True},
    )

    number: str
    customer_id: int = key_field("customer.id", index=False)
    kind: str
    asked_by: str = ""
    way: str
    note: str = Field(default="", sa_type=Text)
    asked_at: datetime = Field(sa_type=Moment)
    entered_at: datetime = Field(sa_type=Moment)
    due_at: datetime = Field(sa_type=Moment)
    clerk: str = ""
    done_at: datetime | None = Field(default=None, sa_type=Moment)
    done_by: str = ""
    result: str = ""
    answer: str = Field(default="", sa_type=Text)


class LegalHold(Record, table=True):
    """Nothing of this customer is let go while it lasts: a lawsuit, an inspection, an open complaint."""

    scope_rule: ClassVar[Rule] = through(("customer_id", "customer"))
    __tablename__ = "legal_hold"
    __table_args__: ClassVar[Any] = (Index(None, "customer_id"), {"sqlite_autoincrement": True})

    customer_id: int = key_field("customer.id", index=False)
    reason: str
    since: date
    until: date | None = None
    ended_on: date | None = None
    end_reason: str = ""
    clerk: str = ""


class Purged(SQLModel, table=True):
    """The trace of what was let go: which record, by which rule, when, by whom. It says nothing of what it said."""

    scope_rule: ClassVar[Rule] = OFFICE
    __table_args__: ClassVar[Any] = (Index(None, "entity", "entity_id"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    rule: str
    entity: str
    entity_id: int = Field(sa_type=BigInteger)
    name: str = ""
    purged_at: datetime = Field(sa_type=Moment)
    clerk: str = ""


class ExportLog(Record, table=True):
    """An export that was written: which report, by whom, how many rows, whether numbers were whole, who approved."""

    scope_rule: ClassVar[Rule] = OPEN
    __tablename__ = "export_log"
    __table_args__: ClassVar[Any] = (
        Index("ix_export_log_clerk_made", "clerk_id", "made_at"),
        {"sqlite_autoincrement": True},
    )

    report: str
    limits: str = ""
    full: bool = False
    rows: int = Field(default=0, sa_type=BigInteger)
    made_at: datetime = Field(sa_type=Moment)
    clerk_id: int | None = Field(default=None, sa_type=BigInteger)
    clerk: str = ""
    approved_by: str = ""
    reason: str = ""


class ExportApproval(Record, table=True):
    """A second person is asked for an export; ``digest`` says which one, ``code`` is what the two tell each other."""

    scope_rule: ClassVar[Rule] = OPEN
    __tablename__ = "export_approval"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "code"),
        {"sqlite_autoincrement": True},
    )

    code: str
    report: str
    limits: str = ""
    digest: str
    asked_at: datetime = Field(sa_type=Moment)
    clerk_id: int | None = Field(default=None, sa_type=BigInteger)
    clerk: str = ""
    approved_at: datetime | None = Field(default=None, sa_type=Moment)
    approved_by_id: int | None = Field(default=None, sa_type=BigInteger)
    approved_by: str = ""
    used_at: datetime | None = Field(default=None, sa_type=Moment)
