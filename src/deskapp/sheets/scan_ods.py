"""The first look at an OpenDocument table: all sheets lie in one part, and repeated rows and cells are written once."""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

from deskapp.errors import DeskError
from deskapp.sheets.scan import MAX_CELLS, SheetScan

_CELLS: Final = frozenset({"table:table-cell", "table:covered-table-cell"})
_MAX_ELEMENTS: Final = 4 * MAX_CELLS
_MAX_REPEATED_LOST: Final = 10_000


class OdsScanner:
    """Walks through the tables and keeps count of where it is."""

    def __init__(self) -> None:
        self._scans: list[SheetScan] = []
        self._row = self._column = 0
        self._row_repeat = self._cell_repeat = 1
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []
        self._depth = self._elements = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._take_text

    def feed(self, block: bytes) -> None:
        """The next bytes."""
        try:
            self._parser.Parse(block, False)
        except expat.ExpatError:
            raise DeskError("file.damaged") from None

    def close(self) -> list[SheetScan]:
        """What was found in all sheets."""
        try:
            self._parser.Parse(b"", True)
        except expat.ExpatError:
            raise DeskError("file.damaged") from None
        return self._scans

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > _MAX_ELEMENTS:
            raise DeskError("file.too_large")
        if name in _CELLS:
            self._depth += 1
            if self._depth == 1 and self._scans:
                self._cell, self._text = attributes, []
                self._cell_repeat = _count(attributes.get("table:number-columns-repeated"))
        elif name == "table:table-row":
            self._row_repeat = _count(attributes.get("table:number-rows-repeated"))
            self._column = 0
        elif name == "table:table" and not self._depth:
            self._scans.append(SheetScan(attributes.get("table:name", "")))
            self._row = self._column = 0

    def _take_text(self, text: str) -> None:
        if self._cell is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:
        if name in _CELLS:
            self._depth -= 1
            if self._depth == 0 and self._cell is not None:
                self._judge(self._cell, self._scans[-1])
                self._column += self._cell_repeat
                self._cell = None
        elif name == "table:table-row" and not self._depth:
            self._row += self._row_repeat

    def _judge(self, cell: dict[str, str], scan: SheetScan) -> None:
        row, column = self._row + 1, self._column
        rows, columns = _count(cell.get("table:number-rows-spanned")), _count(cell.get("table:number-columns-spanned"))
        if rows * columns > 1:
            scan.merge((row, column, row + rows - 1, column + columns - 1))
        formula, kind = cell.get("table:formula"), cell.get("office:value-type")
        if kind is None and formula is None:
            return
        scan.cells += self._row_repeat * self._cell_repeat
        scan.reach(row + self._row_repeat - 1, column + self._cell_repeat - 1)
        if kind is None and formula is not None:
            self._lose(scan, "=" + formula.partition(":=")[2] if ":=" in formula else formula)
        elif cell.get("calcext:value-type") == "error":
            self._lose(scan, "".join(self._text).strip() or "#ERROR!")

    def _lose(self, scan: SheetScan, text: str) -> None:
        if self._row_repeat * self._cell_repeat > _MAX_REPEATED_LOST:
            raise DeskError("file.formulas", sheet=scan.name)
        for row in range(self._row + 1, self._row + 1 + self._row_repeat):
            for column in range(self._column, self._column + self._cell_repeat):
                scan.lose(row, column, text)


def _count(text: str | None) -> int:
    return max(int(text), 1) if text and text.isdecimal() and len(text) < 10 else 1
