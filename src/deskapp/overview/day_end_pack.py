"""The evening pack: a Word document that tomorrow can be worked with, should the computer stay dark.

Everything that is to be counted and closed, whom tomorrow is about, the envelope for the cash, and blank forms with
numbers of their own. Loads the library for documents: import it only where a pack is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from deskapp.errors import DeskError
from deskapp.locale import Words
from deskapp.messages.letters import plain
from deskapp.overview.day_end import DayEnd
from deskapp.overview.day_end_words import Section
from deskapp.settings import write_whole

_FONT: Final = "Times New Roman"
_EAST: Final = "宋体"
_WIDTH: Final = 17.0
"""Centimetres between the margins of an A4 page."""
_MARK: Final = "\u2063number\u2063"
_PAPERS: Final = 8
_FORM: Final = (
    ("arrived", "clerk"), ("name", "phone"), ("id_kind", "id_number"), ("place", "matter"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pack:
    """What the pack is made of besides the lists: the office, whose hands it is from, the numbers of the forms."""

    office: str
    clerk: str
    made_at: str
    forms: Sequence[str] = ()


def write_pack(target: Path, end: DayEnd, found: Iterable[Section], pack: Pack, words: Words) -> None:
    """Write the document, readable by its owner alone. Raises ``sheet.not_written``."""
    paper = _Paper(words)
    paper.line(words.text("dayend.pack_title", office=pack.office, day=words.day(end.day)), size=16, bold=True)
    paper.line(words.text("dayend.pack_made", clerk=pack.clerk, moment=pack.made_at), size=9)
    for part in found:
        paper.section(part)
    paper.page()
    _envelope(paper, end)
    _forms(paper, pack)
    content = BytesIO()
    paper.document.save(content)
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(target, content.getvalue())
    except OSError as error:
        raise DeskError("sheet.not_written", path=str(target), reason=error.strerror or "") from None


class _Paper:
    """A document being written."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.document: Any = docx.Document()
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = _FONT, Pt(11)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), _EAST)
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin = section.bottom_margin = Cm(1.6)

    def line(self, text: str, *, size: float = 11, bold: bool = False, align: Any = ALIGN.LEFT) -> Any:
        """A paragraph."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment = align
        paragraph.paragraph_format.space_after = Pt(3)
        run = paragraph.add_run(plain(text, self.words))
        run.bold, run.font.size = bold or None, Pt(size)
        return paragraph

    def page(self) -> None:
        """Go on on a new page."""
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def section(self, part: Section) -> None:
        """A list with its name, and a box before each line to tick."""
        words = self.words
        if not part.entries:
            self.line(words.text("dayend.none", what=part.title))
            return
        self.line(part.title, bold=True).paragraph_format.keep_with_next = True
        columns = max(len(entry.cells) for entry in part.entries)
        rows = [("☐", *entry.cells, *[""] * (columns - len(entry.cells))) for entry in part.entries]
        self.table(rows, (0.8, *[(_WIDTH - 0.8) / columns] * columns))
        if part.more:
            self.line(words.text("dayend.more", count=part.more))

    def table(self, rows: Sequence[Sequence[str]], widths: Sequence[float], *, high: float = 0) -> None:
        """A table with lines; ``high`` centimetres for rows that are written in by hand."""
        table = self.document.add_table(rows=len(rows), cols=len(widths))
        table.style, table.autofit = "Table Grid", False
        # cells of a table are found anew at every look: once is enough
        for column, wide in zip(table.columns, widths, strict=True):
            column.width = Cm(wide)
        cells = table._cells
        for place, text in enumerate(text for row in rows for text in row):
            cells[place].width = Cm(widths[place % len(widths)])
            if text:
                cells[place].paragraphs[0].add_run(plain(text, self.words))
        if high:
            for row in table.rows:
                row.height = Cm(high)
        self.document.add_paragraph().paragraph_format.space_after = Pt(2)


def _envelope(paper: _Paper, end: DayEnd) -> None:
    """The sheet that goes into the envelope with the day's money."""
    words = paper.words
    text = words.text
    paper.line(text("dayend.envelope", day=words.day(end.day)), size=14, bold=True, align=ALIGN.CENTER)
    heads = [text(f"dayend.envelope_{name}") for name in ("method", "book", "receipts", "counted", "difference")]
    rows = [
        (text(f"method.{line.method}"), words.money(line.net, line.currency), str(line.receipts),
         "" if line.counted is None else words.money(line.counted, line.currency), "")
        for line in end.book.lines
    ]  # fmt: skip
    paper.table([heads, *rows, *[[""] * 5] * (2 if rows else 4)], (3.4, 4.4, 2.4, 3.6, 3.2), high=0.9)
    paper.line(text("dayend.envelope_signed"))
    paper.line(text("dayend.notes"), bold=True)
    paper.table([[""]] * 6, (_WIDTH,), high=0.9)


def _forms(paper: _Paper, pack: Pack) -> None:
    """The blank forms, a page each: drawn once, then copied with other numbers."""
    if not pack.forms:
        return
    body = paper.document.element.body
    there = len(body)
    _form(paper, pack)
    # the last element of a body is its section
    drawn = list(body)[there - 1 : -1]
    for number in pack.forms:
        for element in drawn:
            fresh = deepcopy(element)
            for run in fresh.iter(qn("w:t")):
                if run.text and _MARK in run.text:
                    run.text = run.text.replace(_MARK, number)
            body.insert(len(body) - 1, fresh)
    for element in drawn:
        body.remove(element)


def _form(paper: _Paper, pack: Pack) -> None:
    text = paper.words.text
    top = paper.document.add_paragraph()
    top.paragraph_format.page_break_before = True
    top.paragraph_format.space_after = Pt(3)
    top.add_run(plain(pack.office, paper.words)).font.size = Pt(10)
    title = paper.line(text("dayend.form_title"), size=15, bold=True, align=ALIGN.CENTER)
    title.add_run("    ").font.size = Pt(15)
    number = title.add_run(_MARK)
    number.bold, number.font.size = True, Pt(15)
    rows = [(text(f"dayend.form_{left}"), "", text(f"dayend.form_{right}"), "") for left, right in _FORM]
    paper.table(rows, (3.0, 5.5, 3.0, 5.5), high=1.0)
    paper.table([[text("dayend.form_need")]], (_WIDTH,), high=4.2)
    heads = [text(f"dayend.form_paper_{name}") for name in ("name", "original", "copy", "note")]
    paper.table([heads, *[[""] * 4] * _PAPERS], (7.0, 2.0, 2.0, 6.0), high=0.85)
    money = [text(f"dayend.form_money_{name}") for name in ("amount", "method", "slip")]
    paper.table([[money[0], "", money[1], "", money[2], ""]], (2.4, 3.3, 2.4, 3.0, 2.4, 3.5), high=1.0)
    paper.line(text("dayend.form_signed"))
    paper.line(text("dayend.form_later"), size=9)
