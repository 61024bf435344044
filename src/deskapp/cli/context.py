"""What commands share: the home, the words, the clerk, the opened database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from deskapp.cli.faults import SPOKEN
from deskapp.locale import Words, words
from deskapp.settings import Home, find_home, language_of, load_settings

if TYPE_CHECKING:
    from deskapp.values import Country
    from deskapp.values.calendar import WorkCalendar
    from deskapp.wiring import Opened

CALLED: Final[ContextVar[str]] = ContextVar("called", default="command")
"""The command that runs, by the name under which roles allow it: ``command.audit.show``."""

Json = Annotated[bool, typer.Option("--json", help="One line of JSON on stdout, nothing else.")]


def speak(language: str | None) -> str | None:
    """Everything that this call says is in the language that it asks for; ``locale.unknown`` where there is none."""
    if language:
        words(language)
        SPOKEN.set(language)
    return language


Language = Annotated[str | None, typer.Option("--lang", help="zh, vi or en.", callback=speak)]


def now() -> datetime:
    """This moment, with the machine's zone."""
    return datetime.now().astimezone()


def the_home() -> Home:
    """The home of this call (``--home`` was put into the environment)."""
    return find_home(Path(os.environ["DESKAPP_HOME"]) if os.environ.get("DESKAPP_HOME") else None)


def reader_words(language: str | None = None) -> Words:
    """The words to speak with: as asked, else as the settings or the terminal say."""
    if asked := language or SPOKEN.get():
        return words(asked)
    settings, _ = load_settings(the_home().settings_file)
    return words(language_of(settings))


@contextmanager
def counter(*, writes: bool) -> Iterator[Opened]:
    """The opened home; a command that only reads makes nothing, and finds an empty home empty.

    Where people sign in, so does the command (``cli/signing.py``).
    """
    from deskapp.cli.signing import enter
    from deskapp.wiring import open_home

    opened = open_home(the_home(), now(), writes=writes)
    try:
        enter(opened.seat)
        opened.clerk.rights.refuse_read(CALLED.get())
        yield opened
    finally:
        opened.close()


def home_calendar(country: Country) -> WorkCalendar:
    """The working days of a country: what the home's office imported wins over what the program brings along."""
    from deskapp.values.calendar import WorkCalendar, shipped_days

    if not the_home().database.exists():
        return WorkCalendar(country, shipped_days(country))
    from deskapp.office.calendar.queries import load_calendar
    from deskapp.wiring import open_home

    # nobody has to sign in for what every calendar on a wall says
    opened = open_home(the_home(), now(), writes=False)
    try:
        return opened.store.read_all(lambda reader: load_calendar(reader, country, today=now().date()))
    finally:
        opened.close()
