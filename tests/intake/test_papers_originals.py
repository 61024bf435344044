"""Where the originals of a case are, key by key."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.intake.desk import NOW, Ground, form, notice, press, show, write
from tests.intake.papers_ground import camera, checklist, cursor, data, line_of, papers_of, picture, printed
from tests.messages.letters_ground import text_of
from tests.ui.conftest import Seen, screen_text

from deskapp.cases.papers import add_paper_line
from deskapp.casework.screens.papers_moves import MovesScreen
from deskapp.desks.intake.screens.papers import PapersScreen
from deskapp.desks.intake.screens.papers_cabinet import CabinetScreen, OutScreen
from deskapp.desks.intake.screens.papers_custody import CaseOriginals
from deskapp.locale import Language
from deskapp.papers.files import list_stored
from deskapp.papers.queries import find_drift, list_files, list_moves
from deskapp.store.work import Work
from deskapp.ui.listing import Listing


@pytest.mark.parametrize("language", ["zh", "vi"])
async def test_forms_and_the_office_s_lists_look_so(ground: Ground, seen: Seen, language: Language) -> None:
    async with checklist(ground, language) as (pilot, _, _):
        await press(pilot, "down", "down", "enter", "1", "f5")
        await seen(pilot)
        await press(pilot, "ctrl+s", "8", "6")
        await seen(pilot)
        form(pilot).focus_field("note")
        await write(pilot, "[/b]")
        await press(pilot, "ctrl+s", "f3", "1", "1")
        await show(pilot, OutScreen())
        await seen(pilot)
        await press(pilot, "f8")
        await seen(pilot)


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


async def test_a_picture_is_taken_out_to_look_at_and_off_the_wrong_paper(ground: Ground, tmp_path: Path) -> None:
    async with checklist(ground) as (pilot, case_id, _):
        camera(pilot, tmp_path / "camera")
        picture(tmp_path / "camera", "IMG=1.jpg", NOW - timedelta(hours=1), b"seen")
        await press(pilot, "1", "up", "f5", "8", "enter", "5", "1")
        copied = ground.home.exports / "ZL-20261122-0001-IMG=1.jpg"
        assert copied.read_bytes() == b"seen"
        assert oct(copied.stat().st_mode & 0o777) == "0o600"
        assert "ZL-20261122-0001-IMG=1.jpg" in notice(pilot)
        for path in list_stored(ground.home.files):
            path.unlink()
        await press(pilot, "5", "1")
        assert "备份" in notice(pilot)
        await press(pilot, "4", "1")
        paper = line_of(pilot, case_id, "application").paper
        assert paper is not None
        assert paper.files == 0
