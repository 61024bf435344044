"""The long lists: read page by page, filtered in words, saved under a number, left by Enter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.overview.riverside import SIZE, counter_on, labels, press, write
from tests.ui.conftest import Seen, screen_text, settle
from textual.pilot import Pilot

from deskapp.casework.screens.long_list import OfficeSource, RecordTable
from deskapp.locale import words
from deskapp.overview.screens.customer import CustomerScreen
from deskapp.overview.screens.lists import CustomerList, ParcelList, UnitList
from deskapp.overview.screens.sources import CustomerSource, ParcelSource, UnitSource
from deskapp.overview.screens.unit import UnitScreen
from deskapp.settings import SavedView, load_settings
from deskapp.ui.columns import Row
from deskapp.ui.dialogs import Choose
from deskapp.ui.shell import DeskApp

LISTS = {"1": UnitList, "2": CustomerList, "3": ParcelList}


async def open_list(pilot: Pilot[int], figure: str) -> None:
    await press(pilot, "f8", figure)


def table(app: DeskApp) -> RecordTable:
    return app.screen.query_one(RecordTable)


def first_cells(app: DeskApp) -> list[str]:
    return [row.cells[0] for row in table(app).window.shown()]


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
@pytest.mark.parametrize("figure", LISTS)
async def test_the_pictures_of_the_lists(home: Path, seen: Seen, language: str, figure: str) -> None:
    app = counter_on(home, language)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f8")
        assert isinstance(app.screen, Choose)
        await press(pilot, figure)
        assert isinstance(app.screen, LISTS[figure])
        await seen(pilot)


async def test_enter_opens_and_the_list_stands_where_it_was(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await open_list(pilot, "1")
        await press(pilot, "end", "up", "up")
        row = table(app).window.current
        assert row is not None
        await press(pilot, "enter")
        assert isinstance(app.screen, UnitScreen)
        assert app.screen.title_text() == row.cells[0]
        await press(pilot, "f3")
        assert table(app).window.current == row
        assert "59 / 61" in screen_text(app)


async def test_a_filter_in_words_is_saved_and_taken_by_its_number(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await open_list(pilot, "1")
        await press(pilot, "f4", "2", "3")
        assert "销售状态=已售" in screen_text(app)
        assert first_cells(app) == ["3-2-1501"]
        await press(pilot, "f4", "9")
        await press(pilot, *"abc", "enter")
        await press(pilot, "f3")
        await open_list(pilot, "1")
        assert len(first_cells(app)) > 10
        await press(pilot, "f4", "1")
        assert first_cells(app) == ["3-2-1501"]
        assert "abc" in screen_text(app)
    saved = load_settings(app.home.settings_file)[0].views["unit"]
    assert [(view.name, view.filters) for view in saved] == [("abc", (("sale_state", "sold"),))]


async def test_building_and_project_are_typed(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await open_list(pilot, "1")
        table(app).show_view(SavedView("", (("building", "地下车库"),)))
        await settle(pilot)
        assert first_cells(app) == ["地下车库-B1-044"]
        table(app).show_view(SavedView("", (("project", "滨江"), ("building", "3栋"))))
        await settle(pilot)
        assert table(app).total == 60
        table(app).show_view(SavedView("", (("project", "没有"),)))
        await settle(pilot)
        assert "没有符合筛选条件的记录" in screen_text(app)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("3-2", "3-2-101"),
        ("3-2-15", "3-2-1501"),
        ("3-1-15", "3-1-1501"),
        ("3 2 1402", "3-2-1402"),
        ("9", "地下车库-B1-044"),
    ],
)
async def test_jumping_to_a_room(home: Path, typed: str, first: str) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await open_list(pilot, "1")
        await press(pilot, "ctrl+g")
        await write(pilot, typed)
        await press(pilot, "enter")
        current = table(app).window.current
        assert (current.cells[0] if current else "") == first


async def test_lists_in_the_order_of_entry_are_not_jumped_in(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await open_list(pilot, "2")
        assert "定位" not in labels(app)
        assert "最新的在前" in screen_text(app)
        assert "李静" in first_cells(app)[0]


async def test_several_rows_are_shown_one_after_the_other(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await open_list(pilot, "2")
        names = first_cells(app)
        await press(pilot, "5", "down", "down", "5", "enter")
        assert isinstance(app.screen, CustomerScreen)
        assert app.screen.title_text() == names[0]
        await press(pilot, "f3")
        assert app.screen.title_text() == names[2]
        await press(pilot, "f3")
        assert isinstance(app.screen, CustomerList)


async def test_the_language_changes_in_a_list(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await open_list(pilot, "1")
        await press(pilot, "down", "ctrl+l")
        assert "Số căn hộ" in screen_text(app)
        assert "98,76 m²" in screen_text(app)
        current = table(app).window.current
        assert current is not None
        assert current.cells[0] == "3-1-102"


@pytest.mark.parametrize("kind", [UnitSource, CustomerSource, ParcelSource])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("page", [2, 7, 100])
async def test_every_row_is_met_once_in_either_direction(
    home: Path, kind: type[OfficeSource[Any, Any]], descending: bool, page: int
) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        source, view = kind(words("zh")), SavedView("", descending=descending)
        data = app.wiring.opened  # type: ignore[attr-defined]
        forward: list[Row] = []
        rows = list(source.page(data, view, page, after=(), before=None))
        while rows:
            forward += rows
            rows = list(source.page(data, view, page, after=rows[-1].at, before=None))
        backward: list[Row] = []
        rows = list(source.page(data, view, page, after=None, before=()))
        while rows:
            backward[:0] = rows
            rows = list(source.page(data, view, page, after=None, before=rows[0].at))
        assert forward == backward
        assert len({row.key for row in forward}) == len(forward) == source.count(data, view)
        assert [source.rank(data, view, row.at) for row in forward[:5]] == [0, 1, 2, 3, 4][: len(forward)]


async def test_numbers_are_masked_in_the_list(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=(140, 30)) as pilot:
        await open_list(pilot, "2")
        text = screen_text(app)
        assert "139****5678" in text
        assert "110105********1172" in text
        assert "13912345678" not in text
        assert "110105198504121172" not in text
