"""Rows become values column by column; what is no data is skipped, what is wrong stands by its row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sheets.reading_ground import HOMES, PEOPLE, read, save_book

from deskapp.errors import Fault
from deskapp.locale import LANGUAGES, words
from deskapp.sheets.cells import tidy
from deskapp.sheets.cleaning import CELL_LIMIT, CleanChunk, clean
from deskapp.sheets.column import Column, Context, Country, Layout
from deskapp.sheets.mapping import find_headings

HEADINGS = ["序号", "楼栋", "单元", "房号", "建筑面积"]
Table = list[list[Any]]
PERSON = ["姓名", "证件号码", "手机", "地址"]


def cleaned(
    path: Path, layout: Layout = HOMES, country: Country = "CN", chunk: int = 5000, **options: Any
) -> list[CleanChunk]:
    with read(path, country, **options) as spool:
        mapping = find_headings(spool, layout, maps={})
        return list(clean(spool, mapping, Context(country), chunk=chunk))


def one(
    tmp_path: Path, rows: Sequence[Sequence[Any]], layout: Layout = HOMES, merges: Sequence[str] = ()
) -> CleanChunk:
    chunks = cleaned(save_book(tmp_path / "a.xlsx", rows, merges), layout)
    return chunks[0] if chunks else CleanChunk([], {}, {}, {}, [], {})


def codes(chunk: CleanChunk) -> dict[int, list[str]]:
    return {row: [problem.code for problem in problems] for row, problems in chunk.problems.items()}


def test_rows_keep_the_numbers_of_the_sheet(tmp_path: Path) -> None:
    rows: Table = [["房源表"], [], HEADINGS, [1, "1栋", 1, "101", 98.76], [], ["", " "], [2, "1栋", 1, "102", None]]
    chunk = one(tmp_path, rows)
    assert chunk.rows == [4, 7]
    assert chunk.values == {
        "building": ["1栋", "1栋"], "entrance": ["1", "1"], "room": ["101", "102"], "area": [Decimal("98.76"), None],
    }  # fmt: skip
    assert chunk.raw(7) == ["2", "1栋", "1", "102", None]
    assert not chunk.problems


@pytest.mark.parametrize(
    "lead",
    ["合计", "合 计：", "小计", "总计", "共计", "1栋小计", "本页合计", "合计".center(9), "Tổng", "Tổng cộng",
     "TỔNG CỘNG:", "Cộng", "Total", "total:", "Grand total"],
)  # fmt: skip
@pytest.mark.parametrize("place", [0, 1])
def test_totals_are_no_data(tmp_path: Path, lead: str, place: int) -> None:
    total = [None] * place + [lead] + [None] * (3 - place) + [98.76]
    chunk = one(tmp_path, [HEADINGS, [1, "1栋", 1, "101", 98.76], total, [None, None, 1, "102", 1]])
    assert (chunk.rows, chunk.values["building"]) == ([2, 4], ["1栋", "1栋"])


@pytest.mark.parametrize("name", ["合计华", "Tổng Văn An", "Totally", "计小", "Cộng Hòa"])
def test_names_that_look_like_totals_are_data(tmp_path: Path, name: str) -> None:
    assert one(tmp_path, [PERSON, [name, None, "13800138000"]], PEOPLE).values["name"] == [name]


def test_rows_with_nothing_in_a_known_column_are_no_data(tmp_path: Path) -> None:
    chunk = one(tmp_path, [HEADINGS, [1, "1栋", 1, "101"], [2], [3], ["制表：王芳"]])
    assert chunk.rows == [2]


def test_a_building_carries_down_until_the_next(tmp_path: Path) -> None:
    rows: Table = [
        HEADINGS, [1, "1栋", 1, "101"], [2, None, 1, "102"], [], [3, None, 1, "103"], [None, "小计", None, None, 9],
        [None, "2栋"], [4, None, 1, "101"], [5, "地下车库", None, "B1-001"], [6, None, None, "B1-002"],
    ]  # fmt: skip
    chunk = one(tmp_path, rows)
    assert chunk.rows == [2, 3, 5, 8, 9, 10]
    assert chunk.values["building"] == ["1栋", "1栋", "1栋", "2栋", "地下车库", "地下车库"]
    assert chunk.values["entrance"] == ["1", "1", "1", "1", None, None]
    assert chunk.raw(10) == ["6", "地下车库", None, "B1-002", None]


def test_carrying_down_crosses_chunks(tmp_path: Path) -> None:
    path = save_book(
        tmp_path / "a.xlsx", [HEADINGS, [1, "1栋", 1, "1"], *([n, None, 1, str(n)] for n in range(2, 6002))]
    )
    chunks = cleaned(path, chunk=1000)
    assert [len(chunk.rows) for chunk in chunks] == [999, 1000, 1000, 1000, 1000, 1000, 2]
    assert {building for chunk in chunks for building in chunk.values["building"]} == {"1栋"}
    assert [row for chunk in chunks for row in chunk.rows] == list(range(2, 6003))


def test_merged_cells_say_the_same_in_every_row(tmp_path: Path) -> None:
    rows: Table = [
        PERSON,
        ["王伟", "11010519491231002X", "13800138000", "江北"],
        [None, None, "13900139000"],
        ["李娜", None, "13700137000"],
    ]
    chunk = one(tmp_path, rows, PEOPLE, merges=["A2:A3", "B2:B3", "D2:D4"])
    assert chunk.values["name"] == ["王伟", "王伟", "李娜"]
    assert chunk.values["id_number"] == ["11010519491231002X", "11010519491231002X", None]
    assert chunk.values["address"] == ["江北"] * 3
    assert chunk.raw(3) == ["王伟", "11010519491231002X", "13900139000", "江北"]


def test_a_merged_range_crosses_chunks_and_skips_blank_rows(tmp_path: Path) -> None:
    rows: Table = [PERSON, *([f"王{n}", None, "13800138000", None] for n in range(6000)), []]
    rows[1][3] = "江北"
    path = save_book(tmp_path / "a.xlsx", rows, merges=["D2:D6003"])
    chunks = cleaned(path, PEOPLE, chunk=700)
    assert Counter(address for chunk in chunks for address in chunk.values["address"]) == {"江北": 6000}


def test_a_merged_title_is_not_poured_over_the_rows(tmp_path: Path) -> None:
    rows: Table = [["房源表"], HEADINGS, [None, "1栋", 1, "101"]]
    assert one(tmp_path, rows, merges=["A1:E1"]).raw(3) == [None, "1栋", "1", "101", None]


def test_all_problems_of_a_row_are_listed_together(tmp_path: Path) -> None:
    rows: Table = [HEADINGS, [1, "1栋", 1, "101", "九十八"], [2, "1栋", 1, None, "x"], [3, "1栋", 1, "103", 9]]
    chunk = one(tmp_path, rows)
    assert codes(chunk) == {2: ["area.form"], 3: ["cell.required", "area.form"]}
    first = chunk.problems[2][0]
    assert (first.row, first.column, first.value, first.warning) == (2, "建筑面积", "九十八", False)
    assert chunk.values["area"] == [None, None, Decimal("9.00")]
    assert [(row, cells) for row, cells, _ in chunk.refused()] == [
        (2, ["1", "1栋", "1", "101", "九十八"]), (3, ["2", "1栋", "1", None, "x"]),
    ]  # fmt: skip


def test_a_heading_is_told_in_one_line(tmp_path: Path) -> None:
    chunk = one(tmp_path, [["楼栋", "房号", "建筑面积\n(㎡)"], ["1栋", "101", "x"]])
    assert chunk.problems[2][0].column == "建筑面积 (㎡)"


def test_warnings_come_beside_the_value(tmp_path: Path) -> None:
    def parse(text: str, _context: Context) -> tuple[str, Fault]:
        return text.upper(), Fault("phone.range", {"value": text}, warning=True)

    layout = Layout("x", (Column("phone", "code", parse),))
    chunk = one(tmp_path, [["phone"], ["a"], ["a"], ["b"]], layout)
    assert chunk.values["phone"] == ["A", "A", "B"]
    assert not chunk.problems
    assert [(row, problem.value, problem.warning) for row, (problem,) in chunk.warnings.items()] == [
        (2, "a", True), (3, "a", True), (4, "b", True),
    ]  # fmt: skip


def test_each_distinct_cell_is_parsed_once(tmp_path: Path) -> None:
    calls: Counter[str] = Counter()

    def parse(text: str, _context: Context) -> tuple[str, None]:
        calls[text] += 1
        return text, None

    layout = Layout("x", (Column("phone", "code", parse),))
    path = save_book(tmp_path / "a.xlsx", [["phone"], *([str(n % 7)] for n in range(11_000))])
    assert sum(len(chunk.rows) for chunk in cleaned(path, layout)) == 11_000
    assert calls == dict.fromkeys("0123456", 1)


def test_errors_and_formulas_are_never_taken_for_values(tmp_path: Path) -> None:
    rows: Table = [
        PERSON,
        ["#N/A", None, "13800138000"],
        ["王伟", None, "=A1"],
        ["=A2&B2", None, "13800138000", "=1+1"],
        ["#1", None, "#REF!"],
    ]
    chunk = one(tmp_path, rows, PEOPLE)
    assert codes(chunk) == {2: ["cell.error"], 3: ["cell.formula"], 5: ["cell.error"]}
    assert chunk.values["name"] == [None, "王伟", "=A2&B2", "#1"]
    assert chunk.values["address"] == [None, None, "=1+1", None]


def test_numbers_that_lost_their_last_figures_refuse_codes_only(tmp_path: Path) -> None:
    rows: Table = [
        PERSON,
        ["王伟", 500103199001011234, "13800138000"],
        [1e20, None, "13800138000"],
        ["李娜", 110105194912310, "13800138000"],
    ]
    chunk = one(tmp_path, rows, PEOPLE)
    assert codes(chunk) == {2: ["cell.digits_lost"]}
    assert chunk.values["id_number"] == [None, None, "110105194912310"]
    assert chunk.values["name"][1] == "1" + "0" * 20


def test_a_cell_longer_than_a_spreadsheet_holds_refuses_its_row(tmp_path: Path) -> None:
    text = "长" * CELL_LIMIT
    path = tmp_path / "a.csv"
    path.write_text(
        f"姓名,手机,地址,备注\n王伟,13800138000,{text},\n李娜,13800138000,{text}长,\n赵强,13800138000,,{text}长\n",
        encoding="utf-8",
    )
    (chunk,) = cleaned(path, PEOPLE)
    assert codes(chunk) == {3: ["cell.too_long"], 4: ["cell.too_long"]}
    assert chunk.values["address"] == [text, None, None]
    assert [problems[0].column for problems in chunk.problems.values()] == ["地址", "备注"]


def test_a_csv_row_with_spare_cells_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名,手机,地址\n王伟,13800138000,江北区,滨江路1号\n李娜,13800138000,江北区,,\n", encoding="utf-8")
    (chunk,) = cleaned(path, PEOPLE)
    assert codes(chunk) == {2: ["row.too_wide"]}
    path.write_text("姓名,手机,\n王伟,13800138000,看这里\n李娜,13800138000\n", encoding="utf-8")
    (unheaded,) = cleaned(path, PEOPLE)
    assert not unheaded.problems
    assert chunk.problems[2][0].value == "滨江路1号"


def test_notes_beside_the_table_of_a_workbook_do_no_harm(tmp_path: Path) -> None:
    chunk = one(tmp_path, [HEADINGS, [1, "1栋", 1, "101", 1, None, "看这里"]])
    assert (chunk.rows, codes(chunk)) == ([2], {})


def test_decimal_commas_are_read_by_country(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "楼栋;房号;Diện tích xây dựng\nA;101;1.098,7\n".replace("Diện tích xây dựng", "area"), encoding="utf-8"
    )
    (chunk,) = cleaned(path, country="VN")
    assert chunk.values["area"] == [Decimal("1098.70")]


def test_a_sheet_without_rows_gives_nothing(tmp_path: Path) -> None:
    assert one(tmp_path, [HEADINGS]).rows == []


def test_what_is_wrong_with_a_cell_has_words() -> None:
    for language in LANGUAGES:
        for code in (
            "cell.required",
            "cell.too_long",
            "cell.error",
            "cell.formula",
            "cell.digits_lost",
            "row.too_wide",
        ):
            assert code in words(language)


@settings(deadline=None)
@given(st.lists(st.text()))
def test_cells_are_tidied_alone_as_in_a_column(cells: list[str]) -> None:
    column = tidy(cells)
    assert column == [tidy([cell])[0] for cell in cells]
    assert all(cell is None or (cell and cell == cell.strip() and "\0" not in cell) for cell in column)
    assert tidy([cell or "" for cell in column]) == column
