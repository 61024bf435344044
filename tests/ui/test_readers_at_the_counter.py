"""Readers type into whatever has the focus: their bursts are taken out, and a fast hand loses nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from tests.ui.conftest import settle
from tests.ui.counter import CODE, ZHANG, DictWiring, PersonForm, SearchScreen, counter
from tests.values.test_readers import CARD, DAT
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widget import Widget

from deskapp.ui.bars import Notice
from deskapp.ui.commands import BOX
from deskapp.ui.dialogs import AskText, Choose
from deskapp.ui.fields import Option
from deskapp.ui.inputs import DeskInput, PickInput
from deskapp.ui.key_queue import GAP
from deskapp.ui.listing import Listing
from deskapp.ui.screen import DeskScreen
from deskapp.ui.shell import DeskApp
from deskapp.values.readers import CodeScan


async def burst(pilot: Pilot[int], text: str, gap: float = GAP / 10) -> None:
    """Keys as a reader presses them, Enter for every line end; their time is their own, nobody waits."""
    before = events.Key("f24", None).time
    for place, sign in enumerate(text, 1):
        key = events.Key("enter", "\r") if sign == "\n" else events.Key(_character_to_key(sign), sign)
        key.time = before + place * gap
        pilot.app.post_message(key)
    await settle(pilot)


def scans(app: Any) -> list[Any]:
    assert isinstance(app, DeskApp)
    assert isinstance(app.wiring, DictWiring)
    return app.wiring.scans


def told(app: Any) -> str:
    return str(app.desk_screen.query_one(Notice).text)


async def test_a_card_in_the_search_box_leaves_the_box_as_it_was(tmp_path: Path) -> None:
    app = counter(tmp_path, people={1: ZHANG})
    async with app.run_test(size=(80, 24)) as pilot:
        await burst(pilot, "张")
        await burst(pilot, CARD + "\n")
        assert scans(app) == [DAT]
        assert app.screen.query_one("#search", DeskInput).value == "张"
        assert isinstance(app.screen, SearchScreen)


@pytest.mark.parametrize("text", ["Ba Đình 12345678", "13800138000", "zsf 1172", "a|b|c"])
async def test_a_fast_hand_keeps_its_letters_and_its_enter(tmp_path: Path, text: str) -> None:
    app = counter(tmp_path, people={1: ZHANG})
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await settle(pilot)
        await burst(pilot, f"{text}\nnext")
        assert isinstance(app.screen, PersonForm)
        assert (app.screen.form.typed["name"], app.screen.form.typed["phone"]) == (text, "next")
        assert scans(app) == []


async def test_slow_fingers_are_no_reader(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await burst(pilot, CODE + "\n", gap=2 * GAP)
        assert scans(app) == []
        assert app.screen.query_one("#search", DeskInput).value == CODE


async def test_a_barcode_where_figures_are_commands(tmp_path: Path) -> None:
    app = counter(tmp_path, people={1: ZHANG})
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.query_one(Listing).focus()
        await settle(pilot)
        await burst(pilot, CODE + "\n")
        assert scans(app) == [CodeScan(CODE)]


class Heard(Listing):
    """A list that remembers the keys that come to it."""

    heard = ""

    def on_key(self, event: events.Key) -> None:
        self.heard += event.character if event.is_printable and event.character else ""


class Page(DeskScreen[None]):
    def body(self) -> Iterable[Widget]:
        yield Heard((), id="heard")


@pytest.mark.parametrize("end", ["\n", ""])
async def test_keys_kept_back_go_on_in_their_order(tmp_path: Path, end: str) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(Page())
        await settle(pilot)
        await burst(pilot, "abcdefghij" + end)
        await pilot.press("z")
        assert app.screen.query_one(Heard).heard == "abcdefghijz"


async def test_a_card_fills_the_form_in_hand(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await settle(pilot)
        await burst(pilot, "x")
        await burst(pilot, CARD + "\n")
        assert isinstance(app.screen, PersonForm)
        typed = app.screen.form.typed
        assert (typed["name"], typed["id_number"], typed["address"]) == (DAT.name, DAT.number, DAT.address)
        assert typed["phone"] == ""
        assert app.screen.form.focused_field == "phone"
        assert scans(app) == []


async def test_a_card_in_a_lookup_gives_back_what_was_taken(tmp_path: Path) -> None:
    app = counter(tmp_path, people={1: {**ZHANG, "room": Option("3-1-101", "3-1-101")}})
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(PersonForm({"id": 1}))
        await settle(pilot)
        assert isinstance(app.screen, PersonForm)
        app.screen.form.focus_field("room")
        await settle(pilot)
        await burst(pilot, CODE + "\n")
        box = app.screen.form.rows["room"].box
        assert isinstance(box, PickInput)
        assert (box.option, scans(app)) == (Option("3-1-101", "3-1-101"), [CodeScan(CODE)])


async def test_a_spoiled_burst_says_what_to_do(tmp_path: Path) -> None:
    app = counter(tmp_path, language="vi")
    async with app.run_test(size=(80, 24)) as pilot:
        await burst(pilot, CARD.replace("001085012345", "00108501234") + "\n")
        assert "Hãy tắt bộ gõ" in told(app)
        assert app.screen.query_one("#search", DeskInput).value == ""


async def test_a_scan_under_a_question_waits_for_the_answer(tmp_path: Path) -> None:
    app = counter(tmp_path, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(AskText("column.name"))
        await settle(pilot)
        await burst(pilot, CODE + "\n")
        assert "Answer it" in told(app)
        assert isinstance(app.screen, AskText)
        assert app.screen.query_one(DeskInput).value == ""
        assert scans(app) == []


async def test_one_key_from_anywhere_to_the_box_parks_the_form(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await settle(pilot)
        await burst(pilot, "Lan")
        app.push_screen(Choose("column.name", [Option(1, "one")]))
        await settle(pilot)
        await pilot.press("f11")
        await settle(pilot)
        assert isinstance(app.screen, SearchScreen)
        assert app.waits["top.parked"] == 1
        await pilot.press("f7")
        await settle(pilot)
        assert isinstance(app.screen, PersonForm)
        assert app.screen.form.typed["name"] == "Lan"
        await pilot.press("alt+minus")
        await settle(pilot)
        assert isinstance(app.screen, SearchScreen)


def test_the_key_beside_f11() -> None:
    assert BOX.keys == "f11,alt+minus"


async def test_a_field_or_all_of_them_as_in_the_last_record(tmp_path: Path) -> None:
    app = counter(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await settle(pilot)
        await pilot.press("ctrl+d")  # nothing was saved yet: the key deletes to the right, as in any field
        assert isinstance(app.screen, PersonForm)
        app.screen.form.typed = {"name": "Lan", "phone": "13800138000", "category": ["vi", "x"], "address": "Phú Mỹ"}
        await pilot.press("ctrl+s")
        await settle(pilot)
        await pilot.press("f2")
        await settle(pilot)
        await burst(pilot, "Hoa")
        await pilot.press("down", "ctrl+d")
        await settle(pilot)
        assert isinstance(app.screen, PersonForm)
        assert (app.screen.form.typed["phone"], app.screen.form.typed["address"]) == ("13800138000", "")
        await pilot.press("ctrl+r")
        await settle(pilot)
        typed = app.screen.form.typed
        assert (typed["name"], typed["address"], typed["category"][0]) == ("Hoa", "Phú Mỹ", "vi")
