"""A small report and ways to read a workbook back, shared by the tests of the writers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from deskapp.sheets.report import Report, ReportColumn, Row, SummaryColumn, SummaryTable

AS_OF = datetime.fromisoformat("2026-11-22T09:41")
MARCH = datetime.fromisoformat("2026-03-05")

COLUMNS = (
    ReportColumn("project"),
    ReportColumn("building", "code"),
    ReportColumn("room", "code"),
    ReportColumn("floor", "number"),
    ReportColumn("kind", "choice", "unit_kind"),
    ReportColumn("area", "area"),
    ReportColumn("total_price", "money"),
    ReportColumn("since", "day"),
    ReportColumn("started_at", "moment"),
)
ROWS: tuple[Row, ...] = (
    ("滨江壹号", "3", "0501", 5, "dwelling", Decimal("98.76"), Decimal("1007352.00"), date(2026, 3, 5), AS_OF),
    ("滨江壹号", "3", "B1-001", -1, "parking", Decimal("12.50"), Decimal(120000), None, None),
    ("=1+1", None, "'=2", None, "as imported", None, None, date(1899, 5, 4), None),
)
STATES = SummaryTable(
    "import_kind.units",
    (
        SummaryColumn("column.building", "text"),
        SummaryColumn("sale_state.unsold", band="column.count", charted=True),
        SummaryColumn("sale_state.sold", band="column.count", charted=True),
        SummaryColumn("column.area", "area"),
        SummaryColumn("column.total_price", "money"),
    ),
    [("3", 40, 60, Decimal("9876.50"), Decimal("100735200.00")), ("5", 10, 20, Decimal("3000.00"), Decimal(31))],
    ("", 50, 80, Decimal("12876.50"), Decimal("100735231.00")),
    "bar-stacked",
)


def make_report(
    rows: Iterable[Row] = ROWS, columns: tuple[ReportColumn, ...] = COLUMNS, summary: tuple[SummaryTable, ...] = ()
) -> Report:
    return Report(
        "units", "import_kind.units", columns, rows, AS_OF, "王敏", "滨江 & 壹号", (("状态", "全部"),), summary
    )


def text_report(texts: Iterable[Any]) -> Report:
    """A report of one column of text."""
    return make_report(((text,) for text in texts), (ReportColumn("name"),))


def open_sheets(path: Path) -> Any:
    """The workbook as openpyxl reads it."""
    from openpyxl import load_workbook

    return load_workbook(path)


def read_texts(path: Path, sheet: str) -> list[list[Any]]:
    """A sheet as the product's own reader sees it."""
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(str(path)) as book:
        return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
