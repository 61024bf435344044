"""Numbers for people, such as KH-20261122-0007: given inside the transaction, so two can never be the same."""

from __future__ import annotations

from datetime import date

from sqlalchemy import update
from sqlmodel import Session, select

from deskapp.store.tables import NumberSeries


def take_numbers(session: Session, office_id: int, prefix: str, day: date, count: int = 1) -> list[str]:
    """The next ``count`` numbers of a day's series; at least four digits, growing."""
    series = f"{prefix}-{day:%Y%m%d}"
    last = session.exec(
        select(NumberSeries.last).where(NumberSeries.office_id == office_id, NumberSeries.series == series)
    ).one_or_none()
    if last is None:
        session.add(NumberSeries(office_id=office_id, series=series, last=count))
        session.flush()
        last = 0
    else:
        table = NumberSeries.__table__  # type: ignore[attr-defined]
        session.execute(
            update(table).where(table.c.office_id == office_id, table.c.series == series).values(last=last + count)
        )
    return [f"{series}-{number:04}" for number in range(last + 1, last + count + 1)]


def reserve_numbers(
    session: Session, office_id: int, prefix: str, day: date, count: int
) -> tuple[list[str], list[str]]:
    """The first ``count`` numbers of a day's series, kept for one purpose, and which of them are new."""
    series = f"{prefix}-{day:%Y%m%d}"
    last = session.exec(
        select(NumberSeries.last).where(NumberSeries.office_id == office_id, NumberSeries.series == series)
    ).one_or_none()
    missing = count - (last or 0)
    fresh = take_numbers(session, office_id, prefix, day, missing) if missing > 0 else []
    return [f"{series}-{number:04}" for number in range(1, count + 1)], fresh
