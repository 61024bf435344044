"""Noting what somebody asks about their own data, with what a home says of how soon it is answered."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlmodel import col, select

from deskapp.errors import DeskError
from deskapp.office.calendar.queries import load_calendar
from deskapp.office.customer.model import Customer
from deskapp.office.customer.rows import get_survivor
from deskapp.office.privacy.actions import ask_about_person
from deskapp.office.privacy.model import PersonRequest
from deskapp.office.privacy.rules import load_retention
from deskapp.settings import Home
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.values import Country
from deskapp.values.text import clean


def ask(
    work: Work,
    home: Home,
    customer_id: int,
    kind: str,
    way: str,
    *,
    asked_by: str = "",
    note: str = "",
    asked_at: datetime | None = None,
) -> PersonRequest:
    """Note the request; the country of the office says by when it is answered."""
    country = work.clerk.country
    time = load_retention(home.root).answer_time(work.today, country)
    calendar = load_calendar(work, cast("Country", country), today=work.today)
    return ask_about_person(
        work, customer_id, kind, way, time, calendar, asked_by=asked_by, note=note, asked_at=asked_at
    )


def find_customer(reader: Reader, number: str) -> int:
    """The customer of a number as people write it (KH-20261122-0001), merges followed; ``privacy.no_customer``."""
    wanted = clean(number).upper()
    found = reader.session.exec(select(Customer.id).where(col(Customer.number) == wanted)).first()
    if found is None:
        raise DeskError("privacy.no_customer", "number", number=number)
    return record_id(get_survivor(reader, found))
