"""The complaints desk for every test that asks for it: made once a run, copied for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from tests.complaints.complaint_ground import ComplaintDesk, desk_on, make_desk


@pytest.fixture(scope="session")
def complaint_desk_made(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[ComplaintDesk, Path]:
    """The desk's file and what is in it."""
    folder = tmp_path_factory.mktemp("complaints")
    database = Path(copyfile(begun, folder / "deskapp.db"))
    return make_desk(database, folder), database


@pytest.fixture
def desk(complaint_desk_made: tuple[ComplaintDesk, Path], tmp_path: Path) -> Iterator[ComplaintDesk]:
    """A desk of the test's own."""
    made, database = complaint_desk_made
    with desk_on(made, database, tmp_path / "deskapp.db") as desk:
        yield desk
