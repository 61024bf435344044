"""The first look at an xls: records of two or more bytes behind a short head, all sheets in one stream."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import count
from typing import Final

from deskapp.errors import DeskError
from deskapp.sheets.scan import SheetScan
from deskapp.sheets.scan_xlsb import ERRORS

MAX_RECORDS: Final = 12_000_000
"""Records of all sheets together; sheets that lie over one another could be without number."""
_BEGINNINGS: Final = frozenset({0x0009, 0x0209, 0x0409, 0x0809})
_UNICODE: Final = 0x0600
"""The version from which on names are Unicode."""
_EOF: Final = 0x000A
_PASSWORD: Final = 0x002F
_SHEET: Final = 0x0085
_MERGES: Final = 0x00E5
_BOOLEAN_OR_ERROR: Final = 0x0205
_FORMULAS: Final = frozenset({0x0006, 0x0206, 0x0406})
_CELLS: Final = _FORMULAS | {_BOOLEAN_OR_ERROR, 0x0203, 0x0204, 0x00FD, 0x027E, 0x00D6}
_ROWS_OF_CELLS: Final = 0x00BD
_NO_NUMBER: Final = b"\xff\xff"
_ERROR_RESULT: Final = 2


def scan_xls(stream: bytes) -> tuple[SheetScan, ...]:
    """What the sheets of a workbook stream hold; a locked workbook is refused."""
    sheets: dict[int, SheetScan] = {}
    is_unicode = len(stream) >= 6 and struct.unpack_from("<H", stream, 4)[0] >= _UNICODE
    for kind, record in _records(stream, 0):
        if kind == _PASSWORD:
            raise DeskError("file.encrypted")
        if kind == _SHEET and len(record) > 8 and record[5] == 0:
            (place,) = struct.unpack_from("<I", record)
            sheets[place] = SheetScan(_name(record, is_unicode), bool(record[4] & 3))
    budget = count(MAX_RECORDS, -1)
    return tuple(_scan_sheet(stream, place, scan, budget) for place, scan in sheets.items())


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """The records from a place to the end of its sheet; charts within a sheet have ends of their own."""
    depth = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        place += 4
        if kind in _BEGINNINGS:
            depth += 1
        if kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        yield kind, stream[place : place + size]
        place += size


def _name(record: bytes, is_unicode: bool) -> str:
    """A sheet's name: in newer files behind a mark, which says whether a letter takes two bytes."""
    length, mark = record[6], record[7]
    if not is_unicode:
        return record[7 : 7 + length].decode("latin-1")
    if mark & 1:
        return record[8 : 8 + 2 * length].decode("utf-16-le", "replace")
    return record[8 : 8 + length].decode("latin-1")


def _scan_sheet(stream: bytes, place: int, scan: SheetScan, budget: Iterator[int]) -> SheetScan:
    for kind, record in _records(stream, place):
        if not next(budget):
            raise DeskError("file.too_large", sheet=scan.name)
        if kind in _CELLS and len(record) >= 6:
            row, column = struct.unpack_from("<HH", record)
            scan.cells += 1
            scan.reach(row + 1, column)
            code = _error(kind, record)
            if code is not None:
                scan.lose(row + 1, column, ERRORS.get(code, "#ERROR!"))
        elif kind == _ROWS_OF_CELLS and len(record) >= 6:
            row, _ = struct.unpack_from("<HH", record)
            (last,) = struct.unpack_from("<H", record, len(record) - 2)
            scan.reach(row + 1, last)
        elif kind == _MERGES:
            for offset in range(2, len(record) - 7, 8):
                top, bottom, left, right = struct.unpack_from("<4H", record, offset)
                scan.merge((top + 1, left, bottom + 1, right))
    return scan


def _error(kind: int, record: bytes) -> int | None:
    """The code of an error cell, whether it was typed or is the result of a formula."""
    if kind == _BOOLEAN_OR_ERROR and len(record) >= 8 and record[7]:
        return record[6]
    if kind in _FORMULAS and len(record) >= 14 and record[12:14] == _NO_NUMBER and record[6] == _ERROR_RESULT:
        return record[8]
    return None
