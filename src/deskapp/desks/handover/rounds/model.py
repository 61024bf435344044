"""Rounds of vacant units, and what is found before a building stands: advice on drawings, early defects."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Final

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from deskapp.office.property.model import one_of
from deskapp.store.base import Moment, Record, big, key_field, rows_where
from deskapp.store.scope import OWN, Rule, through

ROUND_KINDS: Final = ("walk", "full", "airing", "storm", "viewing")
DECISIONS: Final = ("", "taken_up", "partly", "refused", "later")


class VacantRound(Record, table=True):
    """A round of a vacant unit (unsold, or for a resettled household not yet known), planned or done.

    Of each kind that comes again a unit has one planned row; doing it plans the next.
    """

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "vacant_round"
    __table_args__: ClassVar[Any] = (
        Index(None, "unit_id", "kind", "done_on"),
        Index("ix_vacant_round_planned", "done_on", "planned_on", "id"),
        Index("uq_vacant_round_open", "unit_id", "kind", unique=True, **rows_where("done_on IS NULL")),
        one_of("kind", ROUND_KINDS),
        {"sqlite_autoincrement": True},
    )

    unit_id: int = key_field("unit.id", index=False)
    kind: str
    planned_on: date
    done_on: date | None = None
    staff_id: int | None = key_field("staff.id", nullable=True, index=False)
    by: str = ""
    note: str = Field(default="", sa_type=Text)
    stored_file_id: int | None = key_field("stored_file.id", nullable=True, index=False)


class RoundMark(Record, table=True):
    """A point of the round's list that is not right; ``defect_id`` where it became one."""

    scope_rule: ClassVar[Rule] = through(("round_id", "vacant_round"))
    __tablename__ = "round_mark"
    __table_args__: ClassVar[Any] = (UniqueConstraint("round_id", "item"), {"sqlite_autoincrement": True})

    round_id: int = key_field("vacant_round.id", index=False)
    item: str
    note: str = ""
    defect_id: int | None = key_field("defect.id", nullable=True, index=False)


class DesignAdvice(Record, table=True):
    """Advice on drawings [e36]: the property consultant is asked within seven days of their arrival (``ask_by``)."""

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "design_advice"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "number"),
        Index("ix_design_advice_open", "asked_on", "ask_by", "id"),
        one_of("decision", DECISIONS),
        {"sqlite_autoincrement": True},
    )

    number: str
    subject: str
    topic: str = ""
    drawings: str = ""
    drawings_on: date
    ask_by: date
    asked_on: date | None = None
    consultant: str = ""
    advice: str = Field(default="", sa_type=Text)
    advised_on: date | None = None
    decision: str = ""
    decided_on: date | None = None
    decided_by: str = ""
    note: str = Field(default="", sa_type=Text)


class EarlyDefect(Record, table=True):
    """A defect of the works found by the consultant before acceptance [e37], with what could be done and its cost."""

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "early_defect"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "number"),
        Index(None, "building_id"),
        Index("ix_early_defect_open", "done_on", "found_on", "id"),
        one_of("decision", DECISIONS),
        {"sqlite_autoincrement": True},
    )

    number: str
    building_id: int | None = key_field("building.id", nullable=True, index=False)
    place: str
    system: str = ""
    found_on: date
    found_by: str = ""
    text: str = Field(sa_type=Text)
    option: str = Field(default="", sa_type=Text)
    cost: int | None = big()
    currency: str = "CNY"
    feasible: bool | None = None
    decision: str = ""
    decided_on: date | None = None
    decided_by: str = ""
    done_on: date | None = None
    entered_at: datetime = Field(sa_type=Moment)
    clerk: str = ""
