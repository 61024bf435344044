"""Seals, keys and anchors: what they are made of, a lost key, another key, an older database."""

from __future__ import annotations

import hmac
import json
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copyfile, copytree

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.audit.audit_ground import CLERK, NOW, Trail

from deskapp.errors import DeskError
from deskapp.store import audit_verify
from deskapp.store.audit_anchors import DAY, RESTORED, Anchor, anchor_now
from deskapp.store.audit_write import read_head
from deskapp.store.engine import make_engine
from deskapp.store.migrate import prepare_database
from deskapp.store.seal import ANCHOR, COLUMNS, Sealer, sealed_text
from deskapp.store.seal_keys import Key, Keys
from deskapp.store.seal_rotate import begin_anew, rotate
from deskapp.store.store import Store
from deskapp.store.trail import changes_of

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=200)
@given(st.lists(st.one_of(st.none(), st.integers(-(2**62), 2**62), TEXT), min_size=1, max_size=12))
def test_what_is_sealed_is_what_the_database_lists(values: list[str | int | None]) -> None:
    with closing(sqlite3.connect(":memory:")) as raw:
        places = ", ".join("?" * len(values))
        assert raw.execute(f"SELECT json_array({places})", values).fetchone()[0].encode() == sealed_text(values)


@given(st.binary(max_size=300))
def test_a_seal_is_the_hmac_of_the_standard(message: bytes) -> None:
    key = Key(b"k" * 32)
    assert Sealer(key, "x").seal(message) == key.id + hmac.digest(key.derive("x"), message, "sha256")


def test_the_key_is_made_once_for_its_owner_alone_and_never_shown(tmp_path: Path) -> None:
    ring = Trail(tmp_path).begin().keys.ring()
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert Keys(tmp_path).ensure().newest.secret == ring.newest.secret
    assert ring.newest.secret.hex() not in repr(ring)
    assert str(ring.newest.secret) not in repr(ring)


def test_a_key_that_others_can_read_is_closed_to_them(trail: Trail) -> None:
    file = trail.folder / "key"
    file.chmod(0o644)
    trail.keys.ring()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "x", "# nothing\n", "ab" * 31, "5ea1" * 16 + "\nzz"])
def test_a_key_file_with_something_else_in_it_is_refused(trail: Trail, text: str) -> None:
    (trail.folder / "key").write_text(text)
    for call in (trail.verify, lambda: trail.write(1)):
        with pytest.raises(DeskError, match=r"store\.key_broken"):
            call()


def test_a_key_file_that_cannot_be_read_is_said_plainly(trail: Trail) -> None:
    key = trail.folder / "key"
    key.unlink()
    key.mkdir()
    with closing(Store(trail.database)) as store, pytest.raises(DeskError, match=r"store\.key_unreadable"):
        store.write(CLERK, "customer.edit", lambda work: work.entry("customer", 1), NOW)


def test_a_lost_key_is_said_plainly_and_nothing_is_written(trail: Trail) -> None:
    (trail.folder / "key").rename(trail.folder / "away")
    for call in (trail.verify, lambda: trail.write(1)):
        with pytest.raises(DeskError, match=r"store\.key_missing"):
            call()
    copyfile(trail.folder / "away", trail.folder / "key")
    trail.write(1)
    assert trail.verify().is_whole


def test_another_key_writes_nothing_and_checks_nothing(trail: Trail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKAPP_KEY", "5ea1" * 16)
    with pytest.raises(DeskError) as lost:
        trail.write(1)
    assert (lost.value.code, lost.value.values["file"]) == ("store.key_lost", "DESKAPP_KEY")
    assert trail.broken() == [(1, "key"), (None, "head_key")]


def test_the_key_may_come_from_the_environment_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKAPP_KEY", "5ea1" * 16)
    trail = Trail(tmp_path).begin()
    trail.write(4)
    assert trail.verify().is_whole
    assert not (tmp_path / "key").exists()
    with closing(Store(trail.database)) as store:
        with pytest.raises(DeskError, match=r"store\.key_in_environment"):
            rotate(store, CLERK, NOW)
        monkeypatch.setenv("DESKAPP_KEY", "5ea1" * 16 + "," + "ab" * 32)
        rotate(store, CLERK, NOW)
    trail.write(1)
    assert trail.verify().is_whole
    monkeypatch.setenv("DESKAPP_KEY", "ab" * 32)
    assert trail.broken() == [(1, "key")]


def test_a_new_key_seals_and_the_old_one_still_checks(trail: Trail) -> None:
    old = trail.keys.ring().newest.id
    with closing(Store(trail.database)) as running, closing(Store(trail.database)) as other:
        running.write(CLERK, "x", lambda work: work.entry("x", 1), NOW)
        rotate(other, CLERK, NOW)
        # a counter that is open takes it with its next save
        running.write(CLERK, "x", lambda work: work.entry("x", 2), NOW)
    ring = trail.keys.ring()
    assert [key.id == old for key in ring.keys] == [True, False]
    used = trail.force("SELECT substr(seal, 1, 4) FROM audit WHERE id > 12 ORDER BY id")
    assert [row[0] for row in used] == [old, ring.newest.id, ring.newest.id]
    assert trail.verify().is_whole


def test_a_loss_on_record_lets_work_go_on_and_is_told_for_ever(trail: Trail) -> None:
    with closing(Store(trail.database)) as store:
        with pytest.raises(DeskError, match=r"store\.key_not_lost"):
            begin_anew(store, CLERK, NOW, "")
        (trail.folder / "key").unlink()
        begin_anew(store, CLERK, NOW, "硬盘坏了")
    trail.write(3)
    verdict = trail.verify()
    assert (verdict.is_whole, verdict.entries, verdict.unverified) == (True, 16, 12)
    trail.force("UPDATE audit SET clerk = 'x' WHERE id = 14")
    assert trail.broken() == [(14, "changed")]


def test_an_unknown_key_without_a_record_of_a_loss_is_broken(trail: Trail) -> None:
    with closing(Store(trail.database)) as store:
        (trail.folder / "key").unlink()
        begin_anew(store, CLERK, NOW, "")
    trail.force("DELETE FROM audit_payload WHERE audit_id = 13", "DELETE FROM audit WHERE id = 13")
    assert trail.broken()[0] == (1, "key")


def test_an_older_database_put_back_whole_is_found(copies: Callable[[str], Trail]) -> None:
    trail, older = copies("now"), copies("older")
    trail.write(3, at=NOW.replace(day=24))
    copyfile(older.database, trail.database)
    assert trail.broken() == [(13, "older")]
    # and stays so, once somebody has worked on
    trail.write(6, at=NOW.replace(day=25))
    assert trail.broken() == [(15, "other")]


def test_a_copy_that_was_put_back_on_purpose_is_no_fault(copies: Callable[[str], Trail]) -> None:
    trail, older = copies("now"), copies("older")
    trail.write(3, at=NOW.replace(day=24))
    copyfile(older.database, trail.database)
    with closing(Store(trail.database)) as store:
        anchor_now(store, RESTORED)
    assert trail.verify().is_whole
    trail.write(6, at=NOW.replace(day=25))
    assert trail.verify().is_whole


def test_a_day_has_one_line_and_a_line_made_up_is_found(trail: Trail) -> None:
    file = trail.folder / "anchors.log"
    trail.write(6)
    trail.write(6, at=NOW.replace(day=25))
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [(line["at"][:10], line["id"]) for line in lines] == [("2026-11-22", 3), ("2026-11-25", 21)]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text(file.read_text().replace('"id": 21', '"id": 20') + "nonsense\n")
    assert [one.values.get("line") for one in trail.verify().broken] == [2, 3]


def test_without_the_file_of_anchors_the_rest_is_checked_and_it_is_said(trail: Trail) -> None:
    (trail.folder / "anchors.log").unlink()
    verdict = trail.verify()
    assert (verdict.is_whole, verdict.anchors) == (True, None)
    trail.write(1, at=NOW.replace(day=23))
    assert trail.verify().anchors == 1


def test_a_disk_that_takes_no_anchor_costs_nobody_their_work(trail: Trail) -> None:
    (trail.folder / "anchors.log").unlink()
    (trail.folder / "anchors.log").mkdir()
    trail.write(3, at=NOW.replace(day=23))
    assert trail.verify(anchors=False).entries == 15


def test_many_entries_are_checked_by_several_processes(trail: Trail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_verify, "ALONE", 1)
    monkeypatch.setattr(audit_verify, "HELPERS", 2)
    assert trail.verify() == audit_verify.Verdict(12, 0, 0, 1, (), 0)
    trail.force("UPDATE audit SET clerk = 'x' WHERE id IN (6, 7)", "UPDATE audit SET action = x'00' WHERE id = 11")
    assert trail.broken() == [(6, "changed"), (7, "changed"), (11, "changed")]


def test_entries_from_before_there_were_seals_are_sealed_by_the_upgrade(trail: Trail, tmp_path: Path) -> None:
    old = Trail(tmp_path / "old")
    old.folder.mkdir()
    old.database.touch()
    engine = make_engine(old.database, writer=True)
    with engine.connect() as connection, connection.begin():
        config = Config()
        config.set_main_option("script_location", "deskapp:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
    engine.dispose()
    rows = trail.force(f"SELECT {', '.join(COLUMNS)} FROM audit ORDER BY id")
    texts = trail.force("SELECT audit_id, before, after FROM audit_payload ORDER BY audit_id")
    for row in rows:
        old.force((f"INSERT INTO audit ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * 12)})", row))
    for row in texts:
        old.force(("INSERT INTO audit_payload VALUES (?, ?, ?)", row))
    prepare_database(old.database, NOW)
    assert (old.verify().entries, old.verify().is_whole) == (12, True)
    old.write(2)
    assert (old.verify().entries, old.verify().is_whole) == (14, True)
    old.force("UPDATE audit SET reason = 'x' WHERE id = 4")
    assert old.broken() == [(4, "changed")]


WRITER = """
import sys
from pathlib import Path
from tests.audit.audit_ground import NOW, CLERK
from deskapp.store.store import Store
store = Store(Path(sys.argv[1]))
for n in range(int(sys.argv[2])):
    store.write(CLERK, "x", lambda work: [work.entry("x", k) for k in range(3)], NOW)
"""


def test_eight_writers_make_one_chain(trail: Trail) -> None:
    run = [sys.executable, "-c", WRITER, str(trail.database), "10"]
    writers = [subprocess.Popen(run, cwd=Path(__file__).parents[2]) for _ in range(8)]
    assert [writer.wait() for writer in writers] == [0] * 8
    verdict = trail.verify()
    assert (verdict.is_whole, verdict.entries) == (True, 12 + 240)
    assert trail.force("SELECT count, last_id FROM audit_head") == [(252, 252)]


def test_an_action_that_fails_leaves_no_entry(trail: Trail) -> None:
    def half(work: object) -> None:
        work.entry("x", 1)  # type: ignore[attr-defined]
        raise DeskError("draft.choice")

    with closing(Store(trail.database)) as store:
        with pytest.raises(DeskError):
            store.write(CLERK, "x", half, NOW)
        assert store.read(lambda reader: changes_of(reader, "x", 1)) == []
    assert trail.verify().entries == 12


def test_a_home_that_moves_takes_its_key_with_it(trail: Trail, tmp_path: Path) -> None:
    moved = Trail(Path(copytree(trail.folder, tmp_path / "moved")))
    moved.write(1)
    assert moved.verify().is_whole


def as_before(trail: Trail, kind: str) -> bytes:
    """A line as versions before wrote it: sealed by itself, whatever stands before it."""
    ring = trail.keys.ring()
    with closing(Store(trail.database)) as store:
        head = store.read(lambda reader: read_head(reader.session.connection(), ring))
    anchor = Anchor(head.last_at, kind, head.count, head.last_id, head.last_seal)
    told = {"at": anchor.at, "kind": kind, "count": head.count, "id": head.last_id, "seal": head.last_seal.hex()}
    return json.dumps(told | {"mac": Sealer(ring.newest, ANCHOR).seal(anchor.text).hex()}).encode() + b"\n"


@pytest.mark.parametrize("old", [False, True])
def test_a_note_of_a_restore_excuses_nothing_a_second_time(
    trail: Trail, copies: Callable[[str], Trail], old: bool
) -> None:
    file, older = trail.folder / "anchors.log", copies("older")
    if old:
        file.write_bytes(as_before(trail, DAY) + as_before(trail, RESTORED))
        assert trail.verify().is_whole
    else:
        with closing(Store(trail.database)) as store:
            anchor_now(store, RESTORED)
    noted = file.read_bytes().splitlines(keepends=True)[-1]
    trail.write(3, at=NOW.replace(day=24))
    trail.write(3, at=NOW.replace(day=25))
    assert trail.verify().is_whole
    older.database.replace(trail.database)
    assert [why for _, why in trail.broken()] == ["older", "older"]
    with file.open("ab") as out:
        out.write(noted)
    assert sorted(why for _, why in trail.broken()) == ["anchor_line", "older", "older"]


def test_a_file_of_earlier_versions_goes_on_and_is_chained_from_there(trail: Trail) -> None:
    file = trail.folder / "anchors.log"
    first = as_before(trail, DAY)
    file.write_bytes(first)
    for day in (24, 25, 26):
        trail.write(3, at=NOW.replace(day=day))
    assert (trail.verify().is_whole, trail.verify().anchors) == (True, 4)
    lines = file.read_bytes().splitlines(keepends=True)
    for wrong in ([*lines[1:]], [lines[0], *lines[2:]], [*lines, first], [lines[0], lines[2], lines[1], lines[3]]):
        file.write_bytes(b"".join(wrong))
        assert "anchor_line" in [why for _, why in trail.broken()]


def test_a_line_left_half_spoils_no_other(trail: Trail) -> None:
    file = trail.folder / "anchors.log"
    with file.open("ab") as out:
        out.write(b'{"at": "2026-11-')
    trail.write(3, at=NOW.replace(day=24))
    trail.write(3, at=NOW.replace(day=25))
    assert [(one.why, one.values) for one in trail.verify().broken] == [("audit.broken_anchor_line", {"line": 2})]


def test_a_missing_file_of_anchors_is_broken_where_a_save_of_an_earlier_day_made_one(trail: Trail) -> None:
    trail.write(3, at=NOW.replace(day=24))
    (trail.folder / "anchors.log").unlink()
    verdict = trail.verify()
    assert (verdict.is_whole, verdict.anchors, trail.broken()) == (False, None, [(None, "no_anchors")])
    assert trail.verify(anchors=False).is_whole


def test_a_copy_kept_elsewhere_tells_what_was_cut_or_begun_anew(trail: Trail, tmp_path: Path) -> None:
    file, copy = trail.folder / "anchors.log", tmp_path / "copy"

    def compared() -> list[tuple[str, dict[str, object]]]:
        verdict = audit_verify.verify(trail.database, trail.keys.ring(), file, copy)
        return [(one.why, one.values) for one in verdict.broken]

    trail.write(3, at=NOW.replace(day=24))
    copy.write_bytes(file.read_bytes())
    trail.write(3, at=NOW.replace(day=25))
    assert compared() == []
    whole = file.read_bytes()
    file.write_bytes(whole.splitlines(keepends=True)[0])
    assert trail.verify().is_whole
    assert compared() == [("audit.broken_copy", {"line": 2})]
    file.unlink()
    trail.write(3, at=NOW.replace(day=26))
    assert trail.verify().is_whole
    assert compared() == [("audit.broken_copy", {"line": 1})]
    copy.unlink()
    with pytest.raises(DeskError, match=r"audit\.no_copy"):
        compared()
