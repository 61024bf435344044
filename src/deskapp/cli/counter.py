"""``deskapp`` alone: the counter on this terminal."""

from __future__ import annotations

import sys

from deskapp.errors import Exit
from deskapp.settings import find_home


def open_counter() -> int:
    """Open the counter; without a terminal say how to."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        from deskapp.cli.context import reader_words

        print(reader_words().text("counter.no_terminal"), file=sys.stderr)  # noqa: T201
        return Exit.WRONG_CALL
    from deskapp.app import run
    from deskapp.wiring import CounterWiring

    return run(find_home(), CounterWiring())
