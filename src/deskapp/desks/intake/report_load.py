"""窗口工作量: who did how much at which hour, how long people waited, and whose work a check sent back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.events import event_of
from deskapp.cases.history import Event, standing
from deskapp.cases.model import Case, CaseEvent
from deskapp.cases.periods import Period, periods_of
from deskapp.cases.pinned import procedures_of
from deskapp.cases.report_parts import in_case_scope
from deskapp.desks.intake.load import COUNTED, Deed, Load, count_load, find_returns
from deskapp.desks.intake.model import Enquiry, QueueTicket
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, ReportSource, day_begins, paged, pick, stream
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader

_MEASURES: Final = ("mean_wait", "mean_service")
_COLUMNS: Final = (
    ReportColumn("clerk"),
    ReportColumn("hour", "number"),
    ReportColumn("period", "choice", "period"),
    ReportColumn("since", "day", label="column.period_since"),
    ReportColumn("until", "day", label="column.period_until"),
    *(ReportColumn(name, "count", label=f"column.load_{name}") for name in COUNTED[:3]),
    *(ReportColumn(name, "number", label=f"column.load_{name}") for name in _MEASURES),
    ReportColumn("returned", "count", label="column.load_returned"),
)
_SECONDS: Final = Decimal(60)


def _read(reader: Reader, ask: Ask) -> Contents:
    periods = periods_of(ask)
    # a period of more than a year meets its own of last year
    deeds = {period: list(_deeds(reader, ask, period)) for period in periods}
    loads = [(period, count_load(deeds[period], period, by_hour=True)) for period in periods]
    keys = sorted({key for _, found in loads for key in found})
    rows = [
        [clerk, hour, period.code, period.since, period.until, *_cells(found[clerk, hour])]
        for clerk, hour in keys
        for period, found in loads
        if (clerk, hour) in found
    ]
    return Contents(_COLUMNS, iter(rows), (_by_clerk(deeds[periods[0]], periods[0]),))


def _cells(load: Load) -> Row:
    return [*(load.counts[name] for name in COUNTED[:3]), load.mean_wait, load.mean_service, load.counts["returned"]]


def _by_clerk(deeds: Collection[Deed], period: Period) -> SummaryTable:
    """The asked period, a clerk a line, busiest first."""
    found = {clerk: load for (clerk, _), load in count_load(deeds, period, by_hour=False).items()}
    columns = (
        SummaryColumn("column.clerk", "text"),
        *(SummaryColumn(f"column.load_{name}", charted=True) for name in COUNTED[:3]),
        *(SummaryColumn(f"column.load_{name}", "number") for name in _MEASURES),
        SummaryColumn("column.load_returned"),
    )
    busiest = sorted(found, key=lambda clerk: (-sum(found[clerk].counts[name] for name in COUNTED[:3]), clerk))
    return SummaryTable(
        "report.load_clerk", columns, [[clerk, *_cells(found[clerk])] for clerk in busiest], chart="bar-stacked"
    )


def _deeds(reader: Reader, ask: Ask, period: Period) -> Iterator[Deed]:
    """Everything that counts in a period."""
    begins, ends = day_begins(period.since), day_begins(period.until + timedelta(days=1))

    def within(moment: Any) -> tuple[Any, Any]:
        return col(moment) >= begins, col(moment) < ends

    if ask.project_id is None:
        # what nobody's home is named in belongs to no project
        asked = pick(Enquiry.clerk, Enquiry.asked_at).where(*within(Enquiry.asked_at))
        for clerk, at in stream(reader, asked):
            yield Deed("enquiries", clerk, at.astimezone())
        called = pick(QueueTicket.clerk, QueueTicket.drawn_at, QueueTicket.called_at, QueueTicket.served_at)
        for clerk, drawn, at, served in stream(reader, called.where(*within(QueueTicket.called_at))):
            service = _minutes(at, served) if served is not None else None
            yield Deed("called", clerk, at.astimezone(), _minutes(drawn, at), service)
    gone = select(CaseEvent.corrects).where(col(CaseEvent.corrects).is_not(None))
    events = (
        pick(CaseEvent.kind, CaseEvent.clerk, CaseEvent.happened_at)
        .join(Case, col(Case.id) == col(CaseEvent.case_id))
        .where(*in_case_scope(reader, ask), *within(CaseEvent.happened_at))
        .where(col(CaseEvent.kind).in_(("opened", "ended")), col(CaseEvent.id).not_in(gone))
    )
    for kind, clerk, at in stream(reader, events):
        yield Deed("received" if kind == "opened" else "ended", clerk, at.astimezone())
    back = select(CaseEvent.case_id).where(CaseEvent.kind == "step.back", *within(CaseEvent.happened_at)).distinct()
    for part in in_chunks(reader.session.exec(back)):
        yield from (deed for deed in _returns(reader, ask, part) if begins <= deed.at < ends)


def _returns(reader: Reader, ask: Ask, numbers: list[int]) -> Iterator[Deed]:
    events: dict[int, list[Event]] = defaultdict(list)
    for row in reader.session.exec(select(CaseEvent).where(col(CaseEvent.case_id).in_(numbers))):
        events[row.case_id].append(event_of(row))
    query = pick(Case.id, Case.procedure_text_id).where(col(Case.id).in_(numbers), *in_case_scope(reader, ask))
    for page in paged(stream(reader, query)):
        procedures = procedures_of(reader, {text_id for _, text_id in page})
        for number, text_id in page:
            for clerk, at in find_returns(procedures[text_id], standing(events[number])):
                yield Deed("returned", clerk, at.astimezone())


def _minutes(begins: datetime, ends: datetime) -> Decimal:
    return Decimal(int((ends - begins).total_seconds())) / _SECONDS


COUNTER_LOAD: Final = ReportSource("counter-load", _read, day="column.period")
