"""The parts of the shipped letters, drawn with python-docx: headers, pairs, tables, signatures, footer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import docx
from docx.enum.section import WD_ORIENTATION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

# Fonts that office machines in both countries have.
FONTS = {"zh": ("Times New Roman", "宋体"), "vi": ("Times New Roman", "宋体"), "en": ("Times New Roman", "宋体")}
SIZES = {"zh": 12, "vi": 13, "en": 12}
LANGUAGE_TAGS = {"zh": "zh-CN", "vi": "vi-VN", "en": "en-GB"}
KEPT_STYLES = {"Normal", "Default Paragraph Font", "Normal Table", "Table Grid", "Header", "Footer", "No List"}
_LONE = re.compile(r"\{\{ (\w+) \}\}")
TEXT_WIDTH = 17.0
"""Centimetres between the margins of an A4 page."""


class Page:
    """A letter being drawn in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.document = docx.Document()
        _plain_styles(self.document, language)
        section = self.document.sections[0]
        section.orientation = WD_ORIENTATION.PORTRAIT
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin, section.bottom_margin = Cm(1.8), Cm(1.8)
        section.footer_distance = Cm(0.8)

    def line(
        self, text: str, *, place: Any = None, bold: bool = False, italic: bool = False, size: float = 0,
        align: ALIGN = ALIGN.LEFT, before: float = 0, after: float = 3, indent: float = 0,
    ) -> Any:  # fmt: skip
        """A paragraph; ``place`` is the cell or footer that it stands in, with its first empty paragraph used."""
        holder = place if place is not None else self.document
        fresh = holder is self.document or holder.paragraphs[0].runs
        paragraph = holder.add_paragraph() if fresh else holder.paragraphs[0]
        paragraph.alignment = align
        spacing = paragraph.paragraph_format
        spacing.space_before, spacing.space_after = Pt(before), Pt(after)
        if indent:
            spacing.first_line_indent = Cm(indent)
        run = paragraph.add_run(text)
        run.bold, run.italic = bold or None, italic or None
        if size:
            run.font.size = Pt(size)
        return paragraph

    def gap(self, points: float = 6) -> None:
        """A little room below a table, which has none of its own."""
        paragraph = self.line("", after=0)
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        paragraph.paragraph_format.line_spacing = Pt(points)

    def grid(self, widths: Sequence[float], *, borders: bool, place: Any = None) -> Any:
        """An empty table of these columns, in centimetres."""
        if place is None:
            table = self.document.add_table(rows=0, cols=len(widths))
        else:
            table = place.add_table(0, len(widths), Cm(sum(widths)))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        if borders:
            table.style = "Table Grid"
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        return table

    def row(self, table: Any, widths: Sequence[float]) -> list[Any]:
        """A row of that table; its cells, as wide as their columns."""
        cells = list(table.add_row().cells)
        for cell, width in zip(cells, widths, strict=True):
            cell.width = Cm(width)
        keep_row(table.rows[-1])
        return cells


class Part(Protocol):
    """Something that is drawn on a page."""

    def draw(self, page: Page) -> None: ...


@dataclass(frozen=True)
class Text:
    """A paragraph of running text, its first line set in as the language does."""

    text: str
    bold: bool = False
    italic: bool = False
    align: ALIGN = ALIGN.JUSTIFY
    indent: bool = True

    def draw(self, page: Page) -> None:
        lone = _LONE.fullmatch(self.text)
        if lone:
            # an empty one would leave an empty line
            page.line(f"{{%p if {lone[1]} %}}")
        centred = self.align == ALIGN.CENTER
        indent = 0.0 if not self.indent or centred else 0.85 if page.language == "zh" else 1.0
        page.line(self.text, bold=self.bold, italic=self.italic, align=self.align, indent=indent, after=4)
        if lone:
            page.line("{%p endif %}")


@dataclass(frozen=True)
class Heading:
    """A bold line above what belongs to it."""

    text: str

    def draw(self, page: Page) -> None:
        page.line(self.text, bold=True, before=4, after=3).paragraph_format.keep_with_next = True


@dataclass(frozen=True)
class Pairs:
    """Labels with their values, one or two pairs a line."""

    pairs: tuple[tuple[str, str], ...]
    columns: int = 1
    label: float = 4.2
    boxed: bool = False

    def draw(self, page: Page) -> None:
        value = TEXT_WIDTH / self.columns - self.label
        widths = (self.label, value) * self.columns
        table = page.grid(widths, borders=self.boxed)
        for start in range(0, len(self.pairs), self.columns):
            cells = page.row(table, widths)
            for place, (label, text) in enumerate(self.pairs[start : start + self.columns]):
                page.line(label, place=cells[2 * place], after=2)
                page.line(text, place=cells[2 * place + 1], after=2)
        page.gap()


@dataclass(frozen=True)
class Table:
    """Rows of one of the letter's tables: heading, column and width of each."""

    name: str
    columns: tuple[tuple[str, str, float], ...]
    total: tuple[str, str] | None = None

    def draw(self, page: Page) -> None:
        wide = sum(width for _, _, width in self.columns)
        widths = [width * TEXT_WIDTH / wide for _, _, width in self.columns]
        table = page.grid(widths, borders=True)
        for cell, (heading, _, _) in zip(page.row(table, widths), self.columns, strict=True):
            page.line(heading, place=cell, bold=True, align=ALIGN.CENTER, after=1)
        repeat_heading(table.rows[0])
        page.line(f"{{%tr for row in {self.name} %}}", place=page.row(table, widths)[0])
        for cell, (_, column, _) in zip(page.row(table, widths), self.columns, strict=True):
            align = {"no": ALIGN.CENTER, "count": ALIGN.CENTER, "amount": ALIGN.RIGHT}.get(column, ALIGN.LEFT)
            page.line(f"{{{{ row.{column} }}}}", place=cell, align=align, after=1)
        page.line("{%tr endfor %}", place=page.row(table, widths)[0])
        if self.total:
            cells = page.row(table, widths)
            page.line(self.total[0], place=cells[0].merge(cells[-2]), bold=True, align=ALIGN.RIGHT, after=1)
            page.line(self.total[1], place=cells[-1], bold=True, align=ALIGN.RIGHT, after=1)
        page.gap()


@dataclass(frozen=True)
class Boxes:
    """An empty table to be filled in by hand: a heading row and so many blank rows."""

    columns: tuple[tuple[str, float], ...]
    rows: tuple[str, ...]

    def draw(self, page: Page) -> None:
        wide = sum(width for _, width in self.columns)
        widths = [width * TEXT_WIDTH / wide for _, width in self.columns]
        table = page.grid(widths, borders=True)
        for cell, (heading, _) in zip(page.row(table, widths), self.columns, strict=True):
            page.line(heading, place=cell, bold=True, align=ALIGN.CENTER, after=1)
        for label in self.rows:
            cells = page.row(table, widths)
            page.line(label, place=cells[0], after=1)
            for cell in cells[1:]:
                page.line("□", place=cell, align=ALIGN.CENTER, after=1)
        page.gap()


@dataclass(frozen=True)
class Signatures:
    """Who signs, side by side: title, what to write below it, the printed name."""

    people: tuple[tuple[str, str, str], ...]
    room: float = 46

    def draw(self, page: Page) -> None:
        widths = [TEXT_WIDTH / len(self.people)] * len(self.people)
        table = page.grid(widths, borders=False)
        for cell, (title, note, name) in zip(page.row(table, widths), self.people, strict=True):
            page.line(title, place=cell, bold=True, align=ALIGN.CENTER, before=8, after=0)
            page.line(note, place=cell, italic=True, size=SIZES[page.language] - 2, align=ALIGN.CENTER, after=0)
            page.line(name, place=cell, align=ALIGN.CENTER, before=self.room, after=0)


def keep_row(row: Any) -> None:
    """A row is not torn apart by the end of a page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def repeat_heading(row: Any) -> None:
    """The row stands again at the top of the next page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def page_number(paragraph: Any) -> None:
    """The number of the page, kept by Word, at the end of a paragraph."""
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(9)
        if kind:
            sign = OxmlElement("w:fldChar")
            sign.set(qn("w:fldCharType"), kind)
        else:
            sign = OxmlElement("w:instrText")
            sign.text = text
        run._r.append(sign)


def rule_below(paragraph: Any) -> None:
    """A line under a paragraph."""
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "8"), ("space", "1"), ("color", "auto")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _plain_styles(document: Any, language: str) -> None:
    """The few styles that the letters use, in the language's fonts; the rest would only make the files large."""
    for style in list(document.styles):
        if style.name not in KEPT_STYLES:
            style.element.getparent().remove(style.element)
    latin, eastern = FONTS[language]
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = latin, Pt(SIZES[language])
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for name, font in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", eastern)):
        fonts.set(qn(f"w:{name}"), font)
    tag = OxmlElement("w:lang")
    tag.set(qn("w:val"), LANGUAGE_TAGS[language])
    tag.set(qn("w:eastAsia"), "zh-CN")
    normal.element.rPr.append(tag)
    for style in document.styles.element.findall(qn("w:latentStyles")):
        document.styles.element.remove(style)
