"""The intake desk's tables refer to those of every floor below; its screens stand on the reception's ground."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from tests.fixtures_store import open_counter
from tests.intake.dossier import Desk, furnish, open_desk
from tests.reception.conftest import ground, prepared
from tests.ui.conftest import seen

from deskapp.cases.engine import Engine
from deskapp.wiring import indexers, load_tables

__all__ = ["ground", "prepared", "seen"]

load_tables()


@pytest.fixture(scope="session")
def furnished(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """People and land, written once."""
    database = copyfile(begun, tmp_path_factory.mktemp("furnished") / "deskapp.db")
    with open_counter(database, indexers()) as counter:
        furnish(Desk(counter, Engine(None, {})))
    return database


@pytest.fixture
def desk(furnished: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk of the test's own."""
    with open_desk(furnished, tmp_path) as desk:
        yield desk
