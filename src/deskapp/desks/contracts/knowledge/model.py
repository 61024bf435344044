"""What is known of a project, what changed outside, and what people said of us."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, Text
from sqlmodel import Field

from deskapp.office.property.model import one_of
from deskapp.store.base import Record, key_field
from deskapp.store.scope import OWN, OWN_OR_OFFICE, Rule, through

SUGGESTION_KINDS = ("strength", "weakness", "suggestion", "opinion")
SUGGESTION_STATES = ("open", "passed_on", "adopted", "declined")
BOARD_TOPICS = ("bank", "market", "title", "tax", "other")


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
