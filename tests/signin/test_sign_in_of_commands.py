"""Commands where people sign in: tokens, what is told, and what never stands in the arguments."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.signin.terminal import PASSWORD

from deskapp.cli.faults import guarded
from deskapp.cli.main import call
from deskapp.office.signin.actions import get_credential
from deskapp.office.signin.people import find_person
from deskapp.office.signin.tokens import make_token
from deskapp.settings import find_home
from deskapp.store.store import Store
from deskapp.store.work import Clerk

Run = Callable[..., tuple[int, str, str]]
START = Clerk(0, "test", 1)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Exit code, stdout and stderr of a command in English, without a terminal and without a token file."""
    monkeypatch.setenv("DESKAPP_LANG", "en")
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: Path("/nowhere"))

    def do(home: Path, *arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setenv("DESKAPP_HOME", str(home))
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = guarded(lambda: call(list(arguments)))
        said = capsys.readouterr()
        return code, said.out, said.err

    return do


def token_of(home: Path, number: str, name: str = "nightly") -> str:
    store = Store(find_home(home).database)
    try:
        from tests.fixtures_store import NOW

        who = store.read(lambda reader: find_person(reader, number))
        return store.write(
            START, "staff.token", lambda work: make_token(work, name, staff_id=who, reason="for the test"), NOW
        )
    finally:
        store.close()


def stored(home: Path, number: str) -> Any:
    store = Store(find_home(home).database)
    try:
        return store.read(lambda reader: get_credential(reader, find_person(reader, number)))
    finally:
        store.close()


def test_an_open_home_says_on_stderr_that_it_is_one(open_home: Path, run: Run) -> None:
    code, out, err = run(open_home, "search", "zsf", "--json")
    assert code == 0
    assert "张三丰" in out
    assert err == "deskapp: Nobody signs in to this home: whoever can open its files can do everything." + (
        " To change that: deskapp staff administrator.\n"
    )


def test_without_a_token_a_script_is_told_how(home: Path, run: Run) -> None:
    code, out, err = run(home, "search", "zsf")
    assert (code, out) == (77, "")
    assert "DESKAPP_TOKEN" in err
    assert "张三丰" not in err


def test_a_token_works_for_its_owner(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKAPP_TOKEN", token_of(home, "GH002"))
    code, out, err = run(home, "search", "zsf", "--json")
    assert (code, err) == (0, "")
    assert "张三丰" in out


def test_an_administrators_token_sees_no_customer(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKAPP_TOKEN", token_of(home, "GH001"))
    code, out, _ = run(home, "search", "zsf", "--json")
    assert code == 77
    assert "张三丰" not in out


def test_whoever_has_no_role_is_told_so(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKAPP_TOKEN", token_of(home, "GH001"))
    assert run(home, "staff", "add", "NIGHT", "Night")[0] == 0
    monkeypatch.setenv("DESKAPP_TOKEN", token_of(home, "NIGHT"))
    code, _, err = run(home, "search", "zsf")
    assert (code, "You have no role today" in err) == (77, True)
    monkeypatch.setenv("DESKAPP_TOKEN", token_of(home, "GH001", "second"))
    code, _, err = run(home, "staff", "add", "GH077", "Somebody", "--department", "Nowhere")
    assert (code, "deskapp import staff" in err) == (65, True)


def test_a_token_file_must_be_its_owners_alone(
    home: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "token"
    file.write_text(token_of(home, "GH002") + "\n")
    monkeypatch.setenv("DESKAPP_TOKEN_FILE", str(file))
    file.chmod(0o640)
    code, _, err = run(home, "search", "zsf")
    assert code == 77
    assert "chmod 600" in err
    file.chmod(0o600)
    assert run(home, "search", "zsf")[0] == 0
    file.unlink()
    code, _, err = run(home, "search", "zsf")
    assert code == 77
    assert str(file) in err


def test_a_wrong_token_is_not_shown(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKAPP_TOKEN", "dk_something-wrong")
    code, out, err = run(home, "search", "zsf")
    assert code == 77
    assert "something-wrong" not in out + err


def test_tokens_are_made_listed_and_ended(
    home: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKAPP_TOKEN", token_of(home, "GH001", "mine"))
    file = tmp_path / "export.token"
    call = ("token", "make", "export", "--number", "GH002", "--days", "30", "--file", str(file))
    assert (run(home, *call)[0], file.exists()) == (65, False)
    code, out, _ = run(home, *call, "--reason", "the export of the night")
    assert (code, out) == (0, f"{file}\n")
    assert file.stat().st_mode & 0o777 == 0o600
    made = file.read_text().strip()
    rows = [json.loads(line) for line in run(home, "token", "list", "--json")[1].splitlines()]
    assert [(row["name"], row["staff"]) for row in rows] == [("export", "陈涛"), ("mine", "何勇")]
    assert made not in run(home, "token", "list", "--all")[1]
    monkeypatch.setenv("DESKAPP_TOKEN", made)
    assert run(home, "search", "zsf")[0] == 0
    # a clerk's token makes no other one
    assert run(home, "token", "make", "more")[0] == 77
    monkeypatch.setenv("DESKAPP_TOKEN", token_of(home, "GH001", "again"))
    assert run(home, "token", "end", str(rows[0]["id"]))[0] == 0
    monkeypatch.setenv("DESKAPP_TOKEN", made)
    code, _, err = run(home, "search", "zsf")
    assert code == 77
    assert "was ended" in err


def test_the_first_administrator_closes_the_home(open_home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _, err = run(open_home, "staff", "administrator", "--password-stdin", stdin="short\n")
    assert (code, "at least 8" in err) == (65, True)
    assert run(open_home, "staff", "administrator")[0] != 0
    code, out, _ = run(open_home, "staff", "administrator", "--password-stdin", stdin="song-hong-2026\n")
    assert code == 0
    assert "Sign in as wangmin" in out
    assert run(open_home, "search", "zsf")[0] == 77
    monkeypatch.setenv("DESKAPP_TOKEN", token_of(open_home, "wangmin"))
    code, _, err = run(open_home, "staff", "administrator", "--password-stdin", stdin="song-hong-2027\n")
    assert code == 65
    assert "already" in err
    # who made it goes on working
    assert "张三丰" in run(open_home, "search", "zsf")[1]


def test_people_are_added_given_a_password_and_ended(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKAPP_TOKEN", token_of(home, "GH001"))
    assert run(home, "staff", "add", "GH010", "周若岚", "--phone", "13800138001")[0] == 0
    assert run(home, "staff", "add", "GH010", "周若岚")[0] == 65
    assert run(home, "staff", "reset-password", "GH010")[:2] == (65, "")
    code, once, _ = run(home, "staff", "reset-password", "GH010", "--reason", "new at counter 3")
    assert code == 0
    assert stored(home, "GH010").must_change
    rows = {row["number"]: row for row in map(json.loads, run(home, "staff", "list", "--json")[1].splitlines())}
    assert rows["GH010"]["has_password"]
    assert rows["GH003"]["roles"] == ["clerk", "supervisor"]
    assert once.strip() not in json.dumps(rows)
    assert run(home, "staff", "end", "GH010")[0] == 0
    assert run(home, "staff", "reset-password", "GH010", "--reason", "new at counter 3")[0] == 65
    # nobody could let anybody in any more
    code, _, err = run(home, "staff", "end", "GH001")
    assert (code, "last administrator" in err) == (65, True)


def test_an_administrator_who_is_shut_out_is_helped_by_the_owner_of_the_files(home: Path, run: Run) -> None:
    code, _, err = run(home, "staff", "recover", "GH002", "--reason", "forgotten")
    assert code == 65
    assert run(home, "staff", "recover", "GH001")[0] == 65
    code, once, err = run(home, "staff", "recover", "GH001", "--reason", "the password is forgotten")
    assert (code, err) == (0, "")
    assert len(once.strip()) >= 14
    assert stored(home, "GH001").must_change


def test_absences_and_the_way_back(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKAPP_TOKEN", token_of(home, "GH003"))
    assert run(home, "staff", "absent", "GH002", "--until", "+3", "--deputy", "GH003", "--reason", "training")[0] == 0
    row = next(
        row for row in map(json.loads, run(home, "staff", "list", "--json")[1].splitlines()) if row["number"] == "GH002"
    )
    assert row["deputy"] == "李静"
    assert run(home, "staff", "back", "GH002")[1] == "Absences ended: 1\n"
    assert run(home, "staff", "absent", "GH002", "--deputy", "GH002")[0] == 65


def test_a_password_is_no_argument_of_any_command(run: Run) -> None:
    import click
    import typer

    from deskapp.cli.commands import COMMANDS

    for name, (_, build) in COMMANDS.items():
        command = typer.main.get_command(build())
        for one in (command, *getattr(command, "commands", {}).values()):
            for parameter in one.params:
                said = f"{name} {parameter.opts}"
                is_secret = any(word in str(parameter.opts) for word in ("password", "token", "pin"))
                assert not is_secret or isinstance(parameter, click.Option) or parameter.is_flag, said
                assert not (is_secret and not getattr(parameter, "is_flag", True)), said


def test_a_tty_is_asked_for_number_and_password(
    home: Path, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("DESKAPP_HOME", str(home))
    monkeypatch.setattr("sys.stdin", Terminal("GH002\n"))
    monkeypatch.setattr("sys.stderr", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda prompt: PASSWORD["GH002"])
    assert guarded(lambda: call(["search", "zsf", "--json"])) == 0
    assert "张三丰" in capsys.readouterr().out
