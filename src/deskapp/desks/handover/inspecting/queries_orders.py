"""Reads about orders to contractors, and who is liable for what in a project."""

from __future__ import annotations

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.desks.handover.inspecting.model import Defect, RectificationOrder
from deskapp.desks.handover.inspecting.rows import DefectRow, OrderRow, defect_rows
from deskapp.desks.handover.inspecting.rules import OPEN_STATES
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader


def list_orders(reader: Reader, *, contractor: str = "", before: int | None = None, limit: int = 100) -> list[OrderRow]:
    """Orders to contractors, the newest first; ``before`` is an order's id to go on from."""
    query = select(RectificationOrder)
    query = query if not contractor else query.where(RectificationOrder.contractor == contractor)
    query = query if before is None else query.where(col(RectificationOrder.id) < before)
    return _order_rows(
        reader, list(reader.session.exec(query.order_by(col(RectificationOrder.id).desc()).limit(limit)))
    )


def get_order(reader: Reader, order_id: int) -> tuple[OrderRow, list[DefectRow]]:
    """An order and its defects."""
    one = reader.get(RectificationOrder, order_id)
    query = select(Defect).where(Defect.order_id == order_id).order_by(col(Defect.unit_id), col(Defect.id))
    return _order_rows(reader, [one])[0], defect_rows(reader, reader.session.exec(query))


def list_contractors(reader: Reader, limit: int = 100) -> list[str]:
    """The names that open defects stand under, those with the most first."""
    query = select(Defect.contractor).where(Defect.contractor != "", col(Defect.state).in_(OPEN_STATES))
    query = query.group_by(Defect.contractor).order_by(func.count().desc(), Defect.contractor).limit(limit)
    return list(reader.session.exec(query))


def _order_rows(reader: Reader, orders: list[RectificationOrder]) -> list[OrderRow]:
    counts: dict[int, tuple[int, int]] = {}
    is_open = func.count().filter(col(Defect.state).in_(OPEN_STATES))
    for chunk in in_chunks([record_id(one) for one in orders]):
        query = select(Defect.order_id, func.count(), is_open).where(col(Defect.order_id).in_(chunk))
        for order_id, every, left in reader.session.exec(query.group_by(col(Defect.order_id))):
            if order_id is not None:
                counts[order_id] = (every, left)
    return [
        OrderRow(
            record_id(one),
            one.number,
            one.contractor,
            one.organisation_id,
            one.given_on,
            one.due_on,
            one.note,
            one.clerk,
            *counts.get(record_id(one), (0, 0)),
        )
        for one in orders
    ]
