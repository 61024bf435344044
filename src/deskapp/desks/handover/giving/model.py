"""What an owner takes home with the key: meters as read, documents and gifts handed over."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from deskapp.office.property.model import one_of
from deskapp.store.base import Moment, Record, key_field
from deskapp.store.scope import OWN, Rule

METERS: Final = ("water", "hot_water", "electricity", "gas", "heating")


class MeterReading(Record, table=True):
    """A meter of a unit read on a day; ``reading`` is a decimal text, three places at most."""

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "meter_reading"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("unit_id", "meter", "read_on"),
        Index(None, "delivery_id"),
        one_of("meter", METERS),
        {"sqlite_autoincrement": True},
    )

    unit_id: int = key_field("unit.id", index=False)
    delivery_id: int | None = key_field("delivery.id", nullable=True, index=False)
    meter: str
    meter_number: str = ""
    reading: str
    read_on: date
    clerk: str = ""

    @property
    def figure(self) -> Decimal:
        """The reading as a number."""
        return Decimal(self.reading)


class DeliveryItem(Record, table=True):
    """A document, card or gift handed to the owner: ``code`` is one of ``given.toml``, ``count`` how many."""

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "delivery_item"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("delivery_id", "code"),
        {"sqlite_autoincrement": True},
    )

    delivery_id: int = key_field("delivery.id", index=False)
    code: str
    name: str = ""
    count: int = 1
    edition: str = ""
    given_on: date | None = None
    entered_at: datetime = Field(sa_type=Moment)
    clerk: str = ""
