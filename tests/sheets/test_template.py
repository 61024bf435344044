"""The workbook to fill in: nothing to import in it, everything to fill it in by."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.sheets.writing_ground import open_sheets, read_texts

from deskapp.errors import Fault
from deskapp.locale import LANGUAGES, Words, words
from deskapp.sheets.column import Column, Context, Country, Layout
from deskapp.sheets.template import example_rows, write_template


def any_text(text: str, _: Context) -> tuple[str, Fault | None]:
    return text, None


LAND_USES = ("LUC", "LUK", "CLN", "RSX", "RPH", "RDD", "NTS", "ONT", "ODT", "TMD", "SKC", "DGD", "DGT", "NTD")
CUSTOMERS = Layout(
    "customers",
    (
        Column("name", "text", any_text, required=True),
        Column("id_kind", "choice", any_text, choices=("cn-id", "uscc", "vn-cccd", "vn-mst"), choice_key="id_kind"),
        Column("id_number", "code", any_text),
        Column("phone", "code", any_text),
        Column("since", "day", any_text),
        Column("address", "text", any_text, example="never shown"),
    ),
    (("id_number", "phone"),),
)
PARCELS = Layout(
    "parcels",
    (
        Column("commune", "code", any_text, required=True),
        Column("area", "area", any_text, label="column.parcel_area"),
        Column("land_use", "choice", any_text, choices=LAND_USES, choice_key="land_use"),
        Column("unit_price", "money", any_text),
        Column("floor", "number", any_text),
    ),
)


def written(tmp_path: Path, layout: Layout, language: str = "zh", country: Country = "CN") -> Any:
    write_template(tmp_path / "t.xlsx", layout, words(language), country)
    return open_sheets(tmp_path / "t.xlsx")


def test_the_first_sheet_holds_the_headings_and_no_row(tmp_path: Path) -> None:
    book = written(tmp_path, CUSTOMERS)
    assert book.sheetnames == ["填写表", "示例", "填写说明", "选项"]
    headings = ["客户姓名", "证件类型", "证件号码", "手机", "起始日期", "地址"]
    assert read_texts(tmp_path / "t.xlsx", "填写表") == [headings]
    sheet = book["填写表"]
    assert [cell.value for cell in sheet[1]] == headings
    assert sheet.freeze_panes == "A2"
    assert book["选项"].sheet_state == "hidden"


def test_what_is_needed_stands_out(tmp_path: Path) -> None:
    bold = {cell.value: bool(cell.font.bold) for cell in written(tmp_path, CUSTOMERS)["填写表"][1]}
    assert [heading for heading, needed in bold.items() if needed] == ["客户姓名", "证件号码", "手机"]


def test_cells_are_made_for_what_is_typed(tmp_path: Path) -> None:
    assert formats_below(written(tmp_path, CUSTOMERS)["填写表"], 6) == ["@", "@", "@", "@", "yyyy-mm-dd", "@"]
    parcels = written(tmp_path, PARCELS, "vi", "VN")["Nhập liệu"]
    assert formats_below(parcels, 5) == ["@", "#,##0.00", "@", "#,##0", "General"]


def formats_below(sheet: Any, columns: int) -> list[str]:
    """Number formats of whole columns; equal neighbours are kept as one group."""
    groups = sheet.column_dimensions.values()
    found = {n: group.number_format for group in groups for n in range(group.min, group.max + 1)}
    return [found[n] for n in range(1, columns + 1)]


def test_choices_drop_down_in_the_language_of_the_template(tmp_path: Path) -> None:
    book = written(tmp_path, PARCELS, "vi", "VN")
    (rule,) = book["Nhập liệu"].data_validations.dataValidation
    assert (rule.type, str(rule.sqref), rule.errorStyle) == ("list", "C2:C1048576", "warning")
    assert rule.formula1 == "'Lựa chọn'!$A$1:$A$14"
    listed = [cell.value for cell in book["Lựa chọn"]["A"]]
    assert listed == [words("vi").text(f"land_use.{code}") for code in LAND_USES]
    assert "Đất ở tại nông thôn" in listed


def test_every_heading_says_what_may_stand_below(tmp_path: Path) -> None:
    notes = {cell.value: cell.comment.text for cell in written(tmp_path, CUSTOMERS)["填写表"][1]}
    assert notes["客户姓名"].startswith("必填\n")
    assert notes["证件号码"].startswith("至少填一项：证件号码 / 手机\n")
    assert notes["地址"].startswith("选填\n")
    assert "13800138000" in notes["手机"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_lists_every_column(tmp_path: Path, language: str) -> None:
    said: Words = words(language)
    rows = read_texts_of_guide(tmp_path, PARCELS, said)
    assert [row[0] for row in rows] == [said.text(column.label_key) for column in PARCELS.columns]
    assert said.text("land_use.ONT") in rows[2][3]
    assert all(row[1] and row[2] for row in rows)


def read_texts_of_guide(tmp_path: Path, layout: Layout, said: Words) -> list[list[Any]]:
    write_template(tmp_path / "t.xlsx", layout, said, "VN")
    rows = read_texts(tmp_path / "t.xlsx", said.text("sheet.guide"))
    start = next(number for number, row in enumerate(rows) if row[0] == said.text("sheet.guide_column"))
    return rows[start + 1 :]


def test_examples_are_as_people_of_the_country_write_them() -> None:
    chinese = example_rows(CUSTOMERS, words("zh"), "CN")
    assert chinese[0][:4] == ["张三", "身份证", "11010519491231002X", "13800138000"]
    assert chinese[1][:2] == ["江畔商贸有限公司", "统一社会信用代码"]
    vietnamese = example_rows(CUSTOMERS, words("zh"), "VN")
    assert vietnamese[0][:4] == ["Nguyễn Văn An", "越南公民身份证", "001085012345", "0912345678"]


def test_a_column_without_an_example_in_the_catalogue_brings_its_own() -> None:
    layout = Layout("units", (Column("since_when", "text", any_text, label="column.until", example="left | right"),))
    assert example_rows(layout, words("en"), "VN") == [["left"], ["right"]]


def test_examples_stand_apart_and_say_so(tmp_path: Path) -> None:
    written(tmp_path, CUSTOMERS)
    rows = read_texts(tmp_path / "t.xlsx", "示例")
    assert rows[0][0] == "以下两行仅为示例，导入时不读取本表。"
    assert rows[1][0] == "客户姓名"
    assert rows[2:] == [list(row) for row in example_rows(CUSTOMERS, words("zh"), "CN")]
