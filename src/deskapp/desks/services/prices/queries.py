"""Reads of the price list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlmodel import col, or_, select

from deskapp.desks.services.prices.model import ServicePrice
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.values.money import from_minor


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A service of the list as it holds on a day."""

    id: int
    version: int
    code: str
    name: str
    unit: str
    price: Decimal
    currency: str
    trade: str
    minutes: int
    valid_from: date
    valid_to: date | None
    project_id: int | None

    def length(self, count: int) -> timedelta:
        """How long so many usually take."""
        return timedelta(minutes=self.minutes * count)


def list_prices(reader: Reader, day: date | None = None, project_id: int | None = None) -> list[PriceRow]:
    """The list by code; of a ``day`` the latest row of each code that holds, a project's own before the office's."""
    query = select(ServicePrice).order_by(
        col(ServicePrice.code), col(ServicePrice.project_id).is_(None), col(ServicePrice.valid_from).desc()
    )
    if project_id is not None:
        query = query.where(or_(ServicePrice.project_id == project_id, col(ServicePrice.project_id).is_(None)))
    rows = [_row(one) for one in reader.session.exec(query)]
    if day is None:
        return rows
    held: dict[str, PriceRow] = {}
    for row in rows:
        if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to):
            held.setdefault(row.code, row)
    return list(held.values())


def price_on(reader: Reader, code: str, day: date, project_id: int | None = None) -> PriceRow | None:
    """The row of a code that holds on a day."""
    return next((row for row in list_prices(reader, day, project_id) if row.code == code), None)


def _row(one: ServicePrice) -> PriceRow:
    return PriceRow(
        record_id(one),
        one.version,
        one.code,
        one.name,
        one.unit,
        from_minor(one.price, one.currency),
        one.currency,
        one.trade,
        one.minutes,
        one.valid_from,
        one.valid_to,
        one.project_id,
    )
