"""A home with people, homes and land for the sheets of the intake desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copytree

import pytest
from tests.reception.intake_ground import LI, NOW, WU, ZHANG, Desk, counts, open_desk

from deskapp.cases.projection import find_drift
from deskapp.settings import find_home
from deskapp.wiring import open_home

__all__ = ["LI", "NOW", "WU", "ZHANG", "Desk", "counts", "intake_home", "reopened", "sheet_desk"]

UNITS = [
    ["project", "building", "entrance", "room", "area"],
    ["滨江壹号", "3", "2", "1501", "98.76"],
    ["滨江壹号", "3", "2", "1502", "88"],
    ["望江府", "1", "", "801", "70"],
]
CUSTOMERS = [["name", "id_number", "phone"], ["张三丰", ZHANG, "13800138000"], ["李静", LI, "13700137000"]]
PARCELS = [["commune", "map_sheet", "parcel", "area", "legal_status"], ["26734", "12", "345", "120,5", "sạch"]]


@pytest.fixture(scope="session")
def intake_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Written once, copied for every test."""
    folder = tmp_path_factory.mktemp("intake_home")
    with open_desk(folder) as desk:
        desk.take("units", UNITS, project="滨江壹号")
        desk.take("customers", CUSTOMERS)
        desk.take("parcels", PARCELS)
    return folder


@contextmanager
def reopened(folder: Path) -> Iterator[Desk]:
    """A desk on the home that lies below a folder."""
    home = find_home(folder / "home")
    with closing(open_home(home, NOW, writes=True)) as opened:
        yield Desk(folder, home, opened)


@pytest.fixture
def sheet_desk(intake_home: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk of the test's own; whatever a test did, the projections say what the events say."""
    copytree(intake_home / "home", tmp_path / "home")
    with reopened(tmp_path) as desk:
        yield desk
        drift, _ = desk.opened.store.read(lambda reader: find_drift(reader, NOW.date()))
        assert not drift, drift
