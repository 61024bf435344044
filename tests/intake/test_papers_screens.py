"""The checklist of a case, key by key."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.intake.desk import NOW, Ground, form, notice, press, write
from tests.intake.papers_ground import camera, checklist, cursor, line_of, papers_of, picture, printed, states
from tests.messages.letters_ground import text_of
from tests.ui.conftest import Seen, screen_text

from deskapp.locale import Language
from deskapp.papers.files import list_stored


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
        await press(pilot, "down", "down", "enter", "1", "enter")
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


async def test_a_picture_of_what_is_promised_leaves_the_promise(ground: Ground, tmp_path: Path) -> None:
    async with checklist(ground) as (pilot, case_id, _):
        camera(pilot, tmp_path / "camera")
        picture(tmp_path / "camera", "IMG_1.jpg", NOW - timedelta(hours=1))
        await press(pilot, "3")
        await write(pilot, "+7")
        await press(pilot, "enter", "up", "f5")
        line = line_of(pilot, case_id, "application")
        assert line.paper is not None
        assert (line.state, line.promised_on, line.paper.files) == ("promised", date(2026, 11, 29), 1)
        await press(pilot, "1")
        line = line_of(pilot, case_id, "application")
        assert line.paper is not None
        assert (line.state, line.paper.kind, line.paper.files) == ("original", "original", 1)
