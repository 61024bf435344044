"""Questions at the counter, logged in a few keys."""

from __future__ import annotations

import pytest
from tests.intake.desk import Ground, at_desk, data_of, form, notice, press, show, write
from tests.ui.conftest import Seen, screen_text

from deskapp.desks.intake.answers import OFFICE_FILE
from deskapp.desks.intake.queries import EnquiryRow, list_enquiries
from deskapp.desks.intake.screens.enquiry import EnquiryForm
from deskapp.locale import Language


def logged(pilot: object) -> list[EnquiryRow]:
    return data_of(pilot.app).store.read(list_enquiries)  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_an_enquiry_looks_so(ground: Ground, seen: Seen, language: Language) -> None:
    async with at_desk(ground, language) as pilot:
        await show(pilot, EnquiryForm())
        await write(pilot, "me tang con")
        await seen(pilot)
        await press(pilot, "enter")
        await seen(pilot)


async def test_a_question_is_logged_with_two_keys_besides_the_words(ground: Ground) -> None:
    async with at_desk(ground) as pilot:
        answers = await show(pilot, EnquiryForm())
        await write(pilot, "me tang con")
        await press(pilot, "enter", "ctrl+s")
        (row,) = logged(pilot)
        assert (row.topic, row.question, row.who, row.channel) == ("tax", "母亲送房给子女要交税吗？", "", "walk_in")
        assert row.answer.startswith("不用交个人所得税")
        assert [(answer.number, answer.to_case) for answer in answers] == [(row.number, False)]
        assert row.number in notice(pilot)


async def test_the_law_of_another_country_says_so(ground: Ground) -> None:
    async with at_desk(ground) as pilot:
        await show(pilot, EnquiryForm())
        await write(pilot, "过户")
        first, *others = [line for line in screen_text(pilot.app).splitlines() if "？" in line]
        assert "越南" not in first
        assert any("越南" in line for line in others)


async def test_the_answer_is_read_in_the_language_of_the_caller(ground: Ground) -> None:
    async with at_desk(ground) as pilot:
        await show(pilot, EnquiryForm())
        await write(pilot, "me tang con")
        await press(pilot, "enter", "f9")
        assert "Không phải nộp thuế thu nhập cá nhân" in screen_text(pilot.app)
        await press(pilot, "ctrl+s")
        assert logged(pilot)[0].answer.startswith("Không phải nộp")


async def test_a_question_of_its_own_from_a_known_customer_becomes_a_case(ground: Ground) -> None:
    async with at_desk(ground) as pilot:
        answers = await show(pilot, EnquiryForm(ground.zhang))
        await write(pilot, "车位可以单独卖吗")
        await press(pilot, "enter")
        assert form(pilot).focused_field == "topic"
        await press(pilot, "9", "f8")
        (row,) = logged(pilot)
        assert (row.who, row.topic, row.question) == ("张三丰", "other", "车位可以单独卖吗")
        assert answers[0].to_case
        assert answers[0].customer_id == ground.zhang


async def test_a_caller_nobody_knows_leaves_a_name_or_a_phone(ground: Ground) -> None:
    async with at_desk(ground) as pilot:
        for who in ("王小明", "13700137000"):
            await show(pilot, EnquiryForm())
            await write(pilot, "hours")
            await press(pilot, "enter", "down")
            await write(pilot, who)
            await press(pilot, "end", "enter", "ctrl+s")
        assert [(row.who, row.phone) for row in logged(pilot)] == [("", "13700137000"), ("王小明", "")]


async def test_hostile_words_are_words(ground: Ground) -> None:
    async with at_desk(ground) as pilot:
        await show(pilot, EnquiryForm())
        await write(pilot, "[/b][@click=app.quit]=cmd|'/c calc'!A1")
        await press(pilot, "enter", "9", "ctrl+s")
        assert logged(pilot)[0].question == "[/b][@click=app.quit]=cmd|'/c calc'!A1"


async def test_a_broken_file_of_answers_is_told_and_nothing_is_lost(ground: Ground) -> None:
    (ground.home.root / OFFICE_FILE).write_text("[[answer]]\ncode = 1\n", encoding="utf-8")
    async with at_desk(ground) as pilot:
        await show(pilot, EnquiryForm())
        assert OFFICE_FILE in notice(pilot)
        await write(pilot, "hours")
        assert OFFICE_FILE in notice(pilot)


async def test_a_parked_enquiry_comes_back_with_its_answer(ground: Ground) -> None:
    async with at_desk(ground) as pilot:
        await show(pilot, EnquiryForm())
        await write(pilot, "me tang con")
        await press(pilot, "enter", "f6", "f7")
        assert "10/2022" in screen_text(pilot.app)
        await press(pilot, "ctrl+s")
        assert logged(pilot)[0].topic == "tax"


async def test_words_that_nothing_was_taken_for_are_the_question(ground: Ground) -> None:
    async with at_desk(ground) as pilot:
        await show(pilot, EnquiryForm())
        await write(pilot, "tax")
        await press(pilot, "escape", "down", "5", "ctrl+s")
        assert [row.question for row in logged(pilot)] == ["tax"]
