"""Messages to customers that wait, went out or failed, and the letters that were printed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field

from deskapp.store.base import Moment, Record

CHANNELS = ("email", "sms", "hand")
MESSAGE_STATES = ("waiting", "handing_over", "sent", "unsure", "failed", "cancelled")


class Message(Record, table=True):
    """One message, as text in the customer's language. ``uid`` is its Message-ID, so that a receiver can tell it again.

    ``state``: waiting; handing_over while a sender holds it (``claimed_by``, ``claimed_at``); sent; unsure where a
    sender died in the one moment that decides; failed after the last try; cancelled. ``about`` names the record.
    """

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


class PrintJob(Record, table=True):
    """A letter that was made: which, for what record, in which file; ``copy_of`` and ``copies`` count reprints."""

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
    state: str = "waiting"
    reprint: int = 0
    copy_of: int | None = Field(default=None, sa_type=BigInteger)
    counter: str = ""
    error: str = ""
    made_at: datetime = Field(sa_type=Moment)
    printed_at: datetime | None = Field(default=None, sa_type=Moment)
    clerk: str = ""
