"""Kill the program at random moments, a thousand times, and look each time whether anything saved is missing.

    python tools/torture.py [--kills 1000] [--seconds 3600] [--seed N]

Every turn is a start of the program: it opens the home, which takes back what a dead import left, and checks all of it.
Then it works (a clerk's saves, an import, a backup, an export), often two at once, until it is killed. What a process
told before it died was acknowledged: it has to be there ever after. Processes are forked from one that has everything
loaded, as a fresh interpreter for each would take most of the time.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import select
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from torture_work import JOBS, Known, begin, look, warm_up

FRESH: Final = 40
"""So many kills a home lives through, so that checking it stays quick."""
PATIENCE: Final = 120.0
MOST_DONE: Final = 3
"""So often a process does what it does, at most, before it is killed over the next time."""


@dataclass
class Process:
    """A forked process and what it told so far."""

    pid: int
    pipe: int
    job: str
    told: list[list[Any]] = field(default_factory=list)
    _rest: bytes = b""

    def listen(self, seconds: float) -> bool:
        """Read what it tells; False once it ended."""
        if select.select([self.pipe], [], [], max(0.0, seconds))[0]:
            data = os.read(self.pipe, 65536)
            *lines, self._rest = (self._rest + data).split(b"\n")
            self.told += [json.loads(line) for line in lines]
            return bool(data)
        return True

    def kill(self) -> bool:
        """Kill it and hear its last words; True where it was alive."""
        try:
            alive = os.waitpid(self.pid, os.WNOHANG) == (0, 0)
            if alive:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
        except ChildProcessError:
            alive = False
        while self.listen(0):
            continue
        os.close(self.pipe)
        return alive


def fork(job: str, known: Known, root: Path, seed: int, *, first: bool) -> Process:
    """A process that opens the home, checks it where it is the ``first`` one, and works until it is killed."""
    read, write = os.pipe()
    pid = os.fork()
    if pid:
        os.close(write)
        return Process(pid, read, job)
    os.close(read)
    try:
        # what the export command says is for nobody
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        begin(job, known, root, seed, lambda *told: os.write(write, json.dumps(told).encode() + b"\n"), first=first)
    except BaseException as error:
        os.write(write, json.dumps(["fault", f"{type(error).__name__}: {error}"]).encode() + b"\n")
    os._exit(0)


def turn(known: Known, root: Path, rng: random.Random) -> tuple[Counter[str], list[str]]:
    """One start, its work and its end; how many were killed at what, and what was wrong."""
    jobs = rng.choices(list(JOBS), list(JOBS.values()), k=2)
    working = [fork(jobs[0], known, root, rng.getrandbits(32), first=True)]
    waited = time.monotonic() + PATIENCE
    while working[0].listen(1) and ["ready"] not in working[0].told and time.monotonic() < waited:
        continue
    if ["ready"] in working[0].told and rng.random() < 0.4 and jobs[1] != jobs[0]:
        working.append(fork(jobs[1], known, root, rng.getrandbits(32), first=False))
    wait(working[0], rng)
    rng.shuffle(working)
    killed = Counter(process.job for process in working if process.kill())
    told = [line for process in working for line in process.told]
    for line in told:
        known.note(line)
    faults = [str(line[1]) for line in told if line[0] in ("fault", "wrong")]
    if not any(line[0] == "ready" for line in told):
        faults.append("the start did not come to its end")
    return killed, faults


def wait(process: Process, rng: random.Random) -> None:
    """Until a random moment of its work: it is done with some, and somewhere in the next, however slow the machine."""
    begun, wanted = time.monotonic(), len(process.told) + rng.randint(0, MOST_DONE)
    while len(process.told) < wanted and time.monotonic() < begun + PATIENCE and process.listen(1):
        continue
    span = (time.monotonic() - begun) / max(1, wanted) if wanted else rng.choice((0.01, 0.1, 0.5))
    ends = time.monotonic() + rng.uniform(0, span)
    while (left := ends - time.monotonic()) > 0 and process.listen(left):
        continue


def torture(kills: int, seconds: float, seed: int, folder: Path) -> tuple[Counter[str], Counter[str], list[str]]:
    """So many kills; how many at what, what was acknowledged, and all that was wrong."""
    rng = random.Random(seed)
    ends = time.monotonic() + seconds
    killed: Counter[str] = Counter()
    acknowledged: Counter[str] = Counter()
    wrong: list[str] = []
    base = folder / "base"
    warm_up(base)
    # what is loaded is shared with every process and never looked through again
    gc.collect()
    gc.freeze()
    while killed.total() < kills and time.monotonic() < ends and not wrong:
        root = Path(shutil.copytree(base, folder / "home"))
        known = Known()
        while known.kills < FRESH and killed.total() < kills and time.monotonic() < ends and not wrong:
            some, wrong = turn(known, root, rng)
            killed += some
            known.kills += some.total()
        wrong = wrong or in_peace(known, root)
        acknowledged += known.count()
        if not wrong:
            shutil.rmtree(root)
        print(f"{killed.total():>5} killed, acknowledged {dict(acknowledged)}", flush=True)
    return killed, acknowledged, wrong


def in_peace(known: Known, root: Path) -> list[str]:
    """A last start and look that nobody kills."""
    read, write = os.pipe()
    if not (pid := os.fork()):
        found: list[str]
        try:
            found = look(known, root)
        except BaseException as error:
            found = [f"{type(error).__name__}: {error}"]
        with os.fdopen(write, "w") as out:
            json.dump(found, out)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as told:
        found = json.loads(told.read() or '["the last look died"]')
    os.waitpid(pid, 0)
    return found


def main() -> int:
    """1 where anything was lost or wrong; then the home stays for whoever looks into it."""
    options = argparse.ArgumentParser(description="Kill the program at random moments and look what is missing.")
    options.add_argument("--kills", type=int, default=1000)
    options.add_argument("--seconds", type=float, default=3600)
    options.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    asked = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="torture-"))
    print(f"seed {asked.seed}", flush=True)
    started = time.monotonic()
    killed, acknowledged, wrong = torture(asked.kills, asked.seconds, asked.seed, folder)
    took = time.monotonic() - started
    print(f"{killed.total()} kills in {took:.0f} s: {dict(killed)}; acknowledged and there: {dict(acknowledged)}")
    for said in wrong:
        print(f"WRONG: {said}", file=sys.stderr)
    if wrong:
        print(f"the home stays in {folder}", file=sys.stderr)
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
