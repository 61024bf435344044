"""What the reports of a handover share: the place of a unit, the order of rows, three periods side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import col

from deskapp.cases.periods import Period, periods_of
from deskapp.office.property.model import Building, Project, Unit
from deskapp.office.property.report import building_order
from deskapp.sheets.report import ReportColumn, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Query

PLACE: Final = (
    ReportColumn("project", label="sheet.project"),
    ReportColumn("building", "code"),
    ReportColumn("entrance", "code"),
    ReportColumn("room", "code"),
)
"""As the importers name them, so that an export can be fed in again."""
AT: Final = (col(Project.name), col(Building.code), col(Unit.entrance), col(Unit.room))


def placed(statement: Query, unit_id: Any, ask: Ask, project_id: Any) -> Query:
    """A statement about units with their places, of the project that was asked for."""
    statement = (
        statement.join(Unit, col(Unit.id) == unit_id)
        .join(Building, col(Building.id) == col(Unit.building_id))
        .join(Project, col(Project.id) == col(Unit.project_id))
    )
    return statement if ask.project_id is None else statement.where(project_id == ask.project_id)


def in_order_of_rooms() -> tuple[Any, ...]:
    """By project and building as people count them, then entrance and room."""
    return (*building_order(), func.length(Unit.entrance), col(Unit.entrance), func.length(Unit.room), col(Unit.room))


def over_time(
    title_key: str, ask: Ask, columns: Sequence[SummaryColumn], count: Callable[[Period], Sequence[Any]]
) -> SummaryTable:
    """The period that was asked for (else this month so far), the one before, and the same of last year."""
    first = (
        SummaryColumn("column.period", "choice", "period"),
        SummaryColumn("column.period_since", "day"),
        SummaryColumn("column.period_until", "day"),
    )
    rows = [(period.code, period.since, period.until, *count(period)) for period in periods_of(ask)]
    return SummaryTable(title_key, (*first, *columns), rows)
