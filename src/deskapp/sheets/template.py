"""The workbook that an office fills in: headings, drop-downs, notes, examples on a sheet of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from deskapp.locale import Words
from deskapp.locale import words as words_of
from deskapp.sheets.book import open_book
from deskapp.sheets.column import Column, Country, Layout
from deskapp.sheets.look import (
    ACCENT,
    HEADING_HEIGHT,
    QUIET,
    ROW_HEIGHT,
    Look,
    column_width,
    display_width,
    set_page,
    worded,
)
from deskapp.sheets.replacing import replacing
from deskapp.sheets.rows import RowWriter, column_letters, style_of, text_tail

_EXAMPLE_LANGUAGE: Final[dict[Country, str]] = {"CN": "zh", "VN": "vi"}
_CURRENCY: Final[dict[Country, str]] = {"CN": "CNY", "VN": "VND"}
_LAST_ROW: Final = 1_048_575
_GUIDE_WIDTHS: Final = (22, 26, 58, 58)


def write_template(path: Path, layout: Layout, words: Words, country: Country) -> None:
    """Write the workbook for a kind of sheet; fed in untouched it holds no row.

    Words and headings in the language of ``words``, examples as people of ``country`` write them.
    """
    with replacing(path) as fresh, open_book(fresh) as book:
        look = Look(book, words.language)
        fill = book.add_worksheet(words.text("sheet.fill"))
        examples = book.add_worksheet(words.text("sheet.examples"))
        guide = book.add_worksheet(words.text("sheet.guide"))
        choices = book.add_worksheet(words.text("sheet.choices"))
        rows = example_rows(layout, words, country)
        _write_fill(fill, choices, look, layout, words, country, rows)
        _write_examples(examples, look, layout, words, rows)
        _write_guide(guide, look, layout, words)


def example_rows(layout: Layout, words: Words, country: Country) -> list[list[str]]:
    """Two rows as an office of that country would fill them in."""
    columns = [_examples(column, words, country) for column in layout.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def _examples(column: Column, words: Words, country: Country) -> tuple[str, str]:
    """The catalogue's examples in the country's language, else the column's own; choices in the template's language."""
    local = words_of(_EXAMPLE_LANGUAGE[country])
    first, _, second = (_said("example", column, local) or column.example).partition("|")
    pair = first.strip(), second.strip()
    if not column.choices:
        return pair
    codes = {worded(column, code, local): code for code in column.choices}
    given = [codes.get(text, text) for text in pair]
    known = [code if code in column.choices else column.choices[0] for code in given]
    return worded(column, known[0], words), worded(column, known[1], words)


def _said(about: str, column: Column, words: Words) -> str:
    """What the catalogue says about a column under its label, else under its field name; nothing if neither."""
    keys = (f"{about}.{column.label_key.removeprefix('column.')}", f"{about}.{column.name}")
    return next((words.text(key) for key in keys if key in words), "")


def _write_fill(
    sheet: Any, choices: Any, look: Look, layout: Layout, words: Words, country: Country, rows: list[list[str]]
) -> None:
    """The sheet to fill in: nothing but the headings, so that nothing is taken in by mistake."""
    for index, column in enumerate(layout.columns):  # notes come before the rows that they hang on
        sheet.write_comment(0, index, _note(column, layout, words), {"x_scale": 1.8, "y_scale": 0.9, "font_size": 9})
    _write_headings(RowWriter(sheet), look, layout, words)
    sheet.set_default_row(ROW_HEIGHT)
    sheet.freeze_panes(1, 0)
    lists = _write_choices(choices, layout, words)
    for index, column in enumerate(layout.columns):
        longest = max(display_width(row[index]) for row in rows)
        width = max(column_width(column.heading(words), longest), column.width)
        sheet.set_column(index, index, width, look.field(column.shape, _CURRENCY[country]))
        if column.name in lists:
            _drop_down(sheet, index, lists[column.name], words)
    set_page(sheet, repeat_heading=True)


def _drop_down(sheet: Any, column: int, source: str, words: Words) -> None:
    """The list of a column; another word may stay, for offices know kinds that the program does not."""
    rule = {
        "validate": "list",
        "source": source,
        "input_message": words.text("sheet.choose"),
        "error_type": "warning",
        "error_message": words.text("sheet.not_a_choice"),
    }
    sheet.data_validation(1, column, _LAST_ROW, column, rule)


def _write_headings(writer: RowWriter, look: Look, layout: Layout, words: Words) -> None:
    tails = [
        text_tail(style_of(look.heading(column.shape, required=_is_needed(column, layout))))
        for column in layout.columns
    ]
    writer.add(tails, [column.heading(words) for column in layout.columns], HEADING_HEIGHT)


def _is_needed(column: Column, layout: Layout) -> bool:
    return column.required or any(column.name in group for group in layout.alternatives)


def _write_choices(sheet: Any, layout: Layout, words: Words) -> dict[str, str]:
    """The words to choose from, a column each on a hidden sheet; answers where they stand, by field name."""
    columns = [column for column in layout.columns if column.choices]
    depth = max((len(column.choices) for column in columns), default=0)
    writer = RowWriter(sheet)
    plain = [text_tail(0)] * len(columns)
    for row in range(depth):
        writer.add(
            plain,
            [worded(column, column.choices[row], words) if row < len(column.choices) else "" for column in columns],
        )
    sheet.hide()
    name = sheet.get_name()
    return {
        column.name: f"='{name}'!${column_letters(n)}$1:${column_letters(n)}${len(column.choices)}"
        for n, column in enumerate(columns)
    }


def _need(column: Column, layout: Layout, words: Words) -> str:
    if column.required:
        return words.text("sheet.required")
    for group in layout.alternatives:
        if column.name in group:
            labels = [layout.column(name).heading(words) for name in group]
            return words.text("sheet.one_of", columns=" / ".join(labels))
    return words.text("sheet.optional")


def _hint(column: Column, words: Words) -> str:
    return _said("note", column, words) or words.text(f"note_shape.{column.shape}")


def _note(column: Column, layout: Layout, words: Words) -> str:
    return f"{_need(column, layout, words)}\n{_hint(column, words)}"


def _write_examples(sheet: Any, look: Look, layout: Layout, words: Words, rows: list[list[str]]) -> None:
    """The examples: their note stands above the headings, and no importer looks at a second sheet of itself."""
    sheet.set_default_row(ROW_HEIGHT)
    sheet.set_tab_color("#A7ADB4")
    writer = RowWriter(sheet)
    note = text_tail(style_of(look.line(italic=True, font_color=QUIET)))
    writer.add([note], [words.text("sheet.examples_note")], HEADING_HEIGHT)
    _write_headings(writer, look, layout, words)
    tails = [text_tail(style_of(look.cell(column.shape, italic=True, font_color=QUIET))) for column in layout.columns]
    writer.stream(tails, rows)
    for index, column in enumerate(layout.columns):
        longest = max(display_width(row[index]) for row in rows)
        sheet.set_column(index, index, column_width(column.heading(words), longest))
    set_page(sheet, repeat_heading=False)


def _write_guide(sheet: Any, look: Look, layout: Layout, words: Words) -> None:
    """How to fill it in, on paper too: every column with what may stand in it."""
    sheet.set_default_row(ROW_HEIGHT)
    sheet.hide_gridlines(2)
    writer = RowWriter(sheet)
    kind = words.text(f"import_kind.{layout.kind}")
    title = text_tail(style_of(look.line(bold=True, font_size=16, font_color=ACCENT)))
    writer.add([title], [words.text("sheet.template_title", kind=kind)], 30)
    line = [text_tail(style_of(look.line()))]
    writer.add(line, [words.text("sheet.guide_fill", sheet=words.text("sheet.fill"))])
    writer.add(line, [words.text("sheet.guide_examples", sheet=words.text("sheet.examples"))])
    writer.add(line, [words.text("sheet.guide_text")])
    writer.skip()
    headings = [words.text(f"sheet.guide_{part}") for part in ("column", "need", "note", "choices")]
    writer.add([text_tail(style_of(look.heading()))] * 4, headings, HEADING_HEIGHT)
    wrapped = text_tail(style_of(look.cell("text", text_wrap=True)))
    for column in layout.columns:
        allowed = " / ".join(worded(column, code, words) for code in column.choices)
        cells = [column.heading(words), _need(column, layout, words), _hint(column, words), allowed]
        writer.add([wrapped] * 4, cells, _height(cells))
    for index, width in enumerate(_GUIDE_WIDTHS):
        sheet.set_column(index, index, width)
    set_page(sheet, repeat_heading=False)


def _height(cells: list[str]) -> float:
    """Room for the longest of the wrapped texts, in points."""
    lines = max(-(-display_width(text) // (width - 2)) for text, width in zip(cells, _GUIDE_WIDTHS, strict=True))
    return ROW_HEIGHT + 15 * (max(lines, 1) - 1)
