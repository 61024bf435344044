"""A field that an answer makes needless while the clerk stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.ui.conftest import settle
from tests.ui.counter import counter

from deskapp.ui import fields
from deskapp.ui.fields import Field
from deskapp.ui.form import Form
from deskapp.ui.form_screen import FormScreen


def wanted(typed: Mapping[str, Any]) -> bool:
    return not typed["name"]


class ShrinkingForm(FormScreen[int]):
    FORM = "shrinking"
    TITLE_KEY = "column.name"

    def fields(self) -> tuple[Field, ...]:
        return fields.text("name"), fields.text("phone", when=wanted), fields.text("note")

    def save(self, data: object, values: dict[str, object]) -> int:
        return 1


async def test_the_field_that_is_gone_is_left_for_the_next(tmp_path: Path) -> None:
    app = counter(tmp_path, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await app.push_screen(ShrinkingForm())
        await settle(pilot)
        await pilot.press("enter")
        form = app.screen.query_one(Form)
        assert form.focused_field == "phone"
        # Enter comes before the screen is laid out anew
        form.typed = {"name": "x"}
        form._refold()
        assert not form.rows["phone"].display
        form.action_enter()
        await settle(pilot)
        assert form.focused_field == "note"
    assert app.fault is None
