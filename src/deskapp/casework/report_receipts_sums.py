"""The sums of 收款日报: method by purpose, supervised accounts, what files brought, void numbers, periods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, distinct, func
from sqlmodel import col, select

from deskapp.cases.periods import Period, periods_of
from deskapp.money.daybook import Takings, sum_takings
from deskapp.money.model import METHODS, Allocation, Charge, Receipt, Reversal
from deskapp.money.purposes import HOLDINGS, find_purpose, purpose_key, purposes
from deskapp.sheets.report import Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, pick, within_days
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

_Spot = tuple[str, str]
MOST_VOIDS: Final = 500


class Sums:
    """The tables behind the entries of some days; the counter's own sums are those of the days' closes."""

    def __init__(self, reader: Reader, ask: Ask) -> None:
        self._reader, self._ask = reader, ask
        self._counter = self._takings(outside=False)
        self._files = self._takings(outside=True)

    @property
    def currencies(self) -> list[str]:
        """Of everything that was booked."""
        return sorted({currency for _, currency in (*self._counter, *self._files)})

    def tables(self, currency: str) -> Iterator[SummaryTable]:
        """Of one currency."""
        yield self._by_method(currency)
        yield self._by_purpose(currency)
        yield self._by_both(currency)
        yield self._by_period(currency)
        if voids := self._voids(currency):
            yield voids

    def _takings(self, *, outside: bool) -> dict[_Spot, Takings]:
        ask = self._ask
        return sum_takings(self._reader, lambda table: within_days(col(table.booked_on), ask), outside=outside)

    def _within(self, currency: str) -> list[ColumnElement[bool]]:
        return [col(Receipt.currency) == currency, *within_days(col(Receipt.booked_on), self._ask)]

    def _by_method(self, currency: str) -> SummaryTable:
        """A method a line: the counter's and what files brought; how much of it went to supervised accounts."""
        supervised = dict(
            self._reader.session.exec(
                select(Receipt.method, func.sum(Receipt.amount))
                .where(*self._within(currency), col(Receipt.supervised), col(Receipt.reversed_at).is_(None))
                .group_by(Receipt.method)
            ).all()
        )
        rows = []
        for method in METHODS:
            spot = method, currency
            if spot not in self._counter and spot not in self._files:
                continue
            ours, theirs = self._counter.get(spot, Takings()), self._files.get(spot, Takings())
            figures = (
                ours.received + theirs.received,
                ours.paid_out,
                ours.received + theirs.received - ours.paid_out,
                theirs.received,
                supervised.get(method, 0),
            )
            counts = (ours.receipts + theirs.receipts, ours.voids + theirs.voids)
            rows.append((method, *counts, *(from_minor(figure, currency) for figure in figures)))
        columns = (
            SummaryColumn("column.money_method", "choice", "method"),
            SummaryColumn("column.receipt_count"),
            SummaryColumn("column.void_count"),
            *(SummaryColumn(f"column.money_{name}", "money", currency=currency) for name in ("in", "out", "net")),
            SummaryColumn("column.money_by_files", "money", currency=currency),
            SummaryColumn("column.money_supervised", "money", currency=currency),
        )
        return SummaryTable(f"report.receipts_method_{currency}", columns, rows, _totals(rows, 2))

    def _by_purpose(self, currency: str) -> SummaryTable:
        """What the receipts of these days pay now: the office's own, held for others, what pays nothing yet."""
        words = self._ask.words
        query = (
            select(Charge.purpose, func.sum(Allocation.amount))
            .join(Receipt, col(Receipt.id) == col(Allocation.receipt_id))
            .join(Charge, col(Charge.id) == col(Allocation.charge_id))
            .where(*self._within(currency))
            .group_by(col(Charge.purpose))
        )
        paid = {code: total for code, total in self._reader.session.exec(query) if total}
        known = [code for code in purposes() if code in paid]
        holding = {code: find_purpose(code).holding for code in paid}
        rows = [
            (words.text(f"holding.{holding[code]}"), words.text(purpose_key(code)), from_minor(paid[code], currency))
            for code in sorted(known, key=lambda code: HOLDINGS.index(holding[code]))
        ]
        free = self._reader.session.exec(select(func.sum(Receipt.free)).where(*self._within(currency))).one()
        if free:
            rows.append(("", words.text("receipt.unallocated"), from_minor(free, currency)))
        columns = (
            SummaryColumn("column.money_holding", "text"),
            SummaryColumn("column.money_for", "text"),
            SummaryColumn("column.money_paid", "money", currency=currency),
        )
        total = ("", "", sum((amount for *_, amount in rows), Decimal()))
        return SummaryTable(f"report.receipts_purpose_{currency}", columns, rows, total)

    def _by_both(self, currency: str) -> SummaryTable:
        """Method by purpose: how many receipts, how much of them."""
        words = self._ask.words
        query = (
            pick(Receipt.method, Charge.purpose, func.count(distinct(col(Receipt.id))), func.sum(Allocation.amount))
            .join(Receipt, col(Receipt.id) == col(Allocation.receipt_id))
            .join(Charge, col(Charge.id) == col(Allocation.charge_id))
            .where(*self._within(currency), col(Receipt.reversed_at).is_(None))
            .group_by(col(Receipt.method), col(Charge.purpose))
        )
        found = {(method, code): (count, total) for method, code, count, total in self._reader.session.execute(query)}
        free = (
            select(Receipt.method, func.count(), func.sum(Receipt.free))
            .where(*self._within(currency), Receipt.free > 0)
            .group_by(Receipt.method)
        )
        loose = {method: (count, total) for method, count, total in self._reader.session.exec(free)}
        rows: list[tuple[Any, ...]] = []
        for method in METHODS:
            told = [
                (words.text(purpose_key(code)), *found[method, code]) for code in purposes() if (method, code) in found
            ]
            if method in loose:
                told.append((words.text("receipt.unallocated"), *loose[method]))
            rows += [(method, said, count, from_minor(total, currency)) for said, count, total in told if total]
        columns = (
            SummaryColumn("column.money_method", "choice", "method"),
            SummaryColumn("column.money_for", "text"),
            SummaryColumn("column.receipt_count"),
            SummaryColumn("column.money_paid", "money", currency=currency),
        )
        total = ("", "", sum(row[2] for row in rows), sum((row[3] for row in rows), Decimal()))
        return SummaryTable(f"report.receipts_both_{currency}", columns, rows, total)

    def _by_period(self, currency: str) -> SummaryTable:
        """These days beside those a period before and a year before."""
        rows = [(period.code, *self._of_period(period, currency)) for period in periods_of(self._ask)]
        columns = (
            SummaryColumn("column.period", "choice", "period"),
            SummaryColumn("column.period_since", "day"),
            SummaryColumn("column.period_until", "day"),
            *(SummaryColumn(f"column.money_{name}", "money", currency=currency) for name in ("in", "out", "net")),
        )
        return SummaryTable(f"report.receipts_period_{currency}", columns, rows)

    def _of_period(self, period: Period, currency: str) -> tuple[Any, ...]:
        def within(table: Any) -> list[ColumnElement[bool]]:
            return [col(table.booked_on) >= period.since, col(table.booked_on) <= period.until]

        both = [sum_takings(self._reader, within, outside=outside) for outside in (False, True)]
        mine = [takings for found in both for (_, which), takings in found.items() if which == currency]
        came, went = sum(one.received for one in mine), sum(one.paid_out for one in mine)
        return (period.since, period.until, *(from_minor(figure, currency) for figure in (came, went, came - went)))

    def _voids(self, currency: str) -> SummaryTable | None:
        """The numbers that were made void on these days, and why."""
        query = (
            pick(
                Receipt.number,
                Receipt.outside_number,
                Receipt.method,
                Receipt.amount,
                Reversal.booked_on,
                Reversal.reason,
            )
            .join(Receipt, col(Receipt.id) == col(Reversal.receipt_id))
            .where(col(Receipt.currency) == currency, *within_days(col(Reversal.booked_on), self._ask))
            .order_by(col(Reversal.booked_on), col(Reversal.id))
            .limit(MOST_VOIDS)
        )
        rows = [
            (outside or number, method, from_minor(amount, currency), day, reason)
            for number, outside, method, amount, day, reason in self._reader.session.execute(query)
        ]
        columns = (
            SummaryColumn("column.voucher_number", "code"),
            SummaryColumn("column.money_method", "choice", "method"),
            SummaryColumn("column.payment_amount", "money", currency=currency),
            SummaryColumn("column.booked_on", "day"),
            SummaryColumn("column.money_note", "text"),
        )
        return SummaryTable(f"report.receipts_void_{currency}", columns, rows) if rows else None


def _totals(rows: Sequence[Row], counts: int) -> Row:
    counted = [sum(row[place] for row in rows) for place in range(1, 1 + counts)]
    width = len(rows[0]) if rows else 1 + counts
    return ("", *counted, *(sum((row[place] for row in rows), Decimal()) for place in range(1 + counts, width)))
