"""How soon a key is answered: in the customer form and in the search box, against a bare Textual form.

    python -m benchmarks.keys [CUSTOMERS] [ROUNDS]

All three stand open in pseudo-terminals of 80x24 and get the same number of keys in turn, each after the screen is
quiet. The search box is also measured to the last byte that a key causes: what was found is painted then.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks.bare_form import FIELDS
from benchmarks.ground import copy_of, home_with
from benchmarks.measures import DESKAPP, percentile, ratio, say, size_of
from benchmarks.search_queries import make_queries
from benchmarks.startup import BARE, ZH
from benchmarks.terminal import Terminal

CLEAR = "\x15"
NEW = "\x1b2"
TYPED = "zhangsanfeng15013800"
SEARCHED = 0.15
"""Seconds of quiet after which nothing more is looked for in the box."""

Times = list[tuple[float, float]]


def typed(terminal: Terminal) -> Times:
    """The times of the keys of a word, typed and taken away again."""
    return [terminal.press(key) for key in TYPED + "\x7f" * len(TYPED)]


def searched(terminal: Terminal, queries: list[str]) -> Times:
    """The times of the keys of queries, each in an empty box."""
    times = []
    for query in queries:
        times += [terminal.press(key, SEARCHED) for key in query]
        terminal.press(CLEAR, SEARCHED)
    return times


def firsts(times: Times) -> list[float]:
    """Milliseconds to the first byte."""
    return [first * 1000 for first, _ in times]


def shares(times: list[float]) -> str:
    """The two figures in words."""
    return f"p50 {percentile(times, 0.5):.1f}, p95 {percentile(times, 0.95):.1f} ms"


def main(customers: int = 5_000, rounds: int = 7) -> None:
    """Make a home to write drafts in, and measure."""
    home = home_with(customers)
    say(f"{customers:,} customers, {size_of(home)}")
    with tempfile.TemporaryDirectory() as folder:
        measure(copy_of(home, Path(folder) / "home"), rounds)


def measure(home: Path, rounds: int) -> None:
    """Open the three, type, and tell."""
    asked = [query for title, query in make_queries(home / "deskapp.db", 20 * rounds, seed=5) if title != "near miss"]
    form: list[Times] = []
    box: list[Times] = []
    bare: list[Times] = []
    with ExitStack() as stack:
        bare_form, counter, search = (
            stack.enter_context(Terminal(command, home)) for command in (BARE, [DESKAPP], [DESKAPP])
        )
        bare_form.wait_for(FIELDS[-1])
        for terminal in (counter, search):
            terminal.wait_for(ZH.text("search.how")[:6])
        counter.send(NEW)
        counter.wait_for(ZH.text("customer_form.new"))
        for terminal in (bare_form, counter, search):
            terminal.settle(1)
        for turn in range(-1, rounds):
            # the first round warms all three
            fresh = (typed(bare_form), typed(counter), searched(search, asked[8 * turn : 8 * turn + 8] or ["zsf"]))
            if turn >= 0:
                for kept, times in zip((bare, form, box), fresh, strict=True):
                    kept.append(times)
    theirs = [percentile(firsts(times), 0.95) for times in bare]
    say(f"bare Textual form, key to first byte: {shares([ms for times in bare for ms in firsts(times)])}")
    for title, ours in (("customer form", form), ("search box", box)):
        p95s = [percentile(firsts(times), 0.95) for times in ours]
        told = shares([ms for times in ours for ms in firsts(times)])
        say(f"{title}, key to first byte: {told}; p95 {ratio(p95s, theirs)}; goal <= 1.5x")
    painted = [last * 1000 for times in box for _, last in times]
    say(f"search box, key to painted result: {shares(painted)}, max {max(painted):.1f}; goal < 30 ms")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
