"""满意度: what customers said when their case was over, and the mean of every procedure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from sqlalchemy import case as when
from sqlalchemy import func
from sqlmodel import col

from deskapp.cases.model import Case
from deskapp.cases.pinned import procedures_of
from deskapp.cases.report_parts import CODED_PROCEDURE, in_case_scope, local, name_customers, staff_names
from deskapp.desks.intake.model import Survey
from deskapp.office.customer.sheet import NAME
from deskapp.sheets.column import Coded
from deskapp.sheets.columns import choice_column
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, Query, ReportSource, paged, pick, stream, within_days
from deskapp.store.work import Reader

SURVEY_STATES: Final = ("asked", "answered")
STATE: Final = choice_column("state", SURVEY_STATES, "survey_state")
SCORES: Final = (5, 4, 3, 2, 1)
_COLUMNS: Final = (
    ReportColumn("case", "code", label="column.case_number"),
    CODED_PROCEDURE,
    ReportColumn.of(NAME),
    ReportColumn("staff"),
    ReportColumn("ended_at", "moment"),
    ReportColumn("asked_on", "day"),
    ReportColumn("answered_on", "day"),
    ReportColumn.of(STATE),
    ReportColumn("score", "count"),
    ReportColumn("comment"),
)
_CASE: Final = ("number", "procedure", "procedure_text_id", "customer_id", "caller_name", "staff_id", "ended_at")


def _read(reader: Reader, ask: Ask) -> Contents:
    return Contents(_COLUMNS, _rows(reader, ask), (_by_procedure(reader, ask),))


def _rows(reader: Reader, ask: Ask) -> Iterator[Row]:
    staff = staff_names(reader)
    own = (Survey.asked_on, Survey.answered_on, Survey.score, Survey.comment)
    chosen = _surveys(reader, ask, pick(*(getattr(Case, name) for name in _CASE), *own)).order_by(col(Survey.id))
    for page in paged(stream(reader, chosen)):
        people = name_customers(reader, ask, (row[3] for row in page))
        procedures = procedures_of(reader, {row[2] for row in page})
        for number, procedure, text_id, customer, caller, clerk, ended, asked, answered, score, comment in page:
            person = people.get(customer or 0)
            yield [
                number, Coded(procedure, procedures[text_id].name), (person.name if person else caller) or None,
                staff.get(clerk or 0), local(ended), asked, answered, "answered" if answered else "asked", score,
                comment or None,
            ]  # fmt: skip


def _surveys(reader: Reader, ask: Ask, statement: Query) -> Query:
    statement = statement.select_from(Survey).join(Case, col(Case.id) == col(Survey.case_id))
    statement = statement.where(*in_case_scope(reader, ask), *within_days(col(Survey.asked_on), ask))
    return statement.where(_state() == ask.state) if ask.state else statement


def _state() -> Any:
    return when((col(Survey.answered_on).is_not(None), "answered"), else_="asked")


def _by_procedure(reader: Reader, ask: Ask) -> SummaryTable:
    """A procedure a line: asked, answered, how many of each score, and the mean of what was answered."""
    newest = func.max(Case.procedure_text_id)
    query = _surveys(reader, ask, pick(Case.procedure, Survey.score, func.count(), newest))
    found = list(reader.session.execute(query.group_by(col(Case.procedure), col(Survey.score))))
    texts = procedures_of(reader, {text_id for *_, text_id in found})
    counts: dict[str, dict[int | None, int]] = {}
    names: dict[str, tuple[int, str]] = {}
    for procedure, score, count, text_id in found:
        counts.setdefault(procedure, {})[score] = count
        names[procedure] = max(names.get(procedure, (0, "")), (text_id, texts[text_id].name.say(ask.words.language)))
    rows = [(names[procedure][1], *_figures(counts[procedure])) for procedure in sorted(counts)]
    whole: dict[int | None, int] = {}
    for said in counts.values():
        for score, count in said.items():
            whole[score] = whole.get(score, 0) + count
    columns = (
        SummaryColumn("column.procedure", "text"),
        SummaryColumn("column.surveys_asked"),
        SummaryColumn("column.surveys_answered"),
        *(SummaryColumn(f"survey_score.{score}", charted=True) for score in SCORES),
        SummaryColumn("column.mean_score", "number"),
    )
    return SummaryTable("report.surveys_procedure", columns, rows, ("", *_figures(whole)), chart="bar-stacked")


def _figures(said: dict[int | None, int]) -> Row:
    answered = sum(said.get(score, 0) for score in SCORES)
    points = sum(score * said.get(score, 0) for score in SCORES)
    mean = (Decimal(points) / answered).quantize(Decimal("0.01"), ROUND_HALF_UP) if answered else None
    return (sum(said.values()), answered, *(said.get(score) for score in SCORES), mean)


SURVEYS: Final = ReportSource("surveys", _read, day="column.asked_on", state=STATE)
