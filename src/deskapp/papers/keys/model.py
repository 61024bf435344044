"""Keys and cards: each set, and every movement of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Final

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from deskapp.office.property.model import one_of
from deskapp.store.base import Moment, Record, key_field, rows_where
from deskapp.store.scope import OWN, Rule, through

KEY_KINDS: Final = ("key", "card", "remote", "other")
KEY_HOLDERS: Final = ("us", "staff", "owner", "contractor", "property", "builder", "other")
KEY_MOVES: Final = ("taken_in", "out", "back", "given", "kept", "lost", "found", "cancelled")
"""``out`` is lent until a day, ``given`` is for good (risk passes with it), ``kept`` is left here by the owner for a
repair, with the written consent that ``consent`` names."""
KEY_PURPOSES: Final = ("inspection", "rectification", "viewing", "repair", "handover", "cleaning", "round", "other")


class KeySet(Record, table=True):
    """One set of keys or cards of a unit; ``contents`` says what hangs on it, ``count`` how many pieces.

    Everything from ``holder`` on is a projection of its moves. ``consent`` names the paper by which an owner left it
    here for a repair, ``missing`` is how many pieces did not come back the last time.
    """

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "key_set"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "label"),
        Index(None, "unit_id"),
        Index("ix_key_set_label", "label"),
        Index("ix_key_set_out", "due_back", "id", **rows_where("due_back IS NOT NULL")),
        Index("ix_key_set_holder", "holder", "id"),
        one_of("kind", KEY_KINDS),
        one_of("holder", KEY_HOLDERS),
        CheckConstraint("count > 0", name="count"),
        {"sqlite_autoincrement": True},
    )

    label: str
    unit_id: int = key_field("unit.id", index=False)
    kind: str = "key"
    contents: str = ""
    count: int = 1
    hook: str = ""
    ended_on: date | None = None

    holder: str = "us"
    holder_name: str = ""
    holder_id: int | None = key_field("customer.id", nullable=True, index=False)
    organisation_id: int | None = key_field("organisation.id", nullable=True, index=False)
    staff_id: int | None = key_field("staff.id", nullable=True, index=False)
    purpose: str = ""
    holder_since: datetime = Field(sa_type=Moment)
    due_back: date | None = None
    consent: str = ""
    missing: int = 0
    lost_at: datetime | None = Field(default=None, sa_type=Moment)


class KeyMove(Record, table=True):
    """Something happened to a key set. Rows are only added: a mistaken one is named by another's ``cancels``."""

    scope_rule: ClassVar[Rule] = through(("key_set_id", "key_set"))
    __tablename__ = "key_move"
    __table_args__: ClassVar[Any] = (
        Index(None, "key_set_id", "happened_at"),
        one_of("kind", KEY_MOVES),
        {"sqlite_autoincrement": True},
    )

    key_set_id: int = key_field("key_set.id", index=False)
    kind: str
    holder: str = ""
    holder_name: str = ""
    holder_id: int | None = key_field("customer.id", nullable=True, index=False)
    organisation_id: int | None = key_field("organisation.id", nullable=True, index=False)
    staff_id: int | None = key_field("staff.id", nullable=True, index=False)
    purpose: str = ""
    count: int = 1
    due_back: date | None = None
    consent: str = ""
    witness: str = ""
    note: str = Field(default="", sa_type=Text)
    cancels: int | None = key_field("key_move.id", nullable=True, index=False)
    happened_at: datetime = Field(sa_type=Moment)
    entered_at: datetime = Field(sa_type=Moment)
    clerk: str = ""
