"""Eight clerks at work while a workbook is taken in: what each edit costs them, and what they cost the import.

    python -m benchmarks.clerks [ROWS] [PAIRS]

Every clerk is a process of its own, as at a counter: reads a customer, changes a note, saves, thinks 50 ms, goes on.
Each pair takes the workbook into a copy of the same home twice: with nobody there, and with the clerks, who work for
some seconds before it begins. Nothing may ever be told that the database is locked.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.ground import copy_of, home_with
from benchmarks.measures import DESKAPP, PYTHON, connected, percentile, ratio, run, say, size_of
from benchmarks.workbooks import write_customers

CLERKS = 8
THERE = 20_000
ALONE = 5.0
"""Seconds that the clerks work before the import begins."""

CLERK = """
import json, random, sys, time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from deskapp.errors import DeskError
from deskapp.office.customer.actions import edit_customer
from deskapp.office.customer.queries import get_customer_draft
from deskapp.settings import find_home
from deskapp.wiring import open_home

root, stop, numbers = Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])
rng = random.Random(numbers[0])
now = lambda: datetime.now().astimezone()
counter = open_home(find_home(root), now(), writes=True)
print("ready", flush=True)
done, faults = [], []
while not stop.exists():
    number, started = rng.choice(numbers), time.perf_counter()
    try:
        draft, seen = counter.store.read(lambda reader: get_customer_draft(reader, number))
        read = time.perf_counter()
        draft = replace(draft, note=f"came at {read}")
        counter.write("customer.edit", lambda work: edit_customer(work, number, draft, seen), now())
    except DeskError as error:
        faults.append(error.code)
    else:
        done.append((started, read - started, time.perf_counter() - read))
    time.sleep(0.05)
print(json.dumps({"done": done, "faults": faults}))
"""

Edit = tuple[float, float, float]
"""When it began, seconds of reading, seconds of saving."""


def take_in(book: Path, home: Path) -> tuple[float, float]:
    """When an import of the workbook began, and its seconds."""
    started = time.perf_counter()
    return started, run([DESKAPP, "import", "customers", str(book), "--json"], home, (0, 65)).seconds


def with_clerks(book: Path, home: Path, numbers: list[int]) -> tuple[float, list[Edit], list[Edit], list[str]]:
    """Seconds of the import, the edits before it and those while it ran, and what went wrong."""
    stop = home / "stop"
    with ExitStack() as stack:
        clerks = [
            stack.enter_context(
                subprocess.Popen(
                    [PYTHON, "-c", CLERK, str(home), str(stop), json.dumps(numbers[n::CLERKS])], stdout=subprocess.PIPE
                )
            )
            for n in range(CLERKS)
        ]
        for clerk in clerks:
            # on a busy machine a start takes its time
            assert clerk.stdout
            clerk.stdout.readline()
        time.sleep(ALONE)
        started, seconds = take_in(book, home)
        stop.touch()
        told = [json.loads(clerk.communicate()[0]) for clerk in clerks]
    edits: list[Edit] = [tuple(edit) for one in told for edit in one["done"]]
    before = [edit for edit in edits if started - ALONE < edit[0] < started]
    during = [edit for edit in edits if started < edit[0] < started + seconds]
    return seconds, before, during, [fault for one in told for fault in one["faults"]]


def line(title: str, edits: list[Edit]) -> str:
    """Saving and reading in milliseconds."""
    saves = [edit[2] * 1000 for edit in edits]
    reads = [edit[1] * 1000 for edit in edits]
    shares = f"p50 {percentile(saves, 0.5):.1f}, p99 {percentile(saves, 0.99):.1f}, max {max(saves):.1f} ms"
    return f"{title}: {len(edits):,} edits, saved in {shares}; read before in p99 {percentile(reads, 0.99):.1f} ms"


def main(rows: int = 200_000, pairs: int = 5) -> None:
    """Take the workbook in, alone and with clerks."""
    base = home_with(THERE)
    with connected(base) as connection:
        free = "SELECT id FROM customer WHERE merged_into IS NULL"
        numbers = [number for (number,) in connection.execute(free)]
    alone: list[float] = []
    together: list[float] = []
    before: list[Edit] = []
    during: list[Edit] = []
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        book = write_customers(Path(folder) / "customers.xlsx", rows)
        for n in range(pairs):
            for clerks in (False, True) if n % 2 else (True, False):
                home = copy_of(base, Path(folder) / "home")
                if clerks:
                    seconds, early, late, wrong = with_clerks(book, home, numbers)
                    together.append(seconds)
                    before += early
                    during += late
                    faults += wrong
                else:
                    alone.append(take_in(book, home)[1])
                size = size_of(home)
                shutil.rmtree(home)
    say(f"{rows:,} rows into {THERE:,} customers, {size}")
    say(line("nobody imports", before))
    say(f"{line('while it runs', during)}; goal p99 < 50, max < 120 ms")
    say(f"faults told to clerks: {sorted(faults) or 'none'}")
    sides = f"alone {statistics.median(alone):.1f} s, with the clerks {statistics.median(together):.1f} s"
    say(f"import {sides}; alone to with {ratio(alone, together)}; goal >= 0.8x")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
