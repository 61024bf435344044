"""The warranty of a unit, item by item, as it began with the handover."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint

from deskapp.store.base import Record, key_field
from deskapp.store.scope import OWN, Rule


class UnitWarranty(Record, table=True):
    """An item of ``warranty.toml`` that a unit has a warranty for; ``until`` is its last day, ``rule`` names the row.

    ``handed_over_on`` and ``accepted_on`` are what it was worked out from.
    """

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "unit_warranty"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("unit_id", "item"),
        Index("ix_unit_warranty_until", "until", "id"),
        {"sqlite_autoincrement": True},
    )

    unit_id: int = key_field("unit.id", index=False)
    item: str
    handed_over_on: date
    accepted_on: date | None = None
    until: date
    rule: str = ""
