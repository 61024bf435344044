"""Headings as offices write them find their fields, and what is missing or double is named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from tests.sheets.reading_ground import HOMES, PEOPLE, read, save_book

from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.sheets.column import Layout
from deskapp.sheets.mapping import Mapping, find_headings

Table = list[list[Any]]


def mapped(
    tmp_path: Path, rows: Sequence[Sequence[Any]], layout: Layout = HOMES, merges: Sequence[str] = (), **options: Any
) -> Mapping:
    path = save_book(tmp_path / "a.xlsx", rows, merges)
    with read(path) as spool:
        return find_headings(spool, layout, **{"maps": {}, **options})


def fields(mapping: Mapping) -> dict[str, int]:
    return {column.name: index for index, column in mapping.columns}


def refused(tmp_path: Path, rows: Sequence[Sequence[Any]], layout: Layout = HOMES, **options: Any) -> DeskError:
    with pytest.raises(DeskError) as caught:
        mapped(tmp_path, rows, layout, **options)
    return caught.value


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
def test_labels_in_every_language(tmp_path: Path, language: str) -> None:
    headings = [words(language).text(column.label_key) for column in HOMES.columns]
    assert fields(mapped(tmp_path, [headings])) == {column.name: n for n, column in enumerate(HOMES.columns)}


@pytest.mark.parametrize(
    "heading",
    ["area", "AREA ", "ＡＲＥＡ", "建筑面积", "建筑 面积", "建筑面积\n(㎡)", "建筑面积（平方米）", "建筑面积(单位：m²)",
     "*建筑面积", "建筑面积：", "建筑面积m2", "预测建筑面积", "预测建筑面积【㎡】", "建筑面积(选填)"],
)  # fmt: skip
def test_headings_with_units_and_marks(tmp_path: Path, heading: str) -> None:
    assert fields(mapped(tmp_path, [["楼栋", "房号", heading]]))["area"] == 2


def test_ten_thousands_are_another_unit(tmp_path: Path) -> None:
    mapping = mapped(tmp_path, [["楼栋", "房号", "总价(万元)", "总价（元）"]])
    assert fields(mapping)["total_price"] == 3
    assert mapping.unknown == ("总价(万元)",)


def test_the_exact_heading_goes_before_the_likely_one(tmp_path: Path) -> None:
    mapping = mapped(tmp_path, [["楼栋", "房号", "建筑面积(㎡)", "建筑面积"]])
    assert fields(mapping)["area"] == 3
    assert mapping.unknown == ("建筑面积(㎡)",)


def test_titles_and_blank_rows_above_and_unknown_columns(tmp_path: Path) -> None:
    rows: Table = [
        ["滨江壹号 楼栋 房号"],
        [],
        ["制表：王芳"],
        ["序号", "楼栋", "房号", None, "备注"],
        [1, "1栋", "101"],
    ]
    mapping = mapped(tmp_path, rows)
    assert (mapping.header_row, mapping.unknown, fields(mapping)) == (4, ("序号", "备注"), {"building": 1, "room": 2})
    assert mapping.headings == ("序号", "楼栋", "房号", "", "备注")


def test_headings_are_looked_for_in_a_hundred_rows_or_where_the_clerk_says(tmp_path: Path) -> None:
    assert mapped(tmp_path, [["x"]] * 99 + [["楼栋", "房号"]]).header_row == 100
    rows: Table = [["x"]] * 150 + [["楼栋", "房号"], ["楼栋", "room", "area"]]
    assert refused(tmp_path, rows).code == "file.heading_missing"
    assert mapped(tmp_path, rows, header_row=152).header_row == 152
    assert refused(tmp_path, rows, header_row=150).code == "file.heading_missing"
    assert refused(tmp_path, rows, header_row=999).code == "file.no_rows"
    assert refused(tmp_path, []).code == "file.no_rows"


def test_the_first_sheet_with_headings(tmp_path: Path) -> None:
    book = Workbook()
    for name, row in (("汇总", ["楼栋", "套数"]), ("数据", ["楼栋", "房号"]), ("数据 2", ["楼栋", "房号"])):
        book.create_sheet(name).append(row)
    book.save(tmp_path / "a.xlsx")
    with read(tmp_path / "a.xlsx") as spool:
        assert find_headings(spool, HOMES, maps={}).sheet == "数据"


def test_headings_of_two_rows(tmp_path: Path) -> None:
    rows: Table = [
        ["楼栋", "房号", "面积", None, "备注"],
        [None, None, "建筑面积", "套内", None],
        ["1栋", "101", 98.76, 70],
    ]
    mapping = mapped(tmp_path, rows, merges=["A1:A2", "B1:B2", "C1:D1", "E1:E2"])
    assert (mapping.header_row, fields(mapping)) == (2, {"building": 0, "room": 1, "area": 2})


def test_a_merged_title_is_no_row_of_headings(tmp_path: Path) -> None:
    mapping = mapped(tmp_path, [["楼栋", None, None], ["楼栋", "房号", "面积"]], merges=["A1:C1"])
    assert (mapping.header_row, fields(mapping)) == (2, {"building": 0, "room": 1})


def test_what_is_missing_is_named_in_every_language(tmp_path: Path) -> None:
    error = refused(tmp_path, [["序号", "楼栋", "面积"], ["房号"]])
    assert error.code == "file.heading_missing"
    assert error.values["headings"] == "序号、楼栋、面积"
    for name in ("房号", words("vi").text("column.room"), "room"):
        assert name in error.values["missing"]
    assert "楼栋" not in error.values["missing"]
    for language in ("zh", "vi", "en"):
        assert "房号" in words(language).say(error)


def test_one_of_several_columns_is_enough(tmp_path: Path) -> None:
    assert set(fields(mapped(tmp_path, [["姓名", "手机"]], PEOPLE))) == {"name", "phone"}
    assert set(fields(mapped(tmp_path, [["Họ và tên", "Số CCCD"]], PEOPLE))) == {"name", "id_number"}
    error = refused(tmp_path, [["姓名", "地址"]], PEOPLE)
    assert "id_number" in error.values["missing"]
    assert "phone" in error.values["missing"]


def test_a_field_that_stands_twice(tmp_path: Path) -> None:
    error = refused(tmp_path, [["楼栋", "房号", "房间号"]])
    assert (error.code, error.values["headings"]) == ("file.heading_double", "房号、房间号")
    assert refused(tmp_path, [["楼栋", "房号", "房号"]]).code == "file.heading_double"


def test_unknown_headings_may_stand_twice(tmp_path: Path) -> None:
    assert mapped(tmp_path, [["楼栋", "房号", "备注", "备注"]]).unknown == ("备注", "备注")


def test_the_clerk_says_what_a_heading_means(tmp_path: Path) -> None:
    mapping = mapped(tmp_path, [["幢", "门牌 号", "房号"]], maps={"幢": "building", "门牌号": "room"})
    assert fields(mapping) == {"building": 0, "room": 1}
    assert mapping.unknown == ("房号",)


def test_a_wrong_assignment_is_named(tmp_path: Path) -> None:
    rows: Table = [["楼栋", "房号"]]
    error = refused(tmp_path, rows, maps={"楼栋": "bulding"})
    assert (error.code, error.values["unknown"]) == ("file.map_unknown", "bulding")
    error = refused(tmp_path, rows, maps={"门牌号": "room"})
    assert (error.code, error.values["unknown"], error.values["known"]) == ("file.map_unknown", "门牌号", "楼栋、房号")
    assert refused(tmp_path, [["楼栋"]], maps={"门牌号": "room"}).code == "file.map_unknown"
    error = refused(tmp_path, [["a", "b", "楼栋"]], maps={"a": "room", "b": "room"})
    assert error.code == "file.heading_double"


def test_columns_of_a_rejects_workbook_are_known(tmp_path: Path) -> None:
    mapping = mapped(tmp_path, [["楼栋", "房号", "备注", "row", "column", "value", "reason"]])
    assert mapping.unknown == ("备注",)
    assert mapping.kept_headings == ("楼栋", "房号", "备注")
    assert mapped(tmp_path, [["楼栋", "房号", "reason"]]).unknown == ("reason",)
