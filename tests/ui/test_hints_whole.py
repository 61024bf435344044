"""A hint without room beside its field is read above the keys; an error without room stands below the field."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from tests.ui.conftest import screen_text, settle
from tests.ui.counter import counter

from deskapp.errors import DeskError
from deskapp.ui import fields
from deskapp.ui.bars import Notice
from deskapp.ui.fields import Field
from deskapp.ui.form_screen import FormScreen


class NarrowForm(FormScreen[int]):
    FORM = "narrow"
    TITLE_KEY = "column.name"
    WIDE: ClassVar[int] = 48

    def fields(self) -> tuple[Field, ...]:
        return (
            fields.text("name", cells=self.WIDE),
            fields.choice("category", ("zh", "vi", "en"), "language", cells=self.WIDE),
        )

    def save(self, data: object, values: dict[str, object]) -> int:
        raise DeskError("draft.not_kept", field="category", folder="/" + "x" * 30)


async def test_nothing_that_is_said_about_a_field_is_lost(tmp_path: Path) -> None:
    app = counter(tmp_path, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await app.push_screen(NarrowForm())
        await settle(pilot)
        await pilot.press("down")
        await settle(pilot)
        notice = app.screen.query_one(Notice)
        assert notice.text == ""
        assert "1 中文  2 Tiếng Việt  3 English" in screen_text(app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        told = app.words.say(DeskError("draft.not_kept", folder="/" + "x" * 30))
        shown = " ".join(screen_text(app).split())
        assert all(word in shown for word in told.split())
