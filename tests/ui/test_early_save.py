"""A form that is saved before its stored values have come is saved when they are there."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.ui.conftest import settle
from tests.ui.counter import ZHANG, PersonForm, Store, counter


class SlowForm(PersonForm):
    may_fill = threading.Event()

    def fill(self, data: Store) -> Mapping[str, Any]:
        assert self.may_fill.wait(10)
        return super().fill(data)


@pytest.mark.usefixtures("impatient")
async def test_a_save_waits_for_what_is_stored(tmp_path: Path) -> None:
    SlowForm.may_fill.clear()
    app = counter(tmp_path, people={1: dict(ZHANG)})
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.push_screen(SlowForm({"id": 1}))
        await pilot.pause()
        await pilot.press("ctrl+s")
        assert isinstance(app.screen, SlowForm)
        SlowForm.may_fill.set()
        await settle(pilot)
        assert not isinstance(app.screen, SlowForm)
