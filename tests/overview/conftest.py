"""Homes for the stories of the counter's pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.overview.riverside import build, copy_of
from tests.ui.conftest import seen

from deskapp.settings import find_home

__all__ = ["seen"]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The development, written once."""
    folder = tmp_path_factory.mktemp("built")
    build(find_home(folder))
    return folder


@pytest.fixture
def home(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it for one test, at which the clerk wangmin works."""
    monkeypatch.setenv("LOGNAME", "wangmin")
    return copy_of(built, tmp_path)
