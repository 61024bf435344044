"""``deskapp`` alone: the counter on this terminal."""

from __future__ import annotations

import sys

from deskapp.cli.context import reader_words, the_home
from deskapp.errors import Exit


def open_counter() -> int:
    """Open the counter; without a terminal say how to."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        print(reader_words().text("counter.no_terminal"), file=sys.stderr)  # noqa: T201
        return Exit.WRONG_CALL
    from deskapp.app import run
    from deskapp.wiring import CounterWiring

    return run(the_home(), CounterWiring())
