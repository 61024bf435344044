"""A counter at which people sign in: a home with an administrator, two clerks and a customer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.fixtures_store import NOW, open_counter
from tests.signin.people import add_person
from tests.ui.conftest import settle
from textual.pilot import Pilot

from deskapp.settings import Home, Settings, find_home
from deskapp.ui.shell import DeskApp
from deskapp.ui.work import Counter
from deskapp.wiring import CounterWiring, Opened, indexers, load_tables, open_home

SIZE = (80, 24)
PASSWORD = {"GH001": "tram-huong-97", "GH002": "hoa-sua-thang-8", "GH003": "rung-thong-xanh"}
PIN = {"GH002": "7391", "GH003": "40625"}
NAMES = {"GH001": "何勇", "GH002": "陈涛", "GH003": "李静"}
ROLES = {"GH001": ("administrator",), "GH002": ("senior_clerk",), "GH003": ("clerk", "supervisor")}


def build(folder: Path, *, closed: bool = True) -> None:
    """Make it; an open one has the same people, of whom none is an administrator."""
    load_tables()
    with open_counter(find_home(folder).database, indexers()) as counter:
        counter.customer("张三丰", phone="13800138000")
        for number, name in NAMES.items():
            roles = ROLES[number] if closed else ()
            add_person(
                counter.store, counter.clerk, NOW, number, name, PASSWORD[number], pin=PIN.get(number, ""), roles=roles
            )


@dataclass
class Clock:
    """The counter's clock, which goes on when a test says so."""

    moment: datetime = NOW

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, **passed: float) -> None:
        self.moment += timedelta(**passed)


class Door(CounterWiring):
    """The program's own wiring, at a fixed moment."""

    opened: Opened

    def open(self, home: Home) -> Any:
        self.opened = open_home(home, NOW, writes=True)
        seat = self.opened.seat
        return Counter(self.opened, "滨江壹号", self.opened.clerk.name if seat.is_taken else "", seat)


def terminal(folder: Path, language: str = "zh", clock: Callable[[], datetime] | None = None) -> DeskApp:
    settings = Settings(language=language)  # type: ignore[arg-type]
    return DeskApp(find_home(folder), Door(), settings, now=clock or Clock())


def seat_of(app: DeskApp) -> Any:
    assert isinstance(app.wiring, Door)
    return app.wiring.opened.seat


async def press(pilot: Pilot[int], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


async def write(pilot: Pilot[int], text: str) -> None:
    names = {"-": "minus", " ": "space"}
    await press(pilot, *(names.get(character, character) for character in text))


async def sign_in(pilot: Pilot[int], number: str, password: str = "") -> None:
    """As a clerk does, from the start of the program."""
    await settle(pilot)
    await write(pilot, number)
    await press(pilot, "enter")
    await write(pilot, password or PASSWORD[number])
    await press(pilot, "enter")
