"""Which column of a sheet is which field: the heading row, the headings as offices write them, and ``--map``."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, zip_longest
from operator import itemgetter
from typing import Final
from unicodedata import normalize

from deskapp.errors import DeskError
from deskapp.locale import LANGUAGES, words
from deskapp.sheets.column import Column, Layout
from deskapp.sheets.spool import Spool

HEADING_ROWS: Final = 100
"""The heading row is looked for in so many rows."""
REJECT_HEADINGS: Final = ("row", "column", "value", "reason")
"""What a rejects workbook adds to the columns of the file; known and left aside when it is fed in again."""

Row = list[str | None]

_NOTE: Final = (
    r"(?:单位:?)?(?:m2|㎡|平方米|平米|sqm|元|人民币|cny|rmb|yuan|vnd|đ|đồng|元/(?:m2|平方米|平米)|cny/m2|vnd/m2|đ/m2|đồng/m2"
    r"|必填|选填|可选|bắtbuộc|tùychọn|required|optional)"
)
_NOTES: Final = re.compile(rf"[(\[【]{_NOTE}[)\]】]")
_ENDS: Final = re.compile(r"(?:m2|[*:.])+$|^[*]+")


@dataclass(frozen=True)
class Mapping:
    """Where the fields of a layout stand in a sheet.

    ``headings`` are all headings as the file has them, by column; ``columns`` pairs the index of a column with its
    declaration; ``unknown`` are headings that no field knows; ``rejects`` are columns that a rejects workbook added;
    ``width`` is how many cells the heading row has of its own.
    """

    sheet: str
    header_row: int
    headings: tuple[str, ...]
    columns: tuple[tuple[int, Column], ...]
    unknown: tuple[str, ...] = ()
    rejects: frozenset[int] = frozenset()
    width: int = 0

    @cached_property
    def kept(self) -> tuple[int, ...]:
        """The columns that a rejects workbook repeats: all but those that an earlier one added."""
        return tuple(index for index in range(len(self.headings)) if index not in self.rejects)

    @property
    def kept_headings(self) -> tuple[str, ...]:
        """The headings of the columns ``kept``."""
        return tuple(self.headings[index] for index in self.kept)


def find_headings(spool: Spool, layout: Layout, *, header_row: int | None = None, maps: Table[str, str]) -> Mapping:
    """Finds the heading row: the first, in the first sheet that has one, that holds what the layout requires.

    ``maps`` are headings that the clerk assigns to fields, before all other knowledge. Raises ``file.heading_missing``,
    ``file.heading_double``, ``file.map_unknown``, ``file.no_rows``.
    """
    finder = _Finder(layout, maps)
    best: _Match | None = None
    for sheet in spool.sheets:
        rows = _top_rows(spool, sheet, header_row)
        for row in rows if header_row is None else {header_row} & rows.keys():
            match = finder.match(sheet, row, rows[row])
            if not match.missing:
                lowest = _lowest(spool, finder, match, rows)
                return finder.finish(lowest, spool.width(sheet, lowest.row))
            if best is None or len(match.fields) > len(best.fields):
                best = match
    if best is None:
        raise DeskError("file.no_rows")
    finder.check_maps(best)
    raise DeskError("file.heading_missing", missing=", ".join(best.missing), headings=best.all_headings)


def fold_heading(heading: str) -> str:
    """A heading as it is compared: NFKC, lower case, without blanks and line ends."""
    return "".join(normalize("NFKC", heading).casefold().split())


def _bare_heading(folded: str) -> str:
    """A folded heading without unit and marks: ``建筑面积(m2)`` -> ``建筑面积``; 万元 stays: it changes the value."""
    return _ENDS.sub("", _NOTES.sub("", folded))


def _top_rows(spool: Spool, sheet: str, header_row: int | None) -> dict[int, Row]:
    """The rows that may be headings. A merged heading goes down to the lowest of its rows, never across."""
    rows = dict(deque(islice(spool.rows(sheet), header_row or HEADING_ROWS), maxlen=HEADING_ROWS))
    for top, left, bottom, _ in spool.merges(sheet):
        for row in range(max(top + 1, min(rows, default=1)), min(bottom, max(rows, default=0)) + 1):
            if top in rows and left < len(rows[row]):
                rows[row][left] = rows[row][left] or rows[top][left]
    return rows


def _lowest(spool: Spool, finder: _Finder, match: _Match, rows: dict[int, Row]) -> _Match:
    """The lower row of a heading of two or three rows, whose cells are merged downwards or stand under a group."""
    indexes = {index for found in match.fields.values() for index in found}
    bottoms = {
        bottom for top, left, bottom, _ in spool.merges(match.sheet) if top <= match.row < bottom and left in indexes
    }
    for bottom in sorted(bottoms & rows.keys(), reverse=True):
        lower = finder.match(match.sheet, bottom, rows[bottom])
        if not lower.missing and len(lower.fields) >= len(match.fields):
            return lower
    return match


@dataclass(frozen=True, slots=True)
class _Match:
    """What one row would be as the heading row."""

    sheet: str
    row: int
    cells: Row
    fields: dict[str, list[int]]
    rejects: frozenset[int]
    missing: list[str]

    @property
    def all_headings(self) -> str:
        return "、".join(" ".join(cell.split()) for cell in self.cells if cell)


class _Finder:
    """Knows the headings of a layout: field names, labels in every language, and what offices call them."""

    def __init__(self, layout: Layout, maps: Table[str, str]) -> None:
        self._layout = layout
        self._maps = {fold_heading(heading): (heading, name) for heading, name in maps.items()}
        for heading, name in maps.items():
            if name not in layout.names:
                raise _unknown_map(heading, name, name, ", ".join(layout.names))
        self._known: dict[str, str] = {}
        for spellings in zip_longest(*(list(_spellings(column)) for column in layout.columns)):
            for column, spelling in zip(layout.columns, spellings, strict=True):
                if spelling:
                    self._known.setdefault(fold_heading(spelling), column.name)
        self._bare: dict[str, str] = {}
        for folded, name in self._known.items():
            self._bare.setdefault(_bare_heading(folded), name)

    def match(self, sheet: str, row: int, cells: Row) -> _Match:
        """What the fields of the layout find in a row."""
        folded = [fold_heading(cell) if cell else "" for cell in cells]
        rejects = _reject_columns(folded)
        free = {index: text for index, text in enumerate(folded) if text and index not in rejects}
        fields: dict[str, list[int]] = {}
        mapped = {heading: name for heading, (_, name) in self._maps.items()}
        for known, fold in ((mapped, str), (self._known, str), (self._bare, _bare_heading)):
            found: dict[str, list[int]] = {}
            for index, text in free.items():
                name = known.get(fold(text))
                if name and name not in fields:
                    found.setdefault(name, []).append(index)
            fields |= found
            for indexes in found.values():
                for index in indexes:
                    del free[index]
        return _Match(sheet, row, cells, fields, rejects, self._missing(fields))

    def _missing(self, fields: dict[str, list[int]]) -> list[str]:
        layout = self._layout
        groups = [(column.name,) for column in layout.columns if column.required] + list(layout.alternatives)
        if not groups and not fields:
            groups = [layout.names]
        return [" | ".join(map(self._title, group)) for group in groups if not fields.keys() & set(group)]

    def _title(self, name: str) -> str:
        """A field in every language, because the sentence about it may be read in any."""
        return " / ".join(dict.fromkeys([*_labels(self._layout.column(name)), name]))

    def check_maps(self, match: _Match) -> None:
        """Every heading of ``--map`` must be there."""
        present = {fold_heading(cell) for cell in match.cells if cell}
        for folded, (heading, name) in self._maps.items():
            if folded not in present:
                raise _unknown_map(heading, name, heading, match.all_headings)

    def finish(self, match: _Match, width: int) -> Mapping:
        """The mapping, if no field stands twice."""
        self.check_maps(match)
        headings = tuple(cell or "" for cell in match.cells)
        for name, indexes in match.fields.items():
            if len(indexes) > 1:
                twice = "、".join(" ".join(headings[index].split()) for index in indexes)
                raise DeskError("file.heading_double", title=self._title(name), headings=twice)
        indexed = {indexes[0]: self._layout.column(name) for name, indexes in match.fields.items()}
        unknown = tuple(
            text for index, text in enumerate(headings) if text and index not in indexed and index not in match.rejects
        )
        columns = tuple(sorted(indexed.items(), key=itemgetter(0)))
        return Mapping(match.sheet, match.row, headings, columns, unknown, match.rejects, width)


def _labels(column: Column) -> list[str]:
    return [label for language in LANGUAGES if (label := column.heading(words(language)))]


def _spellings(column: Column) -> Iterator[str]:
    """A field's headings, the surest first: two columns may share one of the later ones."""
    yield column.name
    labels = _labels(column)
    yield from labels + [""] * (len(LANGUAGES) - len(labels))
    yield from column.headings


def _reject_columns(folded: list[str]) -> frozenset[int]:
    size = len(REJECT_HEADINGS)
    for start in range(len(folded) - size, -1, -1):
        if tuple(folded[start : start + size]) == REJECT_HEADINGS:
            return frozenset(range(start, start + size))
    return frozenset()


def _unknown_map(heading: str, name: str, unknown: str, known: str) -> DeskError:
    return DeskError("file.map_unknown", map=f"{heading}={name}", unknown=unknown, known=known)
