"""Nothing is missed and nothing else appears: against a scan that knows the rule and not the program."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.records import TODAY, make_records
from benchmarks.search_queries import SINGLE, make_queries
from benchmarks.search_scan import Scan

from deskapp.overview.search import search
from deskapp.store.store import Store

EVERYTHING = 1_000_000


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recall") / "deskapp.db"
    make_records(path, 3000, seed=11)
    return path


def test_every_hit_and_no_other(database: Path) -> None:
    store, scan = Store(database), Scan(database, TODAY.isoformat())
    queries = make_queries(database, 400, seed=5)
    assert {title for title, _ in queries} >= {*SINGLE, "two words", "near miss"}
    wrong, empty = {}, 0
    for title, query in queries:
        found = {(hit.kind, hit.id) for hit in search(store, query, EVERYTHING, today=TODAY)}
        meant = scan.find(query)
        empty += not meant
        if found != meant:
            wrong[title, query] = {"missed": sorted(meant - found)[:5], "false": sorted(found - meant)[:5]}
    store.close()
    assert wrong == {}
    assert empty < 100


def test_a_newer_key_stops_a_long_search(database: Path) -> None:
    store = Store(database)
    whole = search(store, "wang 1", EVERYTHING, today=TODAY)
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(len(asked))
        return len(asked) > 3

    assert len(whole) > 20
    assert search(store, "wang 1", EVERYTHING, today=TODAY, cancelled=cancelled) == []
    # it was broken off in the middle, and the connection serves the next key
    assert len(asked) == 4
    assert search(store, "wang 1", EVERYTHING, today=TODAY) == whole
    store.close()
