"""``deskapp messages``: what scripts see."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.fixtures_store import Counter
from tests.messages.mail_ground import Post, mail_server, mail_toml, queue

from deskapp.cli.faults import guarded
from deskapp.cli.main import call


@pytest.fixture(autouse=True)
def home(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = counter.store.database.parent
    monkeypatch.setenv("DESKAPP_HOME", str(folder))
    monkeypatch.setenv("DESKAPP_LANG", "en")
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[Any], str]:
    """Exit code, what stands on stdout (JSON lines read), stderr."""
    code = guarded(lambda: call(["messages", *arguments]))
    out = capsys.readouterr()
    lines = [json.loads(line) if line.startswith("{") else line for line in out.out.splitlines()]
    return code, lines, out.err


def test_nothing_to_send_and_no_way_to_send(capsys: pytest.CaptureFixture[str], counter: Counter) -> None:
    queue(counter)
    assert run(capsys, "send")[:2] == (
        0,
        ["Sent 0  Later 0  Failed 0  Unsure 0  Waiting 1  To be sent by hand 0"],
    )


def test_a_rehearsal_sends_nothing(capsys: pytest.CaptureFixture[str], counter: Counter, home: Path) -> None:
    queue(counter)
    queue(counter, channel="hand", to="")
    post = Post()
    with mail_server(post) as settings:
        (home / "messages.toml").write_text(mail_toml(settings))
        code, lines, _ = run(capsys, "send", "--dry-run", "--json")
    assert (code, lines, post.taken) == (0, [{"due": 1, "waiting": 1, "hand": 1, "hindered": {}}], [])


def test_what_failed_is_told_by_the_exit_code(capsys: pytest.CaptureFixture[str], counter: Counter, home: Path) -> None:
    queue(counter)
    with mail_server(Post(answers={"RCPT": ["550 no such user"]})) as settings:
        (home / "messages.toml").write_text(mail_toml(settings))
        code, lines, _ = run(capsys, "send", "--json", "--limit", "5")
    assert (code, lines[0]["failed"]) == (65, 1)
    code, lines, _ = run(capsys, "list", "--json", "--state", "failed")
    assert lines[0]["error"].startswith("messages.server_refused: The server refused it: 550 no such user")
    assert "body" not in lines[0]


def test_a_server_that_is_not_there(capsys: pytest.CaptureFixture[str], counter: Counter, home: Path) -> None:
    queue(counter)
    with mail_server(Post()) as settings:
        (home / "messages.toml").write_text(mail_toml(settings))
    code, lines, err = run(capsys, "send", "--json")
    assert code == 65
    assert lines[0]["hindered"]["email"].startswith("messages.unreachable: ")
    assert "cannot be reached" in err


def test_a_faulty_settings_file_is_told_before_anything(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    (home / "messages.toml").write_text("[email]\nhost = 3\n")
    code, lines, err = run(capsys, "send")
    assert (code, lines) == (66, [])
    assert "line 2: email.host" in err or "email.sender is missing" in err


def test_the_list_says_what_waits(capsys: pytest.CaptureFixture[str], counter: Counter) -> None:
    queue(counter)
    queue(counter, channel="email", to="")
    code, lines, _ = run(capsys, "list")
    assert code == 0
    assert [line.split("  ")[1:3] for line in lines] == [["waiting", "e-mail"], ["waiting", "by hand"]]
    assert "No e-mail address is known" in lines[1]
    assert run(capsys, "list", "--state", "nonsense")[0] == 2
