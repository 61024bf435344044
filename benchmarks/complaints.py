"""What a clerk opens over many complaints, and what the night tells of their clocks.

    python -m benchmarks.complaints [COMPLAINTS] [PAIRS] [CLOCKS]

Reads in turn on a home with so many complaints and on one with 1,000, six hundred open in both, as one desk has them,
and as many to a home: the list by clock, what is like a new one, the dashboard. Then, in a process of its own, one pass
of the night over so many open clocks, each of a complaint that has a plan and is to be closed: nothing due, and then
all of what is due; its time and its memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.complaints_records import NOW, WEEK, drift_of, home_of
from benchmarks.contracts import took
from benchmarks.measures import PYTHON, compare, in_turn, say, size_of

from deskapp.desks.complaints.figures.queries import get_figures
from deskapp.desks.complaints.handling.escalation import escalate_complaints
from deskapp.desks.complaints.handling.lists import (
    ComplaintFilter,
    ComplaintPlace,
    count_complaints,
    list_complaints,
)
from deskapp.desks.complaints.handling.told import count_told, list_told
from deskapp.desks.complaints.taking.similar import find_similar, place_of
from deskapp.settings import find_home
from deskapp.store.work import Reader
from deskapp.wiring import Opened, open_home

SMALL, OPEN = 1_000, 600
A_HOME = 10
"""Complaints to a home."""
PAGE = 30
TIMES = 8
"""So many repetitions make one time: a single read is over before the clock has told it well."""
LIMIT = "<= 1.5x"
COUNTED = "none: it counts all there are, after the page is shown"
Read = Callable[[Reader], Any]


def asked(opened: Opened) -> dict[str, list[Read]]:
    """What is opened all day long."""
    found: dict[str, list[Read]] = {}
    for title, view in (("open by clock", "open"), ("past their time", "overdue"), ("all, newest first", "all")):
        only = ComplaintFilter(view)
        page = partial(list_complaints, now=NOW, only=only, limit=PAGE)
        rows = opened.store.read(page)
        found[f"{title}, first page"] = [page] * TIMES
        behind = ComplaintPlace(rows[-1].due_at if view != "all" else None, rows[-1].id)
        found[f"{title}, behind a page"] = [partial(page, after=behind)] * TIMES
        found[f"{title}, count"] = [partial(count_complaints, now=NOW, only=only)] * TIMES
    found["like a new one of a home"] = [partial(_similar, unit_id=n * 7 + 1) for n in range(TIMES)]
    found["like a new one without a place"] = [partial(_similar, unit_id=None)] * TIMES
    found["dashboard"] = [partial(get_figures, now=NOW)] * TIMES
    found["told, not noted"] = [list_told] * TIMES
    found["told, not noted, count"] = [count_told] * TIMES
    return found


def _similar(reader: Reader, unit_id: int | None) -> Any:
    return find_similar(reader, place_of(reader, unit_id), "leak")


def measure(complaints: int, pairs: int) -> None:
    """Both homes in turn."""
    sides = []
    for size in (SMALL, complaints):
        started = time.perf_counter()
        home = home_of(size, OPEN, size // A_HOME * 5 // 2)
        seconds = time.perf_counter() - started
        say(f"{size:,} complaints, {OPEN} open, {size_of(home)}, made in {seconds:.0f} s")
        sides.append(home)
    opened = [open_home(find_home(home), NOW, writes=True) for home in sides]
    with closing(opened[0]) as few, closing(opened[1]) as many:
        say(f"figures of the small home that the program reckons otherwise: {len(few.store.read(drift_of))}")
        ours, theirs = asked(many), asked(few)
        for title, reads in ours.items():
            took(many, reads)
            took(few, theirs[title])
            times = in_turn(pairs, partial(took, many, reads), partial(took, few, theirs[title]))
            compare(title, times[0], f"{SMALL:,}", times[1], COUNTED if title.endswith("count") else LIMIT)


def escalate(root: Path) -> None:
    """Three passes over the home of open clocks: before anything was due, a week later, and again; prints them."""
    with closing(open_home(find_home(root), NOW, writes=True)) as opened:
        found = []
        begun = _held()
        for now in (NOW - 4 * WEEK, NOW + WEEK, NOW + WEEK):
            started, cpu = time.perf_counter(), time.process_time()
            told = escalate_complaints(opened.store, opened.clerk, now)
            found.append(
                {
                    "told": sum(told.values()) - told["levels"],
                    "levels": told["levels"],
                    "seconds": round(time.perf_counter() - started, 1),
                    "cpu": round(time.process_time() - cpu, 1),
                }
            )
        print(json.dumps({"passes": found, "memory": [round(begun), round(_held()), round(_held("RssAnon"))]}))


def _held(what: str = "VmHWM") -> float:
    """The most memory that this process held, in MiB; ``RssAnon``: what it holds now without mapped files."""
    told = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in told if line.startswith(what))


def main(complaints: int = 200_000, pairs: int = 7, clocks: int = 200_000) -> None:
    """Reads, then the night."""
    measure(complaints, pairs)
    # another home than those of the reads: no two have as many customers
    home = home_of(clocks, clocks, max(250, clocks // A_HOME * 5 // 2) + 5, "planned")
    say(f"{clocks:,} open clocks, {size_of(home)}")
    command = [PYTHON, "-m", "benchmarks.complaints", "night", str(home)]
    told = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    for title, one in zip(("nothing due", "a week later", "again"), told["passes"], strict=True):
        say(
            f"a pass over {clocks:,} open clocks, {title}: {one['told']:,} told, {one['levels']:,} levels raised, "
            f"{one['seconds']} s ({one['cpu']} s of one core)"
        )
    before, most, own = told["memory"]
    say(f"the most memory of the process: {before} MiB before, {most} MiB after; {own} MiB without the mapped database")


if __name__ == "__main__":
    if sys.argv[1:2] == ["night"]:
        escalate(Path(sys.argv[2]))
    else:
        main(*map(int, sys.argv[1:]))
