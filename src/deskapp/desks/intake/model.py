"""What the intake desk keeps beside its cases: enquiries, checks, quotations, service contracts, the queue."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field

from deskapp.store.base import Moment, Record, key_field
from deskapp.store.scope import OFFICE, Rule, through

CHECK_RESULTS = ("clear", "disputed", "mortgaged", "planning", "not_found")
SIGNATURES = ("", "by_hand", "digital")
TICKET_STATES = ("waiting", "called", "served", "skipped")
WAYS = ("in_person", "sent", "online")


class Enquiry(Record, table=True):
    """Somebody asked something: known or anonymous, about a topic, with the answer given; it may become a case."""

    scope_rule: ClassVar[Rule] = through(("customer_id", "customer"), ("case_id", "case_file"))
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "number"),
        Index(None, "customer_id"),
        Index(None, "case_id"),
        Index("ix_enquiry_asked_at", "asked_at", "id"),
        {"sqlite_autoincrement": True},
    )

    number: str
    outside_number: str = ""
    asked_at: datetime = Field(sa_type=Moment)
    entered_at: datetime = Field(sa_type=Moment)
    channel: str = ""
    customer_id: int | None = key_field("customer.id", nullable=True, index=False)
    caller_name: str = ""
    caller_phone: str = ""
    topic: str = ""
    question: str = Field(default="", sa_type=Text)
    answer_code: str = ""
    answer: str = Field(default="", sa_type=Text)
    language: str = ""
    case_id: int | None = key_field("case_file.id", nullable=True, index=False)
    clerk_id: int | None = Field(default=None, sa_type=BigInteger)
    clerk: str = ""


class IdentityCheck(Record, table=True):
    """Somebody's identity document, seen and compared at the counter: whose, which, whether it is theirs and in force.

    ``valid_until`` is the last day that stands on the document; None where it has none.
    """

    scope_rule: ClassVar[Rule] = through(("case_id", "case_file"))
    __tablename__ = "identity_check"
    __table_args__: ClassVar[Any] = (
        Index(None, "case_id"),
        Index(None, "customer_id"),
        {"sqlite_autoincrement": True},
    )

    case_id: int = key_field("case_file.id", index=False)
    customer_id: int = key_field("customer.id", index=False)
    id_kind: str
    id_number: str
    valid_until: date | None = None
    matches: bool = True
    note: str = Field(default="", sa_type=Text)
    checked_at: datetime = Field(sa_type=Moment)
    entered_at: datetime = Field(sa_type=Moment)
    clerk: str = ""


class ParcelCheck(Record, table=True):
    """A comparison of a parcel or unit with a register: which, when, by whom, what came out."""

    scope_rule: ClassVar[Rule] = through(("case_id", "case_file"), ("parcel_id", "parcel"), ("unit_id", "unit"))
    __tablename__ = "parcel_check"
    __table_args__: ClassVar[Any] = (
        Index(None, "case_id"),
        Index(None, "parcel_id"),
        Index(None, "unit_id"),
        {"sqlite_autoincrement": True},
    )

    case_id: int | None = key_field("case_file.id", nullable=True, index=False)
    parcel_id: int | None = key_field("parcel.id", nullable=True, index=False)
    unit_id: int | None = key_field("unit.id", nullable=True, index=False)
    source: str
    result: str
    note: str = Field(default="", sa_type=Text)
    checked_on: date
    entered_at: datetime = Field(sa_type=Moment)
    clerk: str = ""


class Quotation(Record, table=True):
    """What a case would cost. ``subject_to_check`` while the register was not seen. States are read from the days.

    ``advance`` is the part of the office's own fees that is due at signing.
    """

    scope_rule: ClassVar[Rule] = through(("case_id", "case_file"))
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "number"),
        Index(None, "case_id"),
        {"sqlite_autoincrement": True},
    )

    number: str
    case_id: int = key_field("case_file.id", index=False)
    package: str = ""
    currency: str
    advance: int = Field(default=0, sa_type=BigInteger)
    quoted_on: date
    valid_until: date
    subject_to_check: bool = False
    note: str = Field(default="", sa_type=Text)
    accepted_on: date | None = None
    declined_on: date | None = None
    replaced_by: int | None = key_field("quotation.id", nullable=True, index=False)
    clerk: str = ""


class QuotationLine(Record, table=True):
    """A line of a quotation; ``purpose`` says whose money it becomes, ``payer`` who owes it by law or agreement.

    ``through_us``: the office collects it and passes on what is not its own (thu hộ); else it is told only.
    """

    scope_rule: ClassVar[Rule] = through(("quotation_id", "quotation"))
    __tablename__ = "quotation_line"
    __table_args__: ClassVar[Any] = (Index(None, "quotation_id"), {"sqlite_autoincrement": True})

    quotation_id: int = key_field("quotation.id", index=False)
    position: int
    fee: str = ""
    purpose: str
    text: str = ""
    payer: str = ""
    through_us: bool = True
    amount: int = Field(sa_type=BigInteger)
    charge_id: int | None = key_field("charge.id", nullable=True, index=False)


class ServiceContract(Record, table=True):
    """The contract of a dossier: from a quotation, signed by hand (or digitally), with its closing minutes."""

    scope_rule: ClassVar[Rule] = through(("case_id", "case_file"))
    __tablename__ = "service_contract"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "number"),
        Index(None, "case_id"),
        {"sqlite_autoincrement": True},
    )

    number: str
    case_id: int = key_field("case_file.id", index=False)
    quotation_id: int = key_field("quotation.id", index=False)
    template: str = ""
    signature: str = ""
    signed_on: date | None = None
    signed_by: str = ""
    closed_on: date | None = None
    clerk: str = ""


class ResultDelivery(Record, table=True):
    """The result in somebody's hands: whose, by what right, in which way, against whose signature.

    ``right`` is empty where the customer came; ``slip`` the number of the receipt that was signed or of the parcel
    that was sent.
    """

    scope_rule: ClassVar[Rule] = through(("case_id", "case_file"))
    __tablename__ = "result_delivery"
    __table_args__: ClassVar[Any] = (Index(None, "case_id"), {"sqlite_autoincrement": True})

    case_id: int = key_field("case_file.id", index=False)
    receiver_id: int | None = key_field("customer.id", nullable=True, index=False)
    receiver_name: str
    right: str = ""
    representation_id: int | None = key_field("representation.id", nullable=True, index=False)
    way: str
    slip: str = ""
    signed_by: str = ""
    delivered_at: datetime = Field(sa_type=Moment)
    entered_at: datetime = Field(sa_type=Moment)
    clerk: str = ""


class QueueTicket(Record, table=True):
    """A number of today's queue: drawn, called to a counter, served or gone. ``state``: one of ``TICKET_STATES``."""

    scope_rule: ClassVar[Rule] = OFFICE
    __tablename__ = "queue_ticket"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "day", "service", "position"),
        Index("ix_queue_ticket_day_state", "day", "state", "id"),
        {"sqlite_autoincrement": True},
    )

    day: date
    service: str
    position: int
    state: str = "waiting"
    drawn_at: datetime = Field(sa_type=Moment)
    called_at: datetime | None = Field(default=None, sa_type=Moment)
    served_at: datetime | None = Field(default=None, sa_type=Moment)
    counter: str = ""
    clerk: str = ""
    customer_id: int | None = key_field("customer.id", nullable=True, index=False)
    case_id: int | None = key_field("case_file.id", nullable=True, index=False)


class Survey(Record, table=True):
    """How satisfied a customer was: 1 to 5 and their words."""

    scope_rule: ClassVar[Rule] = through(("case_id", "case_file"))
    __table_args__: ClassVar[Any] = (Index(None, "case_id"), {"sqlite_autoincrement": True})

    case_id: int = key_field("case_file.id", index=False)
    asked_on: date
    answered_on: date | None = None
    score: int | None = None
    comment: str = Field(default="", sa_type=Text)


class Interest(Record, table=True):
    """A customer wants legal news of this tag; ended where they took it back."""

    scope_rule: ClassVar[Rule] = through(("customer_id", "customer"))
    __table_args__: ClassVar[Any] = (
        Index(None, "customer_id"),
        Index("ix_interest_tag", "tag", "ended_on"),
        {"sqlite_autoincrement": True},
    )

    customer_id: int = key_field("customer.id", index=False)
    tag: str
    since: date
    ended_on: date | None = None


class AppAccount(Record, table=True):
    """A customer was shown how to follow cases by app; ``account`` is the name they registered, where they did."""

    scope_rule: ClassVar[Rule] = through(("customer_id", "customer"))
    __tablename__ = "app_account"
    __table_args__: ClassVar[Any] = (Index(None, "customer_id"), {"sqlite_autoincrement": True})

    customer_id: int = key_field("customer.id", index=False)
    account: str = ""
    guided_on: date
    clerk: str = ""
