"""Messages to customers that wait, went out or failed, and the letters that were printed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field

from deskapp.store.base import Moment, Record
from deskapp.store.scope import Link, Rule, through

CHANNELS = ("email", "sms", "hand")
MESSAGE_STATES = ("waiting", "handing_over", "sent", "unsure", "failed", "cancelled")
_ABOUT_CASE = Link("about_id", "case_file", ("about", "case_file"))
_ABOUT_PAPER = Link("about_id", "paper", ("about", "paper"))
_ABOUT_DEAL = Link("about_id", "deal", ("about", "deal"))
PRINT_STATES = ("waiting", "printing", "printed", "kept", "failed")


class Message(Record, table=True):
    """One message, as text in the customer's language. ``uid`` is its Message-ID, so that a receiver can tell it again.

    ``state``: waiting (held by a sender where ``claimed_by`` is set); handing_over in the one moment that decides;
    sent; unsure where a sender died in that moment; failed where it was refused or the last try was in vain;
    cancelled. ``channel`` hand waits for a clerk. ``error`` is a code with its values as JSON; ``about`` names the
    record, ``step`` the step of a case that it tells of.
    """

    scope_rule: ClassVar[Rule] = through(("customer_id", "customer"), _ABOUT_CASE, _ABOUT_DEAL)
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("uid"),
        Index("ix_message_state_due", "state", "due_at", "id"),
        Index("ix_message_about", "about", "about_id"),
        {"sqlite_autoincrement": True},
    )

    uid: str
    channel: str
    address: str
    subject: str = ""
    body: str = Field(sa_type=Text)
    language: str
    customer_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    about: str = ""
    about_id: int | None = Field(default=None, sa_type=BigInteger)
    step: str = ""
    state: str = "waiting"
    attempts: int = 0
    error: str = ""
    queued_at: datetime = Field(sa_type=Moment)
    due_at: datetime = Field(sa_type=Moment)
    claimed_by: str = ""
    claimed_at: datetime | None = Field(default=None, sa_type=Moment)
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    clerk: str = ""


class MessageAddress(Record, table=True):
    """Where a customer wants to be written to by a channel; a former one has an end. Phones lie with the customer."""

    scope_rule: ClassVar[Rule] = through(("customer_id", "customer"))
    __tablename__ = "message_address"
    __table_args__: ClassVar[Any] = (Index(None, "customer_id", "channel"), {"sqlite_autoincrement": True})

    customer_id: int = Field(sa_type=BigInteger)
    channel: str
    address: str
    since: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class PrintJob(Record, table=True):
    """A letter that was made: which, for what record, in which file of ``exports/print/``.

    ``state``: waiting for its print command; printing (held by ``claimed_by``); printed; kept where no command is set,
    so that the file is all; failed with the reason in ``error`` (a code with its values as JSON). ``reprint`` counts
    the prints of one letter after the first, ``copy_of`` names that first one. ``data`` is what filled the letter.
    """

    scope_rule: ClassVar[Rule] = through(_ABOUT_CASE, _ABOUT_PAPER, _ABOUT_DEAL)
    __tablename__ = "print_job"
    __table_args__: ClassVar[Any] = (
        Index("ix_print_job_about", "about", "about_id"),
        Index("ix_print_job_state", "state", "id"),
        {"sqlite_autoincrement": True},
    )

    letter: str
    language: str
    about: str = ""
    about_id: int | None = Field(default=None, sa_type=BigInteger)
    file: str
    digest: str
    data: str = Field(default="{}", sa_type=Text)
    state: str = "waiting"
    reprint: int = 0
    copy_of: int | None = Field(default=None, sa_type=BigInteger)
    counter: str = ""
    claimed_by: str = ""
    error: str = ""
    made_at: datetime = Field(sa_type=Moment)
    printed_at: datetime | None = Field(default=None, sa_type=Moment)
    clerk: str = ""
