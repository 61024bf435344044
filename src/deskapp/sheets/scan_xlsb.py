"""The first look at a sheet of an xlsb: binary records, of which a few kinds matter here."""

from __future__ import annotations

import struct
from typing import Final

from deskapp.errors import DeskError
from deskapp.sheets.parts import BLOCK
from deskapp.sheets.scan import SheetScan

ERRORS: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""What the error codes of old and binary workbooks show."""

_ROW: Final = 0
_CELLS: Final = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 62})
_ERROR_CELLS: Final = frozenset({3, 11})
_MERGE: Final = 176
_TAKEN: Final = _CELLS | {_ROW, _MERGE}
_MAX_ROW: Final = 1_048_576
_MAX_COLUMN: Final = 16_384


class XlsbScanner:
    """Counts cells, finds the far corner, merged ranges and error cells; formulas always carry their value here."""

    def __init__(self, name: str, hidden: bool) -> None:
        self._scan = SheetScan(name, hidden)
        self._tail = b""
        self._row = 0

    def feed(self, block: bytes) -> None:
        """The next bytes; a record that was cut waits for more."""
        text = self._tail + block
        self._tail = text[self._walk(text) :]

    def close(self) -> list[SheetScan]:
        """What was found; a record that never ended is a broken file."""
        if self._tail:
            raise DeskError("file.damaged")
        return [self._scan]

    def _walk(self, text: bytes) -> int:
        """Takes all whole records of ``text``; returns where the first unfinished one begins."""
        place, end = 0, len(text)
        while place < end:
            start = place
            kind = text[place]
            place += 1
            if kind > 0x7F:
                if place >= end:
                    return start
                kind = (kind & 0x7F) | text[place] << 7
                place += 1
            size = shift = 0
            while True:
                if place >= end:
                    return start
                byte = text[place]
                place += 1
                size |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 or shift == 28:
                    break
            if size > BLOCK:
                raise DeskError("file.text_too_long")
            if place + size > end:
                return start
            if kind in _TAKEN:
                self._take(kind, text, place, size)
            place += size
        return place

    def _take(self, kind: int, text: bytes, place: int, size: int) -> None:
        scan = self._scan
        if size < (16 if kind == _MERGE else 4):
            raise DeskError("file.damaged")
        (first,) = struct.unpack_from("<I", text, place)
        if kind == _ROW:
            self._row = first + 1
            if first >= _MAX_ROW:
                raise DeskError("file.far_cell", sheet=scan.name, cell=str(first + 1))
        elif kind == _MERGE:
            top, bottom, left, right = struct.unpack_from("<4I", text, place)
            scan.merge((top + 1, left, bottom + 1, right))
        else:
            if first >= _MAX_COLUMN:
                raise DeskError("file.far_cell", sheet=scan.name, cell=str(self._row))
            scan.cells += 1
            scan.reach(self._row, first)
            if kind in _ERROR_CELLS and size > 8:
                scan.lose(self._row, first, ERRORS.get(text[place + 8], "#ERROR!"))
