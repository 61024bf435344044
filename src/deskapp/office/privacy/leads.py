"""People whose enquiry came to nothing: nothing but a name and a number ties them to the office, and then not that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import delete
from sqlmodel import col, select

from deskapp.errors import DeskError
from deskapp.office.customer.model import Customer
from deskapp.office.customer.rows import find_family, get_survivor
from deskapp.office.privacy.letting_go import Due, Frame, Kind, entity_of, find_held, leave_trace
from deskapp.office.privacy.people import CUSTOMER, Parts, customer_columns, find_ties, model_of, refuse_part, rows_of
from deskapp.sheets.reporting import day_begins
from deskapp.store.audit_redact import entries_about, redact
from deskapp.store.base import Moment, record_id
from deskapp.store.bulk import table_of
from deskapp.store.tables import ImportBefore
from deskapp.store.work import Reader, Work

LEADS: Final = "leads"
ERASED: Final = "request"
REQUESTS: Final = "person_request"
_SOME: Final = 20_000
"""Candidates that are looked at in one run, the oldest first."""


def leads_kind(parts: Parts) -> Kind:
    """Customers of the rule's categories with no tie to the office, last in touch before its time."""

    def find(reader: Reader, frame: Frame) -> Iterator[Due]:
        for customer in _candidates(reader, frame, parts):
            number = record_id(customer)
            family = find_family(reader, number)
            if len(family) == 1 or not (find_ties(reader, family, parts) or _in_touch(reader, family, frame, parts)):
                yield Due(number, customer.number, tuple(family))

    def let_go(work: Work, numbers: Sequence[int], _frame: Frame) -> Iterable[Path]:
        for number in numbers:
            _take_out(work, number, parts)
        return ()

    return Kind(LEADS, CUSTOMER, find, let_go)


def erase_customer(work: Work, number: int, parts: Parts) -> str:
    """Let go of one who asked for it; the customer's number. What the law or a hold wants kept is refused, and named.

    Raises ``privacy.held``, ``privacy.law_keeps`` and ``privacy.whole_office``; the customer can be blocked instead.
    """
    refuse_part(work)
    customer = get_survivor(work, number)
    family = find_family(work, record_id(customer))
    if not find_held(work, work.today).isdisjoint(family):
        raise DeskError("privacy.held", number=customer.number)
    ties = [table for table in find_ties(work, family, parts) if table != REQUESTS]
    if ties:
        raise DeskError("privacy.law_keeps", number=customer.number, tables=ties)
    called = customer.number
    work.reason = work.reason or ERASED
    _take_out(work, record_id(customer), replace(parts, gone=(*parts.gone, REQUESTS)))
    leave_trace(work, ERASED, CUSTOMER, [(record_id(customer), called)])
    return called


def _candidates(reader: Reader, frame: Frame, parts: Parts) -> Iterable[Customer]:
    before = day_begins(frame.cutoff)
    query = select(Customer).where(
        col(Customer.category).in_(frame.rule.categories),
        col(Customer.created_at) < before,
        col(Customer.merged_into).is_(None),
    )
    for table, column in customer_columns():
        if parts.keeps(str(table.name)):
            query = query.where(~select(column).where(column == col(Customer.id)).exists())
    for name, told in parts.touched:
        model, since = model_of(name), _since(name, told, frame.cutoff)
        owner = table_of(model).c.customer_id
        query = query.where(~select(owner).where(owner == col(Customer.id), table_of(model).c[told] >= since).exists())
    return reader.session.exec(query.order_by(col(Customer.id)).limit(_SOME))


def _in_touch(reader: Reader, family: Sequence[int], frame: Frame, parts: Parts) -> bool:
    """Whether the office had to do with one of these since: their duplicates count."""
    for name, told in parts.touched:
        table = table_of(model_of(name))
        since = _since(name, told, frame.cutoff)
        if reader.session.execute(
            select(table.c.customer_id).where(table.c.customer_id.in_(family), table.c[told] >= since).limit(1)
        ).first():
            return True
    return False


def _since(table: str, column: str, day: date) -> date | datetime:
    return day_begins(day) if isinstance(table_of(model_of(table)).c[column].type, Moment) else day


def _take_out(work: Work, number: int, parts: Parts) -> None:
    """The customer with whoever was merged into them, and everything of theirs; duplicates before the survivor."""
    family = find_family(work, number)
    gone = [(CUSTOMER, one) for one in family]
    emptied: list[int] = []
    for table, columns in parts.loosened:
        for record in rows_of(work, table, family, columns[0]):
            work.empty(record, {name: None if name.endswith("_id") else "" for name in columns})
            emptied += entries_about(work, entity_of(table), record_id(record))
    for table in parts.gone:
        for record in rows_of(work, table, family):
            gone.append((table, record_id(record)))
            work.let_go(record)
    _let_go_of_family(work, family)
    for table, one in gone:
        if (table, one) != (CUSTOMER, number):
            # the customer's own entries are emptied with the trace
            emptied += entries_about(work, entity_of(table), one)
    redact(work, emptied, work.reason)
    images = table_of(ImportBefore)
    for table, one in gone:
        # what an import changed of them is kept whole, to take the import back
        work.session.execute(delete(images).where(images.c.entity == table, images.c.entity_id == one))


def _let_go_of_family(work: Work, family: Sequence[int]) -> None:
    """Each before the one that it was merged into."""
    waiting = [work.get(Customer, number) for number in family]
    while waiting:
        targets = {customer.merged_into for customer in waiting}
        ends = [customer for customer in waiting if customer.id not in targets]
        if not ends:
            raise DeskError("privacy.law_keeps", number=waiting[0].number, tables=[CUSTOMER])
        for customer in ends:
            work.let_go(customer)
        waiting = [customer for customer in waiting if customer not in ends]
