"""Dossiers are kept as long as the archive rules say; and when the office last needed a customer's papers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from sqlmodel import col, or_, select

from deskapp.cases.model import Case
from deskapp.office.privacy.letting_go import MOST, Due, Frame, Kind
from deskapp.sheets.reporting import day_begins
from deskapp.store.work import Reader


def _dossiers(reader: Reader, frame: Frame) -> Iterator[Due]:
    """Open ones, and those that ended since."""
    kept = or_(col(Case.ended_at).is_(None), col(Case.ended_at) >= day_begins(frame.cutoff))
    for number in reader.session.exec(select(Case.id).where(kept).limit(MOST)):
        if number is not None:
            yield Due(number)


DOSSIERS: Final = Kind("dossiers", "case_file", _dossiers)


def last_needed(reader: Reader, customer_id: int) -> date | None:
    """The day on which the last case of a customer ended; None while one is open, or where there never was one."""
    theirs = or_(Case.customer_id == customer_id, Case.representative_id == customer_id)
    ends = list(reader.session.exec(select(Case.ended_at).where(theirs)))
    if not ends or None in ends:
        return None
    return max(end for end in ends if end is not None).date()
