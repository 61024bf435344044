"""咨询登记: every question with its answer and the case that it became; fed in again it is the same enquiries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import case as when
from sqlalchemy import func
from sqlmodel import col

from deskapp.cases.model import Case
from deskapp.cases.pinned import procedures_of
from deskapp.cases.report_parts import CODED_PROCEDURE, Named, local, name_customers
from deskapp.cases.sheet_columns import CHANNEL, LANGUAGE, OUTSIDE
from deskapp.desks.intake.model import Enquiry
from deskapp.desks.intake.rules import TOPICS
from deskapp.desks.intake.sheet_enquiry import LAYOUT
from deskapp.office.customer.model import CHANNELS
from deskapp.office.customer.sheet import ID_KIND, ID_NUMBER, NAME, PHONE
from deskapp.sheets.column import Coded
from deskapp.sheets.columns import choice_column
from deskapp.sheets.crosstab import crosstab, in_order
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import (
    Ask,
    Contents,
    Query,
    ReportSource,
    paged,
    pick,
    shown_phone,
    stream,
    within_moments,
)
from deskapp.store.work import Reader

ENQUIRY_STATES: Final = ("answered", "case")
STATE: Final = choice_column("state", ENQUIRY_STATES, "enquiry_state")
_COLUMNS: Final = (
    ReportColumn("number", "code", label="column.enquiry_number"),
    ReportColumn.of(OUTSIDE),
    ReportColumn("asked_at", "moment"),
    *(ReportColumn.of(column) for column in (NAME, ID_KIND, ID_NUMBER, PHONE, CHANNEL)),
    *(ReportColumn.of(LAYOUT.column(name)) for name in ("topic", "question", "answer")),
    ReportColumn.of(LANGUAGE),
    CODED_PROCEDURE,
    ReportColumn.of(STATE),
    ReportColumn("case", "code", label="column.case_number"),
    ReportColumn("clerk"),
)
_OWN: Final = (
    "number", "outside_number", "asked_at", "customer_id", "caller_name", "caller_phone", "channel", "topic",
    "question", "answer", "language", "clerk",
)  # fmt: skip


def _read(reader: Reader, ask: Ask) -> Contents:
    return Contents(_COLUMNS, _rows(reader, ask), (_by_topic(reader, ask), _by_channel(reader, ask)))


def _rows(reader: Reader, ask: Ask) -> Iterator[Row]:
    columns = (Case.number, Case.procedure, Case.procedure_text_id, *(getattr(Enquiry, name) for name in _OWN))
    chosen = _enquiries(ask, pick(*columns)).order_by(col(Enquiry.id))
    for page in paged(stream(reader, chosen)):
        people = name_customers(reader, ask, (row[3 + _OWN.index("customer_id")] for row in page))
        procedures = procedures_of(reader, {row[2] for row in page if row[2] is not None})
        for case_number, procedure, text_id, *own in page:
            told = dict(zip(_OWN, own, strict=True))
            caller = Named(told["caller_name"], phone=shown_phone(told["caller_phone"], ask))
            who = people.get(told["customer_id"] or 0) or caller
            yield [
                told["number"], told["outside_number"] or None, local(told["asked_at"]), *who.cells,
                told["channel"] or None, told["topic"] or None, told["question"] or None, told["answer"] or None,
                told["language"] or None, Coded(procedure, procedures[text_id].name) if procedure else None,
                "case" if case_number else "answered", case_number, told["clerk"] or None,
            ]  # fmt: skip


def _enquiries(ask: Ask, statement: Query) -> Query:
    statement = statement.select_from(Enquiry).join(Case, col(Case.id) == col(Enquiry.case_id), isouter=True)
    statement = statement.where(*within_moments(col(Enquiry.asked_at), ask))
    return statement.where(_state() == ask.state) if ask.state else statement


def _state() -> Any:
    return when((col(Enquiry.case_id).is_not(None), "case"), else_="answered")


def _by_topic(reader: Reader, ask: Ask) -> SummaryTable:
    """A topic a line: answered on the spot, or a case."""
    return _counted(reader, ask, Enquiry.topic, "topic", TOPICS)


def _by_channel(reader: Reader, ask: Ask) -> SummaryTable:
    """The way they came."""
    return _counted(reader, ask, Enquiry.channel, "channel", CHANNELS)


def _counted(reader: Reader, ask: Ask, column: Any, key: str, known: tuple[str, ...]) -> SummaryTable:
    code, state = col(column), _state().label("state")
    query = _enquiries(ask, pick(code, state, func.count())).group_by(code, "state")
    figures = {(what or "unstated", how): count for what, how, count in reader.session.execute(query)}
    rows = in_order(dict.fromkeys(what for what, _ in figures), (*known, "unstated"))
    columns = {state: f"enquiry_state.{state}" for state in ENQUIRY_STATES}
    return crosstab(f"report.enquiries_{key}", SummaryColumn(f"column.{key}", "choice", key), rows, columns, figures)


ENQUIRIES: Final = ReportSource("enquiries", _read, day="column.asked_at", state=STATE, has_project=False)
