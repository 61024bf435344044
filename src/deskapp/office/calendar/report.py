"""The imported days off and make-up days, with their number by year and kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import extract, func
from sqlmodel import col

from deskapp.office.calendar.model import CalendarDay
from deskapp.office.calendar.sheet import DAY_KINDS, LAYOUT
from deskapp.sheets.crosstab import crosstab
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, Query, ReportSource, pick, stream, within_days
from deskapp.store.work import Reader


def _read(reader: Reader, ask: Ask) -> Contents:
    return Contents(tuple(map(ReportColumn.of, LAYOUT.columns)), _rows(reader, ask), (_by_year(reader, ask),))


def _rows(reader: Reader, ask: Ask) -> Iterator[Row]:
    statement = _days(ask, pick(*(getattr(CalendarDay, name) for name in LAYOUT.names)))
    return stream(reader, statement.order_by(col(CalendarDay.country), col(CalendarDay.day)))


def _by_year(reader: Reader, ask: Ask) -> SummaryTable:
    place = (col(CalendarDay.country), extract("year", col(CalendarDay.day)), col(CalendarDay.kind))
    counts = {
        (f"{ask.words.text(f'country.{country}')} {year}", kind): count
        for country, year, kind, count in reader.session.execute(
            _days(ask, pick(*place, func.count())).group_by(*place).order_by(*place)
        )
    }
    rows = list(dict.fromkeys(year for year, _ in counts))
    columns = {kind: f"day_kind.{kind}" for kind in DAY_KINDS}
    return crosstab("report.calendar_year", SummaryColumn("report.year", "text"), rows, columns, counts)


def _days(ask: Ask, statement: Query) -> Query:
    """Days of a country; an organisation's own are not in the sheet."""
    own = col(CalendarDay.organisation_id)
    return statement.where(own.is_(None), *within_days(col(CalendarDay.day), ask))


CALENDAR: Final = ReportSource("calendar", _read, day="column.day", has_project=False)
