"""What the evening asks of handovers: keys that are out, defects agreed for today, who is still here, what was paid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.desks.handover.day.model import Visit
from deskapp.desks.handover.day.queries import VisitRow, visit_rows
from deskapp.desks.handover.inspecting.model import Defect
from deskapp.desks.handover.inspecting.rows import DefectRow, defect_rows
from deskapp.desks.handover.planning.model import Delivery, HandoverBatch, HandoverSlot
from deskapp.money.model import Allocation, Charge, Receipt
from deskapp.papers.keys.queries import KeyRow, count_keys_out, list_keys_out
from deskapp.sheets.reporting import pick
from deskapp.store.counting import count_up_to
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

WAITING: Final = ("open", "assigned", "reopened")
"""States in which whoever is to mend a defect has not done so."""


@dataclass(frozen=True, slots=True)
class BatchMoney:
    """What was taken today for one purpose from the owners of a batch."""

    batch_id: int
    batch: str
    purpose: str
    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class HandoverEvening:
    """The evening of the handover desk; ``keys`` are all that are out, the first due back lead."""

    keys: tuple[KeyRow, ...] = ()
    keys_out: int = 0
    keys_late: int = 0
    agreed: tuple[DefectRow, ...] = ()
    agreed_count: int = 0
    here: tuple[VisitRow, ...] = ()
    money: tuple[BatchMoney, ...] = ()


def get_handover_evening(reader: Reader, day: date, limit: int) -> HandoverEvening:
    """All of it, from one snapshot; in the evening keys that are due today are late."""
    agreed = select(Defect).where(Defect.agreed_on == day, col(Defect.state).in_(WAITING), col(Defect.wish).is_(False))
    here = select(Visit).where(Visit.day == day, Visit.ended == "").order_by(col(Visit.id)).limit(limit)
    return HandoverEvening(
        tuple(list_keys_out(reader, day, evening=True, limit=limit)),
        count_keys_out(reader, day),
        count_keys_out(reader, day, overdue=True, evening=True),
        tuple(defect_rows(reader, reader.session.exec(agreed.order_by(col(Defect.id)).limit(limit)))),
        count_up_to(reader, agreed, None),
        tuple(visit_rows(reader, reader.session.exec(here))),
        tuple(_money(reader, day)),
    )


def _money(reader: Reader, day: date) -> Iterator[BatchMoney]:
    """What was booked today on charges of homes that a batch of today hands over, by batch and purpose."""
    slots = select(HandoverSlot.batch_id).where(HandoverSlot.day == day)
    # a deal of several homes of the batch is one
    deals = (
        pick(col(Delivery.batch_id), col(Delivery.deal_id))
        .where(col(Delivery.batch_id).in_(slots), col(Delivery.ended_on).is_(None))
        .distinct()
        .subquery()
    )
    query = (
        pick(
            col(HandoverBatch.id), col(HandoverBatch.name), col(Charge.purpose), col(Charge.currency),
            func.sum(Allocation.amount),
        )
        .join(deals, deals.c.batch_id == col(HandoverBatch.id))
        .join(Charge, col(Charge.deal_id) == deals.c.deal_id)
        .join(Allocation, col(Allocation.charge_id) == col(Charge.id))
        .join(Receipt, col(Receipt.id) == col(Allocation.receipt_id))
        .where(col(Receipt.booked_on) == day)
        .group_by(col(HandoverBatch.id), col(HandoverBatch.name), col(Charge.purpose), col(Charge.currency))
        .order_by(col(HandoverBatch.id), col(Charge.currency), col(Charge.purpose))
    )  # fmt: skip
    for number, name, purpose, currency, amount in reader.session.execute(query):
        if amount:
            yield BatchMoney(number, name, purpose, currency, from_minor(int(amount), currency))
