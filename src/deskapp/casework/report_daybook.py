"""日记账 as a report: each day by method and currency, what it was closed with, what was counted, files beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.report_parts import local
from deskapp.money.daybook import DayBook, DayLine, get_daybook
from deskapp.money.model import DayClose, Payout, Receipt, Reversal
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, ReportSource, within_days
from deskapp.store.work import Reader

_SOURCES: Final = ("counter", "file")


def _columns(currency: str) -> tuple[ReportColumn, ...]:
    return (
        ReportColumn("booked_on", "day"),
        ReportColumn("source", "choice", "daybook_source", "column.daybook_source"),
        ReportColumn("method", "choice", "method", "column.money_method"),
        ReportColumn("currency", "code"),
        ReportColumn("receipts", "count", label="column.receipt_count"),
        ReportColumn("voids", "count", label="column.void_count"),
        ReportColumn("received", "money", label="column.money_in", currency=currency),
        ReportColumn("paid_out", "money", label="column.money_out", currency=currency),
        ReportColumn("net", "money", label="column.money_net", currency=currency),
        ReportColumn("counted", "money", label="column.daybook_counted", currency=currency),
        ReportColumn("difference", "money", label="column.daybook_difference", currency=currency),
        ReportColumn("state", "choice", "daybook_state", "column.daybook_state"),
        ReportColumn("closed_at", "moment", label="column.daybook_closed_at"),
        ReportColumn("closed_by", label="column.daybook_closed_by"),
        ReportColumn("note", label="column.money_note"),
    )


def _read(reader: Reader, ask: Ask) -> Contents:
    books = [get_daybook(reader, office, day) for office, day in _days(reader, ask)]
    lines = [line for book in books for line in (*book.lines, *book.elsewhere)]
    currencies = sorted({line.currency for line in lines})
    # columns of amounts are written as the only currency writes them; of several they keep the finer decimals
    currency = currencies[0] if len(currencies) == 1 else "CNY"
    tables = tuple(_by_day(books, one) for one in currencies)
    return Contents(_columns(currency), (row for book in books for row in _rows(book)), tables)


def _days(reader: Reader, ask: Ask) -> list[tuple[int, date]]:
    """The days of each office on which something is booked, or that were closed."""
    found: set[tuple[int, date]] = set()
    columns: tuple[tuple[Any, Any], ...] = (
        (Receipt.office_id, Receipt.booked_on),
        (Payout.office_id, Payout.booked_on),
        (Reversal.office_id, Reversal.booked_on),
        (DayClose.office_id, DayClose.day),
    )
    for office_id, day in columns:
        query = select(office_id, day).where(*within_days(col(day), ask)).distinct()
        found.update((office, booked) for office, booked in reader.session.exec(query))
    return sorted(found, key=lambda spot: (spot[1], spot[0]))


def _rows(book: DayBook) -> Iterator[Row]:
    is_closed = book.closed_at is not None
    state = "closed" if is_closed or book.locked else "open"
    for source, lines in zip(_SOURCES, (book.lines, book.elsewhere), strict=True):
        is_ours = source == "counter"
        for line in lines:
            yield [
                book.day, source, line.method, line.currency, line.receipts, line.voids, line.received, line.paid_out,
                line.net, line.counted, line.difference, state if is_ours else None,
                local(book.closed_at) if is_ours else None, (book.closed_by or None) if is_ours else None,
                (book.note or None) if is_ours else None,
            ]  # fmt: skip


def _by_day(books: list[DayBook], currency: str) -> SummaryTable:
    """A day a line: the counter's takings, what was counted beyond them, and what files brought."""

    def mine(lines: tuple[DayLine, ...]) -> list[DayLine]:
        return [line for line in lines if line.currency == currency]

    rows: list[tuple[Any, ...]] = []
    for book in books:
        ours, theirs = mine(book.lines), mine(book.elsewhere)
        if ours or theirs:
            rows.append((book.day, *_sums(ours), sum((line.net for line in theirs), Decimal())))
    columns = (
        SummaryColumn("column.booked_on", "day"),
        SummaryColumn("column.receipt_count"),
        SummaryColumn("column.void_count"),
        *(SummaryColumn(f"column.money_{name}", "money", currency=currency) for name in ("in", "out", "net")),
        SummaryColumn("column.daybook_difference", "money", currency=currency),
        SummaryColumn("column.money_by_files", "money", currency=currency),
    )
    counts = (sum(row[place] for row in rows) for place in (1, 2))
    total = ("", *counts, *(sum((row[place] for row in rows), Decimal()) for place in range(3, 8)))
    return SummaryTable(f"report.daybook_days_{currency}", columns, rows, total)


def _sums(lines: list[DayLine]) -> tuple[Any, ...]:
    amounts = ([line.received for line in lines], [line.paid_out for line in lines], [line.net for line in lines])
    differences = [line.difference or Decimal() for line in lines]
    return (
        sum(line.receipts for line in lines),
        sum(line.voids for line in lines),
        *(sum(figures, Decimal()) for figures in (*amounts, differences)),
    )


DAYBOOK: Final = ReportSource("daybook", _read, day="column.booked_on", has_project=False)
