"""What the night makes of an inbox: what is whole, what is on its way, what is what."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.night.night_ground import NOW, Nights

from deskapp.overview.night_inbox import look_in, read_name, safe_name, seen_next_time
from deskapp.overview.night_taking import _names_of
from deskapp.wiring import SHEET_KINDS

KINDS = {kind: _names_of(kind) for kind in SHEET_KINDS}


@pytest.mark.parametrize(
    ("name", "kind", "project"),
    [
        ("customers.csv", "customers", ""),
        ("Customers-2026-11-28.XLSX", "customers", ""),
        ("units@滨江壹号.xlsx", "units", "滨江壹号"),
        ("房源@望江 府@11-28.xlsx", "units", "望江 府"),
        ("客户_11.csv", "customers", ""),
        ("Khách hàng (2).xlsx", "customers", ""),
        ("KHACH HANG.xlsx", "customers", ""),
        ("cư dân@Dự án A.ods", "residents", "Dự án A"),
        ("parcels.csv", "parcels", ""),
        ("parcels-check.csv", "parcels-check", ""),
        ("parcels-check-3@X.csv", "parcels-check", "X"),
        ("calendar 2027.json", "calendar", ""),
        ("customersorted.csv", "", ""),
        ("my customers.csv", "", ""),
        ("@customers.csv", "", ""),
        (".csv", "", ""),
    ],
)
def test_a_name_says_the_kind_and_the_project(name: str, kind: str, project: str) -> None:
    assert read_name(name, KINDS) == (kind, project)


@given(st.binary(min_size=1, max_size=255).filter(lambda name: b"/" not in name and b"\0" not in name))
def test_any_name_can_be_kept_told_and_stored(name: bytes) -> None:
    safe = safe_name(os.fsdecode(name))
    longest = f"{safe}-99.rejects.xlsx".encode()
    assert 0 < len(longest) < 255
    assert safe.isprintable()
    assert "/" not in safe
    assert not safe.startswith(("-", ".", "~"))


def test_the_ending_of_a_long_name_stays() -> None:
    assert safe_name("长" * 80 + ".csv").endswith("长.csv")
    assert safe_name("a.b.toml") == "a.b.toml"


def test_files_on_their_way_wait(nights: Nights) -> None:
    for name in ("customers.csv.part", "units.xlsx.filepart", "customers.tmp", ".customers.csv", "~$residents.xlsx"):
        nights.put(name)
    nights.put("customers-young.csv", age=20)
    nights.put("customers.csv")
    nights.put("residents.xlsx", age=3600)
    nights.put("parcels.ods")
    nights.put(".~lock.parcels.ods#")
    (nights.home.inbox / "finance").mkdir()
    nights.put("units.csv.toml")
    assert nights.look() == {
        "customers.csv.part": "copied", "units.xlsx.filepart": "copied", "customers.tmp": "copied",
        "customers-young.csv": "copied", "customers.csv": "take", "residents.xlsx": "open", "parcels.ods": "open",
        "finance": "folder", "units.csv.toml": "alone",
    }  # fmt: skip
    # a mark that was left by a machine that died holds nothing up for ever
    for name in ("~$residents.xlsx", ".~lock.parcels.ods#"):
        nights.put(name, age=2 * 86400)
    assert {nights.look()[name] for name in ("residents.xlsx", "parcels.ods")} == {"take"}


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_text("name\n"),
        lambda path: os.utime(path, (NOW.timestamp() - 300, NOW.timestamp() - 300)),
        lambda path: path.rename(path.with_name("other.csv")),
    ],
    ids=["size", "time", "name"],
)
def test_what_changes_between_two_looks_waits(
    nights: Nights, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object]
) -> None:
    path = nights.put("customers.csv")
    monkeypatch.setattr("deskapp.overview.night_inbox.time.sleep", lambda _: change(path))
    assert set(nights.look().values()) == {"copied"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who writes")
def test_a_file_that_is_open_for_writing_waits_however_long_it_rests(nights: Nights) -> None:
    path = nights.put("customers.csv")
    with path.open("ab"):
        assert nights.look() == {"customers.csv": "copied"}
    with path.open("rb"):
        assert nights.look() == {"customers.csv": "take"}


def test_a_file_dated_in_the_future_is_taken_the_second_night(nights: Nights) -> None:
    nights.put("customers.csv", age=-9e6)
    found = nights.found()
    assert [one.waits for one in found] == ["copied"]
    assert nights.look(seen_next_time(found)) == {"customers.csv": "take"}
    nights.put("customers.csv", "name,phone\n", age=-9e6)
    assert nights.look(seen_next_time(found)) == {"customers.csv": "copied"}


def test_what_is_no_file_is_not_read(nights: Nights, tmp_path: Path) -> None:
    target = tmp_path / "secret.csv"
    target.write_text(PEOPLE_ELSEWHERE)
    (nights.home.inbox / "customers.csv").symlink_to(target)
    (nights.home.inbox / "units.csv").symlink_to(nights.home.inbox / "units.csv")
    os.mkfifo(nights.home.inbox / "parcels.csv")
    nights.put("plan.pdf")
    assert nights.look() == {
        "customers.csv": "file.not_plain", "units.csv": "file.not_plain", "parcels.csv": "file.not_plain",
        "plan.pdf": "file.unknown_format",
    }  # fmt: skip


def test_an_inbox_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert look_in(tmp_path / "nowhere", {}, NOW, 60, 0) == []


PEOPLE_ELSEWHERE = "name,phone\n王某,13900139000\n"
