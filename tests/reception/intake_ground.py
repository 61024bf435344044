"""A home with the real search keys, and files as small as a story needs."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deskapp.desks.reception.importing import Intake, take_file, undo_batch
from deskapp.desks.reception.sources import Options
from deskapp.locale import words
from deskapp.overview.search import search
from deskapp.settings import Home, find_home
from deskapp.sheets.importing import Outcome
from deskapp.store.undo import Undo
from deskapp.wiring import PARTS, Opened, open_home

NOW = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)
ZHANG, LI, WU = "110105198504121172", "310115200109232489", "500108199912313057"


@dataclass(frozen=True)
class Desk:
    """An opened home and short words for what stories do with it."""

    folder: Path
    home: Home
    opened: Opened

    @property
    def intake(self) -> Intake:
        home = self.home
        return Intake(self.opened.store, self.opened.clerk, home.exports, home.root, words("en"), lambda: NOW)

    def file(self, name: str, rows: Sequence[Sequence[object]]) -> Path:
        path = self.folder / name
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows(rows)
        return path

    def take(self, kind: str, rows: Sequence[Sequence[object]] | Path, **options: Any) -> Outcome:
        path = rows if isinstance(rows, Path) else self.file(f"{kind}.csv", rows)
        return take_file(self.intake, self.opened.kinds[kind], path, Options(**options))

    def undo(self, outcome: Outcome, *, partial: bool = False) -> tuple[Undo, list[str]]:
        assert outcome.batch is not None
        return undo_batch(self.intake, outcome.batch, PARTS, partial=partial)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.home.database)) as connection:
            return connection.execute(statement).fetchall()

    def finds(self, text: str) -> list[str]:
        return [hit.title for hit in search(self.opened.store, text, today=NOW.date())]

    def phones(self) -> list[tuple[Any, ...]]:
        return self.rows("SELECT number, is_main, is_former FROM customer_phone ORDER BY id")


@contextmanager
def open_desk(folder: Path) -> Iterator[Desk]:
    """A desk on a new home below ``folder``."""
    home = find_home(folder / "home")
    with closing(open_home(home, NOW, writes=True)) as opened:
        yield Desk(folder, home, opened)


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, refused; the balance checked by the way."""
    told = (outcome.created, outcome.updated, outcome.unchanged, outcome.rejected)
    assert sum(told) == outcome.rows
    return told
