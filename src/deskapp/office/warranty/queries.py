"""Reads about warranties: the items of a unit with their last days, and whether one still holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from deskapp.office.warranty.model import UnitWarranty
from deskapp.office.warranty.rules import all_items
from deskapp.store.work import Reader


@dataclass(frozen=True, slots=True)
class WarrantyRow:
    """An item of a unit; ``until`` is its last day, ``rule`` the row behind it, ``days_left`` from the day asked."""

    item: str
    handed_over_on: date
    accepted_on: date | None
    until: date
    rule: str
    days_left: int

    @property
    def holds(self) -> bool:
        """Whether it is mended for nothing; the last day counts."""
        return self.days_left >= 0


def warranties_of(reader: Reader, unit_id: int, today: date) -> list[WarrantyRow]:
    """The warranty of a unit item by item, in the order of ``warranty.toml``; empty before its handover."""
    order = {code: place for place, code in enumerate(all_items())}
    rows = reader.session.exec(select(UnitWarranty).where(UnitWarranty.unit_id == unit_id))
    found = [
        WarrantyRow(row.item, row.handed_over_on, row.accepted_on, row.until, row.rule, (row.until - today).days)
        for row in rows
    ]
    return sorted(found, key=lambda row: order.get(row.item, len(order)))


def in_warranty(reader: Reader, unit_id: int, item: str, day: date) -> bool:
    """Whether an item of a unit is mended for nothing on a day."""
    query = select(UnitWarranty).where(
        UnitWarranty.unit_id == unit_id, UnitWarranty.item == item, col(UnitWarranty.handed_over_on) <= day
    )
    found = reader.session.exec(query).first()
    return found is not None and day <= found.until
