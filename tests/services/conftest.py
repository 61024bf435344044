"""The services desk for every test that asks for it: the complaints desk's office, furnished once a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.complaints.complaint_ground import ComplaintDesk, desk_on, make_desk
from tests.services.service_ground import furnish


@pytest.fixture(scope="session")
def service_desk_made(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[ComplaintDesk, Path]:
    """The desk's file and what is in it."""
    from shutil import copyfile

    folder = tmp_path_factory.mktemp("services")
    bare, database = Path(copyfile(begun, folder / "bare.db")), folder / "deskapp.db"
    made = make_desk(bare, folder)
    with desk_on(made, bare, database) as desk:
        furnish(desk)
    return made, database


@pytest.fixture
def desk(service_desk_made: tuple[ComplaintDesk, Path], tmp_path: Path) -> Iterator[ComplaintDesk]:
    """A desk of the test's own."""
    made, database = service_desk_made
    with desk_on(made, database, tmp_path / "deskapp.db") as desk:
        yield desk
