"""An answer for a screen that is just going is dropped: it would look for widgets that went before the screen does."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.ui.conftest import settle
from tests.ui.counter import PersonForm, counter

from deskapp.ui.form import Form
from deskapp.ui.work import _is_there


async def test_a_screen_that_is_going_takes_no_answers(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        form = PersonForm()
        app.push_screen(form)
        await settle(pilot)
        assert _is_there(form)
        app.pop_screen()
        seen: set[tuple[bool, bool]] = set()
        while form.is_attached:
            # its widgets go one after the other, and it is the last
            seen.add((bool(form.query(Form)), _is_there(form)))
            await asyncio.sleep(0)
        assert (False, True) not in seen
        await settle(pilot)
        assert not _is_there(form)
