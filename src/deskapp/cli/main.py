"""The console script. The counter opens without the command line's library, which would take as long as the screens."""

from __future__ import annotations

import os
import sys

COUNTING_HOMES = ["calc", "deed-tax"]
"""The command with a ``--home`` of its own: behind its name a number says which home of a family it is."""


def take_home(arguments: list[str]) -> tuple[str | None, list[str]]:
    """``--home X`` is taken wherever it stands, the last one counts; what is left is for the command line."""
    home: str | None = None
    rest: list[str] = []
    walk = iter(arguments)
    for argument in walk:
        if argument == "--":
            rest += [argument, *walk]
            continue
        value: str | None = None
        if argument == "--home":
            value = next(walk, None)
        elif argument.startswith("--home="):
            value = argument.removeprefix("--home=")
        if value is None:
            rest.append(argument)
        elif rest[:2] == COUNTING_HOMES and value.lstrip("-").isdecimal():
            rest += ["--home", value]
        else:
            home = value
    return home, rest


def call(arguments: list[str]) -> object:
    """Open the counter, or run a command."""
    home, rest = take_home(arguments)
    if home is not None:
        os.environ["DESKAPP_HOME"] = home
    if not rest:
        from deskapp.cli.counter import open_counter

        return open_counter()
    from deskapp.cli.commands import app

    return app(rest, prog_name="deskapp", standalone_mode=False)


def run() -> None:
    """The console script."""
    from deskapp.cli.faults import guarded

    sys.exit(guarded(lambda: call(sys.argv[1:])))
