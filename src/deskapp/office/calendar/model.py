"""Working days as dated rows: days off, make-up days, hours; by country or by an organisation's own rule."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint

from deskapp.store.base import Record, key_field
from deskapp.store.scope import OPEN, Rule


class CalendarDay(Record, table=True):
    """A day that is not what its weekday says. ``kind``: holiday, observed, makeup; ``source``: its publisher."""

    scope_rule: ClassVar[Rule] = OPEN
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "country", "organisation_id", "day"),
        Index(None, "country", "day"),
        {"sqlite_autoincrement": True},
    )

    country: str
    organisation_id: int | None = key_field("organisation.id", nullable=True)
    day: date
    kind: str
    name: str = ""
    source: str = ""
    confirmed: bool = True
    official: bool = False


class ServiceHours(Record, table=True):
    """When a counter is open on a weekday (0 Monday), in minutes of the day, half-open, 24:00 is 1440; dated."""

    scope_rule: ClassVar[Rule] = OPEN
    __tablename__ = "service_hours"
    __table_args__: ClassVar[Any] = (Index(None, "organisation_id", "valid_from"), {"sqlite_autoincrement": True})

    organisation_id: int | None = key_field("organisation.id", nullable=True, index=False)
    weekday: int
    opens: int
    closes: int
    valid_from: date
