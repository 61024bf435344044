"""What is asked of a report, and what a report answers: read in one snapshot, streamed, masked unless asked whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, Final, TypeVar, cast

from sqlalchemy import ColumnElement, Select, select

from deskapp.locale import Words
from deskapp.sheets.column import Column
from deskapp.sheets.report import Report, ReportColumn, Row, SummaryTable
from deskapp.store.bulk import CHUNK
from deskapp.store.work import Reader
from deskapp.values.identity import IdentityKind, mask_identity
from deskapp.values.phones import mask_phone

T = TypeVar("T")
Query = Select[*tuple[Any, ...]]

PAGE: Final = CHUNK
"""Rows that are fetched at a time."""

_MASKED: Final = {"id_number", "old_id_number", "phone"}


@dataclass(frozen=True, slots=True)
class Ask:
    """What a supervisor wants to see; None and an empty text are no limit.

    ``since`` and ``until`` are local days, both included; ``full`` shows identity and phone numbers whole.
    ``procedure`` is the procedure whose cases and fields are wanted, as it is today. ``secrets``: also secret fields.
    """

    words: Words
    today: date
    since: date | None = None
    until: date | None = None
    project_id: int | None = None
    project: str = ""
    state: str = ""
    full: bool = False
    procedure: Any = None
    secrets: bool = False


@dataclass(frozen=True, slots=True)
class Contents:
    """What a report found: ``rows`` is a stream that must be read while the reader lives."""

    columns: tuple[ReportColumn, ...]
    rows: Iterator[Row]
    summary: tuple[SummaryTable, ...]


@dataclass(frozen=True, slots=True)
class ReportSource:
    """One report by its name.

    ``day`` is the heading of the day that since and until mean, empty where there is none; ``state`` the column whose
    code a state narrows the rows to, ``own_states`` finds an office's own words where that column is an open choice;
    ``has_procedure``: it can be asked for one procedure, whose fields become its columns.
    """

    key: str
    read: Callable[[Reader, Ask], Contents]
    day: str = ""
    state: Column | None = None
    own_states: Callable[[Reader], Iterable[str]] | None = None
    has_project: bool = True
    has_procedure: bool = False

    @property
    def title_key(self) -> str:
        """The catalogue key of the title."""
        return f"report.{self.key}"


def make_report(source: ReportSource, reader: Reader, ask: Ask, as_of: datetime, by_whom: str) -> Report:
    """The report as the writers take it; its rows must be written before the reader is gone.

    Raises ``access.unseen`` where the reader may not see it, ``access.refused`` where not with whole numbers.
    """
    reader.rights.refuse_read(f"report.{source.key}")
    if ask.full:
        reader.rights.refuse("export.unmasked")
    contents = source.read(reader, ask)
    return Report(
        key=source.key,
        title_key=source.title_key,
        columns=contents.columns,
        rows=contents.rows,
        as_of=as_of,
        by_whom=by_whom,
        project=ask.project,
        filters=tuple(_filters(source, ask, {column.name for column in contents.columns})),
        summary=contents.summary,
    )


def _filters(source: ReportSource, ask: Ask, columns: set[str]) -> Iterator[tuple[str, str]]:
    """What the reader of the sheet must know: which rows are in it, and whether numbers are whole."""
    words = ask.words
    if source.has_project and not ask.project:
        yield words.text("sheet.project"), words.text("report.all_projects")
    for name, day in (("since", ask.since), ("until", ask.until)):
        if day is not None:
            yield words.text(f"report.{name}", column=words.text(source.day)), words.day(day)
    if source.state is not None and ask.state:
        key = f"{source.state.choice_key}.{ask.state}"
        yield words.text(source.state.label_key), words.text(key) if key in words else ask.state
    if ask.procedure is not None:
        yield words.text("column.procedure"), ask.procedure.name.say(words.language)
    if columns & _MASKED:
        yield words.text("report.numbers"), words.text("report.whole" if ask.full else "report.masked")


def pick(*columns: Any) -> Query:
    """A statement for these columns; a report has more of them than the library's types can count."""
    return select(*columns)


def stream(reader: Reader, statement: Query) -> Iterator[Any]:
    """The rows of a statement, fetched a page at a time and never held."""
    return iter(reader.session.execute(statement, execution_options={"yield_per": PAGE}))


def paged(rows: Iterable[T]) -> Iterator[list[T]]:
    """The same rows in lists of a page, for look-ups that go better together."""
    walk = iter(rows)
    while page := list(islice(walk, PAGE)):
        yield page


def within_days(column: Any, ask: Ask) -> list[ColumnElement[bool]]:
    """Conditions on a column of days; a row without a day is outside of any limit."""
    limits = [column >= ask.since] if ask.since else []
    return [*limits, column <= ask.until] if ask.until else limits


def within_moments(column: Any, ask: Ask) -> list[ColumnElement[bool]]:
    """Conditions on a column of moments, by their day in local time."""
    limits = [column >= day_begins(ask.since)] if ask.since else []
    return [*limits, column < day_begins(ask.until + timedelta(days=1))] if ask.until else limits


def day_begins(day: date) -> datetime:
    """The first moment of a local day."""
    return datetime.combine(day, time()).astimezone()


def shown_identity(number: str, kind: str, ask: Ask) -> str:
    """An identity number as the report shows it; companies' numbers are public and stay whole."""
    return number if ask.full else mask_identity(number, cast("IdentityKind", kind))


def shown_phone(number: str, ask: Ask) -> str:
    """A phone number as the report shows it."""
    return number if ask.full else mask_phone(number)
