"""Counted figures as a table of two sides, with totals of both: a building a row, a sale state a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from deskapp.sheets.report import Chart, ReportShape, SummaryColumn, SummaryTable

Figures = Mapping[tuple[str, str], Any]
"""A figure by its row and its column; what is not there is nothing."""


def crosstab(
    title_key: str,
    first: SummaryColumn,
    rows: Sequence[str],
    columns: Mapping[str, str],
    figures: Figures,
    *,
    shape: ReportShape = "count",
    currency: str = "CNY",
    chart: Chart | None = None,
) -> SummaryTable:
    """``figures`` as a summary table: ``rows`` in their order, ``columns`` as code and heading key, totals last.

    Where there is nothing the cell is blank; a total is a figure always.
    """
    nothing = 0 if shape == "count" else Decimal()
    lines = [[figures.get((row, code)) or nothing for code in columns] for row in rows]
    totals = [sum(column, nothing) for column in zip(*lines, strict=True)] or [nothing] * len(columns)
    heads = [
        SummaryColumn(heading, shape, currency=currency, charted=chart is not None) for heading in columns.values()
    ]
    return SummaryTable(
        title_key,
        (first, *heads, SummaryColumn("sheet.total", shape, currency=currency)),
        [(row, *(cell or None for cell in line), sum(line, nothing)) for row, line in zip(rows, lines, strict=True)],
        ("", *totals, sum(totals, nothing)),
        chart,
    )


def counted(
    title_key: str, first: SummaryColumn, heading: str, rows: Sequence[tuple[str, int]], chart: Chart | None = None
) -> SummaryTable:
    """A plain list of counts under one heading, with their total."""
    columns = (first, SummaryColumn(heading, charted=chart is not None))
    return SummaryTable(title_key, columns, rows, ("", sum(count for _, count in rows)), chart)


def in_order(found: Mapping[str, Any], known: Sequence[str]) -> list[str]:
    """The codes that were found: the known ones in their order, then others by name."""
    return [*(code for code in known if code in found), *sorted(code for code in found if code not in known)]
