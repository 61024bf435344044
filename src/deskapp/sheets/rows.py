"""Rows of cells as sheet XML, handed to the stream that XlsxWriter keeps for a worksheet in constant memory.

XlsxWriter makes everything else of a workbook; through its own cell calls 200,000 rows of 12 take three times as long.
What this needs of its inside (``row_data_fh``, ``dim_*``, ``previous_row``, a format's index) is used here alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Any, Final

Tail = Callable[[Any], str]
"""A value as the rest of its cell, all that follows the row number: style, type, content."""

CELL_TEXT: Final = 32_767
CUT_MARK: Final = "…"
_BATCH: Final = 500
_MEMO: Final = 4_096
_DAY_ZERO: Final = date(1899, 12, 30).toordinal()
_FIRST_SAFE_DAY: Final = date(1900, 3, 1)
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def writable(text: str) -> str:
    """The text without the characters that no sheet can hold (NUL, other controls, half characters)."""
    return _UNWRITABLE.sub("", text)


def fitted(text: str) -> str:
    """The text as one cell of a workbook takes it: writable, one kind of line end, cut with a mark where too long."""
    text = writable(text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) * 2 <= CELL_TEXT:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= CELL_TEXT * 2:
        return text
    return units[: (CELL_TEXT - len(CUT_MARK)) * 2].decode("utf-16-le", "ignore") + CUT_MARK


def style_of(cell_format: Any) -> int:
    """The number under which the book keeps a format."""
    index: int = cell_format._get_xf_index()
    return index


def text_tail(style: int) -> Tail:
    """Text cells, whatever they begin with; never a formula, a link or a figure."""

    def tail(value: Any) -> str:
        if value is None or value == "":
            return f' s="{style}"/>'
        text = fitted(str(value))
        if "_x" in text:
            text = _LIKE_AN_ESCAPE.sub("_x005F_", text)
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        keep = ' xml:space="preserve"' if text != text.strip() else ""
        return f' s="{style}" t="inlineStr"><is><t{keep}>{text}</t></is></c>'

    return tail


def number_tail(style: int) -> Tail:
    """Cells of figures; anything else (an amount kept as it was written, a NaN) stays text."""
    as_text = text_tail(style)

    @lru_cache(_MEMO)
    def tail(value: Any) -> str:
        if isinstance(value, Decimal) and value.is_finite():
            return f' s="{style}"><v>{value:f}</v></c>'
        if isinstance(value, int):
            return f' s="{style}"><v>{value:d}</v></c>'
        if isinstance(value, float) and isfinite(value):
            return f' s="{style}"><v>{value!r}</v></c>'
        return as_text(value)

    return tail


def day_tail(style: int) -> Tail:
    """Real dates and moments; what a workbook's calendar cannot hold (before March 1900) stays text in ISO form."""
    as_text = text_tail(style)

    @lru_cache(_MEMO)
    def tail(value: Any) -> str:
        if not isinstance(value, date):
            return as_text(value)
        if not isinstance(value, datetime):
            safe = value >= _FIRST_SAFE_DAY
            return f' s="{style}"><v>{value.toordinal() - _DAY_ZERO}</v></c>' if safe else as_text(value.isoformat())
        if value.date() < _FIRST_SAFE_DAY:
            return as_text(value.isoformat(" ", "minutes"))
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return f' s="{style}"><v>{value.toordinal() - _DAY_ZERO + seconds / 86_400:.10f}</v></c>'

    return tail


def worded_tail(style: int, word: Callable[[Any], str]) -> Tail:
    """Text cells whose few values are turned into words first."""
    as_text = text_tail(style)
    return lru_cache(_MEMO)(lambda value: as_text(word(value)))


def remembered(tail: Tail) -> Tail:
    """The same for columns in which values come again and again."""
    return lru_cache(_MEMO)(tail)


def column_letters(number: int) -> str:
    """The letters of a column, the first is 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class RowWriter:
    """Appends rows to a worksheet of a book in constant memory; ``count`` is the number of rows used so far."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self.count = 0

    def skip(self, rows: int = 1) -> None:
        """Leave rows blank."""
        self.count += rows

    def add(self, tails: Sequence[Tail], values: Sequence[Any], height: float = 0) -> int:
        """Write one row, ``height`` in points; answers its index, the first is 0."""
        attributes = f' ht="{height:g}" customHeight="1"' if height else ""
        self._write(tails, [values], attributes)
        return self.count - 1

    def stream(self, tails: Sequence[Tail], rows: Iterable[Sequence[Any]]) -> int:
        """Write rows until there are no more; answers how many they were."""
        before = self.count
        self._write(tails, rows, "")
        return self.count - before

    def _write(self, tails: Sequence[Tail], rows: Iterable[Sequence[Any]], attributes: str) -> None:
        heads = [(f'<c r="{column_letters(index)}', tail) for index, tail in enumerate(tails)]
        write, lines, number = self._sheet.row_data_fh.write, [], self.count
        for values in rows:
            number += 1
            mark = f'{number}"'
            cells = [f"{head}{mark}{tail(value)}" for (head, tail), value in zip(heads, values, strict=True)]
            lines.append(f'<row r="{mark}{attributes}>{"".join(cells)}</row>')
            if len(lines) == _BATCH:
                write("".join(lines))
                lines.clear()
        write("".join(lines))
        self.count = number
        self._reach(len(heads))

    def _reach(self, columns: int) -> None:
        """Tell the sheet how far it reaches: readers trust what it says of its size, and it writes no row again."""
        if not columns or not self.count:
            return
        sheet = self._sheet
        sheet.previous_row = self.count
        sheet.dim_rowmin = sheet.dim_colmin = 0
        sheet.dim_rowmax = max(sheet.dim_rowmax or 0, self.count - 1)
        sheet.dim_colmax = max(sheet.dim_colmax or 0, columns - 1)
