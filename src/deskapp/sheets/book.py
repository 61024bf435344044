"""A report as a workbook: a summary sheet, then the rows, streamed, so that a million need no more memory than ten."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from deskapp.locale import Words
from deskapp.sheets.look import (
    HEADING_HEIGHT,
    ROW_HEIGHT,
    Look,
    column_width,
    display_width,
    heading_room,
    set_paper,
    shown,
    value_tail,
)
from deskapp.sheets.replacing import replacing
from deskapp.sheets.report import Report, ReportColumn, Row
from deskapp.sheets.rows import RowWriter, column_letters, style_of, text_tail, writable
from deskapp.sheets.summary import write_summary

SHEET_ROWS: Final = 1_048_576
_SAMPLE: Final = 1_000


def write_book(
    path: Path, report: Report, words: Words, *, watermark: str | None = None, mode: int | None = None
) -> int:
    """Write the report as xlsx in the language of ``words``; answers the number of rows.

    An existing file is replaced as a whole; a DeskError (disk full, no permission …) leaves it as it was.
    ``watermark`` is printed at the top of every page; ``mode`` as in ``replacing``.
    """
    with replacing(path, mode) as fresh, open_book(fresh) as book:
        look = Look(book, words.language)
        book.set_properties(
            {
                "title": words.text(report.title_key),
                "author": writable(report.by_whom),
                "created": report.as_of.replace(tzinfo=None),
            }
        )
        write_summary(book, look, report, words, watermark)
        return _write_rows(book, look, report, words, watermark)


@contextlib.contextmanager
def open_book(path: Path) -> Iterator[Any]:
    """An XlsxWriter book that streams its rows; what it keeps on disk meanwhile is gone afterwards, even on failure."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    with tempfile.TemporaryDirectory(prefix="deskapp-") as scratch, _Outlet(path) as outlet:
        options = {"constant_memory": True, "tmpdir": scratch, "use_zip64": True}
        plain_text = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
        book = Workbook(outlet, options | plain_text)
        try:
            yield book
            book.close()
        except FileCreateError as error:
            raise error.args[0] from error
        finally:
            for sheet in book.worksheets():
                sheet.row_data_fh.close()


class _Outlet:
    """The file of a book. Closed, it swallows what still comes.

    After a failure the packer, when it is thrown away, tries to end its file: that must not end in a message on the
    terminal.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._swallowed = 0

    def __enter__(self) -> _Outlet:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        with contextlib.nullcontext() if error is None else contextlib.suppress(OSError):
            self._file.close()

    def write(self, data: Any) -> int:
        if not self._file.closed:
            return self._file.write(data)
        self._swallowed += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        if not self._file.closed:
            return self._file.seek(offset, whence)
        self._swallowed = offset
        return offset

    def tell(self) -> int:
        return self._swallowed if self._file.closed else self._file.tell()

    def flush(self) -> None:
        if not self._file.closed:
            self._file.flush()


def _write_rows(book: Any, look: Look, report: Report, words: Words, watermark: str | None) -> int:
    """The rows on as many sheets as they need, the heading first on each, so that each can be fed in again."""
    rows = iter(report.rows)
    sample = list(islice(rows, _SAMPLE))
    rows = chain(sample, rows)
    tails = [value_tail(look, column, words) for column in report.columns]
    widths = _widths(report.columns, sample, words)
    total, page = 0, 1
    first = next(rows, None)
    while first is not None or page == 1:
        name = words.text("sheet.data") if page == 1 else words.text("sheet.data_more", number=page)
        writer = RowWriter(sheet := book.add_worksheet(name))
        _write_headings(writer, look, report.columns, words)
        if first is not None:
            total += writer.stream(tails, chain([first], islice(rows, SHEET_ROWS - 2)))
        _finish(sheet, report, widths, writer.count - 1)
        set_paper(sheet, report, words, watermark, repeat_heading=True)
        first, page = next(rows, None), page + 1
    return total


def _write_headings(writer: RowWriter, look: Look, columns: Sequence[ReportColumn], words: Words) -> None:
    tails = [text_tail(style_of(look.heading(column.shape, text_wrap=True))) for column in columns]
    headings = [column.heading(words) for column in columns]
    is_one_line = all(heading_room(heading) == display_width(heading) for heading in headings)
    writer.add(tails, headings, HEADING_HEIGHT if is_one_line else HEADING_HEIGHT + ROW_HEIGHT - 4)


def _widths(columns: Sequence[ReportColumn], sample: Sequence[Row], words: Words) -> list[float]:
    widths = []
    for index, column in enumerate(columns):
        longest = max((display_width(shown(column, row[index], words)[:80]) for row in sample), default=0)
        widths.append(column_width(column.heading(words), longest, wraps=True))
    return widths


def _finish(sheet: Any, report: Report, widths: Sequence[float], last_row: int) -> None:
    """What stands around the cells: widths, frozen heading, filter, no warnings about numbers kept as text."""
    sheet.set_default_row(ROW_HEIGHT)
    sheet.hide_gridlines(2)
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    texts = [column_letters(n) for n, column in enumerate(report.columns) if column.shape in ("text", "code", "choice")]
    if texts:
        ranges = " ".join(f"{letters}2:{letters}{max(last_row, 1) + 1}" for letters in texts)
        sheet.ignore_errors({"number_stored_as_text": ranges})
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last_row, len(report.columns) - 1)
