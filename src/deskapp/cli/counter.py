"""``deskapp`` alone: the counter on this terminal; ``deskapp board``: the call board on a second one."""

from __future__ import annotations

import sys

from deskapp.errors import Exit
from deskapp.settings import find_home


def open_counter() -> int:
    """Open the counter; without a terminal say how to."""
    return _open(board=False)


def open_board() -> int:
    """Open the call board."""
    return _open(board=True)


def _open(*, board: bool) -> int:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        from deskapp.cli.context import reader_words

        print(reader_words().text("counter.no_terminal"), file=sys.stderr)  # noqa: T201
        return Exit.WRONG_CALL
    from deskapp.app import run
    from deskapp.wiring import BoardWiring, CounterWiring

    return run(find_home(), BoardWiring() if board else CounterWiring())
