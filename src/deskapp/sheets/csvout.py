"""CSV for other programs: codes, plain figures, ISO days, field names as headings whatever the language."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from deskapp.sheets.replacing import replacing
from deskapp.sheets.report import Report
from deskapp.sheets.rows import writable

_RUNS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(target: Path | TextIO, report: Report, mode: int | None = None) -> int:
    """Write the rows with a byte-order mark to a file (replaced as a whole) or an open text stream.

    No title and no totals; text that a spreadsheet would run gets an apostrophe in front. Answers the number of rows.
    ``mode`` as in ``replacing``.
    """
    if not isinstance(target, Path):
        return _write(target, report)
    with replacing(target, mode) as fresh, fresh.open("w", encoding="utf-8", newline="") as stream:
        return _write(stream, report)


def _write(stream: TextIO, report: Report) -> int:
    stream.write("\ufeff")
    writer = csv.writer(stream)
    writer.writerow([column.name for column in report.columns])
    count = 0
    for count, row in enumerate(report.rows, 1):  # noqa: B007 - the count is the answer
        writer.writerow([_cell(value) for value in row])
    return count


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        text = writable(value)
        return f"'{text}" if text.startswith(_RUNS) else text
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)
