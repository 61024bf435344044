"""Keys lie in their file here, as in an office."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from tests.audit.audit_ground import Trail


@pytest.fixture(autouse=True)
def key_in_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESKAPP_KEY")


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trail of twelve entries, made once."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("DESKAPP_KEY", raising=False)
        trail = Trail(tmp_path_factory.mktemp("written")).begin()
        trail.write(12)
    return trail.folder


@pytest.fixture
def copies(written: Path, tmp_path: Path) -> Callable[[str], Trail]:
    """A copy of it by a name."""
    return lambda name: Trail(Path(copytree(written, tmp_path / name)))


@pytest.fixture
def trail(copies: Callable[[str], Trail]) -> Trail:
    return copies("trail")
