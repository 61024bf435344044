"""Columns and rows of the lists: widths in cells, one elastic column, cut with an ellipsis."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from deskapp.ui.cells import Align, fit
from deskapp.ui.lines import Run, Weight

GAP = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: ``width`` in cells, 0 for the one that takes what is left (at least ``least``).

    ``name`` is the field's name; ``label`` a catalogue key, ``column.NAME`` where it is empty. ``sortable`` and
    ``filterable`` say what a paged list may ask its source for; ``choices`` are codes whose words are ``KEY.CODE``.
    """

    name: str
    width: int = 0
    label: str = ""
    align: Align = "left"
    weight: Weight = "plain"
    least: int = 8
    sortable: bool = False
    filterable: bool = False
    choices: tuple[str, ...] = ()
    choice_key: str = ""

    @property
    def label_key(self) -> str:
        """The catalogue key of the heading."""
        return self.label or f"column.{self.name}"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list: ``key`` is the record's (None: a heading, which cannot be chosen), ``cells`` its texts.

    ``at`` is where the row stands in the list's order, for the next page after or before it (paged lists only).
    """

    key: Hashable
    cells: tuple[str, ...]
    at: tuple[Any, ...] = ()
    weight: Weight = "plain"


def widths(columns: Sequence[Column], room: int) -> list[int]:
    """The width of each column in a room of cells; the last columns go where there is none for them (width 0)."""
    wanted = [column.width or column.least for column in columns]
    count = len(columns)
    while count > 1 and sum(wanted[:count]) + GAP * (count - 1) > room:
        count -= 1
    found = wanted[:count] + [0] * (len(columns) - count)
    left = room - sum(found) - GAP * (count - 1)
    elastic = next((index for index in range(count) if not columns[index].width), None)
    if elastic is not None:
        found[elastic] += left
    elif left < 0:
        found[0] = room
    return found


def runs(row: Row, columns: Sequence[Column], placed: Sequence[int], ellipsis: str, cursor: bool) -> Iterable[Run]:
    """A row as runs; under the cursor everything has the cursor's weight."""
    for index, (column, cells) in enumerate(zip(columns, placed, strict=True)):
        if not cells:
            continue
        text = row.cells[index] if index < len(row.cells) else ""
        weight: Weight = "cursor" if cursor else column.weight if row.weight == "plain" else row.weight
        gap = " " * GAP if any(placed[index + 1 :]) else ""
        yield fit(text, cells, column.align, ellipsis) + gap, weight
