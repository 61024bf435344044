"""How the office prints, and what its contracts say of it: ``HOME/printing.toml``, checked when it is read."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deskapp.messages.settings_file import SettingsFile
from deskapp.settings import Home

_TABLES: Final = ("office", "letters", "counters", "convert", "limits")
_OFFICE: Final = ("tax_code", "representative", "account")
DEFAULT: Final = "default"


@dataclass(frozen=True, slots=True)
class PrintConfig:
    """Commands by letter, for the office and for single counters; ``pdf`` makes a PDF of a letter first.

    ``office`` is what contracts say of the office beside what it says of itself in the database.
    """

    office: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counters: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    pdf: tuple[str, ...] = ()
    seconds: int = 60

    def command(self, letter: str, counter: str) -> tuple[str, ...]:
        """The command for a letter at a counter: the counter's own first, then the office's; empty for none."""
        tables = (self.counters.get(counter, {}), self.letters)
        return next((table[name] for table in tables for name in (letter, DEFAULT) if name in table), ())


def printing_file(home: Home) -> Path:
    """Where the settings of printing lie."""
    return home.root / "printing.toml"


def load_print_config(home: Home) -> PrintConfig:
    """What the office set up; a missing file is no command at all. Raises ``file.setting*``."""
    file = SettingsFile(printing_file(home))
    for table in file.values:
        if table not in _TABLES:
            raise file.wrong(table, "", table, " | ".join(f"[{name}]" for name in _TABLES))
    counters = {}
    for name, commands in file.table("counters").items():
        if not isinstance(commands, dict):
            raise file.wrong("counters", name, commands, "table")
        counters[name] = {letter: _command(file, f"counters.{name}", letter, text) for letter, text in commands.items()}
    seconds = file.take("limits", "seconds", int, 60) if file.table("limits", ("seconds",)) else 60
    if not 1 <= seconds <= 3600:
        raise file.wrong("limits", "seconds", seconds, "1 – 3600")
    pdf = file.table("convert", ("pdf",)).get("pdf")
    return PrintConfig(
        office={key: file.take("office", key, str) for key in file.table("office", _OFFICE)},
        letters={letter: _command(file, "letters", letter, text) for letter, text in file.table("letters").items()},
        counters=counters,
        pdf=() if pdf is None else _command(file, "convert", "pdf", pdf),
        seconds=seconds,
    )


def _command(file: SettingsFile, table: str, key: str, text: object) -> tuple[str, ...]:
    """A command as words; it is run without a shell. Empty is none, for a letter that is only kept."""
    if not isinstance(text, str):
        raise file.wrong(table, key, text, "str")
    try:
        return tuple(shlex.split(text))
    except ValueError:
        raise file.wrong(table, key, text, "str") from None
