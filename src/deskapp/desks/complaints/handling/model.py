"""What happens to complaints: claims, a leader's opinion, improvements."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Final

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from deskapp.desks.complaints.taking.model_clock import CrisisContact as CrisisContact
from deskapp.office.property.model import one_of
from deskapp.store.base import Moment, Record, big, key_field
from deskapp.store.scope import OWN_OR_OFFICE, Rule, through

CLAIM_STATES: Final = ("asked", "offered", "agreed", "settled", "refused", "withdrawn")
WISHES: Final = ("exchange", "return")
IMPROVEMENT_STATES: Final = ("proposed", "accepted", "doing", "done", "refused")


class Claim(Record, table=True):
    """Compensation asked, offered and settled; money in the smallest unit. What is settled is paid by ``payout_id``, or
    lowers a charge (``charge_id``)."""

    scope_rule: ClassVar[Rule] = through(("case_id", "case_file"))
    __table_args__: ClassVar[Any] = (
        Index(None, "case_id"),
        Index("ix_claim_state", "state", "id"),
        one_of("state", CLAIM_STATES),
        {"sqlite_autoincrement": True},
    )

    case_id: int = key_field("case_file.id", index=False)
    about: str = ""
    currency: str = "CNY"
    asked: int | None = big()
    asked_on: date
    offered: int | None = big()
    offered_on: date | None = None
    settled: int | None = big()
    settled_on: date | None = None
    approved_by: str = ""
    charge_id: int | None = key_field("charge.id", nullable=True, index=False)
    payout_id: int | None = key_field("payout.id", nullable=True, index=False)
    state: str = "asked"
    note: str = Field(default="", sa_type=Text)


class LeaderOpinion(Record, table=True):
    """What a named leader said about an exchange or return of the house; only an agreeing one starts the procedure.

    ``chain_case_id`` is the contracts desk's case that it started.
    """

    scope_rule: ClassVar[Rule] = through(("case_id", "case_file"))
    __tablename__ = "leader_opinion"
    __table_args__: ClassVar[Any] = (
        Index(None, "case_id"),
        one_of("wish", WISHES),
        {"sqlite_autoincrement": True},
    )

    case_id: int = key_field("case_file.id", index=False)
    wish: str
    staff_id: int | None = key_field("staff.id", nullable=True, index=False)
    leader: str
    agrees: bool
    opinion: str = Field(sa_type=Text)
    said_on: date
    chain_case_id: int | None = key_field("case_file.id", nullable=True, index=False)
    entered_at: datetime = Field(sa_type=Moment)
    clerk: str = ""


class Improvement(Record, table=True):
    """A proposal to do better [g11], from causes that came again; ``effect`` what it brought."""

    scope_rule: ClassVar[Rule] = OWN_OR_OFFICE
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "number"),
        Index("ix_improvement_state", "state", "id"),
        one_of("state", IMPROVEMENT_STATES),
        {"sqlite_autoincrement": True},
    )

    number: str
    title: str
    cause: str = ""
    text: str = Field(sa_type=Text)
    proposed_on: date
    proposed_by: str = ""
    department_id: int | None = key_field("department.id", nullable=True, index=False)
    state: str = "proposed"
    due_on: date | None = None
    decided_on: date | None = None
    decided_by: str = ""
    done_on: date | None = None
    effect: str = Field(default="", sa_type=Text)


class ImprovementCase(Record, table=True):
    """A case that an improvement follows from."""

    scope_rule: ClassVar[Rule] = through(("improvement_id", "improvement"), ("case_id", "case_file"))
    __tablename__ = "improvement_case"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("improvement_id", "case_id"),
        Index(None, "case_id"),
        {"sqlite_autoincrement": True},
    )

    improvement_id: int = key_field("improvement.id", index=False)
    case_id: int = key_field("case_file.id", index=False)
