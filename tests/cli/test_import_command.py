"""``deskapp import`` as scripts call it: lines, files of refused rows, batches, and calls that are wrong."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.reports.reports_ground import PROJECT, Ran, deskapp, sheets_of

from deskapp.locale import LANGUAGES, Language, words
from deskapp.wiring import SHEET_KINDS

HOMES = f"project,building,room\n{PROJECT},3,1501\n{PROJECT},3,1502\n"
PEOPLE = "name,phone\n张三丰,13800138000\n李静,138\n"
MORE = "name,phone\n王敏,13600136000\n赵云,136\n孙权,137\n"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKAPP_LANG", "en")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    for name, text in (("homes.csv", HOMES), ("people.csv", PEOPLE), ("more.csv", MORE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def lines_of(done: Ran) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.out.splitlines()]


def test_of_several_files_each_keeps_its_refused_rows(inbox: Path) -> None:
    target = inbox / "refused.xlsx"
    done = deskapp("import", "customers", inbox / "people.csv", inbox / "more.csv", "--rejects", target, "--json")
    assert done.code == 65
    files = [Path(line["rejects_file"]) for line in lines_of(done)]
    assert files == [target, inbox / "refused-2.xlsx"]
    assert [[row[0] for row in next(iter(sheets_of(file).values()))[1:]] for file in files] == [
        ["李静"],
        ["赵云", "孙权"],
    ]


def test_under_json_every_word_on_stderr_says_which_file_it_is_about(inbox: Path) -> None:
    (inbox / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    files = [inbox / name for name in ("people.csv", "missing.csv", "other.csv")]
    said = deskapp("import", "customers", *files, "--json").err.splitlines()
    assert said[0] == "people.csv"
    assert said[1].startswith("  The 1 refused rows are in ")
    assert said[2].startswith("deskapp: There is no file ")
    assert said[3].startswith("deskapp: other.csv: Required columns are missing: ")
    clean = deskapp("import", "units", inbox / "homes.csv", "--json")
    assert (clean.code, clean.err) == (0, "")


def test_the_list_of_batches_has_the_types_of_the_lines(inbox: Path) -> None:
    deskapp("import", "units", inbox / "homes.csv")
    (inbox / "owners.csv").write_text("building,room,name,phone\n3,1501,张三丰,13800138000\n", encoding="utf-8")
    taken = lines_of(deskapp("import", "residents", inbox / "owners.csv", "--json"))[0]
    batch = lines_of(deskapp("import", "list", "--json"))[0]
    assert taken["also"] == batch["also"] == {"customers": 1}
    assert batch["kept"] == []
    zones = [datetime.fromisoformat(batch[name]).utcoffset() for name in ("started_at", "ended_at")]
    assert zones == [datetime.now().astimezone().utcoffset()] * 2


def test_the_first_import_of_a_project_is_told_as_its_own(inbox: Path) -> None:
    deskapp("import", "units", inbox / "homes.csv")
    (inbox / "flats.csv").write_text("building,room\n1,101\n", encoding="utf-8")
    assert deskapp("import", "units", inbox / "flats.csv", "--project", "望江府").code == 0
    told = deskapp("export", "imports", "--project", "望江府", "--format", "csv", "-o", inbox / "imports.csv")
    assert told.code == 0
    assert "flats.csv" in (inbox / "imports.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("kind", "whole", "without"),
    [
        ("units", HOMES, f"project,building,room\n{PROJECT},3,1501\n"),
        (
            "residents",
            f"project,building,room,name\n{PROJECT},3,1501,张三丰\n{PROJECT},3,1502,李静\n",
            f"project,building,room,name\n{PROJECT},3,1501,张三丰\n",
        ),
    ],
)
def test_a_full_list_that_names_its_project_in_a_column_is_compared(
    inbox: Path, kind: str, whole: str, without: str
) -> None:
    (inbox / "towers.csv").write_text("project,building,room\n望江府,1,101\n", encoding="utf-8")
    for file in ("homes.csv", "towers.csv"):
        assert deskapp("import", "units", inbox / file).code == 0
    (inbox / "list.csv").write_text(whole, encoding="utf-8")
    deskapp("import", kind, inbox / "list.csv")
    (inbox / "list.csv").write_text(without, encoding="utf-8")
    said = deskapp("import", kind, inbox / "list.csv", "--complete", "--dry-run").out
    missing = {"units": "3-1502", "residents": "李静"}[kind]
    assert f"In the system but not in the list (1, nothing deleted):\n  {missing}\n" in said


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        ("frob", "There is no command “frob”; there are: import, export, template, search, calc, "),
        ("import", "A command is missing; there are: units, customers, "),
        ("import frob x", "There is no command “frob”; there are: units, customers, "),
        ("import customers", "FILE... is missing; see deskapp import customers --help."),
        ("import customers x --bogus", "There is no option --bogus; see deskapp import customers --help."),
        ("import customers x --header 0", "--header takes a whole number, 1 or more."),
        ("import customers x --header one", "--header takes a whole number, 1 or more."),
        (
            "import customers x --map 姓名=nofield",
            "--map 姓名=nofield: there is no field “nofield”; there are: number, ",
        ),
        ("import customers x --project", "--project needs a value behind it; see deskapp --help."),
        ("import list more words", "More than the command takes: more words; see deskapp import list --help."),
        ("import list --json=1", "--json takes no value; see deskapp --help."),
        ("import undo", "BATCH is missing; see deskapp import undo --help."),
        ("export", "Which report? There are: units, "),
        ("calc", "A command is missing; there are: due, identity, vn-transfer, vn-conversion, mortgage, area, "),
        ("calc due", "--country is missing; see deskapp calc due --help."),
        ("search zsf --limit 0", "--limit takes a whole number, 1 or more."),
    ],
)
def test_a_wrong_call_ends_with_2_and_one_sentence(call: str, sentence: str) -> None:
    done = deskapp(*call.split())
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"deskapp: {sentence}")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("language", "sentence"), [("zh", "没有 --bogus 这个选项"), ("vi", "Không có tùy chọn --bogus")]
)
def test_a_wrong_call_is_told_in_the_language_of_the_reader(
    language: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKAPP_LANG", language)
    assert sentence in deskapp("where", "--bogus").err


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_sheet_has_its_word_in_the_report(language: Language) -> None:
    assert [kind for kind in SHEET_KINDS if f"kind.{kind}" not in words(language)] == []
