"""A backup holds all that cannot be made again, is proved before it has its name, and opens for nobody else."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import stat
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.keeping.keeping_ground import NOW, PASSPHRASE, Kept, open_at, save_note
from tests.reports.reports_ground import deskapp

from deskapp.errors import DeskError
from deskapp.store import backup, backup_seal
from deskapp.store.backup import make_backup
from deskapp.store.backup_archive import open_archive
from deskapp.store.backup_seal import PIECE, SealedFile, SealingFile

SCAN = hashlib.sha256(b"a picture").hexdigest()


def test_everything_is_in_it_but_the_key_and_the_passphrase(kept: Kept) -> None:
    kept.passphrase()
    made = make_backup(kept.home, NOW)
    assert made.file == kept.root / "backups" / "deskapp-20261122-094100.zip"
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    with zipfile.ZipFile(made.file) as archive:
        assert sorted(archive.namelist()) == sorted(
            ["deskapp.db", "anchors.log", "settings.toml", "procedures/own.toml", "letters/zh/slip.docx",
             f"files/{SCAN[:2]}/{SCAN}", "backup.json"]
        )  # fmt: skip
    assert (made.files, made.is_sound, made.trail_whole, made.sealed, made.with_key) == (1, True, True, False, False)
    assert made.entries == kept.rows("SELECT count(*) FROM audit")[0][0]


def test_counters_go_on_while_it_is_made(kept: Kept, tmp_path: Path) -> None:
    with closing(open_at(kept.home)) as opened:
        save_note(opened, 1, "before")
        made = make_backup(kept.home, NOW, tmp_path)
        save_note(opened, 1, "after")
    with zipfile.ZipFile(made.file) as archive:
        archive.extract("deskapp.db", tmp_path)
    with closing(sqlite3.connect(tmp_path / "deskapp.db")) as copy:
        assert copy.execute("SELECT note FROM customer WHERE id = 1").fetchall() == [("before",)]


def test_nothing_is_left_beside_it(kept: Kept) -> None:
    before = kept.names()
    make_backup(kept.home, NOW)
    assert kept.names() - before == {"backups/deskapp-20261122-094100.zip"}


def test_nothing_that_is_there_is_replaced(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "mine.zip").write_text("mine")
    with pytest.raises(DeskError, match=r"backup\.exists"):
        make_backup(kept.home, NOW, tmp_path / "mine.zip")
    assert (tmp_path / "mine.zip").read_text() == "mine"


def test_a_second_one_at_once_is_told(kept: Kept) -> None:
    with backup.working(kept.home, kept.root / "x"), pytest.raises(DeskError, match=r"backup\.running"):
        make_backup(kept.home, NOW)


def test_a_damaged_database_gives_no_backup(kept: Kept) -> None:
    kept.rows("PRAGMA journal_mode = DELETE")
    damage(kept.home.database)
    with pytest.raises(DeskError) as told:
        make_backup(kept.home, NOW)
    assert told.value.code in ("backup.unsound", "store.corrupt")
    assert not [name for name in kept.names() if name.startswith("backups") or ".making" in name]


def damage(database: Path) -> None:
    """The last half of the file is another's."""
    content = bytearray(database.read_bytes())
    for page in range(len(content) // 8192, len(content) // 4096):
        content[page * 4096 : page * 4096 + 40] = b"\xff" * 40
    database.write_bytes(content)


def test_scans_that_are_gone_or_changed_are_named_and_the_rest_is_kept(kept: Kept) -> None:
    path = kept.home.files / SCAN[:2] / SCAN
    path.write_bytes(b"another picture")
    assert make_backup(kept.home, NOW).changed == ("scan.jpg",)
    path.unlink()
    made = make_backup(kept.home, NOW.replace(minute=42))
    assert (made.gone, made.is_sound) == (("scan.jpg",), False)


def test_a_broken_trail_is_told(kept: Kept) -> None:
    kept.rows("DROP TRIGGER audit_no_update" if _has(kept, "audit_no_update") else _drop_all(kept))
    kept.rows("UPDATE audit SET clerk = '李静' WHERE id = 2")
    assert make_backup(kept.home, NOW).trail_whole is False


def _has(kept: Kept, name: str) -> bool:
    return bool(kept.rows("SELECT 1 FROM sqlite_master WHERE name = ?", name))


def _drop_all(kept: Kept) -> str:
    names = [name for (name,) in kept.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
    for name in names[1:]:
        kept.rows(f"DROP TRIGGER {name}")
    return f"DROP TRIGGER {names[0]}"


def test_a_sealed_one_says_nothing_without_its_passphrase(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_backup(kept.home, NOW, passphrase_file=kept.passphrase(), with_key=True)
    assert (made.file.name, made.sealed, made.with_key) == ("deskapp-20261122-094100.zip.sealed", True, True)
    content = made.file.read_bytes()
    assert not any(word in content for word in (b"SQLite format", b"backup.json", "张三丰".encode(), b"PK\x03\x04"))
    with pytest.raises(DeskError, match=r"backup\.sealed"), open_archive(made.file, ""):
        pass
    with pytest.raises(DeskError, match=r"backup\.passphrase"), open_archive(made.file, "guess"):
        pass
    with open_archive(made.file, PASSPHRASE) as archive:
        assert archive.contents.with_key
    monkeypatch.setenv("DESKAPP_BACKUP_KEY", "of the environment")
    other = make_backup(kept.home, NOW.replace(minute=42))
    with open_archive(other.file, "of the environment") as archive:
        assert not archive.contents.with_key


def test_the_key_goes_into_no_open_archive(kept: Kept) -> None:
    with pytest.raises(DeskError, match=r"call\.key_in_clear"):
        make_backup(kept.home, NOW, with_key=True)


@pytest.mark.parametrize(
    ("mode", "text", "code"), [(0o644, "x", "backup.passphrase_seen"), (0o600, " \n", "backup.passphrase_file")]
)
def test_a_passphrase_that_protects_nothing_is_refused(kept: Kept, mode: int, text: str, code: str) -> None:
    file = kept.passphrase(text)
    file.chmod(mode)
    with pytest.raises(DeskError, match=code.replace(".", r"\.")):
        make_backup(kept.home, NOW, passphrase_file=file)


def test_the_settings_say_where_and_how(kept: Kept, tmp_path: Path) -> None:
    kept.passphrase()
    (kept.root / "backup.toml").write_text(
        f'folder = "{tmp_path}/usb"\npassphrase_file = "passphrase"\nwith_key = true\n'
    )
    made = make_backup(kept.home, NOW)
    assert (made.file.parent, made.sealed, made.with_key) == (tmp_path / "usb", True, True)
    for wrong in ("folder = 3", "keeps = '7d'", "with_key = 'yes'", "keep = [", "keep = '7x'"):
        (kept.root / "backup.toml").write_text(wrong)
        with pytest.raises(DeskError, match=r"backup\.settings|call\.keep"):
            make_backup(kept.home, NOW)


def test_what_killed_backups_left_is_swept(kept: Kept) -> None:
    for left in ("backups/.deskapp-20261121-010000.zip.part", ".making/deskapp.db"):
        (kept.root / left).parent.mkdir(exist_ok=True)
        (kept.root / left).write_text("half")
    make_backup(kept.home, NOW)
    assert not any(".making" in name or name.endswith(".part") for name in kept.names())


def test_the_disk_of_the_backup_is_told_apart(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(DeskError) as told:
        make_backup(kept.home, NOW, tmp_path / "file" / "x.zip")
    assert told.value.code == "backup.not_written"


def test_as_a_command(kept: Kept) -> None:
    done = deskapp("backup", "--json")
    told = json.loads(done.out)
    assert (done.code, told["files"], told["trail_whole"], told["encrypted"], told["removed"]) == (
        0,
        1,
        True,
        False,
        [],
    )
    assert Path(told["file"]).is_file()
    assert kept.rows("SELECT action FROM audit ORDER BY id DESC LIMIT 1") == [("backup.make",)]
    listed = json.loads(deskapp("backup", "--list", "--json").out)
    assert (listed["file"], listed["size"]) == (told["file"], told["size"])
    assert "not encrypted" in deskapp("backup", str(kept.root / "x.zip")).out
    assert deskapp("backup", "--keep", "many").code == 2
    shutil.rmtree(kept.home.files)
    done = deskapp("backup", str(kept.root / "y.zip"))
    assert (done.code, "scan.jpg" in done.out) == (65, True)


def test_a_passphrase_file_of_a_call_lies_where_one_stands(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    kept.passphrase().rename(elsewhere / "words")
    monkeypatch.chdir(elsewhere)
    told = json.loads(deskapp("backup", "--passphrase-file", "words", "--json").out)
    assert told["encrypted"]
    assert deskapp("restore", told["file"], "--passphrase-file", "words", "--dry-run").code == 0


@given(content=st.binary(max_size=40), edge=st.sampled_from([0, PIECE - 20, PIECE, 2 * PIECE, 2 * PIECE + 7]))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_sealed_comes_out_again(tmp_path: Path, content: bytes, edge: int) -> None:
    file, whole = tmp_path / "sealed", b"\x01" * edge + content
    seal(file, whole)
    with closing(SealedFile(file, "x")) as opened:
        assert opened.read() == whole
        opened.seek(-len(content), 2)
        assert opened.read() == content


def seal(file: Path, content: bytes) -> None:
    with file.open("wb") as out:
        sealing = SealingFile(out, "x")
        sealing.write(content)
        sealing.finish()


@pytest.mark.parametrize("change", ["flip", "cut", "cut a piece", "swap", "longer"])
def test_a_change_of_what_was_sealed_is_found(tmp_path: Path, change: str) -> None:
    file = tmp_path / "sealed"
    seal(file, b"a" * PIECE + b"b" * PIECE + b"c" * 100)
    whole, head, piece = file.read_bytes(), backup_seal._HEAD, PIECE + 16
    changed = {
        "flip": whole[: head + piece + 5] + bytes([whole[head + piece + 5] ^ 1]) + whole[head + piece + 6 :],
        "cut": whole[:-1],
        "cut a piece": whole[: head + 2 * piece],
        "swap": whole[:head]
        + whole[head + piece : head + 2 * piece]
        + whole[head : head + piece]
        + whole[head + 2 * piece :],
        "longer": whole + b"x",
    }[change]
    file.write_bytes(changed)
    with pytest.raises(DeskError) as told, closing(SealedFile(file, "x")) as opened:
        opened.read()
    assert told.value.code in ("backup.broken", "backup.passphrase")
