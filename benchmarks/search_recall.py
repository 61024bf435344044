"""Whether search finds everything and nothing else among a million customers: against a scan of every record.

    python -m benchmarks.search_recall [CUSTOMERS] [QUERIES]

The scan (``benchmarks/search_scan.py``) imports nothing from the program. A false hit counts as much as a miss. Every
query is asked twice: for everything, and for the first twenty, which must be true hits and as many as there are.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.records import TODAY, make_records
from benchmarks.search_queries import make_queries
from benchmarks.search_scan import Scan
from benchmarks.search_speed import report_size

from deskapp.overview.search import LIMIT, search
from deskapp.store.store import Store

EVERYTHING = 10_000_000


def compare(database: Path, count: int) -> int:
    """Print what differs; how many queries do."""
    store, scan = Store(database), Scan(database, TODAY.isoformat())
    asked: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    meant_count, missed, false, short = 0, 0, 0, 0
    ours, scans = [], []
    for title, query in make_queries(database, count, seed=2026):
        asked[title] += 1
        started = time.perf_counter()
        meant = scan.find(query)
        scanned = time.perf_counter()
        first = [(hit.kind, hit.id) for hit in search(store, query, today=TODAY)]
        ours.append(time.perf_counter() - scanned)
        scans.append(scanned - started)
        found = {(hit.kind, hit.id) for hit in search(store, query, EVERYTHING, today=TODAY)}
        is_short = len(set(first)) != min(LIMIT, len(meant)) or not meant.issuperset(first)
        meant_count, missed, false = meant_count + len(meant), missed + len(meant - found), false + len(found - meant)
        short += is_short
        if found != meant or is_short:
            wrong[title] += 1
            print(f"WRONG {title}: {query!r} misses {sorted(meant - found)[:3]}, false {sorted(found - meant)[:3]}")
    store.close()
    for title in asked:
        print(f"{title:28} {asked[title]:5} queries, {wrong[title]} wrong")
    print(f"{asked.total()} queries, {meant_count:,} hits: {missed} missed, {false} false, {short} first pages wrong")
    print(f"median of a query: ours {statistics.median(ours) * 1000:.2f} ms, the scan {statistics.median(scans):.2f} s")
    return sum(wrong.values())


def main(customers: int = 1_000_000, queries: int = 1000) -> None:
    """Make the records and compare; ends with 1 where anything differs."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "deskapp.db"
        make_records(database, customers, seed=3)
        report_size(database, customers)
        sys.exit(1 if compare(database, queries) else 0)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
