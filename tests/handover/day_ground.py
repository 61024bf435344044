"""A day of a handover without its gates: a batch with stations and homes, for what happens in the queue alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any, Final, TypeVar

from tests.fixtures_store import NOW, TODAY, Counter, open_counter

from deskapp.desks.handover.day.projection import VISITS
from deskapp.desks.handover.planning.model import BatchStation, Delivery, HandoverBatch
from deskapp.desks.handover.planning.projection import DELIVERIES
from deskapp.desks.handover.settling.model import GATES, GateMode
from deskapp.office.property.actions import add_unit
from deskapp.office.property.drafts import UnitDraft
from deskapp.office.property.model import Building
from deskapp.store.base import record_id
from deskapp.store.store import Store
from deskapp.store.work import Reader, Work
from deskapp.wiring import load_tables

T = TypeVar("T")
ROUTE: Final = ("reception", "payment", "inspection", "gifts", "signature")
OPTIONAL: Final = ("gifts",)
HOMES: Final = 6


@dataclass
class Day:
    """The day: each action a minute after the one before, as at a counter."""

    store: Store
    counter: Counter
    batch_id: int = 0
    deliveries: list[int] = field(default_factory=list)
    minutes: int = 0

    def do(self, action: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """One unit of work."""
        self.minutes += 1
        moment = NOW + timedelta(minutes=self.minutes)
        return self.store.write(self.counter.clerk, "delivery.do", lambda work: action(work, *args, **kwargs), moment)

    def ask(self, query: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """One snapshot."""
        return self.store.read(lambda reader: query(reader, *args, **kwargs))


def make_day(database: Path) -> tuple[int, list[int]]:
    """Fill a file that has an office and a clerk; the batch and its deliveries."""
    with _open(database) as day:
        building = day.counter.building()

        def fill(work: Work) -> tuple[int, list[int]]:
            project = work.get(Building, building).project_id
            office = work.clerk.office_id
            batch = record_id(
                work.add(
                    HandoverBatch(
                        office_id=office,
                        project_id=project,
                        name="一批",
                        begins_on=TODAY - timedelta(days=1),
                        ends_on=TODAY + timedelta(days=3),
                    )
                )
            )
            for place, code in enumerate(ROUTE):
                work.add(
                    BatchStation(
                        office_id=office,
                        project_id=project,
                        batch_id=batch,
                        position=place,
                        code=code,
                        required=code not in OPTIONAL,
                    )
                )
            for gate in GATES:
                work.add(
                    GateMode(office_id=office, project_id=project, gate=gate, mode="off", valid_from=date(2026, 1, 1))
                )
            deliveries = []
            for number in range(HOMES):
                unit = record_id(add_unit(work, building, UnitDraft(f"{1501 + number}", "2")))
                deliveries.append(
                    record_id(work.add(Delivery(office_id=office, project_id=project, unit_id=unit, batch_id=batch)))
                )
            return batch, deliveries

        return day.do(fill)


@contextmanager
def day_on(made: tuple[int, list[int]], source: Path, target: Path) -> Iterator[Day]:
    """The day on a copy of its file."""
    with _open(Path(copyfile(source, target))) as day:
        day.batch_id, day.deliveries = made[0], list(made[1])
        yield day


@contextmanager
def _open(database: Path) -> Iterator[Day]:
    load_tables()
    with open_counter(database) as counter:
        store = Store(database, projectors=(DELIVERIES, VISITS))
        try:
            yield Day(store, counter)
        finally:
            store.close()


def now_of(day: Day) -> datetime:
    """The moment of the last action."""
    return NOW + timedelta(minutes=day.minutes)


def whole(reader: Reader, table: type[T]) -> list[T]:
    """Every row of a table."""
    from sqlmodel import select

    return list(reader.session.exec(select(table)))
