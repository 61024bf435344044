"""Text that is markup, control characters, decomposed, or endless, in every part: it is shown, and nothing else."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ui.conftest import screen_text, settle
from tests.ui.counter import NOW, DictWiring, PersonForm, counter
from textual import events

from deskapp.errors import DeskError, Fault
from deskapp.settings import Settings, find_home
from deskapp.ui.bars import Notice
from deskapp.ui.cells import fit, shown, typed, width, wrap
from deskapp.ui.columns import Column, Row
from deskapp.ui.dialogs import AskText, Choose, Confirm
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Option
from deskapp.ui.form import Form
from deskapp.ui.inputs import DeskInput
from deskapp.ui.listing import Listing
from deskapp.ui.screen import DeskScreen
from deskapp.ui.shell import DeskApp
from deskapp.ui.work import Counter

HOSTILE = [
    "[/b]",
    "[@click=app.quit]x[/]",
    "a\x00b\x1b[31mred",
    unicodedata.normalize("NFD", "Nguyễn Thị Ất"),
    "长" * 10_000,
    "\u202eabc\u200b\ufeff",
    "[$accent]=1+1[/]",
    "一\n二\t三",
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_every_part_shows_it_as_text(tmp_path: Path, text: str) -> None:
    app = DeskApp(
        find_home(tmp_path),
        Named(text, {1: {"name": text, "phone": "13800138000", "category": "zh"}}),
        Settings(language="zh"),
        now=lambda: NOW,
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        await settle(pilot)
        assert clean(text)[:10] in screen_text(app)
        screen = app.desk_screen
        assert isinstance(screen, DeskScreen)
        screen.tell_error(DeskError(text))
        screen.tell_error(Fault("form.stored_now", {"value": text}))
        app.notify(text)
        await settle(pilot)
        assert clean(text)[:10] in screen.query_one(Notice).text or "现已存为" in screen_text(app)
        await pilot.press("enter")
        await settle(pilot)
        row = app.screen.query_one(Form).rows["name"]
        assert row.box.value == typed(text)
        row.tell(Fault(text))
        app.set_wait(text, 1)
        for dialog in (Confirm(text, text, text), Choose(text, [Option("a", text, text)]), AskText(text, value=text)):
            app.push_screen(dialog)
            await settle(pilot)
            await pilot.press("escape")
        app.screen.query_one(Form).rows["address"].box.focus()
        await settle(pilot)
    assert app.fault is None


def clean(text: str) -> str:
    return shown(text).strip()


class Named(DictWiring):
    """A counter whose own names are hostile."""

    def __init__(self, name: str, people: dict[int, dict[str, Any]]) -> None:
        super().__init__(people)
        self.name = name

    def open(self, home: object) -> Counter:
        return Counter(self.store, self.name, self.name)


@pytest.mark.parametrize("text", HOSTILE)
async def test_it_can_be_pasted_into_any_field_and_comes_back_from_a_draft(tmp_path: Path, text: str) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2", "f5")
        await settle(pilot)
        form = app.screen.query_one(Form)
        for name in form.rows:
            form.focus_field(name)
            await pilot.pause()
            assert app.focused is not None
            app.focused.post_message(events.Paste(text))
            await settle(pilot)
        assert form.typed["name"] == typed(" ".join(line.strip() for line in text.splitlines()))
        await pilot.press("f6")
        await settle(pilot)
        await pilot.press("f7")
        await settle(pilot)
        assert isinstance(app.screen, PersonForm)
        assert app.screen.form.typed["name"] == typed(" ".join(line.strip() for line in text.splitlines()))


async def test_a_paste_of_several_lines_is_joined(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        box = app.screen.query_one(DeskInput)
        box.post_message(events.Paste("重庆市\r\n江北区\n1号"))
        await settle(pilot)
        assert box.value == "重庆市 江北区 1号"


async def test_a_tone_typed_after_its_letter_composes_in_the_middle_of_a_word(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        box = app.screen.query_one(DeskInput)
        box.value = "Lanh"
        box.cursor_position = 2
        box.insert_text_at_cursor("\u0301")
        box.insert_text_at_cursor("x")
        assert box.value == "Láxnh"


async def test_a_draft_of_an_unknown_form_is_kept_and_told(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.put_draft(Draft("d1", "gone.form", title="[/b]", parked=True, clerk=app.user, at=NOW))
        app.draft_book.flush(60)
        app.drafts_changed()
        await settle(pilot)
        await pilot.press("f7")
        await settle(pilot)
        assert "[/b]" in app.screen.query_one(Notice).text
        assert (app.home.drafts / "d1.draft").exists()


async def test_a_list_of_hostile_rows(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        listing = app.screen.query_one(Listing)
        listing.columns = (Column("name"), Column("phone", width=12))
        listing.show(Row(index, (text, text)) for index, text in enumerate(HOSTILE))
        await settle(pilot)
        assert all(width(line) <= 80 for line in screen_text(app).splitlines())
        assert "[@click=app.quit]x[/]" in screen_text(app)


@given(st.text(), st.integers(0, 60), st.sampled_from(["left", "right"]))
def test_a_cell_is_exactly_as_wide_as_its_column(text: str, cells: int, align: Any) -> None:
    assert width(fit(text, cells, align)) == cells


@given(st.text(max_size=300), st.integers(2, 60))
def test_wrapping_keeps_every_character_and_the_width(text: str, cells: int) -> None:
    lines = wrap(text, cells)
    assert all(width(line) <= cells + 2 for line in lines)
    assert "".join("".join(lines).split()) == "".join(shown(text).split())


@given(st.text())
def test_a_typed_value_is_stable_and_composed(text: str) -> None:
    once = typed(text)
    assert typed(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once.isprintable()
