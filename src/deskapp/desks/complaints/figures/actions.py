"""A month is closed: its figures stay as they stand; whatever comes later is shown beside them, never put in."""

from __future__ import annotations

import json

from sqlmodel import col, select

from deskapp.desks.complaints.figures.model import ClosedMonth, MonthFigure
from deskapp.desks.complaints.figures.monthly import REPORTS, count_lines, find_closed, month_days, span_of
from deskapp.errors import DeskError
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work


def close_month(work: Work, month: str, project_id: int | None = None, note: str = "") -> list[ClosedMonth]:
    """Keep the month's figures of a project, or of the whole office, in every report that is closed by the month.

    ``month.not_over`` before its last day has passed, ``month.already`` where it is closed already.
    """
    try:
        since, until = month_days(month)
    except ValueError:
        raise DeskError("month.form", "month", value=month) from None
    if until >= work.today:
        raise DeskError("month.not_over", "month", month=month, until=until)
    made = []
    for report in REPORTS:
        if (there := find_closed(work, report, month, project_id)) is not None:
            raise DeskError("month.already", "month", month=month, clerk=there.clerk, day=there.closed_at.date())
        closed = work.add(
            ClosedMonth(
                office_id=work.clerk.office_id,
                project_id=project_id,
                report=report,
                month=month,
                closed_at=work.now,
                clerk=work.clerk.name,
                note=note.strip(),
            )
        )
        for line, figures in count_lines(work, report, span_of(since, until, work.today), project_id).items():
            work.add(
                MonthFigure(
                    office_id=work.clerk.office_id,
                    project_id=project_id,
                    closed_month_id=record_id(closed),
                    line=json.dumps(line),
                    figures=json.dumps({name: count for name, count in figures.items() if count}),
                )
            )
        made.append(closed)
    return made


def list_closed(reader: Reader) -> list[ClosedMonth]:
    """Every closed month, the latest first."""
    order = (col(ClosedMonth.month).desc(), col(ClosedMonth.report), col(ClosedMonth.id))
    return list(reader.session.exec(select(ClosedMonth).order_by(*order)))
