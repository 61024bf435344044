"""Working calendars as the clocks use them: published days, the office's imported ones, an organisation's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import cast

from sqlmodel import col, func, select

from deskapp.office.calendar.model import CalendarDay, ServiceHours
from deskapp.office.calendar.rules import find_whole_years, lay_over, usual_hours
from deskapp.store.work import Reader
from deskapp.values import Country
from deskapp.values.calendar import DayKind, DayOff, Interval, WorkCalendar, published_years, shipped_days

Hours = Mapping[int, tuple[Interval, ...]]


def load_days(reader: Reader, country: Country, organisation_id: int | None = None) -> list[DayOff]:
    """Days off and make-up days in order: the shipped plans, over them the imported rows, over them the own ones."""
    days = lay_over(shipped_days(country), _rows(reader, country, None))
    return days if organisation_id is None else lay_over(days, _rows(reader, country, organisation_id))


def load_calendar(reader: Reader, country: Country, organisation_id: int | None = None, *, today: date) -> WorkCalendar:
    """The calendar of the country, or of an organisation, with the hours that are kept on ``today``.

    A year is confirmed where its plan is shipped or was imported whole; single days confirm nothing.
    """
    imported = [row for row in _rows(reader, country, None) if row.confirmed]
    years = {*published_years(country), *find_whole_years(imported)}
    days = load_days(reader, country, organisation_id)
    hours = load_service_hours(reader, organisation_id, today) or load_service_hours(reader, None, today)
    return WorkCalendar(country, days, years, hours=hours)


def load_serving(reader: Reader, country: Country, day: date) -> WorkCalendar:
    """The office's calendar with the hours kept on a day, else the usual ones: for clocks in minutes of service."""
    return load_calendar(reader, country, today=day).serving(usual_hours(day))


def load_service_hours(reader: Reader, organisation_id: int | None, day: date) -> Hours:
    """The hours of each weekday (0 Monday) that hold on ``day``, in minutes; empty where none were ever set."""
    same = (
        col(ServiceHours.organisation_id).is_(None)
        if organisation_id is None
        else col(ServiceHours.organisation_id) == organisation_id
    )
    since = reader.session.exec(
        select(func.max(col(ServiceHours.valid_from))).where(same, col(ServiceHours.valid_from) <= day)
    ).one()
    hours: dict[int, tuple[Interval, ...]] = {}
    rows = select(ServiceHours).where(same, ServiceHours.valid_from == since)
    for row in reader.session.exec(rows.order_by(col(ServiceHours.weekday), col(ServiceHours.opens))):
        hours[row.weekday] = (*hours.get(row.weekday, ()), (row.opens, row.closes))
    return hours


def calendar_digest(reader: Reader) -> str:
    """What tells whether days off or hours of service are others than they were."""
    days = select(CalendarDay.id, CalendarDay.version).order_by(col(CalendarDay.id))
    hours = select(ServiceHours.id, ServiceHours.version).order_by(col(ServiceHours.id))
    told = [[list(row) for row in reader.session.execute(query)] for query in (days, hours)]
    return sha256(json.dumps(told).encode()).hexdigest()[:16]


def _rows(reader: Reader, country: Country, organisation_id: int | None) -> list[DayOff]:
    owner = col(CalendarDay.organisation_id)
    query = select(CalendarDay).where(
        CalendarDay.country == country, owner.is_(None) if organisation_id is None else owner == organisation_id
    )
    return [
        DayOff(row.day, cast("DayKind", row.kind), row.name, row.source, row.confirmed, row.official)
        for row in reader.session.exec(query.order_by(col(CalendarDay.day)))
    ]
