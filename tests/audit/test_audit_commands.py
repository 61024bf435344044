"""``deskapp audit`` and ``deskapp key`` as a script and a person call them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.audit.audit_ground import NOW, Trail
from tests.reports.reports_ground import deskapp

from deskapp.office.customer.actions import add_customer, edit_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.settings import find_home
from deskapp.store.audit_show import masked
from deskapp.wiring import open_home

PHONE = "13800138000"
NUMBER = "110105198504121172"


@pytest.fixture
def home(home_of_the_test: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a customer whose note was changed, a name that is hostile to a terminal, and their trail."""
    monkeypatch.setenv("DESKAPP_LANG", "en")
    with closing(open_home(find_home(home_of_the_test), NOW, writes=True)) as opened:
        draft = CustomerDraft("张三丰", phone=PHONE, id_kind="cn-id", id_number=NUMBER, note="旧")
        opened.write("customer.add", lambda work: add_customer(work, draft), NOW)
        changed = CustomerDraft("张\x1b[31m三", phone=PHONE, id_kind="cn-id", id_number=NUMBER, note=f"证件{NUMBER}")
        opened.write("customer.edit", lambda work: edit_customer(work, 1, changed, 1), NOW.replace(day=23))
    return home_of_the_test


def entries(*options: str) -> list[dict[str, object]]:
    done = deskapp("audit", "show", "--json", *options)
    assert done.code == 0, done.err
    return [json.loads(line) for line in done.out.splitlines()]


def test_a_whole_trail_is_said_to_be_whole(home: Path) -> None:
    done = deskapp("audit", "verify", "--json")
    told = json.loads(done.out)
    assert (done.code, told["whole"], told["broken"], told["anchors"]) == (0, True, [], 2)
    assert told["entries"] == len(entries("--limit", "1000"))
    assert deskapp("audit", "verify").out.startswith("The trail is whole.")


def test_a_missing_file_of_anchors_ends_with_65_and_a_copy_is_compared(home: Path, tmp_path: Path) -> None:
    file, copy = home / "anchors.log", tmp_path / "copy.log"
    copy.write_bytes(file.read_bytes())
    assert deskapp("audit", "verify", "--anchors", str(copy)).code == 0
    file.unlink()
    done = deskapp("audit", "verify")
    assert (done.code, f"{file} is missing" in done.out, "--anchors FILE" in done.out) == (65, True, True)
    assert "There is no anchors.log" not in done.out
    done = deskapp("check", "--quick")
    assert (done.code, f"{file} is missing" in done.out) == (65, True)
    file.write_bytes(copy.read_bytes().splitlines(keepends=True)[0])
    assert deskapp("audit", "verify").code == 0
    done = deskapp("audit", "verify", "--anchors", str(copy))
    assert (done.code, "line 2 is another or missing" in done.out) == (65, True)
    copy.unlink()
    done = deskapp("audit", "verify", "--anchors", str(copy))
    assert (done.code, str(copy) in done.err) == (65, True)


def test_what_was_changed_is_named_with_65(home: Path) -> None:
    Trail(home).force("UPDATE audit SET clerk = '李静' WHERE id = 3")
    done = deskapp("audit", "verify", "--json")
    broken = {"entry": 3, "error": "audit.broken_changed",
              "text": "Entry 3: it was changed, or was not written by this program."}  # fmt: skip
    assert (done.code, json.loads(done.out)["broken"]) == (65, [broken])
    assert deskapp("audit", "verify", "--lang", "zh").out.splitlines()[0].startswith("第 3 条")


def test_the_lost_key_is_said_plainly(home: Path) -> None:
    (home / "key").unlink()
    done = deskapp("audit", "verify")
    assert (done.code, "key file" in done.err, str(home / "key") in done.err) == (69, True, True)
    assert deskapp("office", "--name", "x").code == 69
    begun = deskapp("key", "rotate", "--lost", "--reason", "硬盘坏了", "--json")
    assert (begun.code, json.loads(begun.out)["lost"]) == (0, True)
    assert deskapp("office", "--name", "x").code == 0
    told = json.loads(deskapp("audit", "verify", "--json").out)
    assert (told["whole"], told["unverified"] > 0) == (True, True)
    assert entries("--action", "key.lost")[0]["reason"] == "硬盘坏了"


def test_a_new_key(home: Path) -> None:
    done = deskapp("key", "rotate", "--json")
    assert (done.code, json.loads(done.out)["encrypted"]) == (0, 0)
    assert len([line for line in (home / "key").read_text().splitlines() if not line.startswith("#")]) == 2
    assert deskapp("audit", "verify").code == 0
    assert deskapp("key", "rotate", "--lost").code == 69


def test_entries_are_found_by_clerk_action_record_and_day(home: Path) -> None:
    (edit,) = entries("--action", "customer.edit", "--entity", "customer")
    assert (edit["record"], edit["at"].__class__, edit["clerk"]) == (1, str, entries()[0]["clerk"])
    assert {entry["action"] for entry in entries("--action", "customer")} == {"customer.add", "customer.edit"}
    assert entries("--clerk", "nobody of this name") == []
    assert {entry["action"] for entry in entries("--since", "2026-11-23")} == {"customer.edit"}
    assert "customer.edit" not in {entry["action"] for entry in entries("--until", "2026-11-22")}
    assert {entry["entity"] for entry in entries("--entity", "customer", "--record", "1")} == {"customer"}
    assert len(entries("--limit", "1")) == 1
    assert deskapp("audit", "show", "--since", "never").code == 2


def test_numbers_of_people_are_masked_and_a_terminal_is_safe(home: Path) -> None:
    for done in (deskapp("audit", "show", "--limit", "1000"), deskapp("audit", "show", "--limit", "1000", "--json")):
        assert NUMBER not in done.out
        assert PHONE not in done.out
        assert "1172" in done.out
        assert "\x1b" not in done.out
    assert "note: 旧 > 证件**************1172" in deskapp("audit", "show").out


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (PHONE, "*******8000"),
        ("+86 138 0013 8000", "*************8000"),
        ("010-88888888", "********8888"),
        ("11010519491231002X", "**************002X"),
        ("KH-20261122-0007", "KH-20261122-0007"),
        ("2026-11-22T09:41:00+00:00", "2026-11-22T09:41:00+00:00"),
        ("2026-11-22 09:41:00.123456", "2026-11-22 09:41:00.123456"),
        ("1007352.00", "1007352.00"),
        ("3-2-1501", "3-2-1501"),
        ("电话:138-0013-8000。", "电话:*********8000。"),
        ("call 0912345678, please", "call ******5678, please"),
    ],
)
def test_what_counts_as_a_number_of_somebody(text: str, shown: str) -> None:
    assert masked({"a": [text]}) == {"a": [shown]}


def test_a_record_is_emptied_with_its_reason(home: Path) -> None:
    assert deskapp("audit", "redact", "--entity", "customer", "--record", "1").code == 65
    assert deskapp("audit", "redact").code == 65
    assert deskapp("audit", "redact", "999999", "--reason", "x").code == 65
    done = deskapp("audit", "redact", "--entity", "customer", "--record", "1", "--reason", "本人要求", "--json")
    count = json.loads(done.out)["redacted"]
    assert (done.code, count > 1) == (0, True)
    assert {entry["changes"] is None for entry in entries("--entity", "customer", "--record", "1")} == {True}
    assert {entry["reason"] for entry in entries("--action", "audit.redact")} == {"本人要求"}
    told = json.loads(deskapp("audit", "verify", "--json").out)
    assert (told["whole"], told["redacted"]) == (True, count)
    with closing(sqlite3.connect(home / "deskapp.db")) as raw:
        texts = raw.execute("SELECT before || after FROM audit_payload WHERE before || after LIKE '%证件%'").fetchall()
    assert texts == []
    again = deskapp("audit", "redact", "--entity", "customer", "--record", "1", "--reason", "x", "--json")
    assert json.loads(again.out) == {"redacted": 0}


def test_what_was_emptied_on_record_does_not_speak_again(home: Path) -> None:
    trail = Trail(home)
    ((before, after),) = trail.force("SELECT before, after FROM audit_payload WHERE audit_id = 4")
    assert deskapp("audit", "redact", "4", "--reason", "x").code == 0
    trail.force(("UPDATE audit_payload SET before = ?, after = ? WHERE audit_id = 4", (before, after)))
    assert trail.broken() == [(4, "filled")]
