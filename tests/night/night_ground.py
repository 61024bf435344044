"""A home whose inbox is filled by hand, and its nights, run in this process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any

from sqlmodel import select

from deskapp.cli.faults import exit_code
from deskapp.desks.reception.importing import Intake
from deskapp.locale import words
from deskapp.office.customer.model import Customer
from deskapp.overview.night import Night, run_night
from deskapp.overview.night_inbox import Found, look_in
from deskapp.overview.night_settings import NightPlan
from deskapp.overview.night_taking import Inbox, Taken
from deskapp.settings import Home, find_home
from deskapp.wiring import Opened, open_home, reports

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
"""Half past nine at the counter (UTC+8), a Monday that is worked on."""

PEOPLE = "name,phone\n张三丰,13800138000\n李静,138\n"


@dataclass
class Nights:
    """The opened home; ``put`` lays files into its inbox."""

    home: Home
    opened: Opened
    plan: NightPlan = field(default_factory=NightPlan)
    now: datetime = NOW
    crashes: list[Exception] = field(default_factory=list)

    def put(self, name: str | bytes, content: str | bytes = PEOPLE, *, age: float = 600) -> Path:
        """A file that was last changed ``age`` seconds ago."""
        path = self.home.inbox / os.fsdecode(name)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        when = self.now.timestamp() - age
        os.utime(path, (when, when))
        return path

    def look(self, seen: dict[str, list[int]] | None = None) -> dict[str, str]:
        """What is waited for, wrong or taken, by name."""
        found = look_in(self.home.inbox, seen or {}, self.now, 60, 0)
        return {one.path.name: one.waits or one.wrong or "take" for one in found}

    def found(self) -> list[Found]:
        return look_in(self.home.inbox, {}, self.now, 60, 0)

    @property
    def inbox(self) -> Inbox:
        intake = Intake(
            self.opened.store, self.opened.clerk, self.home.exports, self.home.root, words("en"), lambda: self.now
        )
        return Inbox(self.home.inbox, intake, self.opened.kinds, self.opened.parts)

    def take(self) -> dict[str, Taken]:
        """Take the inbox in; by the name where each lies now."""
        return {one.name: one for one in self.inbox.take_all(self.found(), self.plan)}

    def lies(self, folder: str = "") -> list[str]:
        """The files of a folder of the inbox, its nights left out."""
        top = self.home.inbox / folder
        return sorted(path.name for path in (top.rglob("*") if folder else top.iterdir()) if not path.is_dir())

    def people(self) -> list[str]:
        """Everybody who came in, in that order."""
        query = select(Customer.name).order_by("id")
        return self.opened.store.read(lambda reader: list(reader.session.exec(query)))

    def run(self) -> tuple[dict[str, Any], int]:
        """A whole night."""
        night = Night(
            self.home, self.opened.store, self.opened.clerk, words("en"), self.plan, self.opened.kinds,
            self.opened.parts, reports(), lambda: self.now, self.home.root, self.crashes.append, 0,
        )  # fmt: skip
        return run_night(night, exit_code)

    def plans(self, **fields: Any) -> None:
        self.plan = replace(self.plan, **fields)

    def later(self, **passed: float) -> None:
        self.now += timedelta(**passed)


@contextmanager
def open_nights(database: Path, folder: Path) -> Iterator[Nights]:
    """The nights of a copy of a database."""
    copyfile(database, folder / "deskapp.db")
    home = find_home(folder)
    with closing(open_home(home, NOW, writes=True)) as opened:
        yield Nights(home, opened)
