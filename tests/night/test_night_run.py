"""A whole night: its steps, its summary, its lock, its settings."""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.night.night_ground import Nights
from tests.reports.reports_ground import deskapp

from deskapp.errors import DeskError, Exit
from deskapp.locale import words
from deskapp.overview import night as night_module
from deskapp.overview.night import STEPS, worst
from deskapp.overview.night_lock import FILE as LOCK
from deskapp.overview.night_lock import one_night
from deskapp.overview.night_settings import ReportRule, load_plan
from deskapp.overview.night_summary import night_lines, read_summary
from deskapp.store.audit_verify import verify
from deskapp.wiring import REPORTS, SHEET_KINDS

OLD = 1_600_000_000


@pytest.fixture
def home(riverside: Path, home_of_the_test: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home as the command finds it, its texts in English."""
    monkeypatch.setenv("DESKAPP_LANG", "en")
    monkeypatch.setattr("deskapp.overview.night_inbox.time.sleep", lambda _: None)
    (home_of_the_test / "deskapp.db").write_bytes(riverside.read_bytes())
    (home_of_the_test / "inbox").mkdir()
    return home_of_the_test


def put(home: Path, name: str, text: str) -> None:
    path = home / "inbox" / name
    path.write_text(text, encoding="utf-8")
    os.utime(path, (OLD, OLD))


def test_the_command_does_everything_and_says_it_in_one_line(home: Path) -> None:
    put(home, "customers.csv", "name,phone\n张三丰,13800138000\n")
    (home / "nightly.toml").write_text(
        '[reports.morning]\nreport = "customers"\nformat = "csv"\n[reports.week]\nreport = "imports"\ndays = 7\n'
    )
    done = deskapp("nightly", "--json")
    assert done.code == 0
    told = done.told
    assert list(told["steps"]) == list(STEPS)
    assert all(step["ok"] and step["seconds"] >= 0 for step in told["steps"].values())
    assert (told["ok"], told["exit"], told["steps"]["inbox"]["created"]) == (True, 0, 1)
    assert json.loads((home / "nightly.json").read_bytes()) == told
    morning, week = map(Path, told["steps"]["reports"]["files"])
    assert "138****8000" in morning.read_text(encoding="utf-8-sig")
    assert (morning.parent, week.suffix) == (home / "exports" / "nightly", ".xlsx")
    assert Path(told["steps"]["backup"]["file"]).stat().st_mode & 0o777 == 0o600
    assert json.loads((home / "anchors.log").read_text().splitlines()[-1])["kind"] == "night"
    # a backup bears the second in its name
    Path(told["steps"]["backup"]["file"]).unlink()
    plain = deskapp("nightly")
    assert (plain.code, plain.out.splitlines()[0]) == (
        0, "Inbox: done  0 files taken in, 0 refused, 0 waiting; 0 rows, 0 refused",
    )  # fmt: skip
    assert len(plain.out.splitlines()) == len(STEPS)
    assert "{" not in plain.out


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [("plan.pdf", "x", Exit.FILE_REFUSED), ("customers.csv", "name,phone\n李静,138\n", Exit.ROWS_REFUSED)],
)
def test_the_exit_code_is_that_of_the_worst_file(nights: Nights, name: str, text: str, code: int) -> None:
    nights.put(name, text)
    summary, found = nights.run()
    assert (found, summary["exit"]) == (code, code)


def test_of_all_codes_the_worst_counts() -> None:
    codes = [Exit.OK, Exit.WRONG_CALL, Exit.ROWS_REFUSED, Exit.FILE_REFUSED, Exit.DATABASE, Exit.NOT_ALLOWED, 70]
    assert [worst(iter(codes[:count])) for count in range(1, 8)] == codes
    assert set(codes) == {code for name, code in vars(Exit).items() if name.isupper()}
    assert worst(iter(())) == Exit.OK


# ---- the lock


def test_a_second_night_says_since_when_the_first_one_runs(home: Path) -> None:
    with (home / LOCK).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.write('{"pid": 4711, "since": "2026-11-23T01:30:00+00:00"}')
        held.flush()
        done = deskapp("nightly", "--json")
        assert (done.code, done.told["exit"], done.told["steps"]) == (Exit.DATABASE, Exit.DATABASE, {})
        assert "4711" in done.err
        assert done.told["error"]["error"] == "store.night_running"
        assert not (home / "backups").exists()
        held.seek(0)
        held.truncate()
        assert deskapp("nightly").code == Exit.DATABASE
    # whoever held it is gone: what it wrote holds nobody up
    (home / LOCK).write_text('{"pid": 1, "since": "2026-11-23T01:30:00+00:00"}')
    assert deskapp("nightly").code == Exit.OK
    assert (home / LOCK).read_text() == ""


def test_the_lock_is_given_back_whatever_happens(tmp_path: Path, nights: Nights) -> None:
    with pytest.raises(KeyError), one_night(tmp_path, nights.now):
        raise KeyError
    assert (tmp_path / LOCK).read_text() == ""
    with one_night(tmp_path, nights.now), pytest.raises(DeskError) as refused, one_night(tmp_path, nights.now):
        pass
    assert refused.value.values["pid"] == str(os.getpid())


def test_a_database_that_cannot_be_opened_is_one_summary(home: Path) -> None:
    (home / "deskapp.db").write_bytes(b"no database at all" * 400)
    put(home, "customers.csv", "name,phone\n")
    done = deskapp("nightly", "--json")
    assert (done.code, done.told["error"]["error"]) == (Exit.DATABASE, "store.corrupt")
    assert (home / "inbox" / "customers.csv").exists()


# ---- steps that fail


def test_a_step_that_fails_stops_no_other(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise DeskError("store.full")

    def crash(*_: Any) -> None:
        raise ValueError("13800138000")

    def denied(*_: Any) -> None:
        raise PermissionError(13, "Permission denied", "inbox/done")

    monkeypatch.setattr(night_module, "look_in", full)
    monkeypatch.setattr(night_module, "escalate", crash)
    monkeypatch.setattr(night_module, "sweep_old", denied)
    nights.plans(reports=(ReportRule("a", "imports", days=1), ReportRule("b", "staff", days=1)), keep_days=1)
    summary, code = nights.run()
    steps = summary["steps"]
    assert [name for name, step in steps.items() if not step["ok"]] == ["inbox", "escalate", "reports", "rotate"]
    assert [step["errors"][0]["error"] for step in steps.values() if step["errors"]] == [
        "store.full", "program.crashed", "file.report_has_none", "store.night_disk",
    ]  # fmt: skip
    assert (code, len(nights.crashes)) == (Exit.INTERNAL, 1)
    assert "13800138000" not in json.dumps(summary)
    assert len(steps["reports"]["files"]) == 1
    assert Path(steps["backup"]["file"]).is_file()


def test_a_broken_trail_is_told_and_gets_no_anchor(nights: Nights) -> None:
    assert nights.run()[1] == Exit.OK
    anchors = nights.opened.store.anchors.file
    lines = anchors.read_bytes().count(b"\n")
    with closing(sqlite3.connect(nights.home.database, isolation_level=None)) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE audit SET clerk = '李静' WHERE id = 2")
    nights.later(minutes=1)
    summary, code = nights.run()
    assert code == Exit.ROWS_REFUSED
    told = summary["steps"]["verify"]
    assert (told["ok"], told["whole"], told["errors"][0]["error"]) == (False, False, "audit.broken_changed")
    assert anchors.read_bytes().count(b"\n") == lines
    assert not verify(nights.home.database, nights.opened.store.keys.ring(), anchors).is_whole


def test_a_summary_that_says_nothing_is_no_summary(nights: Nights) -> None:
    for text in ("", "[]", "{}", '{"steps": {}}', '{"began": "2026-11-23T01:30:00", "steps": 3}', "\x00"):
        (nights.home.root / "nightly.json").write_text(text)
        assert read_summary(nights.home) == {}
    assert nights.run()[1] == Exit.OK
    assert read_summary(nights.home)["ok"]


def test_the_morning_has_the_night_in_one_line(nights: Nights) -> None:
    assert list(night_lines(read_summary(nights.home), words("zh"), nights.now)) == []
    nights.put("customers.csv")
    nights.put("customers.csv.toml", 'sender = "物业"\n')
    nights.put("plan.pdf", "x")
    nights.run()

    def said() -> list[str]:
        ((line),) = night_lines(read_summary(nights.home), words("zh"), nights.now)
        return [text for text, _ in line.said[2:]]

    assert said() == ["导入 1 个文件，2 行", "拒收 1 行（物业 1）", "退回 1 个文件"]
    nights.later(hours=37)
    assert said()[0] == "夜间任务已超过一天半没有运行"
    summary = read_summary(nights.home)
    summary["steps"]["backup"]["ok"] = summary["steps"]["verify"]["ok"] = False
    (nights.home.root / "nightly.json").write_text(json.dumps(summary))
    assert said()[-1] == "有问题：日志核验、备份"


# ---- settings


def test_settings_say_what_a_file_is_and_which_reports_there_are(nights: Nights) -> None:
    (nights.home.root / "nightly.toml").write_text(
        """
[inbox]
quiet_seconds = 5
keep_days = 90
[files.developer]
name = ["业主*.XLSX", "owners-*.csv"]
kind = "residents"
project = "滨江壹号"
country = "VN"
header = 3
update = true
map = { "Tel" = "phone" }
[reports.morning]
report = "cases"
days = 0
state = "late"
folder = "a/b"
""",
        encoding="utf-8",
    )
    plan = load_plan(nights.home, SHEET_KINDS, REPORTS)
    orders = plan.orders_for("业主2026.xlsx")
    assert (plan.quiet_seconds, plan.keep_days, orders.kind, orders.options.project) == (5, 90, "residents", "滨江壹号")
    assert (orders.options.header, orders.options.update, orders.options.maps) == (3, True, (("Tel", "phone"),))
    assert plan.orders_for("owners.csv").kind == ""
    assert plan.reports == (ReportRule("morning", "cases", days=0, state="late", folder="a/b"),)


@pytest.mark.parametrize(
    ("text", "code", "line", "key"),
    [
        ("[night]\n", "file.setting_value", 1, "night"),
        ("[inbox]\nquiet = 3\n", "file.setting_unknown", 2, "inbox.quiet"),
        ("[inbox]\nkeep_days = -1\n", "file.setting_value", 2, "inbox.keep_days"),
        ("[inbox]\nkeep_days = true\n", "file.setting_value", 2, "inbox.keep_days"),
        ('[files.a]\nkind = "units"\n', "file.setting_value", 1, "files.a.name"),
        ('[files.a]\nname = "x"\nkind = "people"\n', "file.setting_value", 3, "files.a.kind"),
        ('[files.a]\nname = "x"\ncountry = "US"\n', "file.setting_value", 3, "files.a.country"),
        ('[files.a]\nname = "x"\nheader = 0\n', "file.setting_value", 3, "files.a.header"),
        ('[files.a]\nname = "x"\nencoding = "klingon"\n', "file.setting_value", 3, "files.a.encoding"),
        ('[files.a]\nname = "x"\nupdate = "yes"\n', "file.setting_value", 3, "files.a.update"),
        ('[files.a]\nname = "x"\nmap = "a=b"\n', "file.setting_value", 3, "files.a.map"),
        ('[files.a]\nname = "x"\nfull = true\n', "file.setting_unknown", 3, "files.a.full"),
        ("files = 3\n", "file.setting_value", 1, "files"),
        ('[reports.a]\nreport = "wages"\n', "file.setting_value", 2, "reports.a.report"),
        ('[reports.a]\nreport = "cases"\nformat = "pdf"\n', "file.setting_value", 3, "reports.a.format"),
        ('[reports.a]\nreport = "cases"\nfull = true\n', "file.setting_unknown", 3, "reports.a.full"),
        ('[reports.a]\nreport = "cases"\ndays = -1\n', "file.setting_value", 3, "reports.a.days"),
        ('[reports.a]\nreport = "cases"\nfolder = "../x"\n', "file.setting_value", 3, "reports.a.folder"),
        ('[reports.a]\nreport = "cases"\nlanguage = "fr"\n', "file.setting_value", 3, "reports.a.language"),
        ("[[", "file.settings_toml", None, None),
    ],
)
def test_every_fault_of_the_settings_is_told_before_anything_is_done(
    nights: Nights, text: str, code: str, line: int | None, key: str | None
) -> None:
    (nights.home.root / "nightly.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DeskError) as refused:
        load_plan(nights.home, SHEET_KINDS, REPORTS)
    told = refused.value
    assert (told.code, told.values.get("line"), told.values.get("key")) == (code, line, key)
    if line == 1:
        assert deskapp("nightly", "--json").code == Exit.FILE_REFUSED
        assert not (nights.home.root / LOCK).exists()
