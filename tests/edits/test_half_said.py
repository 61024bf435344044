"""What was typed into a question and not sent stands there again, for the same clerk and the same question alone."""

from __future__ import annotations

from typing import Any

from tests.reception.ground import Ground, counter_at, press, write
from tests.ui.conftest import settle
from textual.pilot import Pilot

from deskapp.ui.dialogs import AskText
from deskapp.ui.inputs import DeskInput
from deskapp.ui.shell import DeskApp

WHY = "客户坚持当天办，已请示主管"


async def ask(pilot: Pilot[int], title: str = "papers.ask_strike", **more: Any) -> list[Any]:
    answers: list[Any] = []
    pilot.app.push_screen(AskText(title, **more), answers.append)
    await settle(pilot)
    return answers


def stands(pilot: Pilot[int]) -> str:
    return pilot.app.screen.query_one(DeskInput).value


async def test_a_reason_survives_escape_and_the_way_to_the_first_screen(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        assert isinstance(pilot.app, DeskApp)
        assert await ask(pilot) == []
        await write(pilot, WHY)
        await press(pilot, "escape")
        await ask(pilot, "papers.ask_shelf_all", values={"count": 2})
        assert stands(pilot) == ""
        await press(pilot, "f11")
        answers = await ask(pilot)
        assert stands(pilot) == WHY
        await press(pilot, "f11")
        assert answers in ([], [None])
        user, pilot.app.user = pilot.app.user, "somebody else"
        await ask(pilot)
        assert stands(pilot) == ""
        await press(pilot, "escape")
        pilot.app.user = user
        answers = await ask(pilot)
        await press(pilot, "enter")
        assert answers == [WHY]
        await ask(pilot)
        assert stands(pilot) == ""


async def test_what_stood_there_before_is_nothing_that_was_typed(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        await ask(pilot, "outbox.which_address", value="a@b.cn")
        await press(pilot, "escape")
        await ask(pilot, "outbox.which_address", value="c@d.vn")
        assert stands(pilot) == "c@d.vn"
