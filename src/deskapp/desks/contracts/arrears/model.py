"""What is not done in time and who was asked about it; notices to many buyers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from deskapp.desks.contracts.paying.routing import ABOUT, FORMALITIES
from deskapp.office.property.model import one_of
from deskapp.store.base import Moment, Record, big, key_field, rows_where
from deskapp.store.scope import OWN, Rule

CONTACT_WAYS = ("phone", "message", "letter", "visit", "at_counter")
CONTACT_RESULTS = ("reached", "promised", "no_answer", "refused", "disputed", "wrong_number", "sent")
NOTICE_KINDS = ("design_change", "construction", "overdue", "other")
NOTICE_ANSWERS = ("accepts", "returns", "asks", "other")
STOP_REASONS = ("dispute", "lawyers", "deceased", "other")


class Formality(Record, table=True):
    """Something besides money that a buyer has to do by a day (欠办手续); ``done_on`` when it was done or fell away.

    ``by_hand``: a clerk noted it and ends it; every other one follows from the loans and from what banks report.
    """

    scope_rule: ClassVar[Rule] = OWN
    __table_args__: ClassVar[Any] = (
        Index(None, "deal_id"),
        Index("ix_formality_open", "due_on", "id", "deal_id", **rows_where("done_on IS NULL")),
        one_of("kind", FORMALITIES),
        {"sqlite_autoincrement": True},
    )

    deal_id: int = key_field("deal.id", index=False)
    kind: str
    due_on: date
    done_on: date | None = None
    mortgage_id: int | None = key_field("mortgage.id", nullable=True, index=False)
    bank_loan_id: int | None = key_field("bank_loan.id", nullable=True, index=False)
    by_hand: bool = False
    note: str = ""


class ContactAttempt(Record, table=True):
    """Somebody of ours spoke, or tried to speak, with a buyer about what is open; rows are only added."""

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "contact_attempt"
    __table_args__: ClassVar[Any] = (
        Index(None, "deal_id", "happened_at"),
        Index(None, "customer_id"),
        one_of("about", ABOUT),
        one_of("way", CONTACT_WAYS),
        one_of("result", CONTACT_RESULTS),
        {"sqlite_autoincrement": True},
    )

    deal_id: int = key_field("deal.id", index=False)
    customer_id: int | None = key_field("customer.id", nullable=True, index=False)
    about: str = "money"
    way: str
    result: str
    promised_on: date | None = None
    promised: int | None = big()
    note: str = Field(default="", sa_type=Text)
    next_step: str = ""
    next_on: date | None = None
    happened_at: datetime = Field(sa_type=Moment)
    entered_at: datetime = Field(sa_type=Moment)
    clerk_id: int | None = big()
    clerk: str = ""


class Chase(Record, table=True):
    """How the asking stands with a deal; all but the stop is a projection of its attempts. ``stop_reason`` not empty:
    nobody asks any more (in dispute, with the lawyers …), as ``stop_note`` tells. ``promised_on`` stands from a promise
    until they refuse, dispute or promise anew."""

    scope_rule: ClassVar[Rule] = OWN
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("deal_id"),
        Index("ix_chase_next_on", "next_on", "id"),
        Index("ix_chase_stopped", "deal_id", **rows_where("stop_reason <> ''")),
        {"sqlite_autoincrement": True},
    )

    deal_id: int = key_field("deal.id", index=False)
    stop_reason: str = ""
    stop_note: str = ""
    stopped_on: date | None = None
    attempts: int = 0
    last_at: datetime | None = Field(default=None, sa_type=Moment)
    last_way: str = ""
    last_result: str = ""
    next_step: str = ""
    next_on: date | None = None
    promised_on: date | None = None


class Notice(Record, table=True):
    """A text to many buyers of a project; ``answer_by`` where they have to answer (design change: within 15 days).

    ``title`` and ``text`` are in the language that it was written in, ``said`` is JSON with all of them by language;
    ``whom`` is JSON of what it is about: buildings and units, or a list of the radar.
    """

    scope_rule: ClassVar[Rule] = OWN
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "number"),
        one_of("kind", NOTICE_KINDS),
        {"sqlite_autoincrement": True},
    )

    number: str
    kind: str
    title: str
    text: str = Field(default="", sa_type=Text)
    made_on: date
    answer_by: date | None = None
    whom: str = Field(default="{}", sa_type=Text)
    said: str = Field(default="{}", sa_type=Text)
    clerk: str = ""


class NoticeAnswer(Record, table=True):
    """A deal that a notice went to, the message that carried it, and what the buyer said."""

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "notice_answer"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("notice_id", "deal_id"),
        Index(None, "deal_id"),
        {"sqlite_autoincrement": True},
    )

    notice_id: int = key_field("notice.id", index=False)
    deal_id: int = key_field("deal.id", index=False)
    message_id: int | None = key_field("message.id", nullable=True, index=False)
    answer: str = ""
    answered_on: date | None = None
    note: str = Field(default="", sa_type=Text)
