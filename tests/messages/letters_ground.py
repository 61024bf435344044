"""What letters are tested with: values that can be found again, and templates that an office might write."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from deskapp.messages.barcode import make_number
from deskapp.messages.letter_kinds import LetterKind
from deskapp.settings import Home, find_home

AUTOMATIC = ("day", "day_long", "reprint", "barcode_number")
CASE = 1234


def home_at(folder: Path) -> Home:
    return find_home(folder)


def sample(kind: LetterKind) -> dict[str, Any]:
    """Every text and every cell of the letter, each with a value of its own."""
    data: dict[str, Any] = {name: f"«{name}»" for name in kind.all_texts if name not in AUTOMATIC}
    for table, columns in kind.all_tables.items():
        data[table] = [
            {name: f"«{table} {name} {row}»" for name in columns if name != "no"} for row in ("first", "second")
        ]
    return {**data, "barcode_number": make_number(CASE), "fields": {"boat_name": "«boat_name»"}}


def parts_of(file: Path) -> Iterator[Any]:
    """The body and the footers of a document, as trees."""
    document = docx.Document(str(file))
    yield document.element.body
    for section in document.sections:
        yield section.footer._element


def text_of(file: Path) -> str:
    """All that can be read in a letter; a break inside a paragraph is a line's end."""
    paragraphs = [paragraph for part in parts_of(file) for paragraph in part.iter(qn("w:p"))]
    return "\n".join("".join(map(_piece, paragraph.iter(qn("w:t"), qn("w:br")))) for paragraph in paragraphs)


def _piece(piece: Any) -> str:
    return piece.text or "" if piece.tag == qn("w:t") else "\n"


def pictures_of(file: Path) -> list[bytes]:
    with zipfile.ZipFile(file) as packed:
        return [packed.read(name) for name in packed.namelist() if name.endswith(".png")]


def write_template(path: Path, *lines: str, table: tuple[str, ...] = ()) -> Path:
    """A template with these paragraphs, and one row of cells where it is told."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if table:
        cells = document.add_table(rows=1, cols=len(table)).rows[0].cells
        for cell, text in zip(cells, table, strict=True):
            cell.text = text
    path.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(path))
    return path


def repacked(path: Path, **changes: bytes) -> Path:
    """The document with other parts, or with parts more; underscores in a name are slashes."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts |= {name.replace("__", "/").replace("_dot_", "."): content for name, content in changes.items()}
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    path.write_bytes(out.getvalue())
    return path
