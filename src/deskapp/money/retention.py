"""Receipts are accounting records: kept as long as the accounting law says, whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlmodel import col, select

from deskapp.money.model import Receipt
from deskapp.office.privacy.letting_go import MOST, Due, Frame, Kind
from deskapp.sheets.reporting import day_begins
from deskapp.store.work import Reader


def _receipts(reader: Reader, frame: Frame) -> Iterator[Due]:
    query = select(Receipt.id).where(col(Receipt.entered_at) >= day_begins(frame.cutoff)).limit(MOST)
    for number in reader.session.exec(query):
        if number is not None:
            yield Due(number)


MONEY: Final = Kind("money", "receipt", _receipts)
