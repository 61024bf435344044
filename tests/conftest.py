"""Fixtures for every room, and the ground rules of the test run."""

from __future__ import annotations

import gc
import os
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


@pytest.fixture(autouse=True)
def home_of_the_test(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that is this test's own: no test reads or writes the home of whoever runs it."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("DESKAPP_HOME", str(home))
    monkeypatch.delenv("DESKAPP_EXPORTS", raising=False)
    return home
