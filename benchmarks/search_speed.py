"""Search as you type against a LIKE scan and an unordered key table, in turn on the same database.

    python -m benchmarks.search_speed [CUSTOMERS] [ROUNDS]

One word: every way to say a record, typed to lengths 1 to 6 and in full. Several: two words, the second typed letter
by letter. Ours is ranked, verified and with rows fetched; the two others only find ids, and find less.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.records import TODAY, make_records
from benchmarks.search_queries import SINGLE, make_queries

from deskapp.overview.search import search
from deskapp.store.store import Store

LENGTHS = range(1, 7)
LIKE = """
    SELECT customer.id FROM customer WHERE name LIKE :any
        OR EXISTS (SELECT 1 FROM customer_phone WHERE customer_id = customer.id AND number LIKE :any)
        OR EXISTS (SELECT 1 FROM customer_document WHERE customer_id = customer.id AND number LIKE :any)
        LIMIT 20
"""
KEYS = "SELECT id FROM search_key WHERE kind = 1 AND key >= ? AND key < ? LIMIT 20"


def typed(database: Path, count: int, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Class and text of what stands in the box after a key, for one word and for several."""
    made = make_queries(database, count, seed=rng.randrange(1000))
    for title, query in made:
        if title in SINGLE:
            kind = "words typed with blanks" if " " in query.strip() else "one word"
            for length in {*LENGTHS, len(query)}:
                if length <= len(query):
                    yield kind, query[:length]
        elif title == "two words":
            first, _, second = query.partition(" ")
            yield from (("several words", f"{first} {second[:n]}") for n in range(1, len(second) + 1))
        else:
            yield "near miss", query


def fetch(connection: sqlite3.Connection, statement: str, values: Any) -> list[Any]:
    return connection.execute(statement, values).fetchall()


def time_of(call: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def line(title: str, times: list[float]) -> str:
    shares = " ".join(f"{name} {percentile(times, share):8.2f}" for name, share in (("p50", 0.5), ("p95", 0.95)))
    return f"{title:34} {len(times):6} queries  {shares}  max {max(times):8.2f} ms"


def measure(database: Path, rounds: int) -> None:
    """Print both sides, per class of query."""
    store = Store(database)
    ours: dict[str, list[float]] = {}
    scan: list[float] = []
    bare: list[float] = []
    ratios: list[float] = []
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as other:
        other.execute("PRAGMA mmap_size = 268435456")
        for turn in range(rounds):
            queries = list(typed(database, 300, random.Random(turn)))
            mine: list[float] = []
            for title, text in queries:
                mine.append(time_of(partial(search, store, text, today=TODAY)))
                ours.setdefault(title, []).append(mine[-1])
            bare += [time_of(partial(fetch, other, KEYS, (f"a{text}", f"a{text}\U0010ffff"))) for _, text in queries]
            # a scan drives everything else out of the memory: it comes last, and not for every query
            one = [n for n, (title, _) in enumerate(queries) if title == "one word"]
            theirs = [time_of(partial(fetch, other, LIKE, {"any": f"%{queries[n][1]}%"})) for n in one[::20]]
            scan += theirs
            ratios.append(percentile(theirs, 0.95) / percentile([mine[n] for n in one], 0.95))
    store.close()
    for title, times in ours.items():
        print(line(f"ours, {title}", times))
    print(line("unordered key table", bare))
    print(line("LIKE scan", scan))
    print(
        f"p95 of one word, LIKE : ours, over {rounds} rounds: median {statistics.median(ratios):.0f}x,"
        f" from {min(ratios):.0f}x to {max(ratios):.0f}x"
    )


def main(customers: int = 1_000_000, rounds: int = 5) -> None:
    """Make the records and measure."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "deskapp.db"
        make_records(database, customers)
        report_size(database, customers)
        measure(database, rounds)


def report_size(database: Path, customers: int) -> None:
    """Print how large the database is and how many keys it has."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        keys = connection.execute("SELECT count(*) FROM search_key WHERE kind = 1").fetchone()[0]
    size = sum(file.stat().st_size for file in database.parent.glob(f"{database.name}*"))
    print(f"{customers:,} customers, {keys / customers:.1f} keys each, database {size / 2**20:,.0f} MiB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
