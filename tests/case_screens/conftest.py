"""The desk of the intake's stories, with its counter open at the search box, which finds everybody."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile

import pytest
from tests.fixtures_store import open_counter
from tests.intake.conftest import desk
from tests.intake.dossier import Desk, furnish
from tests.ui.conftest import seen

from deskapp.cases.engine import Engine
from deskapp.wiring import indexers, load_tables

__all__ = ["desk", "seen"]

load_tables()


@pytest.fixture(autouse=True)
def wangmin_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests, the clerk is the same."""
    monkeypatch.setenv("LOGNAME", "wangmin")


@pytest.fixture(scope="session")
def furnished(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """People and land with their search keys, written once."""
    database = copyfile(begun, tmp_path_factory.mktemp("found") / "deskapp.db")
    with open_counter(database, indexers()) as counter:
        furnish(Desk(counter, Engine(None, {})))
    return database
