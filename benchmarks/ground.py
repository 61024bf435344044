"""Homes for the benchmarks: synthetic customers, units and parcels, made once a size for all that want them."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from benchmarks.records import make_records

from deskapp.settings import Settings, find_home, save_settings


@cache
def _kept() -> Path:
    """A folder that lives as long as the process."""
    folder = tempfile.TemporaryDirectory(prefix="deskapp-bench-")
    _kept.folder = folder  # type: ignore[attr-defined]
    return Path(folder.name)


def home_with(customers: int) -> Path:
    """A Chinese-speaking home with so many customers; the same one when asked again, so it is not to be written to."""
    root = _kept() / str(customers)
    if not root.exists():
        home = find_home(root)
        home.prepare()
        save_settings(home.settings_file, Settings(language="zh"))
        make_records(home.database, customers)
    return root


def copy_of(home: Path, target: Path) -> Path:
    """The same home elsewhere, to be written to."""
    shutil.copytree(home, target)
    return target
