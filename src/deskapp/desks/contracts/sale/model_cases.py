"""Which deal a case is about, and what a case of changed parties makes of it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from deskapp.store.base import Record, key_field
from deskapp.store.scope import Rule, through

CHANGE_KINDS = ("kin", "shares", "divorce", "inheritance", "court", "company_renamed", "resale")


class CaseDeal(Record, table=True):
    """The deal that a case is about; ``new_unit_id`` and ``new_deal_id`` where it goes over into another (exchange)."""

    scope_rule: ClassVar[Rule] = through(("case_id", "case_file"), ("deal_id", "deal"))
    __tablename__ = "case_deal"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("case_id"),
        Index(None, "deal_id"),
        {"sqlite_autoincrement": True},
    )

    case_id: int = key_field("case_file.id", index=False)
    deal_id: int = key_field("deal.id", index=False)
    new_unit_id: int | None = key_field("unit.id", nullable=True, index=False)
    new_deal_id: int | None = key_field("deal.id", nullable=True, index=False)


class PartyChange(Record, table=True):
    """What a case makes of a deal's parties; ``before`` and ``after`` are JSON lists of parties, ``before`` taken when
    it was applied (``applied_on``), so that there is something to go by (有据可查)."""

    scope_rule: ClassVar[Rule] = through(("case_id", "case_file"), ("deal_id", "deal"))
    __tablename__ = "party_change"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("case_id"),
        Index(None, "deal_id"),
        {"sqlite_autoincrement": True},
    )

    case_id: int = key_field("case_file.id", index=False)
    deal_id: int = key_field("deal.id", index=False)
    kind: str
    before: str = Field(default="[]", sa_type=Text)
    after: str = Field(default="[]", sa_type=Text)
    applied_on: date | None = None
    clerk: str = ""
