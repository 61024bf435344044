"""The paged list of customers in a long home against a short one, in pseudo-terminals of 80x24.

    python -m benchmarks.lists [CUSTOMERS] [PAIRS] [PAGES]

First paint is from the key that chooses the list to its first row; a page from its key to the last byte it causes.
Then pages of all three lists from the start, the middle and the end, and narrowed to what half of the rows share, as
the list reads them: nothing may scan, so all should take the same.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from benchmarks.ground import copy_of, home_with
from benchmarks.measures import DESKAPP, compare, connected, percentile, say, size_of
from benchmarks.startup import ZH
from benchmarks.terminal import Terminal

from deskapp.overview.screens.sources import CustomerSource, OfficeSource, ParcelSource, UnitSource
from deskapp.settings import SavedView
from deskapp.store.store import Store
from deskapp.ui.pages import READ

LISTS, CUSTOMERS, BACK, PAGEDOWN = "\x1b8", "2", "\x1b3", "\x1b[6~"
SHORT = 1_000


class Counter:
    """The counter on a home, at its first screen."""

    def __init__(self, home: Path) -> None:
        self.terminal = Terminal([DESKAPP], home)
        with connected(home) as connection:
            row = connection.execute("SELECT name FROM customer WHERE merged_into IS NULL ORDER BY id DESC").fetchone()
        self._newest: str = row[0]
        self.terminal.wait_for(ZH.text("search.how")[:6])
        self.terminal.settle(1)

    def open_list(self) -> float:
        """Seconds from the key that chooses the list to its first row; the list stays open."""
        self.terminal.send(LISTS)
        self.terminal.wait_for(ZH.text("lists.choose"))
        self.terminal.settle(0.2)
        started = time.perf_counter()
        self.terminal.send(CUSTOMERS)
        seconds = self.terminal.wait_for(self._newest) - started
        self.terminal.settle(0.5)
        return seconds

    def close_list(self) -> None:
        """Back to the first screen."""
        self.terminal.send(BACK)
        self.terminal.settle(0.3)

    def first_paint(self) -> float:
        """Open the list and close it again."""
        seconds = self.open_list()
        self.close_list()
        return seconds

    def pages(self, count: int) -> tuple[list[float], int]:
        """Milliseconds a page, and by how many KiB the process has grown since before the list was opened."""
        before = self.terminal.held()
        self.open_list()
        times = [self.terminal.press(PAGEDOWN)[1] * 1000 for _ in range(count)]
        grown = self.terminal.held() - before
        self.close_list()
        return times, grown


def measure(short: Path, long: Path, pairs: int, pages: int) -> None:
    """Both homes in turn, in the terminal."""
    sides = [Counter(short), Counter(long)]
    try:
        for side in sides:
            side.first_paint()
        taken: list[list[float]] = [[], []]
        for n in range(pairs):
            for which in (0, 1) if n % 2 else (1, 0):
                taken[which].append(sides[which].first_paint())
        compare("first paint of the long list", taken[1], "the short one", taken[0], "<= 1.2x")
        for name, counter in (("short", sides[0]), ("long", sides[1])):
            times, grown = counter.pages(pages)
            told = f"p50 {percentile(times, 0.5):.1f}, p95 {percentile(times, 0.95):.1f} ms"
            say(f"pagedown, {name} list: {told}; memory {grown / 1024:+.1f} MiB; goal p95 <= 10 ms, +10 MiB")
    finally:
        for side in sides:
            side.terminal.__exit__()


def page_times(source: OfficeSource[Any, Any], store: Store, view: SavedView, middle: int) -> list[float]:
    """Milliseconds of a page at the start, behind and ahead of the middle, and at the end."""
    data = SimpleNamespace(store=store)
    found = []
    for after, before in (((), None), ((middle,), None), (None, (middle,)), (None, ())):
        times = []
        for _ in range(9):
            started = time.perf_counter()
            source.page(data, view, READ, after=after, before=before)
            times.append((time.perf_counter() - started) * 1000)
        found.append(statistics.median(times))
    return found


def compare_places(short: Path, long: Path) -> None:
    """What a page costs wherever it lies, also among rows that all say the same."""
    for table, kind, narrowed in (
        ("customer", CustomerSource, ()),
        ("customer", CustomerSource, (("category", "owner"),)),
        ("unit", UnitSource, ()),
        ("unit", UnitSource, (("sale_state", "sold"),)),
        ("parcel", ParcelSource, ()),
    ):
        told = []
        for home in (short, long):
            with connected(home) as connection:
                half = f"SELECT id FROM {table} WHERE id >= (SELECT max(id) / 2 FROM {table}) LIMIT 1"
                middle: int = connection.execute(half).fetchone()[0]
            with closing(Store(home / "deskapp.db")) as store:
                times = page_times(kind(ZH), store, SavedView("", narrowed), middle)
            told.append(" ".join(f"{ms:.1f}" for ms in times))
        title = " ".join([f"{table}s", *(f"{name} = {value}" for name, value in narrowed)])
        where = "at the start, behind and ahead of the middle, at the end"
        say(f"a page of {title}, {where}: {told[1]} ms; short: {told[0]} ms")


def main(customers: int = 1_000_000, pairs: int = 7, pages: int = 150) -> None:
    """Make both homes and measure."""
    short, long = home_with(SHORT), home_with(customers)
    for home, count in ((short, SHORT), (long, customers)):
        say(f"{count:,} customers, {size_of(home)}")
    with tempfile.TemporaryDirectory() as folder:
        measure(copy_of(short, Path(folder) / "short"), copy_of(long, Path(folder) / "long"), pairs, pages)
    compare_places(short, long)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
