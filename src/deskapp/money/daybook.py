"""The day-book: what came in and went out on a day, by method and currency, and the close that fixes it.

It is the counter's: money that a file brought in was counted where the file comes from. It stands beside the day, and
neither is counted here nor keeps a day open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column
from sqlmodel import col, select

from deskapp.errors import DeskError
from deskapp.money.drafts import CloseDraft, counted_field
from deskapp.money.model import METHODS, DayClose, DayCloseLine, Payout, Receipt, Reversal
from deskapp.money.rules import day_to_book
from deskapp.office.checking import refuse
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader, Work
from deskapp.values.money import from_minor, to_minor


@dataclass(slots=True)
class Takings:
    """One method and currency of a day in the smallest unit; what was taken back that day is taken off."""

    received: int = 0
    paid_out: int = 0
    receipts: int = 0
    voids: int = 0


_Sum = tuple[Takings, int, int]


@dataclass(frozen=True, slots=True)
class DayLine:
    """Takings as a list shows them; ``counted`` is None where nobody counted."""

    method: str
    currency: str
    received: Decimal
    paid_out: Decimal
    receipts: int
    voids: int
    counted: Decimal | None = None

    @property
    def net(self) -> Decimal:
        """What the day should have brought."""
        return self.received - self.paid_out

    @property
    def difference(self) -> Decimal | None:
        """What was counted beyond it; below zero is missing."""
        return None if self.counted is None else self.counted - self.net


@dataclass(frozen=True, slots=True)
class DayBook:
    """A day of the day-book; ``closed_at`` is None while it is open, ``locked`` where a later day is closed.

    ``elsewhere`` is what files brought of that day.
    """

    day: date
    lines: tuple[DayLine, ...]
    locked: bool
    closed_at: datetime | None = None
    closed_by: str = ""
    note: str = ""
    elsewhere: tuple[DayLine, ...] = ()


def book_day(work: Work, happened: datetime) -> date:
    """The day of the day-book for something that happened then: the first that is not behind a closed one."""
    day = happened.astimezone(work.now.tzinfo).date()
    return day_to_book(day, find_last_closed(work, work.clerk.office_id))


def close_day(work: Work, draft: CloseDraft) -> DayClose:
    """Close a day with what was counted: nothing is booked on it, or on a day before it, ever after.

    Cash has to be counted. A count that differs from the books is kept, with a note.
    """
    draft, faults = draft.checked(work.today)
    refuse(faults)
    office, last = work.clerk.office_id, find_last_closed(work, work.clerk.office_id)
    if last is not None and draft.day <= last:
        raise DeskError("daybook.closed", "day", day=draft.day, last=last)
    if earlier := _first_booked(work, office, last, draft.day):
        raise DeskError("daybook.earlier_open", "day", day=earlier)
    takings = find_takings(work, office, draft.day)
    counted = {spot: to_minor(amount, spot[1]) for spot, amount in draft.counted.items()}
    for spot in _in_order({*takings, *counted}):
        taken = takings.setdefault(spot, Takings())
        if spot[0] == "cash" and spot not in counted:
            raise DeskError("daybook.uncounted", counted_field(*spot), currency=spot[1])
        if spot in counted and counted[spot] != taken.received - taken.paid_out and not draft.note:
            raise DeskError("daybook.difference", "note", currency=spot[1])
    close = work.add(
        DayClose(office_id=office, day=draft.day, closed_at=work.now, clerk=work.clerk.name, note=draft.note)
    )
    for method, currency in _in_order(takings):
        taken = takings[method, currency]
        work.add(
            DayCloseLine(
                office_id=office,
                day_close_id=record_id(close),
                method=method,
                currency=currency,
                received=taken.received,
                paid_out=taken.paid_out,
                counted=counted.get((method, currency)),
                receipts=taken.receipts,
                voids=taken.voids,
            )
        )
    return close


def get_daybook(reader: Reader, office_id: int, day: date) -> DayBook:
    """A day of an office's day-book; of a closed day the figures that it was closed with."""
    last = find_last_closed(reader, office_id)
    brought = find_takings(reader, office_id, day, outside=True)
    elsewhere = tuple(_line(*spot, brought[spot]) for spot in _in_order(brought))
    close = reader.session.exec(select(DayClose).where(DayClose.office_id == office_id, DayClose.day == day)).first()
    if close is None:
        takings = find_takings(reader, office_id, day)
        lines = tuple(_line(*spot, takings[spot]) for spot in _in_order(takings))
        return DayBook(day, lines, last is not None and day <= last, elsewhere=elsewhere)
    rows = select(DayCloseLine).where(DayCloseLine.day_close_id == close.id).order_by(col(DayCloseLine.id))
    kept = tuple(
        _line(row.method, row.currency, Takings(row.received, row.paid_out, row.receipts, row.voids), row.counted)
        for row in reader.session.exec(rows)
    )
    return DayBook(day, kept, True, close.closed_at, close.clerk, close.note, elsewhere)


def find_takings(reader: Reader, office_id: int, day: date, *, outside: bool = False) -> dict[tuple[str, str], Takings]:
    """What the entries of a day add up to, by method and currency; those that files brought with ``outside``."""
    return sum_takings(
        reader, lambda table: (table.office_id == office_id, col(table.booked_on) == day), outside=outside
    )


def sum_takings(
    reader: Reader, within: Callable[[Any], Sequence[ColumnElement[bool]]], *, outside: bool = False
) -> dict[tuple[str, str], Takings]:
    """What entries add up to, by method and currency; ``within`` says of each of the three tables which ones count.

    ``outside``: receipts that files brought, and those of them that were taken back; else all that is the counter's.
    """
    ours = is_outside() if outside else ~is_outside()
    found: dict[tuple[str, str], Takings] = {}

    def add_up(table: type[Receipt] | type[Payout], *conditions: ColumnElement[bool]) -> Iterator[_Sum]:
        rows = (
            select(table.method, table.currency, func.count(), func.sum(table.amount))
            .where(*conditions)
            .group_by(table.method, table.currency)
        )
        for method, currency, count, total in reader.session.exec(rows):
            yield found.setdefault((method, currency), Takings()), count, total

    # read first: as a part of the sums' own statement the conditions of a clerk's scope were too deep for SQLite
    voids = list(reader.session.exec(select(Reversal).where(*within(Reversal))))
    void_receipts = [one.receipt_id for one in voids if one.receipt_id is not None]
    void_payouts = [one.payout_id for one in voids if one.payout_id is not None]
    for takings, count, total in add_up(Receipt, ours, *within(Receipt)):
        takings.receipts += count
        takings.received += total
    for part in in_chunks(void_receipts):
        for takings, count, total in add_up(Receipt, ours, col(Receipt.id).in_(part)):
            takings.voids += count
            takings.received -= total
    if outside:
        return found
    for takings, _, total in add_up(Payout, *within(Payout)):
        takings.paid_out += total
    for part in in_chunks(void_payouts):
        for takings, _, total in add_up(Payout, col(Payout.id).in_(part)):
            takings.paid_out -= total
    return found


def is_outside() -> ColumnElement[bool]:
    """Whether a file brought a receipt; said so that the index of the counter's own is used."""
    return col(Receipt.outside_number) != literal_column("''")


def next_to_close(reader: Reader, office_id: int, today: date) -> date:
    """The earliest day with entries that is not closed yet; today where there is none before it."""
    return _first_booked(reader, office_id, find_last_closed(reader, office_id), today) or today


def find_last_closed(reader: Reader, office_id: int) -> date | None:
    """The last closed day of an office's day-book; it and every day before it take no entry."""
    return reader.session.exec(select(func.max(DayClose.day)).where(DayClose.office_id == office_id)).one()


def _first_booked(reader: Reader, office_id: int, after: date | None, before: date) -> date | None:
    """The first day between these two, both left out, on which something is booked."""
    firsts = []
    of_file = select(Receipt.id).where(Receipt.id == Reversal.receipt_id, is_outside()).exists()
    elsewhere: dict[Any, ColumnElement[bool]] = {Receipt: is_outside(), Reversal: of_file}
    for table in (Receipt, Payout, Reversal):
        rows = select(func.min(table.booked_on)).where(table.office_id == office_id, table.booked_on < before)
        if table in elsewhere:
            rows = rows.where(~elsewhere[table])
        firsts.append(reader.session.exec(rows.where(table.booked_on > after) if after else rows).one())
    return min((day for day in firsts if day), default=None)


def _in_order(spots: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(spots, key=lambda spot: (METHODS.index(spot[0]), spot[1]))


def _line(method: str, currency: str, taken: Takings, counted: int | None = None) -> DayLine:
    return DayLine(
        method,
        currency,
        from_minor(taken.received, currency),
        from_minor(taken.paid_out, currency),
        taken.receipts,
        taken.voids,
        None if counted is None else from_minor(counted, currency),
    )
