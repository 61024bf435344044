"""An office that takes complaints: two homes with owners, three clerks, service hours, and the shipped procedures."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from shutil import copyfile
from typing import Any, Final, ParamSpec, TypeVar

from sqlmodel import select
from tests.fixtures_store import open_counter
from tests.ui.conftest import settle
from textual.pilot import Pilot

from deskapp.cases.engine import Engine
from deskapp.desks.complaints.taking.actions import log_complaint
from deskapp.desks.complaints.taking.drafts import ComplaintDraft
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.desks.complaints.taking.model_clock import ComplaintClock
from deskapp.office.calendar.model import ServiceHours
from deskapp.office.customer.actions import add_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.property.actions import add_building, add_project, add_resident, add_unit
from deskapp.office.property.drafts import ResidentDraft, UnitDraft
from deskapp.office.staff.actions import NOBODY, ensure_clerk
from deskapp.settings import Home, Settings, find_home
from deskapp.store.base import record_id
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Reader, Work
from deskapp.ui.shell import DeskApp
from deskapp.wiring import CounterWiring, engine, indexers, load_tables, open_home, projectors

P = ParamSpec("P")
T = TypeVar("T")

ZONE: Final = timezone(timedelta(hours=8))
MORNING: Final = datetime(2026, 11, 2, 9, 0, tzinfo=ZONE)
"""A Monday, half an hour after the counter opens; it closes from 12:00 to 13:30 and at 18:00."""
HOURS: Final = ((510, 720), (810, 1080))
CLERKS: Final = ("wangmin", "lina", "zhaolei")


def at(text: str) -> datetime:
    """A moment of the office's zone, as ``2026-11-02T09:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@dataclass
class ComplaintDesk:
    """A store with its clerks; every ``do`` is one unit of work at ``now``, which a test moves on."""

    store: Store
    clerks: dict[str, Clerk]
    units: dict[str, int]
    people: dict[str, int]
    building: int
    project: int
    engine: Engine
    now: datetime = MORNING

    @property
    def clerk(self) -> Clerk:
        """Who works at the counter."""
        return self.clerks["wangmin"]

    def do(self, action: Callable[..., T], *args: Any, clerk: str = "wangmin", **kwargs: Any) -> T:
        """One unit of work now."""
        return self.store.write(
            self.clerks[clerk], action.__name__, lambda work: action(work, *args, **kwargs), self.now
        )

    def ask(self, query: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """A read."""
        return self.store.read(lambda reader: query(reader, *args, **kwargs))

    def log(self, words: str = "卫生间渗水", **more: Any) -> Complaint:
        """A complaint of the owner of 1501, unless told otherwise."""
        usual: dict[str, Any] = {
            "customer_id": self.people["张三丰"],
            "unit_id": self.units["1501"],
            "category": "leak",
        }
        draft = ComplaintDraft(words, **{**usual, **more})
        return self.do(log_complaint, draft, engine=self.engine)

    def complaint(self, number: int) -> Complaint:
        """As it is stored."""
        found: Complaint = self.ask(lambda reader: reader.get(Complaint, number))
        return found

    def clocks(self, number: int) -> dict[tuple[str, int], ComplaintClock]:
        """Its clocks by kind and opening, moments in the office's zone."""

        def read(reader: Reader) -> list[ComplaintClock]:
            return list(reader.session.exec(select(ComplaintClock).where(ComplaintClock.complaint_id == number)))

        return {(row.kind, row.round): row for row in self.ask(read)}

    def due(self, number: int, kind: str, opening: int = 0) -> datetime | None:
        """When a clock is due, in the office's zone."""
        due = self.clocks(number)[kind, opening].due_at
        return None if due is None else due.astimezone(ZONE)


def make_desk(database: Path, home: Path) -> ComplaintDesk:
    """The office in a database that has been begun."""
    load_tables()
    with open_counter(database, indexers()) as counter:

        def hours(work: Work) -> None:
            for weekday in range(5):
                for opens, closes in HOURS:
                    work.add(
                        ServiceHours(
                            office_id=work.clerk.office_id,
                            weekday=weekday,
                            opens=opens,
                            closes=closes,
                            valid_from=date(2020, 1, 1),
                        )
                    )

        counter.do(hours)
        project = record_id(counter.do(add_project, "滨江壹号"))
        building = record_id(counter.do(add_building, project, "3"))
        units = {
            room: record_id(counter.do(add_unit, building, UnitDraft(room, "2"))) for room in ("1501", "1502", "1601")
        }
        people = {
            name: record_id(counter.do(add_customer, CustomerDraft(name, phone=phone, id_number=number)))
            for name, phone, number in (
                ("张三丰", "13800138000", "110105198504121172"),
                ("李静", "13911112222", "110101199003070011"),
            )
        }
        for name, room in (("张三丰", "1501"), ("李静", "1502")):
            counter.do(add_resident, units[room], ResidentDraft(people[name], "owner"))
        clerks = {login: counter.store.write(NOBODY, "clerk", partial(_clerk, login), MORNING) for login in CLERKS}
    return ComplaintDesk(
        Store(database), clerks, units, people, building, project, engine(find_home(home), lambda: MORNING.date())
    )


def _clerk(login: str, work: Work) -> Clerk:
    return ensure_clerk(work, login)


@contextmanager
def desk_on(made: ComplaintDesk, database: Path, copy: Path) -> Iterator[ComplaintDesk]:
    """A copy of the office for one test."""
    store = Store(Path(copyfile(database, copy)), indexers(), projectors=projectors())
    try:
        yield replace(made, store=store, now=MORNING)
    finally:
        store.close()


class Wiring(CounterWiring):
    """The program's own, with the names that the pictures show."""

    opened: Any = None

    def open(self, home: Home) -> Any:
        """The counter's home, and who works there."""
        from deskapp.ui.work import Counter

        self.opened = open_home(home, MORNING, writes=True)
        return Counter(self.opened, "滨江壹号", "王敏")


@asynccontextmanager
async def at_counter(
    desk: ComplaintDesk, folder: Path, language: Any = "zh", size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Pilot[int]]:
    """The counter on a copy of what the desk has by now; its clock is the desk's, which a story moves on."""
    home = find_home(folder / "counter")
    home.prepare()
    with closing(sqlite3.connect(desk.store.database)) as source, closing(sqlite3.connect(home.database)) as copy:
        source.backup(copy)
    app = DeskApp(home, Wiring(), Settings(language=language), now=lambda: desk.now)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


async def show(pilot: Pilot[int], screen: Any) -> Any:
    """A screen over what is there."""
    await pilot.app.push_screen(screen)
    await settle(pilot)
    return screen


def asked(pilot: Pilot[int], query: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """A read of the counter's own store."""
    store = pilot.app.wiring.opened.store  # type: ignore[attr-defined]
    found: T = store.read(lambda reader: query(reader, *args, **kwargs))
    return found


def done(pilot: Pilot[int], clerk: Clerk, now: datetime, action: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Something that somebody else does meanwhile, on the counter's own store."""
    store = pilot.app.wiring.opened.store  # type: ignore[attr-defined]
    made: T = store.write(clerk, action.__name__, lambda work: action(work, *args, **kwargs), now)
    return made
