"""The handover desk for every test that asks for it: made once a run, copied for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile, copytree

import pytest
from tests.handover.handover_ground import HandoverDesk, handover_on, make_handover, make_handover_home


@pytest.fixture(scope="session")
def handover_made(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[HandoverDesk, Path]:
    """The desk's file and what is in it."""
    database = Path(copyfile(begun, tmp_path_factory.mktemp("handover") / "deskapp.db"))
    return make_handover(database), database


@pytest.fixture
def handover(handover_made: tuple[HandoverDesk, Path], tmp_path: Path) -> Iterator[HandoverDesk]:
    """A desk of the test's own."""
    made, database = handover_made
    with handover_on(made, database, tmp_path / "deskapp.db") as desk:
        yield desk


@pytest.fixture(scope="session")
def handover_home_made(tmp_path_factory: pytest.TempPathFactory) -> tuple[HandoverDesk, Path]:
    """A home whose counter has the desk in it, made once a run."""
    folder = tmp_path_factory.mktemp("handover_home")
    return make_handover_home(folder), folder


@pytest.fixture
def handover_home(
    handover_home_made: tuple[HandoverDesk, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A copy of it for one test, at which the clerk wangmin works."""
    monkeypatch.setenv("LOGNAME", "wangmin")
    return copytree(handover_home_made[1], tmp_path / "home")
