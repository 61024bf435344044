"""Papers: each original or copy that passed through the counter, where it is, and its files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field

from deskapp.store.base import Moment, Record, key_field
from deskapp.store.scope import OFFICE, Rule, through

PAPER_KINDS = ("original", "copy")
HOLDERS = ("us", "customer", "authority", "tax", "bank", "court", "survey", "notary", "department", "other")
VOID = "void"
"""The holder of a paper that was entered by mistake: it never was here."""
MOVES = ("taken_in", "moved", "given_back", "shelf", "lost", "found", "cancelled")


class Paper(Record, table=True):
    """One paper of a customer. ``code`` is what procedures call it; ``name`` where they do not know it.

    Everything from ``holder`` on is a projection of its moves. A lost one has somebody responsible and the procedure
    that comes next (``next_procedure``); its holder is who had it last.
    """

    scope_rule: ClassVar[Rule] = through(("customer_id", "customer"), ("unit_id", "unit"), ("parcel_id", "parcel"))
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "register_number"),
        Index(None, "customer_id"),
        Index("ix_paper_register_number", "register_number"),
        Index("ix_paper_number", "number"),
        Index("ix_paper_holder", "holder", "due_back", "id"),
        Index("ix_paper_lost_at", "lost_at"),
        {"sqlite_autoincrement": True},
    )

    register_number: str
    customer_id: int = key_field("customer.id", index=False)
    unit_id: int | None = key_field("unit.id", nullable=True)
    parcel_id: int | None = key_field("parcel.id", nullable=True)
    code: str
    name: str = ""
    kind: str = "original"
    number: str = ""
    count: int = 1
    note: str = Field(default="", sa_type=Text)
    holder: str = "us"
    holder_name: str = ""
    shelf: str = ""
    holder_since: datetime = Field(sa_type=Moment)
    due_back: date | None = None
    lost_at: datetime | None = Field(default=None, sa_type=Moment)
    lost_note: str = ""
    responsible: str = ""
    next_procedure: str = ""


class PaperMove(Record, table=True):
    """Something happened to a paper (``kind``: one of ``MOVES``). Rows are only added: one that was entered by mistake
    is named by the ``cancels`` of another.
    """

    scope_rule: ClassVar[Rule] = through(("paper_id", "paper"))
    __tablename__ = "paper_move"
    __table_args__: ClassVar[Any] = (Index(None, "paper_id", "happened_at"), {"sqlite_autoincrement": True})

    paper_id: int = key_field("paper.id", index=False)
    kind: str
    holder: str = ""
    holder_name: str = ""
    shelf: str = ""
    slip: str = ""
    due_back: date | None = None
    note: str = ""
    responsible: str = ""
    next_procedure: str = ""
    cancels: int | None = key_field("paper_move.id", nullable=True, index=False)
    happened_at: datetime = Field(sa_type=Moment)
    entered_at: datetime = Field(sa_type=Moment)
    clerk: str = ""


class StoredFile(Record, table=True):
    """A scan or photo, kept once under its SHA-256; ``name`` is what it was called."""

    scope_rule: ClassVar[Rule] = OFFICE
    __tablename__ = "stored_file"
    __table_args__: ClassVar[Any] = (UniqueConstraint("office_id", "digest"), {"sqlite_autoincrement": True})

    digest: str
    name: str
    size: int = Field(sa_type=BigInteger)
    stored_at: datetime = Field(sa_type=Moment)


class PaperFile(Record, table=True):
    """A file that shows a paper."""

    scope_rule: ClassVar[Rule] = through(("paper_id", "paper"))
    __tablename__ = "paper_file"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("paper_id", "stored_file_id"),
        {"sqlite_autoincrement": True},
    )

    paper_id: int = key_field("paper.id", index=False)
    stored_file_id: int = key_field("stored_file.id")
    attached_at: datetime = Field(sa_type=Moment)
