"""The clocks of complaints and what they follow from: limits of the office, calls, what was told, who is paged."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Final

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from deskapp.desks.complaints.taking.model import CLOCKS
from deskapp.office.property.model import one_of
from deskapp.store.base import Moment, Record, big, key_field, rows_where
from deskapp.store.scope import OWN_OR_OFFICE, Rule, through

CALL_RESULTS: Final = ("", "satisfied", "neutral", "unsatisfied", "no_answer", "refused", "no_phone")
CALL_ABOUT: Final = ("complaint", "repair", "service")
PERCENTS: Final = (50, 100, 150, 200)
"""Shares of a limit that are told, each once: to handler, supervisor, manager; the last raises the level."""
ESCALATION_TO: Final = ("handler", "supervisor", "manager", "director", "general_manager", "group", "crisis_team")
LIMIT_UNITS: Final = ("minutes", "working_days", "days")
LIMIT_HOURS: Final = ("service", "always")


class ComplaintLimit(Record, table=True):
    """A limit that the office set itself, from a day on: it wins over the shipped row of the same clock and level.

    ``amount`` is a decimal text (0 is at once), ``hours`` whether minutes run in service hours or day and night.
    """

    scope_rule: ClassVar[Rule] = OWN_OR_OFFICE
    __tablename__ = "complaint_limit"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "procedure", "clock", "level", "valid_from"),
        one_of("clock", CLOCKS),
        one_of("unit", LIMIT_UNITS),
        one_of("hours", LIMIT_HOURS),
        {"sqlite_autoincrement": True},
    )

    procedure: str = ""
    clock: str
    level: int
    amount: str
    unit: str = "minutes"
    hours: str = "service"
    valid_from: date
    source: str = ""


class ComplaintClock(Record, table=True):
    """A clock of a complaint; all of it is a projection of its facts, pauses and the limits of its level.

    ``round`` counts the openings (0 the first, then one a reopening). ``told`` is the last share of its limit that
    was told, in per cent (50, 100, 150, 200). ``limit_text`` names the row it came from. ``spent`` and ``whole`` are
    service minutes: used until it was met (None while it runs) and allowed.
    """

    scope_rule: ClassVar[Rule] = through(("complaint_id", "complaint"))
    __tablename__ = "complaint_clock"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("complaint_id", "kind", "round"),
        Index("ix_complaint_clock_kind_met", "kind", "met_at"),
        one_of("kind", CLOCKS),
        {"sqlite_autoincrement": True},
    )

    complaint_id: int = key_field("complaint.id", index=False)
    kind: str
    round: int = 0
    level: int
    limit_text: str = ""
    begins_at: datetime = Field(sa_type=Moment)
    due_at: datetime | None = Field(default=None, sa_type=Moment)
    met_at: datetime | None = Field(default=None, sa_type=Moment)
    dropped: bool = False
    whole: int = 0
    spent: int | None = None
    told: int = 0


class FollowUpCall(Record, table=True):
    """A call after something was closed, due by a time, made by somebody else than who handled it.

    ``round`` 1 the first, 2 the second after a repair … ``score`` 1 to 5; ``attempts`` how often nobody answered.
    """

    scope_rule: ClassVar[Rule] = through(("case_id", "case_file"))
    __tablename__ = "follow_up_call"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("case_id", "opening", "round"),
        Index("ix_follow_up_call_due", "due_at", "id", **rows_where("made_at IS NULL")),
        Index("ix_follow_up_call_made", "made_at", "id"),
        one_of("about", CALL_ABOUT),
        one_of("result", CALL_RESULTS),
        CheckConstraint("score IS NULL OR score BETWEEN 1 AND 5", name="score"),
        {"sqlite_autoincrement": True},
    )

    case_id: int = key_field("case_file.id", index=False)
    about: str = "complaint"
    opening: int = 0
    round: int = 1
    due_at: datetime = Field(sa_type=Moment)
    attempts: int = 0
    made_at: datetime | None = Field(default=None, sa_type=Moment)
    staff_id: int | None = key_field("staff.id", nullable=True, index=False)
    clerk: str = ""
    result: str = ""
    score: int | None = None
    said: str = Field(default="", sa_type=Text)
    handler_id: int | None = big()


class Escalation(Record, table=True):
    """A clock that was told to somebody, once: at which share of its limit, to whom, and who took note.

    ``level_from``/``level_to`` where it raised the level (past 200 %, or the second "not satisfied").
    """

    scope_rule: ClassVar[Rule] = through(("case_id", "case_file"))
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("case_id", "opening", "clock", "percent"),
        Index("ix_escalation_at", "told_at", "id"),
        Index("ix_escalation_untaken", "whom", "id", **rows_where("noted_at IS NULL")),
        one_of("whom", ESCALATION_TO),
        {"sqlite_autoincrement": True},
    )

    case_id: int = key_field("case_file.id", index=False)
    opening: int = 0
    clock: str
    percent: int
    whom: str
    staff_id: int | None = key_field("staff.id", nullable=True, index=False)
    due_at: datetime | None = Field(default=None, sa_type=Moment)
    told_at: datetime = Field(sa_type=Moment)
    level_from: int | None = None
    level_to: int | None = None
    noted_at: datetime | None = Field(default=None, sa_type=Moment)
    noted_by: str = ""


class CrisisContact(Record, table=True):
    """Somebody who is paged by the crisis key: in which order, for which project, by which way."""

    scope_rule: ClassVar[Rule] = OWN_OR_OFFICE
    __tablename__ = "crisis_contact"
    __table_args__: ClassVar[Any] = (Index(None, "position"), {"sqlite_autoincrement": True})

    position: int = 1
    level: int = 4
    staff_id: int | None = key_field("staff.id", nullable=True, index=False)
    name: str
    phone: str = ""
    email: str = ""
    until: date | None = None
