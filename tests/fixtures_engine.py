"""Databases of the test's own process: statements are compiled once a run, and nobody waits for the disk.

At the counter an engine lives as long as the program, so there too each statement is compiled once. Only a power cut
asks whether the disk has written; tests that kill start processes of their own, which flush at every commit as ever.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any, Final

import pytest
from sqlalchemy import Engine, create_engine

import deskapp.store.engine
from deskapp.store.engine import configure

STATEMENTS: Final = 10_000
"""Compiled statements that are kept."""


def configure_without_flush(connection: sqlite3.Connection, *, writer: bool) -> None:
    """The house's settings, but for the flush."""
    configure(connection, writer=writer)
    if writer:
        connection.execute("PRAGMA synchronous = OFF")


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
        patch.setattr(deskapp.store.engine, "configure", configure_without_flush)
        yield
    shared.dispose()
