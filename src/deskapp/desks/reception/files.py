"""The files that a clerk may want to take in: the inbox newest first, or what lies at the path being typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from deskapp.values.text import fold

ENDINGS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".json"})
_UNFINISHED: Final = ("~$", ".")
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Place:
    """A file, or a folder to go on into; ``size`` in bytes."""

    path: Path
    is_folder: bool = False
    size: int = 0
    changed: datetime | None = None

    @property
    def typed(self) -> str:
        """The path as a clerk would type it; a folder ends with its stroke."""
        return f"{self.path}/" if self.is_folder else str(self.path)


def find_places(inbox: Path, text: str) -> list[Place]:
    """What fits the text: a path is completed, folders first; anything else picks from the inbox, newest first."""
    text = text.strip()
    if text.startswith("~") or "/" in text:
        return _complete(text)
    words = fold(text).split()
    found = [place for place in _files(_entries(inbox)) if all(word in fold(place.path.name) for word in words)]
    return sorted(found, key=lambda place: place.changed.timestamp() if place.changed else 0.0, reverse=True)[:_MOST]


def _complete(text: str) -> list[Place]:
    try:
        folder = Path(text if text.endswith("/") else text.rpartition("/")[0] or "/").expanduser()
    except RuntimeError:
        return []
    beginning = "" if text.endswith("/") or text == "~" else fold(text.rpartition("/")[2])
    entries = [path for path in _entries(folder.absolute()) if fold(path.name).startswith(beginning)]
    folders = [Place(path, is_folder=True) for path in sorted(entries) if _is_folder(path)]
    return [*folders, *sorted(_files(entries), key=lambda place: place.path.name)][:_MOST]


def _entries(folder: Path) -> list[Path]:
    """What is not hidden and not still being copied; nothing where the folder cannot be read."""
    try:
        return [path for path in folder.iterdir() if not path.name.startswith(_UNFINISHED)]
    except (OSError, ValueError):
        return []


def _files(paths: Iterable[Path]) -> Iterator[Place]:
    for path in paths:
        try:
            if path.suffix.lower() in ENDINGS and path.is_file():
                state = path.stat()
                changed = datetime.fromtimestamp(state.st_mtime).astimezone()
                yield Place(path, size=state.st_size, changed=changed)
        except OSError:
            continue


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False
