"""What tests of backups and faults share: a home, its customers' notes, and a clerk who edits one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from deskapp.office.customer.actions import add_customer, edit_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.customer.queries import get_customer_draft
from deskapp.overview.checking import Finding, check_all
from deskapp.settings import Home
from deskapp.wiring import Opened, open_home

NOW = datetime(2026, 11, 22, 9, 41).astimezone()
PASSPHRASE = "卖报歌 correct horse"


def open_at(home: Home, now: datetime = NOW) -> Opened:
    return open_home(home, now, writes=True)


def save_note(opened: Opened, number: int, note: str, now: datetime = NOW) -> None:
    """A clerk opens a customer, writes a note, saves."""
    draft, seen = opened.store.read(lambda reader: get_customer_draft(reader, number))
    changed = replace(draft, note=note)
    opened.write("customer.edit", lambda work: edit_customer(work, number, changed, seen), now)


@dataclass(frozen=True)
class Kept:
    """A home and what is in it."""

    home: Home

    @property
    def root(self) -> Path:
        return self.home.root

    def edit(self, note: str, number: int = 1, now: datetime = NOW) -> None:
        with closing(open_at(self.home, now)) as opened:
            save_note(opened, number, note, now)

    def add(self, name: str, now: datetime = NOW) -> str:
        """A new customer's number."""
        with closing(open_at(self.home, now)) as opened:
            return opened.write("customer.add", lambda work: add_customer(work, CustomerDraft(name)).number, now)

    def notes(self) -> dict[int, str]:
        return dict(self.rows("SELECT id, note FROM customer"))

    def rows(self, query: str, *values: Any) -> list[Any]:
        with closing(sqlite3.connect(self.home.database, isolation_level=None)) as raw:
            return raw.execute(query, values).fetchall()

    def findings(self, *, quick: bool = False, now: datetime = NOW + timedelta(days=2)) -> list[Finding]:
        with closing(open_home(self.home, now, writes=False)) as opened:
            return list(check_all(opened.store, self.home, now, quick=quick))

    def codes(self) -> list[str]:
        return [finding.code for finding in self.findings()]

    def passphrase(self, text: str = PASSPHRASE) -> Path:
        file = self.root / "passphrase"
        file.write_text(f"{text}\n", encoding="utf-8")
        file.chmod(0o600)
        return file

    def names(self) -> set[str]:
        """Everything that lies in the home but for the files that come and go with a connection."""
        found = (path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file())
        return {name for name in found if not name.endswith(("-wal", "-shm"))}
