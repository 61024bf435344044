"""How workbooks look: one accent colour, light rules, fonts of the language, widths, paper."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from deskapp.locale import Language, Words
from deskapp.sheets import rows
from deskapp.sheets.column import Coded, Column
from deskapp.sheets.report import FIGURES, Report, ReportColumn, ReportShape, SummaryColumn

ACCENT: Final = "#1F4E79"
TINT: Final = "#EAF0F6"
RULE: Final = "#DDE3E9"
QUIET: Final = "#6B7480"
SERIES: Final = ("#1F4E79", "#7BA3C9", "#C3D5E6", "#A7ADB4", "#4F7F77", "#D9C9A3", "#8C6D8A", "#5F6770")

HEADING_HEIGHT: Final = 24
ROW_HEIGHT: Final = 18
WIDEST: Final = 46
ONE_LINE: Final = 12
_FONTS: Final = {"zh": "Microsoft YaHei", "vi": "Calibri", "en": "Calibri"}
_PAPER_A4: Final = 9
_HEADER_TEXT: Final = 70


class Look:
    """The formats of one book, made when first asked for."""

    def __init__(self, book: Any, language: Language) -> None:
        self._book = book
        self._language = language
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def format(self, **properties: Any) -> Any:
        """A format of the book with these XlsxWriter properties, in the font of the language."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": _FONTS[self._language], "font_size": 10, "valign": "vcenter"}
            self._made[key] = self._book.add_format(base | properties)
        return self._made[key]

    def heading(self, shape: ReportShape = "text", *, required: bool = True, **more: Any) -> Any:
        """A column's heading, at the side where its values stand; what may be left out is quieter."""
        return self.format(
            bold=required,
            font_color=ACCENT if required else QUIET,
            bg_color=TINT,
            bottom=1,
            bottom_color=ACCENT,
            **_side(shape),
            **more,
        )

    def cell(self, shape: ReportShape, currency: str = "CNY", **more: Any) -> Any:
        """A value of a data sheet or a table."""
        number = number_format(shape, currency, self._language)
        return self.format(num_format=number, bottom=1, bottom_color=RULE, **_side(shape), **more)

    def line(self, **properties: Any) -> Any:
        """A line of text that stands by itself, above a table or beside it."""
        return self.format(**_side("text"), **properties)

    def field(self, shape: ReportShape, currency: str) -> Any:
        """A cell to be filled in: text where leading zeros count, else figures and days."""
        return self.format(num_format=number_format(shape, currency, self._language))

    def total(self, shape: ReportShape, currency: str = "CNY") -> Any:
        """A value of a total row."""
        number = number_format(shape, currency, self._language)
        return self.format(num_format=number, bold=True, top=1, top_color=ACCENT, **_side(shape))


def _side(shape: ReportShape) -> dict[str, Any]:
    """Figures stand at the right, text at the left, both a little off the edge: they do not run into one another."""
    return {"align": "right" if shape in FIGURES else "left", "indent": 1}


def number_format(shape: ReportShape, currency: str, language: Language) -> str:
    """The number format of a shape: real figures and days, everything else as text that stays text when edited."""
    day = "dd/mm/yyyy" if language == "vi" else "yyyy-mm-dd"
    formats: dict[ReportShape, str] = {
        "count": "#,##0",
        "number": "General",
        "money": "#,##0" if currency == "VND" else "#,##0.00",
        "area": "#,##0.00",
        "day": day,
        "moment": f"{day} hh:mm",
    }
    return formats.get(shape, "@")


def worded(column: ReportColumn | SummaryColumn | Column, code: Any, words: Words) -> str:
    """The word for a code of a choice; a code without a word (kept as it was imported) stands for itself."""
    if isinstance(code, Coded):
        return code.name.say(words.language)
    own = getattr(column, "own", None)
    if own is not None and code in own.choices:
        return str(own.choices[code].say(words.language))
    key = f"{column.choice_key}.{code}"
    return words.text(key) if key in words else str(code)


def shown(column: ReportColumn | SummaryColumn, value: Any, words: Words) -> str:
    """A value about as the sheet will show it, to measure it."""
    if value is None:
        return ""
    if column.shape == "choice":
        return worded(column, value, words)
    if column.shape in ("money", "area", "count") and isinstance(value, (int, Decimal)):
        return (
            f"{value:,.2f}" if number_format(column.shape, column.currency, "en").endswith(".00") else f"{value:,.0f}"
        )
    if isinstance(value, datetime):
        return "2026-11-22 09:41"
    if isinstance(value, date):
        return "2026-11-22"
    return str(value)


def value_tail(look: Look, column: ReportColumn | SummaryColumn, words: Words, *, total: bool = False) -> rows.Tail:
    """How the values of a column are written."""
    cell_format = look.total if total else look.cell
    style = rows.style_of(cell_format(column.shape, column.currency))
    match column.shape:
        case "choice":
            return rows.worded_tail(style, lambda code: "" if code is None else worded(column, code, words))
        case "number" | "count" | "money" | "area":
            return rows.number_tail(style)
        case "day" | "moment":
            return rows.day_tail(style)
        case "text":
            return rows.remembered(rows.text_tail(style))
        case _:
            return rows.text_tail(style)


def display_width(text: str) -> int:
    """Columns that a text takes where a Chinese character takes two."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def column_width(heading: str, longest: int, *, wraps: bool = False) -> float:
    """The width for a column: its heading with the filter's arrow, and the longest value that was seen.

    ``wraps`` lets a long heading stand in two lines, so that a wide sheet is printed less small.
    """
    room = heading_room(heading) if wraps else display_width(heading)
    return min(max(room * 1.1 + 4, longest * 1.18 + 3, 8), WIDEST)


def heading_room(heading: str) -> int:
    """The width of the longer line of a heading, which is parted at a blank where it is long."""
    whole = display_width(heading)
    if whole <= ONE_LINE:
        return whole
    blanks = [place for place, sign in enumerate(heading) if sign == " "]
    return min([whole, *(max(display_width(heading[:cut]), display_width(heading[cut + 1 :])) for cut in blanks)])


def set_page(sheet: Any, *, repeat_heading: bool) -> None:
    """Landscape A4, one page wide, the first row again on every page where it is the heading."""
    sheet.set_paper(_PAPER_A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.65)
    sheet.fit_to_pages(1, 0)
    if repeat_heading:
        sheet.repeat_rows(0)


def set_paper(sheet: Any, report: Report, words: Words, watermark: str | None, *, repeat_heading: bool) -> None:
    """The page of a report: title and day above, page numbers below, the watermark in grey at the top."""
    set_page(sheet, repeat_heading=repeat_heading)
    title = " · ".join(part for part in (report.project, words.text(report.title_key)) if part)
    as_of = words.text("sheet.as_of_line", moment=report.as_of)
    mark = f"&C&9&KA6A6A6 {_paper_text(watermark)}" if watermark else ""
    sheet.set_header(f"&L&9 {_paper_text(title)}{mark}&R&9 {_paper_text(as_of)}")
    by_whom = words.text("sheet.by_whom_line", name=report.by_whom)
    sheet.set_footer(f"&L&9 {_paper_text(by_whom)}&R&9 {words.text('sheet.page_line')}")


def _paper_text(text: str) -> str:
    """A text inside a header, where & is a command; all three together may not pass 255 signs."""
    return " ".join(rows.writable(text).split()).replace("&", "&&")[:_HEADER_TEXT].rstrip("&")
