"""The contracts desk for every test that asks for it: made once a run, copied for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile, copytree

import pytest
from tests.contracts.arrears_ground import Late, copy_late, make_late
from tests.contracts.contract_ground import ContractDesk, desk_on, make_desk
from tests.contracts.page_ground import make_home


@pytest.fixture(scope="session")
def contract_desk_made(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[ContractDesk, Path]:
    """The desk's file and what is in it."""
    database = Path(copyfile(begun, tmp_path_factory.mktemp("contracts") / "deskapp.db"))
    return make_desk(database), database


@pytest.fixture
def contract_desk(contract_desk_made: tuple[ContractDesk, Path], tmp_path: Path) -> Iterator[ContractDesk]:
    """A desk of the test's own."""
    made, database = contract_desk_made
    with desk_on(made, database, tmp_path / "deskapp.db") as desk:
        yield desk


@pytest.fixture(scope="session")
def made_late(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[int, ...]]:
    """The file of an office whose buyers are late, and its deals."""
    database = Path(copyfile(begun, tmp_path_factory.mktemp("late") / "deskapp.db"))
    return database, make_late(database)


@pytest.fixture
def late(made_late: tuple[Path, tuple[int, ...]], tmp_path: Path) -> Iterator[Late]:
    """A copy of it."""
    with copy_late(made_late, tmp_path) as ground:
        yield ground


@pytest.fixture(scope="session")
def pages_made(tmp_path_factory: pytest.TempPathFactory) -> tuple[ContractDesk, Path]:
    """A home whose counter has the desk's office in it, made once a run."""
    folder = tmp_path_factory.mktemp("pages")
    return make_home(folder), folder


@pytest.fixture
def pages(pages_made: tuple[ContractDesk, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it for one test, at which the clerk wangmin works."""
    monkeypatch.setenv("LOGNAME", "wangmin")
    return copytree(pages_made[1], tmp_path / "home")
