"""The file itself: made, upgraded with a backup before, refused where it is another's or lies on a share."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event
from sqlmodel import SQLModel
from tests.fixtures_store import NOW, Counter

from deskapp.errors import DeskError
from deskapp.migrations import HEAD
from deskapp.office.organisation.model import Organisation
from deskapp.store.engine import make_engine
from deskapp.store.faults import database_fault
from deskapp.store.migrate import is_current, prepare_database
from deskapp.store.place import refuse_network_share
from deskapp.store.store import Store
from deskapp.store.work import Work
from deskapp.wiring import load_tables


def run(database: Path, *statements: str) -> list[Any]:
    """The rows of the last statement."""
    with closing(sqlite3.connect(database, isolation_level=None)) as raw:
        return [raw.execute(statement).fetchall() for statement in statements][-1]


def test_a_new_database_is_private_and_current(tmp_path: Path) -> None:
    database = tmp_path / "deskapp.db"
    assert prepare_database(database, NOW) is None
    assert is_current(database)
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    assert run(database, "PRAGMA journal_mode") == [("wal",)]
    assert not (tmp_path / "backups").exists()


def test_a_second_start_does_nothing(tmp_path: Path) -> None:
    database = tmp_path / "deskapp.db"
    prepare_database(database, NOW)
    before = database.stat().st_mtime_ns
    assert prepare_database(database, NOW) is None
    assert database.stat().st_mtime_ns == before


def test_the_scripts_make_what_the_models_say(tmp_path: Path) -> None:
    load_tables()
    database = tmp_path / "deskapp.db"
    prepare_database(database, NOW)
    engine = make_engine(database, writer=False)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
    engine.dispose()
    assert differences == []


def test_an_upgrade_takes_a_backup_first(tmp_path: Path) -> None:
    database = tmp_path / "deskapp.db"
    run(database, "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    backup = prepare_database(database, NOW)
    assert backup == tmp_path / "backups" / f"deskapp-20261122-094100-before-{HEAD}.db"
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert run(backup, "SELECT name FROM sqlite_master WHERE type = 'table'") == [("alembic_version",)]
    assert run(database, "SELECT version_num FROM alembic_version") == [(HEAD,)]


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    database = tmp_path / "deskapp.db"
    run(
        database,
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
        "CREATE TABLE unit_person (mine TEXT)",
        "INSERT INTO unit_person VALUES ('kept')",
    )
    with pytest.raises(Exception, match="unit_person"):
        prepare_database(database, NOW)
    assert run(database, "SELECT mine FROM unit_person") == [("kept",)]
    assert run(database, "SELECT name FROM sqlite_master WHERE name = 'customer'") == []


def test_a_database_of_a_later_program_is_refused_untouched(tmp_path: Path) -> None:
    database = tmp_path / "deskapp.db"
    prepare_database(database, NOW)
    run(database, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DeskError) as refused:
        prepare_database(database, NOW)
    assert (refused.value.code, refused.value.values["version"]) == ("store.newer", "9999")
    assert not (tmp_path / "backups").exists()


def test_a_database_of_another_program_is_refused_untouched(tmp_path: Path) -> None:
    database = tmp_path / "deskapp.db"
    run(database, "CREATE TABLE recipes (name TEXT)")
    with pytest.raises(DeskError, match=r"store\.foreign"):
        prepare_database(database, NOW)
    assert run(database, "SELECT name FROM sqlite_master") == [("recipes",)]


LINUX = """\
/dev/vda1 / ext4 rw,relatime 0 0
//filer/amt /srv/amt cifs rw,vers=3.0 0 0
filer:/home /home/my\\040home nfs4 rw 0 0
/dev/vdb1 /srv/amt/local ext4 rw 0 0
"""
MACOS = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//wang@filer/amt on /Volumes/amt (smbfs, nodev, nosuid, mounted by wang)
"""


@pytest.mark.parametrize(
    ("folder", "mounts", "kind"),
    [
        ("/srv/amt/deskapp", LINUX, "cifs"),
        ("/srv/amt", LINUX, "cifs"),
        ("/home/my home/x", LINUX, "nfs4"),
        ("/Volumes/amt/deskapp", MACOS, "smbfs"),
    ],
)
def test_a_network_share_is_refused_by_name(folder: str, mounts: str, kind: str) -> None:
    with pytest.raises(DeskError) as refused:
        refuse_network_share(Path(folder), mounts)
    assert (refused.value.code, refused.value.values) == ("store.network_share", {"folder": folder, "kind": kind})


@pytest.mark.parametrize("folder", ["/srv/amt/local/deskapp", "/srv/amtlich", "/tmp/deskapp"])
def test_a_disk_of_ones_own_is_taken(folder: str) -> None:
    refuse_network_share(Path(folder), LINUX)


def test_rubbish_is_corrupt(tmp_path: Path) -> None:
    database = tmp_path / "deskapp.db"
    database.write_bytes(b"no database at all " * 300)
    with pytest.raises(DeskError, match=r"store\.corrupt"):
        prepare_database(database, NOW)


def test_damage_within_is_corrupt(counter: Counter, tmp_path: Path) -> None:
    counter.store.close()
    damaged = copyfile(counter.store.database, tmp_path / "damaged.db")
    content = bytearray(damaged.read_bytes())
    for page in range(2, len(content) // 4096):
        content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    damaged.write_bytes(content)
    store = Store(damaged)
    with pytest.raises(DeskError, match=r"store\.corrupt"):
        store.read(lambda reader: reader.session.get(Organisation, 1))
    store.close()


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with pytest.raises(DeskError, match=r"store\.cannot_open"):
        store.read(lambda reader: reader.session.get(Organisation, 1))
    store.close()


def test_a_full_disk_saves_nothing_and_says_so(counter: Counter) -> None:
    counter.store.close()
    store = Store(counter.store.database)
    # as a full disk would: no page may be added to the file
    event.listen(store._writes, "connect", lambda raw, _record: raw.execute("PRAGMA max_page_count = 1"))

    def fill(work: Work) -> None:
        for turn in range(2_000):
            work.add(Organisation(office_id=1, name=f"机构{turn}", kind="bank", address="x" * 2_000))

    with pytest.raises(DeskError, match=r"store\.full"):
        store.write(counter.clerk, "fill", fill, NOW)
    assert store.read(lambda reader: reader.session.get(Organisation, 1)) is None
    store.close()


def test_a_mistake_of_the_program_is_no_fault_of_the_disk(counter: Counter) -> None:
    assert database_fault(sqlite3.IntegrityError("UNIQUE constraint failed")) is None
    assert database_fault(ValueError()) is None

    def twice(work: Work) -> None:
        for _ in range(2):
            work.add(Organisation(office_id=1, name="x", kind="bank"))

    with pytest.raises(Exception, match="UNIQUE"):
        counter.do(twice)
