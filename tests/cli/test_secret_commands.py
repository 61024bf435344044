"""Secret fields by command: taken in by sheet, masked in exports, sealed later; none lies in a file of the home."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.reports.reports_ground import deskapp, take

from deskapp.locale import words
from deskapp.settings import find_home
from deskapp.store.engine import connect
from deskapp.store.secrets import SHOWN

PASSWORD = "Zulin-备案-7391"
UNITS = "project,building,entrance,room,area\n滨江壹号,3,2,1501,98.76\n"
HEAD = "procedure,name,phone,project,building,entrance,room,opened_at,outside_number,kind,tenant,filing_password"
CASE = f"cn-rental-filing,张三丰,13800138000,滨江壹号,3,2,1501,2026-11-16,A-1,new,李静,{PASSWORD}"


@pytest.fixture(autouse=True)
def _chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Asia/Shanghai")
        patch.setenv("DESKAPP_LANG", "zh")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(scope="session")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a filed lease, taken in once."""
    home = tmp_path_factory.mktemp("filed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DESKAPP_HOME", str(home))
        for kind, text in (("units", UNITS), ("cases", f"{HEAD}\n{CASE}\n")):
            done = take(kind, text, tmp_path_factory.mktemp("sheets"))
            assert done.code == 0, done.err
    return home


@pytest.fixture
def home(filed: Path, home_of_the_test: Path) -> Path:
    shutil.copytree(filed, home_of_the_test, dirs_exist_ok=True)
    return home_of_the_test


def lies_in(home: Path, text: str = PASSWORD) -> list[str]:
    """The files that hold it, however it is written there."""
    forms = [text.encode(), json.dumps(text).encode(), text.encode("utf-16-le")]
    files = [file for file in home.rglob("*") if file.is_file()]
    return [file.name for file in files if any(form in file.read_bytes() for form in forms)]


def exported(target: Path, *options: str) -> str:
    done = deskapp("export", "cases", "--procedure", "cn-rental-filing", "-o", target, *options)
    assert done.code == 0, done.err
    return target.read_text(encoding="utf-8-sig")


def kept(home: Path) -> dict[str, str]:
    with closing(connect(find_home(home).database, writer=False)) as raw:
        return dict(json.loads(raw.execute("SELECT fields FROM case_file").fetchone()[0]))


def test_the_sheet_takes_it_and_no_file_holds_it(home: Path, tmp_path: Path) -> None:
    assert kept(home)["filing_password"].startswith("s1.")
    backup = tmp_path / "backup"
    backup.mkdir()
    assert deskapp("backup", backup / "b.deskapp").code == 0
    assert deskapp("audit", "show", "--json").code == 0
    assert lies_in(home) == lies_in(backup) == []
    assert PASSWORD not in deskapp("audit", "show", "--json").out


def test_an_export_has_dots_unless_there_is_a_reason(home: Path, tmp_path: Path) -> None:
    for options in ((), ("--full",), ("--reason", "核对备案")):
        text = exported(tmp_path / "c.csv", *options)
        assert SHOWN in text
        assert PASSWORD not in text
    assert PASSWORD in exported(tmp_path / "c.csv", "--full", "--reason", "核对备案")
    assert "核对备案" in deskapp("audit", "show", "--action", "export.unmasked", "--json").out


def test_what_comes_back_with_an_export_changes_nothing(home: Path, tmp_path: Path) -> None:
    before = kept(home)
    text = f"{HEAD}\n{CASE}\n".replace(PASSWORD, SHOWN).replace("李静", "王新")
    assert take("cases", text, tmp_path, "--update").code == 0
    assert kept(home) == before | {"tenant": "王新"}


def test_the_same_one_again_is_no_change_and_another_is_told_without_it(home: Path, tmp_path: Path) -> None:
    before = kept(home)
    again = take("cases", f"{HEAD}\n{CASE}\n", tmp_path, "--json")
    assert (again.code, again.told["unchanged"]) == (0, 1)
    other = take("cases", f"{HEAD}\n{CASE}x\n", tmp_path)
    assert other.code == 65
    assert PASSWORD not in other.out + other.err
    assert take("cases", f"{HEAD}\n{CASE}x\n", tmp_path, "--update").code == 0
    assert kept(home)["filing_password"] != before["filing_password"]
    assert f"{PASSWORD}x" in exported(tmp_path / "c.csv", "--full", "--reason", "核对备案")


def test_a_field_that_the_office_names_is_masked_counted_and_sealed(home: Path, tmp_path: Path) -> None:
    assert lies_in(home, "李静")
    (home / "settings.toml").write_text('secret_fields = ["cn-rental-filing.tenant"]\n')
    assert "李静" not in exported(tmp_path / "c.csv", "--full")
    checked = deskapp("check", "--quick", "--json")
    assert (checked.code, [one["code"] for one in checked.told["findings"]]) == (65, ["check.clear_secret"])
    assert deskapp("key", "seal", "--json").told == {"sealed": 1}
    assert deskapp("check", "--quick").code == 0
    assert kept(home)["tenant"].startswith("s1.")
    assert lies_in(home, "李静") == []
    assert deskapp("audit", "verify").code == 0
    assert words("zh").text("key.sealed", count=0) in deskapp("key", "seal").out


def test_settings_that_name_no_list_are_told_and_nothing_falls(home: Path) -> None:
    (home / "settings.toml").write_text('secret_fields = "tenant"\n')
    assert deskapp("search", "张三丰").code == 0
    assert kept(home)["filing_password"].startswith("s1.")
