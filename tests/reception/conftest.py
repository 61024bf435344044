"""A ground for each test, copied from one that was made once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from tests.reception.ground import Ground, prepare
from tests.ui.conftest import seen

from deskapp.settings import find_home

__all__ = ["seen"]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return prepare(tmp_path_factory.mktemp("reception") / "home")


@pytest.fixture
def ground(prepared: Ground, tmp_path: Path) -> Ground:
    return replace(prepared, home=find_home(copytree(prepared.home.root, tmp_path / "home")))
