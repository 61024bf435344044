"""The first sheet of a report: what it is, of when and by whom, and its figures as tables with a chart each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby, zip_longest
from typing import Any, Final

from deskapp.locale import Words
from deskapp.sheets.look import (
    ACCENT,
    HEADING_HEIGHT,
    QUIET,
    ROW_HEIGHT,
    RULE,
    SERIES,
    Look,
    column_width,
    display_width,
    set_paper,
    shown,
    value_tail,
)
from deskapp.sheets.report import Report, SummaryColumn, SummaryTable
from deskapp.sheets.rows import RowWriter, style_of, text_tail, writable

CHART_ROWS: Final = 40
_CHART_WIDTH: Final = 560
_LEAST_LINES: Final = 11
_MOST_LINES: Final = 26  # a taller chart would be cut by the end of the page
_PIXELS_A_POINT: Final = 96 / 72


def write_summary(book: Any, look: Look, report: Report, words: Words, watermark: str | None) -> None:
    """Write the sheet; it needs no row of the data."""
    sheet = book.add_worksheet(words.text("sheet.summary"))
    sheet.set_default_row(ROW_HEIGHT)
    sheet.hide_gridlines(2)
    for index, width in enumerate(_widths(report, words)):
        sheet.set_column(index, index, width)
    writer = RowWriter(sheet)
    _write_facts(writer, look, report, words)
    for table in report.summary:
        writer.skip()
        first = _write_table(writer, look, table, words)
        if table.chart and table.rows:
            _draw(book, sheet, writer, table, first, words)
    set_paper(sheet, report, words, watermark, repeat_heading=False)


def _write_facts(writer: RowWriter, look: Look, report: Report, words: Words) -> None:
    title = style_of(look.line(bold=True, font_size=16, font_color=ACCENT))
    writer.add([text_tail(title)], [words.text(report.title_key)], 30)
    facts = [
        (words.text("sheet.project"), report.project),
        *report.filters,
        (words.text("sheet.as_of"), _in_its_zone(report.as_of, words)),
        (words.text("sheet.by_whom"), report.by_whom),
    ]
    tails = [text_tail(style_of(look.line(font_color=QUIET))), text_tail(style_of(look.line(num_format="@")))]
    for label, value in facts:
        if value:
            writer.add(tails, [label, value])


def _in_its_zone(moment: datetime, words: Words) -> str:
    """A moment with its zone, for a sheet travels further than the clock it was made by."""
    zone = f"{moment:%z}"
    return f"{words.moment(moment)} (UTC{zone[:3]}:{zone[3:5]})" if zone else words.moment(moment)


def _write_table(writer: RowWriter, look: Look, table: SummaryTable, words: Words) -> int:
    """Title, headings, rows and total; answers the index of the first row of figures."""
    title = style_of(look.line(bold=True, font_size=12))
    writer.add([text_tail(title)], [words.text(table.title_key)], HEADING_HEIGHT)
    if any(column.band for column in table.columns):
        _write_bands(writer, look, table.columns, words)
    tails = [text_tail(style_of(look.heading(column.shape))) for column in table.columns]
    first = writer.add(tails, [words.text(column.heading) for column in table.columns], HEADING_HEIGHT) + 1
    writer.stream([value_tail(look, column, words) for column in table.columns], table.rows)
    if table.total is not None:
        label = text_tail(style_of(look.total("text")))
        tails = [label, *(value_tail(look, column, words, total=True) for column in table.columns[1:])]
        writer.add(tails, [words.text("sheet.total"), *table.total[1:]], ROW_HEIGHT + 2)
    return first


def _write_bands(writer: RowWriter, look: Look, columns: Sequence[SummaryColumn], words: Words) -> None:
    """The headings over neighbouring columns: centred across them, which needs no merged cells."""
    tails, texts = [], []
    plain = text_tail(style_of(look.line()))
    over = text_tail(style_of(look.format(align="center_across", font_color=QUIET, bottom=1, bottom_color=RULE)))
    for band, members in groupby(columns, key=lambda column: column.band):
        size = len(list(members))
        tails += [over if band else plain] * size
        texts += [words.text(band) if band else "", *[""] * (size - 1)]
    writer.add(tails, texts)


def _draw(book: Any, sheet: Any, writer: RowWriter, table: SummaryTable, first: int, words: Words) -> None:
    """The chart at the right of its table; the book streams its cells, so the chart is given what it starts with."""
    stacked = table.chart == "bar-stacked"
    chart = book.add_chart({"type": "bar", "subtype": "stacked"} if stacked else {"type": "column"})
    rows = table.rows[:CHART_ROWS]
    name, last = sheet.get_name(), first + len(rows) - 1
    key = table.columns[0]
    labels = [writable(shown(key, row[0], words)) for row in rows]
    series = [(index, column) for index, column in enumerate(table.columns) if column.charted]
    for number, (index, column) in enumerate(series):
        chart.add_series(
            {
                "name": words.text(column.heading),
                "categories": [name, first, 0, last, 0],
                "values": [name, first, index, last, index],
                "categories_data": labels,
                "values_data": [row[index] or 0 for row in rows],
                "fill": {"color": SERIES[number % len(SERIES)]},
                "gap": max(45, 300 - 40 * len(rows)),
            }
        )
    _style(chart, table, len(series), words)
    row_pixels = ROW_HEIGHT * _PIXELS_A_POINT
    lines = min(max(len(rows) + 4, _LEAST_LINES), _MOST_LINES) if stacked else _LEAST_LINES
    chart.set_size({"width": _CHART_WIDTH, "height": lines * row_pixels})
    sheet.insert_chart(first - 1, len(table.columns), chart, {"x_offset": 24, "object_position": 2})
    writer.skip(max(0, first - 1 + lines - writer.count))


def _style(chart: Any, table: SummaryTable, series: int, words: Words) -> None:
    title = words.text(table.title_key)
    if len(table.rows) > CHART_ROWS:
        title = words.text("sheet.chart_first", title=title, count=CHART_ROWS)
    font = {"size": 9, "color": QUIET}
    stacked = table.chart == "bar-stacked"
    labels: dict[str, Any] = {"num_font": font, "line": {"color": RULE}, "major_tick_mark": "none"}
    values = {
        "num_font": font,
        "num_format": "#,##0",
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": RULE}},
    }
    if stacked:  # the first row at the top, the figures below
        labels |= {"reverse": True, "crossing": "max"}
    chart.set_x_axis(values if stacked else labels)
    chart.set_y_axis(labels if stacked else values)
    chart.set_title({"name": title, "name_font": {"size": 10, "bold": False, "color": QUIET}})
    chart.set_legend({"position": "bottom", "font": font} if series > 1 else {"none": True})
    chart.set_chartarea({"border": {"none": True}})


def _widths(report: Report, words: Words) -> list[float]:
    """One width for a column of the sheet, for all tables that stand in it."""
    labels = [label for label, _ in report.filters]
    labels += [words.text(f"sheet.{fact}") for fact in ("as_of", "by_whom", "project")]
    widths = [max(display_width(label) for label in labels) * 1.05 + 3]
    for table in report.summary:
        lines = [*table.rows, *([table.total] if table.total is not None else [])]
        needed = [_width(column, [row[index] for row in lines], words) for index, column in enumerate(table.columns)]
        widths = [max(pair) for pair in zip_longest(widths, needed, fillvalue=0.0)]
    return widths


def _width(column: SummaryColumn, values: Sequence[Any], words: Words) -> float:
    longest = max((display_width(shown(column, value, words)) for value in values), default=0)
    return column_width(words.text(column.heading), longest)
