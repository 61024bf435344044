"""Money at the counter: what is owed, what came in, what went out, and the days that are closed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from deskapp.office.deal.model import Deal
from deskapp.store.base import Moment, Record, big, key_field, rows_where
from deskapp.store.scope import OFFICE, Rule, through

METHODS = ("cash", "card", "transfer", "qr", "other")
PAYOUT_KINDS = ("refund", "passed_on")
OF_DEAL = f"{Deal.__tablename__}.id"


def positive(column: str) -> CheckConstraint:
    """A check that an amount is above zero."""
    return CheckConstraint(f"{column} > 0", name=column)


class Charge(Record, table=True):
    """What a customer owes, in the smallest unit of its currency. ``purpose`` is a code of ``purposes.toml``, ``part``
    which part of it this is (of a price: down_payment, instalment …), ``deal_id`` the deal it is owed for.

    ``paid`` and ``passed_on`` are projections: the sums of its live allocations and of what went on to the state.
    """

    scope_rule: ClassVar[Rule] = through(("customer_id", "customer"), ("unit_id", "unit"))
    __table_args__: ClassVar[Any] = (
        positive("amount"),
        Index("ix_charge_customer_open", "customer_id", "currency", "due_on", "id"),
        Index(None, "unit_id"),
        Index("ix_charge_deal_id", "deal_id", **rows_where("deal_id IS NOT NULL")),
        {"sqlite_autoincrement": True},
    )

    customer_id: int = key_field("customer.id", index=False)
    deal_id: int | None = key_field(OF_DEAL, nullable=True, index=False)
    part: str = ""
    unit_id: int | None = key_field("unit.id", nullable=True, index=False)
    purpose: str
    text: str = ""
    currency: str
    amount: int = Field(sa_type=BigInteger)
    charged_on: date
    due_on: date | None = None
    entered_at: datetime = Field(sa_type=Moment)
    clerk: str = ""
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
    withdrawn_reason: str = ""
    paid: int = Field(default=0, sa_type=BigInteger)
    passed_on: int = Field(default=0, sa_type=BigInteger)


class Receipt(Record, table=True):
    """Money that came in, by one method. ``booked_on`` is its day in the day-book: the first open one from its day on.

    Issued, void (reversed), exchanged for an invoice, lost (with a declaration): read from these facts.
    ``free`` is a projection: what is neither allocated nor refunded. ``deal_id`` where it is for a deal,
    ``outside_number`` the number under which an import brought it, within its project, ``paid_for`` what the payer said
    it is for (a kind of ``money/kinds.py``), where somebody said it.
    """

    scope_rule: ClassVar[Rule] = through(("customer_id", "customer"))
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "number"),
        positive("amount"),
        Index(None, "customer_id"),
        Index("ix_receipt_booked_on", "booked_on", "id"),
        Index("ix_receipt_counter", "office_id", "booked_on", **rows_where("outside_number = ''")),
        Index("ix_receipt_deal_id", "deal_id", **rows_where("deal_id IS NOT NULL")),
        Index(
            "uq_receipt_outside_number",
            "project_id",
            "outside_number",
            unique=True,
            **rows_where("outside_number <> ''"),
        ),
        {"sqlite_autoincrement": True},
    )

    number: str
    outside_number: str = ""
    customer_id: int = key_field("customer.id", index=False)
    deal_id: int | None = key_field(OF_DEAL, nullable=True, index=False)
    payer_name: str = ""
    payer_note: str = ""
    paid_for: str = ""
    currency: str
    amount: int = Field(sa_type=BigInteger)
    method: str
    slip: str = ""
    account: str = ""
    supervised: bool = False
    received_at: datetime = Field(sa_type=Moment)
    booked_on: date
    entered_at: datetime = Field(sa_type=Moment)
    clerk_id: int | None = big()
    clerk: str = ""
    invoice: str = ""
    exchanged_at: datetime | None = Field(default=None, sa_type=Moment)
    lost_note: str = ""
    lost_at: datetime | None = Field(default=None, sa_type=Moment)
    reversed_at: datetime | None = Field(default=None, sa_type=Moment)
    free: int = Field(default=0, sa_type=BigInteger)


class Allocation(Record, table=True):
    """A part of a receipt that pays a charge; a negative one takes it back. Rows are only added."""

    scope_rule: ClassVar[Rule] = through(("receipt_id", "receipt"), ("charge_id", "charge"))
    __table_args__: ClassVar[Any] = (
        Index(None, "receipt_id"),
        Index(None, "charge_id"),
        {"sqlite_autoincrement": True},
    )

    receipt_id: int = key_field("receipt.id", index=False)
    charge_id: int = key_field("charge.id", index=False)
    amount: int = Field(sa_type=BigInteger)
    reason: str = ""
    entered_at: datetime = Field(sa_type=Moment)


class Payout(Record, table=True):
    """Money that went out: a refund of a receipt to its payer, or money held for the state passed on to it."""

    scope_rule: ClassVar[Rule] = through(("receipt_id", "receipt"), ("charge_id", "charge"))
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "number"),
        positive("amount"),
        Index(None, "receipt_id"),
        Index(None, "charge_id"),
        Index("ix_payout_booked_on", "booked_on", "id"),
        {"sqlite_autoincrement": True},
    )

    number: str
    kind: str
    receipt_id: int | None = key_field("receipt.id", nullable=True, index=False)
    charge_id: int | None = key_field("charge.id", nullable=True, index=False)
    currency: str
    amount: int = Field(sa_type=BigInteger)
    method: str
    payee_name: str = ""
    account: str = ""
    slip: str = ""
    reason: str = ""
    paid_at: datetime = Field(sa_type=Moment)
    booked_on: date
    entered_at: datetime = Field(sa_type=Moment)
    clerk_id: int | None = big()
    clerk: str = ""
    reversed_at: datetime | None = Field(default=None, sa_type=Moment)


class Reversal(Record, table=True):
    """The taking back of one receipt or one payout, on the day-book's day on which it was done."""

    scope_rule: ClassVar[Rule] = through(("receipt_id", "receipt"), ("payout_id", "payout"))
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("receipt_id"),
        UniqueConstraint("payout_id"),
        Index("ix_reversal_booked_on", "booked_on", "id"),
        {"sqlite_autoincrement": True},
    )

    receipt_id: int | None = key_field("receipt.id", nullable=True, index=False)
    payout_id: int | None = key_field("payout.id", nullable=True, index=False)
    reason: str
    booked_on: date
    entered_at: datetime = Field(sa_type=Moment)
    clerk: str = ""


class DayClose(Record, table=True):
    """A closed day of the day-book: nothing is booked on it any more."""

    scope_rule: ClassVar[Rule] = OFFICE
    __tablename__ = "day_close"
    __table_args__: ClassVar[Any] = (UniqueConstraint("office_id", "day"), {"sqlite_autoincrement": True})

    day: date
    closed_at: datetime = Field(sa_type=Moment)
    clerk: str = ""
    note: str = ""


class DayCloseLine(Record, table=True):
    """What a closed day held by method and currency, and what was counted; ``counted`` None where nobody counts."""

    scope_rule: ClassVar[Rule] = OFFICE
    __tablename__ = "day_close_line"
    __table_args__: ClassVar[Any] = (Index(None, "day_close_id"), {"sqlite_autoincrement": True})

    day_close_id: int = key_field("day_close.id", index=False)
    method: str
    currency: str
    received: int = Field(sa_type=BigInteger)
    paid_out: int = Field(sa_type=BigInteger)
    counted: int | None = big()
    receipts: int = 0
    voids: int = 0
