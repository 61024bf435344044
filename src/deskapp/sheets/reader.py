"""The reader process: takes one job from its standard input, and writes a spool to its standard output.

It runs apart (``python -m deskapp.sheets.reader``) with a memory limit, because a workbook can make the library that
reads it abort the whole process. ``deskapp.sheets.reading`` starts it.
"""

from __future__ import annotations

import gc
import marshal
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypedDict

from deskapp.errors import DeskError
from deskapp.sheets.cells import texts, tidy, unprotect
from deskapp.sheets.column import Country
from deskapp.sheets.csvfile import find_encoding, records
from deskapp.sheets.scan import MAX_BOX, Area, Form, same_sheet
from deskapp.sheets.spool import CHUNK_ROWS, CSV_SHEET, Cells, Chunk, SpoolWriter, as_columns

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MEMORY: Final = 640 << 20
"""Bytes that the reader may hold as its own; 200,000 x 12 cells take some 230 MiB."""


class SheetNotes(TypedDict):
    """What the guard found in a sheet and the library does not tell."""

    lost: dict[int, dict[int, str]]
    merges: list[Area]


class Job(TypedDict):
    """What to read: ``sheet`` and ``encoding`` as the clerk said them, ``notes`` by sheet."""

    path: str
    form: Form
    sheet: str | None
    encoding: str | None
    country: Country
    notes: dict[str, SheetNotes]


def main() -> None:
    """Reads the job and does it; anything but a refusal, which is part of the spool, ends the process."""
    gc.disable()  # millions of short-lived texts, and no cycles
    limit_memory()
    read_job(marshal.load(sys.stdin.buffer), sys.stdout.buffer)


def read_job(job: Job, out: BinaryIO) -> None:
    """Read a file into a spool, in whatever process this is."""
    spool = SpoolWriter(out)
    try:
        (_read_csv if job["form"] == "text" else _read_workbook)(job, spool)
    except DeskError as error:
        spool.close(refusal=(error.code, error.values))
    except MemoryError:
        spool.close(refusal=("file.too_large", {}))
    else:
        spool.close()


def limit_memory() -> None:
    """Sets the wall, where the system has one: a file that wants more memory ends this process, not the counter."""
    try:
        import resource
    except ImportError:
        return
    for kind, size in ((resource.RLIMIT_DATA, MEMORY), (resource.RLIMIT_AS, 2 * MEMORY)):
        try:
            resource.setrlimit(kind, (size, size))
        except (ValueError, OSError):
            continue


def _read_csv(job: Job, spool: SpoolWriter) -> None:
    path, country = Path(job["path"]), job["country"]
    encoding = find_encoding(path, job["encoding"], country)
    rows = records(path, encoding)
    spool.begin(CSV_SHEET)
    first = 1
    while batch := list(islice(rows, CHUNK_ROWS)):
        columns: list[Cells] = [tidy(unprotect(column)) for column in as_columns(batch, "")]
        widths = list(map(len, batch))
        ragged = widths if min(widths) < len(columns) else []
        spool.add(Chunk(first, columns or [[None] * len(batch)], [], ragged))
        first += len(batch)


def _read_workbook(job: Job, spool: SpoolWriter) -> None:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, WorksheetNotFound

    try:
        # opened here, for the library would go by the file's name
        with Path(job["path"]).open("rb") as stream, CalamineWorkbook.from_filelike(stream) as book:
            for name in _wanted(book, job["sheet"]):
                _read_sheet(book.get_sheet_by_name(name), job, spool)
    except PasswordError:
        raise DeskError("file.encrypted") from None
    except (CalamineError, WorksheetNotFound, OSError):
        raise DeskError("file.unreadable") from None
    except BaseException as error:
        # a panic of the library is neither an Exception nor importable
        if type(error).__name__ == "PanicException":
            raise DeskError("file.unreadable") from None
        raise


def _wanted(book: CalamineWorkbook, sheet: str | None) -> list[str]:
    """The sheet that was asked for, hidden or not; else all that people see."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    tables = [data for data in book.sheets_metadata if data.typ == SheetTypeEnum.WorkSheet]
    if sheet is None:
        seen = [data.name for data in tables if data.visible == SheetVisibleEnum.Visible]
        if not seen:
            raise DeskError("file.no_sheet", sheet="", sheets="、".join(data.name for data in tables))
        return seen
    names = [data.name for data in tables if same_sheet(data.name, sheet)]
    if not names:
        raise DeskError("file.no_sheet", sheet=sheet, sheets="、".join(data.name for data in tables))
    return names[:1]


def _read_sheet(sheet: CalamineSheet, job: Job, spool: SpoolWriter) -> None:
    notes = job["notes"].get(sheet.name)
    if notes is None and job["form"] != "xls":
        raise DeskError("file.unreadable")  # the guard never saw it
    merges = notes["merges"] if notes else sheet.merged_cell_ranges or []
    rows, columns = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)
    if rows * columns > MAX_BOX:
        raise DeskError("file.too_large", sheet=sheet.name)
    base = 1 if notes else 0  # the library counts rows from 0
    spool.begin(sheet.name, _clipped(merges, base, rows, columns))
    lost = notes["lost"] if notes else {}
    left = sheet.start[1] if sheet.start else 0
    for first, batch in _batches(sheet.iter_rows()):
        table = as_columns(batch, "")
        table[:0] = [[""] * len(batch) for _ in range(left)]
        _put_back(lost, first, table, len(batch))
        spool.add(_chunk(first, table, job["country"]))
    _add_rest(lost, rows, spool)


def _batches(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, list[Sequence[Any]]]]:
    source, first = iter(rows), 1
    while batch := list(islice(source, CHUNK_ROWS)):
        yield first, batch
        first += len(batch)


def _chunk(first: int, table: list[list[Any]], country: Country) -> Chunk:
    columns: list[Cells] = []
    lost: list[tuple[int, int]] = []
    for index, cells in enumerate(table):
        column, places = texts(cells, country)
        columns.append(column)
        lost += ((place, index) for place in places)
    return Chunk(first, columns, lost, [])


def _put_back(lost: dict[int, dict[int, str]], first: int, table: list[list[Any]], height: int) -> None:
    """Writes the cells that the library drops into the rows they belong to."""
    if not lost:
        return
    for row in range(first, first + height):
        for column, text in lost.pop(row, {}).items():
            while column >= len(table):
                table.append([""] * height)
            table[column][row - first] = text


def _add_rest(lost: dict[int, dict[int, str]], rows: int, spool: SpoolWriter) -> None:
    """Cells below the last row that the library knows of: it takes them for empty, and the sheet ends above them."""
    first, last = rows + 1, max(lost, default=0)
    while first <= last:
        height = min(CHUNK_ROWS, last - first + 1)
        table: list[list[Any]] = [[""] * height]
        _put_back(lost, first, table, height)
        spool.add(_chunk(first, table, "CN"))
        first += height


def _clipped(merges: Iterable[Any], base: int, rows: int, columns: int) -> list[Area]:
    """Merged ranges within the sheet, rows from 1; both kinds of sources know them as top, left, bottom, right."""
    areas: list[Area] = []
    size = 0
    for merge in merges:
        (top, left), (bottom, right) = (merge[:2], merge[2:]) if len(merge) == 4 else merge
        area = (top + 1 - base, left, min(bottom + 1 - base, rows), min(right, columns - 1))
        if area[0] <= area[2] and area[1] <= area[3]:
            areas.append(area)
            size += (area[2] - area[0] + 1) * (area[3] - area[1] + 1)
    if size > MAX_BOX:
        raise DeskError("file.unreadable")
    return sorted(areas)


if __name__ == "__main__":
    main()
