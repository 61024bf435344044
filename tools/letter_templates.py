"""Writes the letters that come with the program into ``src/deskapp/messages/templates/``: run it after a change here.

The words are in ``letter_texts_*.py`` and ``letter_forms_*.py``, the looks in ``letter_parts.py``. The same words make
the same bytes, so that a test can see whether the committed templates are these.
"""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Cm

import letter_area
import letter_buyers
import letter_changes
import letter_complaints
import letter_forms_vi
import letter_forms_zh
import letter_handover_day
import letter_handover_plan
import letter_keys
import letter_orders
import letter_rectification
import letter_texts_en
import letter_texts_vi
import letter_texts_zh
from letter_parts import TEXT_WIDTH, Page, page_number, rule_below
from letter_spec import Letter

TEMPLATES = Path(__file__).resolve().parent.parent / "src" / "deskapp" / "messages" / "templates"
LETTERS: Mapping[str, tuple[Letter, ...]] = {
    "zh": (
        *letter_texts_zh.LETTERS,
        *letter_area.ZH,
        *letter_buyers.ZH,
        *letter_changes.ZH,
        *letter_complaints.ZH,
        *letter_handover_day.ZH,
        *letter_handover_plan.ZH,
        *letter_keys.ZH,
        *letter_orders.ZH,
        *letter_rectification.ZH,
        *letter_forms_zh.LETTERS,
    ),
    "vi": (
        *letter_texts_vi.LETTERS,
        *letter_area.VI,
        *letter_buyers.VI,
        *letter_changes.VI,
        *letter_complaints.VI,
        *letter_handover_day.VI,
        *letter_handover_plan.VI,
        *letter_keys.VI,
        *letter_orders.VI,
        *letter_rectification.VI,
        *letter_forms_vi.LETTERS,
    ),
    "en": (
        *letter_texts_en.LETTERS,
        *letter_area.EN,
        *letter_buyers.EN,
        *letter_changes.EN,
        *letter_complaints.EN,
        *letter_handover_day.EN,
        *letter_handover_plan.EN,
        *letter_keys.EN,
        *letter_orders.EN,
        *letter_rectification.EN,
    ),
}
DATED = {
    "zh": "{{ place }}　{{ day_long }}",
    "vi": "{{ place }}{% if place %}, {% endif %}{{ day_long }}",
    "en": "{{ place }}{% if place %}, {% endif %}{{ day_long }}",
}
UNUSED_PARTS = {"stylesWithEffects", "customXml", "numbering", "webSettings", "thumbnail"}
PACKED = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Frame:
    """What stands around every letter of a language."""

    phone: str
    number: str
    tracking: str
    page: str


FRAMES = {
    "zh": Frame("电话：", "编号：", "查询码：", "第 {} 页"),
    "vi": Frame("ĐT: ", "Số: ", "Mã tra cứu: ", "Trang {}"),
    "en": Frame("Phone: ", "No.: ", "Tracking code: ", "Page {}"),
}


def office_lines(page: Page, cell: Any, align: ALIGN) -> None:
    """Who writes: the office's name, address and phone."""
    frame = FRAMES[page.language]
    page.line("{{ office_name }}", place=cell, bold=True, align=align, after=0)
    page.line("{{ office_address }}", place=cell, size=10, align=align, after=0)
    phone = f"{{% if office_phone %}}{frame.phone}{{{{ office_phone }}}}{{% endif %}}"
    page.line(phone, place=cell, size=10, align=align, after=0)


def draw_head(page: Page, letter: Letter) -> None:
    """The head: national motto on Vietnamese papers, office and number on the others; then the title."""
    frame = FRAMES[page.language]
    number = f"{{% if case_number %}}{frame.number}{{{{ case_number }}}}{{% endif %}}"
    if letter.form:
        page.line("{{ form_number }}", italic=True, size=10, align=ALIGN.RIGHT, after=0)
        page.line("{{ form_basis }}", italic=True, size=10, align=ALIGN.RIGHT, after=2)
    if page.language == "vi":
        widths = (7.0, 10.0)
        left, right = page.row(page.grid(widths, borders=False), widths)
        if letter.form:
            page.line("", place=left, after=0)
        else:
            office_lines(page, left, ALIGN.CENTER)
            page.line(number, place=left, size=11, align=ALIGN.CENTER, after=0)
        page.line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", place=right, bold=True, size=12, align=ALIGN.CENTER, after=0)
        page.line("Độc lập - Tự do - Hạnh phúc", place=right, bold=True, align=ALIGN.CENTER, after=0)
        page.line("———————", place=right, align=ALIGN.CENTER, after=0)
        if not letter.form:
            page.line(DATED[page.language], italic=True, align=ALIGN.RIGHT, before=4, after=0)
    elif not letter.form:
        widths = (10.5, 6.5)
        left, right = page.row(page.grid(widths, borders=False), widths)
        office_lines(page, left, ALIGN.LEFT)
        page.line(number, place=right, size=10.5, align=ALIGN.RIGHT, after=0)
        page.line(DATED[page.language], place=right, size=10.5, align=ALIGN.RIGHT, after=0)
        rule_below(page.line("", after=0))
    page.line("{{ reprint }}", italic=True, size=10, align=ALIGN.RIGHT, after=0)
    page.line(
        letter.title,
        bold=True,
        size=18 if page.language == "zh" else 14 if letter.form else 16,
        align=ALIGN.CENTER,
        before=4,
        after=2,
    )
    if letter.subtitle:
        page.line(letter.subtitle, italic=page.language != "zh", align=ALIGN.CENTER, after=8)
    else:
        page.gap()


def draw_foot(page: Page) -> None:
    """The foot of every page: the number as bars for the scanner, in figures for people, the page."""
    frame = FRAMES[page.language]
    footer = page.document.sections[0].footer
    widths = (6.5, 7.0, TEXT_WIDTH - 13.5)
    table = page.grid(widths, borders=False, place=footer)
    bars, words, count = page.row(table, widths)
    page.line("{{ barcode }}", place=bars, after=0)
    page.line("{{ barcode_number }}", place=words, size=9, after=0)
    tracking = f"{{% if tracking_code %}}{frame.tracking}{{{{ tracking_code }}}}{{% endif %}}"
    page.line(tracking, place=words, size=9, after=0)
    before, after = frame.page.split("{}")
    paragraph = page.line(before, place=count, size=9, align=ALIGN.RIGHT, after=0)
    page_number(paragraph)
    if after:
        paragraph.add_run(after).font.size = paragraph.runs[0].font.size
    # the paragraph that every footer begins with would stand empty above the table
    empty = footer.paragraphs[0]._p
    empty.getparent().remove(empty)
    page.line("", place=footer, size=2, after=0) if footer.paragraphs else footer.add_paragraph()


def drop_parts(page: Page) -> None:
    """What the library's empty document brings along and no letter uses: nine tenths of the file."""
    for part in (page.document.part, page.document.part.package):
        for number, relation in list(part.rels.items()):
            if relation.reltype.rpartition("/")[2] in UNUSED_PARTS:
                del part.rels[number]


def make_template(language: str, letter: Letter) -> bytes:
    """The template as a file, the same bytes every time."""
    page = Page(language)
    page.document.core_properties.title = letter.title
    page.document.core_properties.author = ""
    page.document.core_properties.comments = ""
    page.document.core_properties.keywords = ""
    page.document.sections[0].footer_distance = Cm(0.8)
    drop_parts(page)
    draw_head(page, letter)
    for part in letter.parts:
        part.draw(page)
    draw_foot(page)
    out = BytesIO()
    page.document.save(out)
    return _settled(out.getvalue())


def _settled(content: bytes) -> bytes:
    """The same file without the moment it was packed."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as packed, zipfile.ZipFile(out, "w") as settled:
        for part in packed.namelist():
            settled.writestr(zipfile.ZipInfo(part, PACKED), packed.read(part), zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def every_template() -> Iterator[tuple[Path, bytes]]:
    """Each template with its place below ``TEMPLATES``."""
    for language, letters in LETTERS.items():
        for letter in letters:
            yield Path(language) / f"{letter.name}.docx", make_template(language, letter)


def main() -> int:
    """Write all of them, and take away what is none of them."""
    written = set()
    for place, content in every_template():
        target = TEMPLATES / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        written.add(target)
    for old in set(TEMPLATES.rglob("*.docx")) - written:
        old.unlink()
    print(f"{len(written)} templates, {sum(path.stat().st_size for path in written) // 1024} KiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
