"""Keys wait for what they are meant for, but not for ever; then they are dropped rather than do something else."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from tests.overview.riverside import counter_on, notice
from tests.ui.conftest import settle

from deskapp.casework.screens import holding
from deskapp.overview.recent import Recent
from deskapp.overview.screens.customer import CustomerScreen


@pytest.mark.usefixtures("impatient")
async def test_keys_for_a_page_that_does_not_come_are_dropped_and_told(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_read, asked = threading.Event(), CustomerScreen.read

    def read(self: CustomerScreen, data: Any, number: int) -> Any:
        assert may_read.wait(10)
        return asked(self, data, number)

    monkeypatch.setattr(CustomerScreen, "read", read)
    app = counter_on(home)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        page = CustomerScreen(1, Recent())
        app.push_screen(page)
        await pilot.pause()
        await pilot.press("f2", "8")
        assert app.screen is page
        page._give_up()
        await pilot.pause()
        assert "重按" in notice(app)
        may_read.set()
        await settle(pilot)
        assert app.screen is page
        await pilot.press("f2")
        await settle(pilot)
        assert app.screen is not page


async def test_patience_begins_anew_with_each_wait(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "LONGEST", 3600.0)
    app = counter_on(home)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen: Any = app.screen
        screen.hold()
        first = screen._patience
        screen.release()
        screen.hold()
        assert screen._patience is not first
        assert first._task is None or first._task.cancelled() or first._task.done() or first._task.cancelling()
        screen.release()
        assert screen._patience is None
