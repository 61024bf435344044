"""The supervisor's list of who owns or lives where now, with people by building and role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import case, func, or_
from sqlmodel import col

from deskapp.office.customer.model import Customer
from deskapp.office.customer.report import SURVIVORS, Numbers, read_numbers
from deskapp.office.customer.rows import shown_name
from deskapp.office.property.model import PERSON_ROLES, Building, Project, Unit, UnitPerson
from deskapp.office.property.report import building_labels, building_order, of_project
from deskapp.office.property.residents import LAYOUT
from deskapp.office.property.rules import show_share
from deskapp.sheets.crosstab import crosstab
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, Query, ReportSource, paged, pick, stream, within_days
from deskapp.store.work import Reader

_NAMES: Final = (*LAYOUT.names, "until")
_ROLE_ORDER: Final = case({role: n for n, role in enumerate(PERSON_ROLES)}, value=col(UnitPerson.role))


def _read(reader: Reader, ask: Ask) -> Contents:
    columns = (*map(ReportColumn.of, LAYOUT.columns), ReportColumn("until", "day"))
    return Contents(columns, _rows(reader, ask), _summary(reader, ask))


def _rows(reader: Reader, ask: Ask) -> Iterator[Row]:
    statement = _residents(reader, ask).order_by(
        *building_order(), col(Unit.entrance), func.length(Unit.room), col(Unit.room), col(Unit.id)
    )
    unit: int | None = None
    told: set[tuple[int, str]] = set()
    for page in paged(stream(reader, statement.order_by(_ROLE_ORDER, col(UnitPerson.id)))):
        numbers = read_numbers(reader, {row.customer_id for row in page}, ask)
        for row in page:
            if row.unit_id != unit:
                unit, told = row.unit_id, set()
            # two records that became one person live here once
            if (row.customer_id, row.role) not in told:
                told.add((row.customer_id, row.role))
                yield _cells(row._mapping, numbers[row.customer_id])


def _cells(row: Mapping[str, Any], numbers: Numbers) -> Row:
    share = None if row["share_n"] is None else show_share((row["share_n"], row["share_d"]))
    known = {**row, "share": share}
    return [known[name] if name in known else getattr(numbers, name) for name in _NAMES]


def _residents(reader: Reader, ask: Ask) -> Query:
    """Who owns or lives in a unit today; a merged customer is whom they live on in."""
    return (
        pick(
            col(Project.name).label("project"),
            col(Building.code).label("building"),
            Unit.entrance,
            Unit.room,
            col(Unit.id).label("unit_id"),
            col(Customer.id).label("customer_id"),
            Customer.number,
            Customer.country,
            shown_name().label("name"),
            *(getattr(UnitPerson, name) for name in ("role", "share_n", "share_d", "since", "until")),
        )
        .select_from(UnitPerson)
        .join(Unit, col(Unit.id) == col(UnitPerson.unit_id))
        .join(Building, col(Building.id) == col(Unit.building_id))
        .join(Project, col(Project.id) == col(Building.project_id))
        .join(SURVIVORS, SURVIVORS.c.id == col(UnitPerson.customer_id), isouter=True)
        .join(Customer, col(Customer.id) == func.coalesce(SURVIVORS.c.survivor, UnitPerson.customer_id))
        .where(*of_project(reader, ask), *within_days(col(UnitPerson.since), ask))
        .where(or_(col(UnitPerson.until).is_(None), col(UnitPerson.until) > ask.today))
    )


def _summary(reader: Reader, ask: Ask) -> tuple[SummaryTable, ...]:
    """People by building and role; somebody with two homes in a building is counted in each."""
    once = _residents(reader, ask).subquery()
    spots = pick(once.c.project, once.c.building, once.c.unit_id, once.c.customer_id, once.c.role).distinct().subquery()
    place = (spots.c.project, spots.c.building, spots.c.role)
    order = (spots.c.project, func.length(spots.c.building), spots.c.building)
    found = reader.session.execute(pick(*place, func.count()).group_by(*place).order_by(*order)).all()
    label = building_labels(row[0] for row in found)
    counts = {(label(project, building), role): count for project, building, role, count in found}
    rows = list(dict.fromkeys(building for building, _ in counts))
    columns = {role: f"person_role.{role}" for role in PERSON_ROLES}
    first = SummaryColumn("column.building", "text")
    return (crosstab("report.residents_role", first, rows, columns, counts, chart="bar-stacked"),)


RESIDENTS: Final = ReportSource("residents", _read, day="column.since")
