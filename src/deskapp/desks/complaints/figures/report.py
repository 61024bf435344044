"""投诉月报 and 窗口 KPI: a month by project, category and level, or by project and department.

A closed month is told as it stood; what came later stands below it as corrections.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, Final

from deskapp.cases.periods import Period, periods_of
from deskapp.cases.report_parts import department_names, local
from deskapp.desks.complaints.figures.model import ClosedMonth
from deskapp.desks.complaints.figures.monthly import (
    COUNTERS,
    MATTERS,
    Lines,
    corrections,
    count_lines,
    find_causes,
    find_closed,
    month_days,
    span_of,
    stored_lines,
    total_of,
)
from deskapp.desks.complaints.taking.report import over_time, project_names
from deskapp.office.property.model import Project
from deskapp.sheets.crosstab import counted
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, ReportSource, pick
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

TOP: Final = 5
BASES: Final = ("live", "closed", "correction")
_SHARES: Final = {
    "contacts_share": ("contacts_kept", "contacts"),
    "closings_share": ("closings_kept", "closings"),
    "calls_share": ("calls_made", "calls"),
    "satisfied_share": ("satisfied", "opinions"),
    "cases_share": ("cases_kept", "cases_due"),
}
_MONEY: Final = ("asked", "settled")
_BODY: Final = (
    "opening", "new", "reopened", "closed", "closing", "valid", "invalid", "contacts_share", "closings_share",
    "calls_share", "satisfied_share", "repeats", "mass", "outside",
)  # fmt: skip
_OF_CASES: Final = ("cases", "cases_ended", "cases_share")
_OVER_TIME: Final = (
    "opening", "new", "closed", "closing", "contacts_share", "closings_share", "calls_share", "satisfied_share",
)  # fmt: skip


def _column(name: str) -> ReportColumn:
    return ReportColumn(name, "number" if name in _SHARES else "count", label=f"month.{name}")


_MATTER_COLUMNS: Final = (
    ReportColumn("basis", "choice", "month_basis", label="month.basis"),
    ReportColumn("project", label="sheet.project"),
    ReportColumn("category", "choice", "complaint_category", label="column.complaint_category"),
    ReportColumn("level", "choice", "complaint_level", label="column.complaint_level"),
    *(_column(name) for name in _BODY),
    *(ReportColumn(name, "money", label=f"month.{name}") for name in _MONEY),
    ReportColumn("currency", "code"),
)
_COUNTER_COLUMNS: Final = (
    ReportColumn("basis", "choice", "month_basis", label="month.basis"),
    ReportColumn("project", label="sheet.project"),
    ReportColumn("department", label="column.department"),
    *(_column(name) for name in (*_OF_CASES, *_BODY)),
)


def month_of(period: Period) -> str:
    """The month that a period is, whole; empty where it is none."""
    month = f"{period.since:%Y-%m}"
    return month if (period.since, period.until) == month_days(month) else ""


def lines_of(reader: Reader, report: str, ask: Ask, period: Period) -> tuple[Lines, Lines, ClosedMonth | None]:
    """The lines of a period as they count, what came after the month was closed, and the closing."""
    span = span_of(period.since, period.until, ask.today)
    now = count_lines(reader, report, span, ask.project_id)
    month = month_of(period)
    closed = find_closed(reader, report, month, ask.project_id) if month else None
    if closed is None and month and ask.project_id is not None:
        closed = find_closed(reader, report, month, None)
    if closed is None:
        return now, {}, None
    stored = stored_lines(reader, closed)
    if ask.project_id is not None:
        stored = {line: figures for line, figures in stored.items() if line[0] == ask.project_id}
    return stored, corrections(stored, now), closed


def _read(report: str, reader: Reader, ask: Ask) -> Contents:
    this = periods_of(ask)[0]
    lines, later, closed = lines_of(reader, report, ask, this)
    tables = [_then(reader, report, ask)]
    if closed is not None:
        tables.insert(0, _closing(closed))
    if report == MATTERS:
        tables += [_by_category(ask, lines), _causes(reader, ask, this)]
    else:
        tables.append(_by_department(reader, lines))
    columns = _MATTER_COLUMNS if report == MATTERS else _COUNTER_COLUMNS
    rows = _rows(reader, report, lines, later, closed)
    return Contents(columns, rows, tuple(tables))


def _rows(reader: Reader, report: str, lines: Lines, later: Lines, closed: ClosedMonth | None) -> Iterator[Row]:
    projects, departments = project_names(reader), department_names(reader)
    currencies = {
        number: "VND" if country == "VN" else "CNY"
        for number, country in reader.session.execute(pick(Project.id, Project.country))
    }
    basis = "live" if closed is None else "closed"
    for code, found in ((basis, lines), ("correction", later)):
        for line in sorted(found, key=lambda one: tuple((part is None, part or "") for part in one)):
            figures = found[line]
            head = [code, projects.get(line[0])]
            body = [_figure(figures, name, code) for name in _BODY]
            if report == MATTERS:
                currency = currencies.get(line[0], "CNY")
                money = [from_minor(figures.get(name, 0), currency) for name in _MONEY]
                yield [*head, line[1], str(line[2]), *body, *money, currency]
            else:
                cases = [_figure(figures, name, code) for name in _OF_CASES]
                yield [*head, departments.get(line[1]), *cases, *body]


def _figure(figures: Mapping[str, int], name: str, basis: str = "") -> Any:
    """A count, or a share of two in per cent; a correction has no shares, its counts say enough."""
    if name not in _SHARES:
        return figures.get(name, 0)
    part, whole = (figures.get(one, 0) for one in _SHARES[name])
    if basis == "correction" or whole <= 0:
        return None
    return (Decimal(part * 100) / whole).quantize(Decimal("0.1"))


def _closing(closed: ClosedMonth) -> SummaryTable:
    columns = (
        SummaryColumn("month.closed_month", "text"),
        SummaryColumn("month.closed_at", "moment"),
        SummaryColumn("month.closed_by", "text"),
        SummaryColumn("month.note", "text"),
    )
    row = (closed.month, local(closed.closed_at), closed.clerk, closed.note)
    return SummaryTable("report.month_closing", columns, [row])


def _then(reader: Reader, report: str, ask: Ask) -> SummaryTable:
    """The period, the one before, and the same of last year; closed months as they were closed."""
    names = (*_OF_CASES, *_OVER_TIME) if report == COUNTERS else _OVER_TIME

    def count(period: Period) -> list[Any]:
        lines, _, closed = lines_of(reader, report, ask, period)
        total = total_of(list(lines.values()))
        return [*(_figure(total, name) for name in names), "closed" if closed is not None else "live"]

    columns = [SummaryColumn(f"month.{name}", "number" if name in _SHARES else "count") for name in names]
    return over_time("report.month_then", ask, [*columns, SummaryColumn("month.basis", "choice", "month_basis")], count)


def _by_category(ask: Ask, lines: Lines) -> SummaryTable:
    """What came and what was closed, by category, as a picture."""
    words = ask.words
    found: dict[str, list[int]] = {}
    for line, figures in lines.items():
        mine = found.setdefault(str(line[1]), [0, 0, 0])
        for place, name in enumerate(("new", "closed", "closing")):
            mine[place] += figures.get(name, 0)
    order = sorted(found, key=lambda code: (-found[code][0], code))
    rows: list[tuple[Any, ...]] = [(words.text(f"complaint_category.{code}"), *found[code]) for code in order]
    columns = (
        SummaryColumn("column.complaint_category", "text"),
        *(SummaryColumn(f"month.{name}", charted=True) for name in ("new", "closed", "closing")),
    )
    total = ("", *(sum(row[place] for row in rows) for place in (1, 2, 3)))
    return SummaryTable("report.month_categories", columns, rows, total, "column" if rows else None)


def _by_department(reader: Reader, lines: Lines) -> SummaryTable:
    """What each department took up, as a picture."""
    departments = department_names(reader)
    found: dict[str, list[int]] = {}
    for line, figures in lines.items():
        mine = found.setdefault(departments.get(line[1], "—"), [0, 0, 0])
        for place, name in enumerate(("cases", "cases_ended", "new")):
            mine[place] += figures.get(name, 0)
    rows: list[tuple[Any, ...]] = [
        (name, *found[name]) for name in sorted(found, key=lambda one: (-found[one][0], one))
    ]
    columns = (
        SummaryColumn("column.department", "text"),
        *(SummaryColumn(f"month.{name}", charted=True) for name in ("cases", "cases_ended")),
        SummaryColumn("month.new", charted=True),
    )
    total = ("", *(sum(row[place] for row in rows) for place in (1, 2, 3)))
    return SummaryTable("report.month_departments", columns, rows, total, "column" if rows else None)


def _causes(reader: Reader, ask: Ask, period: Period) -> SummaryTable:
    """The commonest causes of what was closed."""
    words = ask.words
    found = find_causes(reader, span_of(period.since, period.until, ask.today), ask.project_id)[:TOP]
    rows = [(words.text(f"complaint_cause.{code}"), count) for code, count in found]
    first = SummaryColumn("column.complaint_cause", "text")
    return counted("report.month_causes", first, "month.closed", rows, "column" if rows else None)


MONTH: Final = ReportSource(MATTERS, partial(_read, MATTERS), day="column.period")
KPI: Final = ReportSource(COUNTERS, partial(_read, COUNTERS), day="column.period")
