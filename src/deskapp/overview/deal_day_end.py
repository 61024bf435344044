"""What the evening asks of sales: what was filed today, and contracts of today whose plan lacks a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from deskapp.desks.contracts.sale.model import Filing, SaleContract
from deskapp.desks.contracts.sale.queries import get_contracts
from deskapp.desks.contracts.sale.rows import ContractRow
from deskapp.money.model import Charge
from deskapp.store.counting import count_up_to
from deskapp.store.work import Reader


@dataclass(frozen=True, slots=True)
class DealEvening:
    """Filings of the day, and how many they are; contracts signed today of which a part of the price has no due day."""

    filed: tuple[ContractRow, ...] = ()
    filed_count: int = 0
    dayless: tuple[ContractRow, ...] = ()


def get_deal_evening(reader: Reader, day: date, limit: int) -> DealEvening:
    """Both, from one snapshot."""
    filed = select(Filing.contract_id).where(Filing.filed_on == day, col(Filing.cancelled_on).is_(None))
    open_part = select(Charge.id).where(
        col(Charge.deal_id) == col(SaleContract.deal_id),
        Charge.purpose == "price",
        col(Charge.due_on).is_(None),
        col(Charge.withdrawn_at).is_(None),
        col(Charge.paid) < col(Charge.amount),
    )
    # what was signed today is still to be filed, so that few are looked at
    dayless = select(SaleContract.id).where(
        SaleContract.signed_on == day, col(SaleContract.filing_due_on) >= day, open_part.exists()
    )
    return DealEvening(
        _rows(reader, reader.session.exec(filed.order_by(col(Filing.id)).limit(limit)).all()),
        count_up_to(reader, filed, None),
        _rows(reader, reader.session.exec(dayless.order_by(col(SaleContract.id)).limit(limit)).all()),
    )


def _rows(reader: Reader, numbers: Sequence[int | None]) -> tuple[ContractRow, ...]:
    return tuple(get_contracts(reader, [number for number in numbers if number is not None]))
