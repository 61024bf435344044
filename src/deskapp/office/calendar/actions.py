"""What a supervisor does with calendars: single days of the office or of an organisation, and hours of service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast, get_args

from sqlmodel import col, select

from deskapp.errors import DeskError
from deskapp.office.calendar.model import CalendarDay, ServiceHours
from deskapp.store.work import Work
from deskapp.values import Country
from deskapp.values.calendar import DayKind, DayOff, Interval, WorkCalendar
from deskapp.values.text import clean


def set_day(
    work: Work,
    country: Country,
    day: date,
    kind: str,
    *,
    name: str = "",
    source: str = "",
    organisation_id: int | None = None,
) -> CalendarDay:
    """Say what a day is, for the country or for one organisation; a row for that day is changed, else made."""
    if kind not in get_args(DayKind):
        raise DeskError("draft.choice", "kind", value=kind)
    owner = col(CalendarDay.organisation_id)
    known = work.session.exec(
        select(CalendarDay).where(
            CalendarDay.office_id == work.clerk.office_id,
            CalendarDay.country == country,
            CalendarDay.day == day,
            owner.is_(None) if organisation_id is None else owner == organisation_id,
        )
    ).first()
    if known is not None:
        work.change(known, {"kind": kind, "name": clean(name), "source": clean(source), "confirmed": True})
        return known
    return work.add(
        CalendarDay(
            office_id=work.clerk.office_id,
            country=country,
            organisation_id=organisation_id,
            day=day,
            kind=kind,
            name=clean(name),
            source=clean(source),
        )
    )


def remove_day(work: Work, number: int) -> None:
    """Take a row away, so that the published plan holds for that day again."""
    work.remove(work.get(CalendarDay, number))


def set_service_hours(
    work: Work, hours: Mapping[int, Sequence[Interval]], valid_from: date, *, organisation_id: int | None = None
) -> list[ServiceHours]:
    """Set the whole week from a day on; earlier weeks keep theirs. ``calendar.hours`` where intervals overlap."""
    if not hours or not set(hours) <= set(range(7)):
        raise DeskError("calendar.hours", "hours")
    # the calendar itself judges the intervals
    WorkCalendar(cast("Country", work.clerk.country), [DayOff(valid_from, "holiday")], hours=hours)
    owner = col(ServiceHours.organisation_id)
    same_day = select(ServiceHours).where(
        ServiceHours.valid_from == valid_from,
        owner.is_(None) if organisation_id is None else owner == organisation_id,
    )
    for row in work.session.exec(same_day).all():
        work.remove(row)
    return [
        work.add(
            ServiceHours(
                office_id=work.clerk.office_id,
                organisation_id=organisation_id,
                weekday=weekday,
                opens=opens,
                closes=closes,
                valid_from=valid_from,
            )
        )
        for weekday, spans in sorted(hours.items())
        for opens, closes in spans
    ]
