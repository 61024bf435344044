"""How soon the program is there: help, a small command, and the first frame of the counter.

    python -m benchmarks.startup [CUSTOMERS] [PAIRS]

Against a hello-world Typer application and a bare Textual form in the same interpreter. The counter is opened on a
home with some thousand customers in a pseudo-terminal of 80x24; its database opens behind the first frame.
"""

from __future__ import annotations

import getpass
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.bare_form import FIELDS
from benchmarks.ground import home_with
from benchmarks.measures import DESKAPP, PYTHON, compare, in_turn, run, say, shown, size_of
from benchmarks.terminal import Terminal

from deskapp.locale import words

HELLO = '''
import typer

app = typer.Typer(add_completion=False)

@app.command()
def main(name: str) -> None:
    """Say hello."""
    print(f"Hello {name}")

app()
'''
BARE = [PYTHON, str(Path(__file__).with_name("bare_form.py"))]
ZH = words("zh")


def first_frame(command: list[str], home: Path, text: str) -> float:
    """Seconds from the start of the process to a text of the last line on the screen."""
    with Terminal(command, home) as terminal:
        return terminal.wait_for(text) - terminal.begun


def main(customers: int = 5_000, pairs: int = 11) -> None:
    """Measure all of it."""
    home = home_with(customers)
    say(f"{customers:,} customers, {size_of(home)}")
    with tempfile.TemporaryDirectory() as folder:
        hello = Path(folder) / "hello.py"
        hello.write_text(HELLO, encoding="utf-8")
        bare = partial(seconds_of, [PYTHON, str(hello), "--help"], home)
        for argument, goal in (("--help", "<= 1.15x"), ("where", "none")):
            ours, theirs = in_turn(pairs, partial(seconds_of, [DESKAPP, argument], home), bare)
            compare(f"deskapp {argument}", ours, "hello-world Typer --help", theirs, goal)
    counter = partial(first_frame, [DESKAPP], home, ZH.text("search.how")[:6])
    ours, theirs = in_turn(pairs, counter, partial(first_frame, BARE, home, FIELDS[-1]))
    compare("first frame of the counter", ours, "bare Textual form", theirs, "<= 1.2x")
    opened = [first_frame([DESKAPP], home, getpass.getuser()) for _ in range(pairs)]
    say(f"behind it the database opens: the clerk stands at the top after {shown(opened)}")


def seconds_of(command: list[str], home: Path) -> float:
    """How long a command takes."""
    return run(command, home).seconds


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
