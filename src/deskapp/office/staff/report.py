"""The list of the people who work for the office, with their number by department."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import func
from sqlmodel import col

from deskapp.office.staff.model import Department, Staff
from deskapp.office.staff.sheet import LAYOUT
from deskapp.sheets.crosstab import counted
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn
from deskapp.sheets.reporting import Ask, Contents, Query, ReportSource, pick, shown_phone, stream
from deskapp.store.work import Reader


def _read(reader: Reader, ask: Ask) -> Contents:
    department = func.coalesce(Department.name, ask.words.text("report.no_department"))
    counts = _staff(pick(department.label("team"), func.count())).group_by("team").order_by("team")
    by_department = counted(
        "report.staff_department",
        SummaryColumn("column.department", "text"),
        "column.people",
        [(name, count) for name, count in reader.session.execute(counts)],
    )
    return Contents(tuple(map(ReportColumn.of, LAYOUT.columns)), _rows(reader, ask), (by_department,))


def _rows(reader: Reader, ask: Ask) -> Iterator[Row]:
    names = LAYOUT.names
    chosen = [col(Department.name) if name == "department" else getattr(Staff, name) for name in names]
    phone = names.index("phone")
    for row in stream(reader, _staff(pick(*chosen)).order_by(col(Department.name), col(Staff.number))):
        cells = list(row)
        cells[phone] = shown_phone(cells[phone], ask) if cells[phone] else None
        yield cells


def _staff(statement: Query) -> Query:
    """Those who work here now."""
    joined = statement.select_from(Staff).join(Department, col(Department.id) == col(Staff.department_id), isouter=True)
    return joined.where(col(Staff.active))


STAFF: Final = ReportSource("staff", _read, has_project=False)
