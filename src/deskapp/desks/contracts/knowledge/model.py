"""What is known of a project, what changed outside, what people said of us, and what they offer one another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import Index, Text
from sqlmodel import Field

from deskapp.office.property.model import UNIT_KINDS, area_field, one_of
from deskapp.store.base import Record, big, key_field
from deskapp.store.scope import OWN, OWN_OR_OFFICE, Rule, through

SUGGESTION_KINDS = ("strength", "weakness", "suggestion", "opinion")
SUGGESTION_STATES = ("open", "passed_on", "adopted", "declined")
BOARD_TOPICS = ("bank", "market", "title", "tax", "other")
LISTING_SIDES = ("offer", "seek")
LISTING_KINDS = ("transfer", "rent")
LISTING_STATES = ("offered", "reserved", "done", "withdrawn")


class ProjectFact(Record, table=True):
    """A line of a project's fact sheet at the counter."""

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "project_fact"
    __table_args__: ClassVar[Any] = (Index(None, "project_id", "position"), {"sqlite_autoincrement": True})

    topic: str
    text: str = Field(default="", sa_type=Text)
    position: int = 1
    source: str = ""
    valid_until: date | None = None


class BoardNote(Record, table=True):
    """A note on the board: what banks, the market or the authorities changed, from when until when."""

    scope_rule: ClassVar[Rule] = OWN_OR_OFFICE
    __tablename__ = "board_note"
    __table_args__: ClassVar[Any] = (
        Index("ix_board_note_until", "until", "id"),
        one_of("topic", BOARD_TOPICS),
        {"sqlite_autoincrement": True},
    )

    topic: str
    title: str
    text: str = Field(default="", sa_type=Text)
    source: str = ""
    since: date
    until: date | None = None
    clerk: str = ""


class Suggestion(Record, table=True):
    """What somebody said about a project, good or bad, and what became of it (优劣、合理化建议)."""

    scope_rule: ClassVar[Rule] = through(("customer_id", "customer"))
    __table_args__: ClassVar[Any] = (
        Index("ix_suggestion_state", "state", "id"),
        Index(None, "customer_id"),
        one_of("kind", SUGGESTION_KINDS),
        one_of("state", SUGGESTION_STATES),
        {"sqlite_autoincrement": True},
    )

    kind: str
    text: str = Field(sa_type=Text)
    said_by: str = ""
    customer_id: int | None = key_field("customer.id", nullable=True, index=False)
    said_on: date
    state: str = "open"
    answer: str = Field(default="", sa_type=Text)
    clerk: str = ""


class HomeListing(Record, table=True):
    """A home that its owner offers for transfer or rent, or the wish of somebody who seeks one (转让、出租平台).

    ``price`` is what is asked, of a wish the limit; in the currency's smallest unit, of a rent for a month. A wish has
    no unit: ``unit_kind`` and ``area`` say what is sought, while an offer's area is that of its unit. ``clerk_id`` is
    whoever entered what stands there now; somebody else examines it (``checked_by``).
    """

    scope_rule: ClassVar[Rule] = through(("customer_id", "customer"))
    __tablename__ = "listing"
    __table_args__: ClassVar[Any] = (
        Index("ix_listing_state", "state", "side", "kind", "id"),
        Index(None, "customer_id"),
        Index(None, "interested_id"),
        Index(None, "unit_id"),
        one_of("side", LISTING_SIDES),
        one_of("kind", LISTING_KINDS),
        one_of("unit_kind", UNIT_KINDS),
        one_of("state", LISTING_STATES),
        {"sqlite_autoincrement": True},
    )

    side: str
    kind: str
    customer_id: int = key_field("customer.id", index=False)
    unit_id: int | None = key_field("unit.id", nullable=True, index=False)
    unit_kind: str = "dwelling"
    price: int | None = big()
    currency: str = "CNY"
    area: Decimal | None = area_field()
    since: date
    until: date | None = None
    text: str = Field(default="", sa_type=Text)
    state: str = "offered"
    interested_id: int | None = key_field("customer.id", nullable=True, index=False)
    case_id: int | None = key_field("case_file.id", nullable=True, index=False)
    clerk: str = ""
    clerk_id: int | None = big()
    checked_by: str = ""
    checked_on: date | None = None
