"""The day of a handover: who came under which number, and where in their way they are."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Final

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from deskapp.office.property.model import one_of
from deskapp.store.base import Moment, Record, key_field, rows_where
from deskapp.store.scope import OWN, Rule, through

COMPLAINT: Final = "complaint"
ENDS: Final = ("signed", "signed_with_list", "refused", "rescheduled", "left")
"""Events that end a way; a visit is ended by their kind."""
VISIT_EVENTS: Final = (
    "arrived", "called", "missed", "passed", "skipped", "sent_back", "complaint", "returned", "overridden", "noted",
    *ENDS,
)  # fmt: skip
VISIT_ENDS: Final = ("", *ENDS)


class Visit(Record, table=True):
    """An owner's way through the stations of a day under a queue number. ``station`` is where they are or wait.

    ``waiting_since`` orders those who wait at a station; a complaint keeps it. ``counter``: who has called them.
    ``aside``: at the complaint station, the place in the queue kept. ``passed`` has the stations behind them, comma
    between. Everything from ``station`` on is a projection of the events.
    """

    scope_rule: ClassVar[Rule] = OWN
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("batch_id", "day", "queue_number"),
        Index("uq_visit_living", "delivery_id", "day", unique=True, **rows_where("ended = ''")),
        Index(None, "delivery_id"),
        Index("ix_visit_station", "batch_id", "day", "ended", "station", "waiting_since", "id"),
        one_of("ended", VISIT_ENDS),
        {"sqlite_autoincrement": True},
    )

    delivery_id: int = key_field("delivery.id", index=False)
    batch_id: int = key_field("handover_batch.id", index=False)
    day: date
    queue_number: int
    arrived_at: datetime = Field(sa_type=Moment)
    customer_id: int | None = key_field("customer.id", nullable=True, index=False)
    comes_as: str = "owner"
    name: str = ""

    station: str = ""
    waiting_since: datetime | None = Field(default=None, sa_type=Moment)
    counter: str = ""
    called_at: datetime | None = Field(default=None, sa_type=Moment)
    aside: bool = False
    passed: str = ""
    ended: str = ""
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class VisitEvent(Record, table=True):
    """Something happened on an owner's way; rows are only added.

    ``station`` is where they are from then on. ``overridden`` has the gate as ``text`` and the reason as ``override``.
    """

    scope_rule: ClassVar[Rule] = through(("visit_id", "visit"))
    __tablename__ = "visit_event"
    __table_args__: ClassVar[Any] = (
        Index(None, "visit_id"),
        one_of("kind", VISIT_EVENTS),
        {"sqlite_autoincrement": True},
    )

    visit_id: int = key_field("visit.id", index=False)
    kind: str
    station: str = ""
    counter: str = ""
    override: str = ""
    text: str = Field(default="", sa_type=Text)
    happened_at: datetime = Field(sa_type=Moment)
    entered_at: datetime = Field(sa_type=Moment)
    clerk_id: int | None = key_field("staff.id", nullable=True, index=False)
    clerk: str = ""
