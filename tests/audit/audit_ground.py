"""A home with a trail of its own and a key of its own, and hands that reach into its database past every trigger."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from deskapp.store.audit_anchors import FILE
from deskapp.store.audit_verify import Verdict, verify
from deskapp.store.migrate import prepare_database
from deskapp.store.seal_keys import Keys
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Work

NOW = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)
CLERK = Clerk(7, "王敏", 1)


@dataclass
class Trail:
    """A database of nothing but a trail."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "deskapp.db"

    @property
    def keys(self) -> Keys:
        return Keys(self.folder)

    def begin(self) -> Trail:
        prepare_database(self.database, NOW)
        return self

    def write(self, count: int, *, at: datetime = NOW, clerk: Clerk = CLERK) -> None:
        """So many entries, three a unit of work."""

        def some(work: Work, numbers: range) -> None:
            for number in numbers:
                work.reason = "更正" if number % 4 == 0 else ""
                before = None if number % 3 == 0 else {"name": "张三丰", "phone": "13800138000"}
                after = {"name": f"张\n三\x1f{number}"}
                work.entry("customer", number, before=before, after=after, batch_id=number % 2)

        with closing(Store(self.database)) as store:
            for first in range(0, count, 3):
                numbers = range(first, min(first + 3, count))
                store.write(clerk, "customer.edit", partial(some, numbers=numbers), at + timedelta(minutes=first))

    def verify(self, *, anchors: bool = True) -> Verdict:
        return verify(self.database, self.keys.ring(), self.folder / FILE if anchors else None)

    def broken(self) -> list[tuple[int | None, str]]:
        return [(one.entry, one.why.removeprefix("audit.broken_")) for one in self.verify().broken]

    def force(self, *statements: str | tuple[str, tuple[Any, ...]]) -> list[Any]:
        """Run statements by hand, with every trigger dropped before; the rows of the last."""
        with closing(sqlite3.connect(self.database, isolation_level=None)) as raw:
            for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                raw.execute(f"DROP TRIGGER {name}")
            rows: list[Any] = []
            for one in statements:
                rows = raw.execute(*((one,) if isinstance(one, str) else one)).fetchall()
            return rows
