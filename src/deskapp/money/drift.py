"""Whether what is stored for lists and closes is what the events add up to; in a sound database it always is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import col, or_, select

from deskapp.money.daybook import Takings, find_takings
from deskapp.money.model import Charge, DayClose, DayCloseLine, Receipt
from deskapp.money.projections import FREE, PAID, PASSED_ON
from deskapp.store.base import record_id
from deskapp.store.work import Reader


@dataclass(frozen=True, slots=True)
class Drift:
    """A stored figure that its events do not add up to; money in the smallest unit of the currency."""

    table: str
    id: int
    field: str
    stored: int
    computed: int


def find_drift(reader: Reader) -> list[Drift]:
    """Every stored figure of the money floor that differs from its recomputation."""
    found = (*_charges(reader), *_receipts(reader), *_closes(reader))
    return [drift for drift in found if drift.stored != drift.computed]


def find_unbalanced(reader: Reader) -> list[Drift]:
    """Charges with more paid than asked or passed on than paid, and receipts of which more went than came in."""
    charges = select(Charge).where(
        or_(col(Charge.paid) < 0, col(Charge.paid) > col(Charge.amount), col(Charge.passed_on) > col(Charge.paid))
    )
    receipts = select(Receipt).where(or_(col(Receipt.free) < 0, col(Receipt.free) > col(Receipt.amount)))
    found = [Drift("charge", record_id(one), "paid", one.paid, one.amount) for one in reader.session.exec(charges)]
    return found + [
        Drift("receipt", record_id(one), "free", one.free, one.amount) for one in reader.session.exec(receipts)
    ]


def _charges(reader: Reader) -> Iterator[Drift]:
    rows = select(Charge, PAID, PASSED_ON).where(or_(col(Charge.paid) != PAID, col(Charge.passed_on) != PASSED_ON))
    for charge, paid, passed_on in reader.session.exec(rows):
        yield Drift("charge", record_id(charge), "paid", charge.paid, paid)
        yield Drift("charge", record_id(charge), "passed_on", charge.passed_on, passed_on)


def _receipts(reader: Reader) -> Iterator[Drift]:
    for receipt, free in reader.session.exec(select(Receipt, FREE).where(col(Receipt.free) != FREE)):
        yield Drift("receipt", record_id(receipt), "free", receipt.free, free)


def _closes(reader: Reader) -> Iterator[Drift]:
    for close in reader.session.exec(select(DayClose)).all():
        lines = select(DayCloseLine).where(DayCloseLine.day_close_id == close.id)
        kept = {(line.method, line.currency): line for line in reader.session.exec(lines)}
        takings = find_takings(reader, close.office_id, close.day)
        for spot in kept.keys() | takings.keys():
            line, taken = kept.get(spot), takings.get(spot, Takings())
            for name in ("received", "paid_out", "receipts", "voids"):
                stored = 0 if line is None else getattr(line, name)
                yield Drift("day_close", record_id(close), f"{name} {' '.join(spot)}", stored, getattr(taken, name))
