"""The supervisor's list of customers, with their numbers by category, by channel and new a month."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import CTE, case, func, or_
from sqlmodel import col

from deskapp.locale import Words
from deskapp.office.customer.model import CATEGORIES, CHANNELS, Customer, CustomerDocument, CustomerPhone
from deskapp.office.customer.rows import shown_name
from deskapp.office.customer.sheet import LAYOUT
from deskapp.office.property.model import Unit, UnitPerson
from deskapp.sheets.crosstab import counted, in_order
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import (
    Ask,
    Contents,
    Query,
    ReportSource,
    day_begins,
    paged,
    pick,
    shown_identity,
    shown_phone,
    stream,
    within_moments,
)
from deskapp.store.bulk import table_of
from deskapp.store.work import Reader

MONTHS: Final = 36
"""Months that stand on their own in the summary; what is older is one figure."""

_UNSTATED: Final = "unstated"
_HISTORIC: Final = ("cmnd", "other")
_OWN: Final = tuple(name for name in LAYOUT.names if name in Customer.model_fields)


@dataclass(slots=True)
class Numbers:
    """What a sheet shows of somebody's documents and phones, masked as asked; None where there is none."""

    id_kind: str | None = None
    id_number: str | None = None
    phone: str | None = None
    old_id_number: str | None = None


def _read(reader: Reader, ask: Ask) -> Contents:
    columns = (*map(ReportColumn.of, LAYOUT.columns), ReportColumn("created_at", "moment"))
    return Contents(columns, _rows(reader, ask), _summary(reader, ask))


def _rows(reader: Reader, ask: Ask) -> Iterator[Row]:
    statement = _customers(reader, ask, pick(Customer.id, *map(_shown, _OWN), Customer.created_at))
    names = LAYOUT.names
    for page in paged(stream(reader, statement.order_by(col(Customer.id)))):
        numbers = read_numbers(reader, {row[0] for row in page}, ask)
        for number, *own, created_at in page:
            known = dict(zip(_OWN, own, strict=True))
            papers = numbers[number]
            cells = [known[name] if name in known else getattr(papers, name) for name in names]
            yield [*cells, created_at.astimezone()]


def _shown(name: str) -> Any:
    """A column of the customer's own; of a blocked one neither name nor address."""
    if name == "name":
        return shown_name().label(name)
    column = col(getattr(Customer, name))
    return case((col(Customer.blocked_why) == "", column), else_="").label(name) if name == "address" else column


def read_numbers(reader: Reader, customers: Collection[int], ask: Ask) -> dict[int, Numbers]:
    """Main document, main phone and historic number of at most a page of customers; a blocked one shows none."""
    found = {number: Numbers() for number in customers}
    blocked = pick(Customer.id).where(col(Customer.id).in_(found), col(Customer.blocked_why) != "")
    hidden = {number for (number,) in reader.session.execute(blocked)}
    papers = pick(
        CustomerDocument.customer_id, CustomerDocument.kind, CustomerDocument.number, CustomerDocument.is_main
    )
    # of several main ones the first counts, as for the importer
    for number, kind, text, is_main in reader.session.execute(
        papers.where(col(CustomerDocument.customer_id).in_(found)).order_by(col(CustomerDocument.id).desc())
    ):
        if number in hidden:
            continue
        one = found[number]
        if is_main:
            one.id_kind, one.id_number = kind, shown_identity(text, kind, ask)
        elif kind in _HISTORIC:
            one.old_id_number = shown_identity(text, kind, ask)
    phones = pick(CustomerPhone.customer_id, CustomerPhone.number).where(
        col(CustomerPhone.customer_id).in_(found), col(CustomerPhone.is_main)
    )
    for number, text in reader.session.execute(phones.order_by(col(CustomerPhone.id).desc())):
        if number not in hidden:
            found[number].phone = shown_phone(text, ask)
    return found


def _survivors() -> CTE:
    # bare tables: numbers of records alone, and whoever joins the customers themselves is kept to the scope
    table = table_of(Customer)
    chain = pick(table.c.id, table.c.merged_into.label("next")).where(table.c.merged_into.is_not(None))
    links = chain.cte("chain", recursive=True)
    onward = table.alias()
    # UNION without ALL, so that even a damaged chain ends
    links = links.union(
        pick(links.c.id, onward.c.merged_into)
        .join(onward, onward.c.id == links.c.next)
        .where(onward.c.merged_into.is_not(None))
    )
    ends = pick(links.c.id, links.c.next.label("survivor")).join(table, table.c.id == links.c.next)
    return ends.where(table.c.merged_into.is_(None)).cte("survivors")


SURVIVORS: Final = _survivors()
"""Merged customers (``id``) and whom each lives on in (``survivor``), through chains of any length."""


def _customers(reader: Reader, ask: Ask, statement: Query) -> Query:
    statement = statement.where(col(Customer.merged_into).is_(None), *within_moments(col(Customer.created_at), ask))
    own = col(Customer.project_id)
    if ask.project_id is not None:
        statement = statement.where(or_(own == ask.project_id, col(Customer.id).in_(_people_of([ask.project_id]))))
    if reader.scope.project_ids is not None:
        # somebody who belongs to no project yet is the whole office's
        inside = col(Customer.id).in_(_people_of(reader.scope.project_ids))
        statement = statement.where(or_(inside, ~col(Customer.id).in_(_people_of(None))))
    return statement


def _people_of(projects: Collection[int] | None) -> Query:
    """Who owns or lives, or did, in a unit of these projects, or of any; merges followed."""
    person = func.coalesce(SURVIVORS.c.survivor, UnitPerson.customer_id)
    people = pick(person).select_from(UnitPerson)
    people = people.join(SURVIVORS, SURVIVORS.c.id == col(UnitPerson.customer_id), isouter=True)
    if projects is None:
        return people
    return people.join(Unit, col(Unit.id) == col(UnitPerson.unit_id)).where(col(Unit.project_id).in_(projects))


def _summary(reader: Reader, ask: Ask) -> tuple[SummaryTable, ...]:
    categories, channels = (
        _count_by(reader, ask, func.coalesce(func.nullif(column, ""), _UNSTATED))
        for column in (Customer.category, Customer.channel)
    )
    return (
        counted(
            "report.customers_month",
            SummaryColumn("column.month", "text"),
            "report.new_customers",
            _new_a_month(reader, ask),
            "column",
        ),
        counted(
            "report.customers_category",
            SummaryColumn("column.category", "choice", "category"),
            "report.customer_count",
            [(code, categories[code]) for code in in_order(categories, CATEGORIES)],
        ),
        counted(
            "report.customers_channel",
            SummaryColumn("column.channel", "choice", "channel"),
            "report.customer_count",
            [(code, channels[code]) for code in in_order(channels, CHANNELS)],
        ),
    )


def _count_by(reader: Reader, ask: Ask, key: Any) -> dict[Any, int]:
    counts = _customers(reader, ask, pick(key.label("key"), func.count())).group_by("key")
    return {group: count for group, count in reader.session.execute(counts)}  # noqa: C416 - a row is no pair to dict()


def _new_a_month(reader: Reader, ask: Ask) -> list[tuple[str, int]]:
    """How many came in each local month, those without anybody too."""
    created = col(Customer.created_at)
    first, last = reader.session.execute(_customers(reader, ask, pick(func.min(created), func.max(created)))).one()
    if first is None:
        return []
    months = _months(first.astimezone().date(), last.astimezone().date())
    begins = [day_begins(month) for month in months]
    month = case(*((created < begin, n) for n, begin in enumerate(begins, -1)), else_=len(months) - 1)
    counts = _count_by(reader, ask, month)
    named = [(_month_name(month, ask.words), counts.get(n, 0)) for n, month in enumerate(months)]
    return [(ask.words.text("report.earlier"), counts[-1]), *named] if -1 in counts else named


def _months(first: date, last: date) -> list[date]:
    """The first days of the months from one day to another, the latest ``MONTHS`` of them."""
    start, end = (day.year * 12 + day.month - 1 for day in (first, last))
    return [date(n // 12, n % 12 + 1, 1) for n in range(max(start, end - MONTHS + 1), end + 1)]


def _month_name(month: date, words: Words) -> str:
    return f"{month:%m/%Y}" if words.language == "vi" else f"{month:%Y-%m}"


CUSTOMERS: Final = ReportSource("customers", _read, day="column.created_at")
