"""Passwords that cost next to nothing, and people who have them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from tests.fixtures_store import NOW, Counter
from tests.signin import terminal
from tests.signin.people import Person, add_person
from tests.ui.conftest import seen

from deskapp.office.signin import hashing

__all__ = ["seen"]


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 at its least."""
    monkeypatch.setattr(hashing, "COST", hashing.Cost(1, 8, 1))


@pytest.fixture
def person(counter: Counter) -> Callable[..., Person]:
    """Make somebody who can sign in."""

    def make(number: str = "GH002", name: str = "陈涛", password: str = "tram-huong-97", **more: object) -> Person:
        return add_person(counter.store, counter.clerk, NOW, number, name, password, **more)  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which people sign in, made once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashing, "COST", hashing.Cost(1, 8, 1))
        return built(tmp_path_factory.mktemp("closed"))


@pytest.fixture(scope="session")
def unlocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which nobody has to, made once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashing, "COST", hashing.Cost(1, 8, 1))
        return built(tmp_path_factory.mktemp("unlocked"), closed=False)


def built(folder: Path, **more: bool) -> Path:
    terminal.build(folder, **more)
    return folder


@pytest.fixture
def home(closed: Path, tmp_path: Path) -> Path:
    """A copy of the first for one test."""
    return copytree(closed, tmp_path / "home")


@pytest.fixture
def open_home(unlocked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the second, at which the computer's user wangmin works."""
    monkeypatch.setenv("LOGNAME", "wangmin")
    return copytree(unlocked, tmp_path / "home")
