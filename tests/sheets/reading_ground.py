"""Files to read: made, bent and broken."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from openpyxl import Workbook

from deskapp.errors import DeskError, Fault
from deskapp.locale import LANGUAGES, words
from deskapp.sheets.column import Column, Context, Country, Layout
from deskapp.sheets.reading import read_file
from deskapp.sheets.spool import Spool
from deskapp.values.areas import parse_area
from deskapp.values.phones import parse_phone

FILES = Path(__file__).parent / "files"
Rows = list[tuple[int, list[str | None]]]


def read(path: Path, country: Country = "CN", **options: Any) -> Spool:
    return read_file(path, spool_dir=path.parent / "spool", country=country, **options)


def rows_of(path: Path, country: Country = "CN", **options: Any) -> list[list[str | None]]:
    with read(path, country, **options) as spool:
        rows = list(spool.rows())
    assert [number for number, _ in rows] == list(range(1, len(rows) + 1))
    return [cells for _, cells in rows]


def refusal(path: Path, country: Country = "CN", **options: Any) -> str:
    with pytest.raises(DeskError) as caught:
        read(path, country, **options)
    for language in LANGUAGES:
        assert path.name in words(language).say(caught.value) or "encoding_name" in caught.value.code
    spool = path.parent / "spool"
    assert not spool.exists() or not any(spool.iterdir())
    return caught.value.code


def save_book(path: Path, rows: Sequence[Sequence[Any]], merges: Sequence[str] = ()) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表1"
    for row in rows:
        sheet.append(list(row))
    for area in merges:
        sheet.merge_cells(area)
    book.save(path)
    return path


def bend(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """Rewrites one part of a packed workbook."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = change(parts[part])
    return save_package(path, parts)


def save_package(path: Path, parts: Mapping[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def save_raw_sheet(path: Path, sheet_data: str) -> Path:
    """A workbook around the XML of a sheet's rows as they are given."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    sheet = f'<worksheet xmlns="{main}"><sheetData>{sheet_data}</sheetData></worksheet>'
    return save_package(
        path,
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="表1" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": sheet,
        },
    )


def text_cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def _record(kind: int, content: bytes) -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = b"", len(content)
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return head + size + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def save_xlsb(path: Path, rows: Sequence[Sequence[str | float | None]], error_at: tuple[int, int]) -> Path:
    """A binary workbook ([MS-XLSB]) with one sheet 房源, one error cell and B2:B3 merged."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    book = _record(131, b"") + _record(143, b"")
    book += (
        _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("房源")) + _record(144, b"") + _record(132, b"")
    )
    width = max(map(len, rows))
    sheet = _record(129, b"") + _record(148, struct.pack("<4I", 0, len(rows) - 1, 0, width - 1)) + _record(145, b"")
    for number, row in enumerate(rows):
        sheet += _record(0, struct.pack("<I", number) + bytes(21))
        for column, value in enumerate(row):
            place = struct.pack("<II", column, 0)
            if (number, column) == error_at:
                sheet += _record(3, place + b"\x2a")
            elif isinstance(value, str):
                sheet += _record(6, place + _wide(value))
            elif value is not None:
                sheet += _record(5, place + struct.pack("<d", value))
    sheet += _record(146, b"") + _record(177, struct.pack("<I", 1)) + _record(176, struct.pack("<4I", 1, 2, 1, 1))
    sheet += _record(178, b"") + _record(130, b"")
    return save_package(
        path,
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
            "xl/worksheets/sheet1.bin": sheet,
        },
    )


def _as_it_is(text: str, _context: Context) -> tuple[str | None, Fault | None]:
    return text, None


def _phone(text: str, context: Context) -> tuple[Any, Fault | None]:
    return parse_phone(text, context.country)


def _area(text: str, context: Context) -> tuple[Any, Fault | None]:
    return parse_area(text, context.country)


HOMES = Layout(
    "units",
    (
        Column("building", "code", _as_it_is, ("楼号",), required=True, carries_down=True),
        Column("entrance", "code", _as_it_is),
        Column("room", "code", _as_it_is, ("房间号",), required=True),
        Column("area", "area", _area, ("预测建筑面积",)),
        Column("total_price", "code", _as_it_is, ("总价(元)",)),
    ),
)
PEOPLE = Layout(
    "customers",
    (
        Column("name", "text", _as_it_is, ("姓名", "Họ và tên"), required=True),
        Column("id_number", "code", _as_it_is, ("Số CCCD",)),
        Column("phone", "code", _phone, ("Số điện thoại",)),
        Column("address", "text", _as_it_is),
    ),
    alternatives=(("id_number", "phone"),),
)
