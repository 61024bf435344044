"""Statements are compiled once in a run, not twice for every test's database.

At the counter an engine lives as long as the program, so there too each statement is compiled once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from sqlalchemy import Engine, create_engine

import deskapp.store.engine

STATEMENTS: Final = 10_000
"""Compiled statements that are kept."""


@pytest.fixture(scope="session", autouse=True)
def _one_dialect() -> Iterator[None]:
    shared = create_engine("sqlite://", query_cache_size=STATEMENTS)
    with shared.connect():
        pass  # the dialect has seen what this SQLite can do

    def make_alike(*args: Any, **more: Any) -> Engine:
        engine = create_engine(*args, **more)
        engine.dialect = engine.pool._dialect = shared.dialect
        engine._compiled_cache = shared._compiled_cache
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deskapp.store.engine, "create_engine", make_alike)
        yield
    shared.dispose()
