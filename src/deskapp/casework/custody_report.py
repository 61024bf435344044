"""原件在外: originals that are neither with us nor with the customer, with whom, since when, and how late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func
from sqlmodel import col, select

from deskapp.cases.model import Case, CasePaper
from deskapp.cases.pinned import procedures_of
from deskapp.office.customer.model import Customer
from deskapp.office.customer.report import SURVIVORS
from deskapp.office.customer.rows import shown_name
from deskapp.papers.model import HOLDERS, Paper
from deskapp.papers.queries import in_scope, out_condition
from deskapp.papers.rules import count_days_late
from deskapp.sheets.columns import choice_column
from deskapp.sheets.crosstab import crosstab, in_order
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, Query, ReportSource, paged, pick, stream, within_moments
from deskapp.store.work import Reader

CUSTODY_STATES: Final = ("out", "late", "lost")
STATE: Final = choice_column("state", CUSTODY_STATES, "custody_state")
_COLUMNS: Final = (
    ReportColumn("register_number", "code"),
    ReportColumn("paper"),
    ReportColumn("customer"),
    ReportColumn("case", label="column.case_number"),
    ReportColumn("holder", "choice", "paper_holder"),
    ReportColumn("holder_name"),
    ReportColumn("since", "day", label="column.holder_since"),
    ReportColumn("due_back", "day"),
    ReportColumn("days_late", "count"),
    ReportColumn.of(STATE),
    ReportColumn("responsible"),
    ReportColumn("next_procedure"),
)
_OWN: Final = (
    "register_number", "code", "name", "holder", "holder_name", "holder_since", "due_back", "responsible",
    "next_procedure",
)  # fmt: skip


@dataclass(slots=True)
class _Cases:
    """The cases that a paper belongs to, and what their procedures call it."""

    numbers: list[str] = field(default_factory=list)
    name: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """A desk's own list of originals: which papers are meant, and what is said of each in columns of its own."""

    which: ColumnElement[bool]
    columns: tuple[ReportColumn, ...]
    cells: Callable[[Reader, Collection[int]], Mapping[int, Row]]


def custody_contents(reader: Reader, ask: Ask, beside: Beside | None = None) -> Contents:
    """Originals that are out, with a desk's own columns in front where it has some."""
    columns = (*beside.columns, *_COLUMNS) if beside else _COLUMNS
    return Contents(columns, _rows(reader, ask, beside), (_by_holder(reader, ask, beside),))


def _rows(reader: Reader, ask: Ask, beside: Beside | None) -> Iterator[Row]:
    chosen = pick(Paper.id, shown_name(), _state(ask), *(getattr(Paper, name) for name in _OWN))
    joined = (
        _out(reader, ask, chosen, beside)
        .join(SURVIVORS, SURVIVORS.c.id == col(Paper.customer_id), isouter=True)
        .join(Customer, col(Customer.id) == func.coalesce(SURVIVORS.c.survivor, Paper.customer_id))
    )
    order = (col(Paper.due_back).is_(None), col(Paper.due_back), col(Paper.id))
    for page in paged(stream(reader, joined.order_by(*order))):
        numbers = [row[0] for row in page]
        cases = _cases(reader, ask, numbers)
        own_cells = beside.cells(reader, numbers) if beside else {}
        for number, customer, state, *own in page:
            known = dict(zip(_OWN, own, strict=True))
            told = cases[number]
            yield [
                *own_cells.get(number, [None] * len(beside.columns) if beside else ()),
                known["register_number"],
                told.name or known["name"] or known["code"],
                customer,
                ", ".join(told.numbers) or None,
                known["holder"],
                known["holder_name"] or None,
                known["holder_since"].astimezone().date(),
                known["due_back"],
                count_days_late(known["due_back"], ask.today) or None,
                state,
                known["responsible"] or None,
                known["next_procedure"] or None,
            ]


def _cases(reader: Reader, ask: Ask, papers: Collection[int]) -> dict[int, _Cases]:
    found: dict[int, _Cases] = defaultdict(_Cases)
    query = select(CasePaper, Case).join(Case, col(Case.id) == col(CasePaper.case_id))
    lines = list(reader.session.exec(query.where(col(CasePaper.paper_id).in_(papers)).order_by(col(CasePaper.id))))
    procedures = procedures_of(reader, {matter.procedure_text_id for _, matter in lines})
    for line, matter in lines:
        told = found[line.paper_id or 0]
        if matter.number not in told.numbers:
            told.numbers.append(matter.number)
        rules = {rule.code: rule for rule in procedures[matter.procedure_text_id].papers}
        name = rules[line.code].name.say(ask.words.language) if line.code in rules else ""
        told.name = told.name or line.name or name
    return found


def _out(reader: Reader, ask: Ask, statement: Query, beside: Beside | None) -> Query:
    statement = statement.select_from(Paper).where(
        out_condition(), *in_scope(reader), *within_moments(col(Paper.holder_since), ask)
    )
    if beside is not None:
        statement = statement.where(beside.which)
    if ask.project_id is not None:
        statement = statement.where(col(Paper.project_id) == ask.project_id)
    return statement.where(_state(ask) == ask.state) if ask.state else statement


def _state(ask: Ask) -> Any:
    return case((col(Paper.lost_at).is_not(None), "lost"), (col(Paper.due_back) < ask.today, "late"), else_="out")


def _by_holder(reader: Reader, ask: Ask, beside: Beside | None) -> SummaryTable:
    holder, state = col(Paper.holder), _state(ask).label("state")
    counts = _out(reader, ask, pick(holder, state, func.count()), beside).group_by(holder, "state")
    figures = {(who, how): number for who, how, number in reader.session.execute(counts)}
    rows = in_order(dict.fromkeys(who for who, _ in figures), HOLDERS)
    columns = {code: f"custody_state.{code}" for code in CUSTODY_STATES}
    first = SummaryColumn("column.holder", "choice", "paper_holder")
    return crosstab("report.originals_holder", first, rows, columns, figures)


ORIGINALS_OUT: Final = ReportSource("originals-out", custody_contents, day="column.holder_since", state=STATE)
