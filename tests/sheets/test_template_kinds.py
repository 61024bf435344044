"""The template of every kind goes through the product's own reader: untouched it is empty, its examples are right."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from tests.sheets.writing_ground import make_report

from deskapp.locale import LANGUAGES, words
from deskapp.sheets.book import write_book
from deskapp.sheets.cleaning import CleanChunk, clean
from deskapp.sheets.column import Context, Country, Layout
from deskapp.sheets.mapping import Mapping, find_headings
from deskapp.sheets.reading import read_file
from deskapp.sheets.report import ReportColumn
from deskapp.sheets.template import example_rows, write_template
from deskapp.wiring import SHEET_KINDS, sheet_kinds

COUNTRIES: tuple[Country, ...] = ("CN", "VN")


def layout_of(kind: str) -> Layout:
    return sheet_kinds()[kind].layout


def taken_in(
    path: Path, layout: Layout, country: Country, sheet: str | None = None
) -> tuple[Mapping, list[CleanChunk]]:
    with read_file(path, spool_dir=path.parent / "spool", sheet=sheet, country=country) as spool:
        mapping = find_headings(spool, layout, maps={})
        return mapping, list(clean(spool, mapping, Context(country)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "t.xlsx"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", SHEET_KINDS)
def test_untouched_it_holds_nothing(path: Path, kind: str, language: str) -> None:
    layout = layout_of(kind)
    write_template(path, layout, words(language), "CN")
    mapping, chunks = taken_in(path, layout, "CN")
    assert (mapping.sheet, mapping.header_row) == (words(language).text("sheet.fill"), 1)
    assert tuple(column.name for _, column in mapping.columns) == layout.names
    assert mapping.unknown == ()
    assert sum(len(chunk.rows) for chunk in chunks) == 0


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("kind", SHEET_KINDS)
def test_its_examples_would_be_taken(path: Path, kind: str, country: Country) -> None:
    layout, language = layout_of(kind), "zh" if country == "VN" else "vi"
    write_template(path, layout, words(language), country)
    _, chunks = taken_in(path, layout, country, words(language).text("sheet.examples"))
    assert [problem for chunk in chunks for problem in chunk.problems] == []
    assert sum(len(chunk.rows) for chunk in chunks) == 2
    for column, example in zip(layout.columns, example_rows(layout, words(language), country)[0], strict=True):
        assert example or not column.required


def test_an_export_is_fed_in_again(path: Path) -> None:
    layout = layout_of("units")
    columns = tuple(ReportColumn.of(column) for column in layout.columns)
    values = {
        "project": "滨江壹号", "building": "3", "entrance": "2", "room": "1501", "floor": 15, "kind": "dwelling",
        "area": Decimal("98.76"), "total_price": Decimal("1007352.00"),
    }  # fmt: skip
    write_book(path, make_report([tuple(values.get(column.name) for column in columns)], columns), words("zh"))
    mapping, chunks = taken_in(path, layout, "CN")
    assert mapping.sheet == "数据"
    assert mapping.unknown == ()
    assert [problem for chunk in chunks for problem in chunk.problems] == []
    (chunk,) = chunks
    assert {name: read for name, (read,) in chunk.values.items() if read is not None} == values
