"""Workbooks of reports, read back: types, formats, paper, summary, many sheets, failure."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.sheets.writing_ground import AS_OF, MARCH, ROWS, STATES, make_report, open_sheets, read_texts

from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.sheets import book as book_module
from deskapp.sheets.book import write_book
from deskapp.sheets.column import Column
from deskapp.sheets.look import display_width
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable


def test_values_have_their_types_and_formats(tmp_path: Path) -> None:
    assert write_book(tmp_path / "a.xlsx", make_report(), words("zh")) == 3
    sheet = open_sheets(tmp_path / "a.xlsx")["数据"]
    assert [cell.value for cell in sheet[1]] == [
        "项目", "楼栋", "房号", "楼层", "用途", "建筑面积", "总价", "起始日期", "开始时间",
    ]  # fmt: skip
    first = [cell.value for cell in sheet[2]]
    assert first == ["滨江壹号", "3", "0501", 5, "住宅", 98.76, 1007352, MARCH, AS_OF]
    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "s", "n", "s", "n", "n", "d", "d"]
    assert [cell.number_format for cell in sheet[2]] == [
        "@", "@", "@", "General", "@", "#,##0.00", "#,##0.00", "yyyy-mm-dd", "yyyy-mm-dd hh:mm",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[4]] == [
        "=1+1", None, "'=2", None, "as imported", None, None, "1899-05-04", None,
    ]  # fmt: skip
    assert sheet.max_row == 4


def test_vietnamese_days_and_dong(tmp_path: Path) -> None:
    columns = (ReportColumn("total_price", "money", currency="VND"), ReportColumn("since", "day"))
    report = make_report([(Decimal(4_444_200_000), date(2026, 3, 5))], columns)
    write_book(tmp_path / "a.xlsx", report, words("vi"))
    sheet = open_sheets(tmp_path / "a.xlsx")["Dữ liệu"]
    assert [cell.value for cell in sheet[1]] == ["Tổng giá", "Từ ngày"]
    assert [cell.number_format for cell in sheet[2]] == ["#,##0", "dd/mm/yyyy"]


def test_the_data_sheet_is_ready_to_print_and_to_filter(tmp_path: Path) -> None:
    write_book(tmp_path / "a.xlsx", make_report(), words("zh"), watermark="王敏 09:41")
    sheet = open_sheets(tmp_path / "a.xlsx")["数据"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:I4"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert "滨江 && 壹号 · 房源" in sheet.oddHeader.left.text
    assert "2026-11-22 09:41" in sheet.oddHeader.right.text
    assert "王敏 09:41" in sheet.oddHeader.center.text
    assert "&P" in sheet.oddFooter.right.text


def test_widths_follow_what_is_shown(tmp_path: Path) -> None:
    columns = (ReportColumn("address"), ReportColumn("kind", "choice", "unit_kind"), ReportColumn("floor", "number"))
    write_book(tmp_path / "a.xlsx", make_report([("重庆市渝中区民权路一号", "parking", 3)], columns), words("zh"))
    widths = open_sheets(tmp_path / "a.xlsx")["数据"].column_dimensions
    assert display_width("重庆市渝中区民权路一号") == 22
    assert 22 < widths["A"].width < 32
    assert widths["C"].width < widths["B"].width + 4 < 20


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("楼栋", 4), ("Nguyễn", 6), ("Nguye\u0302\u0303n", 6)])
def test_display_width(text: str, width: int) -> None:
    assert display_width(text) == width


def test_no_rows_give_headings_only(tmp_path: Path) -> None:
    assert write_book(tmp_path / "a.xlsx", make_report([]), words("en")) == 0
    sheet = open_sheets(tmp_path / "a.xlsx")["Data"]
    assert (sheet.max_row, sheet["A1"].value) == (1, "Project")


def test_summary_says_what_it_is_and_adds_up(tmp_path: Path) -> None:
    write_book(tmp_path / "a.xlsx", make_report(summary=(STATES,)), words("zh"))
    workbook = open_sheets(tmp_path / "a.xlsx")
    assert workbook.sheetnames == ["汇总", "数据"]
    sheet = workbook["汇总"]
    lines = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert lines[:5] == [
        ["房源"],
        ["项目", "滨江 & 壹号"],
        ["状态", "全部"],
        ["数据截至", "2026-11-22 09:41"],
        ["制表人", "王敏"],
    ]
    assert lines[6:12] == [
        ["房源"],
        ["套数"],
        ["楼栋", "未售", "已售", "建筑面积", "总价"],
        ["3", 40, 60, 9876.5, 100735200],
        ["5", 10, 20, 3000, 31],
        ["合计", 50, 80, 12876.5, 100735231],
    ]
    assert [cell.number_format for cell in sheet[12]] == ["@", "#,##0", "#,##0", "#,##0.00", "#,##0.00"]
    assert sheet["B12"].font.bold


def test_the_chart_stands_on_the_table(tmp_path: Path) -> None:
    months = SummaryTable(
        "import_kind.customers",
        (SummaryColumn("column.month", "text"), SummaryColumn("column.people", charted=True)),
        [(f"2026-{month:02}", month) for month in range(1, 13)],
        chart="column",
    )
    many = SummaryTable(STATES.title_key, STATES.columns, [*STATES.rows] * 30, None, "bar-stacked")
    write_book(tmp_path / "a.xlsx", make_report(summary=(STATES, months, many)), words("zh"))
    with ZipFile(tmp_path / "a.xlsx") as package:
        charts = [package.read(f"xl/charts/chart{n}.xml").decode() for n in (1, 2, 3)]
    assert re.findall("<c:f>(.*?)</c:f>", charts[0]) == [
        "汇总!$A$10:$A$11", "汇总!$B$10:$B$11", "汇总!$A$10:$A$11", "汇总!$C$10:$C$11",
    ]  # fmt: skip
    assert "<c:v>已售</c:v>" in charts[0]
    assert '<c:grouping val="stacked"/>' in charts[0]
    assert "<c:v>2026-12</c:v>" in charts[1]
    assert "前 40 行" in charts[2]
    assert charts[2].count("<c:v>40</c:v>") == 20


def test_a_long_report_goes_on_on_further_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book_module, "SHEET_ROWS", 5)
    rows = [(str(number),) for number in range(9)]
    assert write_book(tmp_path / "a.xlsx", make_report(rows, (ReportColumn("room"),)), words("en")) == 9
    workbook = open_sheets(tmp_path / "a.xlsx")
    assert workbook.sheetnames == ["Summary", "Data", "Data 2", "Data 3"]
    sheets = [[cell.value for cell in workbook[name]["A"]] for name in workbook.sheetnames[1:]]
    assert sheets == [["Room", "0", "1", "2", "3"], ["Room", "4", "5", "6", "7"], ["Room", "8"]]
    assert workbook["Data 3"].freeze_panes == "A2"
    monkeypatch.setattr(book_module, "SHEET_ROWS", 10)
    assert write_book(tmp_path / "b.xlsx", make_report(rows, (ReportColumn("room"),)), words("en")) == 9
    assert open_sheets(tmp_path / "b.xlsx").sheetnames == ["Summary", "Data"]


def test_names_with_controls_do_not_break_the_file(tmp_path: Path) -> None:
    table = SummaryTable(
        "import_kind.units", STATES.columns, [("\x00<r>=1</r>", 1, 1, None, None)], None, "bar-stacked"
    )
    report = make_report(summary=(table,))
    object.__setattr__(report, "by_whom", "\x00&王\n敏" * 60)
    write_book(tmp_path / "a.xlsx", report, words("zh"), watermark="\x01" + "&" * 300)
    sheet = open_sheets(tmp_path / "a.xlsx")["汇总"]
    assert "<r>=1</r>" in [cell.value for cell in sheet["A"]]


def test_read_back_by_the_products_reader(tmp_path: Path) -> None:
    write_book(tmp_path / "a.xlsx", make_report(), words("zh"))
    rows = read_texts(tmp_path / "a.xlsx", "数据")
    assert rows[1] == ["滨江壹号", "3", "0501", 5.0, "住宅", 98.76, 1007352.0, date(2026, 3, 5), AS_OF]


def test_an_export_column_is_the_import_column() -> None:
    column = Column("kind", "choice", lambda text, _: (text, None), choice_key="unit_kind", label="column.kind")
    assert ReportColumn.of(column) == ReportColumn("kind", "choice", "unit_kind", "column.kind")
    assert ReportColumn.of(column).label_key == column.label_key


def disk_fills_up() -> Iterator[Row]:
    yield ROWS[0]
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, scratch = tmp_path / "out" / "a.xlsx", tmp_path / "scratch"
    scratch.mkdir()
    target.parent.mkdir()
    target.write_bytes(b"the old one")
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    with pytest.raises(DeskError) as caught:
        write_book(target, make_report(disk_fills_up()), words("zh"))
    assert caught.value.code == "sheet.disk_full"
    assert str(target) in words("zh").say(caught.value)
    assert [path.name for path in target.parent.iterdir()] == ["a.xlsx"]
    assert target.read_bytes() == b"the old one"
    assert list(scratch.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_disk_that_fills_up_when_the_book_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book_module, "replacing", lambda *_: nullcontext(Path("/dev/full")))
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        write_book(tmp_path / "a.xlsx", make_report(), words("zh"))


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    """The rows are asked for while they are written, never gathered: at no time are many of them alive."""
    import weakref

    class Text(str):
        """A text that can be watched."""

    alive: weakref.WeakSet[Text] = weakref.WeakSet()
    most = 0

    def watched() -> Iterator[Row]:
        nonlocal most
        for number in range(6_000):
            text = Text(f"{number:06}")
            alive.add(text)
            most = max(most, len(alive))
            yield (text,)

    columns = (ReportColumn("id_number", "code"),)
    assert write_book(tmp_path / "a.xlsx", make_report(watched(), columns), words("en")) == 6_000
    assert most < 1_200
