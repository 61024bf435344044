"""What lies in the inbox: which files are whole, which are still being copied, and what each of them is.

A sender may be in the middle of copying. Whatever grows, was changed a moment ago, is held open for writing or has a
name that programs give to unfinished files waits for the next night; nobody is asked.
"""

from __future__ import annotations

import os
import shutil
import signal
import stat
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from deskapp.desks.reception.files import ENDINGS
from deskapp.errors import DeskError
from deskapp.overview.night_settings import SIDECAR
from deskapp.values.text import clean, fold

DONE: Final = "done"
FAILED: Final = "failed"
TAKING: Final = "taking"
OWN: Final = (DONE, FAILED, TAKING)
_UNFINISHED: Final = (".part", ".partial", ".crdownload", ".filepart", ".download", ".tmp", ".swp")
_OPENED: Final = (("~$", ""), (".~lock.", "#"))
"""How Excel and LibreOffice mark a file that somebody has open: before and behind its name."""
_OPEN_FOR: Final = timedelta(days=1)
_NAME_BYTES: Final = 150
_STEPS: Final = "-_@ .,()"

Seen = Mapping[str, Sequence[int]]
"""Size and time of each file that the night before left waiting, by its name."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something in the inbox. ``waits`` says why it is left there, ``wrong`` why it can be no list; else it is taken.

    ``mark`` is size and time of change (ns), ``sidecar`` the orders that lie beside it.
    """

    path: Path
    mark: tuple[int, int]
    waits: str = ""
    wrong: str = ""
    sidecar: Path | None = None


def look_in(inbox: Path, seen: Seen, now: datetime, quiet: int, pause: float = 1.0) -> list[Found]:
    """Everything that lies in the inbox, the oldest first; looked at twice, ``pause`` seconds apart.

    ``quiet``: for so many seconds nothing may have changed in a file. Raises ``store.night_inbox``.
    """
    first = _marks(inbox)
    names = set(first)
    if any(_is_file(found) for found in first.values()):
        time.sleep(pause)
    second = _marks(inbox)
    found = []
    for name, state in second.items():
        if _is_put_aside(name, state, names):
            continue
        path, mark = inbox / name, _mark(state)
        sidecar = f"{name}{SIDECAR}"
        beside = second.get(sidecar)
        waits = _why_waiting(path, state, first.get(name), seen, now, quiet, second)
        if not waits and beside is not None:
            waits = _why_waiting(inbox / sidecar, beside, first.get(sidecar), seen, now, quiet, second)
        found.append(Found(path, mark, waits, _why_wrong(path, state), inbox / sidecar if beside else None))
    return sorted(found, key=lambda one: (one.mark[1], os.fsencode(one.path.name)))


def _marks(inbox: Path) -> dict[str, os.stat_result]:
    """What lies there by name, links not followed; something that is gone before it is looked at was never there."""
    found = {}
    try:
        with os.scandir(inbox) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):
                    found[entry.name] = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise DeskError("store.night_inbox", folder=str(inbox), why=error.strerror or "") from None
    return found


def _mark(state: os.stat_result) -> tuple[int, int]:
    return state.st_size, state.st_mtime_ns


def _is_file(state: os.stat_result) -> bool:
    return stat.S_ISREG(state.st_mode)


def _is_put_aside(name: str, state: os.stat_result, names: set[str]) -> bool:
    """Our own folders, what hides, marks of open files, and orders whose file is there."""
    if name in OWN and stat.S_ISDIR(state.st_mode):
        return True
    if name.startswith((".", "~$")):
        return True
    return name.endswith(SIDECAR) and name.removesuffix(SIDECAR) in names


def _why_waiting(
    path: Path, state: os.stat_result, before: os.stat_result | None, seen: Seen, now: datetime, quiet: int,
    names: Mapping[str, os.stat_result],
) -> str:  # fmt: skip
    name = path.name
    if stat.S_ISDIR(state.st_mode):
        return "folder"
    if name.lower().endswith(_UNFINISHED):
        return "copied"
    if name.endswith(SIDECAR) and name.removesuffix(SIDECAR) not in names:
        return "alone"
    if not _is_file(state):
        return ""
    if before is None or _mark(before) != _mark(state) or _is_written(path):
        return "copied"
    age = now.timestamp() - state.st_mtime
    # a clock that runs ahead elsewhere dates files in the future: of those the night before must have seen the same
    if (age < quiet) and tuple(seen.get(_plain(name), ())) != _mark(state):
        return "copied"
    for start, end in _OPENED:
        mark = names.get(f"{start}{name}{end}")
        if mark is not None and now.timestamp() - mark.st_mtime < _OPEN_FOR.total_seconds():
            return "open"
    return ""


def _is_written(path: Path) -> bool:
    """Whether a process of this machine has the file open for writing; False where the system cannot tell."""
    if sys.platform != "linux":
        return False
    import fcntl

    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        # whoever opens it for writing just now has a signal sent to us: one that does nothing
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(handle)
    return False


def _why_wrong(path: Path, state: os.stat_result) -> str:
    if not _is_file(state):
        return "file.not_plain"
    return "" if path.suffix.lower() in ENDINGS else "file.unknown_format"


def seen_next_time(found: Sequence[Found]) -> dict[str, list[int]]:
    """What the next night is to know of the files that wait."""
    return {_plain(one.path.name): list(one.mark) for one in found if one.waits == "copied"}


def _plain(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def safe_name(name: str) -> str:
    """A name under which a file can be kept, told and stored, whatever the sender called it; its ending stays."""
    told = "".join(sign if sign.isprintable() and sign != "/" else "_" for sign in clean(_plain(name)))
    stem, dot, ending = told.rpartition(".")
    if not stem or len(ending) > 8:
        stem, dot, ending = told, "", ""
    stem = stem.encode()[:_NAME_BYTES].decode(errors="ignore").strip(" .") or "file"
    return f"{stem.lstrip('-~') or 'file'}{dot}{ending}"


def read_name(name: str, kinds: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """Kind and project that a file's name says, each empty where it does not.

    ``kinds`` has the words of each kind. The name begins with one of them, then ``@`` and the project up to the next
    ``@``, or a sign such as ``-``, and anything: ``customers.csv``, ``房屋@滨江壹号@11-28.xlsx``, ``cases_2026.xlsx``.
    """
    stem = clean(name.rpartition(".")[0] or name)
    start, at, rest = stem.partition("@")
    folded = fold(start)
    fits = [
        (len(word), kind)
        for kind, words in kinds.items()
        for word in map(fold, words)
        if folded.startswith(word) and (len(folded) == len(word) or folded[len(word)] in _STEPS)
    ]
    if not fits:
        return "", ""
    return max(fits)[1], rest.partition("@")[0].strip() if at else ""


def sweep_old(inbox: Path, now: datetime, days: int) -> int:
    """Take away what was dealt with more than ``days`` days ago; how many nights went."""
    swept = 0
    for folder in (inbox / DONE, inbox / FAILED):
        for night, day in _nights(folder):
            if (now.date() - day).days > days:
                shutil.rmtree(night)
                swept += 1
    return swept


def _nights(folder: Path) -> Iterator[tuple[Path, date]]:
    """Our own folders of nights; whatever else somebody put there stays."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        with suppress(ValueError):
            if path.is_dir() and not path.is_symlink():
                yield path, date.fromisoformat(path.name)
