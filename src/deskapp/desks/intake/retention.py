"""Names and numbers of people who only asked something: let go when nobody will call them back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from sqlmodel import col, or_, select

from deskapp.desks.intake.model import Enquiry
from deskapp.office.privacy.letting_go import MOST, Due, Frame, Kind
from deskapp.sheets.reporting import day_begins
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work


def _callers(reader: Reader, frame: Frame) -> Iterator[Due]:
    query = select(Enquiry).where(
        col(Enquiry.asked_at) < day_begins(frame.cutoff),
        or_(col(Enquiry.caller_phone) != "", col(Enquiry.caller_name) != ""),
    )
    for one in reader.session.exec(query.order_by(col(Enquiry.id)).limit(MOST)):
        yield Due(record_id(one), one.number, () if one.customer_id is None else (one.customer_id,))


def _forget(work: Work, numbers: Sequence[int], _frame: Frame) -> Iterable[Path]:
    """The question and its answer stay, for the figures; who asked does not."""
    for number in numbers:
        work.empty(work.get(Enquiry, number), {"caller_name": "", "caller_phone": ""})
    return ()


CALLERS: Final = Kind("callers", "enquiry", _callers, _forget)
