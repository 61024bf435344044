"""Cells: whatever text comes, a workbook holds it as text and reads back as it was."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sheets.writing_ground import AS_OF, open_sheets, read_texts, text_report

from deskapp.locale import words
from deskapp.sheets.book import write_book
from deskapp.sheets.rows import CELL_TEXT, column_letters, day_tail, fitted, number_tail, text_tail, writable

HOSTILE = [
    "=1+1",
    "+84912345678",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "http://example.com",
    "[/b]",
    "[@click=app.quit]x[/]",
    "<r>rich</r>",
    "</t></is></c><c>",
    "&amp; < >",
    "_x0041_",
    "  keep  ",
    "Nguyễn",
    "e\u0301",
    "𠮷野家",
    "line\nline",
    "00123",
    "110105194912310021",
]


def read_back(path: Path, texts: list[str]) -> list[str]:
    write_book(path, text_report(texts), words("en"))
    return [str(row[0]) for row in read_texts(path, "Data")[1:]]


def test_hostile_texts_come_back_as_they_were(tmp_path: Path) -> None:
    assert read_back(tmp_path / "a.xlsx", HOSTILE) == HOSTILE


def test_no_text_becomes_a_formula_a_link_or_a_figure(tmp_path: Path) -> None:
    write_book(tmp_path / "a.xlsx", text_report(HOSTILE), words("en"))
    sheet = open_sheets(tmp_path / "a.xlsx")["Data"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}
    assert [cell.hyperlink for cell in cells if cell.hyperlink] == []


@settings(max_examples=40)
@given(texts=st.lists(st.text(min_size=1), min_size=1, max_size=20))
def test_any_text_comes_back(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    assert read_back(tmp_path_factory.mktemp("any") / "a.xlsx", texts) == [fitted(text) for text in texts]


@given(text=st.text())
def test_only_what_no_sheet_can_hold_is_dropped(text: str) -> None:
    kept = writable(text)
    assert kept == "".join(
        sign
        for sign in text
        if sign in "\t\n\r" or (sign >= " " and not "\ud800" <= sign <= "\udfff" and sign not in "\ufffe\uffff")
    )


@pytest.mark.parametrize("sign", ["文", "a", "𠮷"])
def test_long_text_is_cut_with_a_mark(sign: str) -> None:
    cut = fitted(sign * 40_000)
    assert len(cut.encode("utf-16-le")) // 2 in (CELL_TEXT, CELL_TEXT - 1)
    assert cut == sign * (len(cut) - 1) + "…"
    assert fitted(sign * 10_000) == sign * 10_000


@pytest.mark.parametrize(("number", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_letters_of_columns(number: int, letters: str) -> None:
    assert column_letters(number) == letters


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1007352.00"), "1007352.00"),
        (Decimal("1E+6"), "1000000"),
        (Decimal("-0.01"), "-0.01"),
        (-1, "-1"),
        (21_474_836_480, "21474836480"),
        (12.5, "12.5"),
    ],
)
def test_figures_are_written_plainly(value: Decimal | float, written: str) -> None:
    assert number_tail(7)(value) == f' s="7"><v>{written}</v></c>'


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), float("nan"), "壹拾万"])
def test_what_is_no_figure_stays_text(value: object) -> None:
    assert number_tail(7)(value) == text_tail(7)(value)
    assert 't="inlineStr"' in number_tail(7)(value)


@pytest.mark.parametrize(
    ("day", "serial"), [(date(1900, 3, 1), 61), (date(2000, 1, 1), 36526), (date(2026, 11, 22), 46348)]
)
def test_days_are_real_dates(day: date, serial: int) -> None:
    assert day_tail(3)(day) == f' s="3"><v>{serial}</v></c>'


def test_moments_keep_their_time_and_old_days_stay_text() -> None:
    found = re.search("<v>(.*)</v>", day_tail(3)(AS_OF.replace(hour=18, minute=0)))
    assert found is not None
    assert Decimal(found[1]) == Decimal("46348.75")
    assert ">1899-05-04<" in day_tail(3)(date(1899, 5, 4))
    assert ">1899-05-04 09:41<" in day_tail(3)(AS_OF.replace(1899, 5, 4))
