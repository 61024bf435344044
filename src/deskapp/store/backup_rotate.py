"""Which backups stay: the last one of each of so many days, weeks, months and years in which there is one.

Counted over those that are there, not over the calendar: a machine that stood still for a month loses none by that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from deskapp.settings import Home
from deskapp.store.backup import PREFIX
from deskapp.store.backup_settings import Keep, load_backup_settings
from deskapp.store.faults import telling_faults

_NAME: Final = re.compile(rf"{PREFIX}(\d{{8}}-\d{{6}})\.zip(\.sealed)?")
_SPANS: Final[tuple[tuple[str, Callable[[datetime], Any]], ...]] = (
    ("days", lambda at: at.date()),
    ("weeks", lambda at: at.isocalendar()[:2]),
    ("months", lambda at: (at.year, at.month)),
    ("years", lambda at: at.year),
)


def rotate_backups(home: Home, keep: Keep | None = None, folder: Path | None = None) -> list[Path]:
    """Take away what need not stay, as ``backup.toml`` says unless told otherwise; what was taken away.

    Only archives that bear the name which ``make_backup`` gives are looked at; the newest one always stays.
    """
    settings = load_backup_settings(home)
    place = (folder or home.root / settings.folder).absolute()
    with telling_faults():
        found = list_backups(place)
        gone = [path for at, path in found if at not in kept_moments([at for at, _ in found], keep or settings.keep)]
        for path in gone:
            path.unlink(missing_ok=True)
    return gone


def list_backups(folder: Path) -> list[tuple[datetime, Path]]:
    """The archives of a folder by the moment in their names, the newest first."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if fits := _NAME.fullmatch(path.name):
            try:
                found.append((datetime.strptime(fits[1], "%Y%m%d-%H%M%S"), path))  # noqa: DTZ007 - local, as named
            except ValueError:
                continue
    return sorted(found, reverse=True)


def kept_moments(moments: Iterable[datetime], keep: Keep) -> set[datetime]:
    """Which of these stay."""
    newest_first = sorted(moments, reverse=True)
    kept = set(newest_first[:1])
    for name, span in _SPANS:
        latest: dict[Any, datetime] = {}
        for at in newest_first:
            latest.setdefault(span(at), at)
        kept.update(list(latest.values())[: getattr(keep, name)])
    return kept
