"""Fact sheets, the notice board and the register of suggestions: what is kept, and how a clerk reads and writes it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from tests.fixtures_store import TODAY, Counter, open_counter
from tests.overview.riverside import SIZE, Riverside, counter_on, notice, press, write
from tests.ui.conftest import Seen, seen, settle

from deskapp.desks.contracts.knowledge import actions as knowledge
from deskapp.desks.contracts.knowledge.actions import FactDraft, NoteDraft, SuggestionDraft
from deskapp.desks.contracts.knowledge.queries import (
    count_suggestions,
    list_facts,
    list_notes,
    list_suggestions,
)
from deskapp.desks.contracts.knowledge.screens.knowledge import FactSheet, NoticeBoard, SuggestionList
from deskapp.errors import DeskError
from deskapp.office.property.actions import add_project
from deskapp.settings import find_home
from deskapp.store.base import record_id
from deskapp.wiring import indexers, load_tables

__all__ = ["seen"]


@pytest.fixture
def project(counter: Counter) -> int:
    return record_id(counter.do(add_project, "滨江壹号"))


def topics(counter: Counter, project: int) -> list[str]:
    return [row.draft.topic for row in counter.ask(list_facts, project)]


def refusal(counter: Counter, action: Any, *args: Any) -> tuple[str, str | None]:
    with pytest.raises(DeskError) as error:
        counter.do(action, *args)
    return error.value.code, error.value.field


def test_a_fact_sheet_keeps_its_order(counter: Counter, project: int) -> None:
    lines = [record_id(counter.do(knowledge.add_fact, project, FactDraft(topic, "。"))) for topic in "甲乙丙"]
    assert counter.do(knowledge.move_fact, lines[2], -1)
    assert topics(counter, project) == ["甲", "丙", "乙"]
    assert not counter.do(knowledge.move_fact, lines[0], -1)
    assert not counter.do(knowledge.move_fact, lines[1], 1)
    counter.do(knowledge.drop_fact, lines[0])
    counter.do(knowledge.add_fact, project, FactDraft("丁", "最后"))
    assert topics(counter, project) == ["丙", "乙", "丁"]


def test_a_fact_without_words_is_refused_where_it_is_empty(counter: Counter, project: int) -> None:
    assert refusal(counter, knowledge.add_fact, project, FactDraft(" ", "学区")) == ("form.required", "topic")
    assert refusal(counter, knowledge.add_fact, project, FactDraft("学区", "\n ")) == ("form.required", "text")
    assert refusal(counter, knowledge.add_fact, 999, FactDraft("学区", "江北"))[0] == "store.gone"


def test_what_was_saved_meanwhile_is_not_covered(counter: Counter, project: int) -> None:
    fact = counter.do(knowledge.add_fact, project, FactDraft("物业费", "2.8 元"))
    counter.do(knowledge.edit_fact, record_id(fact), FactDraft("物业费", "3.2 元"), 1)
    with pytest.raises(DeskError):
        counter.do(knowledge.edit_fact, record_id(fact), FactDraft("物业费", "2.9 元"), 1)
    assert counter.ask(list_facts, project)[0].draft.text == "3.2 元"


def test_a_fact_says_until_when_it_is_true(counter: Counter, project: int) -> None:
    counter.do(knowledge.add_fact, project, FactDraft("优惠", "九五折", valid_until=TODAY))
    (row,) = counter.ask(list_facts, project)
    assert not row.is_past(TODAY)
    assert row.is_past(TODAY + timedelta(days=1))


def test_a_note_hangs_from_its_first_day_to_its_last(counter: Counter) -> None:
    rate = counter.do(knowledge.add_note, NoteDraft("bank", "公积金利率下调", until=TODAY + timedelta(days=3)))
    counter.do(knowledge.add_note, NoteDraft("tax", "契税新规", since=TODAY - timedelta(days=1)))
    assert [row.draft.title for row in counter.ask(list_notes, TODAY)] == ["公积金利率下调", "契税新规"]
    later = TODAY + timedelta(days=4)
    assert [row.draft.title for row in counter.ask(list_notes, later)] == ["契税新规"]
    assert [row.draft.title for row in counter.ask(list_notes, later, past=True)] == ["公积金利率下调"]
    counter.do(knowledge.take_down, record_id(rate))
    assert [row.draft.title for row in counter.ask(list_notes, TODAY)] == ["契税新规"]
    assert refusal(counter, knowledge.take_down, record_id(rate))[0] == "board.down"
    wrong = NoteDraft("tax", "反了", since=TODAY, until=TODAY - timedelta(days=1))
    assert refusal(counter, knowledge.add_note, wrong) == ("draft.ends_before_start", "until")
    assert refusal(counter, knowledge.add_note, NoteDraft("rumour", "听说")) == ("draft.choice", "topic")


def test_a_suggestion_is_closed_in_words_alone(counter: Counter, project: int) -> None:
    person = counter.customer("张三丰")
    draft = SuggestionDraft("weakness", "车位太少", customer_id=person, project_id=project)
    number = record_id(counter.do(knowledge.add_suggestion, draft))
    counter.do(knowledge.add_suggestion, SuggestionDraft("strength", "绿化好", said_by="路人王先生"))
    assert [(row.who, row.project) for row in counter.ask(list_suggestions)] == [
        ("路人王先生", ""),
        ("张三丰", "滨江壹号"),
    ]
    assert refusal(counter, knowledge.answer_suggestion, number, "adopted", " ") == (
        "suggestion.answer_needed",
        "answer",
    )
    counter.do(knowledge.answer_suggestion, number, "passed_on", "转设计部")
    assert len(counter.ask(list_suggestions)) == 2
    counter.do(knowledge.answer_suggestion, number, "adopted", "二期车位配比改为 1:1.3")
    assert [row.who for row in counter.ask(list_suggestions)] == ["路人王先生"]
    (closed,) = counter.ask(list_suggestions, "adopted")
    assert (closed.answer, closed.draft.said_on) == ("二期车位配比改为 1:1.3", TODAY)
    assert counter.ask(count_suggestions) == {"open": 1, "passed_on": 0, "adopted": 1, "declined": 0}


# ---- at the counter


@pytest.fixture(scope="session")
def well_known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two projects, of which something is known."""
    folder = tmp_path_factory.mktemp("known")
    home = find_home(folder)
    load_tables()
    home.prepare()
    with open_counter(home.database, indexers()) as counter:
        first = record_id(counter.do(add_project, "滨江壹号"))
        counter.do(add_project, "望江府")
        counter.do(
            knowledge.add_fact,
            first,
            FactDraft("学区", "划片江北第二小学，以当年教育局公布为准。", "江北教〔2026〕18 号"),
        )
        counter.do(knowledge.add_fact, first, FactDraft("优惠", "全款九五折", valid_until=TODAY - timedelta(days=1)))
        counter.do(
            knowledge.add_note,
            NoteDraft(
                "bank", "建行提前还贷改为线上预约", "11 月起柜面不再受理，客户用手机银行预约。", "建行重庆分行通知"
            ),
        )
        draft = SuggestionDraft("weakness", "2 栋到车库没有电梯，推婴儿车不便。", "路人王先生", project_id=first)
        counter.do(knowledge.add_suggestion, draft)
    return folder


@pytest.fixture
def known(well_known: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOGNAME", "wangmin")
    return copytree(well_known, tmp_path / "home")


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_pictures_of_what_is_known(known: Path, language: str, seen: Seen) -> None:
    app = counter_on(known, language)
    async with app.run_test(size=SIZE) as pilot:
        for screen in (FactSheet(1), NoticeBoard(), SuggestionList()):
            app.push_screen(screen)
            await settle(pilot)
            await seen(pilot)
            await press(pilot, "enter")
            await seen(pilot)
            await press(pilot, "f3", "f3")


async def test_the_clerk_keeps_the_sheet_in_order(known: Path) -> None:
    app = counter_on(known)
    assert isinstance(app.wiring, Riverside)
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(sheet := FactSheet(1))
        await settle(pilot)
        await press(pilot, "f2")
        await write(pilot, "物业费")
        await press(pilot, "enter")
        await write(pilot, "3.2")
        await press(pilot, "ctrl+s")
        assert notice(app) == "资料已保存。"
        assert [row.draft.topic for row in sheet.rows] == ["学区", "优惠", "物业费"]
        await press(pilot, "end", "1", "1")
        assert [row.draft.topic for row in sheet.rows] == ["物业费", "学区", "优惠"]
        await press(pilot, "end", "delete", "enter")
        assert [row.draft.topic for row in sheet.rows] == ["物业费", "学区"]
        await press(pilot, "f4", "1")
        assert "望江府" in sheet.title_text()
        assert not sheet.rows


async def test_a_note_is_put_up_and_taken_down(known: Path) -> None:
    app = counter_on(known)
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(NoticeBoard())
        await settle(pilot)
        await press(pilot, "f2", "4", "enter")
        await write(pilot, "契税")
        # parked for a caller, and taken up again; the board is opened anew
        await press(pilot, "f6", "f7", "ctrl+s")
        app.push_screen(board := NoticeBoard())
        await settle(pilot)
        assert [row.draft.title for row in board.rows] == ["契税", "建行提前还贷改为线上预约"]
        await press(pilot, "home", "delete")
        assert [row.draft.title for row in board.rows] == ["建行提前还贷改为线上预约"]
        await press(pilot, "f4")
        assert [row.draft.title for row in board.rows] == ["契税"]


async def test_what_becomes_of_a_suggestion_is_noted(known: Path) -> None:
    app = counter_on(known)
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(register := SuggestionList())
        await settle(pilot)
        await press(pilot, "enter", "enter")
        await write(pilot, "转工程部")
        await press(pilot, "ctrl+s")
        assert [(row.state, row.answer) for row in register.rows] == [("passed_on", "转工程部")]
        await press(pilot, "f4", "4")
        assert not register.rows
