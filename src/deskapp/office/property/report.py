"""The supervisor's list of units, with homes, areas and list values by building and sale state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, func
from sqlmodel import col

from deskapp.office.property.model import SALE_STATES, Building, Project, Unit
from deskapp.office.property.sheet import LAYOUT, SALE_STATE
from deskapp.sheets.crosstab import crosstab
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, Query, ReportSource, pick, stream
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

_OF_THE_PLACE: Final = {"project": col(Project.name), "building": col(Building.code)}


def _read(reader: Reader, ask: Ask) -> Contents:
    currencies = _currencies(reader, ask)
    columns = (
        *(ReportColumn.of(column, currencies[0]) for column in LAYOUT.columns),
        ReportColumn("currency", "code"),
    )
    return Contents(columns, _rows(reader, ask), _summary(reader, ask, currencies))


def _rows(reader: Reader, ask: Ask) -> Iterator[Row]:
    names = [*LAYOUT.names, "currency"]
    chosen = [_OF_THE_PLACE[name] if name in _OF_THE_PLACE else getattr(Unit, name) for name in names]
    statement = _units(reader, ask, pick(*chosen)).order_by(
        *building_order(), col(Unit.entrance), func.length(Unit.room), col(Unit.room)
    )
    price, total, currency = (names.index(name) for name in ("unit_price", "total_price", "currency"))
    for row in stream(reader, statement):
        cells = list(row)
        for place in (price, total):
            if cells[place] is not None:
                cells[place] = from_minor(cells[place], cells[currency])
        yield cells


def _summary(reader: Reader, ask: Ask, currencies: list[str]) -> tuple[SummaryTable, ...]:
    """Three tables of the same rows, and so of the same columns one below the other: count, area, list value."""
    measures = (func.count(), func.sum(Unit.area), func.sum(Unit.total_price))
    place = (col(Project.name), col(Building.code), col(Unit.sale_state), col(Unit.currency))
    statement = _units(reader, ask, pick(*place, *measures)).group_by(col(Building.id), *place)
    counts: dict[tuple[str, str], int] = {}
    areas: dict[tuple[str, str], Decimal] = {}
    values: dict[str, dict[tuple[str, str], Decimal]] = {currency: {} for currency in currencies}
    rows: dict[str, None] = {}
    found = reader.session.execute(statement.order_by(*building_order())).all()
    label = building_labels(row[0] for row in found)
    for project, building, state, currency, count, area, value in found:
        spot = (label(project, building), state)
        rows[spot[0]] = None
        counts[spot] = counts.get(spot, 0) + count
        areas[spot] = areas.get(spot, Decimal()) + (area or 0)
        values[currency][spot] = from_minor(value or 0, currency)
    columns = {state: f"sale_state.{state}" for state in SALE_STATES if ask.state in ("", state)}
    first = SummaryColumn("column.building", "text")
    return (
        crosstab("report.units_count", first, list(rows), columns, counts, chart="bar-stacked"),
        crosstab("report.units_area", first, list(rows), columns, areas, shape="area"),
        *(
            crosstab(
                f"report.units_value_{currency}", first, list(rows), columns, found, shape="money", currency=currency
            )
            for currency, found in values.items()
        ),
    )


def _currencies(reader: Reader, ask: Ask) -> list[str]:
    """Those that occur; the first decides the decimals of the sheet, more than one are never added up."""
    found = reader.session.execute(_units(reader, ask, pick(Unit.currency).distinct())).scalars()
    return sorted(found) or ["CNY"]


def _units(reader: Reader, ask: Ask, statement: Query) -> Query:
    statement = (
        statement.select_from(Unit)
        .join(Building, col(Building.id) == col(Unit.building_id))
        .join(Project, col(Project.id) == col(Building.project_id))
        .where(*of_project(reader, ask))
    )
    return statement.where(col(Unit.sale_state) == ask.state) if ask.state else statement


def of_project(reader: Reader, ask: Ask) -> list[ColumnElement[bool]]:
    """Conditions that keep to the project that was asked for, and to the scope."""
    conditions = [col(Project.id) == ask.project_id] if ask.project_id is not None else []
    if reader.scope.project_ids is not None:
        conditions.append(col(Project.id).in_(reader.scope.project_ids))
    return conditions


def building_order() -> tuple[Any, ...]:
    """By project, short building numbers first (2 before 10)."""
    return col(Project.name), func.length(Building.code), col(Building.code)


def building_labels(projects: Iterable[str]) -> Callable[[str, str], str]:
    """How a summary names a building of a project: by its number, and by its project where there are several."""
    if len(set(projects)) > 1:
        return lambda project, building: f"{project} {building}"
    return lambda _project, building: building


UNITS: Final = ReportSource("units", _read, state=SALE_STATE)
