"""Workbooks come in at the counter: chosen, previewed, taken in, taken back."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlmodel import col, select
from tests.reception.ground import (
    Ground,
    app_of,
    ask,
    counter_at,
    data_of,
    elsewhere,
    form,
    notice,
    press,
    show,
    write,
)
from tests.ui.conftest import Seen, screen_text, settle
from textual.pilot import Pilot

from deskapp.desks.reception.files import find_places
from deskapp.desks.reception.screens import imports
from deskapp.desks.reception.screens.batches import BatchesScreen
from deskapp.desks.reception.screens.import_options import ImportOptions
from deskapp.desks.reception.screens.import_preview import ImportPreview
from deskapp.desks.reception.screens.imports import ImportScreen
from deskapp.locale import Language
from deskapp.office.customer.actions import edit_customer
from deskapp.office.customer.model import Customer
from deskapp.office.customer.queries import get_customer_draft
from deskapp.office.property.actions import add_project
from deskapp.office.property.model import Unit
from deskapp.sheets.importing import Importer
from deskapp.store.work import Work
from deskapp.ui.dialogs import Choose, Confirm
from deskapp.ui.inputs import DeskInput
from deskapp.ui.listing import Listing

CUSTOMERS = (
    "姓名,证件号码,手机,客户类别,楼盘口味\n"
    "王小明,500108199912313057,13700137000,业主,a\n"
    "李静,,13911112222,业主,b\n"
    "赵六,123,13600136000,租户,c\n"
    "[/b],,13600136001,租户,d\n"
)
UNITS = "楼栋,单元,房号,用途,建筑面积\n3,2,1502,住宅,88.50\n3,2,1503,住宅,90\n"


def put(ground: Ground, name: str, text: str, age: int = 0) -> Path:
    ground.home.inbox.mkdir(exist_ok=True)
    path = ground.home.inbox / name
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1_790_000_000 - age, 1_790_000_000 - age))
    return path


def names(pilot: Pilot[int]) -> set[str]:
    return set(ask(pilot, lambda reader: list(reader.session.exec(select(Customer.name)))))


async def preview(pilot: Pilot[int], name: str, kind: str) -> list[Any]:
    answers = await show(pilot, ImportScreen())
    await write(pilot, name)
    await press(pilot, "enter", kind)
    return answers


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_an_import_looks_so(ground: Ground, seen: Seen, language: Language) -> None:
    path = put(ground, "客户名单.csv", CUSTOMERS)
    async with counter_at(ground, language) as pilot:
        await show(pilot, ImportPreview("customers", path))
        await seen(pilot)
        await press(pilot, "down")
        await seen(pilot)
        await press(pilot, "f2")
        await seen(pilot)


async def test_a_preview_counts_and_writes_nothing(ground: Ground) -> None:
    put(ground, "客户名单.csv", CUSTOMERS)
    async with counter_at(ground) as pilot:
        await preview(pilot, "客户", "2")
        assert isinstance(pilot.app.screen, ImportPreview)
        text = " ".join(screen_text(pilot.app).split())
        assert "共 4 行：新增 2，更新 0，无变化 0，拒收 2" in text
        assert "没有用到的列：楼盘口味" in text
        assert "手机 = 手机" in text
        assert "请按 F2 把“更新”设为是" in text
        assert names(pilot) == {"张三丰", "李静"}


async def test_what_is_good_goes_in_and_the_rest_into_a_workbook(ground: Ground) -> None:
    put(ground, "客户名单.csv", CUSTOMERS)
    async with counter_at(ground) as pilot:
        answers = await preview(pilot, "客户", "2")
        await press(pilot, "ctrl+s")
        assert names(pilot) == {"张三丰", "李静", "王小明", "[/b]"}
        text = "".join(screen_text(pilot.app).split())
        assert "批次DR-20261122-0001" in text
        (rejects,) = ground.home.exports.glob("rejects-*.xlsx")
        assert rejects.name in text
        # once is enough
        await press(pilot, "ctrl+s", "escape", "escape")
        assert answers == [True]
        assert names(pilot) == {"张三丰", "李静", "王小明", "[/b]"}


async def test_what_is_stored_is_written_over_only_when_asked(ground: Ground) -> None:
    put(ground, "客户名单.csv", CUSTOMERS)
    async with counter_at(ground) as pilot:
        await preview(pilot, "客户", "2")
        await press(pilot, "f2", "down", "2", "ctrl+s")
        text = " ".join(screen_text(pilot.app).split())
        assert "更新已有资料" in text
        assert "新增 2，更新 1，无变化 0，拒收 1" in text
        await press(pilot, "ctrl+s")
        category = select(Customer.category).where(col(Customer.id) == ground.li)
        assert ask(pilot, lambda reader: reader.session.exec(category).one()) == "owner"


async def test_the_project_is_asked_for_where_the_file_names_none(ground: Ground) -> None:
    elsewhere(ground, lambda work: add_project(work, "滨江贰号"))
    path = put(ground, "units.csv", UNITS)
    async with counter_at(ground) as pilot:
        await show(pilot, ImportPreview("units", path))
        assert isinstance(pilot.app.screen, ImportOptions)
        await write(pilot, "滨江")
        await press(pilot, "enter", "ctrl+s")
        assert isinstance(pilot.app.screen, ImportPreview)
        assert "新增 2" in screen_text(pilot.app)
        await press(pilot, "ctrl+s")
        rooms = ask(pilot, lambda reader: set(reader.session.exec(select(Unit.room))))
        assert rooms == {"1501", "1502", "1503"}


async def test_options_that_make_no_sense_are_refused(ground: Ground) -> None:
    path = put(ground, "客户名单.csv", CUSTOMERS)
    async with counter_at(ground) as pilot:
        await show(pilot, ImportPreview("customers", path))
        await press(pilot, "f2")
        for name, typed in (("header", "x"), ("maps", "户主="), ("encoding", "klingon")):
            form(pilot).focus_field(name)
            await press(pilot, "ctrl+u")
            await write(pilot, typed)
            await press(pilot, "ctrl+s")
            assert isinstance(pilot.app.screen, ImportOptions)
            assert form(pilot).focused_field == name
            await press(pilot, "ctrl+u")
        form(pilot).focus_field("maps")
        await write(pilot, "楼盘口味=note；姓名=name")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, ImportPreview)
        assert pilot.app.screen.options.maps == (("楼盘口味", "note"), ("姓名", "name"))


async def test_a_file_that_is_none_says_what_to_do(ground: Ground) -> None:
    path = put(ground, "notes.xlsx", "this is no workbook")
    async with counter_at(ground) as pilot:
        await show(pilot, ImportPreview("customers", path))
        assert "✗" in screen_text(pilot.app)
        assert "按 F2 改选项" in screen_text(pilot.app)
        assert "^S" not in screen_text(pilot.app)


@pytest.mark.usefixtures("impatient")
async def test_the_clerk_goes_on_while_a_file_goes_in(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file stands still in the middle until the clerk has gone elsewhere."""
    path = put(ground, "客户名单.csv", CUSTOMERS)
    going, left = Event(), Event()
    walk = Importer.apply

    def slow(self: Any, source: Any, outcome: Any, progress: Any, options: Any) -> None:
        going.set()
        assert left.wait(30)
        walk(self, source, outcome, progress, options)

    monkeypatch.setattr(Importer, "apply", slow)
    app = app_of(ground)
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            await show(pilot, ImportPreview("customers", path))
            await pilot.press("ctrl+s")
            await pilot.pause()
            assert going.wait(30)
            text = screen_text(app)
            assert "可以离开此界面" in text
            assert "导入 1" in text
            await pilot.press("escape")
            await pilot.pause()
            assert not isinstance(app.screen, ImportPreview)
            # a second one has to wait
            app.push_screen(second := ImportPreview("units", put(ground, "units.csv", UNITS)))
            while second.outcome is None:
                await pilot.pause()
            await pilot.press("ctrl+s")
            await pilot.pause()
            assert "请等它完成" in notice(pilot)
            left.set()
            await settle(pilot)
            assert "客户名单.csv 已导入：共 4 行：新增 2" in notice(pilot)
            assert "导入 1" not in screen_text(app)
    finally:
        left.set()
        data_of(app).close()
    assert app.fault is None


async def test_a_batch_is_taken_back(ground: Ground) -> None:
    path = put(ground, "客户名单.csv", CUSTOMERS)
    async with counter_at(ground) as pilot:
        await show(pilot, ImportPreview("customers", path))
        await press(pilot, "ctrl+s", "escape")
        answers = await show(pilot, BatchesScreen())
        assert "DR-20261122-0001" in screen_text(pilot.app)
        await press(pilot, "delete")
        assert isinstance(pilot.app.screen, Confirm)
        await press(pilot, "enter")
        assert names(pilot) == {"张三丰", "李静"}
        assert "撤回新增 2 条" in notice(pilot)
        assert "已撤销" in screen_text(pilot.app)
        await press(pilot, "delete", "escape")
        assert answers == [True]


async def test_what_was_edited_since_is_named_and_kept(ground: Ground) -> None:
    path = put(ground, "客户名单.csv", CUSTOMERS)

    def correct(work: Work) -> None:
        wang = work.session.exec(select(Customer.id).where(Customer.name == "王小明")).one()
        draft, version = get_customer_draft(work, wang or 0)
        edit_customer(work, wang or 0, draft.__class__(draft.name, phone="13500005555"), seen=version)

    async with counter_at(ground) as pilot:
        await show(pilot, ImportPreview("customers", path))
        await press(pilot, "ctrl+s", "escape")
        elsewhere(ground, correct)
        await show(pilot, BatchesScreen())
        await press(pilot, "delete", "enter")
        assert isinstance(pilot.app.screen, Confirm)
        assert "王小明" in screen_text(pilot.app)
        assert names(pilot) == {"张三丰", "李静", "王小明", "[/b]"}
        await press(pilot, "escape")
        assert names(pilot) == {"张三丰", "李静", "王小明", "[/b]"}
        await press(pilot, "delete", "enter", "enter")
        assert names(pilot) == {"张三丰", "李静", "王小明"}
        assert "部分撤销" in screen_text(pilot.app)


async def test_the_newest_file_comes_first_and_what_is_copied_waits(ground: Ground) -> None:
    put(ground, "old.csv", UNITS, age=500)
    put(ground, "new.csv", UNITS)
    for name in ("~$new.xlsx", "half.xlsx.part", ".hidden.csv", "letter.docx"):
        put(ground, name, "x")
    assert [place.path.name for place in find_places(ground.home.inbox, "")] == ["new.csv", "old.csv"]
    async with counter_at(ground) as pilot:
        await show(pilot, ImportScreen())
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, Choose)
        assert "new.csv" in screen_text(pilot.app)


async def test_a_path_is_completed_by_tab(ground: Ground, tmp_path: Path) -> None:
    folder = tmp_path / "共享 盘" / "销售部"
    folder.mkdir(parents=True)
    (folder / "房源.csv").write_text(UNITS, encoding="utf-8")
    async with counter_at(ground) as pilot:
        await show(pilot, ImportScreen())
        box = pilot.app.screen.query_one(DeskInput)
        await write(pilot, f"{tmp_path}/共")
        await press(pilot, "tab")
        assert box.value == f"{tmp_path}/共享 盘/"
        await press(pilot, "enter")
        assert box.value == f"{folder}/"
        await press(pilot, "enter", "1")
        assert isinstance(pilot.app.screen, ImportPreview)
        assert pilot.app.screen.path == folder / "房源.csv"


@pytest.mark.parametrize("text", ["/proc/1/root/", "~nobody-here/x", "/\x00/", "//", "~", "no such", "/" + "长" * 5000])
def test_any_path_can_be_typed(tmp_path: Path, text: str) -> None:
    find_places(tmp_path / "inbox", text)


async def test_an_empty_inbox_says_what_to_do(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        await show(pilot, ImportScreen())
        assert "把文件放进收件夹" in screen_text(pilot.app)
        assert pilot.app.screen.query_one(Listing).current is None
        await press(pilot, "enter", "tab")
        assert isinstance(pilot.app.screen, ImportScreen)


async def test_a_fast_clerk_presses_enter_before_the_files_are_there(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(ground, "units.csv", UNITS)
    found = Event()

    def slow(inbox: Path, text: str) -> Any:
        assert found.wait(30)
        return find_places(inbox, text)

    monkeypatch.setattr(imports, "find_places", slow)
    async with counter_at(ground) as pilot:
        pilot.app.push_screen(ImportScreen())
        await pilot.pause()
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, ImportScreen)
        found.set()
        await settle(pilot)
        assert isinstance(pilot.app.screen, Choose)
