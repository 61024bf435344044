"""办件: every case with where it is and how its clock stands; those of one procedure with its own fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import case as when
from sqlalchemy import func
from sqlmodel import col, select

from deskapp.cases.fields import read_fields
from deskapp.cases.model import Case
from deskapp.cases.pinned import procedures_of
from deskapp.cases.procedure import Procedure, Texts
from deskapp.cases.procedure_values import cells_of
from deskapp.cases.report_parts import CASE_NUMBER, CODED_PROCEDURE, Named, in_case_scope, local, name_customers
from deskapp.cases.rows import CaseRow, read_rows
from deskapp.cases.secret_fields import opened_fields
from deskapp.cases.sheet_columns import (
    CASE_STATES,
    CHANNEL,
    LANGUAGE,
    OUTSIDE,
    SHOWN,
    STATE,
    own_columns,
    own_name,
)
from deskapp.office.customer.sheet import ID_KIND, ID_NUMBER, NAME, PHONE
from deskapp.office.land.model import Parcel
from deskapp.office.property.model import Building, Project, Unit
from deskapp.office.property.sheet import PLACE, PROJECT
from deskapp.sheets.column import Coded
from deskapp.sheets.crosstab import crosstab
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, ReportSource, paged, pick, shown_phone, within_moments
from deskapp.store.bulk import CHUNK
from deskapp.store.work import Reader

_COLUMNS: Final = (
    CASE_NUMBER,
    ReportColumn.of(OUTSIDE),
    CODED_PROCEDURE,
    ReportColumn("opened_at", "moment"),
    ReportColumn("step", "choice"),
    *(ReportColumn.of(column) for column in (NAME, ID_KIND, ID_NUMBER, PHONE, PROJECT, *PLACE)),
    *(ReportColumn(name, "code") for name in ("commune", "map_sheet", "parcel")),
    ReportColumn.of(CHANNEL),
    ReportColumn("need"),
    ReportColumn.of(LANGUAGE),
    *SHOWN,
)


def _read(reader: Reader, ask: Ask) -> Contents:
    own = own_columns(ask.procedure, ask.today) if ask.procedure is not None else ()
    columns = (*_COLUMNS, *(ReportColumn.of(column, _currency(ask)) for column in own))
    return Contents(columns, _rows(reader, ask, [column.name for column in own]), (_by_procedure(reader, ask),))


def _currency(ask: Ask) -> str:
    return "VND" if ask.procedure is not None and ask.procedure.country == "VN" else "CNY"


def _rows(reader: Reader, ask: Ask, own: list[str]) -> Iterator[Row]:
    query = select(Case).where(*_conditions(reader, ask)).order_by(col(Case.id))
    # records are pages of their own, so that a long list is never held
    for page in paged(reader.session.exec(query.execution_options(yield_per=CHUNK))):
        yield from _page(reader, ask, list(page), own)


def _page(reader: Reader, ask: Ask, cases: list[Case], own: list[str]) -> Iterator[Row]:
    people = name_customers(reader, ask, (case.customer_id for case in cases))
    units = _units(reader, (case.unit_id for case in cases))
    parcels = _parcels(reader, (case.parcel_id for case in cases))
    pinned = procedures_of(reader, {case.procedure_text_id for case in cases}) if own else {}
    for case, row in zip(cases, read_rows(reader, cases), strict=True):
        who = people.get(case.customer_id or 0) or _caller(ask, case)
        line = [
            row.number, row.outside_number or None, Coded(row.procedure, row.name), local(row.opened_at),
            _coded(row.step, row.step_name), *who.cells, *units.get(case.unit_id or 0, (None,) * 4),
            *parcels.get(case.parcel_id or 0, (None,) * 3), case.channel or None, row.need or None,
            case.language or None, state_of(row, ask.today), row.department or None, row.staff or None,
            _coded(row.waiting, row.waiting_name), row.waiting_party or None, local(row.waiting_since), row.due_on,
            _days_late(row, ask.today), row.authority_state or None, row.authority_number or None,
            row.authority_due_on, row.submissions or None, row.promised_on, row.outcome or None, local(row.ended_at),
            row.tracking_code,
        ]  # fmt: skip
        yield [*line, *_own_cells(pinned.get(case.procedure_text_id), case, own, secrets=ask.secrets)]


def _caller(ask: Ask, case: Case) -> Named:
    """Who asked and is no customer; their phone as the report shows phones."""
    return Named(name=case.caller_name, phone=shown_phone(case.caller_phone, ask) if case.caller_phone else "")


def _own_cells(procedure: Procedure | None, case: Case, own: list[str], *, secrets: bool) -> list[Any]:
    """The values of the asked procedure's fields, read by the procedure that the case began with."""
    if procedure is None:
        return []
    cells = {own_name(code): value for code, value in cells_of(procedure, read_fields(case)).items()}
    if secrets:
        opened = opened_fields(procedure, case)
        cells |= {own_name(code): one.text for code, one in opened.items() if one.fault is None}
    return [cells.get(name) for name in own]


def state_of(row: CaseRow, today: date) -> str:
    """How a case stands: late by our clock before it waits for somebody."""
    if row.outcome:
        return "ended"
    return "late" if row.is_late(today) else "waiting" if row.waiting else "open"


def _days_late(row: CaseRow, today: date) -> int | None:
    return (today - row.due_on).days if row.is_late(today) and row.due_on else None


def _coded(code: str, name: Texts) -> Coded | None:
    return Coded(code, name) if code else None


def _conditions(reader: Reader, ask: Ask) -> list[Any]:
    found = [*in_case_scope(reader, ask), *within_moments(col(Case.opened_at), ask)]
    if ask.procedure is not None:
        found.append(col(Case.procedure) == ask.procedure.id)
    return [*found, _state(ask) == ask.state] if ask.state else found


def _state(ask: Ask) -> Any:
    late = (col(Case.due_on) < ask.today) & col(Case.due_met_at).is_(None)
    return when((col(Case.outcome) != "", "ended"), (late, "late"), (col(Case.waiting) != "", "waiting"), else_="open")


def _by_procedure(reader: Reader, ask: Ask) -> SummaryTable:
    """A procedure a line, a state a column."""
    state = _state(ask).label("state")
    newest = func.max(Case.procedure_text_id)
    counts = pick(Case.procedure, state, func.count(), newest).where(*_conditions(reader, ask))
    found = list(reader.session.execute(counts.group_by(col(Case.procedure), "state").order_by(col(Case.procedure))))
    texts = procedures_of(reader, {text_id for *_, text_id in found})
    names = {procedure: texts[text_id].name.say(ask.words.language) for procedure, _, _, text_id in found}
    figures = {(names[procedure], code): count for procedure, code, count, _ in found}
    columns = {code: f"case_state.{code}" for code in CASE_STATES}
    first = SummaryColumn("column.procedure", "text")
    rows = list(dict.fromkeys(names.values()))
    return crosstab("report.cases_procedure", first, rows, columns, figures, chart="bar-stacked")


def _units(reader: Reader, numbers: Iterable[int | None]) -> Mapping[int, tuple[Any, ...]]:
    wanted = {number for number in numbers if number is not None}
    query = (
        pick(Unit.id, Project.name, Building.code, Unit.entrance, Unit.room)
        .join(Building, col(Building.id) == col(Unit.building_id))
        .join(Project, col(Project.id) == col(Building.project_id))
        .where(col(Unit.id).in_(wanted))
    )
    return {number: (*place[:2], place[2] or None, place[3]) for number, *place in reader.session.execute(query)}


def _parcels(reader: Reader, numbers: Iterable[int | None]) -> Mapping[int, tuple[Any, ...]]:
    wanted = {number for number in numbers if number is not None}
    query = pick(Parcel.id, Parcel.commune, Parcel.map_sheet, Parcel.parcel).where(col(Parcel.id).in_(wanted))
    return {number: tuple(place) for number, *place in reader.session.execute(query)}


CASES: Final = ReportSource("cases", _read, day="column.opened_at", state=STATE, has_procedure=True)
"""``deskapp export cases``; fed in again with ``--update`` it changes what was edited in it."""
