"""Complaints, repairs and services of a home or of somebody, for pages that have a line for each; open ones first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlmodel import col, select

from deskapp.cases.model import Case
from deskapp.desks.complaints.handling.lists import ComplaintRow, complaint_rows
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.desks.services.orders.model import WorkOrder
from deskapp.desks.services.orders.queries import orders_of_cases, orders_of_unit
from deskapp.desks.services.orders.rows import OrderRow
from deskapp.money.queries import whole_family
from deskapp.store.work import Reader

MOST: Final = 20
"""Of each kind on one page."""


@dataclass(frozen=True, slots=True)
class Grievances:
    """What a page has a line for."""

    complaints: tuple[ComplaintRow, ...] = ()
    orders: tuple[OrderRow, ...] = ()

    @property
    def has_former(self) -> bool:
        """Whether some have ended."""
        return not (all(one.open for one in self.complaints) and all(one.open for one in self.orders))


NOTHING: Final = Grievances()


def grievances_of_unit(reader: Reader, unit_id: int) -> Grievances:
    """Of a home, whoever complained."""
    order = (col(Complaint.open).desc(), col(Complaint.id).desc())
    found = reader.session.exec(select(Complaint).where(Complaint.unit_id == unit_id).order_by(*order).limit(MOST))
    return Grievances(tuple(complaint_rows(reader, found)), tuple(orders_of_unit(reader, unit_id, limit=MOST)))


def grievances_of_customer(reader: Reader, customer_ids: Collection[int]) -> Grievances:
    """Of somebody, also under merged records."""
    family = whole_family(reader, customer_ids)
    asked = select(Case.id).where(col(Case.customer_id).in_(family))
    order = (col(Complaint.open).desc(), col(Complaint.id).desc())
    found = reader.session.exec(select(Complaint).where(col(Complaint.case_id).in_(asked)).order_by(*order).limit(MOST))
    newest = (col(WorkOrder.open).desc(), col(WorkOrder.id).desc())
    cases = reader.session.exec(
        select(WorkOrder.case_id).where(col(WorkOrder.case_id).in_(asked)).order_by(*newest).limit(MOST)
    )
    orders = sorted(orders_of_cases(reader, list(cases)), key=lambda row: (not row.open, -row.id))
    return Grievances(tuple(complaint_rows(reader, found)), tuple(orders))


def kind_of_case(reader: Reader, case_id: int) -> str:
    """Whether a case is a complaint or an order, which have a page of their own; an empty text for any other."""
    if reader.session.exec(select(Complaint.id).where(Complaint.case_id == case_id)).first() is not None:
        return "complaint"
    if reader.session.exec(select(WorkOrder.id).where(WorkOrder.case_id == case_id)).first() is not None:
        return "order"
    return ""
