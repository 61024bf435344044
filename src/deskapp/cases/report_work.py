"""待办 and 预约: the tasks of departments and people, and the times with customers and authorities."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from sqlalchemy import func, or_
from sqlmodel import col

from deskapp.cases.model import APPOINTMENT_KINDS, APPOINTMENT_STATES, TASK_STATES, Appointment, Case, CaseTask
from deskapp.cases.pinned import procedures_of
from deskapp.cases.report_parts import CODED_PROCEDURE, Named, department_names, local, name_customers, staff_names
from deskapp.cases.rows import in_scope
from deskapp.office.customer.sheet import NAME, PHONE
from deskapp.office.organisation.model import Organisation
from deskapp.sheets.column import Coded
from deskapp.sheets.columns import choice_column
from deskapp.sheets.crosstab import crosstab, in_order
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, Query, ReportSource, paged, pick, stream, within_moments
from deskapp.store.work import Reader

TASK_STATE: Final = choice_column("state", TASK_STATES, "task_state")
APPOINTMENT_STATE: Final = choice_column("state", APPOINTMENT_STATES, "appointment_state")

_CASE: Final = ReportColumn("case", "code", label="column.case_number")
_TASK_COLUMNS: Final = (
    _CASE,
    CODED_PROCEDURE,
    ReportColumn.of(NAME),
    ReportColumn("title", label="column.task"),
    ReportColumn("department"),
    ReportColumn("staff"),
    ReportColumn.of(TASK_STATE),
    ReportColumn("given_at", "moment"),
    ReportColumn("acknowledged_at", "moment"),
    ReportColumn("acknowledged_by"),
    ReportColumn("due_on", "day", label="column.task_due"),
    ReportColumn("days_late", "count"),
    ReportColumn("done_at", "moment"),
    ReportColumn("done_by"),
    ReportColumn("result", label="column.task_result"),
    ReportColumn("note", label="column.task_note"),
)
_TASK: Final = (
    "title", "department_id", "staff_id", "state", "given_at", "acknowledged_at", "acknowledged_by", "due_on",
    "done_at", "done_by", "result", "note",
)  # fmt: skip
_APPOINTMENT_COLUMNS: Final = (
    ReportColumn("starts_at", "moment"),
    ReportColumn("ends_at", "moment"),
    ReportColumn("kind", "choice", "appointment_kind", "column.appointment_kind"),
    ReportColumn.of(APPOINTMENT_STATE),
    _CASE,
    CODED_PROCEDURE,
    ReportColumn.of(NAME),
    ReportColumn.of(PHONE),
    ReportColumn("organisation"),
    ReportColumn("staff"),
    ReportColumn("place", label="column.appointment_place"),
    ReportColumn("note", label="column.appointment_note"),
)
_APPOINTMENT: Final = ("starts_at", "ends_at", "kind", "state", "customer_id", "organisation_id", "staff_id", "place",
                       "note")  # fmt: skip
_CASE_FIELDS: Final = ("number", "procedure", "procedure_text_id", "customer_id", "caller_name")
_WHO: Final = len(_CASE_FIELDS) + _APPOINTMENT.index("customer_id")


def _read_tasks(reader: Reader, ask: Ask) -> Contents:
    return Contents(_TASK_COLUMNS, _task_rows(reader, ask), (_by_department(reader, ask),))


def _task_rows(reader: Reader, ask: Ask) -> Iterator[Row]:
    departments, staff = department_names(reader), staff_names(reader)
    chosen = _tasks(reader, ask, pick(*_case_columns(), *(getattr(CaseTask, name) for name in _TASK)))
    for page in paged(stream(reader, chosen.order_by(col(CaseTask.id)))):
        cases = _Cases(reader, ask, page)
        for row in page:
            known = dict(zip(_TASK, row[len(_CASE_FIELDS) :], strict=True))
            yield [
                *cases.cells(row),
                known["title"],
                departments.get(known["department_id"] or 0),
                staff.get(known["staff_id"] or 0),
                known["state"],
                local(known["given_at"]),
                local(known["acknowledged_at"]),
                known["acknowledged_by"] or None,
                known["due_on"],
                days_late(known["due_on"], known["state"], ask.today),
                local(known["done_at"]),
                known["done_by"] or None,
                known["result"] or None,
                known["note"] or None,
            ]


def days_late(due_on: date | None, state: str, today: date) -> int | None:
    """Days that work is behind its limit; none where it is done or has none."""
    return (today - due_on).days if due_on is not None and due_on < today and state in ("open", "taken") else None


def _tasks(reader: Reader, ask: Ask, statement: Query) -> Query:
    statement = statement.select_from(CaseTask).join(Case, col(Case.id) == col(CaseTask.case_id))
    statement = statement.where(*in_scope(reader), *within_moments(col(CaseTask.given_at), ask))
    return _narrowed(ask, statement, CaseTask.state)


def _by_department(reader: Reader, ask: Ask) -> SummaryTable:
    state = col(CaseTask.state)
    counts = _tasks(reader, ask, pick(CaseTask.department_id, state, func.count()))
    names = department_names(reader)
    found = list(reader.session.execute(counts.group_by(col(CaseTask.department_id), state)))
    figures: dict[tuple[str, str], int] = {}
    for number, code, count in found:
        key = names.get(number or 0, ""), code
        figures[key] = figures.get(key, 0) + count
    columns = {code: f"task_state.{code}" for code in TASK_STATES}
    rows = sorted({name for name, _ in figures})
    return crosstab("report.tasks_department", SummaryColumn("column.department", "text"), rows, columns, figures)


def _read_appointments(reader: Reader, ask: Ask) -> Contents:
    return Contents(_APPOINTMENT_COLUMNS, _appointment_rows(reader, ask), (_by_kind(reader, ask),))


def _appointment_rows(reader: Reader, ask: Ask) -> Iterator[Row]:
    staff = staff_names(reader)
    houses = dict(stream(reader, pick(Organisation.id, Organisation.name)))
    chosen = _appointments(reader, ask, pick(*_case_columns(), *(getattr(Appointment, name) for name in _APPOINTMENT)))
    for page in paged(stream(reader, chosen.order_by(col(Appointment.starts_at), col(Appointment.id)))):
        cases = _Cases(reader, ask, page)
        people = name_customers(
            reader, ask, (row[len(_CASE_FIELDS) + _APPOINTMENT.index("customer_id")] for row in page)
        )
        for row in page:
            known = dict(zip(_APPOINTMENT, row[len(_CASE_FIELDS) :], strict=True))
            number, procedure, name = cases.cells(row)
            who = people.get(known["customer_id"] or 0) or cases.person(row)
            yield [
                local(known["starts_at"]),
                local(known["ends_at"]),
                known["kind"],
                known["state"],
                number,
                procedure,
                (who.name if who else None) or name,
                (who.phone if who else None) or None,
                houses.get(known["organisation_id"]),
                staff.get(known["staff_id"] or 0),
                known["place"] or None,
                known["note"] or None,
            ]


def _appointments(reader: Reader, ask: Ask, statement: Query) -> Query:
    statement = statement.select_from(Appointment).join(Case, col(Case.id) == col(Appointment.case_id), isouter=True)
    scope = in_scope(reader)
    statement = statement.where(*([or_(col(Appointment.case_id).is_(None), *scope)] if scope else []))
    statement = statement.where(*within_moments(col(Appointment.starts_at), ask))
    return _narrowed(ask, statement, Appointment.state)


def _by_kind(reader: Reader, ask: Ask) -> SummaryTable:
    kind, state = col(Appointment.kind), col(Appointment.state)
    counts = _appointments(reader, ask, pick(kind, state, func.count())).group_by(kind, state)
    figures = {(what, how): count for what, how, count in reader.session.execute(counts)}
    rows = in_order(dict.fromkeys(what for what, _ in figures), APPOINTMENT_KINDS)
    columns = {code: f"appointment_state.{code}" for code in APPOINTMENT_STATES}
    first = SummaryColumn("column.appointment_kind", "choice", "appointment_kind")
    return crosstab("report.appointments_kind", first, rows, columns, figures)


def _narrowed(ask: Ask, statement: Query, state: Any) -> Query:
    if ask.project_id is not None:
        statement = statement.where(col(Case.project_id) == ask.project_id)
    return statement.where(col(state) == ask.state) if ask.state else statement


def _case_columns() -> tuple[Any, ...]:
    return tuple(getattr(Case, name) for name in _CASE_FIELDS)


class _Cases:
    """The cases of a page of rows, whose first columns are those of ``_CASE_FIELDS``."""

    def __init__(self, reader: Reader, ask: Ask, page: list[Any]) -> None:
        self._people = name_customers(reader, ask, (row[3] for row in page))
        self._procedures = procedures_of(reader, {row[2] for row in page if row[2] is not None})

    def cells(self, row: Any) -> tuple[str | None, Coded | None, str | None]:
        """Number, procedure and name; nothing where the row belongs to no case."""
        number, procedure, text_id, _, caller = row[: len(_CASE_FIELDS)]
        if number is None:
            return None, None, None
        person = self.person(row)
        return number, Coded(procedure, self._procedures[text_id].name), (person.name if person else caller) or None

    def person(self, row: Any) -> Named | None:
        """The customer of the row's case."""
        return self._people.get(row[3] or 0)


TASKS: Final = ReportSource("tasks", _read_tasks, day="column.given_at", state=TASK_STATE)
APPOINTMENTS: Final = ReportSource("appointments", _read_appointments, day="column.starts_at", state=APPOINTMENT_STATE)
