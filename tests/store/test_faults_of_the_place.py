"""What disks and folders do to a home: a full one, one with an odd name, a database that somebody took away."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import select
from tests.fixtures_store import NOW, TODAY, Counter

from deskapp.errors import DeskError
from deskapp.migrations import HEAD
from deskapp.office.organisation.model import Organisation
from deskapp.settings import find_home
from deskapp.store import engine
from deskapp.store.faults import telling_faults
from deskapp.store.keymerge import KeyMerge
from deskapp.store.migrate import prepare_database
from deskapp.store.search import open_finder
from deskapp.wiring import open_home


def limited(pages: int) -> Callable[..., None]:
    """The house's settings on a disk that takes no more than so many pages."""
    configure = engine.configure

    def small(connection: sqlite3.Connection, *, writer: bool) -> None:
        configure(connection, writer=writer)
        connection.execute(f"PRAGMA max_page_count = {pages}")

    return small


def test_a_disk_that_fills_while_the_database_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "configure", limited(3))
    with pytest.raises(DeskError, match=r"store\.full"):
        prepare_database(tmp_path / "deskapp.db", NOW)


@pytest.mark.parametrize("name", ["a?mode=ro&x=1", "有 空#%20", "file:x"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    database = tmp_path / name / "deskapp.db"
    database.parent.mkdir()
    prepare_database(database, NOW)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    with closing(sqlite3.connect(database)) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]


def test_a_database_that_was_taken_away_takes_nothing_and_does_not_come_back_empty(counter: Counter) -> None:
    counter.ask(lambda reader: reader.session.exec(select(Organisation)).all())
    for path in counter.store.database.parent.glob("deskapp.db*"):
        path.unlink()
    with pytest.raises(DeskError, match=r"store\.cannot_open"):
        counter.do(lambda work: work.number("DR"))
    with pytest.raises(DeskError, match=r"store\.cannot_open"), open_finder(counter.store, TODAY):
        pass
    assert not counter.store.database.exists()


def test_keys_of_an_import_that_find_no_lock_are_told_as_the_database_does(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PATIENCE", 0.01)
    merge = KeyMerge(counter.store, {})
    merge.collect([(1, 1, {"zsf"})])
    with closing(sqlite3.connect(counter.store.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DeskError, match=r"store\.busy"):
            merge.merge()
    merge.close()


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "store.full"), (errno.EACCES, "store.read_only"), (errno.ENOTDIR, "store.cannot_open")],
)
def test_what_the_system_refuses_is_told(number: int, code: str) -> None:
    with pytest.raises(DeskError) as told, telling_faults():
        raise OSError(number, os.strerror(number))
    assert told.value.code == code


def test_a_home_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder")
    with pytest.raises(DeskError, match=r"store\.cannot_open"):
        open_home(find_home(tmp_path / "home"), NOW, writes=True)


def test_exports_out_of_reach_hinder_no_other_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "share").write_text("not mounted")
    monkeypatch.setenv("DESKAPP_EXPORTS", str(tmp_path / "share" / "exports"))
    with closing(open_home(find_home(tmp_path / "home"), NOW, writes=True)) as opened:
        assert opened.clerk.id
