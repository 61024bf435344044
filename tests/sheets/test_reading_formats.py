"""Every format comes out as the same rows of text, told by its content and not by its name."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from tests.sheets.reading_ground import (
    FILES,
    bend,
    read,
    refusal,
    rows_of,
    save_book,
    save_raw_sheet,
    save_xlsb,
    text_cell,
)

from deskapp.errors import DeskError
from deskapp.sheets.reading import read_file

MIDNIGHT = datetime.fromisoformat("2026-03-05 00:00:00")
HOMES = [
    [None, "滨江壹号房源表", None, None, None, None],
    [None] * 6,
    [None, "楼栋", "房号", "建筑面积", "签约日期", "备注"],
    [None, "1栋", "101", "98.76", "2026-03-05", "#N/A"],
    [None, None, "102", "100", "2026-03-05 08:30:00", "101室"],
    [None, None, "103", "0.0000001", None, "Nguyễn Văn Đạt"],
]


@pytest.mark.parametrize("name", ["homes.ods", "homes.xls"])
def test_old_and_open_workbooks_give_rows_error_cells_and_merges(name: str) -> None:
    with read_file(FILES / name, spool_dir=FILES.parent / "spool", country="CN") as spool:
        assert [cells[:6] for _, cells in spool.rows()] == HOMES
        assert spool.sheets == ("房源",)
        assert (4, 1, 6, 1) in spool.merges("房源")
    (FILES.parent / "spool").rmdir()


def test_a_binary_workbook_gives_rows_error_cells_and_merges(tmp_path: Path) -> None:
    path = save_xlsb(tmp_path / "homes.xlsb", [["楼栋", "房号"], ["3栋", "101"], [None, 102.0], [None, "x"]], (3, 1))
    with read(path) as spool:
        assert [cells for _, cells in spool.rows()] == [["楼栋", "房号"], ["3栋", "101"], [None, "102"], [None, "#N/A"]]
        assert spool.merges("房源") == ((2, 1, 3, 1),)


def test_every_kind_of_cell_becomes_the_text_a_person_would_type(tmp_path: Path) -> None:
    cells = [
        (7200.0, "7200"), (98.76, "98.76"), (-0.5, "-0.5"), (1e-7, "0.0000001"), (1e16, "10000000000000000"),
        (True, "TRUE"), (False, "FALSE"), (date(2026, 3, 5), "2026-03-05"), (MIDNIGHT, "2026-03-05"),
        (MIDNIGHT.replace(hour=8, minute=30, second=1), "2026-03-05 08:30:01"), (time(8, 30), "08:30:00"),
        (timedelta(hours=30), "30:00:00"), ("#N/A", "#N/A"), ("#REF!", "#REF!"), ("=1+1", "=1+1"),
        ('=A1&"<>"', '=A1&"<>"'), ("  Nguyê\u0303n\u200b ", "Nguyễn"), ("\u00a0\u3000", None), ("a\r\nb\tc", "a\nb c"),
        ("[@click=app.quit]x[/]", "[@click=app.quit]x[/]"),
    ]  # fmt: skip
    path = save_book(tmp_path / "a.xlsx", [["值"], *([value] for value, _ in cells)])
    assert [row[0] for row in rows_of(path)] == ["值", *(text for _, text in cells)]


def test_three_decimals_stay_decimals_where_a_full_stop_parts_thousands(tmp_path: Path) -> None:
    path = save_book(tmp_path / "a.xlsx", [[98.765, 98.76, 1234.5678, 12]])
    assert rows_of(path, "VN") == [["98.7650", "98.76", "1234.5678", "12"]]
    assert rows_of(path, "CN") == [["98.765", "98.76", "1234.5678", "12"]]


def test_leading_empty_rows_and_columns_count(tmp_path: Path) -> None:
    book = Workbook()
    book.active["C4"] = "x"
    book.save(tmp_path / "a.xlsx")
    assert rows_of(tmp_path / "a.xlsx") == [[None] * 3, [None] * 3, [None] * 3, [None, None, "x"]]


def test_a_formula_without_a_value_is_never_lost(tmp_path: Path) -> None:
    cells = (
        '<row r="1"><c r="A1"><f>B1+C1</f></c><c r="B1"><f>X1</f><v/></c><c r="C1" t="str"><f>IF(1,"")</f><v></v></c>'
        '<c r="D1"><f t="shared" ref="D1:E1" si="0">1+1</f><v>2</v></c><c r="E1"><f t="shared" si="0"/></c>'
        '<c r="F1" t="str"><f>G1&amp;"室"</f></c></row>'
    )
    assert rows_of(save_raw_sheet(tmp_path / "a.xlsx", cells)) == [["=B1+C1", "=X1", None, "2", "=", '=G1&"室"']]


def test_lost_cells_below_the_last_value_come_back_in_their_place(tmp_path: Path) -> None:
    cells = f'<row r="1">{text_cell("A1", "x")}</row><row r="7002"><c r="B7002"><f>A1</f></c></row>'
    rows = rows_of(save_raw_sheet(tmp_path / "a.xlsx", cells))
    assert (len(rows), rows[0][0], rows[7001]) == (7002, "x", [None, "=A1"])


def test_cells_cut_by_a_block_are_seen_whole(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><f>SUM(B{n}:C{n})</f></c>{text_cell(f"B{n}", "重庆市江北区滨江路" * 3)}</row>'
        for n in range(1, 20_001)
    )
    table = rows_of(save_raw_sheet(tmp_path / "a.xlsx", rows))
    assert [row[0] for row in table] == [f"=SUM(B{n}:C{n})" for n in range(1, 20_001)]


def test_other_prefixes_and_quotes_are_the_same_format(tmp_path: Path) -> None:
    path = save_book(tmp_path / "a.xlsx", [["姓名", "=B2"], ["王伟", "#N/A"]])

    def prefixed(sheet: bytes) -> bytes:
        sheet = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", sheet).replace(b'"', b"'")
        return sheet.replace(b"xmlns=", b"xmlns:x=")

    assert rows_of(bend(path, "xl/worksheets/sheet1.xml", prefixed)) == [["姓名", "=B2"], ["王伟", "#N/A"]]


def test_strict_open_xml_is_read(tmp_path: Path) -> None:
    path = save_book(tmp_path / "a.xlsx", [["姓名", "=1+1"], ["王伟", 1.5]])
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
    for name in names:
        bend(path, name, _strict)
    assert rows_of(path) == [["姓名", "=1+1"], ["王伟", "1.5"]]


def _strict(part: bytes) -> bytes:
    base = b"http://schemas.openxmlformats.org/"
    strict = b"http://purl.oclc.org/ooxml/"
    part = part.replace(base + b"spreadsheetml/2006/main", strict + b"spreadsheetml/main")
    return part.replace(base + b"officeDocument/2006/relationships", strict + b"officeDocument/relationships")


def test_hidden_sheets_are_read_only_when_asked_for(tmp_path: Path) -> None:
    book = Workbook()
    for name, state in (("旧", "hidden"), ("房源", "visible"), ("Khách hàng", "visible")):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        sheet.append([name])
    del book["Sheet"]
    path = tmp_path / "a.xlsx"
    book.save(path)
    with read(path) as spool:
        assert spool.sheets == ("房源", "Khách hàng")
        assert list(spool.rows("Khách hàng")) == [(1, ["Khách hàng"])]
    assert rows_of(path, sheet="旧") == [["旧"]]
    assert rows_of(path, sheet=" KHÁCH HÀNG") == [["Khách hàng"]]
    with pytest.raises(DeskError) as caught:
        read(path, sheet="没有")
    assert caught.value.code == "file.no_sheet"
    assert caught.value.values["sheets"] == "旧、房源、Khách hàng"


@pytest.mark.parametrize("name", ["a.csv", "a.xls", "a", "a.PDF"])
def test_the_content_decides_not_the_name(tmp_path: Path, name: str) -> None:
    path = save_book(tmp_path / name, [["姓名"], ["王伟"]])
    assert rows_of(path) == [["姓名"], ["王伟"]]
    path.write_text("姓名\t手机\n王伟\t138\n", encoding="utf-8")
    assert rows_of(path) == [["姓名", "手机"], ["王伟", "138"]]


def test_a_sheet_is_read_in_chunks_with_running_numbers(tmp_path: Path) -> None:
    path = save_book(tmp_path / "a.xlsx", [[n, f"r{n}"] for n in range(1, 12_002)])
    with read(path) as spool:
        assert [(chunk.first, chunk.height) for chunk in spool.chunks()] == [(1, 5000), (5001, 5000), (10001, 2001)]
        assert [cells for number, cells in spool.rows() if number in (5000, 5001)] == [
            ["5000", "r5000"],
            ["5001", "r5001"],
        ]


def test_an_empty_sheet_has_no_rows(tmp_path: Path) -> None:
    assert rows_of(save_book(tmp_path / "a.xlsx", [])) == []


def test_the_spool_is_private_nameless_and_gone_when_closed(tmp_path: Path) -> None:
    path = save_book(tmp_path / "a.xlsx", [["身份证号"], ["11010519491231002X"]])
    spool = read(path)
    opened = os.fstat(spool._stream.fileno())
    assert stat.S_IMODE(opened.st_mode) == 0o600
    assert opened.st_nlink == 0
    assert stat.S_IMODE((tmp_path / "spool").stat().st_mode) == 0o700
    assert spool.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    spool.close()
    with pytest.raises(ValueError, match="closed"):
        next(spool.rows())


def test_numbers_longer_than_fifteen_figures_are_marked(tmp_path: Path) -> None:
    path = save_book(
        tmp_path / "a.xlsx", [["号码", "数"], [500103199001011234, 1.5], ["11010519491231002X", 999999999999999]]
    )
    with read(path) as spool:
        (chunk,) = spool.chunks()
    assert chunk.lost == [(1, 0)]
    assert (chunk.columns[0][1] or "").startswith("5001031990010")


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "没有.xlsx") == "file.missing"
    (tmp_path / "dir.xlsx").mkdir()
    assert refusal(tmp_path / "dir.xlsx") == "file.folder"
