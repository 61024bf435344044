"""交付进度: how far each building is: told, came, signed, refused and why, deemed, the rate, and its defects."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import and_, func, or_
from sqlmodel import col

from deskapp.cases.periods import Period
from deskapp.desks.handover.inspecting.model import Defect
from deskapp.desks.handover.inspecting.rules import OPEN_STATES
from deskapp.desks.handover.planning.model import Delivery
from deskapp.desks.handover.planning.plans import refusal_name
from deskapp.desks.handover.planning.report_parts import over_time, placed
from deskapp.office.property.model import Building, Project
from deskapp.office.property.report import building_labels, building_order
from deskapp.sheets.crosstab import counted
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, Query, ReportSource, pick
from deskapp.store.work import Reader

_TENTH: Final = Decimal("0.1")
_COUNTS: Final = (
    "units", "to_deliver", "notified", "came", "signed", "with_list", "refused_justified", "refused_unjustified",
    "absent", "deemed",
)  # fmt: skip
_COLUMNS: Final = (
    ReportColumn("project", label="sheet.project"),
    ReportColumn("building", "code"),
    *(ReportColumn(name, "count", label=f"report.progress_{name}") for name in _COUNTS),
    ReportColumn("rate", "number", label="report.progress_rate"),
    ReportColumn("refusals", label="report.progress_refusals"),
    ReportColumn("defects_a_unit", "number", label="report.progress_defects_a_unit"),
    ReportColumn("defects_open", "count", label="report.progress_defects_open"),
    ReportColumn("defects_overdue", "count", label="report.progress_defects_overdue"),
)
_DONE: Final = ("signed", "signed_with_list", "deemed")


def _read(reader: Reader, ask: Ask) -> Contents:
    lines = list(_lines(reader, ask))
    tables = (_picture(lines), _why_refused(reader, ask), _over_time(reader, ask))
    return Contents(_COLUMNS, iter(lines), tables)


def _living(ask: Ask, statement: Query) -> Query:
    statement = placed(statement.select_from(Delivery), col(Delivery.unit_id), ask, col(Delivery.project_id))
    return statement.where(col(Delivery.ended_on).is_(None))


def _counts() -> tuple[Any, ...]:
    state = col(Delivery.state)
    return (
        func.count(),
        func.count().filter(state.not_in(_DONE)),
        func.count().filter(col(Delivery.notices) > 0),
        func.count().filter(col(Delivery.came_on).is_not(None)),
        func.count().filter(state.in_(("signed", "signed_with_list"))),
        func.count().filter(state == "signed_with_list"),
        func.count().filter(state == "refused_justified"),
        func.count().filter(state == "refused_unjustified"),
        func.count().filter(state == "absent"),
        func.count().filter(state == "deemed"),
    )


def _lines(reader: Reader, ask: Ask) -> Iterator[Row]:
    """A building a line."""
    place = (col(Building.id), col(Project.name), col(Building.code))
    chosen = _living(ask, pick(*place, *_counts())).group_by(*place).order_by(*building_order())
    defects, refusals = _defects(reader, ask), _refusals(reader, ask)
    for building_id, project, building, *counts in reader.session.execute(chosen):
        found, open_, overdue = defects.get(building_id, (0, 0, 0))
        units, done = counts[0], counts[0] - counts[1]
        why = "; ".join(
            f"{refusal_name(code, ask.words.language)} {count}" for code, count in refusals.get(building_id, ())
        )
        yield [
            project, building, *counts, (Decimal(done * 100) / units).quantize(_TENTH), why or None,
            (Decimal(found) / units).quantize(_TENTH), open_, overdue,
        ]  # fmt: skip


def _defects(reader: Reader, ask: Ask) -> dict[int, tuple[int, int, int]]:
    """Defects of the units of each building: found, open, past their day."""
    state = col(Defect.state)
    is_open = state.in_(OPEN_STATES)
    late = and_(state.in_(("open", "assigned", "reopened")), col(Defect.agreed_on) < ask.today)
    counts = (func.count(), func.count().filter(is_open), func.count().filter(late))
    statement = _living(ask, pick(Building.id, *counts)).join(Defect, col(Defect.unit_id) == col(Delivery.unit_id))
    statement = statement.where(col(Defect.wish).is_(False), state != "void").group_by(col(Building.id))
    return {building: (found, open_, overdue) for building, found, open_, overdue in reader.session.execute(statement)}


def _refusals(reader: Reader, ask: Ask) -> dict[int, list[tuple[str, int]]]:
    """Why homes of each building stand refused, the commonest first."""
    place = (col(Building.id), col(Delivery.refusal_code))
    refused = col(Delivery.state).in_(("refused_justified", "refused_unjustified"))
    chosen = _living(ask, pick(*place, func.count())).where(refused).group_by(*place).order_by(func.count().desc())
    found: dict[int, list[tuple[str, int]]] = {}
    for building, code, count in reader.session.execute(chosen):
        found.setdefault(building, []).append((code, count))
    return found


def _picture(lines: list[Row]) -> SummaryTable:
    """Each building as a bar: delivered, refused, still to come."""
    label = building_labels(line[0] for line in lines)
    at = {name: 2 + place for place, name in enumerate(_COUNTS)}
    rows: list[Row] = []
    for line in lines:
        refused = line[at["refused_justified"]] + line[at["refused_unjustified"]]
        signed, listed, deemed = (line[at[name]] for name in ("signed", "with_list", "deemed"))
        left = line[at["to_deliver"]] - refused
        rows.append((label(line[0], line[1]), signed - listed, listed, deemed, refused, left))
    columns = (
        SummaryColumn("column.building", "text"),
        *(SummaryColumn(f"delivery_state.{state}", charted=True) for state in ("signed", "signed_with_list", "deemed")),
        SummaryColumn("report.progress_refused", charted=True),
        SummaryColumn("report.progress_left", charted=True),
    )
    total = ("", *(sum(row[place] for row in rows) for place in range(1, 6)))
    return SummaryTable("report.progress_buildings", columns, rows, total, "bar-stacked" if rows else None)


def _why_refused(reader: Reader, ask: Ask) -> SummaryTable:
    """Reasons of all refusals that stand."""
    found: dict[str, int] = {}
    for reasons in _refusals(reader, ask).values():
        for code, count in reasons:
            said = refusal_name(code, ask.words.language)
            found[said] = found.get(said, 0) + count
    rows = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    first = SummaryColumn("column.handover_refusal", "text")
    return counted("report.progress_why", first, "report.progress_refused", rows)


def _over_time(reader: Reader, ask: Ask) -> SummaryTable:
    """How far everything was at the end of the period, of the one before, and of the same a year ago."""

    def count(period: Period) -> list[Any]:
        day = min(period.until, ask.today)
        told, came, signed, refused, deemed = (
            func.count().filter(one <= day)
            for one in (
                col(Delivery.notified_on), col(Delivery.came_on), col(Delivery.signed_on), col(Delivery.refused_on),
                col(Delivery.deemed_on),
            )
        )  # fmt: skip
        done = func.count().filter(or_(col(Delivery.signed_on) <= day, col(Delivery.deemed_on) <= day))
        statement = _living(ask, pick(func.count(), told, came, signed, refused, deemed, done))
        units, *counts, over = reader.session.execute(statement).one()
        return [*counts, (Decimal(over * 100) / units).quantize(_TENTH) if units else None]

    columns = [SummaryColumn(f"report.progress_{name}") for name in ("notified", "came", "signed", "refused", "deemed")]
    return over_time("report.progress_then", ask, [*columns, SummaryColumn("report.progress_rate", "number")], count)


PROGRESS: Final = ReportSource("handover-progress", _read, day="column.period")
