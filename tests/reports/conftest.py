"""The office of the reports' tests, filled once and copied for every test."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.reports.reports_ground import fill


@pytest.fixture(autouse=True)
def _in_chongqing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Local days are those of China, whatever the machine's clock says; words are Chinese."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Asia/Shanghai")
        patch.setenv("DESKAPP_LANG", "zh")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose office took every sheet in."""
    home = tmp_path_factory.mktemp("filled")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DESKAPP_HOME", str(home))
        fill(tmp_path_factory.mktemp("sheets"))
    return home


@pytest.fixture
def office(filled: Path, home_of_the_test: Path) -> Path:
    """The home of this test, with everything in it."""
    shutil.copytree(filled, home_of_the_test, dirs_exist_ok=True)
    return home_of_the_test
