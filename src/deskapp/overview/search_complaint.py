"""Complaints and orders among the cases that a number finds, and those that another house calls by a number."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from sqlmodel import col, select

from deskapp.cases.queries import get_case_rows
from deskapp.cases.rows import CaseRow
from deskapp.desks.complaints.taking.keys import find_by_number
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.desks.services.orders.model import WorkOrder
from deskapp.store.work import Reader
from deskapp.values.finding import REST

TAILS = 5
"""Found by the end of a number that are shown at most: four figures are a phone's tail, or a room's, too."""


def own_kinds(reader: Reader, case_ids: Collection[int]) -> dict[int, Literal["complaint", "order"]]:
    """Which of these cases have a page of their own."""
    if not case_ids:
        return {}
    orders = reader.session.exec(select(WorkOrder.case_id).where(col(WorkOrder.case_id).in_(case_ids)))
    complaints = reader.session.exec(select(Complaint.case_id).where(col(Complaint.case_id).in_(case_ids)))
    found: dict[int, Literal["complaint", "order"]] = dict.fromkeys(orders, "order")
    found.update(dict.fromkeys(complaints, "complaint"))
    return found


def find_outside(reader: Reader, text: str, limit: int = 20) -> list[CaseRow]:
    """Cases of complaints by the number of another house (12345): whole, by its beginning or its tail."""
    found = find_by_number(reader, text, limit)
    tails = [number for number, rank in found if rank == REST][:TAILS]
    ranks = {number: rank for number, rank in found if rank != REST or number in tails}
    if not ranks:
        return []
    query = select(Complaint.id, Complaint.case_id).where(col(Complaint.id).in_(ranks))
    cases = {case: ranks[number] for number, case in reader.session.exec(query) if number is not None}
    rows = get_case_rows(reader, list(cases))
    return sorted(rows.values(), key=lambda row: (cases[row.id], -row.id))
