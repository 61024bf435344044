"""The price list is kept: a new price begins a new row, so that what was agreed before stays as it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from sqlmodel import col, select

from deskapp.desks.services.prices.model import ServicePrice
from deskapp.errors import DeskError, Fault
from deskapp.money.rules import judge_amount
from deskapp.office.checking import Faults, refuse
from deskapp.store.work import Work
from deskapp.values.money import to_minor
from deskapp.values.text import clean

SHORT: Final = 80


@dataclass(frozen=True, slots=True)
class PriceDraft:
    """A service of the list; ``price`` in ``currency`` for one ``unit`` of it."""

    code: str
    name: str
    price: Decimal
    valid_from: date
    unit: str = ""
    currency: str = "CNY"
    trade: str = ""
    minutes: int = 60
    project_id: int | None = None


def set_price(work: Work, draft: PriceDraft) -> ServicePrice:
    """A price from a day on; the row before it ends the day before. The same day again corrects that row."""
    faults: Faults = {}
    code, name = clean(draft.code), clean(draft.name)
    for field, text in (("code", code), ("name", name)):
        if not text or len(text) > SHORT:
            faults[field] = Fault("form.required") if not text else Fault("draft.too_long", {"limit": SHORT})
    if fault := judge_amount(draft.price, draft.currency):
        faults["price"] = fault
    if not 1 <= draft.minutes <= 24 * 60:
        faults["minutes"] = Fault("price.minutes")
    refuse(faults)
    fields = {
        "name": name,
        "unit": clean(draft.unit),
        "price": to_minor(draft.price, draft.currency),
        "currency": draft.currency,
        "trade": clean(draft.trade),
        "minutes": draft.minutes,
    }
    rows = list(
        work.session.exec(
            select(ServicePrice)
            .where(ServicePrice.code == code, col(ServicePrice.project_id).is_not_distinct_from(draft.project_id))
            .order_by(col(ServicePrice.valid_from))
        )
    )
    same = next((row for row in rows if row.valid_from == draft.valid_from), None)
    if same is not None:
        work.change(same, fields)
        return same
    if any(row.valid_from > draft.valid_from for row in rows):
        raise DeskError("price.later", "valid_from", service=code)
    if rows and rows[-1].valid_to is None:
        work.change(rows[-1], {"valid_to": draft.valid_from - timedelta(days=1)})
    own = {"office_id": work.clerk.office_id, "project_id": draft.project_id, "code": code}
    return work.add(ServicePrice(**own, valid_from=draft.valid_from, **fields))  # type: ignore[arg-type]


def end_price(work: Work, price_id: int, last_day: date) -> ServicePrice:
    """The service is offered until a day."""
    row = work.get(ServicePrice, price_id)
    if last_day < row.valid_from:
        raise DeskError("draft.ends_before_start", "valid_to")
    work.change(row, {"valid_to": last_day})
    return row
