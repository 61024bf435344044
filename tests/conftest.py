"""Fixtures for every room, and the ground rules of the test run."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["tests.fixtures_store", "tests.fixtures_engine", "tests.fixtures_pilot", "tests.fixtures_reader"]

# one key for every database of the run, so that a copy can be opened without the file beside it
os.environ["DESKAPP_KEY"] = "5ea1" * 16

# a walk through all objects after every 700 new ones was a third of the run's time; what is imported never goes anyway
gc.set_threshold(50_000, 20, 20)

settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_collection_finish() -> None:
    """All is imported: from now on it is not walked through again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders that are not there yet; pytest's own way looks through all that were made before for every new one."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / f"home{number}" for number in count())


@pytest.fixture(autouse=True)
def home_of_the_test(monkeypatch: pytest.MonkeyPatch, homes: Iterator[Path]) -> Path:
    """A home that is this test's own: no test reads or writes the home of whoever runs it."""
    home = next(homes)
    home.mkdir(mode=0o700)
    monkeypatch.setenv("DESKAPP_HOME", str(home))
    monkeypatch.delenv("DESKAPP_EXPORTS", raising=False)
    return home
