"""The figures of a month: what was open, came, was closed and kept its time; pure counting over what is stored.

Shares are kept as two counts, so that lines can be added up. ``opening + new + reopened - closed = closing`` holds for
every line by itself.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col, select

from deskapp.cases.model import Case, CaseEvent
from deskapp.desks.complaints.figures.model import ClosedMonth, MonthFigure
from deskapp.desks.complaints.handling.model import Claim
from deskapp.desks.complaints.taking import facts
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.desks.complaints.taking.model_clock import ComplaintClock, FollowUpCall
from deskapp.sheets.reporting import day_begins, pick
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader

MATTERS: Final = "complaints-month"
COUNTERS: Final = "counter-kpi"
REPORTS: Final = (MATTERS, COUNTERS)
"""Reports of which a month can be closed."""
COUNTS: Final = (
    "opening", "new", "reopened", "closed", "closing", "valid", "invalid", "contacts", "contacts_kept", "closings",
    "closings_kept", "calls", "calls_made", "opinions", "satisfied", "repeats", "mass", "outside", "asked", "settled",
    "cases", "cases_ended", "cases_due", "cases_kept",
)  # fmt: skip
Line = tuple[Any, ...]
"""What a line is about: project, category and level; or project and department."""
Lines = dict[Line, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Span:
    """Days of a month or of any period, as moments; ``now`` is until when something can be late."""

    since: datetime
    until: datetime
    now: datetime

    def holds(self, moment: datetime | None) -> bool:
        """Whether a moment is in it."""
        return moment is not None and self.since <= moment < self.until


def span_of(since: date, until: date, today: date) -> Span:
    """Both days included."""
    return Span(day_begins(since), day_begins(until + timedelta(days=1)), day_begins(today + timedelta(days=1)))


def month_days(month: str) -> tuple[date, date]:
    """The first and the last day of a month such as ``2026-10``; ValueError where it is none."""
    first = date.fromisoformat(f"{month}-01")
    return first, (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def count_lines(reader: Reader, report: str, span: Span, project_id: int | None) -> Lines:
    """The lines of a report as everything stands now."""
    lines: Lines = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    dimension = (
        (col(Complaint.project_id), col(Complaint.category), col(Complaint.level))
        if report == MATTERS
        else (col(Complaint.project_id), col(Case.department_id))
    )
    wide = len(dimension)
    within = [] if project_id is None else [col(Complaint.project_id) == project_id]
    _count_openings(reader, lines, dimension, within, span)
    for *key, kind, met, due in _clocks(reader, dimension, within, span):
        name = "contacts" if kind == "contact" else "closings"
        line = lines[tuple(key[:wide])]
        line[name] += 1
        line[f"{name}_kept"] += met is not None and (due is None or met <= due)
    for *key, result, due_at, made_at in _calls(reader, dimension, within, span):
        line = lines[tuple(key[:wide])]
        if span.holds(due_at) and result != "no_phone":
            line["calls"] += 1
            line["calls_made"] += result not in ("", "no_answer")
        if span.holds(made_at) and result in ("satisfied", "neutral", "unsatisfied"):
            line["opinions"] += 1
            line["satisfied"] += result == "satisfied"
    for *key, asked_on, settled_on, asked, settled in _claims(reader, dimension, within):
        line = lines[tuple(key[:wide])]
        line["asked"] += (asked or 0) if span.holds(day_begins(asked_on)) else 0
        line["settled"] += (settled or 0) if settled_on and span.holds(day_begins(settled_on)) else 0
    if report == COUNTERS:
        _count_cases(reader, lines, span, project_id)
    return {line: counts for line, counts in lines.items() if any(counts.values())}


def find_causes(reader: Reader, span: Span, project_id: int | None) -> list[tuple[str, int]]:
    """Why complaints that were closed in a period came up, the commonest first."""
    inside = and_(col(Complaint.closed_at) >= span.since, col(Complaint.closed_at) < span.until)
    query = pick(Complaint.cause, func.count()).where(inside, col(Complaint.cause) != "").group_by(Complaint.cause)
    query = query if project_id is None else query.where(col(Complaint.project_id) == project_id)
    return sorted(((code, count) for code, count in reader.session.execute(query)), key=lambda one: (-one[1], one[0]))


def total_of(lines: Collection[Mapping[str, int]]) -> dict[str, int]:
    """Lines added up."""
    return {name: sum(line.get(name, 0) for line in lines) for name in COUNTS}


# ---- closed months


def find_closed(reader: Reader, report: str, month: str, project_id: int | None) -> ClosedMonth | None:
    """The month as it was closed for exactly this project, or for everything."""
    query = select(ClosedMonth).where(ClosedMonth.report == report, ClosedMonth.month == month)
    column = col(ClosedMonth.project_id)
    query = query.where(column.is_(None) if project_id is None else column == project_id)
    return reader.session.exec(query).first()


def stored_lines(reader: Reader, closed: ClosedMonth) -> Lines:
    """The lines of a closed month as they stood then."""
    query = select(MonthFigure).where(MonthFigure.closed_month_id == record_id(closed)).order_by(col(MonthFigure.id))
    return {tuple(json.loads(one.line)): json.loads(one.figures) for one in reader.session.exec(query)}


def corrections(stored: Lines, now: Lines) -> Lines:
    """What came later, by line: now less what stood there; lines that are the same are left out."""
    found: Lines = {}
    for line in dict.fromkeys((*stored, *now)):
        before, after = stored.get(line, {}), now.get(line, {})
        differ = {name: after.get(name, 0) - before.get(name, 0) for name in COUNTS}
        if any(differ.values()):
            found[line] = differ
    return found


# ---- counting


def _count_openings(
    reader: Reader, lines: Lines, dimension: Sequence[Any], within: Sequence[ColumnElement[bool]], span: Span
) -> None:
    names = (
        "id", "case_id", "received_at", "closed_at", "state", "outside_since", "returned_at", "validity", "repeats_id",
        "mass_event_id", "outside", "reopened",
    )  # fmt: skip
    touched = or_(
        col(Complaint.open).is_(True),
        col(Complaint.closed_at) >= span.since,
        col(Complaint.outside_since) >= span.since,
        col(Complaint.returned_at) >= span.since,
        col(Complaint.reopened) > 0,
    )
    query = pick(*dimension, *(getattr(Complaint, name) for name in names)).select_from(Complaint)
    query = query.join(Case, col(Case.id) == col(Complaint.case_id))
    query = query.where(col(Complaint.received_at) < span.until, touched, *within)
    rows = [(tuple(row[: len(dimension)]), dict(zip(names, row[len(dimension) :], strict=True))) for row in
            reader.session.execute(query)]  # fmt: skip
    turns = _turns(reader, [row["case_id"] for _, row in rows if row["reopened"]])
    for key, row in rows:
        line = lines[key]
        openings = turns.get(row["case_id"]) or [(row["received_at"], _end(row))]
        openings[0] = (row["received_at"], openings[0][1])
        line["opening"] += any(_open_at(one, span.since) for one in openings)
        line["closing"] += any(_open_at(one, span.until) for one in openings)
        line["new"] += span.holds(row["received_at"])
        line["reopened"] += sum(span.holds(begins) for begins, _ in openings[1:])
        line["closed"] += sum(span.holds(ends) for _, ends in openings)
        if span.holds(row["closed_at"]):
            line["valid"] += row["validity"] in ("valid", "partly")
            line["invalid"] += row["validity"] == "invalid"
        if span.holds(row["received_at"]):
            line["repeats"] += row["repeats_id"] is not None
            line["mass"] += row["mass_event_id"] is not None
            line["outside"] += bool(row["outside"])


def _end(row: Mapping[str, Any]) -> datetime | None:
    """When it was over: closed, or gone to another house."""
    if row["state"] == "outside":
        moments = [at for at in (row["outside_since"], row["returned_at"]) if at is not None]
        return max(moments, default=None)
    closed: datetime | None = row["closed_at"]
    return closed


def _open_at(opening: tuple[datetime, datetime | None], moment: datetime) -> bool:
    begins, ends = opening
    return begins < moment and (ends is None or ends >= moment)


def _turns(reader: Reader, cases: Collection[int]) -> dict[int, list[tuple[datetime, datetime | None]]]:
    """The openings of complaints that were opened again: from when, until when."""
    found: dict[int, list[tuple[datetime, datetime | None]]] = {}
    for part in in_chunks(cases):
        query = pick(CaseEvent.case_id, CaseEvent.kind, CaseEvent.happened_at).where(
            col(CaseEvent.case_id).in_(part), col(CaseEvent.kind).in_((facts.CLOSED, facts.REOPENED))
        )
        for case_id, kind, at in reader.session.execute(query.order_by(col(CaseEvent.happened_at), col(CaseEvent.id))):
            mine = found.setdefault(case_id, [(at, None)])
            if kind == facts.REOPENED:
                mine.append((at, None))
            elif mine[-1][1] is None:
                mine[-1] = (mine[-1][0], at)
    return found


def _clocks(
    reader: Reader, dimension: Sequence[Any], within: Sequence[ColumnElement[bool]], span: Span
) -> Iterator[Sequence[Any]]:
    met, due = col(ComplaintClock.met_at), col(ComplaintClock.due_at)
    late = and_(met.is_(None), due >= span.since, due < span.until, due < span.now)
    query = pick(*dimension, ComplaintClock.kind, met, due).select_from(ComplaintClock)
    query = query.join(Complaint, col(Complaint.id) == col(ComplaintClock.complaint_id))
    query = query.join(Case, col(Case.id) == col(Complaint.case_id))
    query = query.where(
        col(ComplaintClock.kind).in_(("contact", "close")),
        col(ComplaintClock.dropped).is_(False),
        or_(and_(met >= span.since, met < span.until), late),
        *within,
    )
    return iter(reader.session.execute(query))


def _calls(
    reader: Reader, dimension: Sequence[Any], within: Sequence[ColumnElement[bool]], span: Span
) -> Iterator[Sequence[Any]]:
    due, made = col(FollowUpCall.due_at), col(FollowUpCall.made_at)
    query = pick(*dimension, FollowUpCall.result, due, made).select_from(FollowUpCall)
    query = query.join(Case, col(Case.id) == col(FollowUpCall.case_id))
    query = query.join(Complaint, col(Complaint.case_id) == col(Case.id))
    inside = [and_(at >= span.since, at < span.until) for at in (due, made)]
    return iter(reader.session.execute(query.where(or_(*inside), *within)))


def _claims(reader: Reader, dimension: Sequence[Any], within: Sequence[ColumnElement[bool]]) -> Iterator[Sequence[Any]]:
    query = pick(*dimension, Claim.asked_on, Claim.settled_on, Claim.asked, Claim.settled).select_from(Claim)
    query = query.join(Case, col(Case.id) == col(Claim.case_id))
    query = query.join(Complaint, col(Complaint.case_id) == col(Case.id)).where(*within)
    return iter(reader.session.execute(query))


def _count_cases(reader: Reader, lines: Lines, span: Span, project_id: int | None) -> None:
    """All cases of the counters: taken up, ended, and ended by their day."""
    opened, ended = col(Case.opened_at), col(Case.ended_at)
    begun = and_(opened >= span.since, opened < span.until)
    done = and_(ended >= span.since, ended < span.until)
    due = and_(done, col(Case.due_on).is_not(None))
    kept = and_(due, func.date(func.coalesce(Case.due_met_at, Case.ended_at), "+8 hours") <= Case.due_on)
    counts = (func.count().filter(one) for one in (begun, done, due, kept))
    place = (col(Case.project_id), col(Case.department_id))
    query = pick(*place, *counts).select_from(Case).where(or_(begun, done)).group_by(*place)
    query = query if project_id is None else query.where(col(Case.project_id) == project_id)
    for project, department, *found in reader.session.execute(query):
        line = lines[project, department]
        for name, count in zip(("cases", "cases_ended", "cases_due", "cases_kept"), found, strict=True):
            line[name] += count
