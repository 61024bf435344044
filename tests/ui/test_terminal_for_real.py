"""The counter on a pseudo-terminal: what it writes, how it ends."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest
from tests.ui.terminal import LONGEST, terminal
from textual._xterm_parser import XTermParser

from deskapp.errors import Exit
from deskapp.store.seal_drafts import DraftSeal
from deskapp.ui.keyboard import take_figures

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals")

OPEN = """
import sys
from pathlib import Path
from deskapp.app import run
from deskapp.settings import Settings, find_home, save_settings
from tests.ui.counter import DictWiring

home = find_home(Path(sys.argv[1]))
save_settings(home.settings_file, Settings(language="zh"))
wiring = DictWiring({})
code = run(home, wiring)
Path(sys.argv[1], "people.txt").write_text(repr(wiring.store.people), encoding="utf-8")
sys.exit(code)
"""

NOISY = """
import logging, sys, threading, warnings
from tests.ui import counter
from deskapp.ui import work

def noise(data):
    print("LEAK-print"); print("LEAK-error", file=sys.stderr)
    warnings.warn("LEAK-warning"); logging.error("LEAK-log")
    return []

counter.SearchScreen.on_input_changed = lambda self, event: work.run(self, noise, self.done)
counter.SearchScreen.done = lambda self, found: self.tell("leave.title")
"""

FAILING = """
from tests.ui import counter

def fail(self, data, values):
    secret = values["name"]
    raise ValueError("SECRET-in-the-message " + secret)

counter.PersonForm.save = fail
"""


def kept_name(folder: Path) -> str:
    """The name in the one draft on the disk."""
    (path,) = (folder / "drafts").glob("*.draft")
    head, _, sealed = path.read_bytes().partition(b"\n")
    _, session, key_id = head.decode().split(" ")
    content = DraftSeal(folder, folder / "drafts").open(key_id, sealed, f"{path.stem} {session}")
    return str(json.loads(content)["typed"]["name"])


def test_it_opens_without_the_kitty_protocol_and_leaves_cleanly(tmp_path: Path) -> None:
    with terminal(OPEN, tmp_path) as it:
        it.wait_for("王敏")
        it.press("\x1b2")
        it.wait_for("选填项")
        it.press("\x11")
        assert it.end() == Exit.OK
        assert b"\x1b[>" not in it.screen
        assert it.screen.count(b"\x1b[?1049h") == it.screen.count(b"\x1b[?1049l") == 1


def test_a_burst_of_keys_lands_where_it_belongs(tmp_path: Path) -> None:
    with terminal(OPEN, tmp_path) as it:
        it.wait_for("王敏")
        it.press("\x1b2")
        it.wait_for("选填项")
        it.press("Nguyễn Văn Đạt\r13800138000\r2\r0123\r2026-11-22\r12万\r3-2-1501\r\t重庆\x13")
        it.wait_for("新建")
        it.press("\x11")
        assert it.end() == Exit.OK
    people = (tmp_path / "people.txt").read_text(encoding="utf-8")
    for part in ("'Nguyễn Văn Đạt'", "'13800138000'", "'vi'", "'0123'", "date(2026, 11, 22)", "120000", "'重庆'"):
        assert part in people
    assert "'3-2-1501'" in people


def test_what_is_deleted_in_a_burst_is_what_was_typed_before(tmp_path: Path) -> None:
    with terminal(OPEN, tmp_path) as it:
        it.wait_for("王敏")
        it.press("\x1b2")
        it.wait_for("选填项")
        it.press("zsf\x7f\x7flj\x1b[Dx\r13800138000\r2\r\x13")
        it.wait_for("新建")
        it.press("\x11")
        assert it.end() == Exit.OK
    assert "'zlxj'" in (tmp_path / "people.txt").read_text(encoding="utf-8")


def test_nothing_else_is_written_while_it_runs(tmp_path: Path) -> None:
    with terminal(NOISY + OPEN, tmp_path) as it:
        it.wait_for("王敏")
        it.press("x")
        it.wait_for("表单还没有保存")
        it.press("\x11")
        assert it.end() == Exit.OK
        assert b"LEAK" not in it.screen


def test_a_fault_is_told_plainly_and_reported_without_data(tmp_path: Path) -> None:
    with terminal(FAILING + OPEN, tmp_path) as it:
        it.wait_for("王敏")
        it.press("\x1b2")
        it.wait_for("选填项")
        it.press("Lan\r13800138000\r1\x13")
        assert it.end() == Exit.INTERNAL
        told = it.screen.rpartition(b"\x1b[?1049l")[2].decode()
        assert "程序出错" in told
        assert "SECRET" not in told
        assert "Lan" not in told
    (report,) = (tmp_path / "crash").glob("*.log")
    text = report.read_text()
    assert "ValueError" in text
    assert "in fail" in text
    assert "deskapp/ui/form_screen.py:" in text
    assert not any(secret in text for secret in ("SECRET", "Lan", "13800138000"))
    assert report.stat().st_mode & 0o777 == 0o600
    assert kept_name(tmp_path) == "Lan"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_with_the_draft_kept(tmp_path: Path, number: signal.Signals) -> None:
    with terminal(OPEN, tmp_path) as it:
        it.wait_for("王敏")
        it.press("\x1b2")
        it.wait_for("选填项")
        it.press("Lan")
        it.wait_for("暂存")
        it.child.send_signal(number)
        assert it.end() == 128 + number
    assert kept_name(tmp_path) == "Lan"
    assert list((tmp_path / "drafts").glob("*.live")) == []


def test_a_lost_terminal_ends_it_with_the_draft_kept(tmp_path: Path) -> None:
    with terminal(OPEN, tmp_path) as it:
        it.wait_for("王敏")
        it.press("\x1b2")
        it.wait_for("选填项")
        it.press("Lan")
        it.wait_for("暂存")
        os.close(it.master)
        it.child.send_signal(signal.SIGHUP)
        it.child.wait(30)
    assert kept_name(tmp_path) == "Lan"


def test_escape_and_a_figure_is_the_function_key() -> None:
    take_figures()
    parser = XTermParser(False)
    assert [getattr(event, "key", "") for event in parser.feed("\x1b1\x1b0")] == ["alt+1", "alt+0"]


def test_it_ends_when_its_terminal_has_gone_without_a_signal(tmp_path: Path) -> None:
    with terminal(f"import deskapp.ui.shell\ndeskapp.ui.shell.UNPLUGGED_EVERY = 0.1\n{OPEN}", tmp_path) as it:
        it.wait_for("F1")
        os.close(it.master)
        assert it.child.wait(LONGEST) == 128 + signal.SIGHUP
