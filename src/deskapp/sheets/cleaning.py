"""From text to values: column by column, each distinct cell parsed once, with what is wrong beside the row it is in."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final
from unicodedata import normalize

from deskapp.errors import Fault, Problem
from deskapp.sheets.column import Column, Context
from deskapp.sheets.mapping import Mapping
from deskapp.sheets.scan import Area
from deskapp.sheets.spool import CHUNK_ROWS, CSV_SHEET, Cells, Chunk, Spool

CELL_LIMIT: Final = 32_767
"""Characters that a spreadsheet cell can hold."""
_MEMO_LIMIT: Final = 20_000
_SHOWN: Final = 40
_ERROR_CELL: Final = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|ERROR!)")
_TOTAL: Final = re.compile(
    r".{0,8}(?:合计|小计|总计|共计|总合计)[:.]?"
    r"|(?:tổng|tổngcộng|tổngsố|tổngcộngcuối|cộng|cộngtrang|total|grandtotal|subtotal|sub-total|sum)[:.]?"
)


@dataclass(slots=True)
class CleanChunk:
    """Some rows, cleaned.

    ``rows`` are the sheet's row numbers of the rows that are data; ``values`` holds one list a mapped field, of the
    same length, with None for empty and for faulty cells; ``problems`` and ``warnings`` are by row number.
    """

    rows: list[int]
    values: dict[str, list[Any]]
    problems: dict[int, list[Problem]]
    warnings: dict[int, list[Problem]]
    _columns: list[Cells] = field(repr=False)
    _places: dict[int, int] = field(repr=False)

    def raw(self, row: int) -> list[str | None]:
        """The cells of a row as they were, for the rejects; what was merged or given once above is filled in."""
        place = self._places[row]
        return [column[place] for column in self._columns]

    def refused(self) -> Iterator[tuple[int, list[str | None], list[Problem]]]:
        """The rows with problems, as ``write_rejects`` takes them."""
        for row, problems in self.problems.items():
            yield row, self.raw(row), problems


def clean(spool: Spool, mapping: Mapping, context: Context, *, chunk: int = CHUNK_ROWS) -> Iterator[CleanChunk]:
    """The rows below the headings, at most ``chunk`` at a time; blank lines and total rows are no data."""
    return _Cleaner(spool, mapping, context).chunks(chunk)


class _Cleaner:
    def __init__(self, spool: Spool, mapping: Mapping, context: Context) -> None:
        self._spool = spool
        self._mapping = mapping
        headings = [mapping.headings[index] for index, _ in mapping.columns]
        self._converters = [
            (index, _Converter(column, " ".join(heading.split()), context))
            for (index, column), heading in zip(mapping.columns, headings, strict=True)
        ]
        self._merges = _Merges(spool.merges(mapping.sheet), mapping.header_row)
        self._carried: dict[int, str | None] = {index: None for index, column in mapping.columns if column.carries_down}

    def chunks(self, size: int) -> Iterator[CleanChunk]:
        for chunk in self._spool.chunks(self._mapping.sheet):
            for start in range(0, chunk.height, size):
                cleaned = self._clean(_part(chunk, start, size))
                if cleaned.rows:
                    yield cleaned

    def _clean(self, chunk: Chunk) -> CleanChunk:
        columns = list(chunk.columns)
        columns += [[None] * chunk.height for _ in range(len(self._mapping.headings) - len(columns))]
        places, solid = self._find_rows(columns, chunk.first)
        self._merges.fill(columns, chunk.first)
        columns = _taken(columns, places, chunk.height)
        for index in self._carried:
            columns[index] = self._carry_down(index, columns[index])
        columns = _taken(columns, solid, len(places))
        places = [places[number] for number in solid]
        rows = [chunk.first + place for place in places]
        kept = [columns[index] for index in self._mapping.kept]
        cleaned = CleanChunk(rows, {}, {}, {}, kept, {row: place for place, row in enumerate(rows)})
        self._check_other_cells(columns, cleaned)
        if self._mapping.sheet == CSV_SHEET:
            self._check_spare_cells(chunk, places, cleaned)
        lost = _lost_by_column(chunk, places)
        for index, converter in self._converters:
            converter.convert(columns[index], lost.get(index, ()), cleaned)
        cleaned.problems = dict(sorted(cleaned.problems.items()))
        return cleaned

    def _find_rows(self, columns: list[Cells], first: int) -> tuple[list[int], list[int]]:
        """The places of rows that say something: below the headings, a mapped cell filled, no total.

        The second list says which of these are data; the others only give a building that carries down.
        """
        start = max(0, self._mapping.header_row + 1 - first)
        mapped = [columns[index] for index, _ in self._mapping.columns]
        own = [columns[index] for index, _ in self._mapping.columns if index not in self._carried] or mapped
        leads = [cells[0] or next(filter(None, cells), None) for cells in zip(*columns, strict=True)]
        totals = {lead for lead in set(leads) if lead and _is_total(lead)}
        places: list[int] = []
        solid: list[int] = []
        flags = zip(leads, map(any, zip(*mapped, strict=True)), map(any, zip(*own, strict=True)), strict=True)
        for place, (lead, says_something, is_data) in islice(enumerate(flags), start, None):
            if says_something and lead not in totals:
                if is_data:
                    solid.append(len(places))
                places.append(place)
        return places, solid

    def _carry_down(self, index: int, cells: Cells) -> Cells:
        last = self._carried[index]
        filled = [last := cell if cell is not None else last for cell in cells]
        self._carried[index] = last
        return filled

    def _check_other_cells(self, columns: list[Cells], cleaned: CleanChunk) -> None:
        """A cell that no spreadsheet can hold refuses its row, in whatever column it stands."""
        headings = self._mapping.headings
        mapped = {index for index, _ in self._converters}
        for index, cells in enumerate(columns):
            if index in mapped or index in self._mapping.rejects:
                continue
            if max(map(len, filter(None, cells)), default=0) > CELL_LIMIT:
                for place, cell in enumerate(cells):
                    if cell and len(cell) > CELL_LIMIT:
                        heading = headings[index] if index < len(headings) else ""
                        _note(cleaned, place, heading, cell[:_SHOWN], _too_long(cell))

    def _check_spare_cells(self, chunk: Chunk, places: list[int], cleaned: CleanChunk) -> None:
        """A record with more cells than the headings has a delimiter too many, and its cells stand in wrong columns."""
        width = self._mapping.width
        if len(chunk.columns) <= width:
            return
        for number, place in enumerate(places):
            if not chunk.widths or chunk.widths[place] > width:
                spare = [cell for column in chunk.columns[width:] if (cell := column[place])]
                if spare:
                    _note(cleaned, number, "", ", ".join(spare)[:_SHOWN], Fault("row.too_wide", {"columns": width}))


class _Converter:
    """Turns the cells of one column into values; a cell that came before is only looked up."""

    def __init__(self, column: Column, heading: str, context: Context) -> None:
        self._column = column
        self._heading = heading
        self._context = context
        self._values: dict[str | None, Any] = {None: None}
        self._faults: dict[str, Fault] = {}

    def convert(self, cells: Cells, lost: Sequence[int], cleaned: CleanChunk) -> None:
        """Adds the column's values, problems and warnings to ``cleaned``."""
        distinct = set(cells)
        self._learn(distinct)
        values = [self._values[cell] for cell in cells]
        if faulty := self._faults.keys() & distinct:
            for place, cell in enumerate(cells):
                if cell in faulty:
                    _note(cleaned, place, self._heading, cell[:CELL_LIMIT], self._faults[cell])
        if self._column.required and None in distinct:
            for place, cell in enumerate(cells):
                if cell is None:
                    _note(cleaned, place, self._heading, "", Fault("cell.required"))
        if self._column.shape == "code":
            for place in lost:
                values[place] = None
                _note(cleaned, place, self._heading, cells[place] or "", Fault("cell.digits_lost"))
        cleaned.values[self._column.name] = values

    def _learn(self, distinct: set[str | None]) -> None:
        fresh = distinct - self._values.keys()
        if len(self._values) + len(fresh) > _MEMO_LIMIT:
            self._values, self._faults = {None: None}, {}
            fresh = distinct
        parse, context = self._column.parse, self._context
        for cell in filter(None, fresh):
            fault = self._no_value(cell) if cell[0] in "#=" or len(cell) > CELL_LIMIT else None
            value, fault = (None, fault) if fault else parse(cell, context)
            self._values[cell] = value
            if fault:
                self._faults[cell] = fault

    def _no_value(self, cell: str) -> Fault | None:
        """What the file says in place of a value: an error, or a formula that was never computed."""
        if len(cell) > CELL_LIMIT:
            return _too_long(cell)
        if _ERROR_CELL.fullmatch(cell):
            return Fault("cell.error", {"value": cell})
        if cell[0] == "=" and self._column.shape != "text" and not self._column.is_open:
            return Fault("cell.formula", {"value": cell[:_SHOWN]})
        return None


class _Merges:
    """Merged ranges below the headings: the first cell's text is what all of them say."""

    def __init__(self, areas: Sequence[Area], header_row: int) -> None:
        self._waiting = deque(area for area in areas if area[0] > header_row)
        self._open: list[tuple[Area, str | None]] = []

    def fill(self, columns: list[Cells], first: int) -> None:
        """Fills the part of the ranges that lies in these rows; chunks come in order."""
        end = first + len(columns[0])
        while self._waiting and self._waiting[0][0] < end:
            area = self._waiting.popleft()
            top, left = area[:2]
            if left < len(columns):
                self._open.append((area, columns[left][top - first]))
        for (top, left, bottom, right), text in self._open:
            for column in columns[left : right + 1]:
                for place in range(max(top - first, 0), min(bottom + 1, end) - first):
                    column[place] = column[place] or text
        self._open = [(area, text) for area, text in self._open if area[2] >= end]


def _is_total(lead: str) -> bool:
    if len(lead) > _SHOWN or not ("计" in lead or lead[0] in "TtCcSsGg"):
        return False
    return _TOTAL.fullmatch("".join(normalize("NFKC", lead).casefold().split())) is not None


def _part(chunk: Chunk, start: int, size: int) -> Chunk:
    if start == 0 and chunk.height <= size:
        return chunk
    lost = [(place - start, index) for place, index in chunk.lost if start <= place < start + size]
    end = start + size
    return Chunk(chunk.first + start, [column[start:end] for column in chunk.columns], lost, chunk.widths[start:end])


def _taken(columns: list[Cells], places: list[int], height: int) -> list[Cells]:
    if len(places) == height:
        return columns
    return [[column[place] for place in places] for column in columns]


def _lost_by_column(chunk: Chunk, places: list[int]) -> dict[int, list[int]]:
    if not chunk.lost:
        return {}
    now = {place: number for number, place in enumerate(places)}
    lost: dict[int, list[int]] = {}
    for place, index in chunk.lost:
        if place in now:
            lost.setdefault(index, []).append(now[place])
    return lost


def _too_long(cell: str) -> Fault:
    return Fault("cell.too_long", {"length": len(cell), "limit": CELL_LIMIT})


def _note(cleaned: CleanChunk, place: int, heading: str, cell: str, fault: Fault) -> None:
    row = cleaned.rows[place]
    problem = Problem(row, heading, cell, fault.code, fault.values, fault.warning)
    (cleaned.warnings if fault.warning else cleaned.problems).setdefault(row, []).append(problem)
