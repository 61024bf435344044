"""Writing and checking the trail: a million sealed entries, their payloads included.

python -m benchmarks.audit [ENTRIES] [ROUNDS]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from deskapp.store.audit_verify import verify
from deskapp.store.migrate import prepare_database
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Work

NOW = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)
PART = 10_000


def write(work: Work, first: int, count: int) -> None:
    for number in range(first, first + count):
        before = {"name": "张三丰", "phone": "13800138000", "version": number}
        after = {"name": "张三峰", "phone": "13900139000", "address": "重庆市渝中区民权路1号", "version": number + 1}
        work.entry("customer", number % 5000, before=before, after=after)


def main() -> None:
    """Write the entries, then check them."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "deskapp.db"
        prepare_database(database, NOW)
        with closing(Store(database)) as store:
            started = time.perf_counter()
            for first in range(0, count, PART):
                part = partial(write, first=first, count=min(PART, count - first))
                store.write(Clerk(1, "王敏", 1), "customer.edit", part, NOW)
            print(f"{count} entries written and sealed in {time.perf_counter() - started:.1f} s")
            took = []
            for _ in range(rounds):
                started = time.perf_counter()
                verdict = verify(database, store.keys.ring(), store.anchors.file)
                took.append(time.perf_counter() - started)
                assert verdict.is_whole
                assert verdict.entries == count
        print(
            f"checked in {statistics.median(took):.1f} s ({min(took):.1f}-{max(took):.1f}); the goal is 2 s a million"
        )


if __name__ == "__main__":
    main()
