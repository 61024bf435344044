"""What the benchmarks share: two sides in turn, medians and spread, processes with their memory, databases' sizes."""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

PYTHON = sys.executable
DESKAPP = str(Path(sys.executable).with_name("deskapp"))

WATCHED = """
import json, resource, sys

def held():
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
    except OSError:
        size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return size / (1 << 20) if sys.platform == "darwin" else size / 1024

begun = held()
sys.argv[1:] = sys.argv[2:]
from deskapp.cli.main import run
try:
    run()
except SystemExit as end:
    code = end.code
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1024)
print(json.dumps({"memory": [begun, held(), children]}))
sys.exit(code)
"""
"""The program in a process that tells at its end what it held."""


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def in_turn(pairs: int, ours: Callable[[], float], theirs: Callable[[], float]) -> tuple[list[float], list[float]]:
    """Measure both sides so many times, one after the other; who goes first changes every time."""
    mine: list[float] = []
    other: list[float] = []
    for n in range(pairs):
        sides = [(ours, mine), (theirs, other)]
        for side, kept in sides if n % 2 else reversed(sides):
            kept.append(side())
    return mine, other


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """Ours to theirs, pair by pair: median and spread."""
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return f"{statistics.median(ratios):.2f}x ({min(ratios):.2f}-{max(ratios):.2f} over {len(ratios)} pairs)"


def compare(title: str, ours: Sequence[float], other: str, theirs: Sequence[float], goal: str) -> None:
    """One line: both sides in ms or seconds, the ratio and its spread, the goal. Measured in seconds."""
    sides = " against ".join(f"{shown(side)} {name}".strip() for side, name in ((ours, ""), (theirs, other)))
    say(f"{title}: {sides}; {ratio(ours, theirs)}; goal {goal}")


def shown(seconds: Sequence[float]) -> str:
    """The median in words."""
    median = statistics.median(seconds)
    return f"{median:.2f} s" if median >= 1 else f"{median * 1000:.1f} ms"


def say(text: str) -> None:
    """A line, at once."""
    print(text, flush=True)


@dataclass(frozen=True, slots=True)
class Ran:
    """A process that ended: how long it took, and what it printed."""

    seconds: float
    said: str


@dataclass(frozen=True, slots=True)
class Watched(Ran):
    """A command of the program that ended; memory in MiB, most of all times: at its start, itself, largest child."""

    begun: float
    held: float
    child: float


def run(command: Sequence[str], home: Path | None = None, may: Sequence[int] = (0,)) -> Ran:
    """Run a process to its end; an exit code not in ``may`` ends the benchmark."""
    environment = os.environ | ({"DESKAPP_HOME": str(home)} if home else {})
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    seconds = time.perf_counter() - started
    if done.returncode not in may:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr.decode()}")
    return Ran(seconds, done.stdout.decode())


def deskapp(arguments: Sequence[str], home: Path, may: Sequence[int] = (0, 65)) -> Watched:
    """Run a command of the program; ``said`` is what it printed."""
    ran = run([PYTHON, "-c", WATCHED, "deskapp", *arguments], home, may)
    said, _, last = ran.said.rstrip("\n").rpartition("\n")
    return Watched(ran.seconds, said, *json.loads(last)["memory"])


def size_of(home: Path) -> str:
    """How large the database of a home is, with its log."""
    size = sum(file.stat().st_size for file in home.glob("deskapp.db*"))
    return f"database {size / (1 << 20):,.0f} MiB"


@contextmanager
def connected(home: Path) -> Iterator[sqlite3.Connection]:
    """The database of a home, to be read."""
    with closing(sqlite3.connect(f"file:{home / 'deskapp.db'}?mode=ro", uri=True)) as connection:
        yield connection
