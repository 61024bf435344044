"""The paged list as a clerk uses it, over 5,000 rows with many ties in the order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.ui.conftest import Seen, screen_text, settle
from tests.ui.counter import NOW, DictWiring
from textual.pilot import Pilot
from textual.widget import Widget

from deskapp.locale import Language
from deskapp.settings import SavedView, Settings, find_home, load_settings
from deskapp.ui.columns import Column, Row
from deskapp.ui.dialogs import Choose
from deskapp.ui.pages import MOST, READ
from deskapp.ui.screen import DeskScreen
from deskapp.ui.shell import DeskApp
from deskapp.ui.table import Table, TableOption

COUNT = 5_000


class Units:
    """Rooms in three states, ordered by room or by state; the key makes either order total."""

    columns: Sequence[Column] = (
        Column("room", width=10, sortable=True, filterable=True),
        Column("name"),
        Column("language", width=12, sortable=True, filterable=True, choices=("zh", "vi", "en"), choice_key="language"),
        Column("total_price", width=14, align="right"),
    )

    def __init__(self) -> None:
        self.rows = [
            {"id": i, "room": f"{i // 100:02d}-{i % 100:02d}01", "language": ("zh", "vi", "en")[i % 3]}
            for i in range(COUNT)
        ]
        self.asked: list[int] = []

    def all(self, view: SavedView) -> list[Row]:
        sort = view.sort or "room"
        found = [row for row in self.rows if all(str(row[name]).startswith(text) for name, text in view.filters)]
        found.sort(key=lambda row: (row[sort], row["id"]), reverse=view.descending)
        return [
            Row(
                row["id"],
                (str(row["room"]), "张三丰与李四光及其全体家属", str(row["language"]), "1,006,867.00"),
                at=(row[sort], row["id"]),
            )
            for row in found
        ]

    def page(
        self, data: Any, view: SavedView, n: int, *, after: tuple[Any, ...] | None, before: tuple[Any, ...] | None
    ) -> Sequence[Row]:
        self.asked.append(n)
        rows = self.all(view)
        places = [row.at for row in rows]
        if after is not None:
            start = places.index(after) + 1 if after else 0
            return rows[start : start + n]
        end = places.index(before) if before else len(rows)
        return rows[max(0, end - n) : end]

    def count(self, data: Any, view: SavedView) -> int:
        return len(self.all(view))

    def rank(self, data: Any, view: SavedView, at: tuple[Any, ...]) -> int:
        return [row.at for row in self.all(view)].index(at)

    def jump(self, data: Any, view: SavedView, prefix: str, n: int) -> Sequence[Row]:
        rows = self.all(view)
        start = bisect_left([str(row.at[0]) for row in rows], prefix)
        return rows[start : start + n]


class UnitsScreen(DeskScreen[None]):
    TITLE_KEY = "column.room"

    def __init__(self, units: Units) -> None:
        super().__init__()
        self.units = units
        self.opened: list[Any] = []
        self.chosen: list[tuple[str, Any]] = []

    def body(self) -> Iterable[Widget]:
        options = (TableOption("2", "command.screen.edit"), TableOption("5", "command.screen.open"))
        yield Table(self.units, options=options, id="units")

    def on_table_opened(self, event: Table.Opened) -> None:
        self.opened.append(event.row.key)

    def on_table_chosen(self, event: Table.Chosen) -> None:
        self.chosen = [(sign, row.key) for sign, row in event.choices]


class UnitsWiring(DictWiring):
    def __init__(self) -> None:
        super().__init__()
        self.screen = UnitsScreen(Units())

    def start(self) -> DeskScreen[Any]:
        return self.screen


def app_of(folder: Path, language: Language = "zh") -> tuple[DeskApp, UnitsScreen]:
    wiring = UnitsWiring()
    return DeskApp(find_home(folder), wiring, Settings(language=language), now=lambda: NOW), wiring.screen


async def press(pilot: Pilot[int], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_what_it_looks_like(tmp_path: Path, seen: Seen, language: Language) -> None:
    app, _ = app_of(tmp_path, language)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "pagedown", "2", "down", "down", "5", "down")
        await seen(pilot)
        await press(pilot, "f4")
        await seen(pilot)


async def test_paging_keeps_the_position_and_only_some_rows(tmp_path: Path) -> None:
    app, screen = app_of(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        table = screen.query_one(Table)
        height = table.window.height
        for _ in range(60):
            await pilot.press("pagedown")
        await settle(pilot)
        assert table.window.position == 60 * height + 1
        assert len(table.window.rows) <= MOST
        assert set(screen.units.asked) == {READ}
        assert f"{60 * height + 1:,} / 5,000" in screen_text(app)
        for _ in range(60):
            await pilot.press("pageup")
        await settle(pilot)
        assert table.window.position == 1
        await press(pilot, "end")
        assert "5,000 / 5,000" in screen_text(app)
        assert table.window.current is not None
        assert table.window.current.key == COUNT - 1
        await press(pilot, "up", "home")
        assert "1 / 5,000" in screen_text(app)


async def test_options_are_done_together_in_the_order_of_typing(tmp_path: Path) -> None:
    app, screen = app_of(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "down", "5", "down", "2", "pagedown", "2", "2", "enter")
        assert screen.chosen == [("5", 1), ("2", 2)]
        await press(pilot, "home", "5", "escape", "enter")
        assert screen.opened == [0]


async def test_filters_combine_are_told_in_words_and_saved_under_a_number(tmp_path: Path) -> None:
    app, _ = app_of(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f4", "2", "2")
        await press(pilot, "f4", "1")
        await press(pilot, *"03-", "enter")
        assert "筛选：语言=Tiếng Việt · 房号=03-" in screen_text(app)
        assert "1 / 33" in screen_text(app)
        await press(pilot, "f4", "4")
        assert "语言↑" in screen_text(app)
        await press(pilot, "f4", "4")
        assert "语言↓" in screen_text(app)
        await press(pilot, "f4", "6", *"越南", "enter")
        await press(pilot, "f4")
        assert isinstance(app.screen, Choose)
        assert app.screen.options[0].label == "越南"
        await press(pilot, "6")
        assert "1 / 5,000" in screen_text(app)
        await press(pilot, "f4", "1")
        assert "越南  筛选：" in screen_text(app)
    (kept,) = load_settings(app.home.settings_file)[0].views["units"]
    assert kept == SavedView("越南", (("language", "vi"), ("room", "03-")), "language", descending=True)


async def test_a_jump_says_the_exact_position(tmp_path: Path) -> None:
    app, screen = app_of(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+g", *"31-50", "enter")
        table = screen.query_one(Table)
        assert table.window.current is not None
        assert table.window.current.cells[0] == "31-5001"
        assert "3,151 / 5,000" in screen_text(app)
        await press(pilot, "up")
        assert "3,150 / 5,000" in screen_text(app)


async def test_a_change_is_read_again_under_the_cursor(tmp_path: Path) -> None:
    app, screen = app_of(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "pagedown", "pagedown", "down")
        table = screen.query_one(Table)
        assert table.window.current is not None
        key = table.window.current.key
        screen.units.rows = [row for row in screen.units.rows if row["id"] != int(str(key)) + 1]
        table.reload()
        await settle(pilot)
        assert table.window.current.key == key
        assert "/ 4,999" in screen_text(app)
        assert str(screen.units.rows[int(str(key)) + 1]["room"]) in screen_text(app)


async def test_the_language_changes_and_the_place_stays(tmp_path: Path) -> None:
    app, screen = app_of(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "pagedown", "pagedown", "2", "ctrl+l")
        table = screen.query_one(Table)
        assert table.window.position == 2 * table.window.height + 1
        assert len(table.marks) == 1
        assert "Sắp" in screen_text(app) or "theo Số căn hộ" in screen_text(app)


async def test_an_empty_list_says_so_and_every_key_is_harmless(tmp_path: Path) -> None:
    app, screen = app_of(tmp_path)
    screen.units.rows = []
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "没有记录" in screen_text(app)
        assert "0 / 0" in screen_text(app)
        await press(pilot, "down", "pagedown", "end", "home", "2", "enter", "escape")
        assert screen.opened == []
