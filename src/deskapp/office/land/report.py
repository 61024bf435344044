"""The supervisor's list of parcels, with numbers and areas by commune and legal status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, or_
from sqlmodel import col

from deskapp.office.land.model import Parcel
from deskapp.office.land.sheet import LAYOUT, LEGAL_STATES
from deskapp.sheets.crosstab import crosstab
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, Query, ReportSource, pick, stream
from deskapp.store.work import Reader

_OWN_WORD: Final = "own"
_STATUS: Final[Any] = func.coalesce(func.nullif(Parcel.legal_status, ""), "unknown")


def _read(reader: Reader, ask: Ask) -> Contents:
    return Contents(tuple(map(ReportColumn.of, LAYOUT.columns)), _rows(reader, ask), _summary(reader, ask))


def _rows(reader: Reader, ask: Ask) -> Iterator[Row]:
    sheet, parcel = col(Parcel.map_sheet), col(Parcel.parcel)
    statement = _parcels(reader, ask, pick(*(getattr(Parcel, name) for name in LAYOUT.names)))
    order = (col(Parcel.commune), func.length(sheet), sheet, func.length(parcel), parcel)
    return stream(reader, statement.order_by(*order))


def _parcels(reader: Reader, ask: Ask, statement: Query) -> Query:
    own = col(Parcel.project_id)
    if ask.state:
        statement = statement.where(_STATUS.is_(ask.state))
    if ask.project_id is not None:
        statement = statement.where(own == ask.project_id)
    if reader.scope.project_ids is not None:
        statement = statement.where(or_(own.is_(None), own.in_(reader.scope.project_ids)))
    return statement


def _summary(reader: Reader, ask: Ask) -> tuple[SummaryTable, ...]:
    """An office's own words for a status share a column, or a register of many hands would have no end to the right."""
    place = ("commune", "status")
    chosen = pick(Parcel.commune, _STATUS.label("status"), func.count(), func.sum(Parcel.area))
    statement = _parcels(reader, ask, chosen).group_by(*place)
    counts: dict[tuple[str, str], int] = {}
    areas: dict[tuple[str, str], Decimal] = {}
    for commune, status, count, area in reader.session.execute(statement.order_by(*place)):
        spot = (commune, status if status in LEGAL_STATES else _OWN_WORD)
        counts[spot] = counts.get(spot, 0) + count
        areas[spot] = areas.get(spot, Decimal()) + (area or 0)
    found = {status for _, status in counts}
    columns = {status: f"legal_status.{status}" for status in LEGAL_STATES if not ask.state or status in found}
    if _OWN_WORD in found:
        columns[_OWN_WORD] = "report.own_word"
    rows = list(dict.fromkeys(commune for commune, _ in counts))
    first = SummaryColumn("column.commune", "code")
    return (
        crosstab("report.parcels_count", first, rows, columns, counts, chart="bar-stacked"),
        crosstab("report.parcels_area", first, rows, columns, areas, shape="area"),
    )


def _own_words(reader: Reader) -> Iterable[str]:
    return reader.session.execute(pick(Parcel.legal_status).distinct()).scalars()


PARCELS: Final = ReportSource("parcels", _read, state=LAYOUT.column("legal_status"), own_states=_own_words)
