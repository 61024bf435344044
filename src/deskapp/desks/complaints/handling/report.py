"""升级记录 and 回访记录: what was told to whom when a clock ran out, and what those who were asked said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import col

from deskapp.cases.model import Case
from deskapp.cases.report_parts import local, staff_names
from deskapp.desks.complaints.taking.model import CLOCKS, Complaint
from deskapp.desks.complaints.taking.model_clock import (
    CALL_ABOUT,
    CALL_RESULTS,
    ESCALATION_TO,
    PERCENTS,
    Escalation,
    FollowUpCall,
)
from deskapp.desks.complaints.taking.report import project_names
from deskapp.sheets.columns import choice_column
from deskapp.sheets.crosstab import crosstab, in_order
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, Query, ReportSource, pick, stream, within_moments
from deskapp.store.work import Reader

TOLD_TO: Final = choice_column("whom", ESCALATION_TO, "escalation_to", label="column.escalation_whom")
RESULT: Final = choice_column("result", CALL_RESULTS[1:], "call_result", label="column.call_result")
_ESCALATION: Final = (
    ReportColumn("project", label="sheet.project"),
    ReportColumn("number", "code", label="column.case_number"),
    ReportColumn("level", "choice", "complaint_level", label="column.complaint_level"),
    ReportColumn("clock", "choice", "complaint_clock", label="column.escalation_clock"),
    ReportColumn("percent", "count", label="column.escalation_percent"),
    ReportColumn.of(TOLD_TO),
    ReportColumn("staff", label="column.escalation_staff"),
    ReportColumn("due_at", "moment", label="column.escalation_due_at"),
    ReportColumn("told_at", "moment", label="column.escalation_told_at"),
    ReportColumn("level_from", "count", label="column.escalation_level_from"),
    ReportColumn("level_to", "count", label="column.escalation_level_to"),
    ReportColumn("noted_at", "moment", label="column.escalation_noted_at"),
    ReportColumn("noted_by", label="column.escalation_noted_by"),
)
_CALL: Final = (
    ReportColumn("project", label="sheet.project"),
    ReportColumn("number", "code", label="column.case_number"),
    ReportColumn("about", "choice", "call_about", label="column.call_about"),
    ReportColumn("round", "count", label="column.call_round"),
    ReportColumn("due_at", "moment", label="column.call_due_at"),
    ReportColumn("attempts", "count", label="column.call_attempts"),
    ReportColumn("made_at", "moment", label="column.call_made_at"),
    ReportColumn("clerk", label="column.call_clerk"),
    ReportColumn.of(RESULT),
    ReportColumn("score", "count", label="column.call_score"),
    ReportColumn("said", label="column.call_said"),
)


def _placed(ask: Ask, statement: Query, case_id: Any) -> Query:
    statement = statement.join(Case, col(Case.id) == case_id)
    return statement if ask.project_id is None else statement.where(col(Case.project_id) == ask.project_id)


# ---- what was told


def _told(ask: Ask, statement: Query) -> Query:
    statement = _placed(ask, statement.select_from(Escalation), col(Escalation.case_id))
    statement = statement.where(*within_moments(col(Escalation.told_at), ask))
    return statement.where(col(Escalation.whom) == ask.state) if ask.state else statement


def _read_escalations(reader: Reader, ask: Ask) -> Contents:
    return Contents(_ESCALATION, _escalations(reader, ask), (_by_clock(reader, ask),))


def _escalations(reader: Reader, ask: Ask) -> Iterator[Row]:
    projects, people = project_names(reader), staff_names(reader)
    chosen = _told(ask, pick(Escalation, Case.number, Case.project_id, Complaint.level))
    chosen = chosen.outerjoin(Complaint, col(Complaint.case_id) == col(Escalation.case_id))
    for one, number, project, level in stream(reader, chosen.order_by(col(Escalation.id))):
        yield [
            projects.get(project or 0), number, None if level is None else str(level), one.clock, one.percent, one.whom,
            people.get(one.staff_id or 0), local(one.due_at), local(one.told_at), one.level_from, one.level_to,
            local(one.noted_at), one.noted_by or None,
        ]  # fmt: skip


def _by_clock(reader: Reader, ask: Ask) -> SummaryTable:
    """A clock a line, the share that was told a column."""
    words = ask.words
    place = (col(Escalation.clock), col(Escalation.percent))
    found = list(reader.session.execute(_told(ask, pick(*place, func.count())).group_by(*place)))
    there = {clock for clock, _, _ in found}
    said = {clock: words.text(f"complaint_clock.{clock}") for clock in in_order(dict.fromkeys(there), CLOCKS)}
    figures = {(said[clock], str(percent)): count for clock, percent, count in found}
    columns = {str(percent): f"escalation_percent.{percent}" for percent in PERCENTS}
    first = SummaryColumn("column.escalation_clock", "text")
    return crosstab("report.escalations_clock", first, list(said.values()), columns, figures, chart="bar-stacked")


# ---- what they said


def _called(ask: Ask, statement: Query) -> Query:
    statement = _placed(ask, statement.select_from(FollowUpCall), col(FollowUpCall.case_id))
    statement = statement.where(*within_moments(col(FollowUpCall.due_at), ask))
    return statement.where(col(FollowUpCall.result) == ask.state) if ask.state else statement


def _read_calls(reader: Reader, ask: Ask) -> Contents:
    return Contents(_CALL, _calls(reader, ask), (_by_result(reader, ask),))


def _calls(reader: Reader, ask: Ask) -> Iterator[Row]:
    projects = project_names(reader)
    chosen = _called(ask, pick(FollowUpCall, Case.number, Case.project_id)).order_by(col(FollowUpCall.id))
    for one, number, project in stream(reader, chosen):
        yield [
            projects.get(project or 0), number, one.about, one.round, local(one.due_at), one.attempts or None,
            local(one.made_at), one.clerk or None, one.result or None, one.score, one.said or None,
        ]  # fmt: skip


def _by_result(reader: Reader, ask: Ask) -> SummaryTable:
    """What the calls were about, by what came of them; those to be made stand in a column of their own."""
    words = ask.words
    place = (col(FollowUpCall.about), col(FollowUpCall.result))
    found = list(reader.session.execute(_called(ask, pick(*place, func.count())).group_by(*place)))
    said = {about: words.text(f"call_about.{about}") for about in CALL_ABOUT}
    figures = {(said[about], result or "open"): count for about, result, count in found}
    columns = {"open": "report.calls_open"} | {result: f"call_result.{result}" for result in CALL_RESULTS[1:]}
    first = SummaryColumn("column.call_about", "text")
    return crosstab("report.callbacks_result", first, list(said.values()), columns, figures, chart="bar-stacked")


ESCALATIONS: Final = ReportSource("escalations", _read_escalations, day="column.escalation_told_at", state=TOLD_TO)
CALLBACKS: Final = ReportSource("callbacks", _read_calls, day="column.call_due_at", state=RESULT)
