"""The checklist and the originals of a case, key by key."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.intake.desk import NOW, Ground, at_desk, data_of, form, notice, press, show, write
from tests.messages.letters_ground import text_of
from tests.ui.conftest import Seen, screen_text
from textual.pilot import Pilot

from deskapp.cases.opening import CaseDraft, open_case
from deskapp.cases.page import PaperLine
from deskapp.cases.papers import add_paper_line
from deskapp.desks.intake.case_papers import CasePapers, get_case_papers
from deskapp.desks.intake.screens.papers import PapersScreen
from deskapp.desks.intake.screens.papers_cabinet import CabinetScreen, OutScreen
from deskapp.desks.intake.screens.papers_custody import CaseOriginals
from deskapp.desks.intake.screens.papers_moves import MovesScreen
from deskapp.locale import Language
from deskapp.papers.files import list_stored
from deskapp.papers.queries import find_drift, list_files, list_moves
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.ui.listing import Listing
from deskapp.ui.shell import DeskApp
from deskapp.wiring import Opened

PROCEDURE = """
format = 1
id = "boat"
name = {zh = "渔船过户", vi = "Sang tên tàu cá", en = "Transfer of a boat"}
country = "CN"
prefix = "YC"
subject = "none"
source = "for tests"
[[steps]]
id = "take_in"
kind = "verification"
name = {zh = "收件", vi = "Tiếp nhận", en = "Take in"}
department = "reception"
[[papers]]
code = "application"
name = {zh = "申请书", vi = "Đơn đăng ký", en = "Application"}
form = "01/ĐK"
[[papers]]
code = "identity"
name = {zh = "身份证", vi = "Căn cước công dân", en = "Identity card"}
copies = "copy"
[[papers]]
code = "title"
name = {zh = "船舶所有权证书", vi = "Giấy chứng nhận quyền sở hữu tàu cá", en = "Certificate of ownership"}
hint = {zh = "核对证号", vi = "Đối chiếu số", en = "Compare the number"}
[[papers]]
code = "photos"
name = {zh = "照片", vi = "Ảnh", en = "Photos"}
copies = "any"
count = 2
[[papers]]
code = "marriage"
name = {zh = "结婚证", vi = "Giấy đăng ký kết hôn", en = "Marriage certificate"}
required = false
"""


def data(pilot: Pilot[int]) -> Opened:
    assert isinstance(pilot.app, DeskApp)
    return data_of(pilot.app)


def open_matter(pilot: Pilot[int], customer: int | None, **more: Any) -> int:
    opened = data(pilot)

    def begin(work: Work) -> int:
        draft = CaseDraft("boat", customer_id=customer, language="zh", **more)
        return record_id(open_case(work, opened.engine.procedures, draft))

    return opened.write("test.open", begin, NOW)


@asynccontextmanager
async def checklist(
    ground: Ground, language: Language = "zh", now: datetime = NOW
) -> AsyncIterator[tuple[Pilot[int], int, list[Any]]]:
    """A case of 张三丰 with its checklist open."""
    (ground.home.procedures / "boat.toml").write_text(PROCEDURE, encoding="utf-8")
    async with at_desk(ground, language, now=now) as pilot:
        case_id = open_matter(pilot, ground.zhang)
        answers = await show(pilot, PapersScreen(case_id))
        yield pilot, case_id, answers


def papers_of(pilot: Pilot[int], case_id: int) -> CasePapers:
    return data(pilot).store.read(lambda reader: get_case_papers(reader, case_id, "zh", NOW.date()))


def states(pilot: Pilot[int], case_id: int) -> dict[str, str]:
    return {line.code: line.state for line in papers_of(pilot, case_id).lines}


def line_of(pilot: Pilot[int], case_id: int, code: str) -> PaperLine:
    return next(line for line in papers_of(pilot, case_id).lines if line.code == code)


def printed(ground: Ground) -> list[Path]:
    return sorted(ground.home.print_folder.glob("*.docx"))


def cursor(pilot: Pilot[int]) -> object:
    row = pilot.app.screen.query_one(Listing).current
    return row.key if row else None


def camera(pilot: Pilot[int], folder: Path) -> None:
    app = pilot.app
    assert isinstance(app, DeskApp)
    folder.mkdir(exist_ok=True)
    app.settings = replace(app.settings, camera_folder=str(folder))


def picture(folder: Path, name: str, at: datetime, content: bytes = b"picture") -> None:
    (folder / name).write_bytes(content)
    os.utime(folder / name, (at.timestamp(),) * 2)


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_checklist_and_the_originals_look_so(ground: Ground, seen: Seen, language: Language) -> None:
    async with checklist(ground, language) as (pilot, _, _):
        await seen(pilot)
        await press(pilot, "1", "2", "3")
        await write(pilot, "+7")
        await press(pilot, "enter")
        await seen(pilot)
        await press(pilot, "8", "2", "5", "enter")
        await write(pilot, "[/b]工商银行")
        await seen(pilot)
        await press(pilot, "ctrl+s")
        await seen(pilot)
        await press(pilot, "enter")
        await seen(pilot)


async def test_everything_there_is_one_key(ground: Ground) -> None:
    async with checklist(ground) as (pilot, case_id, answers):
        await press(pilot, "f8")
        assert states(pilot, case_id) == {
            "application": "original",
            "identity": "copy",
            "title": "original",
            "photos": "copy",
            "marriage": "missing",
        }
        assert line_of(pilot, case_id, "photos").copies == 2
        assert "已收齐" in screen_text(pilot.app)
        assert [paper.name for paper in papers_of(pilot, case_id).originals] == ["申请书", "船舶所有权证书"]
        await press(pilot, "f3")
        assert answers == [True]


async def test_exceptions_are_one_key_each_and_the_cursor_goes_on(ground: Ground) -> None:
    async with checklist(ground) as (pilot, case_id, _):
        assert cursor(pilot) == "application"
        await press(pilot, "3")
        await write(pilot, "1130")
        await press(pilot, "enter")
        assert cursor(pilot) == "identity"
        await press(pilot, "4", "5")
        await write(pilot, "同一登记处存有")
        await press(pilot, "enter")
        assert cursor(pilot) == "photos"
        await press(pilot, "f8")
        assert states(pilot, case_id) == {
            "application": "promised",
            "identity": "checked",
            "title": "waived",
            "photos": "copy",
            "marriage": "missing",
        }
        assert line_of(pilot, case_id, "application").promised_on == date(2026, 11, 30)
        assert line_of(pilot, case_id, "title").reason == "同一登记处存有"
        # what was promised comes, with one key
        await press(pilot, "f8")
        assert states(pilot, case_id)["application"] == "original"


async def test_fast_keys_each_find_their_own_line(ground: Ground) -> None:
    async with checklist(ground) as (pilot, case_id, _):
        await pilot.press("1", "2", "1", "2")
        await press(pilot)
        assert list(states(pilot, case_id).values()) == ["original", "copy", "original", "copy", "missing"]


async def test_a_day_that_is_gone_is_refused_in_words(ground: Ground) -> None:
    async with checklist(ground) as (pilot, case_id, _):
        await press(pilot, "3")
        await write(pilot, "2026-11-01")
        await press(pilot, "enter")
        assert states(pilot, case_id)["application"] == "missing"
        assert "2026-11-01" in notice(pilot)
        await press(pilot, "1")
        assert states(pilot, case_id)["application"] == "original"


async def test_a_mistake_is_corrected_and_the_original_was_never_here(ground: Ground) -> None:
    async with checklist(ground) as (pilot, case_id, _):
        await press(pilot, "1", "up", "0")
        assert states(pilot, case_id)["application"] == "missing"
        paper = line_of(pilot, case_id, "application").paper
        assert paper is not None
        assert paper.holder == "void"
        assert papers_of(pilot, case_id).originals == []


async def test_the_form_says_everything_at_its_time(ground: Ground) -> None:
    async with checklist(ground, now=NOW + timedelta(days=1)) as (pilot, case_id, _):
        await press(pilot, "down", "down", "enter", "4", "enter")
        await write(pilot, "渝船(2020)7")
        await press(pilot, "enter")
        await write(pilot, "A-3")
        await press(pilot, "f5")
        assert "happened_at" in form(pilot).rows
        form(pilot).focus_field("happened_at")
        await write(pilot, "1122 16:30")
        await press(pilot, "ctrl+s")
        line = line_of(pilot, case_id, "title")
        assert line.paper is not None
        assert (line.state, line.paper.number, line.paper.shelf) == ("original", "渝船(2020)7", "A-3")
        assert line.paper.since == NOW.replace(hour=16, minute=30)


async def test_a_paper_that_the_procedure_does_not_know(ground: Ground) -> None:
    async with checklist(ground) as (pilot, case_id, _):
        await press(pilot, "f2")
        await write(pilot, "=SUM(A1)[/b]\u202e继承公证书")
        await press(pilot, "ctrl+s")
        line = papers_of(pilot, case_id).lines[-1]
        assert (line.name, line.required, line.state) == ("=SUM(A1)[/b]继承公证书", True, "missing")
        assert "=SUM(A1)[/b]继承公证书" in screen_text(pilot.app)


async def test_the_newest_picture_shows_the_paper_and_a_missing_one_is_here_as_a_copy(
    ground: Ground, tmp_path: Path
) -> None:
    folder = tmp_path / "camera"
    async with checklist(ground) as (pilot, case_id, _):
        await press(pilot, "down", "f5")
        assert "F12" in notice(pilot)
        camera(pilot, folder)
        await press(pilot, "f5")
        assert "没有文件" in notice(pilot)
        picture(folder, "IMG_1.jpg", NOW - timedelta(minutes=9), b"old")
        picture(folder, "IMG_2[b].jpg", NOW - timedelta(minutes=1))
        picture(folder, "IMG_3.jpg.part", NOW)
        await press(pilot, "f5")
        assert "IMG_2[b].jpg" in notice(pilot)
        line = line_of(pilot, case_id, "identity")
        assert line.paper is not None
        assert (line.state, line.paper.kind, line.paper.files) == ("copy", "copy", 1)
        assert len(list(list_stored(ground.home.files))) == 1
        await press(pilot, "f5")
        assert "无需再附" in notice(pilot)
        picture(folder, "IMG_4.jpg", NOW)
        await press(pilot, "f5")
        assert "还在写入" in notice(pilot)


async def test_the_slip_lists_all_at_once_and_a_second_one_is_asked_about(ground: Ground) -> None:
    async with checklist(ground) as (pilot, case_id, _):
        await press(pilot, "2", "3")
        await write(pilot, "+7")
        await press(pilot, "enter", "9")
        (first,) = printed(ground)
        said = text_of(first)
        assert all(name in said for name in ("一次性告知", "申请书", "身份证", "船舶所有权证书", "照片", "2026-11-29"))
        assert "结婚证" not in said
        assert [line.slips for line in papers_of(pilot, case_id).lines] == [1, 1, 1, 1, 0]
        assert "已告知 1 次" in screen_text(pilot.app)
        await press(pilot, "9")
        assert "1 次一次性告知单" in screen_text(pilot.app)
        await press(pilot, "escape")
        assert papers_of(pilot, case_id).slips == 1
        await press(pilot, "9", "enter")
        assert papers_of(pilot, case_id).slips == 2
        assert len(printed(ground)) == 2


async def test_a_borrower_signs_a_slip(ground: Ground) -> None:
    async with checklist(ground) as (pilot, _, _):
        await press(pilot, "1", "8", "2", "2", "enter")
        await write(pilot, "税务二所")
        await press(pilot, "enter")
        await write(pilot, "+3")
        await press(pilot, "enter")
        await write(pilot, "核税{{ secret }}")
        await press(pilot, "ctrl+s", "9")
        (slip,) = printed(ground)
        said = text_of(slip)
        assert all(text in said for text in ("原件借出单", "税务二所", "2026-11-25", "核税{{ secret }}", "申请书"))


async def test_all_originals_go_back_with_one_key_and_a_name(ground: Ground) -> None:
    async with checklist(ground) as (pilot, case_id, _):
        await press(pilot, "f8", "8", "4")
        assert "张三丰" in screen_text(pilot.app)
        await press(pilot, "enter")
        (slip,) = printed(ground)
        said = text_of(slip)
        assert "原件领取签收单" in said
        assert "申请书" in said
        assert "船舶所有权证书" in said
        assert said.count("张三丰") >= 3
        assert papers_of(pilot, case_id).originals == []
        titles = [line.paper for line in papers_of(pilot, case_id).lines if line.paper is not None]
        assert {(paper.holder, paper.holder_name) for paper in titles} == {("customer", "张三丰")}
        await press(pilot, "f3")
        assert isinstance(pilot.app.screen, PapersScreen)


async def test_an_original_is_lent_comes_back_gets_lost_and_is_found(ground: Ground) -> None:
    async with checklist(ground) as (pilot, case_id, _):
        await press(pilot, "1", "8", "2", "5")
        form(pilot).focus_field("to_name")
        await write(pilot, "法院 3 庭")
        await press(pilot, "enter")
        await write(pilot, "+5")
        await press(pilot, "ctrl+s")
        paper = line_of(pilot, case_id, "application").paper
        assert paper is not None
        assert (paper.holder, paper.holder_name, paper.due_back) == ("survey", "法院 3 庭", date(2026, 11, 27))
        await press(pilot, "3")
        await write(pilot, "B-7")
        await press(pilot, "enter", "6")
        form(pilot).focus_field("note")
        await write(pilot, "搬柜后不见")
        await press(pilot, "enter")
        await write(pilot, "补证")
        await press(pilot, "ctrl+s")
        assert "遗失" in screen_text(pilot.app)
        assert papers_of(pilot, case_id).originals[0].next_procedure == "补证"
        await press(pilot, "7", "enter")
        moves = data(pilot).store.read(lambda reader: list_moves(reader, paper.id))
        assert [(move.kind, move.shelf) for move in moves] == [
            ("taken_in", ""),
            ("moved", ""),
            ("moved", "B-7"),
            ("lost", ""),
            ("found", "B-7"),
        ]
        assert not data(pilot).store.read(lambda reader: list(find_drift(reader)))


async def test_a_whole_dossier_lies_on_one_shelf(ground: Ground) -> None:
    async with checklist(ground) as (pilot, case_id, _):
        await press(pilot, "f8", "8", "0")
        await write(pilot, "C-12")
        await press(pilot, "enter")
        assert [paper.shelf for paper in papers_of(pilot, case_id).originals] == ["C-12", "C-12"]


async def test_a_move_by_mistake_is_struck_out_with_a_reason(ground: Ground) -> None:
    async with checklist(ground) as (pilot, case_id, _):
        await press(pilot, "1", "8", "1")
        await write(pilot, "Z-9")
        await press(pilot, "enter", "enter")
        assert isinstance(pilot.app.screen, MovesScreen)
        await press(pilot, "end", "delete")
        await write(pilot, "放错")
        await press(pilot, "enter")
        assert "作废" in screen_text(pilot.app)
        paper = line_of(pilot, case_id, "application").paper
        assert paper is not None
        assert paper.shelf == ""
        await press(pilot, "f3", "f3")
        assert isinstance(pilot.app.screen, PapersScreen)


async def test_what_is_out_and_the_evening_count(ground: Ground, tmp_path: Path) -> None:
    async with checklist(ground) as (pilot, _, _):
        await press(pilot, "1", "1", "8", "1")
        await write(pilot, "A-3")
        await press(pilot, "enter", "down", "2", "2")
        form(pilot).focus_field("to_name")
        await write(pilot, "工商银行")
        await press(pilot, "ctrl+s", "f3", "f3")
        await show(pilot, OutScreen())
        assert "工商银行" in screen_text(pilot.app)
        assert len(pilot.app.screen.query_one(Listing).rows) == 1
        camera(pilot, tmp_path / "camera")
        picture(tmp_path / "camera", "slip.png", NOW - timedelta(hours=1))
        await press(pilot, "f5")
        number = int(str(cursor(pilot)))
        assert [file.name for file in data(pilot).store.read(lambda reader: list_files(reader, number))] == ["slip.png"]
        await press(pilot, "f8")
        assert isinstance(pilot.app.screen, CabinetScreen)
        assert "A-3" in screen_text(pilot.app)
        await press(pilot, "enter")
        assert "申请书" in screen_text(pilot.app)


async def test_names_of_any_kind_harm_nothing(ground: Ground) -> None:
    async with checklist(ground) as (pilot, case_id, _):
        names = ("[/b][@click=app.quit]x[/]", "=cmd|' /C calc'!A0", "名" * 200)

        def add(work: Work) -> None:
            for name in names:
                add_paper_line(work, case_id, name)

        data(pilot).write("test.lines", add, NOW + timedelta(minutes=1))
        await press(pilot, "ctrl+l", "ctrl+l", "ctrl+l", "f8", "end", "8", "end")
        lines = screen_text(pilot.app).splitlines()
        assert len(lines) == 24
        assert all(len(line) <= 80 for line in lines)
        screen = CaseOriginals(case_id)
        await show(pilot, screen)
        assert pilot.app.screen is screen


async def test_a_parked_form_comes_back(ground: Ground) -> None:
    async with checklist(ground) as (pilot, _, _):
        await press(pilot, "1", "8", "2", "5", "enter")
        await write(pilot, "测绘院")
        await press(pilot, "f6", "f7")
        assert form(pilot).rows["to_name"].typed == "测绘院"
        assert "申请书" in screen_text(pilot.app)
