"""Two offices, made once: one with nothing but our empty project, one in which another project has all there is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.access.ground import fill

from deskapp.store.store import Store
from deskapp.wiring import indexers


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Our project, and what is of no project."""
    database = tmp_path_factory.mktemp("alone") / "deskapp.db"
    fill(database, theirs=False)
    store = Store(database, indexers())
    yield store
    store.close()


@pytest.fixture(scope="session")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The same beside another project, with a row in every table."""
    database = tmp_path_factory.mktemp("beside") / "deskapp.db"
    fill(database, theirs=True)
    store = Store(database, indexers())
    yield store
    store.close()
