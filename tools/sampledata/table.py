"""A sheet as an office sends it, and beside each line what an importer must make of it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

Cell = str | int | float | date | None
Fate = Literal["created", "unchanged", "rejected", "no data"]


@dataclass
class Line:
    cells: Sequence[Cell]
    fate: Fate
    column: str = ""
    why: str = ""


@dataclass
class Table:
    """Lines in the order of the file; ``above`` are titles over the headings, ``merges`` are (column, first, last)."""

    kind: str
    headings: Sequence[str]
    above: Sequence[Sequence[Cell]] = ()
    lines: list[Line] = field(default_factory=list)
    merges: list[tuple[int, int, int]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def create(self, *cells: Cell) -> None:
        """A row that says something new."""
        self.lines.append(Line(cells, "created"))

    def repeat(self, *cells: Cell) -> None:
        """A row that says what an earlier one said."""
        self.lines.append(Line(cells, "unchanged"))

    def refuse(self, column: str, why: str, *cells: Cell) -> None:
        """A row that cannot be taken, because of ``column``."""
        assert column in self.headings, column
        self.lines.append(Line(cells, "rejected", column, why))

    def beside(self, *cells: Cell) -> None:
        """A line that is no data: blank, a subtotal, a total."""
        self.lines.append(Line(cells, "no data"))

    def row_of(self, position: int) -> int:
        """The sheet's own number, from 1, of the line at a position in ``lines``."""
        return len(self.above) + 1 + position + 1

    def merge_since(self, column: int, position: int) -> None:
        """Merge a column's cells from the line at ``position`` to the last one."""
        if len(self.lines) - position > 1:
            self.merges.append((column, position, len(self.lines) - 1))

    def truth(self) -> dict[str, Any]:
        """What an import of this file alone, after those before it, must answer."""
        fates = [line.fate for line in self.lines]
        rejected = [
            {"row": self.row_of(position), "column": line.column, "why": line.why}
            for position, line in enumerate(self.lines)
            if line.fate == "rejected"
        ]
        counts = {fate: fates.count(fate) for fate in ("created", "unchanged")}
        rows = len(fates) - fates.count("no data")
        return {"kind": self.kind, "rows": rows, **counts, "rejected": rejected, **self.facts}

    def grid(self) -> list[Sequence[Cell]]:
        """Every line of the file from the first, headings included."""
        return [*self.above, self.headings, *(line.cells for line in self.lines)]

    def write_csv(self, path: Path, *, encoding: str, delimiter: str = ",") -> None:
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=delimiter)
            writer.writerows(["" if cell is None else cell for cell in cells] for cells in self.grid())

    def write_workbook(self, path: Path, title: str) -> None:
        """An xlsx whose bytes depend on the content alone."""
        import xlsxwriter

        book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy/m/d"})
        book.set_properties({"created": datetime(2026, 11, 1)})  # noqa: DTZ001 - a workbook's moments have no zone
        sheet = book.add_worksheet(title)
        bold = book.add_format({"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1})
        large = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        middle = book.add_format({"align": "center", "valign": "vcenter"})
        for row, cells in enumerate(self.grid()):
            style = bold if row == len(self.above) else None
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(row, column, cell, style)
                elif cell is not None:
                    sheet.write(row, column, cell, style)
        for row, cells in enumerate(self.above):
            if cells:
                sheet.merge_range(row, 0, row, len(self.headings) - 1, cells[0], large)
        for column, first, last in self.merges:
            value = self.lines[first].cells[column]
            sheet.merge_range(self.row_of(first) - 1, column, self.row_of(last) - 1, column, value, middle)
        sheet.set_column(0, len(self.headings) - 1, 14)
        book.close()
