"""A restore is rehearsed: what was backed up is there again, what it replaced is kept, nothing is given out twice."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.keeping.keeping_ground import NOW, PASSPHRASE, Kept, open_at, save_note
from tests.reports.reports_ground import deskapp

from deskapp.errors import DeskError
from deskapp.settings import find_home
from deskapp.store import backup_restore
from deskapp.store.audit_anchors import FILE as ANCHORS
from deskapp.store.audit_verify import verify
from deskapp.store.backup import make_backup
from deskapp.store.backup_restore import restore_backup
from deskapp.store.migrate import back_up
from deskapp.store.seal_keys import Keys

LATER = NOW + timedelta(days=1)


@pytest.fixture
def archive(kept: Kept) -> Path:
    """A backup, after which the office went on for a day."""
    made = make_backup(kept.home, NOW)
    kept.edit("after the backup", now=LATER)
    kept.home.settings_file.write_text('theme = "dark"\n')
    (kept.home.procedures / "newer.toml").write_text('id = "newer"\n')
    scan = next(path for path in kept.home.files.rglob("*") if path.is_file())
    scan.write_bytes(b"damaged")
    return made.file


def whole(kept: Kept) -> bool:
    return verify(kept.home.database, Keys(kept.root).ring(), kept.root / ANCHORS).is_whole


def test_what_was_backed_up_is_there_again_and_what_it_replaced_is_kept(kept: Kept, archive: Path) -> None:
    done = restore_backup(kept.home, archive, LATER)
    assert kept.notes() == {1: "first", 2: "first"}
    assert kept.home.settings_file.read_text() == 'theme = "light"\n'
    assert not (kept.home.procedures / "newer.toml").exists()
    assert done.replaced == ("procedures/newer.toml", "settings.toml")
    assert (done.scans, done.trail_whole, done.numbers_known) == (1, True, True)
    assert kept.codes() == []
    aside = done.aside
    assert aside is not None
    assert (aside / "settings.toml").read_text() == 'theme = "dark"\n'
    assert Kept(find_home(aside)).notes()[1] == "after the backup"


def test_the_counter_goes_on_from_there(kept: Kept, archive: Path) -> None:
    restore_backup(kept.home, archive, LATER)
    assert whole(kept)
    kept.edit("again", now=LATER)
    assert (kept.notes()[1], whole(kept), kept.codes()) == ("again", True, [])


def test_no_number_is_given_twice(kept: Kept) -> None:
    made = make_backup(kept.home, NOW)
    printed = kept.add("王五")
    restore_backup(kept.home, made.file, LATER)
    following = kept.add("赵六")
    assert (printed, following) == ("KH-20261122-0003", "KH-20261122-0004")
    # the barcode of a letter is a record's number
    assert kept.rows("SELECT max(id) FROM customer") == [(4,)]


def test_a_new_machine_gets_all_of_it(kept: Kept, archive: Path, tmp_path: Path) -> None:
    made = make_backup(kept.home, LATER, passphrase_file=kept.passphrase(), with_key=True)
    other = Kept(find_home(tmp_path / "elsewhere"))
    done = restore_backup(other.home, made.file, LATER, passphrase_file=kept.passphrase())
    assert (done.aside, done.trail_whole, done.scans) == (None, True, 1)
    assert (other.root / "key").read_bytes() == (kept.root / "key").read_bytes()
    assert (other.notes(), whole(other)) == (kept.notes(), True)
    assert archive


def test_a_copy_of_several_days_without_anchors_is_whole_when_it_was_restored(kept: Kept, tmp_path: Path) -> None:
    kept.edit("a day later", now=LATER)
    copied = back_up(kept.home.database, LATER)
    other = Kept(find_home(tmp_path / "elsewhere"))
    other.root.mkdir()
    shutil.copy(kept.root / "key", other.root / "key")
    assert restore_backup(other.home, copied, LATER).trail_whole
    assert whole(other)
    (other.root / ANCHORS).unlink()
    assert not whole(other)


def test_without_its_key_it_is_restored_and_said(kept: Kept, archive: Path, tmp_path: Path) -> None:
    other = Kept(find_home(tmp_path / "elsewhere"))
    done = restore_backup(other.home, archive, LATER)
    assert (done.trail_whole, len(done.key_ids)) == (None, 1)
    with closing(open_at(kept.home)), pytest.raises(DeskError, match=r"store\.key_missing"):
        other.edit("nothing can be saved")
    shutil.copy(kept.root / "key", other.root / "key")
    other.edit("now it can", now=LATER)


def test_a_rehearsal_changes_nothing(kept: Kept, archive: Path) -> None:
    before = {name: (kept.root / name).read_bytes() for name in kept.names()}
    done = restore_backup(kept.home, archive, LATER, rehearse=True)
    assert (done.scans, len(done.replaced)) == (1, 2)
    assert {name: (kept.root / name).read_bytes() for name in kept.names()} == before


def test_an_open_counter_keeps_its_database(kept: Kept, archive: Path) -> None:
    with closing(open_at(kept.home, LATER)) as opened:
        with pytest.raises(DeskError, match=r"store\.in_use"):
            restore_backup(kept.home, archive, LATER)
        save_note(opened, 1, "goes on", LATER)
    assert kept.notes()[1] == "goes on"


def test_a_database_that_was_exchanged_under_a_counter_takes_nothing(kept: Kept, tmp_path: Path) -> None:
    with closing(open_at(kept.home)) as opened:
        save_note(opened, 1, "before")
        copy = shutil.copy(kept.home.database, tmp_path / "copy.db")
        Path(copy).replace(kept.home.database)
        with pytest.raises(DeskError, match=r"store\.replaced"):
            save_note(opened, 1, "would be lost")


def test_a_later_program_s_is_refused(kept: Kept) -> None:
    kept.rows("UPDATE alembic_version SET version_num = '9999'")
    made = make_backup(kept.home, NOW)
    kept.rows("UPDATE alembic_version SET version_num = '9998'")
    with pytest.raises(DeskError, match=r"backup\.newer"):
        restore_backup(kept.home, made.file, LATER)
    assert kept.rows("SELECT version_num FROM alembic_version") == [("9998",)]


def test_an_older_one_is_upgraded(kept: Kept, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(backup_restore, "prepare_database", lambda database, _now: asked.append(database))
    restore_backup(kept.home, archive, LATER)
    assert asked == [kept.home.database]


def test_the_copy_of_an_upgrade_is_restored_as_well(kept: Kept) -> None:
    copy = back_up(kept.home.database, NOW)
    kept.edit("after", now=LATER)
    restore_backup(kept.home, copy, LATER)
    assert (kept.notes()[1], kept.codes()) == ("first", [])


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_damaged_archive_changes_nothing(kept: Kept, archive: Path, part: float) -> None:
    content = bytearray(archive.read_bytes())
    # some bytes, as one alone may fall where the packing says the same in two ways: the blank end of a page
    at = int(len(content) * part)
    content[at : at + 16] = bytes(byte ^ 0xFF for byte in content[at : at + 16])
    archive.write_bytes(content)
    before = kept.rows("SELECT count(*) FROM audit")
    with pytest.raises(DeskError) as told:
        restore_backup(kept.home, archive, LATER)
    assert told.value.code in ("backup.broken", "backup.not_ours")
    assert (kept.rows("SELECT count(*) FROM audit"), kept.notes()[1]) == (before, "after the backup")


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_backup_is_said(kept: Kept, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(DeskError, match=r"backup\.not_ours"):
        restore_backup(kept.home, tmp_path / "x.zip", NOW)
    with pytest.raises(DeskError, match=r"backup\.no_file"):
        restore_backup(kept.home, tmp_path / "nothing.zip", NOW)


def test_a_damaged_database_is_moved_aside_with_its_log(kept: Kept, archive: Path) -> None:
    kept.home.database.write_bytes(b"no database at all " * 300)
    Path(f"{kept.home.database}-wal").write_bytes(b"its log")
    done = restore_backup(kept.home, archive, LATER)
    assert (kept.notes()[1], kept.codes(), done.numbers_known) == ("first", [], False)
    assert done.aside is not None
    assert (done.aside / "deskapp.db-wal").read_bytes() == b"its log"


@pytest.mark.parametrize("step", ["_carry_numbers", "_keep", "_put", "_move", "settle"])
def test_one_that_dies_in_between_leaves_a_database_and_is_run_again(
    kept: Kept, archive: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def dies(*_args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(backup_restore, step, dies)
        with pytest.raises(KeyboardInterrupt):
            restore_backup(kept.home, archive, LATER)
    assert kept.notes()[1] in ("first", "after the backup")
    done = restore_backup(kept.home, archive, LATER + timedelta(minutes=1))
    assert (kept.notes()[1], kept.codes()) == ("first", [])
    assert done.aside is not None


def test_a_whole_scan_is_not_replaced_by_a_damaged_one(kept: Kept) -> None:
    scan = next(path for path in kept.home.files.rglob("*") if path.is_file())
    picture = scan.read_bytes()
    scan.write_bytes(b"damaged")
    made = make_backup(kept.home, NOW)
    scan.write_bytes(picture)
    restore_backup(kept.home, made.file, LATER)
    assert (scan.read_bytes(), kept.codes()) == (picture, [])


def test_as_a_command(kept: Kept, archive: Path) -> None:
    tried = deskapp("restore", str(archive), "--dry-run")
    assert (tried.code, "Nothing was changed" in tried.out) == (0, True)
    done = deskapp("restore", str(archive), "--json")
    told = json.loads(done.out)
    assert (done.code, told["trail_whole"], Path(told["aside"]).is_dir()) == (0, True, True)
    assert kept.rows("SELECT action FROM audit ORDER BY id DESC LIMIT 1") == [("backup.restore",)]
    assert json.loads(deskapp("audit", "verify", "--json").out)["whole"] is True
    assert deskapp("restore", "nothing.zip").code == 66
    sealed = make_backup(kept.home, LATER, passphrase_file=kept.passphrase()).file
    refused = deskapp("restore", str(sealed))
    assert (refused.code, "--passphrase-file" in refused.err, PASSPHRASE in refused.err) == (66, True, False)
