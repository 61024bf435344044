"""``HOME/backup.toml``: where backups go, what opens them, how long they are kept. It may be missing."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from deskapp.errors import DeskError
from deskapp.settings import Home

FILE: Final = "backup.toml"
KEEP: Final = "7d,4w,12m"
_KEEP: Final = re.compile(r"(\d{1,4})([dwmy])")
_TEXTS: Final = ("folder", "passphrase_file", "keep")
_SWITCHES: Final = ("with_key",)


@dataclass(frozen=True, slots=True)
class Keep:
    """How many backups stay: the last one of each of so many days, weeks, months and years."""

    days: int = 0
    weeks: int = 0
    months: int = 0
    years: int = 0


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """``folder`` and ``passphrase_file`` are relative to the home where they are not absolute."""

    folder: Path = Path("backups")
    passphrase_file: Path | None = None
    keep: Keep = Keep(days=7, weeks=4, months=12)
    with_key: bool = False


def load_backup_settings(home: Home) -> BackupSettings:
    """What the file says; raises ``backup.settings`` with what is wrong in it.

    A backup that goes elsewhere than the office thinks, or lies open, is worse than none.
    """
    file = home.root / FILE
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return BackupSettings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DeskError("backup.settings", file=str(file), name=type(error).__name__) from error
    for name, value in told.items():
        if not _fits(name, value):
            raise DeskError("backup.settings", file=str(file), name=name)
    told |= {name: Path(told[name]).expanduser() for name in ("folder", "passphrase_file") if name in told}
    if "keep" in told:
        told["keep"] = parse_keep(told["keep"])
    return BackupSettings(**told)


def parse_keep(text: str) -> Keep:
    """``7d,4w,12m``: days, weeks, months, years in any order; raises ``call.keep``."""
    names = {"d": "days", "w": "weeks", "m": "months", "y": "years"}
    found: dict[str, int] = {}
    for part in text.replace(" ", "").split(","):
        fits = _KEEP.fullmatch(part)
        if fits is None or names[fits[2]] in found:
            raise DeskError("call.keep", value=text)
        found[names[fits[2]]] = int(fits[1])
    if not any(found.values()):
        raise DeskError("call.keep", value=text)
    return Keep(**found)


def _fits(name: str, value: Any) -> bool:
    return (name in _TEXTS and isinstance(value, str) and bool(value.strip())) or (
        name in _SWITCHES and isinstance(value, bool)
    )
