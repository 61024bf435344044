"""The night on a home of its own, and the evening on the morning's cases of the case screens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from tests.case_screens.conftest import furnished
from tests.fixtures_store import open_counter
from tests.intake.conftest import desk
from tests.night.night_ground import Nights, open_nights
from tests.ui.conftest import seen

from deskapp.office.property.actions import add_building, add_project
from deskapp.store.base import record_id
from deskapp.wiring import indexers, load_tables

__all__ = ["desk", "furnished", "seen"]

load_tables()


@pytest.fixture(autouse=True)
def wangmin_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests, the clerk is the same."""
    monkeypatch.setenv("LOGNAME", "wangmin")


@pytest.fixture(scope="session")
def riverside(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a building, written once."""
    database = copyfile(begun, tmp_path_factory.mktemp("riverside") / "deskapp.db")
    with open_counter(database, indexers()) as counter:
        project = record_id(counter.do(add_project, "滨江壹号"))
        counter.do(add_building, project, "3")
    return database


@pytest.fixture
def nights(riverside: Path, home_of_the_test: Path) -> Iterator[Nights]:
    """The home of the test, and everything that its nights need."""
    with open_nights(riverside, home_of_the_test) as nights:
        yield nights
