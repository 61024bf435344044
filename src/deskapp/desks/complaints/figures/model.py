"""Months that are closed: their figures stand as of that day, and what comes later is shown as a correction."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from deskapp.store.base import Moment, Record, key_field, rows_where
from deskapp.store.scope import OWN_OR_OFFICE, Rule, through


class ClosedMonth(Record, table=True):
    """A report of a month (``2026-11``) of a project, or of the whole office, as it stood when it was closed."""

    scope_rule: ClassVar[Rule] = OWN_OR_OFFICE
    __tablename__ = "closed_month"
    __table_args__: ClassVar[Any] = (
        Index("uq_closed_month", "office_id", "project_id", "report", "month", unique=True),
        Index(
            "uq_closed_month_office", "office_id", "report", "month", unique=True, **rows_where("project_id IS NULL")
        ),
        {"sqlite_autoincrement": True},
    )

    report: str
    month: str
    closed_at: datetime = Field(sa_type=Moment)
    clerk: str = ""
    note: str = ""


class MonthFigure(Record, table=True):
    """A line of a closed month: ``line`` is JSON of what it is about, ``figures`` JSON of its columns."""

    scope_rule: ClassVar[Rule] = through(("closed_month_id", "closed_month"))
    __tablename__ = "month_figure"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("closed_month_id", "line"),
        {"sqlite_autoincrement": True},
    )

    closed_month_id: int = key_field("closed_month.id", index=False)
    line: str
    figures: str = Field(sa_type=Text)
