"""What goes wrong with machines: each leaves what was acknowledged, nothing half, and says what to do."""

from __future__ import annotations

import random
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.house.ground import REPOSITORY
from tests.keeping.keeping_ground import NOW, Kept, open_at, save_note
from tests.reports.reports_ground import deskapp

from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.store import engine
from deskapp.store.backup import make_backup
from deskapp.store.backup_restore import restore_backup
from deskapp.store.copying import copy_database
from deskapp.wiring import open_home

LATER = NOW + timedelta(days=1)


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """A disk that takes no more, as the system tells it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def says_what_to_do(error: DeskError) -> bool:
    """A sentence in each language, and more than one."""
    return all(
        len(words(language).say(error)) > 20 and error.code in words(language) for language in ("zh", "vi", "en")
    )


def save_until_told(kept: Kept, notes: list[str]) -> None:
    with closing(open_at(kept.home)) as opened:
        for turn in range(200):
            save_note(opened, 2, f"turn {turn}")
            notes.append(f"turn {turn}")


def test_a_disk_that_fills_while_clerks_save(kept: Kept) -> None:
    saved = ["first"]
    room = kept.home.database.stat().st_size // 2
    with no_file_larger_than(room), pytest.raises(DeskError) as told:
        save_until_told(kept, saved)
    assert told.value.code in ("store.full", "store.disk_error")
    assert says_what_to_do(told.value)
    assert len(saved) > 1
    assert kept.notes()[2] == saved[-1]
    # there is room again
    kept.edit("goes on")
    assert kept.notes() == {1: "goes on", 2: saved[-1]}
    assert kept.codes() == []


@pytest.mark.parametrize("room", [10_000, 20_000])
def test_a_disk_that_fills_while_backing_up(kept: Kept, tmp_path: Path, room: int) -> None:
    before = kept.names()
    (kept.home.procedures / "large.toml").write_bytes(random.Random(1).randbytes(60_000))
    copy = kept.home.database.stat().st_size
    target = tmp_path / "usb"
    with no_file_larger_than(room if room < 15_000 else copy - 8192), pytest.raises(DeskError) as told:
        make_backup(kept.home, NOW, target)
    assert told.value.code in ("backup.not_written", "store.full", "store.disk_error")
    assert says_what_to_do(told.value)
    assert kept.names() - {"procedures/large.toml"} == before
    assert not target.exists() or list(target.iterdir()) == []


def test_a_disk_that_fills_while_restoring(kept: Kept) -> None:
    made = make_backup(kept.home, NOW)
    kept.edit("after", now=LATER)
    with no_file_larger_than(100_000), pytest.raises(DeskError) as told:
        restore_backup(kept.home, made.file, LATER)
    assert told.value.code in ("store.full", "store.disk_error", "store.cannot_open")
    assert (kept.notes()[1], kept.codes()) == ("after", [])
    assert not list(kept.root.glob("replaced-*"))


def test_a_database_that_can_only_be_read(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only(database: Path) -> sqlite3.Connection:
        place = f"{database.absolute().as_uri()}?mode=ro"
        return sqlite3.connect(place, uri=True, timeout=5, isolation_level=None, check_same_thread=False)

    monkeypatch.setattr(engine, "_open", read_only)
    with (
        closing(open_home(kept.home, NOW, writes=False)) as opened,
        pytest.raises(DeskError, match=r"store\.read_only"),
    ):
        save_note(opened, 1, "x")
    assert kept.notes()[1] == "first"


def test_a_database_that_somebody_holds(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "PATIENCE", 0.02)
    with closing(open_at(kept.home)) as opened, closing(sqlite3.connect(kept.home.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DeskError, match=r"store\.busy"):
            save_note(opened, 1, "x")
        # who only reads is not hindered, and a backup neither
        assert make_backup(kept.home, NOW).is_sound
        other.execute("ROLLBACK")
        save_note(opened, 1, "y")
    assert kept.notes()[1] == "y"


def test_a_newer_schema_is_touched_by_nothing(kept: Kept) -> None:
    made = make_backup(kept.home, NOW)
    kept.rows("UPDATE alembic_version SET version_num = '9999'")
    before = kept.home.database.read_bytes()
    for command in (["office", "--name", "x"], ["check"], ["audit", "verify"], ["search", "x"]):
        assert deskapp(*command).code == 69
    assert kept.home.database.read_bytes() == before
    assert make_backup(kept.home, LATER).file.exists()
    assert made.file.exists()


@pytest.mark.parametrize("seed", range(12))
def test_bits_that_flipped_end_no_command_as_a_fault_of_the_program(kept: Kept, seed: int) -> None:
    """What SQLite cannot see, such as another letter in a name, nobody can tell; all else has its sentence."""
    rng = random.Random(seed)
    kept.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = copy_database(kept.home.database, kept.root / "whole.db")
    content = bytearray(whole.read_bytes())
    for _ in range(4):
        place = rng.randrange(len(content))
        content[place] ^= 1 << rng.randrange(8)
    kept.home.database.write_bytes(content)
    for command in (["check"], ["backup"], ["audit", "verify"], ["audit", "show"], ["search", "zsf"], ["office"]):
        done = deskapp(*command)
        assert done.code in (0, 65, 69), (command, done.err)


@pytest.mark.parametrize("left", [None, b""])
def test_a_database_that_is_gone_is_told_and_none_is_begun_in_its_place(kept: Kept, left: bytes | None) -> None:
    archive = make_backup(kept.home, NOW).file
    for file in kept.root.glob("deskapp.db*"):
        file.unlink()
    if left is not None:
        kept.home.database.write_bytes(left)
    for writes in (True, False):
        with pytest.raises(DeskError, match=r"store\.lost"):
            open_home(kept.home, NOW, writes=writes)
    assert (kept.home.database.stat().st_size if left is not None else kept.home.database.exists()) == 0
    restore_backup(kept.home, archive, NOW)
    assert kept.notes() == {1: "first", 2: "first"}


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.9])
def test_a_database_that_was_cut_off_is_told_and_restored(kept: Kept, share: float) -> None:
    made = make_backup(kept.home, NOW)
    kept.rows("PRAGMA journal_mode = DELETE")
    content = kept.home.database.read_bytes()
    kept.home.database.write_bytes(content[: int(len(content) * share) or 10])
    done = deskapp("check")
    assert done.code in (65, 69)
    assert "restore" in done.out + done.err
    restore_backup(kept.home, made.file, LATER)
    assert (kept.notes()[1], kept.codes()) == ("first", [])


def test_a_clock_that_was_set_back_takes_no_stamp_back_with_it(kept: Kept) -> None:
    kept.edit("tomorrow", now=LATER)
    kept.edit("and back", now=NOW - timedelta(days=400))
    moments = [at for (at,) in kept.rows("SELECT at FROM audit ORDER BY id")]
    assert moments == sorted(moments)
    assert moments[-1] == f"{LATER.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    assert [one.code for one in kept.findings(now=NOW)] == ["check.clock"]
    assert [one.code for one in kept.findings(now=LATER)] == []


def test_an_upgrade_that_was_killed_over_its_copy_leaves_none_that_looks_whole(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("deskapp.store.copying.os.fsync", dies)
    with pytest.raises(KeyboardInterrupt):
        copy_database(kept.home.database, kept.root / "backups-x.db")
    assert not any("backups-x" in name for name in kept.names())


def test_what_a_check_finds_is_mended_or_named(kept: Kept) -> None:
    for statement in (
        "DELETE FROM search_key WHERE id = 1",
        "INSERT INTO search_key (kind, key, id) SELECT kind, 'nobody', 4711 FROM search_key LIMIT 1",
        "UPDATE number_series SET last = 1 WHERE series LIKE 'KH-%'",
    ):
        kept.rows(statement)
    today = datetime(2026, 11, 22, 12).astimezone()
    assert sorted(one.code for one in kept.findings(now=today)) == [
        "check.number_behind", "check.wrong_keys", "check.wrong_keys"
    ]  # fmt: skip
    assert [one.code for one in kept.findings(now=today, quick=True)] == ["check.number_behind"]
    done = deskapp("check", "--repair")
    assert done.code in (0, 65)
    assert not [one for one in kept.findings() if one.code == "check.wrong_keys"]


def test_links_that_lead_nowhere_are_named(kept: Kept) -> None:
    kept.rows("DELETE FROM customer WHERE id = 2")
    assert "check.broken_link" in kept.codes()
    assert make_backup(kept.home, NOW).broken_links > 0


def test_some_kills(tmp_path: Path) -> None:
    """The short run of ``make torture``: in a process of its own, which forks."""
    command = [
        sys.executable,
        str(REPOSITORY / "tools" / "torture.py"),
        "--kills",
        "12",
        "--seconds",
        "90",
        "--seed",
        "7",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"TMPDIR": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert "acknowledged and there" in done.stdout
