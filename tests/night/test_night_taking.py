"""Files of the night: taken in in their order, moved with their reports, never lost, never taken in twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from tests.night.night_ground import PEOPLE, Nights

from deskapp.desks.reception.importing import Intake, take_file
from deskapp.desks.reception.sources import Options
from deskapp.errors import DeskError
from deskapp.office.property.actions import add_project
from deskapp.overview import night_taking
from deskapp.overview.night_inbox import sweep_old
from deskapp.overview.night_settings import FileRule, Orders
from deskapp.store.tables import ImportBatch

HOMES = "building,entrance,room\n3,2,1501\n"
LIVE = "building,entrance,room,name,phone\n3,2,1501,王敏,13600136000\n"
DAY = "2026-11-23"


def test_a_night_of_every_kind_of_file(nights: Nights) -> None:
    nights.put("a-residents.csv", LIVE)
    nights.put("a-residents.csv.toml", 'kind = "residents"\nproject = "滨江壹号"\nsender = "物业"\n')
    nights.put("units@滨江壹号@11-28.csv", HOMES, age=100)
    nights.put("客户.csv")
    nights.put(b"customers-\xff\n\x1b[31m.csv", "姓名,Tel\n赵云,13500135000\n".encode("gb18030"))
    nights.put("what.csv")
    nights.put("customers-empty.csv", "")
    nights.put("plan.pdf", b"%PDF")
    (nights.home.inbox / "units.csv").symlink_to("/etc/hostname")
    nights.plans(files=(FileRule("odd", ("CUSTOMERS-*",), Orders("customers", "", Options(maps=(("Tel", "phone"),)))),))
    taken = nights.take()
    done = {name.removeprefix(f"done/{DAY}/"): one for name, one in taken.items() if one.state == "done"}
    assert list(done) == ["units@滨江壹号@11-28.csv", "customers-\\xff [31m.csv", "客户.csv", "a-residents.csv"]
    assert [(one.created, one.rejected, one.sender) for one in done.values()] == [
        (1, 0, ""), (1, 0, ""), (1, 1, ""), (1, 0, "物业"),
    ]  # fmt: skip
    assert nights.people() == ["赵云", "张三丰", "王敏"]
    failed = {name.removeprefix(f"failed/{DAY}/"): one.error for name, one in taken.items() if one.state == "failed"}
    assert {name: error and error.code for name, error in failed.items()} == {
        "what.csv": "file.night_kind", "customers-empty.csv": "file.empty", "plan.pdf": "file.unknown_format",
        "units.csv": "file.not_plain",
    }  # fmt: skip
    assert nights.lies() == nights.lies("taking") == []
    report = nights.home.inbox / "done" / DAY / "客户.csv.report.txt"
    lines = report.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "客户.csv"
    assert lines[2] == "2 rows: 1 created, 0 updated, 0 unchanged, 1 refused"
    assert "138" in lines[3]
    private = [
        report,
        report.with_name("客户.csv.rejects.xlsx"),
        report.with_name("units@滨江壹号@11-28.csv.report.txt"),
    ]
    assert [path.stat().st_mode & 0o777 for path in private] == [0o600] * 3
    assert "kind" in report.with_name("a-residents.csv.toml").read_text()
    kept = nights.home.inbox / "failed" / DAY / "what.csv.report.txt"
    assert "what.csv.toml" in kept.read_text(encoding="utf-8")


def test_names_that_come_again_lie_beside_each_other(nights: Nights) -> None:
    for _ in range(2):
        nights.put("what.csv")
        nights.take()
    assert nights.lies("failed") == ["what-2.csv", "what-2.csv.report.txt", "what.csv", "what.csv.report.txt"]


def test_orders_that_are_wrong_are_told_and_nothing_is_taken_in(nights: Nights) -> None:
    nights.put("customers.csv")
    nights.put("customers.csv.toml", "kind = \n")
    nights.put("residents.csv")
    nights.put("residents.csv.toml", 'kind = "people"\n')
    nights.put("parcels.csv")
    nights.put("parcels.csv.toml", 'map = {Tel = "phone"}\n')
    codes = {name: one.error.code for name, one in nights.take().items() if one.error}
    assert codes == {
        f"failed/{DAY}/customers.csv": "file.settings_toml",
        f"failed/{DAY}/residents.csv": "file.setting_value",
        f"failed/{DAY}/parcels.csv": "file.map_field",
    }
    assert nights.people() == []


def test_a_project_that_is_not_there_is_a_reason(nights: Nights) -> None:
    nights.put("residents@望江府.csv", LIVE)
    ((name, one),) = nights.take().items()
    assert (name, one.error and one.error.code) == (f"failed/{DAY}/residents@望江府.csv", "file.project_unknown")


def test_a_list_of_nobody_knows_which_project_says_how_to_tell_it(nights: Nights) -> None:
    nights.opened.write("test", lambda work: add_project(work, "望江府"), nights.now)
    nights.put("房源.csv", HOMES)
    ((_, one),) = nights.take().items()
    assert one.error is not None
    assert (one.error.code, one.error.values["projects"]) == ("file.night_project", "滨江壹号, 望江府")


def test_where_the_database_gives_up_the_rest_is_left_for_the_next_night(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights.put("customers.csv", age=900)
    nights.put("customers.csv.toml", "update = true\n")
    nights.put("customers-2.csv")

    def full(*_: Any) -> None:
        raise DeskError("store.full")

    monkeypatch.setattr(night_taking, "take_file", full)
    assert [(one.name, one.state) for one in nights.take().values()] == [("customers.csv", "left")]
    assert nights.lies() == ["customers-2.csv", "customers.csv", "customers.csv.toml"]
    monkeypatch.undo()
    monkeypatch.setenv("LOGNAME", "wangmin")
    assert [one.state for one in nights.take().values()] == ["done", "done"]


def test_a_fault_of_the_program_in_one_file_stops_no_other(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    nights.put("customers.csv", age=900)
    nights.put("customers-2.csv")

    def take(intake: Intake, kind: Any, path: Path, options: Options) -> Any:
        if path.name == "customers.csv":
            raise ValueError("13800138000")
        return take_file(intake, kind, path, options)

    monkeypatch.setattr(night_taking, "take_file", take)
    assert [(one.state, one.error and one.error.code) for one in nights.take().values()] == [
        ("failed", "program.crashed"), ("done", None),
    ]  # fmt: skip
    report = nights.home.inbox / "failed" / DAY / "customers.csv.report.txt"
    assert "13800138000" not in report.read_text(encoding="utf-8")


def test_what_cannot_be_moved_is_not_taken_in(nights: Nights) -> None:
    nights.put("customers.csv")
    nights.put("done", "")
    taken = nights.take()
    assert {one.error.code for one in taken.values() if one.error} == {"store.night_not_moved"}
    assert nights.people() == []
    assert "customers.csv" in nights.lies()


def test_a_night_that_died_before_the_import_is_taken_up_again(nights: Nights) -> None:
    claimed = nights.put("customers.csv")
    (nights.home.inbox / "taking").mkdir()
    claimed.rename(nights.home.inbox / "taking" / "customers.csv")
    nights.put("customers.csv.toml", "update = true\n").rename(nights.home.inbox / "taking" / "customers.csv.toml")
    nights.put("customers.csv", "name,phone\n赵云,13500135000\n")
    assert nights.inbox.recover() == ["customers.csv"]
    assert nights.lies() == ["customers-2.csv", "customers-2.csv.toml", "customers.csv"]
    nights.take()
    assert sorted(nights.people()) == ["张三丰", "赵云"]


def test_a_night_that_died_after_the_import_does_not_take_it_in_twice(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: Any) -> Any:
        raise Killed

    nights.put("customers.csv")
    with monkeypatch.context() as patched:
        patched.setattr(night_taking.Inbox, "_move", die)
        # as a kill, nothing is tidied up
        with pytest.raises(Killed):
            nights.take()
    assert nights.lies("taking") == ["customers.csv"]
    # the batch ended by the clock of the machine, which the claim was dated by
    nights.opened.store.write(nights.opened.clerk, "test", _end_now, nights.now)
    assert nights.inbox.recover() == ["customers.csv"]
    assert nights.take() == {}
    batches = nights.opened.store.read(lambda reader: list(reader.session.exec(select(ImportBatch.number))))
    assert (len(batches), nights.people()) == (1, ["张三丰"])
    assert "customers.csv" in nights.lies("done")


def _end_now(work: Any) -> None:
    from datetime import UTC, datetime, timedelta

    batch = work.session.exec(select(ImportBatch)).one()
    work.change(batch, {"ended_at": datetime.now(UTC) + timedelta(seconds=5)})


def test_old_nights_are_swept_and_nothing_else(nights: Nights) -> None:
    nights.put("what.csv")
    nights.take()
    own = nights.home.inbox / "failed" / "kept by hand"
    own.mkdir()
    outside = nights.home.root / "outside"
    outside.mkdir()
    (nights.home.inbox / "done" / "2020-01-01").symlink_to(outside)
    nights.later(days=30)
    assert sweep_old(nights.home.inbox, nights.now, 30) == 0
    nights.later(days=1)
    assert sweep_old(nights.home.inbox, nights.now, 30) == 2
    assert own.is_dir()
    assert outside.is_dir()
    assert nights.lies("failed") == []


def test_the_trail_and_the_report_hold_no_more_than_they_must(nights: Nights) -> None:
    nights.put("customers.csv", PEOPLE)
    nights.run()
    kept = (nights.home.root / "nightly.json").read_text(encoding="utf-8")
    assert "13800138000" not in kept
    assert json.loads(kept)["steps"]["inbox"]["rows"] == 2
