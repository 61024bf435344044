"""The program is killed over a pile of filings: the rows that were typed lie on the disk, and F7 brings them back."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.contracts.contract_ground import ContractDesk
from tests.contracts.test_filing_stories import SIZE, Wiring
from tests.fixtures_store import NOW
from tests.overview.riverside import press
from tests.ui.conftest import settle
from tests.ui.terminal import LONGEST, terminal

from deskapp.desks.contracts.sale.screens.filing_grid import FilingGrid
from deskapp.settings import Settings, find_home
from deskapp.store.seal_drafts import DraftSeal
from deskapp.ui.shell import DeskApp

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals")

OPEN = """
import sys
from pathlib import Path
from deskapp.app import run
from deskapp.desks.contracts.sale.screens.filing_grid import FilingGrid
from deskapp.settings import Settings, find_home, save_settings
from tests.contracts.test_filing_stories import Wiring
from tests.reception.ground import Desk

home = find_home(Path(sys.argv[1]))
save_settings(home.settings_file, Settings(language="zh"))
pile = [int(number) for number in Path(sys.argv[1], "pile").read_text().split()]
Desk.on_mount = lambda self: self.app.push_screen(FilingGrid(pile))
Wiring.start = lambda self: Desk()
sys.exit(run(home, Wiring()))
"""


def kept(folder: Path) -> dict[str, Any]:
    """What was typed in each row, as it lies on the disk."""
    for path in (folder / "drafts").glob("*.draft"):
        head, _, sealed = path.read_bytes().partition(b"\n")
        _, session, key_id = head.decode().split(" ")
        content = DraftSeal(folder, folder / "drafts").open(key_id, sealed, f"{path.stem} {session}")
        typed: dict[str, Any] = json.loads(content)["typed"]
        return typed
    return {}


async def test_typed_rows_survive_a_kill(
    contract_desk: ContractDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "wangmin")
    home = find_home(tmp_path / "counter")
    home.prepare()
    with (
        closing(sqlite3.connect(contract_desk.store.database)) as source,
        closing(sqlite3.connect(home.database)) as to,
    ):
        source.backup(to)
    pile = [contract_desk.contracts["shut"], contract_desk.contracts["ready"]]
    (home.root / "pile").write_text(" ".join(str(number) for number in pile))
    wanted = {str(pile[0]): "BA2026000555", str(pile[1]): "BA2026000777"}
    with terminal(OPEN, home.root) as it:
        it.wait_for("3-2-1502")
        it.press(wanted[str(pile[0])])
        it.press("\x1b[B")
        it.press("\x15" + wanted[str(pile[1])])
        end = time.monotonic() + LONGEST
        while {row: typed.get("number") for row, typed in kept(home.root).items()} != wanted:
            assert time.monotonic() < end, kept(home.root)
            it.read(0.01)
        it.child.send_signal(signal.SIGKILL)
        it.child.wait(30)
    app = DeskApp(home, Wiring(), Settings(language="zh"), now=lambda: NOW)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "f7")
        screen = pilot.app.screen
        assert isinstance(screen, FilingGrid)
        assert {str(row.key): row.typed["number"] for row in screen.grid.rows} == wanted
        assert [row.state for row in screen.grid.rows] == ["shut", "open"]
