"""Refused rows go out as they were and come in again once corrected."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.sheets.reading_ground import HOMES, PEOPLE, read, save_book

from deskapp.errors import Problem
from deskapp.locale import words
from deskapp.sheets import rejects
from deskapp.sheets.cleaning import clean
from deskapp.sheets.column import Context
from deskapp.sheets.mapping import find_headings
from deskapp.sheets.rejects import write_rejects

ROW = Problem(12, "手机", "138", "cell.required")
LONG = Problem(12, "地址", "x", "cell.too_long", {"length": 40_000, "limit": 32_767})


def cells(path: Path) -> list[list[object]]:
    book = load_workbook(path)
    try:
        return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    finally:
        book.close()


def test_rows_as_they_were_and_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "exports" / "r.xlsx"
    write_rejects(path, ["姓名", "手机", "地址"], [(12, ["王伟", None, "x"], [ROW, LONG])], words("zh"))
    say = words("zh").say
    assert cells(path) == [
        ["姓名", "手机", "地址", "row", "column", "value", "reason"],
        ["王伟", None, "x", "12", "手机; 地址", "138; x", f"{say(ROW)}; {say(LONG)}"],
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["r.xlsx"]


def test_nothing_runs_and_everything_is_text(tmp_path: Path) -> None:
    nasty = [
        "=1+1",
        "+8613800138000",
        "@SUM(A1)",
        "-5",
        "http://x",
        "11010519491231002X",
        "00123",
        "12.50",
        "2026-03-05",
        "{=1}",
        "[/b]",
    ]
    path = tmp_path / "r.xlsx"
    write_rejects(path, nasty, [(2, nasty, [ROW])], words("en"))
    book = load_workbook(path)
    for row in book.worksheets[0].iter_rows():
        assert {cell.data_type for cell in row} <= {"s", "n"}
        assert [cell.value for cell in row][: len(nasty)] == nasty
        assert {cell.number_format for cell in row} == {"@"}
    book.close()
    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


def test_short_long_and_odd_rows_fit(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    rows = [(2, ["a"], [ROW]), (3, ["a", "b", "c", "d"], [ROW]), (4, ["长" * 40_000, "a\nb"], [ROW])]
    write_rejects(path, ["h1", "h2"], rows, words("vi"))
    table = cells(path)
    assert [row[:3] for row in table[1:3]] == [["a", None, "2"], ["a", "b", "3"]]
    assert len(str(table[3][0])) == 32_767
    assert table[3][1] == "a\nb"


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rejects, "SHEET_ROWS", 3)
    path = tmp_path / "r.xlsx"
    write_rejects(path, ["h"], [(n, [str(n)], [ROW]) for n in range(5)], words("zh"))
    book = load_workbook(path)
    assert [[row[0] for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets] == [
        ["h", "0", "1"], ["h", "2", "3"], ["h", "4"],
    ]  # fmt: skip
    book.close()


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(b"old")

    def failing() -> object:
        yield 2, ["a"], [ROW]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_rejects(path, ["h"], failing(), words("zh"))  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["r.xlsx"]


def test_refused_rows_come_in_again_under_the_building_they_had(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["序号", "楼栋", "房号", "建筑面积"],
        [1, "1栋", "101", 1],
        [2, None, "102", "x"],
        [3, "2栋", "101", 1],
        [4, None, None, 1],
    ]
    source = save_book(tmp_path / "a.xlsx", rows, merges=["B2:B3"])
    first, second = tmp_path / "r1.xlsx", tmp_path / "r2.xlsx"
    for path, target in ((source, first), (first, second)):
        with read(path) as spool:
            mapping = find_headings(spool, HOMES, maps={})
            (chunk,) = clean(spool, mapping, Context("CN"))
            write_rejects(target, mapping.kept_headings, chunk.refused(), words("en"))
        assert mapping.unknown == ("序号",)
    assert [row[:4] for row in cells(first)] == [
        ["序号", "楼栋", "房号", "建筑面积"], ["2", "1栋", "102", "x"], ["4", "2栋", None, "1"],
    ]  # fmt: skip
    assert [row[:4] for row in cells(second)] == [row[:4] for row in cells(first)]
    assert len(cells(second)[0]) == 8


def test_numbers_stay_what_they_were_through_the_rejects(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["姓名", "证件号码", "手机"], ["Nguyễn", "001085012345", 138], ["Trần", 98.5, "x"]]
    with read(save_book(tmp_path / "a.xlsx", rows)) as spool:
        mapping = find_headings(spool, PEOPLE, maps={})
        (chunk,) = clean(spool, mapping, Context("CN"))
        write_rejects(tmp_path / "r.xlsx", mapping.kept_headings, chunk.refused(), words("vi"))
    with read(tmp_path / "r.xlsx") as spool:
        again = [row[:3] for _, row in spool.rows()]
    assert again[1:] == [["Nguyễn", "001085012345", "138"], ["Trần", "98.5", "x"]]
