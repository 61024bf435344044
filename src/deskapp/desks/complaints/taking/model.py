"""Complaints beside their cases, the clocks that run on them, and events that many complain of."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Final

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from deskapp.office.property.model import one_of
from deskapp.store.base import Moment, Record, big, key_field, rows_where
from deskapp.store.scope import OWN, OWN_OR_OFFICE, Rule

RELATIONS: Final = ("owner", "family", "tenant", "neighbour", "agent", "media", "other", "anonymous")
"""What the complainant is to the home; they need not be a customer, nor be named."""
LEVELS: Final = (1, 2, 3, 4, 5)
CRISIS: Final = 4
"""From this level on a complaint is opened by the crisis key alone, which pages named people."""
CHANNELS: Final = ("visit", "call", "hotline_12345", "app", "letter", "third_party")
STATES: Final = (
    "received", "acknowledged", "assessed", "investigated", "planned", "answered", "closed", "reopened", "outside",
)  # fmt: skip
"""ISO 10002's steps as facts make them; ``reopened`` counts on, ``outside`` went to an authority or a court."""
CLOCKS: Final = ("acknowledge", "contact", "plan", "close", "callback", "callback_again", "external")
"""``external``: the due time that another house (12345) set; the rest by level and procedure (``limits.toml``)."""
VALIDITY: Final = ("", "valid", "partly", "invalid")
EVENT_STATES: Final = ("open", "closed")


class MassEvent(Record, table=True):
    """Something that many complain of at once, with one text that every clerk reads out.

    ``said`` is JSON of the text by language; ``place`` says where: project, building, entrance as far as known.
    """

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "mass_event"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "number"),
        Index("ix_mass_event_open", "closed_at", "id"),
        {"sqlite_autoincrement": True},
    )

    number: str
    title: str
    category: str = ""
    building_id: int | None = key_field("building.id", nullable=True, index=False)
    entrance: str = ""
    said: str = Field(default="{}", sa_type=Text)
    cause: str = ""
    begun_at: datetime = Field(sa_type=Moment)
    expected_at: datetime | None = Field(default=None, sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    result: str = Field(default="", sa_type=Text)
    clerk: str = ""


class Complaint(Record, table=True):
    """What a case has beside, where it is a complaint: number, words, channel, customer and unit lie with the case.

    ``level`` 1 to 3 is chosen or proposed (``proposed``, ``level_reason`` where they differ), 4 and 5 by the crisis
    key. ``outside``: the house whose order it is (12345), unique with its number; ``returned_at`` sent back there
    (退单) with a reason. ``unit_text`` is a home that we do not know, kept as it was said.

    Projections, written anew in the transaction of what they follow from: ``state``, ``state_since``, ``open``,
    ``next_clock``/``next_due_at`` (the earliest open clock that is running), ``next_step_at`` (when the next warning or
    escalation is due), ``late`` (a clock was missed), ``held`` (a pause is open), ``reopened`` how often,
    ``unsatisfied`` how often a follow-up call said so.
    """

    scope_rule: ClassVar[Rule] = OWN_OR_OFFICE
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("case_id"),
        Index("uq_complaint_outside", "outside", "outside_number", unique=True, **rows_where("outside_number <> ''")),
        Index("ix_complaint_open_due", "open", "next_due_at", "id"),
        Index("ix_complaint_steps", "next_step_at", "id", **rows_where("next_step_at IS NOT NULL")),
        Index("ix_complaint_open_level", "open", "level", "next_due_at", "id"),
        Index("ix_complaint_unit", "unit_id", "open", "category"),
        Index("ix_complaint_building", "building_id", "open", "category", "entrance"),
        Index("ix_complaint_event", "mass_event_id", "id"),
        Index("ix_complaint_received", "received_at", "id"),
        Index("ix_complaint_closed", "closed_at", "id"),
        one_of("relation", RELATIONS),
        one_of("state", STATES),
        one_of("validity", VALIDITY),
        CheckConstraint("level BETWEEN 1 AND 5", name="level"),
        {"sqlite_autoincrement": True},
    )

    case_id: int = key_field("case_file.id", index=False)
    relation: str = "owner"
    unit_id: int | None = key_field("unit.id", nullable=True, index=False)
    unit_text: str = ""
    building_id: int | None = key_field("building.id", nullable=True, index=False)
    entrance: str = ""
    place: str = ""
    category: str = "other"
    remedy: str = Field(default="", sa_type=Text)
    level: int = 1
    proposed: int = 1
    level_reason: str = ""
    safety: bool = False
    households: int = 1
    amount: int | None = big()
    currency: str = "CNY"
    repeats_id: int | None = key_field("complaint.id", nullable=True, index=False)
    mass_event_id: int | None = key_field("mass_event.id", nullable=True, index=False)
    outside: str = ""
    outside_number: str = ""
    outside_due_at: datetime | None = Field(default=None, sa_type=Moment)
    extended_reason: str = ""
    returned_at: datetime | None = Field(default=None, sa_type=Moment)
    returned_reason: str = ""
    paged_at: datetime | None = Field(default=None, sa_type=Moment)

    received_at: datetime = Field(sa_type=Moment)
    acknowledged_at: datetime | None = Field(default=None, sa_type=Moment)
    contacted_at: datetime | None = Field(default=None, sa_type=Moment)
    assessed_at: datetime | None = Field(default=None, sa_type=Moment)
    assessment: str = Field(default="", sa_type=Text)
    investigated_at: datetime | None = Field(default=None, sa_type=Moment)
    findings: str = Field(default="", sa_type=Text)
    planned_at: datetime | None = Field(default=None, sa_type=Moment)
    plan: str = Field(default="", sa_type=Text)
    plan_agreed: str = ""
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    answer: str = Field(default="", sa_type=Text)
    validity: str = ""
    cause: str = ""
    responsible: str = ""
    result: str = Field(default="", sa_type=Text)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    closed_by_id: int | None = big()
    outside_since: datetime | None = Field(default=None, sa_type=Moment)
    outside_where: str = ""

    state: str = "received"
    state_since: datetime = Field(sa_type=Moment)
    open: bool = True
    next_clock: str = ""
    next_due_at: datetime | None = Field(default=None, sa_type=Moment)
    next_step_at: datetime | None = Field(default=None, sa_type=Moment)
    late: bool = False
    held: bool = False
    reopened: int = 0
    unsatisfied: int = 0
